"""Rows of one file that tell of one person: joined where they agree, told apart where they cannot be one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from db.exchange.folding import folded
from db.exchange.import_plan import Candidate, PlannedRow, Remark
from db.rules.identifiers import snils_ok


@dataclass(slots=True)
class Joined:
    """The people of a file, each once, and what became of the rows that told of them again."""

    people: list[Candidate] = field(default_factory=list)
    duplicates: list[PlannedRow] = field(default_factory=list)
    rejected: list[Remark] = field(default_factory=list)
    warnings: list[Remark] = field(default_factory=list)


def join(candidates: Sequence[Candidate]) -> Joined:
    """Join rows with the same СНИЛС, policy, or name and birth date (name and phone where a birth date is missing)."""
    joined = Joined()
    places: dict[tuple[str, str], int] = {}
    for candidate in candidates:
        known = [places[key] for key in keys_of(candidate) if key in places]
        there = next((place for place in known if _may_be(joined, place, candidate)), None)
        if there is None:
            there = len(joined.people)
            joined.people.append(candidate)
        else:
            first = joined.people[there]
            if are_different(first, candidate):
                joined.rejected.append(Remark(candidate.row, "", "number_of_another_row", (("other_row", first.row),)))
                continue
            joined.people[there], differing = _merged(first, candidate)
            other = ("other_row", first.row)
            joined.warnings.append(
                Remark(candidate.row, "", "duplicate_differs", (("fields", ",".join(differing)), other))
                if differing
                else Remark(candidate.row, "", "duplicate_row", (other,))
            )
            joined.duplicates.append(PlannedRow(candidate.row, "duplicate", str(candidate.value("full_name"))))
        for key in keys_of(candidate):
            places.setdefault(key, there)
    return joined


def keys_of(candidate: Candidate) -> Iterator[tuple[str, str]]:
    """Yield what a person is known by, the surest first."""
    name = folded(str(candidate.value("full_name")))
    snils, policy, born = sure_snils(candidate.text("snils")), candidate.text("policy"), candidate.value("birth_on")
    if snils:
        yield "snils", snils
    if policy:
        yield "policy", policy
    if born:
        yield "birth", f"{name}|{born}"
    elif candidate.value("birth_year"):
        yield "year", f"{name}|{candidate.value('birth_year')}"
    for phone in candidate.phones:
        yield "phone", f"{name}|{phone.key}"


def sure_snils(number: str | None) -> str | None:
    """Return a СНИЛС that tells people apart: eleven digits."""
    return number if number and len(number) == 11 and number.isdigit() else None


def are_different(one: Candidate, other: Candidate) -> bool:
    """Say whether both the name and the birth date of two rows differ: then a number belongs to somebody else."""
    born, also = one.value("birth_on"), other.value("birth_on")
    names = folded(str(one.value("full_name"))) != folded(str(other.value("full_name")))
    return names and born is not None and also is not None and born != also


def told_apart(one: str | None, other: str | None) -> bool:
    """Say whether two СНИЛС are both right and not the same: two people, whatever else agrees."""
    return bool(one and other and one != other and snils_ok(one) and snils_ok(other))


def _may_be(joined: Joined, place: int, candidate: Candidate) -> bool:
    """Leave apart the same name and birth date with two right СНИЛС, the same name and phone with two births."""
    other = joined.people[place]
    if told_apart(other.text("snils"), candidate.text("snils")):
        if other.value("birth_on") == candidate.value("birth_on"):
            joined.warnings.append(Remark(candidate.row, "", "namesake", (("other_row", other.row),)))
        return False
    numbers = {value for value in (other.text("snils"), other.text("policy")) if value}
    if numbers & {candidate.text("snils"), candidate.text("policy")}:
        return True
    births = {other.value("birth_on"), candidate.value("birth_on")} - {None}
    years = {other.value("birth_year"), candidate.value("birth_year")} - {None}
    return len(births) < 2 and len(years) < 2


def _merged(first: Candidate, again: Candidate) -> tuple[Candidate, list[str]]:
    """Fill what the first row leaves empty; where both speak and differ, the first row's word stands."""
    values = dict(first.values)
    differing = [
        name
        for name, value in again.values
        if name in values and values[name] != value and name not in ("phase", "birth_year")
        and not (name == "full_name" and folded(str(values[name])) == folded(str(value)))
    ]  # fmt: skip
    milestones = dict(first.milestones)
    differing += [kind for kind, on in again.milestones if milestones.get(kind, on) != on]
    numbers = {phone.key: phone for phone in (*again.phones, *first.phones)}
    order = [phone.key for phone in (*first.phones, *again.phones)]
    milestones = {**dict(again.milestones), **milestones}
    return replace(
        first, values=tuple({**dict(again.values), **values}.items()), milestones=tuple(milestones.items()),
        phones=tuple(numbers[key] for key in dict.fromkeys(order)),
        assistant_id=first.assistant_id or again.assistant_id,
        assistant_named=first.assistant_named or again.assistant_named,
    ), differing  # fmt: skip
