"""Dates and times as people type them, Russian and English: the nearest reading that lies ahead, or behind if asked.

A strict grammar of its own: what it does not know it refuses, since a date guessed wrongly is a visit missed. A full
date, «сегодня» and «вчера» have one reading and are returned as they are, even in the past. An hour of 1 to 7 said
without minutes or half of the day is one of the afternoon («в 3» is 15:00): nobody calls a patient at night.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta

from db.rules import when_words as words
from db.rules.names import swap_layout
from db.rules.when_days import COUNT, Days, Impossible, count_of, read_days

_LONGEST = 80
_DAY = timedelta(days=1)
_BACK = (7 * _DAY, 31 * _DAY, 366 * _DAY, 4 * 366 * _DAY)
"""How far back a day is read again where one that is over is meant: a weekday, of a month, of a year, 29 February."""


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


def parse(text: str, now: datetime, *, behind: bool = False) -> date | datetime:
    """Read a date or a time typed by a person, relative to `now` (aware or local naive).

    ``behind`` means the nearest reading that is over: «пт 17:10» is last Friday where one tells when something was.
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
            found = _read(candidate, now, behind)
        except (Impossible, OverflowError):
            impossible = True
            continue
        if found is not None:
            return found
    raise NotADate("impossible" if impossible else "unknown", text)


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


def _read(text: str, now: datetime, behind: bool) -> date | datetime | None:
    """Read a folded text; None where the grammar does not know it."""
    for rule in (_now, _iso, _later):
        found = rule(text, now)
        if found is not None:
            return found
    days = _days(text, now.date(), behind)
    if days is not None:
        return _choose_day(days, now.date(), behind)
    clock = _clock(text)
    if clock is not None:
        near = (now.date() - _DAY, now.date()) if behind else (now.date(), now.date() + _DAY)
        return _choose(Days(near), clock, now, behind)
    tokens = text.split()
    for cut in range(1, len(tokens)):
        for day_text, clock_text in _halves(tokens, cut):
            clock = _clock(clock_text) or _short_clock(clock_text)
            days = _days(day_text, now.date(), behind) if clock else None
            if days is not None and clock is not None:
                return _choose(days, clock, now, behind)
    return None


def _days(text: str, today: date, behind: bool) -> Days | None:
    """Read a day; where one that is over is meant, with its readings of the weeks and years before."""
    days = read_days(text, today)
    if days is None or days.fixed or not behind:
        return days
    readings = set(days.readings)
    for back in _BACK:
        earlier = read_days(text, today - back)
        readings.update(earlier.readings if earlier is not None else ())
    return Days(tuple(sorted(readings)), days.fixed, days.today_counts)


def _halves(tokens: list[str], cut: int) -> Iterator[tuple[str, str]]:
    """Yield the two ways in which a text may be a day and a time."""
    first, second = " ".join(tokens[:cut]), " ".join(tokens[cut:])
    yield first, second
    yield second, first


def _choose_day(days: Days, today: date, behind: bool) -> date:
    """Return the reading of a day without a time."""
    if days.fixed:
        return days.readings[0]
    if over := [reading for reading in days.readings if behind and reading <= today]:
        return over[-1]
    for reading in days.readings:
        if reading > today or (reading == today and days.today_counts):
            return reading
    raise Impossible


def _choose(days: Days, clock: time, now: datetime, behind: bool) -> datetime:
    """Return the first reading of a day at a time that lies ahead, or the last that is over."""
    moments = [datetime.combine(reading, clock, now.tzinfo) for reading in days.readings]
    over = [moment for moment in moments if behind and not days.fixed and moment <= now]
    if over:
        return over[-1]
    for moment in moments:
        if days.fixed or moment > now:
            return moment
    raise Impossible


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
        raise Impossible from None
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
        amount = re.fullmatch(rf"({COUNT}) ?([а-яa-z]+)\.?", said)
        count = count_of(amount.group(1)) if amount else None
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
            raise Impossible
        return _time(hour, minute)
    return _time(hour + added, minute)


def _time(hour: int, minute: int) -> time:
    try:
        return time(hour, minute)
    except ValueError:
        raise Impossible from None
