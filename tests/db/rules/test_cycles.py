"""Courses: dates of cycles, their shift by a delay, tests before them, calls after them."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.defaults import default_rules
from db.rules.cycles import (
    GIVEN,
    PLANNED,
    SKIPPED,
    CycleDates,
    Rhythm,
    clashes,
    pre_tests,
    shift,
    wellbeing_days,
)
from db.rules.working_days import CALENDAR
from tests.db.rules.cases import on

NUMBERS = default_rules().numbers.cycles
DATES = st.dates(date(2024, 1, 1), date(2027, 12, 31))
RHYTHMS = st.integers(2, 60).flatmap(
    lambda days: st.builds(
        Rhythm,
        st.just(days),
        st.sets(st.integers(1, days), min_size=1, max_size=5).map(lambda found: tuple(sorted(found))),
    )
)


def course(rhythm: Rhythm, starts_on: date, cycles: int, given_first: int = 0) -> tuple[CycleDates, ...]:
    days = rhythm.starts(starts_on, cycles)
    return tuple(CycleDates(n, day, GIVEN if n <= given_first else PLANNED) for n, day in enumerate(days, 1))


def moved(cycles: tuple[CycleDates, ...], number: int, new_on: date) -> tuple[CycleDates, ...]:
    to = {one.number: one.new_on for one in shift(cycles, number, new_on)}
    return tuple(CycleDates(one.number, to.get(one.number, one.starts_on), one.status) for one in cycles)


def test_a_course_of_two_infusions_every_fortnight() -> None:
    rhythm = Rhythm(14, (1, 2))

    starts = rhythm.starts(on("2026-11-23"), 3)

    assert starts == (on("2026-11-23"), on("2026-12-07"), on("2026-12-21"))
    assert rhythm.infusions(starts[1]) == (on("2026-12-07"), on("2026-12-08"))


@pytest.mark.parametrize(("days", "infusions"), [(0, (1,)), (61, (1,)), (7, ()), (7, (8,)), (7, (0,)), (7, (2, 1))])
def test_a_rhythm_that_cannot_be_is_refused(days: int, infusions: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match="must be|infusion_days"):
        Rhythm(days, infusions)


@pytest.mark.parametrize("cycles", [0, 61])
def test_a_number_of_cycles_that_cannot_be_is_refused(cycles: int) -> None:
    with pytest.raises(ValueError, match="cycles"):
        Rhythm(21, (1,)).starts(on("2026-11-23"), cycles)


def test_a_delay_moves_this_and_all_later_cycles_and_leaves_what_was_given() -> None:
    cycles = course(Rhythm(21, (1,)), on("2026-11-02"), 4, given_first=1)

    rows = shift(cycles, 2, on("2026-11-30"))

    assert [(row.number, row.days) for row in rows] == [(2, 7), (3, 7), (4, 7)]
    assert moved(cycles, 2, on("2026-11-30"))[0].starts_on == on("2026-11-02")


def test_a_skipped_cycle_stays_where_it_was() -> None:
    first, second, third = course(Rhythm(21, (1,)), on("2026-11-02"), 3)
    cycles = (first, CycleDates(2, second.starts_on, SKIPPED), third)

    assert [row.number for row in shift(cycles, 1, on("2026-11-09"))] == [1, 3]


@pytest.mark.parametrize(
    ("number", "day", "code"),
    [(1, "2026-11-09", "cycle_is_over"), (9, "2026-11-09", "unknown_cycle"), (2, "2026-11-02", "cycle_before_earlier")],
)
def test_a_shift_that_cannot_be_says_why(number: int, day: str, code: str) -> None:
    with pytest.raises(ValueError, match=code):
        shift(course(Rhythm(21, (1,)), on("2026-11-02"), 3, given_first=1), number, on(day))


@given(rhythm=RHYTHMS, starts_on=DATES, cycles=st.integers(1, 12), number=st.integers(1, 12), days=st.integers(-90, 90))
def test_a_shift_and_back_is_no_shift_and_order_and_distances_are_kept(
    rhythm: Rhythm, starts_on: date, cycles: int, number: int, days: int
) -> None:
    number = min(number, cycles)
    before = course(rhythm, starts_on, cycles)
    new_on = before[number - 1].starts_on + timedelta(days=days)
    if number > 1 and new_on <= before[number - 2].starts_on:
        with pytest.raises(ValueError, match="cycle_before_earlier"):
            moved(before, number, new_on)
        return
    after = moved(before, number, new_on)

    assert moved(after, number, before[number - 1].starts_on) == before
    assert [one.starts_on for one in after] == sorted({one.starts_on for one in after})
    assert after[: number - 1] == before[: number - 1]
    tail = after[number - 1 :]
    assert {(b.starts_on - a.starts_on).days for a, b in zip(tail, tail[1:], strict=False)} <= {rhythm.cycle_days}


def test_infusions_on_days_off_are_named() -> None:
    days = Rhythm(7, (1, 2)).infusions(on("2026-11-20"))

    assert clashes(days, CALENDAR) == (on("2026-11-21"),)


def test_blood_is_taken_three_days_before_a_cycle() -> None:
    found = pre_tests(on("2026-11-26"), NUMBERS, CALENDAR)

    assert (found.first_on, found.due_on, found.last_on) == (on("2026-11-21"), on("2026-11-23"), on("2026-11-25"))


@pytest.mark.parametrize(
    ("starts", "due"),
    [
        ("2026-11-24", "2026-11-20"),  # day -3 is a Saturday: the Friday before it
        ("2026-11-25", "2026-11-20"),  # a Sunday: the Friday, the first day of the window
        ("2026-11-03", "2026-10-30"),
        ("2026-01-12", "2026-01-09"),
        ("2026-01-07", "2026-01-04"),  # nobody works in the whole window: it stays
    ],
)
def test_the_day_proposed_moves_before_days_off(starts: str, due: str) -> None:
    assert pre_tests(on(starts), NUMBERS, CALENDAR).due_on == on(due)


@given(DATES)
def test_the_day_proposed_lies_in_the_window_and_is_worked_where_any_of_it_is(starts_on: date) -> None:
    found = pre_tests(starts_on, NUMBERS, CALENDAR)
    days = [found.first_on + timedelta(days=n) for n in range((found.last_on - found.first_on).days + 1)]

    assert found.first_on <= found.due_on <= found.last_on < starts_on
    assert CALENDAR.is_working(found.due_on) or not any(map(CALENDAR.is_working, days))


def test_calls_about_well_being_count_from_the_latest_infusion() -> None:
    days = wellbeing_days((on("2026-11-02"), on("2026-11-09")), (3, 7, 15))

    assert days == (
        (on("2026-11-05"), 3), (on("2026-11-12"), 3), (on("2026-11-16"), 7), (on("2026-11-24"), 15),
    )  # fmt: skip


@given(st.lists(DATES, max_size=8), st.sets(st.integers(1, 20), max_size=4))
def test_no_two_calls_about_well_being_fall_on_a_day(infusions: list[date], after: set[int]) -> None:
    days = [day for day, _ in wellbeing_days(infusions, after)]

    assert days == sorted(set(days))
    assert len(days) <= len(set(infusions)) * len(after)
