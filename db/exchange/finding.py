"""Whose visit or test a row means: somebody of the record, never somebody new, and never by a guess."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from db.engine import Connection
from db.exchange.folding import folded
from db.exchange.import_plan import Candidate, Remark
from db.exchange.matching import IDENTITY, Known, Record, identity
from db.exchange.twins import sure_snils, told_apart
from db.rules.facts import Phase

BATCH: Final = 1000


@dataclass(frozen=True, slots=True)
class Whose:
    """The patient of a row, as far as a visit or test needs them."""

    id: int
    full_name: str
    zone: str
    closed: bool
    centre_id: int | None
    assistant_id: int | None


class Finder:
    """Finds the patients of a file, by СНИЛС, policy, name with birth date; a phone with a birth date only suggests."""

    def __init__(self, conn: Connection, people: Sequence[Candidate]) -> None:
        """Read everybody who may be meant, in few statements."""
        self._record = Record(conn, people)
        self._survivor = _survivors(conn)
        ids = {self._survivor.get(found, found) for found in self._record.by_id}
        self.people = read_people(conn, ids)

    def find(self, person: Candidate, warnings: list[Remark]) -> Whose | Remark:
        """Return whom a row means, or why that cannot be told."""
        name = person.text("full_name")
        key = folded(name) if name else ""
        by_number = self._by_number(person, key, warnings)
        if by_number is not None:
            return by_number
        born = person.value("birth_on")
        own: list[Remark] = []
        namesakes = self._record.of("name", key) if key else []
        alike = [known for known in namesakes if self._record.is_namesake(person, known, born, own)]
        if not alike and key:  # by what a file said before, where a hand has mended the name or the birth date since
            alike = [
                known
                for known in self._record.of(IDENTITY, identity(person))
                if not told_apart(person.text("snils"), known.values["snils"])
            ]
        warnings += own
        found = self._alive(alike)
        if len(found) == 1:
            return found[0]
        if len(found) > 1:
            return _refused(person, "patients_found", count=len(found))
        return self._suggested(person, key, warnings) or self._unknown(person, namesakes)

    def _by_number(self, person: Candidate, key: str, warnings: list[Remark]) -> Whose | Remark | None:
        snils, policy = sure_snils(person.text("snils")), person.text("policy")
        numbers = [(column, number) for column, number in (("snils", snils), ("policy", policy)) if number]
        holders = [self._record.of(column, number) for column, number in numbers]
        said = [{known.id for known in some} for some in holders if some]
        if not said:
            return None
        meant = set.intersection(*said)
        if not meant:
            return _refused(person, "numbers_of_two_patients", patient_id=min(said[0]))
        known = [self._record.by_id[patient_id] for patient_id in sorted(meant)]
        if len(self._alive(known)) > 1 and key:
            known = [one for one in known if one.search_key == key] or known
        found = self._alive(known)
        if len(found) > 1:
            return _refused(person, "patients_found", count=len(found))
        if not found:
            return None
        if key and all(one.search_key != key for one in known):
            born, theirs = person.value("birth_on"), known[0].values["birth_on"]
            if born is not None and theirs is not None and born != theirs:
                return _refused(person, "number_of_another_patient", patient_id=found[0].id)
            warnings.append(_refused(person, "other_name_same_number", patient_id=found[0].id))
        return found[0]

    def _suggested(self, person: Candidate, key: str, warnings: list[Remark]) -> Whose | Remark | None:
        """Return the only one with the phone and birth date of a row where the names agree; else who it may be."""
        born = person.value("birth_on")
        if born is None:
            return None
        fitting = {
            known.id: known
            for phone in person.phones
            for known in self._record.of("phone", phone.key)
            if known.values["birth_on"] == born and not told_apart(person.text("snils"), known.values["snils"])
        }
        found = self._alive(list(fitting.values()))
        if not found:
            return None
        if len(found) > 1:
            return _refused(person, "patients_found", count=len(found))
        if key and all(_agree(key, known.search_key) for known in fitting.values()):
            warnings.append(_refused(person, "found_by_phone", patient_id=found[0].id))
            return found[0]
        return _refused(person, "patient_suggested", patient_id=found[0].id)

    def _unknown(self, person: Candidate, namesakes: list[Known]) -> Remark:
        born = person.value("birth_on")
        others = self._alive([known for known in namesakes if known.values["birth_on"] not in (None, born)])
        if len(others) == 1 and born is not None:
            return _refused(person, "birth_differs", patient_id=others[0].id)
        if namesakes:
            return _refused(person, "namesakes_only", count=len(self._alive(namesakes)))
        return _refused(person, "patient_unknown")

    def _alive(self, known: Sequence[Known]) -> list[Whose]:
        """Return the records that stand: a merged one stands for the one that it was merged into."""
        ids = sorted({self._survivor.get(one.id, one.id) for one in known})
        return [self.people[patient_id] for patient_id in ids if patient_id in self.people]


def read_people(conn: Connection, ids: set[int]) -> dict[int, Whose]:
    """Return patients by their ids."""
    listed = sorted(ids)
    return {
        row[0]: Whose(row[0], row[1], row[2], row[3] == Phase.CLOSED, row[4], row[5])
        for start in range(0, len(listed), BATCH)
        for row in conn.rows(
            "SELECT id, full_name, zone, phase, centre_id, assistant_id FROM patient"
            " WHERE id IN :ids AND merged_into_id IS NULL AND erased_at IS NULL",
            ids=listed[start : start + BATCH],
        )
    }


def _survivors(conn: Connection) -> dict[int, int]:
    """Return the record that stands for each merged one."""
    into: dict[int, int] = dict(conn.rows("SELECT id, merged_into_id FROM patient WHERE merged_into_id IS NOT NULL"))
    found = {}
    for start in into:
        last, steps = start, 0
        while last in into and steps < len(into):
            last, steps = into[last], steps + 1
        found[start] = last
    return found


def _agree(one: str, other: str) -> bool:
    """Say whether two folded names can be one: the same family name, the rest alike or an initial of it."""
    left, right = one.split(), other.split()
    if not left or not right or left[0] != right[0] or len(left) < 2:
        return False
    return all(a.startswith(b) or b.startswith(a) for a, b in zip(left[1:], right[1:], strict=False))


def _refused(person: Candidate, code: str, **params: int) -> Remark:
    return Remark(person.row, "", code, tuple(sorted(params.items())))
