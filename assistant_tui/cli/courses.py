"""`order`, `order-bundle`, `courses`, `course`, `shift-cycle`, `cycle`, `stop-course`: tests and treatment."""

import argparse
from argparse import Namespace
from typing import TYPE_CHECKING

from assistant_tui.cli import filters
from assistant_tui.cli.arguments import RECORD_ID, Parser, add_format, add_patient, command, whole
from assistant_tui.cli.calls import print_result
from assistant_tui.cli.faults import WrongUse
from assistant_tui.cli.list_tables import day_words
from assistant_tui.cli.output import Column, Record, iso, print_rows, tell
from assistant_tui.cli.session import session_of
from assistant_tui.text.i18n import _

if TYPE_CHECKING:
    from db.queries.courses import CourseRow

COURSE_STATUSES = ("active", "done", "stopped")


def add_courses(group: "argparse._SubParsersAction[Parser]") -> None:
    """Add the commands."""
    order = command(group, "order", _("order a test for a patient"), run_order)
    add_patient(order)
    order.add_argument("test", metavar="TEST", help=_("the test's code: cbc, biochem, ecg and so on"))
    order.add_argument("--due", metavar="DATE", help=_("to be taken by this day"))
    order.add_argument("--visit", type=RECORD_ID, metavar="VISIT_ID", help=_("for which visit"))
    order.add_argument("--note", metavar="TEXT", help=_("a note on it"))

    bundle = command(group, "order-bundle", _("order the tests that an admission lacks"), run_bundle)
    bundle.add_argument("visit", type=RECORD_ID, metavar="VISIT_ID", help=_("the visit's number"))
    bundle.add_argument("bundle", metavar="BUNDLE", help=_("whose list of tests: admission_msk_mknc and so on"))

    listed = command(group, "courses", _("list courses of treatment"), run_courses)
    filters.add_whose(listed, covered=True)
    filters.add_patient(listed)
    listed.add_argument("--status", choices=(*COURSE_STATUSES, "all"), help=_("active ones by default"))
    add_format(listed)

    course = command(group, "course", _("enter a course of treatment with its visits and blood tests"), run_course)
    add_patient(course)
    course.add_argument("template", metavar="TEMPLATE", help=_("its rhythm: q7, q14, q21, q28_d1_5, custom"))
    course.add_argument("--from", dest="first", required=True, metavar="DATE", help=_("the first day"))
    course.add_argument("--cycles", required=True, type=whole(1, 60), metavar="N", help=_("how many cycles"))
    course.add_argument("--length", type=whole(1, 60), metavar="DAYS", help=_("of a cycle, for custom"))
    course.add_argument("--infusions", metavar="DAYS", help=_("days of infusion, for custom: 1,8"))
    course.add_argument("--at", metavar="TIME", default="9:00", help=_("the hour at the ward: 9:00"))
    course.add_argument("--place", type=RECORD_ID, metavar="ID", help=_("the organisation's number"))
    course.add_argument("--no-tests", action="store_true", help=_("order no blood tests"))
    course.add_argument("--note", metavar="TEXT", help=_("a note on it"))

    shift = command(group, "shift-cycle", _("let a cycle and all later ones start on another day"), run_shift)
    shift.add_argument("cycle", type=RECORD_ID, metavar="CYCLE_ID", help=_("the cycle's number in `courses`"))
    shift.add_argument("day", metavar="DATE", help=_("its new first day"))
    shift.add_argument("--because", metavar="TEXT", help=_("why"))

    cycle = command(group, "cycle", _("say that a cycle was given, or leave it out"), run_cycle)
    cycle.add_argument("cycle", type=RECORD_ID, metavar="CYCLE_ID", help=_("the cycle's number in `courses`"))
    cycle.add_argument("status", choices=("given", "skipped"), help=_("skipped: its visits and tests are cancelled"))
    cycle.add_argument("--because", metavar="TEXT", help=_("why it is left out"))

    stop = command(group, "stop-course", _("end a course early: what was to come is cancelled"), run_stop)
    stop.add_argument("course", type=RECORD_ID, metavar="COURSE_ID", help=_("the course's number in `courses`"))
    stop.add_argument("--because", metavar="TEXT", help=_("why"))


def run_order(options: Namespace) -> int:
    """Order a test."""
    from db.actions.tests import order_test

    session = session_of(options)
    due_on = session.day(options.due) if options.due is not None else None
    with session.signed_in() as caseload:
        done = caseload.do(
            order_test, options.patient, options.test, due_on=due_on, for_visit_id=options.visit, note=options.note
        )
    print_result(done.action_id, done.result)
    return 0


def run_bundle(options: Namespace) -> int:
    """Order what an admission lacks."""
    from db.actions.bundles import order_bundle

    with session_of(options).signed_in() as caseload:
        done = caseload.do(order_bundle, options.visit, options.bundle)
    print_result(done.action_id, done.result)
    return 0


def run_course(options: Namespace) -> int:
    """Enter a course."""
    from assistant_tui.text.courses import numbers_of, time_of
    from db.actions.courses import plan_course

    session = session_of(options)
    starts_on = session.day(options.first)
    try:
        infusions = numbers_of(options.infusions) or None
        at = time_of(options.at)
    except ValueError:
        raise WrongUse(_("Days are needed like 1,8 and a time like 9:30.")) from None
    with session.signed_in() as caseload:
        done = caseload.do(
            plan_course, options.patient, options.template, starts_on, options.cycles, cycle_days=options.length,
            infusion_days=infusions, at=at, organisation_id=options.place, with_tests=not options.no_tests,
            note=options.note,
        )  # fmt: skip
    print_result(done.action_id, done.result)
    tell(_("Cycles: {days}", days=", ".join(map(day_words, done.result.starts))))
    return 0


def run_shift(options: Namespace) -> int:
    """Shift a course from a cycle on."""
    from db.actions.courses import shift_cycle

    session = session_of(options)
    new_on = session.day(options.day)
    with session.signed_in() as caseload:
        done = caseload.do(shift_cycle, options.cycle, new_on, because=options.because)
    print_result(done.action_id, done.result)
    tell(_("Cycles: {days}", days=", ".join(map(day_words, done.result.starts))))
    return 0


def run_cycle(options: Namespace) -> int:
    """Say that a cycle was given, or leave it out."""
    from db.actions.courses import give_cycle, skip_cycle

    if options.status == "given" and options.because is not None:
        raise WrongUse(_("--because goes with skipped."))
    with session_of(options).signed_in() as caseload:
        if options.status == "given":
            done = caseload.do(give_cycle, options.cycle)
        else:
            done = caseload.do(skip_cycle, options.cycle, because=options.because)
    print_result(done.action_id, done.result)
    return 0


def run_stop(options: Namespace) -> int:
    """End a course early."""
    from db.actions.courses import stop_course

    with session_of(options).signed_in() as caseload:
        done = caseload.do(stop_course, options.course, because=options.because)
    print_result(done.action_id, done.result)
    return 0


def run_courses(options: Namespace) -> int:
    """List courses."""
    from db.queries.courses import courses
    from db.queries.filters import WITH_COVERED

    whose = options.assistant or WITH_COVERED
    status = None if options.status == "all" else options.status or "active"
    with session_of(options).signed_in() as caseload:
        rows = caseload.ask(courses, assistant=whose, patient_id=options.patient, status=status)
    print_rows(rows, _columns(), course_record, options.format, _("Nothing matches."))
    return 0


def _columns() -> "tuple[Column[CourseRow], ...]":
    from assistant_tui.text.courses import COURSE, CYCLE, rhythm_words

    def cycles(row: "CourseRow") -> str:
        said = (f"{one.id}: {day_words(one.starts_on)} ({_(CYCLE[one.status])})" for one in row.cycles)
        return "; ".join(said)

    return (
        Column("ID", lambda row: row.id, right=True),
        Column(_("Patient"), lambda row: f"{row.full_name} ({row.patient_id})"),
        Column(_("Rhythm"), lambda row: rhythm_words(row.cycle_days, row.infusion_days)),
        Column(_("Status"), lambda row: _(COURSE[row.status])),
        Column(_("Cycles by number"), cycles),
        Column(_("Assistant"), lambda row: row.assistant or "—"),
    )


def course_record(row: "CourseRow") -> Record:
    """Return a course with its cycles."""
    cycles = [
        {"id": one.id, "number": one.number, "starts_on": iso(one.starts_on), "status": one.status, "begun": one.begun}
        for one in row.cycles
    ]
    return {
        "id": row.id, "patient_id": row.patient_id, "full_name": row.full_name, "template": row.template,
        "cycle_days": row.cycle_days, "infusion_days": list(row.infusion_days), "starts_on": iso(row.starts_on),
        "organisation": row.organisation, "status": row.status, "because": row.because, "cycles": cycles,
        "assistant": row.assistant,
    }  # fmt: skip
