"""The days of one patient: local dates, calling hours, working days, as fast look-ups.

The plan asks for the same few days again and again, for patients who share zones and mostly have no wishes; so the
answers are kept per zone, wishes and rules. Kept answers change nothing but time: everything here is pure.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from db.rules.facts import CallHours
from db.rules.rules import Rules
from db.rules.windows import ANY_HOURS, fit, last_before
from db.rules.working_days import add_working_days, working_days_between

_DAY = timedelta(days=1)
_MINUTE = timedelta(minutes=1)
_LONGEST_WAIT_DAYS = 30
_MOST_CLOCKS = 512
_MOST_DAYS = 20_000


class PatientClock:
    """Local days and calling hours of the patients of one zone with the same wishes."""

    def __init__(self, zone: str, hours: CallHours, rules: Rules) -> None:
        """Read days in `zone`; calling hours are the service's, narrowed by the patient's wishes."""
        self.rules = rules
        self.zone = ZoneInfo(zone)
        self._name = zone
        self._wishes = hours
        self._windows: dict[int, tuple[datetime, datetime] | None] = {}
        self._ends: dict[int, datetime] = {}
        self._locals: dict[datetime, datetime] = {}
        self._working: dict[tuple[date, int], date] = {}

    def local(self, at: datetime) -> datetime:
        """Return an instant in the patient's time."""
        found = self._locals.get(at)
        if found is None:
            if len(self._locals) > _MOST_DAYS:
                self._locals.clear()
            found = self._locals[at] = at.astimezone(self.zone)
        return found

    def day(self, at: datetime) -> date:
        """Return the patient's date at an instant."""
        return self.local(at).date()

    def start_of(self, day: date) -> datetime:
        """Return the first instant of a day."""
        return self.end_of(day - _DAY) + timedelta(seconds=1)

    def end_of(self, day: date) -> datetime:
        """Return the last second of a day."""
        key = day.toordinal()
        found = self._ends.get(key)
        if found is None:
            found = datetime.combine(day, time(23, 59, 59), self.zone).astimezone(UTC)
            self._ends[key] = found
        return found

    def working(self, day: date, n: int) -> date:
        """Return the n-th working day after a day (before it where `n` is negative)."""
        found = self._working.get((day, n))
        if found is None:
            if len(self._working) > _MOST_DAYS:
                self._working.clear()
            found = self._working[day, n] = add_working_days(day, n, calendar=self.rules.calendar)
        return found

    def working_between(self, a: date, b: date) -> int:
        """Count the working days from `a` (day 0) to `b`."""
        return working_days_between(a, b, calendar=self.rules.calendar)

    def hours(self, day: date) -> tuple[datetime, datetime] | None:
        """Return the opening and the closing of calls on a day, or None where there are none."""
        key = day.toordinal()
        if key in self._windows:
            return self._windows[key]
        if len(self._windows) > _MOST_DAYS:
            self._windows.clear()
        opening = fit(self.start_of(day), self._name, self._wishes, self.rules)
        found = None
        if opening <= self.end_of(day):
            found = opening, last_before(self.end_of(day), self._name, self._wishes, self.rules) + _MINUTE
        self._windows[key] = found
        return found

    def fit(self, at: datetime) -> datetime:
        """Return the first allowed moment at or after an instant."""
        day = self.day(at)
        for _ in range(_LONGEST_WAIT_DAYS):
            hours = self.hours(day)
            if hours is not None and at < hours[1]:
                return max(at, hours[0])
            day += _DAY
        return at if self._wishes == ANY_HOURS else self.plain().fit(at)

    def last_before(self, at: datetime, room: timedelta) -> datetime:
        """Return the last allowed moment that leaves `room` for a call before an instant."""
        day = self.day(at)
        for _ in range(_LONGEST_WAIT_DAYS):
            hours = self.hours(day)
            if hours is not None and hours[0] <= at:
                return max(hours[0], min(at, hours[1]) - room)
            day -= _DAY
        return at if self._wishes == ANY_HOURS else self.plain().last_before(at, room)

    def allowed(self, at: datetime) -> bool:
        """Tell whether an instant lies in the calling hours."""
        hours = self.hours(self.day(at))
        return hours is not None and hours[0] <= at < hours[1]

    def opening(self, day: date) -> datetime:
        """Return the first allowed moment on a day or after it."""
        hours = self.hours(day)
        return hours[0] if hours is not None else self.fit(self.start_of(day))

    def opening_before(self, day: date) -> datetime:
        """Return the opening of calls on a day, or of the nearest day before it that has any."""
        for back in range(_LONGEST_WAIT_DAYS):
            hours = self.hours(day - back * _DAY)
            if hours is not None:
                return hours[0]
        return self.start_of(day) if self._wishes == ANY_HOURS else self.plain().opening_before(day)

    def closing(self, day: date) -> datetime:
        """Return the end of the calling hours of a day; of a day without them the end of the day itself."""
        hours = self.hours(day)
        return hours[1] if hours is not None else self.end_of(day)

    def plain(self) -> PatientClock:
        """Return the clock without the patient's wishes: the service's hours alone."""
        return self if self._wishes == ANY_HOURS else clock_of(self._name, ANY_HOURS, self.rules)


_CLOCKS: dict[tuple[str, CallHours], PatientClock] = {}
_PLAIN: dict[str, PatientClock] = {}
"""Of those, the clocks without wishes: nearly all that is asked for, and a zone alone is quickly found."""


def clock_of(zone: str, hours: CallHours, rules: Rules) -> PatientClock:
    """Return the clock of a zone and wishes, the kept one where the rules are the same object."""
    plain = hours is ANY_HOURS or hours == ANY_HOURS
    clock = _PLAIN.get(zone) if plain else _CLOCKS.get((zone, hours))
    if clock is not None and clock.rules is rules:
        return clock
    if plain:
        clock = _PLAIN[zone] = PatientClock(zone, ANY_HOURS, rules)
    else:
        if len(_CLOCKS) > _MOST_CLOCKS:
            _CLOCKS.clear()
        clock = _CLOCKS[zone, hours] = PatientClock(zone, hours, rules)
    return clock
