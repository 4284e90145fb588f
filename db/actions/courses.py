"""Courses of treatment: planned with their visits and blood tests, shifted by a delay, given, skipped, stopped."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from db.actions.course_rows import (
    active_course_of,
    begun_of,
    cancel_rows,
    cycles_of,
    end_course,
    open_tests,
    standing_visits,
)
from db.actions.living import living
from db.actions.text import line, one_of, page
from db.actions.visits import move, new_visit
from db.errors import BadInput, Refused
from db.rules.cycles import GIVEN, MOST_CYCLES, PLANNED, SKIPPED, CycleDates, PreTests, Rhythm, pre_tests, shift
from db.rules.windows import country_of
from db.work import Work, action

CUSTOM: Final = "custom"
"""The template of a course whose rhythm is typed."""

_WARD_OPENS: Final = time(9, 0)
_MOST_VISITS: Final = 200
_FARTHEST: Final = timedelta(days=800)
"""A first day farther from today than this is a slip of the keys."""


@dataclass(frozen=True, slots=True)
class CourseSet:
    """A course as it stands now, with the first days of its cycles and how many visits and tests were entered."""

    course_id: int
    patient_id: int
    status: str
    starts: tuple[date, ...] = ()
    visits: int = 0
    tests: int = 0


@dataclass(frozen=True, slots=True)
class CourseShifted:
    """By how many days a course went, from which cycle on, and the new first days."""

    course_id: int
    patient_id: int
    number: int
    days: int
    starts: tuple[date, ...] = ()
    visits: int = 0
    tests: int = 0


@dataclass(frozen=True, slots=True)
class CycleSet:
    """A cycle as it stands now, and the status of its course."""

    cycle_id: int
    course_id: int
    patient_id: int
    number: int
    status: str
    course_status: str


@action("plan_course")
def plan_course(
    work: Work,
    patient_id: int,
    template: str,
    starts_on: date,
    cycles: int,
    *,
    cycle_days: int | None = None,
    infusion_days: tuple[int, ...] | None = None,
    service: str = "infusion",
    at: time = _WARD_OPENS,
    organisation_id: int | None = None,
    booked_in: str = "planned",
    with_tests: bool = True,
    note: str | None = None,
) -> CourseSet:
    """Enter a course: its cycles, a visit on each day of infusion, and the blood tests before each cycle.

    A template that is `custom` needs `cycle_days` and `infusion_days`. `at` is local time at the ward.
    Raises `BadInput("unknown_code" | "bad_rhythm" | "day_too_far")`, `Refused("unknown_row")`.
    """
    patient = living(work, patient_id)
    rhythm = rhythm_of(work, template, cycle_days, infusion_days)
    one_of(booked_in, ("planned", "booked", "not_found"), "booked_in")
    if work.fetch("service", service)["kind"] != "treatment":
        raise BadInput("unknown_code", field="service", value=service)
    _refuse_far_day(work, starts_on)
    if not 1 <= cycles <= MOST_CYCLES or cycles * len(rhythm.infusion_days) > _MOST_VISITS:
        raise BadInput("bad_rhythm")
    starts = rhythm.starts(starts_on, cycles)
    zone = patient["zone"] if organisation_id is None else work.fetch("organisation", organisation_id)["zone"]
    course = work.insert(
        "course", patient_id=patient_id, template=template, cycle_days=rhythm.cycle_days, cycles=cycles,
        infusion_days=",".join(map(str, rhythm.infusion_days)), starts_on=starts_on, organisation_id=organisation_id,
        note=page(note, "note"), created_at=work.now,
    )  # fmt: skip
    visits = tests = 0
    for number, first in enumerate(starts, 1):
        cycle = work.insert("cycle", course_id=course["id"], patient_id=patient_id, number=number, starts_on=first)
        rows = [
            new_visit(
                work, patient, service, datetime.combine(day, at, ZoneInfo(zone)), None, organisation_id,
                booked_in=booked_in, cycle_id=cycle["id"],
            )
            for day in rhythm.infusions(first)
        ]  # fmt: skip
        visits += len(rows)
        if with_tests:
            tests += _order_pre_tests(work, cycle, rows[0]["id"], zone)
    work.touch(patient_id)
    return CourseSet(course["id"], patient_id, course["status"], starts, visits, tests)


def rhythm_of(work: Work, template: str, cycle_days: int | None, infusion_days: tuple[int, ...] | None) -> Rhythm:
    """Return the rhythm of a template that is switched on, or the one typed; raises `BadInput`."""
    if template == CUSTOM:
        if cycle_days is None or not infusion_days:
            raise BadInput("bad_rhythm")
        try:
            return Rhythm(cycle_days, tuple(sorted(set(infusion_days))))
        except ValueError:
            raise BadInput("bad_rhythm") from None
    known = {row.id: row for row in work.rules.numbers.cycles.templates if row.enabled}
    one_of(template, tuple(known), "template")
    return Rhythm(known[template].cycle_days, known[template].infusion_days)


def _refuse_far_day(work: Work, day: date) -> None:
    if abs(day - work.today) > _FARTHEST:
        raise BadInput("day_too_far", date=day.isoformat())


def _window(work: Work, starts_on: date, zone: str) -> PreTests:
    return pre_tests(starts_on, work.rules.numbers.cycles, work.rules.calendar, country_of(zone))


def _order_pre_tests(work: Work, cycle: dict[str, Any], visit_id: int, zone: str) -> int:
    """Order the tests before a cycle, none where its window is over; return how many."""
    found = _window(work, cycle["starts_on"], zone)
    due_on = max(found.due_on, work.today)
    if due_on > found.last_on:
        return 0
    services = work.rules.numbers.cycles.pre_tests
    for service in services:
        work.insert(
            "test_order", patient_id=cycle["patient_id"], service=service, ordered_on=work.today, due_on=due_on,
            for_visit_id=visit_id, cycle_id=cycle["id"], created_at=work.now,
        )  # fmt: skip
    return len(services)


@action("shift_course")
def shift_cycle(
    work: Work,
    cycle_id: int,
    new_starts_on: date,
    *,
    because: str | None = None,
    initiative: str = "clinic",
    version: int | None = None,
) -> CourseShifted:
    """Let a cycle start on another day: this and all later planned ones go by as many days, visits and tests too.

    What was given, skipped or has begun keeps its days. Raises `Refused("unknown_row" | "course_is_over" |
    "cycle_is_over" | "cycle_before_earlier")`, `BadInput("same_day" | "day_too_far" | "unknown_code")`,
    `Conflict`.
    """
    one_of(initiative, ("patient", "clinic", "equipment"), "initiative")
    _refuse_far_day(work, new_starts_on)
    cycle, course = active_course_of(work, cycle_id)
    because, rows = line(because, "because"), cycles_of(work, course["id"])
    begun = begun_of(work, course["id"])
    dates = [
        CycleDates(row["number"], row["starts_on"], GIVEN if row["id"] in begun else row["status"]) for row in rows
    ]
    try:
        moved = shift(dates, cycle["number"], new_starts_on)
    except ValueError as error:
        raise Refused(str(error), id=cycle_id) from None
    if not moved:
        raise BadInput("same_day")
    work.update("cycle", cycle_id, version=version, because=because)
    by_number = {row["number"]: row for row in rows}
    rhythm = Rhythm(course["cycle_days"], tuple(map(int, course["infusion_days"].split(","))))
    visits = tests = 0
    for one in moved:
        row = by_number[one.number]
        work.update("cycle", row["id"], starts_on=one.new_on)
        there = frozenset(rhythm.infusions(one.new_on)) - frozenset(rhythm.infusions(one.old_on))
        visits += _move_visits(work, row["id"], one.days, there, initiative, because)
        tests += _move_tests(work, row["id"], one.old_on, one.new_on)
    if cycle["number"] == 1:
        work.update("course", course["id"], starts_on=new_starts_on)
    work.touch(cycle["patient_id"])
    return CourseShifted(
        course["id"], cycle["patient_id"], cycle["number"], moved[0].days, tuple(one.new_on for one in moved), visits,
        tests,
    )  # fmt: skip


def _move_visits(
    work: Work, cycle_id: int, days: int, there: frozenset[date], initiative: str, because: str | None
) -> int:
    """Replace the standing visits of a cycle by ones so many days away, at the same local time; return how many.

    One that was moved by hand to a day where the cycle goes (`there`) stays.
    """
    moved = 0
    for visit in standing_visits(work, cycle_id):
        zone = ZoneInfo(visit["zone"])
        if visit["starts_at"].astimezone(zone).date() in there:
            continue
        moved += 1
        starts_at, ends_at = (_later(visit[name], days, zone) for name in ("starts_at", "ends_at"))
        move(work, visit, starts_at, ends_at, None, None, initiative, because, work.now)
    return moved


def _later(at: datetime, days: int, zone: ZoneInfo) -> datetime:
    """Return the same local time some days later."""
    local = at.astimezone(zone)
    return datetime.combine(local.date() + timedelta(days=days), local.time(), zone)


def _move_tests(work: Work, cycle_id: int, old_on: date, new_on: date) -> int:
    """Let the open tests of a cycle go with it: by the rule where they stood by it, else by as many days."""
    rows = open_tests(work, cycle_id)
    zone = work.conn.value("SELECT p.zone FROM patient p JOIN cycle c ON c.patient_id = p.id WHERE c.id = :id",
                           id=cycle_id)  # fmt: skip
    old, new = _window(work, old_on, zone), _window(work, new_on, zone)
    for test in rows:
        due_on: date | None = test["due_on"]
        if due_on is not None:
            due_on = new.due_on if due_on == old.due_on else due_on + (new_on - old_on)
            due_on = max(due_on, test["ordered_on"])
        work.update("test_order", test["id"], due_on=due_on)
    return len(rows)


@action("give_cycle")
def give_cycle(work: Work, cycle_id: int, *, version: int | None = None) -> CycleSet:
    """Say that a cycle was given; raises `Refused("unknown_row" | "course_is_over" | "cycle_is_over")`, `Conflict`."""
    return _end_cycle(work, cycle_id, GIVEN, None, version)


@action("skip_cycle")
def skip_cycle(work: Work, cycle_id: int, *, because: str | None = None, version: int | None = None) -> CycleSet:
    """Leave a cycle out: its visits that stand and its open tests are cancelled, the others keep their days.

    Raises `Refused("unknown_row" | "course_is_over" | "cycle_is_over")`, `Conflict`.
    """
    return _end_cycle(work, cycle_id, SKIPPED, line(because, "because"), version)


def _end_cycle(work: Work, cycle_id: int, status: str, because: str | None, version: int | None) -> CycleSet:
    cycle, course = active_course_of(work, cycle_id)
    if cycle["status"] != PLANNED:
        raise Refused("cycle_is_over", id=cycle_id)
    work.update("cycle", cycle_id, version=version, status=status, because=because)
    if status == SKIPPED:
        cancel_rows(work, (cycle_id,), because)
    left = [row for row in cycles_of(work, course["id"]) if row["status"] == PLANNED]
    to_come = [row for row in left for visit in standing_visits(work, row["id"]) if visit["starts_at"] > work.now]
    if not to_come and {row["id"] for row in left} <= begun_of(work, course["id"]):
        for row in left:
            work.update("cycle", row["id"], status=GIVEN)
        course = work.update("course", course["id"], status="done")
    work.touch(cycle["patient_id"])
    return CycleSet(cycle_id, course["id"], cycle["patient_id"], cycle["number"], status, course["status"])


@action("stop_course")
def stop_course(work: Work, course_id: int, *, because: str | None = None, version: int | None = None) -> CourseSet:
    """End a course early: its planned cycles are skipped, their visits and open tests cancelled.

    Raises `Refused("unknown_row" | "course_is_over")`, `Conflict`.
    """
    course = work.fetch("course", course_id)
    if course["status"] != "active":
        raise Refused("course_is_over", id=course_id)
    visits, tests = end_course(work, course_id, line(because, "because"), version)
    work.touch(course["patient_id"])
    return CourseSet(course_id, course["patient_id"], "stopped", (), visits, tests)
