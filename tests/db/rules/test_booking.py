"""What speaks against a time for a visit."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.rules.booking import Doubt, Said, Slot, said_of, warnings
from db.rules.deadlines import days_left
from db.rules.facts import Answer, Decision, DecisionKind, Pause, Phase, TestStatus, VisitStatus
from tests.db.rules.cases import DAY, MINUTE, RULES, at, facts, on, order, visit

NOW = at("2026-11-20 10:00")


def slot(starts: str, **changes: Any) -> Slot:
    start = at(starts, changes.get("zone", "Europe/Moscow"))
    values: dict[str, Any] = {
        "service": "oncologist", "kind": "oncologist", "starts_at": start, "ends_at": start + 30 * MINUTE,
        "zone": "Europe/Moscow",
    }  # fmt: skip
    return Slot(**{**values, **changes})


def said(wanted: Slot, precedes: dict[int, int] | None = None, **known: Any) -> tuple[Said, ...]:
    return said_of(wanted, facts(**known), precedes or {}, RULES, NOW)


def test_nothing_is_said_of_a_free_working_day() -> None:
    assert said(slot("2026-11-24 10:30")) == ()


def test_one_who_is_said_to_have_died_and_one_whose_support_has_ended() -> None:
    wanted = slot("2026-11-24 10:30")
    reported = Decision(1, DecisionKind.DIED, NOW, None, None)
    assert said(wanted, decisions=(reported,)) == (Said(Doubt.DEATH),)
    assert said(wanted, decisions=(replace(reported, answer=Answer.CONFIRMED),), phase=Phase.CLOSED) == (
        Said(Doubt.DEATH),
    )
    assert said(wanted, decisions=(replace(reported, answer=Answer.REJECTED),)) == ()
    assert said(wanted, phase=Phase.CLOSED) == (Said(Doubt.CLOSED),)


def test_a_time_that_has_passed() -> None:
    assert said(slot("2026-11-20 09:30")) == (Said(Doubt.PAST),)


@pytest.mark.parametrize(("starts", "clash"), [
    ("2026-11-24 10:00", False), ("2026-11-24 10:01", True), ("2026-11-24 10:59", True), ("2026-11-24 11:00", False),
])  # fmt: skip
def test_a_clash_is_an_overlap_and_nothing_less(starts: str, clash: bool) -> None:
    found = said(slot(starts), visits=(visit(4, "2026-11-24 10:30"),))
    assert (Said(Doubt.CLASH, 4) in found) is clash


@pytest.mark.parametrize("status", [VisitStatus.CANCELLED, VisitStatus.MOVED, VisitStatus.TO_MOVE, VisitStatus.MISSED])
def test_what_does_not_stand_is_no_clash(status: VisitStatus) -> None:
    assert said(slot("2026-11-24 10:30"), visits=(visit(4, status=status),)) == ()


def test_a_visit_does_not_clash_with_itself_when_it_is_moved() -> None:
    assert said(slot("2026-11-24 10:40", visit_id=4), visits=(visit(4, "2026-11-24 10:30"),)) == ()


@pytest.mark.parametrize(("day", "off"), [
    ("2026-11-22", True), ("2026-11-04", True), ("2027-01-08", True), ("2026-11-23", False),
])  # fmt: skip
def test_days_off_by_the_calendar(day: str, off: bool) -> None:
    assert (Said(Doubt.DAY_OFF) in said(slot(f"{day} 10:30"))) is off


def test_the_calendar_is_that_of_the_place() -> None:
    # 16 December is a day off in Kazakhstan alone.
    assert Said(Doubt.DAY_OFF) in said(slot("2026-12-16 10:30", zone="Asia/Almaty"))
    assert said(slot("2026-12-16 10:30")) == ()


def test_a_pause_holds_until_its_last_day() -> None:
    pause = Pause(1, "hospital", NOW - DAY, on("2026-11-25"))
    assert said(slot("2026-11-24 10:30"), pauses=(pause,)) == (Said(Doubt.HELD, on=on("2026-11-25")),)
    assert said(slot("2026-11-25 10:30"), pauses=(pause,)) == ()


@pytest.mark.parametrize(("day", "doubt", "days"), [
    ("2026-11-24", Doubt.KEEPS, 1), ("2026-11-25", Doubt.KEEPS, 0), ("2026-11-26", Doubt.LATE, 1),
    ("2026-11-27", Doubt.LATE, 2), ("2026-11-30", Doubt.LATE, 3),
])  # fmt: skip
def test_the_limit_is_projected_on_the_day_in_working_days(day: str, doubt: Doubt, days: int) -> None:
    found = said(slot(f"{day} 10:30"), milestones={"suspicion": on("2026-11-20")})
    assert found == (Said(doubt, rule="onc_consult", on=on("2026-11-25"), days=days),)


def test_a_limit_that_another_visit_keeps_is_no_matter_of_this_one() -> None:
    suspicion = {"suspicion": on("2026-11-20")}
    first = visit(4, "2026-11-25 10:30", service="oncologist", kind="oncologist")
    assert said(slot("2026-11-30 10:30"), milestones=suspicion, visits=(first,)) == ()
    late = Said(Doubt.LATE, rule="onc_consult", on=on("2026-11-25"), days=3)
    assert said(slot("2026-11-30 10:30", visit_id=4), milestones=suspicion, visits=(first,)) == (late,)
    too_late = visit(4, "2026-11-26 10:30", service="oncologist", kind="oncologist")
    assert said(slot("2026-11-30 10:30"), milestones=suspicion, visits=(too_late,)) == (late,)


def test_a_visit_of_another_kind_says_nothing_of_the_limit() -> None:
    wanted = slot("2026-11-30 10:30", service="therapist", kind="other")
    assert said(wanted, milestones={"suspicion": on("2026-11-20")}) == ()


def test_an_examination_keeps_the_limit_of_its_own_order() -> None:
    tests = (order(17, service="ct", ordered_on=on("2026-11-20"), counts=True, due_on=None),)
    found = said(slot("2026-12-02 09:00", service="ct", kind="examination"), tests=tests)
    assert found == (Said(Doubt.LATE, rule="onc_diagnostics", on=on("2026-12-01"), days=1),)
    assert said(slot("2026-12-02 09:00", service="mri", kind="examination"), tests=tests) == ()


def test_it_must_come_before_the_other_one() -> None:
    later = visit(9, "2026-11-30 10:30")
    wanted = slot("2026-11-30 10:30", service="ct", kind="examination", before_visit_id=9)
    assert Said(Doubt.AFTER_NEXT, 9) in said(wanted, visits=(later,))
    early = slot("2026-11-24 10:30", service="ct", kind="examination", before_visit_id=9, result_days=3)
    assert said(early, visits=(later,)) == ()
    close = slot("2026-11-28 10:30", service="ct", kind="examination", before_visit_id=9, result_days=3)
    assert Said(Doubt.RESULT_LATE, 9, on=on("2026-12-01")) in said(close, visits=(later,))


def test_it_must_come_after_what_it_needs() -> None:
    ct = visit(3, "2026-11-25 10:30", service="ct", kind="examination", result_days=3)
    oncologist = visit(4, "2026-11-30 10:30")
    found = said(slot("2026-11-24 10:30", visit_id=4), {3: 4}, visits=(ct, oncologist))
    assert found == (Said(Doubt.BEFORE_NEED, 3),)
    found = said(slot("2026-11-27 10:30", visit_id=4), {3: 4}, visits=(ct, oncologist))
    assert found == (Said(Doubt.NEED_LATE, 3, on=on("2026-11-28")),)
    assert said(slot("2026-11-30 09:30", visit_id=4), {3: 4}, visits=(ct, oncologist)) == ()


def test_what_it_needs_has_no_time_yet() -> None:
    ct = visit(3, "2026-11-25 10:30", service="ct", kind="examination", status=VisitStatus.TO_MOVE)
    found = said(slot("2026-12-01 10:30", visit_id=4), {3: 4}, visits=(ct, visit(4, "2026-11-30 10:30")))
    assert found == (Said(Doubt.BEFORE_NEED, 3),)


def test_tests_that_it_needs_are_not_taken_by_then() -> None:
    tests = (
        order(1, service="cbc", for_visit_id=4, due_on=on("2026-11-25")),
        order(2, service="ecg", for_visit_id=4, due_on=on("2026-11-23")),
        order(3, service="hiv", for_visit_id=4, due_on=on("2026-11-25"), status=TestStatus.TAKEN),
    )
    found = said(slot("2026-11-24 10:30", visit_id=4), visits=(visit(4, "2026-11-30 10:30"),), tests=tests)
    assert found == (Said(Doubt.TESTS, services=("cbc",)),)


def test_warnings_leave_out_what_is_kept() -> None:
    kept = Said(Doubt.KEEPS, rule="onc_consult", on=on("2026-11-25"), days=1)
    assert warnings([kept, Said(Doubt.PAST)]) == (Said(Doubt.PAST),)


@given(st.integers(-30, 60), st.integers(0, 40))
def test_a_limit_is_either_kept_or_late_and_by_the_same_count(start: int, day: int) -> None:
    begun = NOW.date() + start * DAY
    wanted = slot("2026-11-20 10:30", starts_at=NOW + day * DAY, ends_at=NOW + day * DAY + 30 * MINUTE)
    for each in said(wanted, milestones={"suspicion": begun}):
        if each.doubt in (Doubt.KEEPS, Doubt.LATE):
            assert each.on is not None
            left = days_left(each.on, wanted.day, RULES.calendar)
            assert each.days == abs(left)
            assert (each.doubt is Doubt.LATE) is (left < 0)
