"""What speaks against a time for a visit: other visits, limits that it would break, days off, what it needs first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final
from zoneinfo import ZoneInfo

from db.rules.deadlines import Deadline, days_left
from db.rules.facts import Answer, DecisionKind, PatientFacts, Phase, TestStatus, Visit, VisitStatus
from db.rules.patient_deadlines import ENDED_BY, open_deadlines
from db.rules.rules import Rules
from db.rules.validity import bundle_of, lacking
from db.rules.windows import country_of

STANDS: Final = frozenset({VisitStatus.PLANNED, VisitStatus.CONFIRMED})
_EXPECTED: Final = frozenset({*STANDS, VisitStatus.TO_MOVE})


class Doubt(StrEnum):
    """What may be said of a time, a closed set; all but `KEEPS` speak against it."""

    DEATH = "death"  # the patient is said to have died
    CLOSED = "closed"  # the support has ended
    PAST = "past"  # it has passed
    CLASH = "clash"  # the patient is expected elsewhere at that time
    DAY_OFF = "day_off"  # not a working day there
    HELD = "held"  # the patient is in hospital or away then
    LATE = "late"  # a limit would be broken by it
    AFTER_NEXT = "after_next"  # it would come after the visit that it must come before
    RESULT_LATE = "result_late"  # its result comes only after the visit that it must come before
    BEFORE_NEED = "before_need"  # it would come before a visit that must come first
    NEED_LATE = "need_late"  # the result of a visit that must come first is not in by then
    TESTS = "tests"  # tests that it needs are not taken yet
    KEEPS = "keeps"  # a limit would be kept by it


@dataclass(frozen=True, slots=True)
class Slot:
    """A time that somebody has in mind for a visit.

    `visit_id` is the visit that stands or stood for it until now: one that is moved or changed.
    """

    service: str
    kind: str
    starts_at: datetime
    ends_at: datetime
    zone: str
    result_days: int | None = None
    visit_id: int | None = None
    before_visit_id: int | None = None
    bundle: str | None = None

    @property
    def day(self) -> date:
        """The date where it takes place."""
        return self.starts_at.astimezone(ZoneInfo(self.zone)).date()


@dataclass(frozen=True, slots=True)
class Said:
    """Something that is to be known of a time before it is taken.

    `visit_id` names the other visit, `on` the last day of a limit, the day of a result or the end of a pause; `days`
    are working days, of a late limit those by which it would be broken; `services` are the tests that are lacking.
    """

    doubt: Doubt
    visit_id: int | None = None
    rule: str | None = None
    on: date | None = None
    days: int = 0
    services: tuple[str, ...] = ()

    @property
    def warns(self) -> bool:
        """Tell whether it speaks against the time."""
        return self.doubt is not Doubt.KEEPS


def said_of(
    slot: Slot, facts: PatientFacts, precedes: Mapping[int, int], rules: Rules, now: datetime
) -> tuple[Said, ...]:
    """Return what is to be known of a time for a visit, the gravest first.

    `precedes` maps a visit to the one that it must come before.
    """
    return (
        *_patient(facts),
        *_time(slot, facts, rules, now),
        *_limits(slot, facts, rules),
        *_order(slot, facts, precedes),
        *_tests(slot, facts, rules),
    )


def _patient(facts: PatientFacts) -> Iterator[Said]:
    if any(one.kind is DecisionKind.DIED and one.answer is not Answer.REJECTED for one in facts.decisions):
        yield Said(Doubt.DEATH)
    elif facts.phase is Phase.CLOSED:
        yield Said(Doubt.CLOSED)


def _time(slot: Slot, facts: PatientFacts, rules: Rules, now: datetime) -> Iterator[Said]:
    if slot.starts_at < now:
        yield Said(Doubt.PAST)
    for visit in facts.visits:
        together = visit.starts_at < slot.ends_at and slot.starts_at < visit.ends_at
        if visit.id != slot.visit_id and visit.status in STANDS and together:
            yield Said(Doubt.CLASH, visit.id)
    if not rules.calendar.is_working(slot.day, country_of(slot.zone)):
        yield Said(Doubt.DAY_OFF)
    for pause in facts.pauses:
        if pause.from_at <= slot.starts_at and slot.day < pause.until_on:
            yield Said(Doubt.HELD, on=pause.until_on)


def limits_of(service: str, kind: str, facts: PatientFacts, rules: Rules) -> tuple[Deadline, ...]:
    """Return the open limits that a visit of a service would end, the earliest first."""
    ends = ENDED_BY.get(kind, ())
    to_event = {rule.id: rule.to_event for rule in rules.numbers.deadlines}
    ordered = {test.id: test.service for test in facts.tests}
    return tuple(
        limit
        for limit in open_deadlines(facts, rules)
        if (to_event[limit.rule] in ends if limit.test_id is None else ordered.get(limit.test_id) == service)
    )


def _limits(slot: Slot, facts: PatientFacts, rules: Rules) -> Iterator[Said]:
    """Project every open limit that this visit would end: kept, or broken by so many working days."""
    kept: list[Said] = []
    for limit in limits_of(slot.service, slot.kind, facts, rules):
        if slot.day < limit.started_on:
            continue
        left = days_left(limit.due_on, slot.day, rules.calendar, country_of(slot.zone))
        if left < 0 and _kept_by_another(limit, slot, facts, rules):
            continue
        if left < 0:
            yield Said(Doubt.LATE, rule=limit.rule, on=limit.due_on, days=-left)
        else:
            kept.append(Said(Doubt.KEEPS, rule=limit.rule, on=limit.due_on, days=left))
    yield from kept


def _kept_by_another(limit: Deadline, slot: Slot, facts: PatientFacts, rules: Rules) -> bool:
    """Tell whether another visit that stands keeps a limit, so that this one need not."""
    to_event = rules.numbers.deadline(limit.rule).to_event
    return any(
        visit.status in STANDS
        and visit.id != slot.visit_id
        and (visit.service == slot.service if limit.test_id is not None else to_event in ENDED_BY.get(visit.kind, ()))
        and limit.started_on <= _day(visit) <= limit.due_on
        for visit in facts.visits
    )


def _order(slot: Slot, facts: PatientFacts, precedes: Mapping[int, int]) -> Iterator[Said]:
    by_id = {visit.id: visit for visit in facts.visits}
    later = by_id.get(slot.before_visit_id or 0)
    if later is not None and later.status in STANDS:
        ready = _ready(slot.day, slot.result_days)
        if slot.ends_at > later.starts_at:
            yield Said(Doubt.AFTER_NEXT, later.id)
        elif ready is not None and ready > _day(later):
            yield Said(Doubt.RESULT_LATE, later.id, on=ready)
    for visit in facts.visits:
        if slot.visit_id is None or precedes.get(visit.id) != slot.visit_id or visit.status not in _EXPECTED:
            continue
        ready = _ready(_day(visit), visit.result_days)
        if visit.status is VisitStatus.TO_MOVE or visit.ends_at > slot.starts_at:
            yield Said(Doubt.BEFORE_NEED, visit.id)
        elif ready is not None and ready > slot.day:
            yield Said(Doubt.NEED_LATE, visit.id, on=ready)


def _tests(slot: Slot, facts: PatientFacts, rules: Rules) -> Iterator[Said]:
    """Name the tests that the visit asks for and that would not be taken, or not be valid, on its day."""
    services = [
        test.service
        for test in facts.tests
        if slot.visit_id is not None
        and test.for_visit_id == slot.visit_id
        and test.status is TestStatus.ORDERED
        and (test.due_on is None or test.due_on > slot.day)
    ]
    bundle = bundle_of(rules.numbers.bundles, slot.bundle)
    if bundle is not None:
        services += [need.service for need in lacking(bundle, facts.tests, slot.day)]
    if services:
        yield Said(Doubt.TESTS, services=tuple(dict.fromkeys(services)))


def _day(visit: Visit) -> date:
    return visit.starts_at.astimezone(ZoneInfo(visit.zone)).date()


def _ready(day: date, result_days: int | None) -> date | None:
    return None if result_days is None else day + timedelta(days=result_days)


def warnings(said: Iterable[Said]) -> tuple[Said, ...]:
    """Return only what speaks against a time."""
    return tuple(each for each in said if each.warns)
