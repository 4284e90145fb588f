"""Occurrences of what comes again and again, each counted from the first, so that none drifts."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from db.rules.follow_up import add_months


def occurrence_day(first: date, every: str | None, index: int) -> date:
    """Return the day of an occurrence, from 0; `every` is 1d, 2w, 3m, 1y, or None for once."""
    if every is None:
        return first
    count, unit = int(every[:-1]) * index, every[-1]
    if unit in "my":
        return add_months(first, count * (12 if unit == "y" else 1))
    return first + timedelta(days=count * (7 if unit == "w" else 1))


def occurrence(first: datetime, every: str | None, index: int, zone: str) -> datetime:
    """Return the instant of an occurrence, at the same hour of the patient's calendar."""
    if every is None or index == 0:
        return first
    local = first.astimezone(ZoneInfo(zone))
    return datetime.combine(occurrence_day(local.date(), every, index), local.time(), local.tzinfo).astimezone(UTC)
