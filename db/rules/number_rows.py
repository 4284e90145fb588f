"""Rows of the tables of numbers: deadlines, follow-up schedules, bundles of tests, cycles; each with its source."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

UNITS = ("working_day", "day", "month")


@dataclass(frozen=True)
class DeadlineRule:
    """A limit from one event to another.

    `from_event` may join alternatives with `_or_` (`histology_or_diagnosis`): the earliest that happened starts the
    clock. `per` is None for one clock a patient, `each_test` for one a test order.
    """

    id: str
    from_event: str
    to_event: str
    limit: int
    unit: str
    source: str
    status: str
    enabled: bool = True
    per: str | None = None

    def __post_init__(self) -> None:
        if self.limit < 0:
            raise ValueError("limit: must not be negative")
        if self.unit not in UNITS:
            raise ValueError(f"unit: one of {', '.join(UNITS)}, found {self.unit!r}")
        if self.per not in (None, "each_test"):
            raise ValueError(f"per: 'each_test' or nothing, found {self.per!r}")

    @cached_property
    def starts(self) -> tuple[str, ...]:
        """Return the events that start this clock."""
        parts = tuple(self.from_event.split("_or_"))
        return parts if len(parts) == 1 else (self.from_event, *parts)


@dataclass(frozen=True)
class Stretch:
    """Visits every `every_months` after month `from_month` up to and with `to_month` (None: for life)."""

    every_months: int
    from_month: int
    to_month: int | None = None

    def __post_init__(self) -> None:
        if self.every_months < 1:
            raise ValueError("every_months: must be at least 1")
        if self.from_month < 0 or (self.to_month is not None and self.to_month <= self.from_month):
            raise ValueError("to_month: must be after from_month")


@dataclass(frozen=True)
class FollowUpSchedule:
    """A schedule of follow-up visits and whom it is for; empty `stages` or `morphology` mean any."""

    id: str
    icd: tuple[str, ...]
    stretches: tuple[Stretch, ...]
    source: str
    status: str
    enabled: bool = True
    stages: tuple[str, ...] = ()
    morphology: tuple[str, ...] = ()
    from_age: int = 0
    stop_after_months: int | None = None

    def __post_init__(self) -> None:
        for earlier, later in zip(self.stretches, self.stretches[1:], strict=False):
            if earlier.to_month is None or earlier.to_month > later.from_month:
                raise ValueError("stretches: must follow one another")


@dataclass(frozen=True)
class TestItem:
    """A test of a bundle; valid for `validity_days` before the target date, None without a limit.

    `service` is what is ordered for it, where that has another code.
    """

    __test__ = False  # not a class of tests

    code: str
    status: str
    ru: str
    en: str
    validity_days: int | None = None
    enabled: bool = True
    service: str | None = None

    @property
    def asks_for(self) -> str:
        """Return the code of the service that is ordered."""
        return self.service or self.code


@dataclass(frozen=True)
class TestBundle:
    """The tests and papers that one receiving hospital asks for."""

    __test__ = False

    id: str
    ru: str
    en: str
    source: str
    items: tuple[TestItem, ...]
    documents: tuple[str, ...] = ()
    enabled: bool = True


@dataclass(frozen=True)
class CycleTemplate:
    """A course's rhythm: its length in days and the days of infusion, counted from 1; the doctor decides the dates."""

    id: str
    cycle_days: int
    infusion_days: tuple[int, ...]
    source: str
    status: str
    enabled: bool = True

    def __post_init__(self) -> None:
        if not 1 <= self.cycle_days <= 60:
            raise ValueError("cycle_days: must be 1 to 60")
        if any(not 1 <= day <= self.cycle_days for day in self.infusion_days):
            raise ValueError("infusion_days: must lie within the cycle")


@dataclass(frozen=True)
class Cycles:
    """What goes with each cycle: tests before it (days relative to day 1), a call the day before, well-being calls."""

    templates: tuple[CycleTemplate, ...]
    pre_tests: tuple[str, ...]
    pre_tests_from_day: int
    pre_tests_to_day: int
    pre_tests_day: int
    confirm_working_days_before: int
    wellbeing_days_after_infusion: tuple[int, ...] | None
    on_delay: str
    on_non_working_day: str


@dataclass(frozen=True)
class Urgency:
    """Points of the named parts whose sum orders the call list; a row's explanation prints them."""

    put_aside: int
    callback_now: int
    callback_late: int
    unwell: int
    deadline_late: int
    deadline_critical: int
    deadline_soon: int
    first_contact: int
    due_today: int
    visit_soon: int
    missed_visit: int
    answer_from_supervisor: int
    overdue_per_working_day: int
    overdue_most: int
    newly_diagnosed: int
    newly_diagnosed_days: int
    per_barrier: int
    barriers_most: int
    good_hour: int
    other_part_of_day: int
    per_round_today: int


@dataclass(frozen=True)
class Acuity:
    """Weights of a caseload: a base by phase, plus barriers, a fresh diagnosis, repeated missed visits."""

    base: Mapping[str, int]
    per_barrier: int
    barriers_most: int
    newly_diagnosed: int
    newly_diagnosed_days: int
    missed_visits: int
    missed_visits_more_than: int
