"""A call written down as a whole: from the command line, or afterwards where it was made elsewhere."""

from __future__ import annotations

from datetime import datetime

from db.actions.connections import CallLogged, follow, read_connection, read_spoke
from db.actions.forms import EMPTY, MarkForm
from db.actions.living import living
from db.actions.marks import Marked, read_outcome, write_mark
from db.actions.own_calls import dialled
from db.actions.planning import lock
from db.actions.text import line
from db.errors import BadInput
from db.rules.facts import Connection, Spoke
from db.work import Work, action


@action("log_call", call=True)
def log_call(
    work: Work,
    patient_id: int,
    outcome: str,
    *,
    reason: int | None = None,
    spoke: str | None = None,
    spoke_name: str | None = None,
    incoming: bool = False,
    phone: str | None = None,
    at: datetime | None = None,
    message_left: bool = False,
    no_such_person: bool = False,
    form: MarkForm = EMPTY,
) -> CallLogged | Marked:
    """Write down a call that is over, by its connection or by what came out; `at` says when it was (else now).

    Raises as `mark_connection` and `mark_outcome` do; `BadInput("time_in_the_future")`.
    """
    living(work, patient_id)
    lock(work.conn, (patient_id,))
    when = _past(work, at)
    number = dialled(work, patient_id, phone, None, incoming)
    base = {
        "patient_id": patient_id, "user_id": work.user.id, "direction": "in" if incoming else "out", "state": "done",
        "at": when, "entered_at": work.now, "late": when < work.now, "ended_at": when, **number,
    }  # fmt: skip
    if outcome in tuple(Connection):
        code, who = read_connection(outcome, spoke or ("patient" if outcome == Connection.REACHED else "nobody"))
        call = work.insert(
            "call", **base, connection=code.value, spoke=who.value, spoke_name=line(spoke_name, "spoke_name"),
            message_left=message_left and code is Connection.MACHINE,
        )  # fmt: skip
        return follow(work, call, no_such_person=no_such_person, closed=True)
    said = read_outcome(outcome)
    who = read_spoke(spoke or Spoke.PATIENT)
    call = work.insert("call", **base, spoke=Spoke.NOBODY.value)
    return write_mark(work, call, said, reason, who, spoke_name, form, when)


def _past(work: Work, at: datetime | None) -> datetime:
    if at is None:
        return work.now
    if at.utcoffset() is None:
        raise BadInput("naive_instant")
    if at > work.now:
        raise BadInput("time_in_the_future")
    return at
