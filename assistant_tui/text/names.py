"""Names of people: full, short, and told apart where two of them are alike."""

from collections.abc import Sequence
from typing import NamedTuple


class PersonName(NamedTuple):
    """A name in parts, family name first; parts may be empty."""

    family: str
    given: str = ""
    patronymic: str = ""


def split_name(full: str) -> PersonName:
    """Return the parts of «Фамилия Имя Отчество»; what follows the second word is the patronymic."""
    words = full.split()
    return PersonName(words[0] if words else "", words[1] if len(words) > 1 else "", " ".join(words[2:]))


def full_name(name: PersonName) -> str:
    """Return «Фамилия Имя Отчество» without empty places."""
    return " ".join(part for part in name if part)


def short_name(name: PersonName) -> str:
    """Return «Фамилия И. О.»."""
    initials = " ".join(f"{part[0]}." for part in (name.given, name.patronymic) if part)
    return f"{name.family} {initials}".strip()


def short_person(full: str) -> str:
    """Return «Ким О. С.» for «Ким Ольга Сергеевна»."""
    return short_name(split_name(full))


def _key(part: str) -> str:
    return part.casefold().replace("ё", "е")


def alike(one: PersonName, other: PersonName) -> bool:
    """Tell whether two people are easily mistaken: the same family name with the same initials or given name."""
    if _key(one.family) != _key(other.family):
        return False
    return _key(one.given) == _key(other.given) or _key(short_name(one)) == _key(short_name(other))


def apart(name: PersonName, others: Sequence[PersonName]) -> str:
    """Return the full name with the parts in CAPITALS that differ from a namesake among ``others``."""
    rivals = [other for other in others if alike(name, other)]
    parts = [
        part.upper() if any(_key(part) != _key(rival[place]) for rival in rivals) else part
        for place, part in enumerate(name)
    ]
    return " ".join(part for part in parts if part)


def all_apart(names: Sequence[PersonName]) -> list[str]:
    """Return every full name of a screen, namesakes told apart; the work grows with the number of names."""
    families: dict[str, list[int]] = {}
    for place, name in enumerate(names):
        families.setdefault(_key(name.family), []).append(place)
    shown = [full_name(name) for name in names]
    for places in families.values():
        for place in places if len(places) > 1 else ():
            shown[place] = apart(names[place], [names[other] for other in places if other != place])
    return shown
