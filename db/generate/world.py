"""What all invented patients share: the present moment, working days, the desk, places, the people who call."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property, lru_cache
from zoneinfo import ZoneInfo

from db.rules.working_days import CALENDAR, add_working_days

DESK = ZoneInfo("Europe/Moscow")


@dataclass(frozen=True, slots=True)
class Helper:
    """An assistant: who calls, and from which centre."""

    user_id: int
    centre_id: int


@dataclass(frozen=True)
class World:
    """The frame of one invented record; it travels to the processes that make its parts."""

    seed: int
    now: datetime
    years: float
    helpers: tuple[Helper, ...]
    supervisor_id: int
    dispensary_id: int
    laboratory_ids: tuple[int, ...]
    clinicians: dict[int, tuple[str, ...]]  # by organisation
    lively: bool = False  # the first caseload is full of things to do on this very day

    @cached_property
    def today(self) -> date:
        """The desk's date."""
        return self.now.astimezone(DESK).date()

    @cached_property
    def first_day(self) -> date:
        """The day on which the oldest patient came."""
        return self.today - timedelta(days=int(self.years * 365))


@lru_cache(maxsize=16384)
def workday(day: date, n: int) -> date:
    """Return the n-th working day after (before) a day; n = 0: the day itself or the next working day."""
    if n == 0:
        return day if CALENDAR.is_working(day) else add_working_days(day, 1)
    return add_working_days(day, n)


@lru_cache(maxsize=65536)
def at(day: date, minute: int, zone: str = "Europe/Moscow") -> datetime:
    """Return the instant of a minute of a day in a zone, aware UTC."""
    return datetime.combine(day, time(minute // 60, minute % 60), _zone(zone)).astimezone(UTC)


@lru_cache(maxsize=64)
def _zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)


@lru_cache(maxsize=4096)
def latest_minute(day: date, zone: str) -> int:
    """Return the last minute of the desk's day to call somebody in a zone: before 20:00 there, 18:00 here."""
    if zone == "Europe/Moscow":
        return 18 * 60
    ends = at(day, 19 * 60 + 50, zone).astimezone(DESK)
    return min(18 * 60, ends.hour * 60 + ends.minute)


@lru_cache(maxsize=4096)
def earliest_minute(day: date, zone: str) -> int:
    """Return the first minute of the desk's day to call somebody in a zone: 9:00 both there and here."""
    if zone == "Europe/Moscow":
        return 9 * 60 + 2
    starts = at(day, 9 * 60 + 2, zone).astimezone(DESK)
    return max(9 * 60 + 2, starts.hour * 60 + starts.minute if starts.date() == day else 0)
