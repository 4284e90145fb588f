"""Dates as clerks and their spreadsheets write them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

OLDEST: Final = 120  # years of life
_EXCEL_DAY_0: Final = date(1899, 12, 30)
_SERIALS: Final = range(3654, 80_000)  # 1910 … 2119
_MONTHS: Final = ("янв", "фев", "мар", "апр", "мая", "июн", "июл", "авг", "сен", "окт", "ноя", "дек")
_TAIL: Final = re.compile(  # a time of day, or «г. р.»
    r"(?:[ T]\d{1,2}:\d{2}(?::\d{2})?(?:\.\d+)?|[ ,]*(?:г\.?\s*р\.?|года? рождения|года?|г\.?))\s*$", re.IGNORECASE
)
_ISO: Final = re.compile(r"(\d{4})[-./](\d{1,2})[-./](\d{1,2})")
_RUSSIAN: Final = re.compile(r"(\d{1,2})\s*[-./,]\s*(\d{1,2})\s*[-./,]\s*(\d{4}|\d{2})")
_WORDED: Final = re.compile(r"(\d{1,2})\s+([а-я]{3,8})\.?\s+(\d{4})")


@dataclass(frozen=True, slots=True)
class Reading:
    """What a text says: a date, or only a year; `doubt` is why to look twice, `fault` why it cannot be taken.

    Doubts: century_guessed, month_first. Faults: unreadable_date, impossible_date.
    """

    on: date | None = None
    year: int | None = None
    doubt: str | None = None
    fault: str | None = None


def read_date(text: str, today: date, *, birth: bool = False) -> Reading:
    """Read `dd.mm.yyyy`, `dd.mm.yy`, ISO, a spreadsheet's serial, «4 марта 1958», and for a birth a bare year.

    Two digits of a year are the century that fits: for a birth the last one, unless that makes somebody over 104;
    else the latest that is not in the future.
    """
    plain = " ".join(text.translate(_ONE_SIGN).split())
    while (cut := _TAIL.sub("", plain)) != plain:
        plain = cut.strip()
    if plain.isascii() and plain.isdigit():
        return _of_digits(plain, today, birth)
    if found := _ISO.fullmatch(plain):
        year, month, day = map(int, found.groups())
        return _dated(day, month, year)
    if found := _WORDED.fullmatch(plain.casefold()):
        name = found[2][:3].replace("май", "мая")
        if name in _MONTHS:
            return _dated(int(found[1]), _MONTHS.index(name) + 1, int(found[3]))
    if found := _RUSSIAN.fullmatch(plain):
        return _of_parts(int(found[1]), int(found[2]), found[3], today, birth)
    return Reading(fault="unreadable_date")


_ONE_SIGN = str.maketrans({"\u00a0": " ", "\u202f": " ", "–": "-", "—": "-", "\n": " "})


def _of_parts(day: int, month: int, written_year: str, today: date, birth: bool) -> Reading:
    year = int(written_year)
    guessed = len(written_year) == 2
    if guessed:
        year = _century(year, today, birth)
    reading = _dated(day, month, year)
    if reading.fault and day <= 12 < month <= 31:
        reading = _dated(month, day, year)  # only the American order fits
        return reading if reading.fault else Reading(reading.on, doubt="month_first")
    return Reading(reading.on, doubt="century_guessed") if guessed and reading.on else reading


def _century(two_digits: int, today: date, birth: bool) -> int:
    if birth:
        return 1900 + two_digits if today.year - (1900 + two_digits) <= 104 else 2000 + two_digits
    return 2000 + two_digits if 2000 + two_digits <= today.year else 1900 + two_digits


def _of_digits(plain: str, today: date, birth: bool) -> Reading:
    """Read a text of digits alone: a year, a serial, or a date without its dots."""
    number = int(plain)
    if len(plain) == 4 and birth and today.year - OLDEST <= number <= today.year:
        return Reading(year=number)
    if len(plain) in (4, 5) and number in _SERIALS:
        return Reading(_EXCEL_DAY_0 + timedelta(days=number))
    if len(plain) == 8:
        russian = _dated(int(plain[:2]), int(plain[2:4]), int(plain[4:]))
        iso = _dated(int(plain[6:]), int(plain[4:6]), int(plain[:4]))
        sensible = [one for one in (russian, iso) if one.on and abs(today.year - one.on.year) <= OLDEST]
        if len(sensible) == 1:
            return sensible[0]
    return Reading(fault="unreadable_date")


def _dated(day: int, month: int, year: int) -> Reading:
    try:
        return Reading(date(year, month, day))
    except ValueError:
        return Reading(fault="impossible_date")
