"""What visits ask for: readiness, confirmation, did it take place, booking, moving, calling again."""

from __future__ import annotations

from datetime import datetime, timedelta

from db.rules.facts import Booked, Outcome, TaskKind, TestStatus, Visit, VisitStatus
from db.rules.patient_deadlines import limit_of
from db.rules.plan_case import Case, Params

K = TaskKind
_STANDS = (VisitStatus.PLANNED, VisitStatus.CONFIRMED)
_GONE = (VisitStatus.CANCELLED, VisitStatus.MOVED)


def plan_visits(case: Case) -> None:
    """Add the tasks of every visit that is not older than the patient's time in care."""
    for visit in case.facts.visits:
        if visit.status is VisitStatus.ATTENDED:
            _result(case, visit)
        elif case.visit_day(visit) < case.since:
            continue
        elif visit.status in _STANDS:
            common = _common(visit)
            _before(case, visit, common)
            _after(case, visit, common)
        elif visit.status is VisitStatus.TO_MOVE:
            _move(case, visit)
        elif visit.status is VisitStatus.MISSED:
            _missed(case, visit)
        elif visit.status is VisitStatus.CANCELLED:
            _cancelled(case, visit)


def _common(visit: Visit) -> dict[str, str | int | None]:
    return {"visit": visit.id, "service": visit.service, "starts_at": visit.starts_at.isoformat(), "zone": visit.zone}


def _before(case: Case, visit: Visit, common: Params) -> None:
    """Add what comes before a visit."""
    source, clock, numbers = f"visit:{visit.id}", case.clock, case.numbers.reminding
    day = case.visit_day(visit)
    limit = limit_of(case.limits, case.to_event, visit)
    confirm_from = clock.opening_before(clock.working(day, -numbers.confirm_visit_working_days_before))
    open_tests = sum(
        1 for test in case.facts.tests if test.for_visit_id == visit.id and test.status is TestStatus.ORDERED
    )
    if visit.preparation or open_tests:
        due_from = clock.opening_before(day - timedelta(days=numbers.test_ready_days_before))
        if due_from < confirm_from:
            case.call(
                K.READINESS, source, due_from, confirm_from, {**common, "open_tests": open_tests}, moot_at=confirm_from
            )
    if visit.status is VisitStatus.PLANNED:
        due_by = clock.closing(clock.day(confirm_from))
        case.call(
            K.CONFIRM_VISIT, source, confirm_from, due_by,
            {**common, "booked": visit.booked.value, "open_tests": open_tests}, moot_at=visit.starts_at, limit=limit,
        )  # fmt: skip
    if visit.booked is not Booked.BOOKED:
        shown = max(clock.start_of(day - timedelta(days=numbers.booking_shown_days_before)), clock.start_of(case.since))
        due_by = clock.end_of(clock.working(day, -1))
        case.desk(
            K.CHECK_BOOKING, source, min(shown, visit.starts_at), due_by, {**common, "booked": visit.booked.value},
            moot_at=visit.starts_at,
        )  # fmt: skip


def _after(case: Case, visit: Visit, common: Params) -> None:
    """Ask whether a visit took place: looked up first, then by phone."""
    source, clock = f"visit:{visit.id}", case.clock
    ended_on = clock.day(visit.ends_at)
    wait = case.numbers.reminding.took_place_working_days_after
    ask_from = clock.opening(clock.working(ended_on, wait + 1))
    looked_up_by = case.end_of_working_day(ended_on, wait)
    case.desk(K.TOOK_PLACE, source, visit.ends_at, looked_up_by, common, moot_at=ask_from)
    case.call(K.ASK_TOOK_PLACE, source, ask_from, clock.closing(clock.day(ask_from)), common)


def _result(case: Case, visit: Visit) -> None:
    """Wait for the result of an attended examination."""
    if visit.result_days is None or visit.result_at is not None:
        return
    due_on = case.visit_day(visit) + timedelta(days=visit.result_days)
    if due_on >= case.since:
        clock = case.clock
        case.desk(
            K.RESULT_EXPECTED, f"visit:{visit.id}", clock.start_of(due_on), case.end_of_working_day(due_on, 1),
            _common(visit),
        )  # fmt: skip


def _move(case: Case, visit: Visit) -> None:
    """Book a new time for a visit that is to be moved."""
    if any(other.follows_id == visit.id for other in case.facts.visits):
        return
    due_from = visit.status_at or visit.starts_at
    due_by = case.end_of_working_day(case.clock.day(due_from), case.numbers.reminding.visit_to_book_working_days)
    limit = limit_of(case.limits, case.to_event, visit)
    case.desk(K.BOOK_MOVE, f"visit:{visit.id}", due_from, due_by, _common(visit), limit=limit)


def _missed(case: Case, visit: Visit) -> None:
    """Offer a new time after a missed visit, until another is booked."""
    since = visit.status_at or visit.ends_at
    if _followed(case, visit):
        return
    due_from = case.clock.fit(since)
    due_by = case.close_of_working_day(case.clock.day(due_from), 1)
    limit = limit_of(case.limits, case.to_event, visit)
    case.call(K.MISSED_VISIT, f"visit:{visit.id}", due_from, due_by, _common(visit), limit=limit)


def _cancelled(case: Case, visit: Visit) -> None:
    """Talk again the next working day to somebody who did not want to come."""
    source = f"visit:{visit.id}"
    by_patient = any(mark.outcome is Outcome.NOT_COMING and mark.source == source for mark in case.facts.marks)
    if not by_patient or _followed(case, visit):
        return
    day = case.clock.day(visit.status_at or visit.starts_at)
    due_from = case.clock.opening(case.clock.working(day, case.numbers.waiting.not_coming_working_days))
    due_by = case.close_of_working_day(case.clock.day(due_from), 1)
    limit = limit_of(case.limits, case.to_event, visit)
    case.call(K.REBOOK, source, due_from, due_by, _common(visit), limit=limit)


def _followed(case: Case, visit: Visit) -> bool:
    """Tell whether another visit took the place of this one: linked to it, or of the same service and later."""
    return any(
        other.follows_id == visit.id
        or (other.service == visit.service and other.starts_at > visit.starts_at and other.status not in _GONE)
        for other in case.facts.visits
        if other.id != visit.id
    )


def starts_after(visit: Visit, at: datetime) -> bool:
    """Tell whether a visit that stands, or took place, starts after an instant."""
    return visit.starts_at > at and visit.status not in _GONE
