from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.defaults import default_rules
from db.rules.deadlines import TestDates, band, days_left, deadlines, due_at
from db.rules.follow_up import (
    DEFAULT,
    MELANOMA,
    add_months,
    dates,
    for_life,
    proposed,
    schedule_for,
    window,
)
from db.rules.working_days import is_working_day, working_days_between

RULES = default_rules()
FOLLOW_UP = RULES.numbers.follow_up
DAYS = st.dates(date(2022, 1, 1), date(2030, 12, 31))


def test_the_limits_of_a_patient() -> None:
    events = {"suspicion": date(2026, 11, 20), "referral": date(2026, 11, 24), "diagnosis": date(2025, 12, 30)}
    found = {one.source: one for one in deadlines(events, [TestDates(17, date(2026, 11, 20))], RULES)}
    assert set(found) == {"onc_consult", "disp_set", "spec_care_start", "onc_diagnostics:17"}
    assert found["onc_consult"].due_on == date(2026, 11, 25)
    assert found["onc_consult"].started_by == "suspicion"
    assert found["spec_care_start"].due_on == date(2026, 1, 20)
    assert found["onc_diagnostics:17"].due_on == date(2026, 12, 1)
    assert found["onc_diagnostics:17"].test_id == 17


def test_a_limit_ends_with_its_event_but_not_with_an_older_one() -> None:
    events = {"suspicion": date(2026, 11, 20), "oncologist_visit_done": date(2026, 11, 25)}
    (kept,) = deadlines(events, [], RULES)
    assert (kept.done_on, kept.kept) == (date(2026, 11, 25), True)
    (broken,) = deadlines({**events, "oncologist_visit_done": date(2026, 11, 26)}, [], RULES)
    assert broken.kept is False
    (running,) = deadlines({**events, "oncologist_visit_done": date(2025, 1, 1)}, [], RULES)
    assert running.kept is None


def test_what_is_switched_off_starts_no_clock() -> None:
    assert (
        deadlines({"preliminary_diagnosis": date(2026, 11, 20), "material_received": date(2026, 11, 20)}, [], RULES)
        == ()
    )


@pytest.mark.parametrize(
    ("due", "today", "left", "name"),
    [
        ("2026-11-20", "2026-11-20", 0, "critical"),
        ("2026-11-20", "2026-11-21", -1, "late"),
        ("2026-11-20", "2026-11-23", -1, "late"),
        ("2026-11-20", "2026-11-24", -2, "late"),
        ("2026-11-23", "2026-11-20", 1, "critical"),
        ("2026-11-23", "2026-11-21", 1, "critical"),
        ("2026-11-25", "2026-11-20", 3, "soon"),
        ("2026-11-26", "2026-11-20", 4, "ok"),
        ("2027-01-11", "2026-12-31", 1, "critical"),
    ],
)
def test_days_left_and_their_band(due: str, today: str, left: int, name: str) -> None:
    found = days_left(date.fromisoformat(due), date.fromisoformat(today), RULES.calendar)
    assert (found, band(found, RULES.numbers.bands)) == (left, name)


@given(DAYS, DAYS)
def test_late_is_what_has_passed_and_nothing_else(due: date, today: date) -> None:
    assert (band(days_left(due, today), RULES.numbers.bands) == "late") == (today > due)


def test_the_last_day_runs_to_its_end_where_the_patient_is() -> None:
    assert due_at(date(2026, 11, 25), "Europe/Moscow") == datetime(2026, 11, 25, 21, tzinfo=UTC)
    assert due_at(date(2026, 12, 31), "Asia/Kamchatka") == datetime(2026, 12, 31, 12, tzinfo=UTC)
    assert due_at(date(2028, 2, 29), "Europe/Kaliningrad") == datetime(2028, 2, 29, 22, tzinfo=UTC)


@given(DAYS, st.lists(DAYS, max_size=4))
def test_a_limit_in_working_days_is_so_many_working_days_away(event: date, orders: list[date]) -> None:
    tests = [TestDates(number, day) for number, day in enumerate(orders)]
    found = deadlines({"referral": event, "diagnosis": event}, tests, RULES)
    assert len(found) == 3 + len(orders)
    for one in found:
        assert working_days_between(one.started_on, one.due_on) == RULES.numbers.deadline(one.rule).limit
        assert is_working_day(one.due_on)
    assert [one.due_on for one in found] == sorted(one.due_on for one in found)


def test_follow_up_is_counted_from_the_anchor() -> None:
    expected = "2026-04-30 2026-07-31 2026-10-31 2027-01-31 2027-07-31 2028-01-31"
    assert [str(day) for day in dates(date(2026, 1, 31), months=24)] == expected.split()
    assert len(dates(date(2026, 1, 31))) == 9
    assert dates(date(2024, 2, 29), months=48)[-1] == date(2028, 2, 29)
    assert dates(date(2026, 1, 1), months=2) == []
    with pytest.raises(ValueError, match="nothing"):
        dates(date(2026, 1, 1), "nothing")


@given(DAYS)
def test_follow_up_for_life_goes_on_yearly(anchor: date) -> None:
    life = for_life(anchor)
    first = [next(life) for _ in range(14)]
    assert [index for index, _ in first] == list(range(1, 15))
    assert [day for _, day in first] == [
        add_months(anchor, m) for m in (3, 6, 9, 12, 18, 24, 36, 48, 60, 72, 84, 96, 108, 120)
    ]


def test_a_melanoma_has_its_own_rhythm_and_its_end() -> None:
    months = [6 * k for k in range(1, 11)] + [60 + 12 * k for k in range(1, 11)]
    assert [day for _, day in for_life(date(2026, 1, 1), MELANOMA)] == [add_months(date(2026, 1, 1), m) for m in months]
    assert sum(1 for _ in for_life(date(9000, 1, 1), DEFAULT)) < 1010


def test_built_in_schedules_equal_the_table() -> None:
    for built_in in (DEFAULT, MELANOMA):
        listed = FOLLOW_UP.schedule(built_in.id)
        assert (listed.stretches, listed.icd, listed.stages) == (built_in.stretches, built_in.icd, built_in.stages)


@pytest.mark.parametrize(
    ("icd", "stage", "age", "expected"),
    [
        ("C50.9", "IIA", 60, "ru_548n_default"),
        ("C50", None, None, "ru_548n_default"),
        ("D05.1", None, 40, "ru_548n_default"),
        ("C43.5", "IIA", 60, "ru_cr_melanoma_ib_iib"),
        ("C43.5", "III", 60, "ru_548n_default"),
        ("C44.3", "I", 60, "ru_548n_default"),
        ("C97", None, 18, "ru_548n_default"),
        ("C50.9", None, 17, None),
        ("D10", None, 60, None),
        ("Z03.1", None, 60, None),
        (None, None, 60, None),
    ],
)
def test_the_schedule_for_a_diagnosis(
    icd: str | None, stage: str | None, age: int | None, expected: str | None
) -> None:
    found = schedule_for(FOLLOW_UP, icd, stage, age, morphology="8090/3")
    assert (found.id if found else None) == expected


def test_the_day_to_propose_and_its_window() -> None:
    assert proposed(date(2026, 11, 21), FOLLOW_UP, RULES.calendar) == date(2026, 11, 23)
    assert proposed(date(2027, 2, 20), FOLLOW_UP, RULES.calendar) == date(2027, 2, 20)
    assert proposed(date(2026, 12, 31), FOLLOW_UP, RULES.calendar) == date(2027, 1, 11)
    around = window(date(2026, 11, 21), FOLLOW_UP)
    assert around.last_on - around.first_on == timedelta(days=28)
