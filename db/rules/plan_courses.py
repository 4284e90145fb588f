"""What admissions and infusions ask for: tests that are valid on the day of admission, calls about well-being."""

from __future__ import annotations

from datetime import timedelta

from db.rules.cycles import wellbeing_days
from db.rules.facts import TaskKind, Visit, VisitStatus
from db.rules.plan_case import Case
from db.rules.validity import bundle_of, lacking

K = TaskKind
_STANDS = (VisitStatus.PLANNED, VisitStatus.CONFIRMED)
_LAST_CALL_DAYS = 3
"""A call about well-being that was not made is over so many days later."""


def plan_courses(case: Case) -> None:
    """Add the tasks of admissions with a bundle of tests, and of the latest infusion."""
    for visit in case.facts.visits:
        if visit.bundle is not None and visit.status in _STANDS and case.visit_day(visit) >= case.since:
            _admission_tests(case, visit)
    _wellbeing(case)


def _admission_tests(case: Case, visit: Visit) -> None:
    """Name the tests that an admission lacks; no mark ends it, only orders and tests do."""
    bundle = bundle_of(case.numbers.bundles, visit.bundle)
    if bundle is None:
        return
    day, clock, source = case.visit_day(visit), case.clock, f"visit:{visit.id}"
    missing = lacking(bundle, case.facts.tests, day)
    if not missing:
        return
    shown = clock.start_of(day - timedelta(days=case.numbers.reminding.booking_shown_days_before))
    again = case.again_after(K.ADMISSION_TESTS, source)
    due_from = min(max(shown, clock.start_of(case.since), again or shown), visit.starts_at)
    due_by = clock.end_of(clock.working(day - timedelta(days=case.numbers.reminding.test_ready_days_before), -1))
    case.desk(
        K.ADMISSION_TESTS, source, due_from, due_by,
        {
            "visit": visit.id, "service": visit.service, "starts_at": visit.starts_at.isoformat(), "zone": visit.zone,
            "bundle": bundle.id, "lacks": ",".join(dict.fromkeys(need.service for need in missing)),
            "lacking": len({need.service for need in missing}),
        },
        moot_at=visit.starts_at, again=True,
    )  # fmt: skip


def _wellbeing(case: Case) -> None:
    """Call some days after the latest infusion; from the next one on the patient is asked there."""
    days_after = case.numbers.cycles.wellbeing_days_after_infusion
    if not days_after:
        return
    given = [visit for visit in case.facts.visits if _is_infusion(visit) and visit.status is VisitStatus.ATTENDED]
    if not given:
        return
    latest = max(given, key=lambda visit: (visit.starts_at, visit.id))
    infused_on, clock = case.visit_day(latest), case.clock
    for day, after in wellbeing_days((infused_on,), days_after):
        if day < case.since:
            continue
        due_from = clock.opening(day)
        params: dict[str, str | int | None] = {
            "visit": latest.id, "service": latest.service, "infused_on": infused_on.isoformat(), "day": after
        }  # fmt: skip
        case.call(
            K.WELLBEING, f"visit:{latest.id}:{after}", due_from, clock.closing(clock.day(due_from)), params,
            moot_at=clock.end_of(clock.day(due_from) + timedelta(days=_LAST_CALL_DAYS)),
        )  # fmt: skip


def _is_infusion(visit: Visit) -> bool:
    return visit.cycle_id is not None or visit.service == "infusion"
