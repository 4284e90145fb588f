"""Statutory limits: from which event to which, when due, how many working days are left [programme of guarantees].

The event's day is day 0, counting starts the next day, and the last day runs to its end in the patient's zone.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from db.rules.follow_up import add_months
from db.rules.number_rows import DeadlineRule
from db.rules.numbers import Bands
from db.rules.rules import Rules
from db.rules.working_days import Calendar, add_working_days, working_days_between

Band = Literal["late", "critical", "soon", "ok"]


@dataclass(frozen=True)
class TestDates:
    """The dates of one test order."""

    __test__ = False  # not a class of tests

    id: int
    ordered_on: date
    taken_on: date | None = None


@dataclass(frozen=True)
class Deadline:
    """One running or kept limit.

    `source` is stable: the rule's id, with the test's id where each test has its clock. `started_by` is the event that
    started it. The law stands in the rule itself (`Numbers.deadline(rule).source`).
    """

    rule: str
    started_on: date
    due_on: date
    done_on: date | None
    source: str
    started_by: str
    test_id: int | None = None

    @property
    def kept(self) -> bool | None:
        """Tell whether it was kept; None while it runs."""
        return None if self.done_on is None else self.done_on <= self.due_on


def due_on(rule: DeadlineRule, started_on: date, calendar: Calendar, country: str = "RU") -> date:
    """Return the last day of a limit that starts with an event's day."""
    if rule.unit == "working_day":
        return add_working_days(started_on, rule.limit, country, calendar)
    return started_on + timedelta(days=rule.limit) if rule.unit == "day" else add_months(started_on, rule.limit)


def deadlines(
    events: Mapping[str, date], tests: Iterable[TestDates], rules: Rules, country: str = "RU"
) -> tuple[Deadline, ...]:
    """Return the limits that the events of a patient have started, by due date.

    `events` maps an event's kind to its date. What ended before the clock started does not end it.
    """
    orders = tuple(tests)
    found: list[Deadline] = []
    for rule in rules.numbers.running:
        if rule.per == "each_test":
            found.extend(_of_test(rule, order, rules.calendar, country) for order in orders)
            continue
        starts = [(events[kind], kind) for kind in rule.starts if kind in events]
        if not starts:
            continue
        on, kind = min(starts)
        done = events.get(rule.to_event)
        last = due_on(rule, on, rules.calendar, country)
        found.append(Deadline(rule.id, on, last, done if done is not None and done >= on else None, rule.id, kind))
    if len(found) > 1:
        found.sort(key=_by_day)
    return tuple(found)


def _by_day(deadline: Deadline) -> tuple[date, str]:
    return deadline.due_on, deadline.source


def _of_test(rule: DeadlineRule, order: TestDates, calendar: Calendar, country: str) -> Deadline:
    """Return the limit of one test order; a test may have been taken before its order was written down."""
    last = due_on(rule, order.ordered_on, calendar, country)
    return Deadline(rule.id, order.ordered_on, last, order.taken_on, f"{rule.id}:{order.id}", rule.from_event, order.id)


def days_left(due: date, today: date, calendar: Calendar | None = None, country: str = "RU") -> int:
    """Return the working days left: 0 on the last day, below 0 once it has passed, even where no working day has."""
    left = working_days_between(today, due, country, calendar)
    return min(left, -1) if today > due else left


def band(left: int, bands: Bands) -> Band:
    """Name how near a limit is by its working days left."""
    if left < 0:
        return "late"
    if left <= bands.critical:
        return "critical"
    return "soon" if left <= bands.soon else "ok"


def due_at(due: date, zone: str) -> datetime:
    """Return the midnight that ends a limit's last day for the patient, aware UTC."""
    return datetime.combine(due + timedelta(days=1), time(), ZoneInfo(zone)).astimezone(UTC)
