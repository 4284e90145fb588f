"""Import of visits and tests: a plan that was looked at is written, in one transaction, whole or not at all."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from typing import Any, Final

from db.actions.bulk import insert_many, note_new, reserve
from db.actions.imports import Imported
from db.actions.planning import Progress, plan_now
from db.actions.visits import move
from db.errors import BadData, Conflict
from db.exchange.item_changes import ItemChange, said_by, test_values, visit_values
from db.exchange.item_matching import Row
from db.exchange.item_resolving import ItemResolution, resolve_items
from db.exchange.items import ItemsPlan, Kind
from db.exchange.known_items import IMPORT, PRESENT, at_zone, is_last
from db.exchange.naming import Places
from db.guard import may_touch
from db.rules.facts import TestStatus, VisitStatus
from db.work import Work, action, dumps, key_of

_ONE_IMPORT: Final = 7_231_141  # of PostgreSQL's advisory locks: two files at once could bring one visit twice
_BATCH: Final = 1000
_VISIT: Final = (
    "id", "patient_id", "service", "organisation_id", "clinician", "room", "starts_at", "ends_at", "zone", "status",
    "status_at", "status_source", "booked_in", "booking_number", "centre_id", "note", "created_at",
)  # fmt: skip
_TEST: Final = (
    "id", "patient_id", "service", "organisation_id", "ordered_on", "due_on", "taken_on", "valid_until", "result_on",
    "status", "status_source", "note", "created_at",
)  # fmt: skip
SAID: Final = ("kind", "item_id", "field", "value", "file_id")
_CHANGE: Final = ("action_id", "table_name", "row_key", "before", "after")


@action("import_items")
def apply_items(
    work: Work, plan: ItemsPlan, *, skip_rejected: bool = False, progress: Progress | None = None
) -> Imported:
    """Write what the plan of visits or tests shows; `progress` is told how many of the patients are planned.

    Raises `BadData("rows_rejected")` where a row cannot be taken and that was not allowed for, and
    `Conflict("record_changed_since_preview")` where the record has changed so that the plan is no longer what would
    happen.
    """
    if plan.rejected and not skip_rejected:
        raise BadData("rows_rejected", rows=len(plan.rejected_rows))
    if work.conn.dialect == "postgresql":
        work.conn.rows("SELECT pg_advisory_xact_lock(:key)", key=_ONE_IMPORT)
    found = resolve_items(
        work.conn, plan.kind, plan.candidates, plan.seen, work.now, work.zone, plan.assistant_id,
        partial(may_touch, work, IMPORT),
    )  # fmt: skip
    if tuple(found.rows) != plan.rows:
        raise Conflict("record_changed_since_preview")
    if found.new or found.changes or not is_last(work.conn, plan.kind, plan.seen):
        _write(work, plan, found)
    plan_now(work, progress)
    return Imported(plan.new, plan.updated, plan.same, plan.duplicates, len(plan.rejected_rows), work.action_id)


def _write(work: Work, plan: ItemsPlan, found: ItemResolution) -> None:
    file = work.insert(
        "import_file", kind=plan.kind, name=plan.seen.name, sha256=plan.seen.sha256, made_at=plan.seen.made_at,
        at=work.now, action_id=work.action_id,
    )  # fmt: skip
    ids = _insert(work, plan.kind, found.new)
    said = {item_id: said_by(item) for item_id, (item, _) in zip(ids, found.new, strict=True)}
    moved: dict[int, int] = {}  # visit → the one that replaces it
    for change in found.changes:
        now_id = (_update_visit if plan.kind == "visits" else _update_test)(work, change)
        if now_id != change.known.id:
            moved[change.known.id] = now_id
        work.touched.add(change.whose.id)
    _forget_said(work, plan.kind, moved)
    for item, known in found.told:
        if known.told_at is None or known.told_at <= plan.seen.made_at:
            along = known.said if known.id in moved else {}
            said[moved.get(known.id, known.id)] = along | said_by(item)
            work.concerned.add(known.patient_id)
    _note_said(work, plan.kind, said, file["id"])


# --- new visits and tests, set-based ----------------------------------------------------------------------------------


def _insert(work: Work, kind: Kind, rows: Sequence[Row]) -> list[int]:
    table, columns = ("visit", _VISIT) if kind == "visits" else ("test_order", _TEST)
    ids = reserve(work.conn, table, len(rows))
    zones = Places(work.conn).zones
    minutes: dict[str, int] = dict(work.conn.rows("SELECT code, minutes FROM service"))
    written = []
    for item_id, (item, whose) in zip(ids, rows, strict=True):
        values: dict[str, Any] = dict.fromkeys(columns)
        if kind == "visits":
            zone = whose.zone if item.place_id is None else zones[item.place_id]
            values |= visit_values(item, zone, minutes[item.service]) | {"centre_id": whose.centre_id}
            if values["status"] != VisitStatus.PLANNED:
                values |= {"status_at": work.now, "status_source": "system"}
        else:
            values |= test_values(item, work.today)
            values |= _days_of(values["status"], values, work)
        written.append(values | {"id": item_id, "patient_id": whose.id, "created_at": work.now})
        work.touched.add(whose.id)
    insert_many(work.conn, table, columns, written)
    note_new(work, table, written)
    return ids


def _days_of(status: str, row: Mapping[str, Any], work: Work) -> dict[str, Any]:
    """Give a status its day, and say that it was looked up."""
    if status == TestStatus.ORDERED:
        return {}
    days: dict[str, Any] = {"status_source": "system"}
    if status == TestStatus.RESULT_IN and row["result_on"] is None:
        days["result_on"] = work.today
    if status in (TestStatus.TAKEN, TestStatus.RESULT_IN) and row["taken_on"] is None:
        days["taken_on"] = row["result_on"] or work.today
    return days


# --- known ones -------------------------------------------------------------------------------------------------------


def _update_visit(work: Work, change: ItemChange) -> int:
    """Move a visit, change its fields, say how it ended; return the id of the visit that stands now."""
    row = work.fetch("visit", change.known.id)
    values = dict(change.values)
    if change.move_to is not None:
        place_id = values.get("organisation_id", row["organisation_id"])
        zone = row["zone"] if place_id == row["organisation_id"] else work.fetch("organisation", place_id)["zone"]
        booking = {name: values.get(name, row[name]) for name in ("booked_in", "booking_number")}
        row = move(
            work, row, at_zone(change.move_to, zone), at_zone(change.ends, zone) if change.ends else None, place_id,
            None, "clinic", None, work.now, **booking,
        )  # fmt: skip
    if "status" in values:
        values |= {"status_at": work.now, "status_source": "system"}
        if values["status"] == VisitStatus.CANCELLED:
            values["initiative"] = "clinic"
    item_id: int = work.update("visit", row["id"], **values)["id"]
    return item_id


def _update_test(work: Work, change: ItemChange) -> int:
    row = work.fetch("test_order", change.known.id)
    values = dict(change.values)
    if "status" in values:
        values |= _days_of(values["status"], row | values, work)
    work.update("test_order", row["id"], **values)
    return change.known.id


# --- what the file said -----------------------------------------------------------------------------------------------


def _forget_said(work: Work, kind: Kind, moved: Iterable[int]) -> None:
    """Take what files have said away from visits that have moved: it goes along."""
    for ids in _batches(moved):
        rows = work.conn.dicts(
            "DELETE FROM imported_item WHERE kind = :kind AND item_id IN :ids RETURNING *", kind=kind, ids=ids
        )
        _note(work, [(row, None) for row in rows])


def _note_said(work: Work, kind: Kind, said: Mapping[int, Mapping[str, str]], file_id: int) -> None:
    """Keep what the file says of each visit or test, and that it was there."""
    before = {
        (row["item_id"], row["field"]): row
        for ids in _batches(said)
        for row in work.conn.dicts(
            "SELECT * FROM imported_item WHERE kind = :kind AND item_id IN :ids", kind=kind, ids=ids
        )
    }
    new: list[dict[str, Any]] = []
    changed: list[tuple[dict[str, Any], dict[str, Any]]] = []
    for item_id, told in said.items():
        for name, value in {**told, PRESENT: ""}.items():
            row = {"kind": kind, "item_id": item_id, "field": name, "value": value, "file_id": file_id}
            there = before.get((item_id, name))
            if there is None:
                new.append(row)
            elif there["value"] != value or name == PRESENT:
                changed.append((there, row))
    insert_many(work.conn, "imported_item", SAID, new)
    work.conn.many(
        "UPDATE imported_item SET value = :value, file_id = :file_id"
        " WHERE kind = :kind AND item_id = :item_id AND field = :field",
        [row for _, row in changed],
    )
    _note(work, [*((None, row) for row in new), *changed])


def _note(work: Work, changes: Sequence[tuple[dict[str, Any] | None, dict[str, Any] | None]]) -> None:
    """Note changes of what files said in the journal."""
    insert_many(
        work.conn, "change", _CHANGE,
        [
            {
                "action_id": work.action_id, "table_name": "imported_item",
                "row_key": key_of("imported_item", after or before or {}),
                "before": dumps(before) if before else None, "after": dumps(after) if after else None,
            }
            for before, after in changes
        ],
    )  # fmt: skip


def _batches(ids: Iterable[int]) -> Iterable[list[int]]:
    listed = sorted(ids)
    return [listed[start : start + _BATCH] for start in range(0, len(listed), _BATCH)]
