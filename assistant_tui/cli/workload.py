"""`workload`: the supervisor's board, and the patients behind one of its numbers."""

import argparse
from argparse import Namespace
from typing import TYPE_CHECKING, Final

from assistant_tui.cli.arguments import RECORD_ID, Parser, add_format, command
from assistant_tui.cli.faults import WrongUse
from assistant_tui.cli.list_tables import reason_words
from assistant_tui.cli.output import Column, Json, Record, print_rows, tell
from assistant_tui.cli.records import local
from assistant_tui.cli.session import DESK, session_of
from assistant_tui.text.i18n import _
from db.rules.workload import NUMBERS, RATES

if TYPE_CHECKING:
    from collections.abc import Callable

    from db.caseload import Caseload
    from db.queries.workload import Workload, WorkloadRow
    from db.queries.workload_patients import Behind

_ROW_KEYS: Final = (
    "user_id", "login", "name", "centre_id", "centre", "active", "status", "status_until", "covered_by", "caseload",
    "due", "overdue", "untried", "done", "reached", "reached_kept", "reached_of", "first", "first_kept", "first_of",
    "silent", "nothing", "first_late", "last_at", "points", "why",
)  # fmt: skip
_BEHIND_KEYS: Final = (
    "patient_id", "full_name", "age", "phase", "assistant", "at", "due_by", "met_at", "good", "outcome", "reason",
)  # fmt: skip


def add_workload(group: "argparse._SubParsersAction[Parser]") -> None:
    """Add the command."""
    parser = command(group, "workload", _("print how the assistants do, who needs help first and why"), run_workload)
    parser.description = _(
        "Print how the assistants do, who needs help first and why; a rate is in per cent, with what it is made of."
        " Keys in json: {row}. With --number one row for each patient, or attempt, that the number counts: {behind}",
        row=", ".join(_ROW_KEYS), behind=", ".join(_BEHIND_KEYS),
    )  # fmt: skip
    parser.add_argument("--centre", type=RECORD_ID, metavar="ID", help=_("of another centre, by its number"))
    parser.add_argument("--of", metavar="LOGIN", help=_("whose number; without one those of all"))
    parser.add_argument("--number", choices=NUMBERS, help=_("list the patients behind this number"))
    add_format(parser)


def run_workload(options: Namespace) -> int:
    """Print the board, or the patients behind a number."""
    from db.queries.workload import workload

    if options.of is not None and options.number is None:
        raise WrongUse(_("--of needs --number: which number's patients are wanted?"))
    with session_of(options).signed_in() as caseload:
        board = caseload.ask(workload, options.centre)
        if options.number is not None:
            return _print_behind(caseload, board, options)
        today = caseload.clock.now().astimezone(DESK).date()
    from assistant_tui.text.workload import MEANINGS, presence, reasons

    columns: tuple[Column[WorkloadRow], ...] = (
        Column(_("Assistant"), lambda row: row.short_name),
        Column(_("Status"), lambda row: presence(row, today, DESK)),
        *(Column(_(each.head), _cell(name), right=True) for name, each in MEANINGS.items()),
        Column(_("Why here"), lambda row: reasons(row.parts, DESK)),
    )
    print_rows(board.rows, columns, row_record, options.format, _("No assistants yet."))
    if options.format == "table" and board.unassigned:
        from assistant_tui.text.workload import unassigned_words

        tell(unassigned_words(board.unassigned) + ".")
    return 0


def _cell(name: str) -> "Callable[[WorkloadRow], str]":
    """Return what prints one number of a row."""
    from assistant_tui.text.workload import number_of, shown

    return lambda row: shown(number_of(row.numbers, name))


def _print_behind(caseload: "Caseload", board: "Workload", options: Namespace) -> int:
    from assistant_tui.text.behind import what_words, when_words
    from db.errors import Refused
    from db.queries.workload_patients import workload_patients

    user_id = None
    if options.of is not None:
        user_id = next((row.user_id for row in board.rows if row.login == options.of), None)
        if user_id is None:
            raise Refused("unknown_user", login=options.of)
    found = caseload.ask(workload_patients, options.number, user_id, options.centre)
    words, number = reason_words(caseload), options.number

    def record(row: "Behind") -> Record:
        reason: Json = None
        if row.reason:
            reason = {"task_id": row.reason.task_id, "kind": row.reason.kind, "text": words.full(row.reason)}
        return {
            "patient_id": row.patient_id, "full_name": row.full_name, "age": row.age, "phase": row.phase,
            "assistant": row.assistant, "at": local(row.at), "due_by": local(row.due_by), "met_at": local(row.met_at),
            "good": row.good, "outcome": row.outcome, "reason": reason,
        }  # fmt: skip

    columns: tuple[Column[Behind], ...] = (
        Column("ID", lambda row: row.patient_id, right=True),
        Column(_("Patient"), lambda row: row.full_name),
        Column(_("What"), lambda row: what_words(row, number, words)),
        Column(_("When"), lambda row: when_words(row, number, words)),
        Column(_("Assistant"), lambda row: row.assistant),
    )
    print_rows(found, columns, record, options.format, _("Nobody stands behind this number now."))
    return 0


def row_record(row: "WorkloadRow") -> Record:
    """Return an assistant's row; a rate in per cent, with what it is made of."""
    numbers: dict[str, Json] = {}
    for name in NUMBERS:
        value = getattr(row.numbers, name)
        if name in RATES:
            numbers |= {name: value.percent, f"{name}_kept": value.kept, f"{name}_of": value.of}
        else:
            numbers[name] = value
    why: list[Json] = [{"code": part.code, "points": part.points, "params": dict(part.params)} for part in row.parts]
    return {
        "user_id": row.user_id, "login": row.login, "name": row.name, "centre_id": row.centre_id, "centre": row.centre,
        "active": row.active, "status": row.status, "status_until": local(row.status_until),
        "covered_by": row.covered_by, **numbers, "first_late": row.numbers.first_late, "last_at": local(row.last_at),
        "points": row.points, "why": why,
    }  # fmt: skip
