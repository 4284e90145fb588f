"""The counters of a user's day: counted anew from the calls, so that they cannot drift."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Final

from db.queries.attempts import call_counts
from db.work import Work

_COUNT: Final = (
    "INSERT INTO day_count (user_id, on_date, centre_id, calls, reached, attempts, answered, done, settled)"
    " SELECT u.id, :day, u.centre_id, :calls, :reached, :attempts, :answered, m.done, m.settled"
    " FROM app_user u CROSS JOIN (SELECT COUNT(*) AS done, COUNT(DISTINCT patient_id) AS settled FROM mark"
    "  WHERE user_id = :user AND at >= :start AND at < :stop AND undone_at IS NULL) AS m WHERE u.id = :user"
    " ON CONFLICT (user_id, on_date) DO UPDATE SET calls = excluded.calls, reached = excluded.reached,"
    "  done = excluded.done, attempts = excluded.attempts, answered = excluded.answered, settled = excluded.settled"
)


def recount(work: Work, on: date | None = None, user_id: int | None = None) -> None:
    """Count calls, talks, marks, attempts and settled patients of a day, by default today's of the one who acts."""
    day, user = on or work.today, user_id or work.user.id
    made = call_counts(work, user, day)
    work.conn.run(
        _COUNT,
        user=user,
        day=day,
        start=work.midnight(day),
        stop=work.midnight(day + timedelta(days=1)),
        calls=made.calls,
        reached=made.reached,
        attempts=made.attempts,
        answered=made.answered,
    )


def recount_days(work: Work, instants: Iterable[datetime], user_id: int | None = None) -> None:
    """Count the days of these instants anew."""
    for day in sorted({at.astimezone(work.zone).date() for at in instants}):
        recount(work, day, user_id)
