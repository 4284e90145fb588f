"""Days with a time of day, as clerks and their spreadsheets write when a visit is."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import Final

from db.exchange.clerk_dates import read_date

YEARS_BACK: Final = 10
YEARS_AHEAD: Final = 3
_TIME: Final = re.compile(r"(\d{1,2})\s*(?::|\.|-|ч\.?)\s*(\d{2})(?:\s*(?:м(?:ин)?\.?)|:\d{2}(?:\.\d+)?)?")
_SPAN: Final = re.compile(rf"(?:с\s*)?({_TIME.pattern})\s*(?:-|–|—|до)\s*({_TIME.pattern})")
_HOUR: Final = re.compile(r"(\d{1,2})\s*ч(?:ас(?:ов|а)?)?\.?")
_ISO: Final = re.compile(r"(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2})(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?")
_BEFORE_TIME: Final = re.compile(
    r"(?P<day>.*?\d{4}|.*?\d{1,2}[./]\d{1,2}[./]\d{2})(?:\s*г(?:ода|\.)?)?(?:\s*,\s*|\s+|\s*\()"
    r"(?:в\s+|на\s+|к\s+)?(?P<time>[сc]?\s*\d.*?)\)?"
)
_DAY_NAME: Final = r"(?:пн|вт|ср|чт|пт|сб|вс)"
_WEEKDAY: Final = re.compile(rf"^\s*{_DAY_NAME}\.?,?\s+|\s*\(?{_DAY_NAME}\.?\)?\s*$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Moment:
    """When a cell says that something is; `at` is None where it names a day alone, `fault` why nothing was read.

    Faults: unreadable_date, impossible_date, unreadable_time, date_too_far. Doubts: century_guessed, month_first.
    """

    on: date | None = None
    at: time | None = None
    until: time | None = None
    doubt: str | None = None
    fault: str | None = None


def read_moment(day_text: str, time_text: str, today: date) -> Moment:
    """Read a day with its time, from one cell or from two; the offset of an ISO instant is that of the place itself."""
    day, beside = _parted(" ".join(day_text.replace("\u00a0", " ").split()))
    serial = re.fullmatch(r"(\d{5})[.,](\d+)", day)
    if serial:  # a spreadsheet's number: the day, and the part of it that has passed
        day = serial[1]
        minutes = round(float(f"0.{serial[2]}") * 24 * 60)
        beside = f"{minutes // 60 % 24:02}:{minutes % 60:02}"
    found = read_date(_WEEKDAY.sub("", day), _years_on(today, 5))
    if found.on is None:
        return Moment(fault=found.fault or "unreadable_date")
    if not -366 * YEARS_BACK <= (found.on - today).days <= 366 * YEARS_AHEAD:
        return Moment(fault="date_too_far")
    near = abs((found.on - today).days) <= 2 * 366
    doubt = None if found.doubt == "century_guessed" and near else found.doubt
    written = time_text.strip() or beside
    if not written:
        return Moment(found.on, doubt=doubt)
    span = read_times(written)
    if span is None:
        return Moment(found.on, fault="unreadable_time")
    at, until = span
    if not time_text.strip() and at == time(0) and until is None:
        return Moment(found.on, doubt=doubt)  # midnight is a day without a time, as programs write it
    return Moment(found.on, at, until, doubt)


def read_times(text: str) -> tuple[time, time | None] | None:
    """Read «9:30», «9-30», «9.30», «9 ч», «09:30:00», «10:00–10:30», a part of a day («0.4375»); else None."""
    plain = " ".join(text.casefold().replace("\u00a0", " ").split()).removeprefix("в ")
    if re.fullmatch(r"0[.,]\d{3,}", plain):
        minutes = round(float(plain.replace(",", ".")) * 24 * 60)
        return time(minutes // 60 % 24, minutes % 60), None
    if found := _SPAN.fullmatch(plain):
        first, last = _time(found[2], found[3]), _time(found[5], found[6])
        return None if first is None or last is None else (first, last if last > first else None)
    if found := _TIME.fullmatch(plain):
        one = _time(found[1], found[2])
    elif found := _HOUR.fullmatch(plain):
        one = _time(found[1], "0")
    else:
        return None
    return None if one is None else (one, None)


def _time(hours: str, minutes: str) -> time | None:
    return time(int(hours), int(minutes)) if int(hours) < 24 and int(minutes) < 60 else None


def _parted(text: str) -> tuple[str, str]:
    """Return the day of a cell and the time beside it, empty where there is none."""
    if found := _ISO.fullmatch(text):
        return found[1], found[2]
    if found := _BEFORE_TIME.fullmatch(text):
        return found["day"], found["time"]
    return text, ""


def _years_on(day: date, years: int) -> date:
    """Return a day so many years on: two digits of a year mean one that may still come."""
    return day + timedelta(days=round(365.25 * years))
