"""What a file means beside the record: who is new, what would change, what a hand has changed and stays."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final, TypeAlias

from db.engine import Connection
from db.exchange.folding import folded
from db.exchange.import_plan import Candidate, FilePhone, PlannedRow, Remark, Standing
from db.exchange.matching import Known, Record
from db.exchange.twins import join
from db.rules.facts import Phase
from db.rules.identifiers import policy_ok, snils_ok

ELSEWHERE: Final = "patient_elsewhere"
"""Why a row is set aside that means a patient of another centre."""
Touchable: TypeAlias = Callable[[Iterable[int]], frozenset[int]]
"""Tells which patients whoever imports may write to."""
_CHECKED: Final = {"snils": snils_ok, "policy": policy_ok}


@dataclass(slots=True)
class Update:
    """What would be written for a known patient."""

    known: Known
    values: dict[str, Any] = field(default_factory=dict)
    milestones: dict[str, date] = field(default_factory=dict)
    phones: list[FilePhone] = field(default_factory=list)

    @property
    def fields(self) -> tuple[str, ...]:
        """The names of what would change."""
        return (*self.values, *self.milestones, *(("phone",) if self.phones else ()))


@dataclass(frozen=True, slots=True)
class Resolution:
    """A file beside the record, ready to be shown or written."""

    new: tuple[Candidate, ...]
    updates: tuple[Update, ...]
    rows: tuple[PlannedRow, ...]
    rejected: tuple[Remark, ...]
    warnings: tuple[Remark, ...]


def resolve(conn: Connection, candidates: Sequence[Candidate], touchable: Touchable) -> Resolution:
    """Compare the people of a file with the record; nothing is written.

    Rows that mean somebody whom whoever imports may not touch are set aside, and nothing else is said of them.
    """
    joined = join(candidates)
    record = Record(conn, joined.people)
    free = touchable(record.by_id)
    new: list[Candidate] = []
    updates: list[Update] = []
    rows = list(joined.duplicates)
    rejected, warnings = list(joined.rejected), list(joined.warnings)
    first_row: dict[int, int] = {}
    for person in joined.people:
        said: list[Remark] = []
        known, refusal = record.match(person, said)
        if known is not None and known.id not in free:
            rejected.append(Remark(person.row, "", ELSEWHERE, (("patient_id", known.id),)))
            continue
        warnings += said
        name = str(person.value("full_name"))
        if refusal is not None:
            rejected.append(refusal)
            continue
        if known is None:
            new.append(person)
            rows.append(PlannedRow(person.row, "new", name))
            continue
        if known.id in first_row:
            warnings.append(Remark(person.row, "", "duplicate_row", (("other_row", first_row[known.id]),)))
            rows.append(PlannedRow(person.row, "duplicate", name, known.id))
            continue
        first_row[known.id] = person.row
        update = compare(person, known, warnings)
        standing: Standing = "updated" if update.fields else "same"
        if update.fields:
            updates.append(update)
        rows.append(PlannedRow(person.row, standing, name, known.id, update.fields))
    return Resolution(
        tuple(new), tuple(updates), tuple(sorted(rows, key=lambda row: row.row)),
        tuple(sorted(rejected, key=lambda one: one.row)), tuple(sorted(warnings, key=lambda one: one.row)),
    )  # fmt: skip


def compare(person: Candidate, known: Known, warnings: list[Remark]) -> Update:
    """Return what the file would change: empty cells erase nothing, and what a hand has changed stays."""
    update = Update(known)
    if known.values["phase"] == Phase.CLOSED:
        warnings.append(Remark(person.row, "", "patient_closed", (("patient_id", known.id),)))
    for name, value in person.values:
        if name in ("birth_year", "phase") or _equal(name, value, known):
            continue
        if _may_write(name, value, known.values[name], known, person, warnings):
            update.values[name] = value
    _birth_year(person, known, update)
    _phase(person, known, update)
    whose, now = person.assistant_id, known.values["assistant_id"]
    if whose is not None and whose != now and _may_write("assistant_id", whose, now, known, person, warnings):
        update.values["assistant_id"] = whose
    for kind, on in person.milestones:
        stored = known.milestones.get(kind)
        if (stored is None or stored[1] != on) and _may_write(
            f"milestone:{kind}", on, stored[1] if stored else None, known, person, warnings
        ):
            update.milestones[kind] = on
    for phone in person.phones:
        if phone.key in known.phones:
            continue
        if f"phone:{phone.key}" in known.imported:  # it was here, and somebody has changed it
            warnings.append(Remark(person.row, "", "hand_edit_kept", (("field", "phone"),)))
        else:
            update.phones.append(phone)
    return update


def written(value: object) -> str:
    """Return a value as `imported_value` keeps it."""
    return value.isoformat() if isinstance(value, date) else str(value)


def _equal(name: str, value: object, known: Known) -> bool:
    stored = known.values[name]
    if name == "full_name":
        return folded(str(value)) == known.search_key
    return bool(stored == value)


def _may_write(
    name: str, value: object, stored: object, known: Known, person: Candidate, warnings: list[Remark]
) -> bool:
    """Say whether the file may write: into an empty field, or over what a file itself has brought."""
    said = known.imported.get(name)
    if stored is None or stored == "":
        if said is None:
            return True
    elif said == written(stored):
        check = _CHECKED.get(name)
        if check is None or check(str(value)) is not False or check(str(stored)) is False:
            return True
        warnings.append(Remark(person.row, "", "right_number_kept", (("field", name),)))
        return False
    warnings.append(Remark(person.row, "", "hand_edit_kept", (("field", name),)))
    return False


def _birth_year(person: Candidate, known: Known, update: Update) -> None:
    """Let the year follow the date; a year alone fills an empty field only."""
    born = update.values.get("birth_on")
    if isinstance(born, date):
        update.values["birth_year"] = born.year
    elif person.value("birth_on") is None and person.value("birth_year") and known.values["birth_year"] is None:
        update.values["birth_year"] = person.value("birth_year")


def _phase(person: Candidate, known: Known, update: Update) -> None:
    """Let the phase follow the file as long as it is the one that a file has brought."""
    phase = person.value("phase")
    there = known.values["phase"]
    told = update.values.keys() & {"diagnosis", "clinical_group"} or update.milestones
    if told and phase != there and phase != Phase.SUSPECTED and known.imported.get("phase") == there:
        update.values["phase"] = phase
