"""The counters of a user's day: counted anew from the calls, so that they cannot drift."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Final

from db.queries.attempts import attempts_of
from db.work import Work

_COUNT: Final = (
    "INSERT INTO day_count (user_id, on_date, centre_id, calls, reached, done, attempts, answered, settled)"
    " SELECT u.id, :day, u.centre_id,"
    "  (SELECT COUNT(*) FROM call c WHERE c.user_id = u.id AND c.at >= :start AND c.at < :stop AND c.undone_at IS NULL"
    "    AND c.connection IS NOT NULL),"
    "  (SELECT COUNT(*) FROM call c WHERE c.user_id = u.id AND c.at >= :start AND c.at < :stop AND c.undone_at IS NULL"
    "    AND c.connection = 'REACHED'),"
    "  (SELECT COUNT(*) FROM mark m WHERE m.user_id = u.id AND m.at >= :start AND m.at < :stop"
    "    AND m.undone_at IS NULL),"
    "  :attempts, :answered,"
    "  (SELECT COUNT(DISTINCT m.patient_id) FROM mark m WHERE m.user_id = u.id AND m.at >= :start AND m.at < :stop"
    "    AND m.undone_at IS NULL)"
    " FROM app_user u WHERE u.id = :user"
    " ON CONFLICT (user_id, on_date) DO UPDATE SET calls = excluded.calls, reached = excluded.reached,"
    "  done = excluded.done, attempts = excluded.attempts, answered = excluded.answered, settled = excluded.settled"
)


def recount(work: Work, on: date | None = None, user_id: int | None = None) -> None:
    """Count calls, talks, marks, attempts and settled patients of a day, by default today's of the one who acts."""
    day, user = on or work.today, user_id or work.user.id
    made = attempts_of(work, user, day, day)
    work.conn.run(
        _COUNT,
        user=user,
        day=day,
        start=work.midnight(day),
        stop=work.midnight(day + timedelta(days=1)),
        attempts=len(made),
        answered=sum(1 for each in made if each.answered),
    )


def recount_days(work: Work, instants: Iterable[datetime], user_id: int | None = None) -> None:
    """Count the days of these instants anew."""
    for day in sorted({at.astimezone(work.zone).date() for at in instants}):
        recount(work, day, user_id)
