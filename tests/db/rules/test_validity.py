"""Validity of tests to the day of admission."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.defaults import default_rules
from db.rules.facts import Test, TestStatus
from db.rules.number_rows import TestBundle, TestItem
from db.rules.validity import (
    LACKING,
    Need,
    Standing,
    bundle_of,
    is_valid,
    lacking,
    needs,
    not_earlier_than,
    valid_until,
)
from tests.db.rules.cases import on, order

BUNDLES = default_rules().numbers.bundles
ADMISSION = on("2026-12-14")
DAYS = st.dates(date(2024, 1, 1), date(2027, 12, 31))
ONE = TestBundle("one", "Один", "One", "a test", (TestItem("cbc", "policy", "Кровь", "Blood", 14),))


def taken(day: str, number: int = 1, **changes: object) -> Test:
    return order(number, status=TestStatus.TAKEN, taken_on=on(day), **changes)


def only(*tests: Test) -> Need:
    (need,) = needs(ONE, tests, ADMISSION)
    return need


@given(DAYS, st.integers(0, 400))
def test_the_first_day_that_is_early_enough_is_valid_and_the_day_before_it_is_not(target: date, days: int) -> None:
    first = not_earlier_than(target, days)

    assert first is not None
    assert is_valid(first, days, target)
    assert valid_until(first, days) == target
    assert not is_valid(first - timedelta(days=1), days, target)
    assert not is_valid(target + timedelta(days=1), days, target)


@given(DAYS, DAYS)
def test_without_a_number_of_days_a_test_is_valid_for_good(taken_on: date, target: date) -> None:
    assert valid_until(taken_on, None) is None
    assert not_earlier_than(target, None) is None
    assert is_valid(taken_on, None, target) == (taken_on <= target)


@pytest.mark.parametrize(
    ("tests", "standing"),
    [
        ((), Standing.MISSING),
        ((taken("2026-11-30"),), Standing.VALID),
        ((taken("2026-11-29"),), Standing.EXPIRES),
        ((order(due_on=on("2026-12-10")),), Standing.ORDERED),
        ((order(due_on=None),), Standing.ORDERED),
        ((order(due_on=on("2026-11-20")),), Standing.TOO_EARLY),
        ((order(due_on=on("2026-12-15")),), Standing.MISSING),
        ((order(status=TestStatus.CANCELLED),), Standing.MISSING),
        ((order(service="urine"),), Standing.MISSING),
        ((taken("2026-11-29"), order(2, due_on=on("2026-12-10"))), Standing.ORDERED),
        ((taken("2026-11-29"), taken("2026-12-01", number=2)), Standing.VALID),
    ],
)  # fmt: skip
def test_how_a_test_stands_for_an_admission(tests: tuple[Test, ...], standing: Standing) -> None:
    need = only(*tests)

    assert need.standing is standing
    assert need.not_earlier == on("2026-11-30")
    assert bool(lacking(ONE, tests, ADMISSION)) == (standing in LACKING)


def test_a_valid_test_says_until_when() -> None:
    need = only(taken("2026-12-01"))

    assert (need.taken_on, need.valid_until, need.test_id) == (on("2026-12-01"), on("2026-12-15"), 1)


def test_what_is_not_verified_is_not_asked_for() -> None:
    bundle = bundle_of(BUNDLES, "surgery_generic")
    assert bundle is not None

    codes = [need.code for need in needs(bundle, (), ADMISSION)]

    assert codes == ["biochem", "coag", "hiv_hbv_hcv_rw", "ecg"]
    assert {item.status for item in bundle.items if not item.enabled} == {"UNVERIFIED"}


def test_a_test_of_another_name_in_the_bundle_is_found_by_its_service() -> None:
    bundle = bundle_of(BUNDLES, "admission_msk_mknc")
    assert bundle is not None
    blood = taken("2026-12-01", service="infections")

    found = {need.code: need.standing for need in needs(bundle, (blood,), ADMISSION)}

    assert found["rw_hiv_hbv_hcv"] is Standing.VALID
    assert found["cbc"] is Standing.MISSING


def test_an_unknown_bundle_is_none() -> None:
    assert bundle_of(BUNDLES, "elsewhere") is None
    assert bundle_of(BUNDLES, None) is None


@given(st.lists(DAYS, max_size=6), DAYS)
def test_a_bundle_lacks_a_test_only_where_no_taken_one_is_valid(days: list[date], target: date) -> None:
    tests = [order(n, status=TestStatus.TAKEN, taken_on=day) for n, day in enumerate(days, 1)]

    assert bool(lacking(ONE, tests, target)) != any(is_valid(day, 14, target) for day in days)
