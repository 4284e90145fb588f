"""Working days of a country, with transferred days: the clock of statutory limits [Labour Code of Russia, art. 112].

Calendar days and months (follow-up, validity of tests) are counted elsewhere; the two are never mixed.
"""

from __future__ import annotations

import json
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from db.rules import calendar_data

_DAY = timedelta(days=1)


@dataclass(frozen=True)
class CountryDays:
    """The days of one country: `off` and `work` decide, else weekends are off, else `yearly` outside known years."""

    country: str
    off: frozenset[date]
    work: frozenset[date]
    short: frozenset[date]
    yearly: frozenset[tuple[int, int]]
    known_from: date
    provisional_after: date

    def is_working(self, day: date) -> bool:
        """Tell whether a day is worked."""
        if day in self.work:
            return True
        if day.weekday() >= 5 or day in self.off:
            return False
        return self.known_from <= day <= self.provisional_after or (day.month, day.day) not in self.yearly

    def provisional(self, day: date) -> bool:
        """Tell whether the transfers of that year are not known, so that the answer may still change."""
        return not self.known_from <= day <= self.provisional_after


@dataclass(frozen=True)
class _Span:
    """The working days of some years as sorted ordinals, so that counting is two look-ups."""

    first: int
    last: int
    working: tuple[int, ...]


@dataclass(frozen=True)
class Calendar:
    """Working days by country: a frozen value that can be stored under a stamp and read back equal."""

    countries: tuple[CountryDays, ...]
    _by_country: dict[str, CountryDays] = field(init=False, repr=False, compare=False, hash=False)
    _spans: dict[str, _Span] = field(init=False, repr=False, compare=False, hash=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_by_country", {days.country: days for days in self.countries})
        object.__setattr__(self, "_spans", {})

    def of(self, country: str) -> CountryDays:
        """Return the days of a country; `ValueError` names one that is not in the calendar."""
        try:
            return self._by_country[country]
        except KeyError:
            raise ValueError(f"no calendar for country {country!r}") from None

    def is_working(self, day: date, country: str = "RU") -> bool:
        """Tell whether a day is worked in a country."""
        return self.of(country).is_working(day)

    def provisional(self, day: date, country: str = "RU") -> bool:
        """Tell whether the transfers of that day's year are not known for the country."""
        return self.of(country).provisional(day)

    @property
    def provisional_after(self) -> date:
        """Return the last day up to which every country is known."""
        return min(days.provisional_after for days in self.countries)

    def with_days(self, country: str, *, off: Iterable[date] = (), work: Iterable[date] = ()) -> Calendar:
        """Return a calendar with the organisation's own days off and working days, which win over what was known."""
        added_off, added_work = frozenset(off), frozenset(work)
        if added_off & added_work:
            raise ValueError(f"both off and working: {min(added_off & added_work)}")
        days = self.of(country)
        changed = replace(days, off=(days.off - added_work) | added_off, work=(days.work - added_off) | added_work)
        return Calendar(tuple(changed if old.country == country else old for old in self.countries))

    def span(self, country: str, *ordinals: int) -> _Span:
        """Return the counted working days around some ordinals; grown by need and kept."""
        span = self._spans.get(country)
        low, high = min(ordinals), max(ordinals)
        if span is None or low < span.first or high > span.last:
            days = self.of(country)
            first = _ordinal_of_year(min(date.fromordinal(max(low, 1)).year - 1, days.known_from.year))
            last = _ordinal_of_year(min(date.fromordinal(min(high, _LAST)).year + 2, 9999)) - 1
            if span is not None:
                first, last = min(first, span.first), max(last, span.last)
            # Days beyond the known years follow the rule alone, so a grown span never contradicts an older one.
            span = _Span(first, last, tuple(_working_ordinals(days, first, last)))
            self._spans[country] = span
        return span

    def to_json(self) -> str:
        """Return the calendar as text, the same text for equal calendars."""
        return json.dumps(
            {
                days.country: {
                    "off": sorted(day.isoformat() for day in days.off),
                    "work": sorted(day.isoformat() for day in days.work),
                    "short": sorted(day.isoformat() for day in days.short),
                    "yearly": sorted(list(month_day) for month_day in days.yearly),
                    "known_from": days.known_from.isoformat(),
                    "provisional_after": days.provisional_after.isoformat(),
                }
                for days in self.countries
            },
            sort_keys=True,
        )

    @classmethod
    def from_json(cls, text: str) -> Calendar:
        """Read a calendar back from the text that `to_json` made."""
        return cls(
            tuple(
                CountryDays(
                    country=country,
                    off=_dates(days["off"]),
                    work=_dates(days["work"]),
                    short=_dates(days["short"]),
                    yearly=frozenset((month, day) for month, day in days["yearly"]),
                    known_from=date.fromisoformat(days["known_from"]),
                    provisional_after=date.fromisoformat(days["provisional_after"]),
                )
                for country, days in sorted(json.loads(text).items())
            )
        )


# Spans reach two years beyond a day, and no plan does.
_LAST = date(9990, 1, 1).toordinal()


def _ordinal_of_year(year: int) -> int:
    """Return the ordinal of a year's first day, held within the years that `date` knows."""
    return date(min(max(year, 1), 9999), 1, 1).toordinal()


def _working_ordinals(days: CountryDays, first: int, last: int) -> Iterator[int]:
    """Yield the ordinals of the working days of a span."""
    for ordinal in range(first, last + 1):
        if days.is_working(date.fromordinal(ordinal)):
            yield ordinal


def _dates(texts: Iterable[str]) -> frozenset[date]:
    """Read ISO dates."""
    return frozenset(date.fromisoformat(text) for text in texts)


def frozen_calendar() -> Calendar:
    """Build the calendar from the generated tables."""
    return Calendar(
        tuple(
            CountryDays(
                country=country,
                off=_dates(calendar_data.OFF[country]),
                work=_dates(calendar_data.WORK[country]),
                short=_dates(calendar_data.SHORT.get(country, ())),
                yearly=frozenset(calendar_data.YEARLY[country]),
                known_from=date(calendar_data.FIRST_YEAR, 1, 1),
                provisional_after=date(calendar_data.LAST_YEAR, 12, 31),
            )
            for country in sorted(calendar_data.OFF)
        )
    )


CALENDAR = frozen_calendar()


def is_working_day(day: date, country: str = "RU", calendar: Calendar | None = None) -> bool:
    """Tell whether a day is worked in a country."""
    return (calendar or CALENDAR).is_working(day, country)


def add_working_days(start: date, n: int, country: str = "RU", calendar: Calendar | None = None) -> date:
    """Return the n-th working day after `start`, which is day 0; before it when `n` is negative.

    `n` of 0 returns `start` itself, worked or not: the day of the event is day 0 and counting starts the next day.
    """
    if n == 0:
        return start
    days = calendar or CALENDAR
    ordinal = start.toordinal()
    # Two calendar days a working day are enough but for a fortnight of holidays.
    reach = ordinal + 2 * n + (31 if n > 0 else -31)
    if not 1 <= reach <= _LAST:
        raise ValueError(f"{n} working days from {start} is outside the calendar")
    working = days.span(country, ordinal, reach).working
    index = bisect_right(working, ordinal) + n - 1 if n > 0 else bisect_left(working, ordinal) + n
    return date.fromordinal(working[index])


def working_days_between(a: date, b: date, country: str = "RU", calendar: Calendar | None = None) -> int:
    """Count the working days from `a` (day 0) to `b`, negative when `b` is earlier.

    For a working `b`, `add_working_days(a, working_days_between(a, b))` is `b`.
    """
    if a == b:
        return 0
    start, end = a.toordinal(), b.toordinal()
    if max(start, end) > _LAST:
        raise ValueError(f"{max(a, b)} is outside the calendar")
    working = (calendar or CALENDAR).span(country, start, end).working
    if end > start:
        return bisect_right(working, end) - bisect_right(working, start)
    return bisect_left(working, end) - bisect_left(working, start)
