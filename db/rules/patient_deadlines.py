"""The statutory limits of one patient, from milestones, visits and tests; and what is booked to keep them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from db.rules.deadlines import Deadline, TestDates, deadlines
from db.rules.facts import PatientFacts, TestStatus, Visit, VisitStatus
from db.rules.patient_clock import clock_of
from db.rules.rules import Rules
from db.rules.windows import ANY_HOURS

ENDED_BY: dict[str, tuple[str, ...]] = {
    "oncologist": ("oncologist_visit_done", "specialist_visit_done"),
    "doctor": ("specialist_visit_done",),
    "treatment": ("treatment_started",),
    "admission": ("admission",),
}
"""What an attended visit of a kind brings about."""

_BOOKED = (VisitStatus.PLANNED, VisitStatus.CONFIRMED)


def visit_day(visit: Visit, rules: Rules) -> date:
    """Return the date of a visit where it takes place."""
    return clock_of(visit.zone, ANY_HOURS, rules).day(visit.starts_at)


def patient_deadlines(facts: PatientFacts, rules: Rules) -> tuple[Deadline, ...]:
    """Return every limit that the patient's events have started, kept or open, by due date."""
    if not facts.milestones and not facts.tests:
        return ()
    events = dict(facts.milestones)
    attended = [visit for visit in facts.visits if visit.status is VisitStatus.ATTENDED]
    for rule in rules.numbers.running if attended else ():
        if rule.to_event in facts.milestones:
            continue
        started = [events[kind] for kind in rule.starts if kind in events]
        if not started:
            continue
        # A visit before the clock started does not stop it, so each rule looks for its own.
        first = min(started)
        days = (visit_day(visit, rules) for visit in attended if rule.to_event in ENDED_BY.get(visit.kind, ()))
        done = min((day for day in days if day >= first), default=None)
        if done is not None:
            events[rule.to_event] = done
    orders = (
        TestDates(test.id, test.ordered_on, test.taken_on)
        for test in facts.tests
        if test.counts and test.status is not TestStatus.CANCELLED
    )
    return deadlines(events, orders, rules)


def open_deadlines(facts: PatientFacts, rules: Rules) -> tuple[Deadline, ...]:
    """Return the limits that run and did not end before the patient came into care."""
    return tuple(
        deadline
        for deadline in patient_deadlines(facts, rules)
        if deadline.done_on is None and deadline.due_on >= facts.in_care_since
    )


def limit_of(found: Iterable[Deadline], to_event_of: Mapping[str, str], visit: Visit) -> Deadline | None:
    """Return the earliest open limit that a visit would end; `to_event_of` maps a rule to the event that ends it."""
    ends = ENDED_BY.get(visit.kind, ())
    for deadline in found:
        if to_event_of[deadline.rule] in ends:
            return deadline
    return None


def is_booked(deadline: Deadline, to_event: str, facts: PatientFacts, rules: Rules) -> bool:
    """Tell whether something is planned that would keep a limit."""
    if deadline.test_id is not None:
        test = next(test for test in facts.tests if test.id == deadline.test_id)
        if test.due_on is not None and test.due_on <= deadline.due_on:
            return True
    day = booked_on(deadline, to_event, facts, rules)
    return day is not None and day <= deadline.due_on


def booked_on(deadline: Deadline, to_event: str, facts: PatientFacts, rules: Rules) -> date | None:
    """Return the day of the first visit that stands and would end a limit, kept or late; None where none stands."""
    service = next((test.service for test in facts.tests if test.id == deadline.test_id), None)
    days = (
        visit_day(visit, rules)
        for visit in facts.visits
        if visit.status in _BOOKED
        and (visit.service == service if deadline.test_id is not None else to_event in ENDED_BY.get(visit.kind, ()))
    )
    return min((day for day in days if day >= deadline.started_on), default=None)
