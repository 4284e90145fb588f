"""The attempts that somebody's calls of some days make, found anew from the calls."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from db.rules.attempts import attempts
from db.rules.facts import Call, Connection, Spoke
from db.work import View

_CALLS: Final = (
    "SELECT patient_id, id, at, contact_id, phone, connection, spoke FROM call WHERE user_id = :user AND at >= :start"
    " AND at < :stop AND undone_at IS NULL AND connection IS NOT NULL AND direction = 'out' ORDER BY at, id"
)


@dataclass(frozen=True, slots=True)
class AttemptMade:
    """One attempt to reach a patient."""

    patient_id: int
    call_id: int  # the first of its calls
    at: datetime
    answered: bool


def attempts_of(view: View, user_id: int, first_on: date, last_on: date) -> tuple[AttemptMade, ...]:
    """Return the attempts of a user on some days at the desk, both included; none goes on over midnight."""
    calls: dict[tuple[int, date], list[Call]] = defaultdict(list)
    rows = view.conn.rows(
        _CALLS, user=user_id, start=view.midnight(first_on), stop=view.midnight(last_on + timedelta(days=1))
    )
    for patient_id, i, at, contact_id, phone, connection, spoke in rows:
        on = first_on if first_on == last_on else at.astimezone(view.zone).date()
        made = Call(i, at, False, contact_id, phone, Connection(connection), Spoke(spoke))
        calls[patient_id, on].append(made)
    numbers = view.rules.numbers
    return tuple(
        AttemptMade(patient_id, each.calls.first_call_id, each.calls.started_at, each.answered)
        for (patient_id, _), some in calls.items()
        for each in attempts(some, numbers)
    )
