"""Who has a patient in work, in words."""

from datetime import tzinfo
from typing import TYPE_CHECKING, Final

from assistant_tui.text.cover_words import family_of
from assistant_tui.text.dates import clock
from assistant_tui.text.i18n import _, language

if TYPE_CHECKING:
    from db.queries.claims import InWork

_ENDINGS: Final = (
    ("ова", "овой"), ("ева", "евой"), ("ёва", "ёвой"), ("ина", "иной"), ("ына", "ыной"), ("ская", "ской"),
    ("цкая", "цкой"), ("ов", "ова"), ("ев", "ева"), ("ёв", "ёва"), ("ин", "ина"), ("ын", "ына"), ("ский", "ского"),
    ("цкий", "цкого"),
)  # fmt: skip
"""Endings of family names that say by themselves how «у …» is said; other names are left as they are."""


def at_whom(short_name: str) -> str:
    """Return a short name as it is said after «у»: «Иванова А. П.» → «Ивановой А. П.»."""
    family = family_of(short_name)
    rest = short_name[len(family) :]
    if language() == "ru":
        for ending, said in _ENDINGS:
            if family.endswith(ending) and len(family) > len(ending) + 1:
                return family[: -len(ending)] + said + rest
    return short_name


def in_work_words(held: "InWork", *, short: bool = False) -> str:
    """Return «в работе у Ивановой А. П.»; ``short``: without the initials; of oneself the terminal is named."""
    if held.mine:
        return _("in work with you: {terminal}", terminal=held.terminal)
    return _("in work with {name}", name=at_whom(family_of(held.name) if short else held.name))


def held_words(held: "InWork", zone: tzinfo) -> str:
    """Return who has a patient in work, since when and where: «в работе у Ивановой А. П. с 14:02, терминал reg-2»."""
    said, since = in_work_words(held), clock(held.since, zone)
    if held.mine:
        return _("{who}, since {since}", who=said, since=since)
    return _("{who} since {since}, terminal {terminal}", who=said, since=since, terminal=held.terminal)
