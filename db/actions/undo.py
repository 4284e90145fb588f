"""Undo: restore the rows of one action, where nobody touched them since."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from db.actions.claims import claim_if_free
from db.actions.counting import recount_days
from db.actions.numbers import undo_number
from db.actions.patient_words import write_words
from db.actions.planning import BATCH, lock, own_tasks
from db.actions.restoring import MARKING, Restored, restore
from db.actions.twins import undo_merge
from db.actions.undo_import import undo_import
from db.actions.undo_items import undo_items
from db.errors import Conflict, Refused
from db.work import Work, action, loads

UNDO_WITHIN: Final = timedelta(hours=24)
_UNDOES: Final = {
    "import_patients": undo_import, "import_items": undo_items, "merge_patients": undo_merge,
    "set_number": undo_number, "reset_number": undo_number,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Undone:
    """What was undone; `kept` are patients that it would have removed, had nobody worked with them since."""

    action_id: int
    kind: str
    patient_id: int | None
    kept: tuple[int, ...] = ()


@action("undo", undoable=False)
def undo(work: Work, action_id: int | None = None) -> Undone:
    """Undo an action, by default the last one of the user that can be undone.

    Raises `Refused`: nothing_to_undo, not_undoable, already_undone, not_yours, unknown_row;
    `Conflict("changed_since")` with the later action where somebody touched a row meanwhile, `Conflict("used_since")`
    where something new stands on it.
    """
    target = _target(work, action_id)
    restored = _UNDOES.get(target["kind"], restore)(work, target)
    if restored.kept and not restored.changed:
        raise Conflict("used_since", action=target["id"])
    work.call_id = target["call_id"]
    settle(work, target, restored)
    _have_in_work(work, target)
    return Undone(target["id"], target["kind"], target["patient_id"], restored.kept)


def _have_in_work(work: Work, target: dict[str, Any]) -> None:
    """Have a patient in work again whose call is open again; where a colleague has them by now it is put aside."""
    if target["kind"] not in MARKING or target["call_id"] is None:
        return
    call = work.fetch("call", target["call_id"])
    lock(work.conn, (call["patient_id"],))
    if call["state"] == "open" and not claim_if_free(work, call["patient_id"], call["id"]):
        work.update("call", call["id"], state="aside")


def settle(work: Work, target: dict[str, Any], restored: Restored) -> None:
    """Bring what is derived into line with the restored rows: touched patients, words, owners, counters."""
    payload = loads(target["result"]) if target["result"] else {"patients": []}
    patients = {*payload["patients"], *restored.patients}
    if target["patient_id"] is not None:
        patients.add(target["patient_id"])
    listed = sorted(patients)
    there = {
        row[0]
        for start in range(0, len(listed), BATCH)
        for row in work.conn.rows("SELECT id FROM patient WHERE id IN :ids", ids=listed[start : start + BATCH])
    }
    if target["patient_id"] in there:
        work.touch(target["patient_id"])
    elif work.patient_id is None:
        work.patient_id = target["patient_id"]
    work.touch(*sorted(there))
    write_words(work.conn, there)
    own_tasks(work.conn, there)
    recount_days(work, (work.now, *restored.times), target["user_id"])


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
    if not target["undoable"]:
        raise Refused("not_undoable", action=action_id)
    if target["undone_by"] is not None:
        raise Refused("already_undone", action=action_id)
    if target["user_id"] != work.user.id:
        raise Refused("not_yours", action=action_id)
    return target
