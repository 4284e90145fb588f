"""A call's way: opened, put aside and taken up again, finished or dropped; its marks stand in modules of their own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from db.actions.claims import claim, claim_if_free, refuse_held, release
from db.actions.connections import CallLogged, mark_connection
from db.actions.corrections import Corrected, correct_call, undo_call
from db.actions.forms import MarkForm
from db.actions.late_entries import log_call
from db.actions.marks import Marked, Settled, mark_outcome, settle_task
from db.actions.own_calls import dialled, has_marks, own_call
from db.actions.planning import lock
from db.errors import Refused
from db.queries.claims import LIVES
from db.ticks import ticks
from db.work import Work, action

__all__ = [
    "CallLogged", "CallState", "Corrected", "MarkForm", "Marked", "OpenedCall", "Settled", "choose_number",
    "correct_call",
    "drop_call", "finish_call", "log_call", "mark_connection", "mark_outcome", "open_call", "put_aside", "settle_task",
    "undo_call",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class OpenedCall:
    """A call that is open; `resumed` where it was open or put aside before."""

    call_id: int
    patient_id: int
    resumed: bool


@dataclass(frozen=True, slots=True)
class CallState:
    """A call as it stands now: open, aside, done."""

    call_id: int
    patient_id: int
    state: str


@action("open_call", undoable=False)
def open_call(
    work: Work, patient_id: int, *, incoming: bool = False, phone: str | None = None, contact_id: int | None = None
) -> OpenedCall:
    """Open a call with a patient and take them into work; the user's own unfinished one is taken up again.

    Other open calls of the user are put aside. Whoever calls in is on the line: that is never refused, even while
    somebody else has them in work. Raises `Refused`: unknown_row, patient_died (nobody is called then),
    other_patients_number; `Conflict("in_work")`.
    """
    patient = work.fetch("patient", patient_id)
    lock(work.conn, (patient_id, *(other_id for _call_id, other_id in _others(work, patient_id))))
    if not incoming:
        _refuse_outgoing(work, patient_id)
    work.patient_id = patient_id
    number = dialled(work, patient["id"], phone, contact_id, incoming)
    earlier = _unfinished(work, patient_id)
    resumed = earlier is not None and _take_up(work, earlier, incoming, number)
    if earlier is not None and not resumed:
        work.update("call", earlier["id"], state="done", ended_at=work.now)
    if earlier is None or not resumed:
        earlier = work.insert(
            "call", patient_id=patient_id, user_id=work.user.id, direction="in" if incoming else "out", at=work.now,
            entered_at=work.now, **number,
        )  # fmt: skip
    call_id = work.call_id = earlier["id"]
    (claim_if_free if incoming else claim)(work, patient_id, call_id)
    _put_others_aside(work, patient_id)
    return OpenedCall(call_id, patient_id, resumed)


def _refuse_outgoing(work: Work, patient_id: int) -> None:
    died = work.conn.value(
        "SELECT id FROM decision WHERE patient_id = :id AND kind = 'died' AND (answer IS NULL OR answer = 'confirmed')",
        id=patient_id,
    )
    if died is not None:
        raise Refused("patient_died", id=patient_id)


def _put_others_aside(work: Work, patient_id: int) -> None:
    """Put the other open calls of the user aside; not those that they have in work at another place right now."""
    for call_id, other_id in _others(work, patient_id):
        work.update("call", call_id, state="aside")
        release(work, other_id)


def _others(work: Work, patient_id: int) -> list[tuple[int, int]]:
    """Return call and patient of each other open call of the user that nobody has in work at another place."""
    tick, given = ticks(work.conn)
    return work.conn.rows(
        "SELECT id, patient_id FROM call WHERE state = 'open' AND user_id = :user AND patient_id <> :id"  # noqa: S608 - from code
        " AND undone_at IS NULL AND NOT EXISTS (SELECT 1 FROM claim c WHERE c.call_id = call.id"
        f" AND c.patient_id = call.patient_id AND c.holder <> :holder AND abs({tick} - c.beat) <= :lives)",
        user=work.user.id, id=patient_id, holder=work.holder, lives=LIVES, **given,
    )  # fmt: skip


def _unfinished(work: Work, patient_id: int) -> dict[str, Any] | None:
    rows = work.conn.dicts(
        "SELECT * FROM call WHERE state IN ('open', 'aside') AND user_id = :user AND patient_id = :id"
        " AND undone_at IS NULL ORDER BY id DESC LIMIT 1",
        user=work.user.id, id=patient_id,
    )  # fmt: skip
    return rows[0] if rows else None


def _take_up(work: Work, earlier: dict[str, Any], incoming: bool, number: dict[str, Any]) -> bool:
    """Take up an unfinished call; not where the patient calls us after a talk of our own that has its marks."""
    direction = "in" if incoming else "out"
    untouched = earlier["connection"] is None and not has_marks(work, earlier["id"])
    if earlier["direction"] != direction and not untouched:
        return False
    fresh: dict[str, Any] = {}
    if untouched:
        fresh = {"direction": direction, "at": work.now, "entered_at": work.now, **number}
    work.update("call", earlier["id"], state="open", **fresh)
    return True


@action("choose_number", undoable=False)
def choose_number(work: Work, call_id: int, contact_id: int) -> CallState:
    """Say which number is dialled in an open call that has no mark yet; raises `Refused`."""
    call = own_call(work, call_id)
    if call["connection"] is not None:
        raise Refused("call_has_marks", id=call_id)
    refuse_held(work, call)
    work.update("call", call_id, version=None, **dialled(work, call["patient_id"], None, contact_id, False))
    work.patient_id, work.call_id = call["patient_id"], call_id
    return CallState(call_id, call["patient_id"], call["state"])


@action("put_aside", undoable=False)
def put_aside(work: Work, call_id: int) -> CallState:
    """Put an open call aside: it stays on top of one's list until it is marked, and colleagues may call meanwhile.

    Raises `Refused`.
    """
    call = own_call(work, call_id)
    if call["state"] == "done":
        raise Refused("call_finished", id=call_id)
    return _set_state(work, call, "aside")


@action("drop_call", undoable=False)
def drop_call(work: Work, call_id: int) -> CallState:
    """Take back a call that was opened by a slip and has no mark; raises `Refused("call_has_marks")`."""
    call = own_call(work, call_id)
    if call["connection"] is not None or has_marks(work, call_id):
        raise Refused("call_has_marks", id=call_id)
    work.update("call", call_id, state="done", undone_at=work.now)
    release(work, call["patient_id"])
    work.patient_id, work.call_id = call["patient_id"], call_id
    return CallState(call_id, call["patient_id"], "done")


@action("finish_call", undoable=False)
def finish_call(work: Work, call_id: int) -> CallState:
    """Finish a call that has a mark, whatever reasons stay open; raises `Refused("nothing_marked")`."""
    call = own_call(work, call_id)
    if call["connection"] is None:
        raise Refused("nothing_marked", id=call_id)
    if call["state"] == "done":
        work.patient_id, work.call_id = call["patient_id"], call_id
        return CallState(call_id, call["patient_id"], "done")
    refuse_held(work, call)
    return _set_state(work, call, "done")


def _set_state(work: Work, call: dict[str, Any], state: str) -> CallState:
    work.update("call", call["id"], state=state, ended_at=work.now if state == "done" else None)
    release(work, call["patient_id"])
    work.patient_id, work.call_id = call["patient_id"], call["id"]
    return CallState(call["id"], call["patient_id"], state)
