"""Courses of treatment: dates of cycles and infusions, their shift by a delay, what goes with each cycle.

Dates are proposed; the doctor decides. Everything is counted in calendar days; the calendar of working days only
warns (day wards differ) and moves the day proposed for blood tests.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from db.rules.number_rows import Cycles
    from db.rules.working_days import Calendar

PLANNED, GIVEN, SKIPPED = "planned", "given", "skipped"
"""Where a cycle stands."""

MOST_CYCLES = 60
MOST_CYCLE_DAYS = 60


@dataclass(frozen=True, slots=True)
class Rhythm:
    """A course's rhythm: the length of a cycle in days, and its days of infusion, counted from 1."""

    cycle_days: int
    infusion_days: tuple[int, ...]

    def __post_init__(self) -> None:
        if not 1 <= self.cycle_days <= MOST_CYCLE_DAYS:
            raise ValueError(f"cycle_days: must be 1 to {MOST_CYCLE_DAYS}")
        if not self.infusion_days or any(not 1 <= day <= self.cycle_days for day in self.infusion_days):
            raise ValueError("infusion_days: at least one, and within the cycle")
        if list(self.infusion_days) != sorted(set(self.infusion_days)):
            raise ValueError("infusion_days: rising, each once")

    def infusions(self, starts_on: date) -> tuple[date, ...]:
        """Return the days of infusion of the cycle whose day 1 is `starts_on`."""
        return tuple(starts_on + timedelta(days=day - 1) for day in self.infusion_days)

    def starts(self, starts_on: date, cycles: int) -> tuple[date, ...]:
        """Return day 1 of every cycle."""
        if not 1 <= cycles <= MOST_CYCLES:
            raise ValueError(f"cycles: must be 1 to {MOST_CYCLES}")
        return tuple(starts_on + timedelta(days=self.cycle_days * index) for index in range(cycles))


@dataclass(frozen=True, slots=True)
class CycleDates:
    """A cycle as it stands in a course."""

    number: int
    starts_on: date
    status: str = PLANNED


@dataclass(frozen=True, slots=True)
class Shift:
    """A cycle that gets another first day."""

    number: int
    old_on: date
    new_on: date

    @property
    def days(self) -> int:
        """Return by how many days it goes; below 0 it comes sooner."""
        return (self.new_on - self.old_on).days


def shift(cycles: Iterable[CycleDates], number: int, new_starts_on: date) -> tuple[Shift, ...]:
    """Return how this and all later planned cycles go when one starts on another day, in their order.

    Cycles that were given or skipped keep their days. Raises `ValueError`: `unknown_cycle`, `cycle_is_over` (it was
    given or skipped), `cycle_before_earlier` (it would start no later than a cycle before it that stands).
    """
    rows = sorted(cycles, key=lambda cycle: cycle.number)
    this = next((cycle for cycle in rows if cycle.number == number), None)
    if this is None:
        raise ValueError("unknown_cycle")
    if this.status != PLANNED:
        raise ValueError("cycle_is_over")
    earlier = [cycle.starts_on for cycle in rows if cycle.number < number and cycle.status != SKIPPED]
    if earlier and new_starts_on <= max(earlier):
        raise ValueError("cycle_before_earlier")
    by = new_starts_on - this.starts_on
    moved = (cycle for cycle in rows if cycle.number >= number and cycle.status == PLANNED)
    return tuple(Shift(cycle.number, cycle.starts_on, cycle.starts_on + by) for cycle in moved) if by else ()


def clashes(days: Iterable[date], calendar: Calendar, country: str = "RU") -> tuple[date, ...]:
    """Return those of the days that are not worked; a warning only."""
    return tuple(day for day in days if not calendar.is_working(day, country))


@dataclass(frozen=True, slots=True)
class PreTests:
    """When the tests before a cycle are taken: from, until, and the day proposed."""

    first_on: date
    last_on: date
    due_on: date


def pre_tests(starts_on: date, numbers: Cycles, calendar: Calendar, country: str = "RU") -> PreTests:
    """Return when blood is taken before a cycle.

    The day proposed moves before days off, else after them, within the window; where nobody works in the whole
    window it stays.
    """
    first, last = (starts_on + timedelta(days=day) for day in (numbers.pre_tests_from_day, numbers.pre_tests_to_day))
    asked = starts_on + timedelta(days=numbers.pre_tests_day)
    before = [asked - timedelta(days=back) for back in range((asked - first).days + 1)]
    after = [asked + timedelta(days=on) for on in range(1, (last - asked).days + 1)]
    due_on = next((day for day in (*before, *after) if calendar.is_working(day, country)), asked)
    return PreTests(first, last, due_on)


def wellbeing_days(infusions: Sequence[date], days_after: Iterable[int]) -> tuple[tuple[date, int], ...]:
    """Return the days of calls about well-being, each with how many days it is after the infusion it belongs to.

    From the next infusion on, the patient is asked there: a call counts from the latest infusion only.
    """
    rows = sorted(set(infusions))
    return tuple(
        (infusion + timedelta(days=after), after)
        for infusion, end in zip(rows, [*rows[1:], date.max], strict=False)
        for after in sorted(set(days_after))
        if infusion + timedelta(days=after) < end
    )
