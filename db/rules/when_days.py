"""Days as people name them: the readings of a phrase, before anybody knows whether a time belongs to it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from db.rules import when_words as words
from db.rules.follow_up import add_months
from db.rules.working_days import add_working_days

COUNT = r"(?:[0-9]{1,4}|[а-яa-z]+)"
"""A count in digits or in a word, as a pattern."""
_FURTHEST = 3660  # units of a distance, about ten years of days
_DAY = timedelta(days=1)


class Impossible(Exception):
    """A well-formed date that the calendar does not have."""


@dataclass(frozen=True)
class Days:
    """Readings of a day, earliest first.

    `fixed` days mean only themselves, past or not. `today_counts` tells whether the day alone, without a time, may be
    today: «04.03» may, «пт» said on a Friday is the next one.
    """

    readings: tuple[date, ...]
    fixed: bool = False
    today_counts: bool = True


def read_days(text: str, today: date) -> Days | None:
    """Read a day."""
    for rule in _DAY_RULES:
        found = rule(text, today)
        if found is not None:
            return found
    return None


def _near(text: str, today: date) -> Days | None:
    """Read «завтра» and its like."""
    offset = words.NEAR_DAYS.get(re.sub(r"^(?:на|до|к|by|until) ", "", text))
    return None if offset is None else Days((today + _DAY * offset,), fixed=True)


def _written(text: str, today: date) -> Days | None:
    """Read a full date in digits: ISO or dd.mm.yyyy, and dd.mm without a year."""
    iso = re.fullmatch(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})", text)
    if iso:
        return Days((_date(int(iso[1]), int(iso[2]), int(iso[3])),), fixed=True)
    bare = re.sub(r"^(?:на|до|к|on|by|until) ", "", text)
    found = re.fullmatch(r"([0-9]{1,2})\.([0-9]{1,2})(?:\.([0-9]{4}|[0-9]{2})?(?: ?г\.?)?)?", bare)
    if found is None:
        return None
    return _dated(int(found[1]), int(found[2]), found[3], today)


def _named(text: str, today: date) -> Days | None:
    """Read a day and the name of a month, in either order, with or without a year."""
    bare = re.sub(r"^(?:на|до|к|on|by|until|the|on the) ", "", text)
    year = r"(?: ([0-9]{4})(?: ?г\.?| года)?)?"
    ordinal = r"([0-9]{1,2})(?:-?(?:го|е|ое|му|st|nd|rd|th))?"
    found = re.fullmatch(rf"{ordinal} (?:of )?([а-яa-z]+)\.?{year}", bare)
    if found and found[2] in words.MONTHS:
        return _dated(int(found[1]), words.MONTHS[found[2]], found[3], today)
    found = re.fullmatch(rf"([a-z]+)\.? (?:the )?{ordinal}{year}", bare)
    if found and found[1] in words.MONTHS:
        return _dated(int(found[2]), words.MONTHS[found[1]], found[3], today)
    return None


def _dated(day: int, month: int, year: str | None, today: date) -> Days:
    """Return the readings of a day and a month; without a year, those of this year and the next with such a day."""
    if year:
        return Days((_date(int(year) + (2000 if len(year) == 2 else 0), month, day),), fixed=True)
    _date(2024, month, day)  # a day that no year has is impossible
    readings = (_maybe(today.year + ahead, month, day) for ahead in range(9))
    return Days(tuple(reading for reading in readings if reading is not None))


def _date(year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        raise Impossible from None


def _maybe(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _day_of_month(text: str, today: date) -> Days | None:
    """Read a day of the month alone: «5-го», «15 числа», "the 5th"."""
    found = re.fullmatch(
        r"(?:до |на |к |on |by )?(?:the )?([0-9]{1,2})(?:-?(?:го|е|ое|му)(?: числа)?| числа| число|st|nd|rd|th)", text
    )
    if found is None:
        return None
    day = int(found[1])
    if not 1 <= day <= 31:
        raise Impossible
    firsts = (add_months(today.replace(day=1), ahead) for ahead in range(4))
    readings = (_maybe(first.year, first.month, day) for first in firsts)
    return Days(tuple(reading for reading in readings if reading is not None))


def _weekday_and_date(text: str, today: date) -> Days | None:
    """Read a weekday with its date, «пн 23.11»; one that contradicts the other does not exist.

    A dotted pair that is no date is left to be a time: «пн 9.30».
    """
    found = re.fullmatch(r"(?:(?:в|во|на|к|до|on|by) )?([а-яa-z]+)\.? (.+)", text)
    number = words.WEEKDAYS.get(found[1]) if found else None
    if found is None or number is None:
        return None
    try:
        days = _written(found[2], today) or _named(found[2], today)
    except Impossible:
        if re.fullmatch(r"[0-9]{1,2}\.[0-9]{2}", found[2]):
            return None
        raise
    if days is None:
        return None
    ahead = days.readings if days.fixed else tuple(day for day in days.readings if day >= today)[:1]
    if not ahead or ahead[0].weekday() != number:
        raise Impossible
    return Days(ahead[:1], fixed=True)


def _weekday(text: str, today: date) -> Days | None:
    """Read the name of a weekday; «в следующий вторник» is the nearest one too."""
    found = re.fullmatch(
        r"(?:(?:в|во|на|к|ко|до|on|by|until) )?"
        r"(?:(следующ(?:ий|ую|ая|ее)|next) |(?:ближайш(?:ий|ую|ее)|эт(?:от|у|о)|this|coming|the) )?([а-яa-z]+)\.?",
        text,
    )
    if found is None or found[2] not in words.WEEKDAYS:
        return None
    first = today + _DAY * ((words.WEEKDAYS[found[2]] - today.weekday()) % 7)
    if found[1] and first == today:  # the next one is never today's, whatever the hour
        return Days((first + 7 * _DAY,), fixed=True)
    return Days((first, first + 7 * _DAY), today_counts=False)


def _of_next_week(text: str, today: date) -> Days | None:
    """Read a week ahead, alone (its Monday) or with a weekday."""
    monday = today + _DAY * (7 - today.weekday())
    rest, found = re.subn(r"(?:на )?(?:следующей|той|будущей|следующую|следующая) недел[еюя]|next week", "", text)
    if found != 1:
        return None
    bare = re.sub(r"^(?:в|во|on) ", "", rest.strip())
    if not bare:
        return Days((monday,), fixed=True)
    number = words.WEEKDAYS.get(bare.rstrip("."))
    return None if number is None else Days((monday + _DAY * number,), fixed=True)


def _edges(text: str, today: date) -> Days | None:
    """Read beginning, middle and end of a month or a week."""
    first = today.replace(day=1)
    starts = [add_months(first, ahead) for ahead in range(3)]
    ends = [later - _DAY for later in starts[1:]]
    friday = today + _DAY * ((4 - today.weekday()) % 7)
    bare = re.sub(r"^(?:в|к|до|на|at|by|at the|by the|the|in|in the) ", "", text)
    readings: dict[str, tuple[date, ...]] = {
        "начале месяца": tuple(starts),
        "начале следующего месяца": (starts[1],),
        "следующем месяце": (starts[1],),
        "начало месяца": tuple(starts),
        "началу месяца": tuple(starts),
        "beginning of the month": tuple(starts),
        "beginning of month": tuple(starts),
        "next month": (starts[1],),
        "середине месяца": tuple(start.replace(day=15) for start in starts),
        "middle of the month": tuple(start.replace(day=15) for start in starts),
        "конце месяца": tuple(ends),
        "концу месяца": tuple(ends),
        "конца месяца": tuple(ends),
        "конец месяца": tuple(ends),
        "конце следующего месяца": (ends[1],),
        "end of month": tuple(ends),
        "end of the month": tuple(ends),
        "конце недели": (friday, friday + 7 * _DAY),
        "концу недели": (friday, friday + 7 * _DAY),
        "конца недели": (friday, friday + 7 * _DAY),
        "end of week": (friday, friday + 7 * _DAY),
        "end of the week": (friday, friday + 7 * _DAY),
        "начале недели": (friday + 3 * _DAY,) if today.weekday() <= 4 else (friday - 4 * _DAY,),
    }
    found = readings.get(bare)
    return None if found is None else Days(found, today_counts=False)


def _ahead(text: str, today: date) -> Days | None:
    """Read a distance in days, working days, weeks, months or years."""
    found = re.fullmatch(r"(?:через|in|\+) ?(.+)", text)
    if found is None:
        return None
    said = found.group(1).rstrip(".")
    if said == "полгода":
        return Days((add_months(today, 6),), fixed=True)
    if text.startswith("+") and re.fullmatch(r"[0-9]{1,4}", said):
        return _shift(int(said), "д", today)
    amount = re.fullmatch(rf"(?:({COUNT})[ .]*)?([а-яa-z][а-яa-z. ]*)", said)
    if amount is None:
        return None
    unit = " ".join(amount[2].replace(".", " ").split())
    count = 1 if amount[1] is None else count_of(amount[1])
    if count is None:  # «рабочий день»: the first word is no number
        count, unit = 1, " ".join(said.replace(".", " ").split())
    return _shift(count, unit, today)


def _shift(count: int, unit: str, today: date) -> Days | None:
    """Return the day at a distance from today."""
    reckon: dict[frozenset[str], Callable[[], date]] = {
        words.DAY_UNITS: lambda: today + _DAY * count,
        words.WEEK_UNITS: lambda: today + _DAY * 7 * count,
        words.MONTH_UNITS: lambda: add_months(today, count),
        words.YEAR_UNITS: lambda: add_months(today, 12 * count),
        words.WORKING_UNITS: lambda: add_working_days(today, count),
    }
    for units, reach in reckon.items():
        if unit in units:
            if count > _FURTHEST or (count > 120 and units in (words.MONTH_UNITS, words.YEAR_UNITS)):
                raise Impossible
            return Days((reach(),), fixed=True)
    return None


def count_of(text: str) -> int | None:
    """Read a count in digits or in words up to ten."""
    return int(text) if text.isdecimal() else words.COUNTS.get(text)


_DAY_RULES = (_near, _written, _named, _day_of_month, _weekday_and_date, _of_next_week, _weekday, _edges, _ahead)
