"""Who of the record a file means: by СНИЛС, by policy, by name and birth date; a phone alone only suggests."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from db.engine import Connection
from db.exchange.folding import folded
from db.exchange.import_plan import Candidate, Remark
from db.exchange.twins import sure_snils, told_apart

BATCH: Final = 1000
IDENTITY: Final = "identity"  # of `imported_value`: by what the file knew this person
COLUMNS: Final = (
    "full_name", "birth_on", "birth_year", "sex", "snils", "policy", "address", "diagnosis", "stage", "clinical_group",
    "phase", "assistant_id",
)  # fmt: skip
_PATIENT: Final = f"SELECT id, search_key, {', '.join(COLUMNS)} FROM patient WHERE "  # noqa: S608 - names from code


@dataclass(slots=True)
class Known:
    """A patient of the record, as far as an import compares."""

    id: int
    search_key: str
    values: dict[str, Any]
    phones: set[str] = field(default_factory=set)
    last_priority: int = 0
    milestones: dict[str, tuple[int, date]] = field(default_factory=dict)
    imported: dict[str, str] = field(default_factory=dict)  # what a file last said


class Record:
    """The part of the record that a file may mean, read in few statements."""

    def __init__(self, conn: Connection, candidates: Sequence[Candidate]) -> None:
        """Read everybody who shares a number, a name or a phone with the people of a file."""
        self.by_id: dict[int, Known] = {}
        keys = {folded(str(candidate.value("full_name"))) for candidate in candidates}
        numbers = {phone.key for candidate in candidates for phone in candidate.phones}
        owners = {
            row[0]
            for some in _batches(numbers)
            for row in conn.rows("SELECT patient_id FROM contact WHERE phone IN :numbers", numbers=some)
        }
        for column, wanted in (
            ("snils", {one for candidate in candidates if (one := candidate.text("snils"))}),
            ("policy", {one for candidate in candidates if (one := candidate.text("policy"))}),
            ("search_key", keys),
        ):
            for some in _batches(wanted):
                self._take(conn.rows(f"{_PATIENT}{column} IN :some", some=some))
        owners |= {
            row[0]
            for some in _batches({identity(candidate) for candidate in candidates})
            for row in conn.rows(
                "SELECT patient_id FROM imported_value WHERE field = :field AND value IN :some",
                field=IDENTITY, some=some,
            )
        }  # fmt: skip
        for ids in _batches(owners - self.by_id.keys()):
            self._take(conn.rows(f"{_PATIENT}id IN :ids", ids=ids))
        into = self._read_merged(conn)
        self._read_the_rest(conn)
        self._index(into)

    def _take(self, rows: Iterable[tuple[Any, ...]]) -> None:
        for patient_id, key, *values in rows:
            self.by_id[patient_id] = Known(patient_id, key, dict(zip(COLUMNS, values, strict=True)))

    def _read_merged(self, conn: Connection) -> dict[int, int]:
        """Return into which record each merged one of those read has gone, and read these too."""
        into: dict[int, int] = {}
        for ids in _batches(self.by_id):
            into |= dict(
                conn.rows(
                    "SELECT id, merged_into_id FROM patient WHERE id IN :ids AND merged_into_id IS NOT NULL", ids=ids
                )
            )
        for ids in _batches(set(into.values()) - self.by_id.keys()):
            self._take(conn.rows(f"{_PATIENT}id IN :ids", ids=ids))
        return into

    def _read_the_rest(self, conn: Connection) -> None:
        for ids in _batches(self.by_id):
            for patient_id, phone, written, priority in conn.rows(
                "SELECT patient_id, phone, written, priority FROM contact WHERE patient_id IN :ids", ids=ids
            ):
                known = self.by_id[patient_id]
                known.phones.add(phone or written)
                known.last_priority = max(known.last_priority, priority)
            for patient_id, row_id, kind, on in conn.rows(
                "SELECT patient_id, id, kind, on_date FROM milestone WHERE patient_id IN :ids", ids=ids
            ):
                self.by_id[patient_id].milestones[kind] = (row_id, on)
            for patient_id, name, value in conn.rows(
                "SELECT patient_id, field, value FROM imported_value WHERE patient_id IN :ids", ids=ids
            ):
                self.by_id[patient_id].imported[name] = value

    def _index(self, into: dict[int, int]) -> None:
        """Note by what each is known; by what a merged record was known, the record that it went into is meant."""
        self._by: dict[tuple[str, str], list[Known]] = {}
        for known in sorted(self.by_id.values(), key=lambda one: one.id):
            meant = self.by_id[into.get(known.id, known.id)]
            for key in _keys_of(known):
                there = self._by.setdefault(key, [])
                if meant not in there:
                    there.append(meant)
        for gone in into:
            del self.by_id[gone]

    def of(self, kind: str, key: str) -> list[Known]:
        """Return those with this `snils`, `policy`, folded `name`, `phone` or `identity`, in the order of their ids."""
        return self._by.get((kind, key), [])

    def match(self, candidate: Candidate, warnings: list[Remark]) -> tuple[Known | None, Remark | None]:
        """Return whom a row means, or why that cannot be told; both None for somebody new."""
        key = folded(str(candidate.value("full_name")))
        born = candidate.value("birth_on")
        meant: dict[int, Known] = {}
        for column, number in (("snils", sure_snils(candidate.text("snils"))), ("policy", candidate.text("policy"))):
            if number and not meant:
                meant |= {known.id: known for known in self._by.get((column, number), ())}
            elif number:
                others = self._by.get((column, number), [])
                if others and not {one.id for one in others} & meant.keys():
                    return None, _rejected(candidate, "numbers_of_two_patients", patient_id=others[0].id)
        if len(meant) > 1:
            meant = {i: known for i, known in meant.items() if known.search_key == key} or meant
        if len(meant) == 1:
            (known,) = meant.values()
            return self._same_person(candidate, known, key, warnings)
        if len(meant) > 1:
            return None, _rejected(candidate, "several_patients", patient_id=min(meant))
        namesakes = self._by.get(("name", key), ())
        alike = [known for known in namesakes if self.is_namesake(candidate, known, born, warnings)]
        if len(alike) > 1:
            return None, _rejected(candidate, "several_patients", patient_id=alike[0].id)
        # By what the file said before, where a hand has mended the name or the birth date since.
        alike = alike or self._by.get((IDENTITY, identity(candidate)), [])
        if len(alike) == 1 and not told_apart(candidate.text("snils"), alike[0].values["snils"]):
            return alike[0], None
        self._suggest(candidate, born, warnings)
        return None, None

    def _same_person(
        self, candidate: Candidate, known: Known, key: str, warnings: list[Remark]
    ) -> tuple[Known | None, Remark | None]:
        """Take a match by a number, unless name and birth date both speak against it."""
        born, theirs = candidate.value("birth_on"), known.values["birth_on"]
        other_birth = born is not None and theirs is not None and born != theirs
        if known.search_key == key:
            return known, None
        if other_birth:
            return None, _rejected(candidate, "number_of_another_patient", patient_id=known.id)
        warnings.append(Remark(candidate.row, "", "other_name_same_number", (("patient_id", known.id),)))
        return known, None

    def is_namesake(self, candidate: Candidate, known: Known, born: object, warnings: list[Remark]) -> bool:
        """Say whether a namesake is meant: by the birth date, else by the year, else by a phone."""
        theirs = known.values["birth_on"]
        if told_apart(candidate.text("snils"), known.values["snils"]):
            if born is not None and born == theirs:
                warnings.append(Remark(candidate.row, "", "namesake", (("patient_id", known.id),)))
            return False
        if born is not None and theirs is not None:
            return bool(born == theirs)
        year, their_year = candidate.value("birth_year"), known.values["birth_year"]
        if year is not None and their_year is not None:
            return bool(year == their_year)
        return any(phone.key in known.phones for phone in candidate.phones)

    def _suggest(self, candidate: Candidate, born: object, warnings: list[Remark]) -> None:
        """Name somebody with the same phone and birth date under another name: a marriage, or a slip."""
        for phone in candidate.phones:
            for known in self._by.get(("phone", phone.key), ()):
                if born is not None and known.values["birth_on"] == born:
                    warnings.append(Remark(candidate.row, "", "maybe_same_person", (("patient_id", known.id),)))
                    return


def identity(candidate: Candidate) -> str:
    """Return name with birth date, year or first phone: what the same row will say the next time."""
    rest = (
        candidate.value("birth_on")
        or candidate.value("birth_year")
        or next((phone.key for phone in candidate.phones), "")
        or candidate.value("snils")
        or candidate.value("policy")
    )
    return f"{folded(str(candidate.value('full_name')))}|{rest}"


def _rejected(candidate: Candidate, code: str, **params: int) -> Remark:
    return Remark(candidate.row, "", code, tuple(sorted(params.items())))


def _batches(values: Iterable[Any]) -> Iterator[list[Any]]:
    listed = sorted(values)
    for start in range(0, len(listed), BATCH):
        yield listed[start : start + BATCH]


def _keys_of(known: Known) -> Iterator[tuple[str, str]]:
    for column in ("snils", "policy"):
        if known.values[column]:
            yield column, known.values[column]
    yield "name", known.search_key
    if IDENTITY in known.imported:
        yield IDENTITY, known.imported[IDENTITY]
    for phone in known.phones:
        yield "phone", phone
