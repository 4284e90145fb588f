"""For whom somebody stands in, in words."""

from typing import Final

from assistant_tui.text.i18n import _, language

_ENDINGS: Final = (
    ("ова", "ову"), ("ева", "еву"), ("ёва", "ёву"), ("ина", "ину"), ("ына", "ыну"), ("ская", "скую"), ("цкая", "цкую"),
    ("ов", "ова"), ("ев", "ева"), ("ёв", "ёва"), ("ин", "ина"), ("ын", "ына"), ("ский", "ского"), ("цкий", "цкого"),
)  # fmt: skip
"""Endings of family names that say by themselves how «за …» is said; other names are left as they are."""


def family_of(short_name: str) -> str:
    """Return the family name of a short name: «Иванова А. П.» → «Иванова»."""
    return short_name.split(" ", 1)[0]


def for_whom(short_name: str) -> str:
    """Return for whom somebody stands in: «за Иванову», «for Ivanova»."""
    family = family_of(short_name)
    if language() == "ru":
        for ending, said in _ENDINGS:
            if family.endswith(ending) and len(family) > len(ending) + 1:
                return _("for {name}", name=family[: -len(ending)] + said)
    return _("for {name}", name=family)
