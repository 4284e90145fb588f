"""Which backups are kept: all of the last days, then one a day, one a week, one a month."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Final

ALL_OF: Final = timedelta(days=2)
DAILY: Final = 12
WEEKLY: Final = 10
MONTHLY: Final = 9
LEAST_GAP: Final = timedelta(minutes=30)
"""Between two that nobody asked for."""
HOURLY: Final = timedelta(hours=1)
"""While people work one is taken every hour in which something changed."""
LONGEST_GAP: Final = timedelta(days=1)
"""An older last one is followed by another right after a sign-in."""
TEST_EVERY: Final = timedelta(days=30)
"""How often a backup is restored for trial."""


def kept(taken: Iterable[datetime], now: datetime) -> frozenset[datetime]:
    """Return those backups that are kept: all of two days; before them the last of 12 days, 10 weeks and 9 months.

    A day, a week, a month is one in which there is a backup; it begins by UTC, a week on Monday. What lies in the
    future (the clock was set) is kept.
    """
    left = sorted(set(taken))
    keep: list[datetime] = []  # the oldest last
    while left and now - left[-1] < ALL_OF:
        keep.append(left.pop())
    for most, start in ((DAILY, _day), (WEEKLY, _week), (MONTHLY, _month)):
        spans = 0
        while left and spans < most:
            at = left.pop()
            if not keep or start(at) != start(keep[-1]):
                keep.append(at)
                spans += 1
    return frozenset(keep)


def _day(at: datetime) -> date:
    return at.date()


def _week(at: datetime) -> date:
    return at.date() - timedelta(days=at.weekday())


def _month(at: datetime) -> date:
    return at.date().replace(day=1)
