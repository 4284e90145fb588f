"""Undo of an import: what it brought goes; whom somebody worked with since stays, and what was changed since."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from db.actions.restoring import Restored
from db.work import Work, dumps, loads

BATCH: Final = 1000
_WORKED_WITH: Final = (
    "call", "mark", "note", "visit", "test_order", "reminder", "barrier", "pause", "decision", "postponed",
    "access_grant", "erasure", "course", "message", "cover",
)  # fmt: skip
_DERIVED: Final = ("task", "pulse", "claim", "patient_word", "imported_value", "milestone", "contact")
_RELATED: Final = ("contact", "milestone")


def undo_import(work: Work, target: dict[str, Any]) -> Restored:
    """Take an import back, set-based for its new patients, field by field for the known ones; never refuses.

    `kept` are new patients with a call, note, visit or another later change; they stay whole.
    """
    changes = [
        (row["table_name"], _row(row["before"]), _row(row["after"]))
        for row in work.conn.dicts("SELECT * FROM change WHERE action_id = :id ORDER BY id DESC", id=target["id"])
    ]
    new = [after["id"] for table, before, after in changes if table == "patient" and before is None and after]
    mine = {table: {after["id"] for kind, _, after in changes if kind == table and after} for table in _RELATED}
    kept = {patient_id for ids in _batches(new) for patient_id in _kept(work, target["id"], ids, mine)}
    gone = [patient_id for patient_id in new if patient_id not in kept]
    for ids in _batches(gone):
        _remove(work, ids)
    brought = set(new)
    known = [
        (table, before, after) for table, before, after in changes if _patient_of(table, before, after) not in brought
    ]
    for table, before, after in known:
        put_back(work, table, before, after)
    work.conn.run("UPDATE action SET undone_by = :by WHERE id = :id", by=work.action_id, id=target["id"])
    return Restored(patients={_patient_of(*change) for change in known}, kept=tuple(sorted(kept)), changed=True)


def _row(text: str | None) -> dict[str, Any] | None:
    return loads(text) if text else None


def _patient_of(table: str, before: dict[str, Any] | None, after: dict[str, Any] | None) -> int:
    row = after or before or {}
    patient_id: int = row["id" if table == "patient" else "patient_id"]
    return patient_id


def _kept(work: Work, action_id: int, ids: list[int], mine: dict[str, set[int]]) -> set[int]:
    """Return whom somebody worked with since: anything that stands on them, or any later change of them."""
    kept: set[int] = set()
    for table in _WORKED_WITH:
        kept |= {
            row[0]
            for row in work.conn.rows(f"SELECT DISTINCT patient_id FROM {table} WHERE patient_id IN :ids", ids=ids)  # noqa: S608 - names from code
        }
    for table in _RELATED:
        kept |= {
            patient_id
            for patient_id, row_id, version in work.conn.rows(
                f"SELECT patient_id, id, version FROM {table} WHERE patient_id IN :ids", ids=ids  # noqa: S608 - names from code
            )
            if row_id not in mine[table] or version > 1
        }  # fmt: skip
    for column in ("a_id", "b_id"):
        kept |= {row[0] for row in work.conn.rows(f"SELECT {column} FROM not_same WHERE {column} IN :ids", ids=ids)}  # noqa: S608 - names from code
    return kept | {row[0] for row in work.conn.rows("SELECT id FROM patient WHERE id IN :ids AND version > 1", ids=ids)}


def _remove(work: Work, ids: list[int]) -> None:
    for table in _DERIVED:
        work.conn.run(f"DELETE FROM {table} WHERE patient_id IN :ids", ids=ids)  # noqa: S608 - names from code
    rows = work.conn.dicts("DELETE FROM patient WHERE id IN :ids RETURNING *", ids=ids)
    work.concern("patient", *rows)
    work.conn.many(
        "INSERT INTO change (action_id, table_name, row_key, before) VALUES (:action_id, 'patient', :row_key, :before)",
        [{"action_id": work.action_id, "row_key": str(row["id"]), "before": dumps(row)} for row in rows],
    )


def put_back(work: Work, table: str, before: dict[str, Any] | None, after: dict[str, Any] | None) -> None:
    """Put one change back: a new row goes, a field goes back where nobody has changed it since."""
    if table == "imported_value":
        if after is None:
            work.insert(table, **(before or {}))
        else:
            work.delete(table, patient_id=after["patient_id"], field=after["field"])
        return
    if after is None:
        return
    rows = work.conn.dicts(f"SELECT * FROM {table} WHERE id = :id", id=after["id"])  # noqa: S608 - names from code
    if not rows:
        return
    now = rows[0]
    if before is None:
        if now["version"] == after["version"] and not _called(work, table, now["id"]):
            work.delete(table, id=now["id"])
        return
    values = {
        name: value
        for name, value in before.items()
        if name != "version" and after[name] != value and now[name] == after[name]
    }
    if values:
        work.update(table, now["id"], **values)


def _called(work: Work, table: str, row_id: int) -> bool:
    """Say whether a number has been called: then it stays."""
    return (
        table == "contact"
        and work.conn.value("SELECT 1 FROM call WHERE contact_id = :id LIMIT 1", id=row_id) is not None
    )


def _batches(ids: list[int]) -> Iterator[list[int]]:
    for start in range(0, len(ids), BATCH):
        yield ids[start : start + BATCH]
