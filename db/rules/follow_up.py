"""Dates of follow-up visits after a diagnosis, in calendar months from the anchor [548н].

Every date is computed from the anchor itself: adding month to month would drift from the 31st to the 28th.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import takewhile

from db.rules.number_rows import FollowUpSchedule, Stretch
from db.rules.numbers import FollowUp
from db.rules.working_days import Calendar, add_working_days, is_working_day

DEFAULT = FollowUpSchedule(
    id="ru_548n_default",
    icd=("C00-C97", "D00-D09"),
    stretches=(Stretch(3, 0, 12), Stretch(6, 12, 24), Stretch(12, 24)),
    source="order 548n",
    status="verified_secondary",
    from_age=18,
)
"""What is used where no rules are at hand; a test holds it equal to the table."""
MELANOMA = FollowUpSchedule(
    id="ru_cr_melanoma_ib_iib",
    icd=("C43",),
    stages=("IB", "IIA", "IIB"),
    stretches=(Stretch(6, 0, 60), Stretch(12, 60, 180)),
    source="clinical guidelines of the Ministry of Health, melanoma of the skin",
    status="verified_official",
)
_IN_EVERY_MONTH = 28
_BUILT_IN = {schedule.id: schedule for schedule in (DEFAULT, MELANOMA)}


def add_months(anchor: date, months: int) -> date:
    """Return the same day so many months later (or earlier), the last day where the month is shorter."""
    years, month = divmod(anchor.year * 12 + anchor.month - 1 + months, 12)
    day = anchor.day if anchor.day <= _IN_EVERY_MONTH else min(anchor.day, monthrange(years, month + 1)[1])
    return date(years, month + 1, day)


def months_of(schedule: FollowUpSchedule) -> Iterator[int]:
    """Yield the months of a schedule's visits, without end where it is for life."""
    stop = schedule.stop_after_months
    for stretch in schedule.stretches:
        month = stretch.from_month + stretch.every_months
        while stretch.to_month is None or month <= stretch.to_month:
            if stop is not None and month > stop:
                return
            yield month
            month += stretch.every_months


def dates(anchor: date, schedule: str | FollowUpSchedule = DEFAULT.id, months: int = 60) -> list[date]:
    """Return the follow-up dates within so many months of the anchor; `ValueError` for an unknown schedule."""
    return [add_months(anchor, month) for month in takewhile(lambda month: month <= months, months_of(_find(schedule)))]


def for_life(anchor: date, schedule: str | FollowUpSchedule = DEFAULT.id) -> Iterator[tuple[int, date]]:
    """Yield index (from 1) and date of every follow-up visit, as long as dates exist."""
    for index, month in enumerate(months_of(_find(schedule)), start=1):
        if anchor.year + month // 12 >= date.max.year:
            return
        yield index, add_months(anchor, month)


def _find(schedule: str | FollowUpSchedule) -> FollowUpSchedule:
    if isinstance(schedule, FollowUpSchedule):
        return schedule
    try:
        return _BUILT_IN[schedule]
    except KeyError:
        raise ValueError(f"no follow-up schedule {schedule!r}") from None


def schedule_for(
    numbers: FollowUp, icd: str | None, stage: str | None = None, age: int | None = None, morphology: str | None = None
) -> FollowUpSchedule | None:
    """Return the first enabled schedule for a diagnosis, or None where none fits.

    `icd` is normalised; an unknown age counts as grown-up; a schedule that asks for a stage or a morphology needs it
    to be known. "Stage IB" written as T1b or in small letters does not fit by guess.
    """
    if icd is None:
        return None
    for schedule in numbers.schedules:
        if (
            schedule.enabled
            and any(_covers(span, icd) for span in schedule.icd)
            and (not schedule.stages or stage in schedule.stages)
            and (not schedule.morphology or (morphology or "").startswith(schedule.morphology))
            and (age is None or age >= schedule.from_age)
        ):
            return schedule
    return None


def _covers(span: str, icd: str) -> bool:
    """Tell whether a code lies in a span (`C00-C97`), under a heading (`C43`) or is the code itself."""
    first, _, last = span.partition("-")
    return first <= icd[: len(first)] <= (last or first)


@dataclass(frozen=True)
class Window:
    """The days in which a follow-up visit counts as in time."""

    first_on: date
    last_on: date


def window(visit_on: date, numbers: FollowUp) -> Window:
    """Return the window around a follow-up date."""
    before, after = timedelta(days=numbers.window_days_before), timedelta(days=numbers.window_days_after)
    return Window(visit_on - before, visit_on + after)


def proposed(visit_on: date, numbers: FollowUp, calendar: Calendar, country: str = "RU") -> date:
    """Return the day to propose: the next working day where the date falls on a day off, if the setting says so."""
    if numbers.non_working_day_shift == "none" or is_working_day(visit_on, country, calendar):
        return visit_on
    return add_working_days(visit_on, 1, country, calendar)
