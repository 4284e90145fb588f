"""The first stage of a call: whether somebody was reached, and what follows where nobody was."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from db.actions.claims import refuse_held, release
from db.actions.contacts import strike
from db.actions.counting import recount
from db.actions.own_calls import has_marks, own_call
from db.actions.planning import Planned, plan_now
from db.actions.text import line
from db.errors import BadInput, Refused
from db.rules.facts import Audience, Channel, Connection, PlannedTask, Spoke, TaskKind
from db.rules.retries import next_try
from db.work import Work, action

LETTERS_FROM: Final = frozenset({Spoke.PATIENT, Spoke.REPRESENTATIVE, Spoke.TRUSTED})
"""With these on the line the call stays open: something may come out of it."""

_NOT_THEIRS: Final = {Connection.WRONG_NUMBER: "wrong_number", Connection.DISCONNECTED: "disconnected"}
_STRANGER: Final = (Spoke.REPRESENTATIVE, Spoke.TRUSTED, Spoke.OTHER)


@dataclass(frozen=True, slots=True)
class CallLogged:
    """How a call ended, and what follows: `why` is other_number, no_number, retry, callback, escalated, or None.

    `next_at` is when the patient may be called next, `other_contact_id` a number that is worth trying at once.
    """

    call_id: int
    patient_id: int
    connection: str
    next_at: datetime | None
    why: str | None
    other_contact_id: int | None
    closed: bool
    escalated: bool


@action("mark_connection", call=True)
def mark_connection(
    work: Work,
    call_id: int,
    connection: str,
    *,
    contact_id: int | None = None,
    spoke: str = "nobody",
    spoke_name: str | None = None,
    message_left: bool = False,
    no_such_person: bool = False,
) -> CallLogged:
    """Mark an open call by how it was answered; caps never refuse it.

    OTHER_PERSON needs `spoke`; with the legal representative or a trusted person the call stays open for letters.
    Raises `BadInput("unknown_code" | "who_spoke")`, `Refused`: unknown_row, not_yours, call_undone, call_finished,
    call_has_marks, other_patients_number; `Conflict("in_work")`.
    """
    code, who = read_connection(connection, spoke)
    call = own_call(work, call_id)
    if call["state"] == "done":
        raise Refused("call_finished", id=call_id)
    if has_marks(work, call_id):
        raise Refused("call_has_marks", id=call_id)
    refuse_held(work, call)
    number: dict[str, Any] = {}
    if contact_id is not None and contact_id != call["contact_id"]:
        contact = work.fetch("contact", contact_id)
        if contact["patient_id"] != call["patient_id"]:
            raise Refused("other_patients_number", id=contact_id)
        number = {"contact_id": contact_id, "phone": contact["phone"] or contact["written"]}
    closed = who not in LETTERS_FROM
    after = work.update(
        "call", call_id, connection=code.value, spoke=who.value, spoke_name=line(spoke_name, "spoke_name"),
        message_left=message_left and code is Connection.MACHINE, state="done" if closed else "open",
        ended_at=work.now if closed else None, **number,
    )  # fmt: skip
    logged = follow(work, after, no_such_person=no_such_person, closed=closed)
    if closed:
        release(work, call["patient_id"])  # behind the plan, which holds the patient: whoever opens a call does too
    return logged


def read_connection(connection: str, spoke: str) -> tuple[Connection, Spoke]:
    """Return the codes of a connection and of who spoke; raises `BadInput("unknown_code" | "who_spoke")`."""
    try:
        code = Connection(connection)
    except ValueError as error:
        raise BadInput("unknown_code", field="connection", value=connection[:40]) from error
    who = read_spoke(spoke)
    if code is Connection.OTHER_PERSON:
        if who not in _STRANGER:
            raise BadInput("who_spoke", known=", ".join(_STRANGER))
        return code, who
    if code is Connection.REACHED:
        if who not in LETTERS_FROM:
            raise BadInput("who_spoke", known=", ".join(sorted(LETTERS_FROM)))
        return code, who
    return code, Spoke.NOBODY


def read_spoke(spoke: str) -> Spoke:
    """Return the code of who spoke; raises `BadInput("unknown_code")`."""
    try:
        return Spoke(spoke)
    except ValueError as error:
        raise BadInput("unknown_code", field="spoke", value=spoke[:40], known=", ".join(Spoke)) from error


def follow(work: Work, call: dict[str, Any], *, no_such_person: bool, closed: bool) -> CallLogged:
    """Write what a connection brings, plan, and say what comes next."""
    code = Connection(call["connection"])
    because = _NOT_THEIRS.get(code)
    if because is not None and call["contact_id"] is not None:
        sure = no_such_person and code is Connection.WRONG_NUMBER
        strike(work, call["contact_id"], "no_such_person" if sure else because, for_good=sure)
    work.touch(call["patient_id"])
    work.call_id = call["id"]
    recount(work, call["at"].astimezone(work.zone).date())
    planned = plan_now(work).get(call["patient_id"])
    assert planned is not None  # noqa: S101 - the patient is touched
    return _logged(work, call, closed, planned)


def _is_to_come(task: PlannedTask, now: datetime) -> bool:
    """Tell whether the assistant will be asked to call for a task: what falls silent before is not to come."""
    if task.channel is not Channel.CALL or task.audience is not Audience.ASSISTANT:
        return False
    return task.moot_at is None or task.moot_at > max(task.due_from, now)


def _logged(work: Work, call: dict[str, Any], closed: bool, planned: Planned) -> CallLogged:
    calls = [task for task in planned.tasks if _is_to_come(task, work.now)]
    first = min(calls, key=lambda task: task.due_from, default=None)
    new = (*planned.diff.open, *planned.diff.reopen)
    escalated = any(task.kind is TaskKind.NOT_REACHED for task in new)
    retry = next_try(planned.facts, work.rules)
    why: str | None = None
    if first is not None:
        why = "callback" if first.kind is TaskKind.CALLBACK else "retry"
    if escalated:
        why = "escalated"
    if any(task.kind is TaskKind.FIND_CONTACTS for task in new):
        why = "no_number"
    if retry.other_number_now is not None:
        why = "other_number"
    next_at = None if first is None else max(first.due_from, work.now)
    return CallLogged(
        call["id"], call["patient_id"], call["connection"], next_at, why,
        retry.other_number_now, closed, escalated,
    )  # fmt: skip
