"""Each kind of task that tests, limits and follow-up schedules ask for."""

from dataclasses import replace

import pytest

from db.rules.facts import Booked, Channel, Outcome, Phase, TaskKind, TestStatus, VisitStatus
from tests.db.rules.cases import at, call, desk, facts, kinds, local, mark, on, one, order, planned, visit

K = TaskKind


def test_a_test_is_called_about_three_days_before_it_is_due_until_its_day_ends() -> None:
    task = one(facts(tests=(order(),)), K.TEST_DUE)

    assert (local(task.due_from), local(task.due_by)) == ("2026-11-17 09:00", "2026-11-20 20:00")
    assert task.moot_at == one(facts(tests=(order(),)), K.TEST_OVERDUE).due_from


def test_a_test_that_was_not_taken_is_overdue_from_the_next_working_day() -> None:
    task = one(facts(tests=(order(),)), K.TEST_OVERDUE)

    assert (local(task.due_from), local(task.due_by)) == ("2026-11-23 09:00", "2026-11-24 20:00")


def test_a_promise_does_not_end_an_overdue_test_it_is_asked_again_a_week_later() -> None:
    said = mark(1, Outcome.CONFIRMED, "2026-11-23 10:00", K.TEST_OVERDUE, "test:1")

    assert local(one(facts(tests=(order(),), marks=(said,)), K.TEST_OVERDUE).due_from) == "2026-11-30 10:00"


def test_a_diagnostic_test_without_a_date_is_due_with_the_statutory_limit() -> None:
    task = one(facts(tests=(order(due_on=None, counts=True),)), K.TEST_DUE)

    assert (local(task.due_by), dict(task.params)["deadline"]) == ("2026-11-25 20:00", "onc_diagnostics:1")


def test_a_routine_test_without_a_date_asks_for_nothing() -> None:
    assert kinds(facts(tests=(order(due_on=None),))) == set()


def test_a_taken_test_asks_for_its_result_only() -> None:
    taken = order(status=TestStatus.TAKEN, taken_on=on("2026-11-19"))
    task = one(facts(tests=(taken,)), K.RESULT_EXPECTED)

    assert kinds(facts(tests=(taken,))) == {"result_expected"}
    assert (task.channel, local(task.due_from)) == (Channel.DESK, "2026-11-22 00:00")
    assert kinds(facts(tests=(replace(taken, status=TestStatus.RESULT_IN),))) == set()


def test_a_result_that_is_in_asks_for_a_doctors_visit_until_one_is_booked() -> None:
    taken = order(status=TestStatus.RESULT_IN, taken_on=on("2026-11-19"))
    said = desk(5, Outcome.RESULT_IN, "2026-11-23 10:00", K.RESULT_EXPECTED, "test:1")
    known = facts(tests=(taken,), marks=(said,))

    assert one(known, K.BOOK_DOCTOR).source == "mark:5"
    assert planned(replace(known, visits=(visit(kind="oncologist"),)), K.BOOK_DOCTOR) is None


def test_a_visit_that_was_before_the_result_does_not_end_the_booking() -> None:
    said = mark(5, Outcome.ASKS_RESULTS, "2026-11-25 10:00")
    known = facts(marks=(said,), visits=(visit(status=VisitStatus.ATTENDED),))

    assert one(known, K.BOOK_DOCTOR).source == "mark:5"


def test_two_results_ask_for_one_booking() -> None:
    marks = (mark(5, Outcome.RESULT_IN, "2026-11-23 10:00"), mark(6, Outcome.RESULT_IN, "2026-11-24 10:00"))

    assert one(facts(marks=marks), K.BOOK_DOCTOR).source == "mark:6"


def test_an_open_limit_with_nothing_booked_is_work_for_the_desk() -> None:
    task = one(facts(milestones={"suspicion": on("2026-11-18")}), K.DEADLINE)

    assert (task.source, task.rule) == ("deadline:onc_consult", "onc_consult")
    assert (task.channel, local(task.due_by)) == (Channel.DESK, "2026-11-23 23:59")


def test_a_visit_booked_in_time_ends_the_work_on_a_limit_a_late_one_does_not() -> None:
    known = facts(milestones={"suspicion": on("2026-11-18")})
    in_time = visit(kind="oncologist", starts="2026-11-23 18:00")

    assert planned(replace(known, visits=(in_time,)), K.DEADLINE) is None
    late = one(replace(known, visits=(visit(kind="oncologist"),)), K.DEADLINE)
    assert dict(late.params)["booked_on"] == "2026-11-24"
    assert "booked_on" not in dict(one(known, K.DEADLINE).params)
    assert planned(replace(known, visits=(visit(kind="oncologist"), in_time)), K.DEADLINE) is None


@pytest.mark.parametrize("status", [VisitStatus.CANCELLED, VisitStatus.MOVED, VisitStatus.MISSED, VisitStatus.TO_MOVE])
def test_a_late_visit_that_does_not_stand_is_no_booking(status: VisitStatus) -> None:
    known = facts(milestones={"suspicion": on("2026-11-18")}, visits=(visit(kind="oncologist", status=status),))

    assert "booked_on" not in dict(one(known, K.DEADLINE).params)


def test_of_several_late_visits_the_first_is_named_and_one_before_the_clock_is_not() -> None:
    early = visit(kind="oncologist", starts="2026-11-17 10:00")
    visits = (early, visit(kind="oncologist", starts="2026-12-02 10:00"), visit(kind="oncologist"))
    known = facts(milestones={"suspicion": on("2026-11-18")}, visits=visits)

    assert dict(one(known, K.DEADLINE).params)["booked_on"] == "2026-11-24"


def test_an_attended_visit_keeps_the_limit() -> None:
    seen = visit(kind="oncologist", starts="2026-11-20 10:00", status=VisitStatus.ATTENDED)

    assert kinds(facts(milestones={"suspicion": on("2026-11-18")}, visits=(seen,))) == set()


def test_a_visit_before_the_suspicion_keeps_nothing() -> None:
    seen = visit(kind="oncologist", starts="2026-11-10 10:00", status=VisitStatus.ATTENDED)

    assert kinds(facts(milestones={"suspicion": on("2026-11-18")}, visits=(seen,))) == {"deadline"}


def test_limits_that_ended_before_the_time_in_care_ask_for_nothing() -> None:
    assert kinds(facts(milestones={"suspicion": on("2026-10-19"), "diagnosis": on("2024-05-06")})) == set()


def test_follow_up_has_one_task_for_a_schedule_for_life() -> None:
    known = facts(phase=Phase.FOLLOW_UP, in_care_since=on("2026-11-02"), milestones={"diagnosis": on("2025-05-31")})
    task = one(known, K.FOLLOW_UP)

    assert task.source == "follow_up:diagnosis:5"
    assert (local(task.due_from), local(task.due_by)) == ("2026-11-16 00:00", "2026-12-14 23:59")


def test_a_booked_oncologist_within_the_window_moves_follow_up_to_the_next_date() -> None:
    known = facts(
        phase=Phase.FOLLOW_UP,
        milestones={"diagnosis": on("2025-05-31")},
        visits=(visit(kind="oncologist", starts="2026-12-03 10:00"),),
    )

    assert one(known, K.FOLLOW_UP).source == "follow_up:diagnosis:6"


def test_follow_up_waits_while_the_patient_is_treated() -> None:
    known = facts(phase=Phase.TREATMENT, milestones={"diagnosis": on("2025-05-31")})

    assert planned(known, K.FOLLOW_UP) is None


def test_unanswered_calls_and_bookings_do_not_move_a_limit() -> None:
    known = facts(milestones={"suspicion": on("2026-11-18")})
    called = replace(known, calls=(call(1, "2026-11-18 10:00"),))

    assert one(known, K.DEADLINE) == one(called, K.DEADLINE)


def test_an_unbooked_visit_is_checked_and_also_keeps_its_limit_busy() -> None:
    planned_only = visit(kind="oncologist", starts="2026-11-23 18:00", booked=Booked.NOT_FOUND)
    known = facts(milestones={"suspicion": on("2026-11-18")}, visits=(planned_only,))

    assert {"check_booking"} <= kinds(known)
    assert "deadline" not in kinds(known)


def test_with_one_working_day_left_on_a_limit_the_supervisor_is_told_at_the_first_unanswered_call() -> None:
    known = facts(milestones={"suspicion": on("2026-11-18")}, calls=(call(1, "2026-11-20 10:00"),))

    assert one(known, K.NOT_REACHED).reason == "not_reached_deadline"
    assert local(one(known, K.NOT_REACHED).due_from) == local(at("2026-11-20 10:00"))
