"""What tests, limits and schedules ask for: tests due and overdue, results, deadlines, follow-up visits."""

from __future__ import annotations

from datetime import date, timedelta

from db.rules.deadlines import Deadline
from db.rules.facts import Phase, TaskKind, Test, TestStatus, VisitStatus
from db.rules.follow_up import for_life, schedule_for, window
from db.rules.patient_deadlines import booked_on, is_booked
from db.rules.plan_case import Case, Params

K = TaskKind
_FOLLOW_UP_PHASES = (Phase.FOLLOW_UP,)
"""Before it, the doctors who treat see the patient anyway; a second schedule would only add noise."""


def plan_tests(case: Case) -> None:
    """Add the tasks of every test order."""
    for test in case.facts.tests:
        if test.status is TestStatus.ORDERED:
            _ordered(case, test)
        elif test.status is TestStatus.TAKEN and test.taken_on is not None:
            days = test.result_days
            if days is None:
                days = case.numbers.reminding.result_expected_days
            due_on = test.taken_on + timedelta(days=days)
            if due_on >= case.since:
                case.desk(
                    K.RESULT_EXPECTED, f"test:{test.id}", case.clock.start_of(due_on),
                    case.end_of_working_day(due_on, 1),
                    {"service": test.service, "taken_on": test.taken_on.isoformat(), "test": test.id},
                )  # fmt: skip


def _ordered(case: Case, test: Test) -> None:
    """Call before a test is due, and after it was not taken in time."""
    limit = next((limit for limit in case.limits if limit.test_id == test.id), None)
    due_on = test.due_on or (limit.due_on if limit is not None else None)
    if due_on is None or due_on < case.since:
        return
    clock, source = case.clock, f"test:{test.id}"
    shown = clock.opening_before(due_on - timedelta(days=case.numbers.reminding.test_ready_days_before))
    overdue = clock.opening(clock.working(due_on, 1))
    params: Params = {
        "test": test.id, "service": test.service, "due_on": due_on.isoformat(), "for_visit": test.for_visit_id
    }  # fmt: skip
    case.call(K.TEST_DUE, source, shown, clock.closing(due_on), params, moot_at=overdue, limit=limit)
    # A promise alone ends nothing: until it is taken or cancelled it is asked for again.
    again = case.again_after(K.TEST_OVERDUE, source)
    if again is not None:
        overdue = max(overdue, clock.fit(again))
    due_by = case.close_of_working_day(clock.day(overdue), 1)
    case.call(K.TEST_OVERDUE, source, overdue, due_by, params, again=True)


def plan_limits(case: Case) -> None:
    """Add a task for every open limit that nothing booked would keep; a visit that stands behind its end is named."""
    for limit in case.limits:
        to_event = case.to_event[limit.rule]
        if not is_booked(limit, to_event, case.facts, case.rules):
            late_on = booked_on(limit, to_event, case.facts, case.rules)
            late: Params = {} if late_on is None else {"booked_on": late_on.isoformat()}
            case.desk(
                K.DEADLINE, f"deadline:{limit.source}", case.clock.start_of(_from(case, limit)),
                case.clock.end_of(limit.due_on),
                {
                    "deadline": limit.source, "due_on": limit.due_on.isoformat(),
                    "started_on": limit.started_on.isoformat(), "test": limit.test_id, **late,
                },
                rule=limit.rule,
            )  # fmt: skip


def _from(case: Case, limit: Deadline) -> date:
    """Return the day from which a limit is worked on: its start, or the first day in care."""
    return min(max(limit.started_on, case.since), limit.due_on)


def plan_follow_up(case: Case) -> None:
    """Add the next follow-up visit that is neither booked nor over; one task, though the schedule is for life."""
    facts = case.facts
    anchor = facts.milestones.get("diagnosis")
    if facts.phase not in _FOLLOW_UP_PHASES or anchor is None:
        return
    age = None if facts.birth_on is None else (case.since - facts.birth_on).days // 365
    schedule = schedule_for(case.numbers.follow_up, facts.icd, facts.stage, age)
    if schedule is None:
        return
    seen, booked = _oncologist_days(case)
    last_seen = max(seen, default=date.min)
    for index, due_on in for_life(anchor, schedule):
        if due_on < case.since:
            continue
        span, source = window(due_on, case.numbers.follow_up), f"follow_up:diagnosis:{index}"
        if last_seen >= span.first_on or any(span.first_on <= day <= span.last_on for day in booked):
            continue
        if case.is_open(K.FOLLOW_UP, source):
            clock = case.clock
            case.desk(
                K.FOLLOW_UP, source, clock.start_of(span.first_on), clock.end_of(span.last_on),
                {"due_on": due_on.isoformat(), "index": index}, rule=f"follow_up.{schedule.id}",
            )  # fmt: skip
            return


def _oncologist_days(case: Case) -> tuple[list[date], list[date]]:
    """Return the days on which an oncologist saw the patient, and those that are booked."""
    seen, booked = [], []
    for visit in case.facts.visits:
        if visit.kind == "oncologist":
            if visit.status is VisitStatus.ATTENDED:
                seen.append(case.visit_day(visit))
            elif visit.status in (VisitStatus.PLANNED, VisitStatus.CONFIRMED):
                booked.append(case.visit_day(visit))
    return seen, booked
