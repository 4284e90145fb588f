"""The lists of the screens as commands: patients, visits, tests, tasks, reminders, calls, deadlines, search."""

import argparse
from argparse import Namespace
from collections.abc import Sequence
from typing import TYPE_CHECKING

from assistant_tui.cli import filters, records
from assistant_tui.cli.arguments import Command, Parser, add_format, command, whole
from assistant_tui.cli.list_tables import patient_columns
from assistant_tui.cli.listings import (
    BANDS,
    LISTINGS,
    PHASES,
    REMINDER_STATUSES,
    TASK_STATES,
    TEST_STATUSES,
    VISIT_STATUSES,
)
from assistant_tui.cli.output import print_rows
from assistant_tui.cli.session import session_of
from assistant_tui.text.i18n import _

if TYPE_CHECKING:
    from db.queries.patients import PatientRow
    from db.queries.search import Hit


def add_lists(group: "argparse._SubParsersAction[Parser]") -> None:
    """Add the commands that list."""
    patients = command(group, "patients", _("list patients"), _run("patients", covered=False))
    _common(patients, covered=False, status=PHASES, status_help=_("only this phase"))
    visits = command(group, "visits", _("list visits and examinations"), _run("visits"))
    _common(visits, status=VISIT_STATUSES)
    tests = command(group, "tests", _("list test orders"), _run("tests"))
    _common(tests, status=TEST_STATUSES)
    tasks = command(group, "tasks", _("list tasks"), _run("tasks"))
    _common(tasks, status=(*TASK_STATES, "all"), status_help=_("open ones by default"))
    tasks.add_argument("--kind", metavar="KIND", help=_("only tasks of this kind"))
    tasks.add_argument("--channel", choices=("call", "desk"), help=_("by phone or at the desk"))
    tasks.add_argument("--audience", choices=("assistant", "supervisor", "centre"), help=_("for whom the task waits"))
    reminders = command(group, "reminders", _("list reminders"), _run("reminders"))
    _common(reminders, status=(*REMINDER_STATUSES, "all"), status_help=_("open ones by default"))
    calls = command(group, "calls", _("list calls, latest first"), _run("calls"))
    _common(calls)
    calls.add_argument("--direction", choices=("out", "in"), help=_("outgoing or incoming"))
    calls.add_argument("--connection", metavar="CODE", help=_("only calls that ended so: NO_ANSWER, REACHED"))
    calls.add_argument("--undone", choices=("yes", "no"), help=_("only undone calls, or none of them"))
    deadlines = command(group, "deadlines", _("list statutory limits"), _run("deadlines"))
    _common(deadlines, status=BANDS, status_help=_("only limits that are so near"))
    deadlines.add_argument("--rule", metavar="RULE", help=_("only this rule"))
    deadlines.add_argument("--all", action="store_true", dest="every", help=_("kept ones too"))
    search = command(group, "search", _("find patients by name, phone, policy"), run_search)
    search.add_argument("text", metavar="TEXT", help=_("name in either keyboard layout, last digits, policy"))
    search.add_argument("--limit", type=whole(1, 1000), default=50, metavar="N", help=_("at most so many rows"))
    add_format(search)


def _common(
    parser: Parser, *, covered: bool = True, status: Sequence[str] = (), status_help: str | None = None
) -> None:
    filters.add_whose(parser, covered=covered)
    filters.add_patient(parser)
    filters.add_days(parser)
    if status:
        parser.add_argument("--status", choices=status, help=status_help or _("only this status"))
    filters.add_text_and_limit(parser)
    add_format(parser)


def _run(name: str, *, covered: bool = True) -> Command:
    """Return what asks for a list and prints it; with what is covered today where nobody is named."""

    def run(options: Namespace) -> int:
        from db.queries.filters import WITH_COVERED

        if covered and options.assistant is None:
            options.assistant = WITH_COVERED
        session = session_of(options)
        first, last = filters.days(session, options)
        with session.signed_in() as caseload:
            LISTINGS[name].show(caseload, options, first, last)
        return 0

    return run


def run_search(options: Namespace) -> int:
    """Find patients as the search box does, in its order."""
    from db.queries.patients import patients
    from db.queries.search import search

    with session_of(options).signed_in() as caseload:
        hits = caseload.ask(search, options.text, limit=options.limit)
        free = [hit.patient_id for hit in hits if hit.access == "free"]
        found = {row.id: row for row in caseload.ask(patients, patient_ids=free)} if free else {}
        if hits:
            caseload.record_event("search", detail={"patients": [hit.patient_id for hit in hits]})
        rows = [found.get(hit.patient_id) or _closed(hit) for hit in hits]
        opens = {hit.patient_id: hit.access.value for hit in hits}
        columns = patient_columns(caseload) if options.format == "table" else ()
        print_rows(
            rows, columns, lambda row: {**records.masked_patient(row), "access": opens.get(row.id)}, options.format,
            _("Nobody was found."),
        )  # fmt: skip
    return 0


def _closed(hit: "Hit") -> "PatientRow":
    """Return what is shown of a patient who is not free to open: who it is and whose, nothing of the record."""
    from db.queries.patients import PatientRow

    nothing = (None,) * 4
    return PatientRow(
        hit.patient_id, hit.full_name, hit.birth_on, None, None, (hit.phone,) if hit.phone else (), *nothing, None, "",
        None, None, hit.assistant, None, (), False,
    )  # fmt: skip
