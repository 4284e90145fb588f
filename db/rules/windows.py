"""Hours in which a patient may be called: the patient's local time, the kind of day, and what the patient asked for.

A wish narrows or moves the default hours and never goes beyond the hard ones; an urgent call (a doctor's order) may
use all of the hard hours of any day. Without a country the calendar of the zone's own holds. Every instant is aware;
results are aware UTC.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from db.rules.facts import CallHours
from db.rules.numbers import CallWindows, Hours
from db.rules.rules import Rules
from db.rules.zones import KAZAKHSTAN

__all__ = [
    "ANY_HOURS",
    "CallHours",
    "allowed",
    "country_of",
    "fit",
    "hours_on",
    "last_before",
]

ANY_HOURS = CallHours()
"""The wish of somebody who has none."""

_SEARCH_DAYS = 21  # longer than any run of days off
_DAY = timedelta(days=1)
_MINUTE = timedelta(minutes=1)


def country_of(zone: str) -> str:
    """Return the country whose calendar of working days holds in a zone: Kazakhstan's in its own, else Russia's."""
    return "KZ" if zone in KAZAKHSTAN else "RU"


def hours_on(day: date, prefs: CallHours, country: str, rules: Rules, urgent: bool = False) -> Hours | None:
    """Return the local hours of calling on a day, or None where there are none."""
    working = rules.calendar.is_working(day, country)
    holiday = not working and (day.month, day.day) in rules.calendar.of(country).yearly
    return _hours(rules.numbers.windows, prefs, urgent, working, day.weekday(), holiday)


def fit(
    instant: datetime, zone: str, prefs: CallHours, rules: Rules, urgent: bool = False, country: str | None = None
) -> datetime:
    """Return the first allowed moment at or after an instant.

    A wish that leaves no hour at all (not before 22:00) is set aside, so that nobody is ever forgotten by it.
    """
    local = instant.astimezone(ZoneInfo(zone))
    for start, end in _windows(local, prefs, rules, urgent, country or country_of(zone), 1):
        if local < end:
            return max(start, local).astimezone(UTC)
    return fit(instant, zone, ANY_HOURS, rules, urgent or prefs == ANY_HOURS, country)


def last_before(
    instant: datetime, zone: str, prefs: CallHours, rules: Rules, urgent: bool = False, country: str | None = None
) -> datetime:
    """Return the last allowed moment at or before an instant; the last minute of a window is its last moment."""
    local = instant.astimezone(ZoneInfo(zone))
    for start, end in _windows(local, prefs, rules, urgent, country or country_of(zone), -1):
        if start <= local:
            return max(start, min(end - _MINUTE, local)).astimezone(UTC)  # a window may be shorter than a minute
    return last_before(instant, zone, ANY_HOURS, rules, urgent or prefs == ANY_HOURS, country)


def allowed(
    instant: datetime, zone: str, prefs: CallHours, rules: Rules, urgent: bool = False, country: str | None = None
) -> bool:
    """Tell whether a call may begin at an instant."""
    return fit(instant, zone, prefs, rules, urgent, country) == instant


def _windows(
    local: datetime, prefs: CallHours, rules: Rules, urgent: bool, country: str, step: int
) -> Iterator[tuple[datetime, datetime]]:
    """Yield the windows of the days from a local moment on, forwards or backwards."""
    day, zone = local.date(), local.tzinfo
    for _ in range(_SEARCH_DAYS):
        hours = hours_on(day, prefs, country, rules, urgent)
        if hours is not None:
            yield _moment(day, hours[0], zone), _moment(day, hours[1], zone)
        day += _DAY * step


def _moment(day: date, clock: time, zone: object) -> datetime:
    return datetime.combine(day, clock, zone)  # type: ignore[arg-type]  # the zone of an aware moment


@lru_cache(maxsize=4096)
def _hours(
    windows: CallWindows, prefs: CallHours, urgent: bool, working: bool, weekday: int, holiday: bool
) -> Hours | None:
    """Return the hours of one kind of day; None where there is no calling."""
    hard = windows.hard_working_day if working else windows.hard_day_off
    if urgent:
        return hard
    if prefs.weekdays is not None and weekday not in prefs.weekdays:
        return None
    default = _default(windows, working, weekday, holiday)
    # Somebody who asked for Sundays is called on Sundays, within the hard hours.
    hours = default or (hard if prefs.weekdays is not None else None)
    if hours is None:
        return None
    start = max(prefs.not_before or hours[0], hard[0])
    end = min(prefs.not_after or hours[1], hard[1])
    return (start, end) if start < end else None


def _default(windows: CallWindows, working: bool, weekday: int, holiday: bool) -> Hours | None:
    """Return the default hours; a public holiday is like a Sunday, a working Saturday like any working day."""
    if working:
        return windows.default_working_day
    return windows.default_saturday if weekday == 5 and not holiday else windows.default_sunday
