"""How alike two records are: whether they may be one person, with named reasons for it and against it.

A pair is shown to people, who decide; nothing is ever merged by a score. Who shares a telephone is often a couple, who
shares name and birth date is sometimes a namesake: what tells them apart weighs more than what they have in common.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from db.rules.identifiers import snils_ok

LEAST: Final = 40
"""The least score of a pair that is worth somebody's look."""
SURE: Final = 70
"""From here on hardly anything but one person explains the pair."""
MOST_SHARED: Final = 12
"""A number of more records than this is a clinic's or a hostel's: it says nothing."""

FOR: Final = {
    "same_snils": 60, "same_policy": 45, "same_name": 30, "name_slip": 22, "name_shorter": 20, "same_given": 10,
    "same_birth": 25, "birth_slip": 12, "same_year": 8, "same_phone": 15,
}  # fmt: skip
AGAINST: Final = {"other_snils": 80, "other_sex": 50, "other_given": 45, "other_birth": 30, "other_policy": 15}


@dataclass(frozen=True, slots=True)
class Person:
    """What of a record tells whether it is another one's twin."""

    id: int
    words: tuple[str, ...]  # of the name's search key, family name first
    birth_on: date | None = None
    birth_year: int | None = None
    sex: str | None = None
    snils: str | None = None
    policy: str | None = None
    phones: frozenset[str] = frozenset()

    @property
    def year(self) -> int | None:
        """The year of birth, as far as it is known."""
        return self.birth_on.year if self.birth_on else self.birth_year


@dataclass(frozen=True, slots=True)
class Likeness:
    """How alike two records are: 0 to 100, and the codes of what speaks for it and against it."""

    score: int
    reasons: tuple[str, ...]
    against: tuple[str, ...]


def likeness(one: Person, other: Person) -> Likeness:
    """Compare two records."""
    reasons = [*_names(one, other), *_births(one, other), *_numbers(one, other)]
    against = list(_differences(one, other))
    if "same_given" in reasons and one.sex == other.sex == "m":
        reasons.remove("same_given")  # men seldom change their family name
    score = sum(FOR[code] for code in reasons) - sum(AGAINST[code] for code in against)
    return Likeness(max(0, min(100, score)), tuple(reasons), tuple(against))


def is_shown(found: Likeness) -> bool:
    """Say whether a pair is worth somebody's look."""
    return found.score >= LEAST


def candidates(people: Sequence[Person]) -> Iterator[tuple[int, int]]:
    """Yield pairs of places in a sequence that have something in common, each once; never all with all.

    People meet in blocks: a document, a telephone with the year of birth, a birth date with all words of the name but
    one, a name with the year of birth. So the cost grows with the number of people and not with its square.
    """
    seen: set[tuple[int, int]] = set()
    for block in _blocks(people).values():
        if not 2 <= len(block) <= MOST_SHARED:
            continue
        for at, first in enumerate(block):
            for second in block[at + 1 :]:
                pair = (first, second)
                if first != second and pair not in seen:
                    seen.add(pair)
                    yield pair


def _blocks(people: Sequence[Person]) -> dict[tuple[object, ...], list[int]]:
    blocks: dict[tuple[object, ...], list[int]] = {}
    for place, person in enumerate(people):
        for key in _keys(person):
            blocks.setdefault(key, []).append(place)
    return blocks


def _keys(person: Person) -> Iterator[tuple[object, ...]]:
    year = person.year
    if person.snils:
        yield "s", person.snils
    if person.policy:
        yield "p", person.policy
    for phone in person.phones:
        yield "t", phone, year
    if year is not None:
        yield "y", year, person.words
    if person.birth_on is not None and len(person.words) > 1:
        for place in range(len(person.words)):
            rest = person.words[:place] + person.words[place + 1 :]
            yield "b", person.birth_on, place, rest
        yield "i", person.birth_on, person.words[0], person.words[1][0]  # initials, or no patronymic


def slip(one: str, other: str) -> bool:
    """Say whether two words differ by one slip: a letter more, less, another, or two swapped."""
    if one == other or min(len(one), len(other)) < 3 or abs(len(one) - len(other)) > 1:
        return False
    if len(one) != len(other):
        longer, shorter = (one, other) if len(one) > len(other) else (other, one)
        return any(longer[:at] + longer[at + 1 :] == shorter for at in range(len(longer)))
    differing = [at for at in range(len(one)) if one[at] != other[at]]
    if len(differing) == 1:
        return True
    first, last = differing[0], differing[-1]
    return len(differing) == 2 and last == first + 1 and one[first] == other[last] and one[last] == other[first]


def _names(one: Person, other: Person) -> Iterator[str]:
    mine, theirs = one.words, other.words
    if mine == theirs:
        yield "same_name"
    elif len(mine) == len(theirs):
        differing = [(a, b) for a, b in zip(mine, theirs, strict=True) if a != b]
        if len(differing) == 1 and slip(*differing[0]):
            yield "name_slip"
        elif all(_initial(a, b) for a, b in differing):
            yield "name_shorter"
        elif len(mine) > 2 and mine[1:] == theirs[1:]:
            yield "same_given"
    elif mine[: len(theirs)] == theirs[: len(mine)] and min(len(mine), len(theirs)) > 1:
        yield "name_shorter"


def _initial(one: str, other: str) -> bool:
    return min(len(one), len(other)) == 1 and one[:1] == other[:1]


def _births(one: Person, other: Person) -> Iterator[str]:
    mine, theirs = one.birth_on, other.birth_on
    if mine is not None and mine == theirs:
        yield "same_birth"
    elif mine is not None and theirs is not None:
        if _birth_slip(mine, theirs):
            yield "birth_slip"
    elif one.year is not None and one.year == other.year:
        yield "same_year"


def _birth_slip(one: date, other: date) -> bool:
    """Say whether two dates differ by one digit, or by day and month swapped."""
    if (one.year, one.month, one.day) == (other.year, other.day, other.month):
        return True
    return sum(a != b for a, b in zip(one.isoformat(), other.isoformat(), strict=True)) == 1


def _numbers(one: Person, other: Person) -> Iterator[str]:
    if one.snils and one.snils == other.snils:
        yield "same_snils"
    if one.policy and one.policy == other.policy:
        yield "same_policy"
    if one.phones & other.phones:
        yield "same_phone"


def _differences(one: Person, other: Person) -> Iterator[str]:
    if one.snils and other.snils and one.snils != other.snils and snils_ok(one.snils) and snils_ok(other.snils):
        yield "other_snils"
    if one.policy and other.policy and one.policy != other.policy:
        yield "other_policy"
    if one.sex and other.sex and one.sex != other.sex:
        yield "other_sex"
    if len(one.words) > 1 and len(other.words) > 1:
        mine, theirs = one.words[1], other.words[1]
        if mine != theirs and not slip(mine, theirs) and not _initial(mine, theirs):
            yield "other_given"
    different = one.birth_on and other.birth_on and one.birth_on != other.birth_on
    if (different and not _birth_slip(one.birth_on, other.birth_on)) or (  # type: ignore[arg-type]  # both are dates here
        not different and one.year and other.year and one.year != other.year
    ):
        yield "other_birth"
