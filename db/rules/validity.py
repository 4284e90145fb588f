"""Validity of tests: it belongs to the pair (test, receiving hospital) and is measured to the day of admission.

`taken_on + validity_days >= target`; counted in calendar days. Without a number of days a test is valid for good.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from db.rules.facts import Test, TestStatus
from db.rules.number_rows import TestBundle, TestItem
from db.rules.working_days import Calendar

_DONE = (TestStatus.TAKEN, TestStatus.RESULT_IN)
_DAYS_BEFORE = 3
"""Tests are taken so many days before an admission, sooner where their result takes longer."""


def valid_until(taken_on: date, validity_days: int | None) -> date | None:
    """Return the last day on which a test is valid, None where it never ends."""
    return None if validity_days is None else taken_on + timedelta(days=validity_days)


def is_valid(taken_on: date, validity_days: int | None, target_on: date) -> bool:
    """Tell whether a test taken on a day is valid on the day of admission."""
    until = valid_until(taken_on, validity_days)
    return taken_on <= target_on and (until is None or until >= target_on)


def not_earlier_than(target_on: date, validity_days: int | None) -> date | None:
    """Return the first day on which a test may be taken to be valid on the day of admission, None for any."""
    return None if validity_days is None else target_on - timedelta(days=validity_days)


class Standing(StrEnum):
    """How one test of a bundle stands for an admission."""

    VALID = "valid"
    ORDERED = "ordered"
    TOO_EARLY = "too_early"  # ordered for a day from which it would not be valid
    EXPIRES = "expires"  # taken, not valid any more on the day of admission
    MISSING = "missing"


LACKING = frozenset({Standing.TOO_EARLY, Standing.EXPIRES, Standing.MISSING})
"""What still has to be ordered, or ordered for another day."""


@dataclass(frozen=True, slots=True)
class Need:
    """One test that an admission asks for; `test_id` is the order that decides how it stands."""

    code: str
    service: str
    standing: Standing
    not_earlier: date | None
    validity_days: int | None = None
    test_id: int | None = None
    taken_on: date | None = None
    valid_until: date | None = None


def bundle_of(bundles: Iterable[TestBundle], code: str | None) -> TestBundle | None:
    """Return a bundle by its code where it is known and switched on."""
    return next((bundle for bundle in bundles if bundle.id == code and bundle.enabled), None)


def needs(bundle: TestBundle, tests: Iterable[Test], target_on: date) -> tuple[Need, ...]:
    """Return how every test that a bundle asks for stands for an admission, in the order of the bundle."""
    known = tuple(tests)
    return tuple(_need(item, known, target_on) for item in bundle.items if item.enabled)


def lacking(bundle: TestBundle, tests: Iterable[Test], target_on: date) -> tuple[Need, ...]:
    """Return the tests of a bundle that lack a valid or a fitting order for an admission."""
    return tuple(need for need in needs(bundle, tests, target_on) if need.standing in LACKING)


def _need(item: TestItem, tests: tuple[Test, ...], target_on: date) -> Need:
    first = not_earlier_than(target_on, item.validity_days)
    of_service = [test for test in tests if test.service == item.asks_for]
    taken = [(test.taken_on, test.id) for test in of_service if test.taken_on is not None and test.status in _DONE]
    latest = max((pair for pair in taken if pair[0] <= target_on), default=None)
    until = None if latest is None else valid_until(latest[0], item.validity_days)
    if latest is not None and is_valid(latest[0], item.validity_days, target_on):
        return _made(item, Standing.VALID, first, latest[1], latest[0], until)
    orders = [test for test in of_service if test.status is TestStatus.ORDERED]
    fitting = [test.id for test in orders if _fits(test.due_on, first, target_on)]
    if fitting:
        return _made(item, Standing.ORDERED, first, max(fitting))
    # One that is due after the admission, or has no day left for it, is no order for it.
    early = [test.id for test in orders if test.due_on is not None and test.due_on <= target_on]
    if early:
        return _made(item, Standing.TOO_EARLY, first, max(early))
    if latest is not None:
        return _made(item, Standing.EXPIRES, first, latest[1], latest[0], until)
    return _made(item, Standing.MISSING, first)


def _fits(due_on: date | None, first: date | None, target_on: date) -> bool:
    """Tell whether an order for a day, or for any, gives a test that is valid on the day of admission."""
    return due_on is None or ((first is None or due_on >= first) and due_on <= target_on)


def _made(
    item: TestItem,
    standing: Standing,
    first: date | None,
    test_id: int | None = None,
    taken_on: date | None = None,
    until: date | None = None,
) -> Need:
    return Need(item.code, item.asks_for, standing, first, item.validity_days, test_id, taken_on, until)


def due_day(target_on: date, first_on: date | None, result_days: int, today: date, calendar: Calendar) -> date:
    """Return the day proposed for a test before an admission: its result is in by then, and it is still valid.

    Before days off where its validity leaves room; never before today, never after the day of admission.
    """
    earliest = today if first_on is None else max(today, first_on)
    asked = target_on - timedelta(days=max(result_days + 1, _DAYS_BEFORE))
    day = asked
    while day > earliest and not calendar.is_working(day):
        day -= timedelta(days=1)
    if not calendar.is_working(day):
        day = asked
    return min(max(day, earliest), target_on)
