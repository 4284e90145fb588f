"""What is left of a shift: promises, calls put aside, what is due, and what may wait until the next working day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from db.queries.call_list import CallRow, call_list, stand_ins
from db.queries.placing import CALLBACKS
from db.queries.reasons import Reason
from db.rules.plan_contact import GIVEN
from db.rules.working_days import add_working_days
from db.work import View

_SECTIONS: Final = frozenset({"now", "callback", "later", "desk"})


@dataclass(frozen=True, slots=True)
class LeftRow:
    """A patient for whom something is left today."""

    patient_id: int
    full_name: str
    kind: str  # promised, aside, due (its last day is before the next working day), may_wait, desk
    at: datetime | None  # of the promise, else the nearest end
    reasons: tuple[Reason, ...]
    may_wait: tuple[int, ...]  # tasks that may be put to the next working day
    callback_id: int | None  # the promised call
    offered: bool  # that call is offered to the centre already
    with_whom: str | None  # short name of the colleague who has the patient today
    own: bool
    call_id: int | None  # a call that waits for its mark

    @property
    def needs_call(self) -> bool:
        """Tell whether any of it is done by phone."""
        return self.call_id is not None or any(reason.channel == "call" for reason in self.reasons)


@dataclass(frozen=True, slots=True)
class Left:
    """All that is left, and which day it may be put to."""

    rows: tuple[LeftRow, ...]
    next_on: date  # the next working day
    next_at: datetime  # when it begins at the desk

    @property
    def open(self) -> tuple[LeftRow, ...]:
        """Return the rows for which nobody is found yet."""
        return tuple(row for row in self.rows if row.with_whom is None and not (row.offered and row.kind == "promised"))


def left(view: View) -> Left:
    """Return what is left of the user's day, promises first."""
    next_on = add_working_days(view.today, 1, calendar=view.rules.calendar)
    next_at = view.midnight(next_on)
    with_whom = stand_ins(view, view.user.id)
    given = _given(view)
    rows = [
        _row(view, row, next_at, with_whom, given)
        for row in call_list(view).rows
        if (row.section in _SECTIONS and row.reasons) or row.aside
    ]
    order = ("promised", "aside", "due", "may_wait", "desk")
    rows.sort(key=lambda row: order.index(row.kind))
    return Left(tuple(rows), next_on, next_at)


def _given(view: View) -> set[tuple[int, str]]:
    """Return the promises that were given to the centre."""
    return set(
        view.conn.rows(
            "SELECT patient_id, source FROM task WHERE owner_id = :me AND state = 'open' AND kind = 'callback_offer'"
            " AND (rule = :given OR due_from <= :now)",
            me=view.user.id, given=GIVEN, now=view.now,
        )
    )  # fmt: skip


def _row(
    view: View, row: CallRow, next_at: datetime, with_whom: dict[int | None, str], given: set[tuple[int, str]]
) -> LeftRow:
    own = [reason for reason in row.reasons if reason.audience == "assistant"]
    promise = next((reason for reason in row.reasons if reason.kind in CALLBACKS), None)
    others = [reason for reason in own if reason.kind not in CALLBACKS]
    may_wait = tuple(reason.task_id for reason in others if reason.due_by is None or reason.due_by >= next_at)
    ends = [reason.due_by for reason in others if reason.due_by is not None]
    by_phone = [reason for reason in others if reason.channel == "call"]
    kind = "desk"
    if promise is not None:
        kind = "promised"
    elif row.aside:
        kind = "aside"
    elif any(reason.task_id not in may_wait for reason in others):
        kind = "due"
    elif by_phone:
        kind = "may_wait"
    offered = promise is not None and ((row.patient_id, promise.source) in given or promise.kind == "callback_offer")
    return LeftRow(
        row.patient_id, row.full_name, kind, promise.due_from if promise is not None else min(ends, default=None),
        row.reasons, may_wait, promise.task_id if promise is not None and promise.kind == "callback" else None, offered,
        (with_whom.get(row.patient_id) or with_whom.get(None)) if row.own else None, row.own, row.call_id,
    )  # fmt: skip
