"""For whom somebody stands in, in words."""

from typing import Final

from assistant_tui.text.i18n import _, language

LONGEST_FAMILY: Final = 8
"""Letters of the name for whom one stands in, so that what stands beside it is read in 80 columns."""
_ENDINGS: Final = (
    ("ова", "ову"), ("ева", "еву"), ("ёва", "ёву"), ("ина", "ину"), ("ына", "ыну"), ("ская", "скую"), ("цкая", "цкую"),
    ("ов", "ова"), ("ев", "ева"), ("ёв", "ёва"), ("ин", "ина"), ("ын", "ына"), ("ский", "ского"), ("цкий", "цкого"),
)  # fmt: skip
"""Endings of family names that say by themselves how «за …» is said; other names are left as they are."""


def family_of(short_name: str) -> str:
    """Return the family name of a short name: «Иванова А. П.» → «Иванова»."""
    return short_name.split(" ", 1)[0]


def for_whom(short_name: str, most: int = 40) -> str:
    """Return for whom somebody stands in: «за Иванову»; a name longer than ``most`` letters is cut, with a dot."""
    family = family_of(short_name)
    if language() == "ru":
        for ending, said in _ENDINGS:
            if family.endswith(ending) and len(family) > len(ending) + 1:
                family = family[: -len(ending)] + said
                break
    return _("for {name}", name=family if len(family) <= most else family[: most - 2] + ".")
