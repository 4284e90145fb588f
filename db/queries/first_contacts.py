"""New patients, and whether somebody spoke with them in time: counted by the database, one by one only far away.

The limit depends on the day of the assignment alone; so for patients of the desk's own zone a handful of instants says
everything, and no row leaves the database.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from db.engine import Bound
from db.rules.patient_clock import clock_of
from db.rules.rules import Rules
from db.rules.windows import ANY_HOURS
from db.rules.workload import FIRST_DAYS
from db.work import View

_NEW: Final = "FROM pulse WHERE owner_id IN :users AND assigned_at >= :since AND assigned_at <= :now"
_HERE: Final = (
    "WITH new AS MATERIALIZED (SELECT owner_id, met_at, CASE {cases} END AS due {new} AND zone = :zone)"
    " SELECT owner_id, SUM(CASE WHEN met_at <= due THEN 1 ELSE 0 END),"
    " SUM(CASE WHEN met_at IS NOT NULL OR due < :now THEN 1 ELSE 0 END),"
    " SUM(CASE WHEN met_at IS NULL AND due < :now THEN 1 ELSE 0 END) FROM new GROUP BY owner_id"
)
_ROWS: Final = "SELECT owner_id, patient_id, assigned_at, met_at, zone " + _NEW


@dataclass(frozen=True, slots=True)
class NewPatient:
    """Somebody of whom it is known whether they were spoken with in time; `met_at` is empty where nobody has yet."""

    user_id: int
    patient_id: int
    assigned_at: datetime
    met_at: datetime | None
    due_by: datetime

    @property
    def in_time(self) -> bool:
        """Tell whether somebody spoke with them by the limit."""
        return self.met_at is not None and self.met_at <= self.due_by


def first_counts(view: View, users: Sequence[int]) -> dict[int, tuple[int, int, int]]:
    """Return for each user: spoken with in time, all that are decided, and past the limit without a talk."""
    found: dict[int, list[int]] = defaultdict(lambda: [0, 0, 0])
    days = [view.today - timedelta(days=back) for back in range(FIRST_DAYS - 1, -1, -1)]
    limits: dict[str, Bound] = {}
    for place, day in enumerate(days):
        limits[f"end_{place}"] = view.midnight(day + timedelta(days=1))
        limits[f"due_{place}"] = first_due(view.midnight(day), view.zone.key, view.rules)
    cases = " ".join(f"WHEN assigned_at < :end_{place} THEN :due_{place}" for place in range(FIRST_DAYS))
    rows = view.conn.rows(_HERE.format(cases=cases, new=_NEW), **_asked(view, users), **limits, zone=view.zone.key)
    for owner, *counts in rows:
        found[owner] = counts
    for each in _decided(view, view.conn.rows(_ROWS + " AND zone <> :zone", **_asked(view, users), zone=view.zone.key)):
        tally = found[each.user_id]
        tally[0] += each.in_time
        tally[1] += 1
        tally[2] += each.met_at is None
    return {user: (kept, of, late) for user, (kept, of, late) in found.items()}


def new_patients(view: View, users: Sequence[int]) -> Iterator[NewPatient]:
    """Yield those whom `first_counts` counts."""
    return _decided(view, view.conn.rows(_ROWS, **_asked(view, users)))


def _asked(view: View, users: Sequence[int]) -> dict[str, Bound]:
    since = view.midnight(view.today - timedelta(days=FIRST_DAYS - 1))
    return {"users": list(users), "since": since, "now": view.now}


def _decided(view: View, rows: Sequence[tuple[Any, ...]]) -> Iterator[NewPatient]:
    for owner, patient_id, assigned_at, met_at, zone in rows:
        due_by = first_due(assigned_at, zone, view.rules)
        if met_at is not None or due_by < view.now:
            yield NewPatient(owner, patient_id, assigned_at, met_at, due_by)


def first_due(assigned_at: datetime, zone: str, rules: Rules) -> datetime:
    """Return until when somebody who was assigned then is to be reached, as the plan has it."""
    clock = clock_of(zone, ANY_HOURS, rules)
    return clock.end_of(clock.working(clock.day(assigned_at), rules.numbers.reminding.first_contact_working_days))
