"""Dates and times as people type them, Russian and English: always the nearest reading that lies ahead.

A strict grammar of its own: what it does not know it refuses, since a date guessed wrongly is a visit missed. A full
date, «сегодня» and «вчера» have one reading and are returned as they are, even in the past. An hour of 1 to 7 said
without minutes or half of the day is one of the afternoon («в 3» is 15:00): nobody calls a patient at night.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from db.rules import when_words as words
from db.rules.follow_up import add_months
from db.rules.names import swap_layout
from db.rules.working_days import add_working_days

_LONGEST = 80
_FURTHEST = 3660  # units of a distance, about ten years of days
_DAY = timedelta(days=1)
_COUNT = r"(?:[0-9]{1,4}|[а-яa-z]+)"


class NotADate(ValueError):
    """A text that is no date: `code` is `empty`, `unknown` or `impossible`, `text` what was typed."""

    def __init__(self, code: str, text: str) -> None:
        self.code = code
        self.text = text[:_LONGEST]
        sentences = {
            "empty": "No date was given.",
            "unknown": f"“{self.text}” is not understood as a date or a time.",
            "impossible": f"“{self.text}” does not exist in the calendar.",
        }
        super().__init__(sentences[code])


@dataclass(frozen=True)
class _Days:
    """Readings of a day, earliest first.

    `fixed` days mean only themselves, past or not. `today_counts` tells whether the day alone, without a time, may be
    today: «04.03» may, «пт» said on a Friday is the next one.
    """

    readings: tuple[date, ...]
    fixed: bool = False
    today_counts: bool = True


def parse(text: str, now: datetime) -> date | datetime:
    """Read a date or a time typed by a person, relative to `now` (aware or local naive).

    A returned datetime carries the zone of `now`. A text typed in the other keyboard layout is read too.
    Raises `NotADate`, a `ValueError`.
    """
    if not text.strip():
        raise NotADate("empty", text)
    if len(text) > _LONGEST:
        raise NotADate("unknown", text)
    impossible = False
    for candidate in (_fold(text), _fold(_other_layout(text))):
        try:
            found = _read(candidate, now)
        except (_Impossible, OverflowError):
            impossible = True
            continue
        if found is not None:
            return found
    raise NotADate("impossible" if impossible else "unknown", text)


class _Impossible(Exception):
    """A well-formed date that the calendar does not have."""


def _fold(text: str) -> str:
    """Lower case, ё as е, single spaces, commas out."""
    folded = unicodedata.normalize("NFKC", text).casefold().replace("ё", "е").replace(",", " ")
    return " ".join(folded.replace("−", "-").replace("–", "-").split()).rstrip(" !?;")


def _other_layout(text: str) -> str:
    """Swap the words of a text to the other layout; digits and the signs of dates stay."""
    swapped = (
        part if re.fullmatch(r"[0-9.:+\-/ ]*", part) else swap_layout(part) for part in re.split(r"([0-9+]+)", text)
    )
    return "".join(swapped)


def _read(text: str, now: datetime) -> date | datetime | None:
    """Read a folded text; None where the grammar does not know it."""
    for rule in (_now, _iso, _later):
        found = rule(text, now)
        if found is not None:
            return found
    days = _days(text, now.date())
    if days is not None:
        return _choose_day(days, now.date())
    clock = _clock(text)
    if clock is not None:
        return _choose(_Days((now.date(), now.date() + _DAY)), clock, now)
    tokens = text.split()
    for cut in range(1, len(tokens)):
        for day_text, clock_text in _halves(tokens, cut):
            clock = _clock(clock_text) or _short_clock(clock_text)
            days = _days(day_text, now.date()) if clock else None
            if days is not None and clock is not None:
                return _choose(days, clock, now)
    return None


def _halves(tokens: list[str], cut: int) -> Iterator[tuple[str, str]]:
    """Yield the two ways in which a text may be a day and a time."""
    first, second = " ".join(tokens[:cut]), " ".join(tokens[cut:])
    yield first, second
    yield second, first


def _choose_day(days: _Days, today: date) -> date:
    """Return the reading of a day without a time."""
    if days.fixed:
        return days.readings[0]
    for reading in days.readings:
        if reading > today or (reading == today and days.today_counts):
            return reading
    raise _Impossible


def _choose(days: _Days, clock: time, now: datetime) -> datetime:
    """Return the first reading of a day at a time that lies ahead."""
    for reading in days.readings:
        moment = datetime.combine(reading, clock, now.tzinfo)
        if days.fixed or moment > now:
            return moment
    raise _Impossible


# --- moments


def _now(text: str, now: datetime) -> datetime | None:
    return _minute(now) if text in ("сейчас", "now") else None


def _iso(text: str, now: datetime) -> datetime | None:
    """Read a full ISO date with a time, maybe with an offset."""
    clock = r"[0-9]{1,2}:[0-9]{2}(:[0-9]{2}(\.[0-9]+)?)?( ?z|[+-][0-9:]+)?"
    if not re.fullmatch(rf"[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}[t ]{clock}", text):
        return None
    try:
        moment = datetime.fromisoformat(re.sub(r"[t ]([0-9]):", r"t0\1:", text).upper().replace(" Z", "Z"))
    except ValueError:
        raise _Impossible from None
    if moment.tzinfo is None:
        return moment.replace(tzinfo=now.tzinfo)
    return None if now.tzinfo is None else moment.astimezone(now.tzinfo)


def _later(text: str, now: datetime) -> datetime | None:
    """Read a distance in hours or minutes from now."""
    found = re.fullmatch(r"(?:через |in |\+ ?)(.+)", text)
    if found is None:
        return None
    said = found.group(1)
    minutes = words.SPANS.get(said)
    if minutes is None:
        amount = re.fullmatch(rf"({_COUNT}) ?([а-яa-z]+)\.?", said)
        count = _count(amount.group(1)) if amount else None
        if amount is None or count is None:
            return None
        unit = amount.group(2)
        minutes = count * 60 if unit in words.HOUR_UNITS else count if unit in words.MINUTE_UNITS else None
    if minutes is None:
        return None
    later = _minute(now)
    if later.tzinfo is None:
        return later + timedelta(minutes=minutes)
    # Through UTC, so that an hour is an hour in the night when clocks change.
    return (later.astimezone(UTC) + timedelta(minutes=minutes)).astimezone(now.tzinfo)


def _minute(moment: datetime) -> datetime:
    return moment.replace(second=0, microsecond=0)


# --- times


def _clock(text: str) -> time | None:
    """Read a time of the day; an hour alone needs a word that says it is one."""
    bare = re.sub(r"^(?:в|во|к|ко|после|at|by|after|около|about) (?=.)", "", text)
    if text in words.HOURS_OF_DAY or bare in words.HOURS_OF_DAY:
        return time(*words.HOURS_OF_DAY.get(text, words.HOURS_OF_DAY.get(bare, (0, 0))))
    if text == "tonight":
        return time(18)
    said = bare != text
    bare = re.sub(r"^([0-9]{1,2}) ?(?:часов|часа|час|ч)\.? ?([0-9]{2})(?: ?мин[а-я]*\.?)?$", r"\1:\2", bare)
    bare = re.sub(r"^(утром|днем|вечером) (?:в )?([0-9:]+)$", lambda m: f"{m[2]} {words.SAME_HALF[m[1]]}", bare)
    found = re.fullmatch(r"([0-9]{1,2})(?:([:.\-])([0-9]{2}))?(?: ?(?:часов|часа|час|ч|h)\.?)?(?: ?мин\.?)?(.*)", bare)
    if found is None:
        return None
    hour, sign, minute, rest = int(found[1]), found[2], int(found[3] or 0), found[4].replace(".", " ").strip()
    if rest and rest not in words.HALVES:
        return None
    if rest:
        return _half_clock(hour, minute, words.HALVES[rest], rest)
    hours_said = re.search(r"[0-9] ?(?:часов|часа|час|ч|h)\.?$", bare) is not None
    if sign != ":" and not said and not hours_said:
        return None
    if sign is None and 1 <= hour <= 7:
        hour += 12
    return _time(hour, minute)


def _short_clock(text: str) -> time | None:
    """Read a time that is one only beside a day: «9.30», «9-30»."""
    found = re.fullmatch(r"([0-9]{1,2})[.\-]([0-9]{2})", text)
    return _time(int(found[1]), int(found[2])) if found else None


def _half_clock(hour: int, minute: int, added: int, half: str) -> time:
    """Read an hour with its half of the day; «12 дня» and «12 pm» are noon."""
    if hour == 12:
        if half in ("am", "a m", "in the morning", "утра"):
            return _time(0, minute)
        return _time(12, minute)
    if hour > 12:
        if added == 0:
            raise _Impossible
        return _time(hour, minute)
    return _time(hour + added, minute)


def _time(hour: int, minute: int) -> time:
    try:
        return time(hour, minute)
    except ValueError:
        raise _Impossible from None


# --- days


def _days(text: str, today: date) -> _Days | None:
    """Read a day."""
    for rule in _DAY_RULES:
        found = rule(text, today)
        if found is not None:
            return found
    return None


def _near(text: str, today: date) -> _Days | None:
    """Read «завтра» and its like."""
    offset = words.NEAR_DAYS.get(re.sub(r"^(?:на|до|к|by|until) ", "", text))
    return None if offset is None else _Days((today + _DAY * offset,), fixed=True)


def _written(text: str, today: date) -> _Days | None:
    """Read a full date in digits: ISO or dd.mm.yyyy, and dd.mm without a year."""
    iso = re.fullmatch(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})", text)
    if iso:
        return _Days((_date(int(iso[1]), int(iso[2]), int(iso[3])),), fixed=True)
    bare = re.sub(r"^(?:на|до|к|on|by|until) ", "", text)
    found = re.fullmatch(r"([0-9]{1,2})\.([0-9]{1,2})(?:\.([0-9]{4}|[0-9]{2})?(?: ?г\.?)?)?", bare)
    if found is None:
        return None
    return _dated(int(found[1]), int(found[2]), found[3], today)


def _named(text: str, today: date) -> _Days | None:
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


def _dated(day: int, month: int, year: str | None, today: date) -> _Days:
    """Return the readings of a day and a month; without a year, those of this year and the next with such a day."""
    if year:
        return _Days((_date(int(year) + (2000 if len(year) == 2 else 0), month, day),), fixed=True)
    _date(2024, month, day)  # a day that no year has is impossible
    readings = (_maybe(today.year + ahead, month, day) for ahead in range(9))
    return _Days(tuple(reading for reading in readings if reading is not None))


def _date(year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        raise _Impossible from None


def _maybe(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _day_of_month(text: str, today: date) -> _Days | None:
    """Read a day of the month alone: «5-го», «15 числа», "the 5th"."""
    found = re.fullmatch(
        r"(?:до |на |к |on |by )?(?:the )?([0-9]{1,2})(?:-?(?:го|е|ое|му)(?: числа)?| числа| число|st|nd|rd|th)", text
    )
    if found is None:
        return None
    day = int(found[1])
    if not 1 <= day <= 31:
        raise _Impossible
    firsts = (add_months(today.replace(day=1), ahead) for ahead in range(4))
    readings = (_maybe(first.year, first.month, day) for first in firsts)
    return _Days(tuple(reading for reading in readings if reading is not None))


def _weekday_and_date(text: str, today: date) -> _Days | None:
    """Read a weekday with its date, «пн 23.11»; one that contradicts the other does not exist.

    A dotted pair that is no date is left to be a time: «пн 9.30».
    """
    found = re.fullmatch(r"(?:(?:в|во|на|к|до|on|by) )?([а-яa-z]+)\.? (.+)", text)
    number = words.WEEKDAYS.get(found[1]) if found else None
    if found is None or number is None:
        return None
    try:
        days = _written(found[2], today) or _named(found[2], today)
    except _Impossible:
        if re.fullmatch(r"[0-9]{1,2}\.[0-9]{2}", found[2]):
            return None
        raise
    if days is None:
        return None
    ahead = days.readings if days.fixed else tuple(day for day in days.readings if day >= today)[:1]
    if not ahead or ahead[0].weekday() != number:
        raise _Impossible
    return _Days(ahead[:1], fixed=True)


def _weekday(text: str, today: date) -> _Days | None:
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
        return _Days((first + 7 * _DAY,), fixed=True)
    return _Days((first, first + 7 * _DAY), today_counts=False)


def _of_next_week(text: str, today: date) -> _Days | None:
    """Read a week ahead, alone (its Monday) or with a weekday."""
    monday = today + _DAY * (7 - today.weekday())
    rest, found = re.subn(r"(?:на )?(?:следующей|той|будущей|следующую|следующая) недел[еюя]|next week", "", text)
    if found != 1:
        return None
    bare = re.sub(r"^(?:в|во|on) ", "", rest.strip())
    if not bare:
        return _Days((monday,), fixed=True)
    number = words.WEEKDAYS.get(bare.rstrip("."))
    return None if number is None else _Days((monday + _DAY * number,), fixed=True)


def _edges(text: str, today: date) -> _Days | None:
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
    return None if found is None else _Days(found, today_counts=False)


def _ahead(text: str, today: date) -> _Days | None:
    """Read a distance in days, working days, weeks, months or years."""
    found = re.fullmatch(r"(?:через|in|\+) ?(.+)", text)
    if found is None:
        return None
    said = found.group(1).rstrip(".")
    if said == "полгода":
        return _Days((add_months(today, 6),), fixed=True)
    if text.startswith("+") and re.fullmatch(r"[0-9]{1,4}", said):
        return _shift(int(said), "д", today)
    amount = re.fullmatch(rf"(?:({_COUNT})[ .]*)?([а-яa-z][а-яa-z. ]*)", said)
    if amount is None:
        return None
    unit = " ".join(amount[2].replace(".", " ").split())
    count = 1 if amount[1] is None else _count(amount[1])
    if count is None:  # «рабочий день»: the first word is no number
        count, unit = 1, " ".join(said.replace(".", " ").split())
    return _shift(count, unit, today)


def _shift(count: int, unit: str, today: date) -> _Days | None:
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
                raise _Impossible
            return _Days((reach(),), fixed=True)
    return None


def _count(text: str) -> int | None:
    """Read a count in digits or in words up to ten."""
    return int(text) if text.isdecimal() else words.COUNTS.get(text)


_DAY_RULES = (_near, _written, _named, _day_of_month, _weekday_and_date, _of_next_week, _weekday, _edges, _ahead)
