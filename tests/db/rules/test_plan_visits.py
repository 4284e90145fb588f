"""Each kind of task that visits ask for."""

from dataclasses import replace

import pytest

from db.rules.facts import Booked, CallHours, Channel, Outcome, Spoke, TaskKind, VisitStatus
from tests.db.rules.cases import at, call, contact, desk, facts, kinds, local, mark, on, one, order, planned, visit

K = TaskKind


def test_a_visit_is_confirmed_on_the_working_day_before_it() -> None:
    task = one(facts(visits=(visit(),)), K.CONFIRM_VISIT)

    assert (local(task.due_from), local(task.due_by)) == ("2026-11-23 09:00", "2026-11-23 20:00")
    assert local(task.moot_at) == "2026-11-24 10:30"
    assert task.channel is Channel.CALL
    assert dict(task.params)["visit"] == 1


def test_a_visit_on_monday_is_confirmed_on_friday() -> None:
    task = one(facts(visits=(visit(starts="2026-11-23 08:00"),)), K.CONFIRM_VISIT)

    assert local(task.due_from) == "2026-11-20 09:00"


def test_a_visit_after_transferred_holidays_is_confirmed_before_them() -> None:
    task = one(facts(visits=(visit(starts="2027-01-11 08:00"),)), K.CONFIRM_VISIT)

    assert local(task.due_from) == "2026-12-30 09:00"


def test_a_visit_in_another_zone_is_confirmed_by_the_patients_clock_and_the_visits_date() -> None:
    known = facts(zone="Asia/Vladivostok", visits=(visit(starts="2026-11-24 10:30"),))

    assert local(one(known, K.CONFIRM_VISIT).due_from, "Asia/Vladivostok") == "2026-11-23 09:00"


def test_wishes_narrow_the_hours_of_a_confirmation() -> None:
    from datetime import time

    known = facts(hours=CallHours(not_before=time(11), not_after=time(14)), visits=(visit(),))
    task = one(known, K.CONFIRM_VISIT)

    assert (local(task.due_from), local(task.due_by)) == ("2026-11-23 11:00", "2026-11-23 14:00")


def test_somebody_who_is_called_on_mondays_only_is_asked_the_monday_before() -> None:
    known = facts(hours=CallHours(weekdays=frozenset({0})), visits=(visit(starts="2026-11-27 10:00"),))

    assert local(one(known, K.CONFIRM_VISIT).due_from) == "2026-11-23 09:00"


def test_a_confirmed_visit_is_not_confirmed_again_but_its_outcome_is_asked() -> None:
    known = facts(visits=(visit(status=VisitStatus.CONFIRMED),))

    assert kinds(known) == {"took_place", "ask_took_place"}


def test_preparation_is_asked_for_three_days_before_until_the_confirmation() -> None:
    known = facts(visits=(visit(starts="2026-11-26 10:30", preparation=True),))
    task = one(known, K.READINESS)

    assert local(task.due_from) == "2026-11-23 09:00"
    assert task.moot_at == one(known, K.CONFIRM_VISIT).due_from


def test_an_open_test_for_a_visit_asks_for_readiness() -> None:
    ready = facts(visits=(visit(starts="2026-11-26 10:30"),), tests=(order(for_visit_id=1),))

    assert dict(one(ready, K.READINESS).params)["open_tests"] == 1


def test_readiness_three_days_before_on_a_sunday_is_asked_on_saturday() -> None:
    known = facts(visits=(visit(starts="2026-11-25 10:30", preparation=True),))

    assert local(one(known, K.READINESS).due_from) == "2026-11-21 10:00"


def test_readiness_that_would_come_with_the_confirmation_is_left_to_it() -> None:
    known = facts(visits=(visit(starts="2026-11-23 10:30", preparation=True),))

    assert planned(known, K.READINESS) is None


def test_a_talk_about_readiness_settles_it() -> None:
    said = mark(1, Outcome.BARRIER, "2026-11-23 10:00", K.READINESS, "visit:1")
    known = facts(visits=(visit(starts="2026-11-26 10:30", preparation=True),), marks=(said,))

    assert planned(known, K.READINESS) is None


def test_whether_it_took_place_is_looked_up_first_and_asked_on_the_second_working_day() -> None:
    known = facts(visits=(visit(starts="2026-11-20 10:30", status=VisitStatus.CONFIRMED),))
    looked, asked = one(known, K.TOOK_PLACE), one(known, K.ASK_TOOK_PLACE)

    assert looked.channel is Channel.DESK
    assert (local(looked.due_from), local(looked.due_by)) == ("2026-11-20 11:00", "2026-11-23 23:59")
    assert looked.moot_at == asked.due_from
    assert (local(asked.due_from), local(asked.due_by)) == ("2026-11-24 09:00", "2026-11-24 20:00")


@pytest.mark.parametrize("status", [VisitStatus.ATTENDED, VisitStatus.MISSED, VisitStatus.CANCELLED, VisitStatus.MOVED])
def test_a_visit_that_is_over_is_neither_confirmed_nor_asked_for(status: VisitStatus) -> None:
    known = facts(visits=(visit(status=status, status_at=at("2026-11-24 12:00")),))

    assert not kinds(known) & {"confirm_visit", "took_place", "ask_took_place", "readiness", "check_booking"}


def test_a_missed_visit_asks_for_a_call_at_the_next_allowed_moment() -> None:
    known = facts(visits=(visit(status=VisitStatus.MISSED, status_at=at("2026-11-24 21:15")),))
    task = one(known, K.MISSED_VISIT)

    assert (local(task.due_from), local(task.due_by)) == ("2026-11-25 09:00", "2026-11-26 20:00")


def test_a_visit_that_follows_ends_the_call_about_the_missed_one() -> None:
    missed = visit(status=VisitStatus.MISSED, status_at=at("2026-11-24 12:00"))
    known = facts(visits=(missed, visit(2, "2026-12-03 09:00", follows_id=1)))

    assert planned(known, K.MISSED_VISIT) is None


def test_a_visit_cancelled_by_the_patient_is_talked_about_the_next_working_day() -> None:
    cancelled = visit(status=VisitStatus.CANCELLED, status_at=at("2026-11-20 15:00"))
    said = mark(1, Outcome.NOT_COMING, "2026-11-20 15:00", K.CONFIRM_VISIT, "visit:1")
    task = one(facts(visits=(cancelled,), marks=(said,)), K.REBOOK)

    assert (local(task.due_from), local(task.due_by)) == ("2026-11-23 09:00", "2026-11-24 20:00")


def test_a_visit_cancelled_by_the_clinic_asks_the_patient_nothing() -> None:
    known = facts(visits=(visit(status=VisitStatus.CANCELLED, status_at=at("2026-11-20 15:00")),))

    assert kinds(known) == set()


def test_a_visit_to_move_is_booked_at_the_desk() -> None:
    known = facts(visits=(visit(status=VisitStatus.TO_MOVE, status_at=at("2026-11-20 15:00")),))
    task = one(known, K.BOOK_MOVE)

    assert (task.channel, local(task.due_by)) == (Channel.DESK, "2026-11-23 23:59")


def test_a_visit_not_found_in_the_citys_system_is_checked_until_it_is() -> None:
    lost = visit(booked=Booked.NOT_FOUND)
    task = one(facts(visits=(lost,)), K.CHECK_BOOKING)

    assert (local(task.due_by), local(task.moot_at)) == ("2026-11-23 23:59", "2026-11-24 10:30")
    assert planned(facts(visits=(replace(lost, booked=Booked.BOOKED),)), K.CHECK_BOOKING) is None


def test_the_result_of_an_attended_examination_is_expected_after_its_days() -> None:
    done = visit(status=VisitStatus.ATTENDED, result_days=5)
    task = one(facts(visits=(done,)), K.RESULT_EXPECTED)

    assert (task.source, local(task.due_from)) == ("visit:1", "2026-11-29 00:00")
    assert planned(facts(visits=(replace(done, result_at=at("2026-11-27 10:00")),)), K.RESULT_EXPECTED) is None


def test_visits_before_the_time_in_care_ask_for_nothing() -> None:
    known = facts(visits=(visit(starts="2026-10-30 10:00"), visit(2, "2025-03-03 10:00", status=VisitStatus.MISSED)))

    assert kinds(known) == set()


def test_the_confirmation_of_a_visit_is_due_with_the_limit_that_it_keeps() -> None:
    known = facts(
        milestones={"diagnosis": on("2026-11-02")},
        visits=(visit(kind="treatment", starts="2026-11-12 10:00"),),
    )
    task = one(known, K.CONFIRM_VISIT)

    assert dict(task.params)["deadline"] == "spec_care_start"
    assert task.due_by is not None
    assert local(task.due_by) == "2026-11-11 20:00"


def test_unreached_on_the_last_day_the_visit_is_not_forgotten_and_the_supervisor_is_told() -> None:
    calls = (call(1, "2026-11-23 09:30"), call(2, "2026-11-23 13:00"))
    known = facts(visits=(visit(starts="2026-11-24 10:30"),), calls=calls)

    assert local(one(known, K.CONFIRM_VISIT).due_from) == "2026-11-24 09:00"
    assert one(known, K.NOT_REACHED).reason == "not_reached_due_by"


def test_a_retry_that_would_fall_behind_the_end_comes_at_the_last_moment_before_it() -> None:
    known = facts(visits=(visit(),), calls=(call(1, "2026-11-23 17:00"),))

    assert local(one(known, K.CONFIRM_VISIT).due_from) == "2026-11-23 19:30"


def test_words_of_a_stranger_confirm_nothing() -> None:
    said = mark(1, Outcome.ANSWERED, "2026-11-23 10:00", K.CONFIRM_VISIT, "visit:1", spoke=Spoke.OTHER)

    assert planned(facts(visits=(visit(),), marks=(said,)), K.CONFIRM_VISIT) is not None


def test_done_at_the_desk_settles_a_task() -> None:
    said = desk(1, Outcome.DONE, "2026-11-23 10:00", K.CHECK_BOOKING, "visit:1")

    assert planned(facts(visits=(visit(booked=Booked.PLANNED),), marks=(said,)), K.CHECK_BOOKING) is None


def test_no_number_leaves_the_calls_and_asks_for_numbers() -> None:
    known = facts(visits=(visit(),), contacts=(contact(active=False),))

    assert {"confirm_visit", "find_contacts"} <= kinds(known)
