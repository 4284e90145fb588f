"""The attempts that somebody's calls of some days make, found anew from the calls."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

from db.engine import Bound
from db.rules.attempts import attempts
from db.rules.facts import Call, Connection, Spoke
from db.rules.outcomes import NOT_COUNTED, RIGHT_PERSON
from db.work import View

_OF_DAYS: Final = (
    "FROM call WHERE user_id = :user AND at >= :start AND at < :stop AND undone_at IS NULL AND connection IS NOT NULL"
)
_CALLS: Final = f"SELECT patient_id, id, at, contact_id, phone, connection, spoke {_OF_DAYS} AND direction = 'out'"  # noqa: S608 - from code
_IN_ORDER: Final = " ORDER BY at, id"
_BY_PATIENT: Final = (
    "SELECT patient_id, COUNT(*), SUM(CASE WHEN connection = 'REACHED' THEN 1 ELSE 0 END),"  # noqa: S608 - from code
    " SUM(CASE WHEN direction = 'out' THEN 1 ELSE 0 END),"
    " MAX(CASE WHEN direction = 'out' AND connection NOT IN :none THEN 1 ELSE 0 END),"
    " MAX(CASE WHEN direction = 'out' AND connection IN ('REACHED', 'OTHER_PERSON') AND spoke IN :right THEN 1"
    f"  ELSE 0 END) {_OF_DAYS} GROUP BY patient_id"
)


@dataclass(frozen=True, slots=True)
class CallCounts:
    """What adds up of a user's calls of a day: all, those that reached somebody, attempts, and answered ones."""

    calls: int
    reached: int
    attempts: int
    answered: int


@dataclass(frozen=True, slots=True)
class AttemptMade:
    """One attempt to reach a patient."""

    patient_id: int
    call_id: int  # the first of its calls
    at: datetime
    answered: bool


def attempts_of(view: View, user_id: int, first_on: date, last_on: date) -> tuple[AttemptMade, ...]:
    """Return the attempts of a user on some days at the desk, both included; none goes on over midnight."""
    return _made(view, view.conn.rows(_CALLS + _IN_ORDER, **_days(view, user_id, first_on, last_on)))


def call_counts(view: View, user_id: int, on: date) -> CallCounts:
    """Count the calls and attempts of a user on a day, each call looked at once.

    Nearly everybody is called once a day: one call is an attempt, or none. Only the others are read one by one.
    """
    params, several = _days(view, user_id, on, on), []
    none = [*NOT_COUNTED, *([Connection.BUSY] if view.rules.numbers.attempts.busy_free_retries else [])]
    asked: dict[str, Bound] = {"none": sorted(none), "right": sorted(RIGHT_PERSON)}
    calls = reached = attempted = answered = 0
    for patient_id, made, talked, outgoing, counted, talks in view.conn.rows(_BY_PATIENT, **params, **asked):
        calls, reached = calls + made, reached + talked
        if outgoing > 1:
            several.append(patient_id)
        else:
            attempted, answered = attempted + counted, answered + talks
    if several:
        found = _made(
            view, view.conn.rows(f"{_CALLS} AND patient_id IN :several{_IN_ORDER}", **params, several=several)
        )
        attempted, answered = attempted + len(found), answered + sum(1 for each in found if each.answered)
    return CallCounts(calls, reached, attempted, answered)


def _days(view: View, user_id: int, first_on: date, last_on: date) -> dict[str, Bound]:
    return {
        "user": user_id, "start": view.midnight(first_on), "stop": view.midnight(last_on + timedelta(days=1))
    }  # fmt: skip


def _made(view: View, rows: Sequence[tuple[Any, ...]]) -> tuple[AttemptMade, ...]:
    calls: dict[tuple[int, date], list[Call]] = defaultdict(list)
    for patient_id, i, at, contact_id, phone, connection, spoke in rows:
        made = Call(i, at, False, contact_id, phone, Connection(connection), Spoke(spoke))
        calls[patient_id, at.astimezone(view.zone).date()].append(made)
    numbers = view.rules.numbers
    return tuple(
        AttemptMade(patient_id, each.calls.first_call_id, each.calls.started_at, each.answered)
        for (patient_id, _), some in calls.items()
        for each in attempts(some, numbers)
    )
