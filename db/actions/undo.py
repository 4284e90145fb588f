"""Undo: restore the rows of one action, where nobody touched them since."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from db.errors import Conflict, Refused
from db.work import KEEPS_ITS_ROWS, KEYS, Work, action, loads

UNDO_WITHIN: Final = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Undone:
    """What was undone."""

    action_id: int
    kind: str
    patient_id: int | None


@action("undo", undoable=False)
def undo(work: Work, action_id: int | None = None) -> Undone:
    """Undo an action, by default the last one of the user that can be undone.

    Raises `Refused`: nothing_to_undo, not_undoable, already_undone, not_yours; `Conflict("changed_since")`
    with the id of the later action where somebody touched a row meanwhile.
    """
    target = _target(work, action_id)
    changes = work.conn.dicts("SELECT * FROM change WHERE action_id = :id ORDER BY id DESC", id=target["id"])
    for change in changes:
        _refuse_if_touched_since(work, target["id"], change)
    for change in changes:
        _restore(work, change)
    work.conn.run("UPDATE action SET undone_by = :by WHERE id = :id", by=work.action_id, id=target["id"])
    work.call_id = target["call_id"]
    payload = loads(target["result"])
    if target["patient_id"] is not None:
        work.touch(target["patient_id"])
    gone = _gone(work, payload["patients"])
    work.touch(*(patient for patient in payload["patients"] if patient not in gone))
    work.touched -= gone
    recount(work)
    return Undone(target["id"], target["kind"], target["patient_id"])


def _target(work: Work, action_id: int | None) -> dict[str, Any]:
    if action_id is None:
        rows = work.conn.dicts(
            "SELECT * FROM action WHERE user_id = :user AND undoable AND undone_by IS NULL AND id <> :own"
            " ORDER BY id DESC LIMIT 1",
            user=work.user.id, own=work.action_id,
        )  # fmt: skip
        if not rows or rows[0]["at"] < work.now - UNDO_WITHIN:
            raise Refused("nothing_to_undo")
        return rows[0]
    target = work.fetch("action", action_id)
    if target["undone_by"] is not None:
        raise Refused("already_undone", action=action_id)
    if not target["undoable"]:
        raise Refused("not_undoable", action=action_id)
    if target["user_id"] != work.user.id:
        raise Refused("not_yours", action=action_id)
    return target


def _refuse_if_touched_since(work: Work, action_id: int, change: dict[str, Any]) -> None:
    """Refuse where a later action, itself not undone, changed the same row."""
    later = work.conn.row(
        "SELECT a.id, a.kind FROM change c JOIN action a ON a.id = c.action_id WHERE c.table_name = :table"
        " AND c.row_key = :key AND a.id > :id AND a.undone_by IS NULL AND a.kind <> 'undo' ORDER BY a.id LIMIT 1",
        table=change["table_name"], key=change["row_key"], id=action_id,
    )  # fmt: skip
    if later is not None:
        raise Conflict("changed_since", action=later[0], kind=later[1])


def _restore(work: Work, change: dict[str, Any]) -> None:
    table = change["table_name"]
    before = loads(change["before"]) if change["before"] else None
    after = loads(change["after"]) if change["after"] else None
    if after is None:
        assert before is not None  # noqa: S101 - a change has one side at least
        work.insert(table, **before)
        return
    keys = KEYS.get(table, ("id",))
    if before is None:
        if table in KEEPS_ITS_ROWS:
            work.update(table, after["id"], undone_at=work.now)
        else:
            work.delete(table, **{name: after[name] for name in keys})
        return
    old = {name: value for name, value in before.items() if name not in keys and name != "version"}
    work.update(table, after[keys[0]], **old)


def _gone(work: Work, patient_ids: list[int]) -> set[int]:
    """Patients that the undo itself removed (a new caller, an import) have no plan left."""
    if not patient_ids:
        return set()
    there = {row[0] for row in work.conn.rows("SELECT id FROM patient WHERE id IN :ids", ids=patient_ids)}
    return set(patient_ids) - there


def recount(work: Work) -> None:
    """Count the user's calls of the day anew; counting cannot drift."""
    start = work.midnight(work.today)
    work.conn.run(
        "INSERT INTO day_count (user_id, on_date, centre_id, calls, reached, done)"
        " SELECT :user, :day, :centre, COUNT(*), COALESCE(SUM(CASE WHEN connection = 'REACHED' THEN 1 ELSE 0 END), 0),"
        "  (SELECT COUNT(*) FROM mark m WHERE m.user_id = :user AND m.at >= :start AND m.undone_at IS NULL)"
        " FROM call WHERE user_id = :user AND at >= :start AND undone_at IS NULL AND connection IS NOT NULL"
        " ON CONFLICT (user_id, on_date) DO UPDATE SET calls = excluded.calls, reached = excluded.reached,"
        "  done = excluded.done",
        user=work.user.id, day=work.today, centre=work.user.centre_id, start=start,
    )  # fmt: skip
