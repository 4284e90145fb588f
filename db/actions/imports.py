"""Import: a plan that was looked at becomes patients, in one transaction, whole or not at all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any, Final

from db.actions.bulk import insert_many, note_new, reserve
from db.actions.patient_words import write_words
from db.actions.planning import Progress, own_tasks, plan_now
from db.errors import BadData, Conflict
from db.exchange.import_plan import Candidate, FilePhone, ImportPlan
from db.exchange.matching import IDENTITY, identity
from db.exchange.resolving import Resolution, Update, resolve, written
from db.guard import may_touch
from db.rules.facts import Spoke
from db.rules.names import search_key, sort_key
from db.rules.zones import zone_of
from db.work import Work, action

_ONE_IMPORT: Final = 7_231_140  # of PostgreSQL's advisory locks: two files at once could bring one person twice
_COLUMNS: Final = (
    "id", "full_name", "search_key", "sort_key", "birth_on", "birth_year", "sex", "snils", "policy", "address", "zone",
    "phase", "diagnosis", "stage", "clinical_group", "in_care_since", "first_assigned_at", "assistant_id", "centre_id",
    "origin", "created_at",
)  # fmt: skip
_CONTACT: Final = (
    "id", "patient_id", "phone", "written", "extension", "doubtful", "kind", "relation", "name", "standing", "priority",
)  # fmt: skip
_MILESTONE: Final = ("id", "patient_id", "kind", "on_date")
_IMPORTED: Final = ("patient_id", "field", "value")


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did; `rejected` rows were set aside, `duplicates` told again of an earlier row."""

    new: int
    updated: int
    same: int
    duplicates: int
    rejected: int
    action: int


@action("import_patients")
def apply_import(
    work: Work, plan: ImportPlan, *, skip_rejected: bool = False, progress: Progress | None = None
) -> Imported:
    """Write what the plan shows; `progress` is told how many of the people are written and planned.

    Raises `BadData("rows_rejected")` where a row cannot be taken and that was not allowed for, and
    `Conflict("record_changed_since_preview")` where the record has changed so that the plan is no longer what would
    happen: then it is to be made and looked at again.
    """
    if plan.rejected and not skip_rejected:
        raise BadData("rows_rejected", rows=len(plan.rejected_rows))
    if work.conn.dialect == "postgresql":
        work.conn.rows("SELECT pg_advisory_xact_lock(:key)", key=_ONE_IMPORT)
    found = resolve(work.conn, plan.candidates, partial(may_touch, work, "import_patients"))
    if found.rows != plan.rows:
        raise Conflict("record_changed_since_preview")
    _insert(work, found, plan.assistant_id)
    for update in found.updates:
        _update(work, update)
    changed = [update.known.id for update in found.updates]
    write_words(work.conn, changed)
    own_tasks(work.conn, changed)
    plan_now(work, progress)
    return Imported(plan.new, plan.updated, plan.same, plan.duplicates, len(plan.rejected_rows), work.action_id)


# --- new patients, set-based ------------------------------------------------------------------------------------------


def _insert(work: Work, found: Resolution, default_assistant: int | None) -> None:
    people = found.new
    if not people:
        return
    centres = dict(work.conn.rows("SELECT id, centre_id FROM app_user"))
    ids = reserve(work.conn, "patient", len(people))
    contact_ids = iter(reserve(work.conn, "contact", sum(len(person.phones) for person in people)))
    milestone_ids = iter(reserve(work.conn, "milestone", sum(len(person.milestones) for person in people)))
    patients, contacts, milestones, imported = [], [], [], []
    for patient_id, person in zip(ids, people, strict=True):
        owner = person.assistant_id if person.assistant_named else default_assistant
        patients.append(_patient(work, patient_id, person, owner, centres))
        contacts += [
            _contact(next(contact_ids), patient_id, phone, priority) for priority, phone in enumerate(person.phones, 1)
        ]
        milestones += [
            {"id": next(milestone_ids), "patient_id": patient_id, "kind": kind, "on_date": on}
            for kind, on in person.milestones
        ]
        imported += [{"patient_id": patient_id, "field": name, "value": said} for name, said in said_by(person)]
    for table, columns, rows in (
        ("patient", _COLUMNS, patients), ("contact", _CONTACT, contacts), ("milestone", _MILESTONE, milestones),
    ):  # fmt: skip
        insert_many(work.conn, table, columns, rows)
        note_new(work, table, rows)
    insert_many(work.conn, "imported_value", _IMPORTED, imported)
    write_words(work.conn, ids)
    work.touched.update(ids)  # not `touch`: an import belongs to no one patient


def _patient(
    work: Work, patient_id: int, person: Candidate, owner: int | None, centres: Mapping[int, int | None]
) -> dict[str, Any]:
    name = str(person.value("full_name"))
    row: dict[str, Any] = dict.fromkeys(_COLUMNS)
    row |= {column: value for column, value in person.values if column in row}
    return row | {
        "id": patient_id, "full_name": name, "search_key": search_key(name), "sort_key": sort_key(name),
        "zone": zone_of(person.text("address") or ""), "in_care_since": work.today, "assistant_id": owner,
        "first_assigned_at": None if owner is None else work.now, "origin": "import", "created_at": work.now,
        "centre_id": centres.get(owner) if owner is not None else work.user.centre_id,
    }  # fmt: skip


def _contact(contact_id: int, patient_id: int, phone: FilePhone, priority: int) -> dict[str, Any]:
    """Return a number as stored; a file gives nobody the right to hear anything."""
    standing = Spoke.PATIENT if phone.relation == "self" else Spoke.OTHER
    return {
        "id": contact_id, "patient_id": patient_id, "phone": phone.e164, "written": phone.written,
        "extension": phone.extension, "doubtful": phone.doubtful, "kind": phone.kind, "relation": phone.relation,
        "name": phone.name, "standing": standing.value, "priority": priority,
    }  # fmt: skip


def said_by(person: Candidate) -> list[tuple[str, str]]:
    """Return field and text of all that a row says, for `imported_value`."""
    said = [(name, written(value)) for name, value in person.values]
    said += [(f"milestone:{kind}", written(on)) for kind, on in person.milestones]
    said += [(f"phone:{phone.key}", "1") for phone in person.phones]
    if person.assistant_id is not None:
        said.append(("assistant_id", str(person.assistant_id)))
    return [*said, (IDENTITY, identity(person))]


# --- known patients ---------------------------------------------------------------------------------------------------


def _update(work: Work, update: Update) -> None:
    known = update.known
    values = dict(update.values)
    said = [(name, written(value)) for name, value in values.items()]
    if "full_name" in values:
        name = str(values["full_name"])
        values |= {"search_key": search_key(name), "sort_key": sort_key(name)}
    if "assistant_id" in values:
        values |= _handed_over(work, known.id, values["assistant_id"])
    if values:
        work.update("patient", known.id, **values)
    for kind, on in update.milestones.items():
        there = known.milestones.get(kind)
        if there is None:
            work.insert("milestone", patient_id=known.id, kind=kind, on_date=on)
        else:
            work.update("milestone", there[0], on_date=on)
        said.append((f"milestone:{kind}", written(on)))
    for priority, phone in enumerate(update.phones, known.last_priority + 1):
        row = _contact(0, known.id, phone, priority)
        del row["id"]
        work.insert("contact", **row)
        said.append((f"phone:{phone.key}", "1"))
    for name, value in said:
        if name in known.imported:
            work.delete("imported_value", patient_id=known.id, field=name)
        work.insert("imported_value", patient_id=known.id, field=name, value=value)
    work.touched.add(known.id)


def _handed_over(work: Work, patient_id: int, owner: int) -> dict[str, int | datetime | None]:
    row = work.fetch("patient", patient_id)
    return {
        "first_assigned_at": row["first_assigned_at"] or work.now,
        "centre_id": work.fetch("app_user", owner)["centre_id"],
    }  # fmt: skip
