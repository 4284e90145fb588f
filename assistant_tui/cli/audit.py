"""`audit`, `audit report`: who did what, and who had to do with one patient's record."""

import argparse
from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from assistant_tui.cli import filters
from assistant_tui.cli.arguments import RECORD_ID, Parser, add_format, command, whole
from assistant_tui.cli.output import Column, Record, print_rows, tell, write
from assistant_tui.cli.session import DESK, session_of
from assistant_tui.text.i18n import _, ngettext_

if TYPE_CHECKING:
    from db.queries.audit import Access, AuditRow

_MOST: Final = 1000


def add_audit(group: "argparse._SubParsersAction[Parser]") -> None:
    """Add the commands."""
    listed = command(group, "audit", _("the audit: who did what, when, where and why; the newest first"), run_list)
    listed.add_argument("--user", dest="by", metavar="LOGIN", help=_("only what this user did"))
    listed.add_argument("--patient", metavar="ID", type=RECORD_ID, help=_("only about this patient"))
    listed.add_argument("--event", metavar="EVENT", help=_("only this kind of event: open_card, export, denied …"))
    listed.add_argument("--outcome", choices=("done", "denied", "failed"), help=_("only with this outcome"))
    filters.add_days(listed)
    listed.add_argument(
        "--limit", type=whole(0, filters.MOST_ROWS), default=_MOST, metavar="N", help=_("at most so many")
    )
    add_format(listed)
    commands = listed.add_subparsers(title=_("commands"), metavar=_("COMMAND"), parser_class=Parser, dest="subcommand")
    report = command(commands, "report", _("who opened or changed a patient's record, and why"), run_report)
    report.add_argument("patient", type=RECORD_ID, metavar="PATIENT_ID", help=_("whose record"))
    report.add_argument("--to", type=Path, metavar="FILE", help=_("a new file, .csv or .xlsx, instead of the screen"))
    report.add_argument("--overwrite", action="store_true", help=_("replace a file that is there"))
    add_format(report)


def _columns() -> "tuple[Column[AuditRow], ...]":
    from assistant_tui.text.audit import event_words, object_words, reason_words

    return (
        Column(_("Time"), lambda row: f"{row.at.astimezone(DESK):%Y-%m-%d %H:%M:%S}"),
        Column(_("Who"), lambda row: row.user or "—"),
        Column(_("Terminal"), lambda row: row.terminal),
        Column(_("What"), lambda row: event_words(row.event)),
        Column(_("About"), object_words),
        Column(_("Outcome"), lambda row: row.outcome),
        Column(_("Why"), lambda row: reason_words(row.reason)),
    )


def _record(row: "AuditRow") -> Record:
    return {
        "id": row.id, "at": row.at.isoformat(), "user": row.user, "terminal": row.terminal, "event": row.event,
        "object_kind": row.object_kind, "object_id": row.object_id, "outcome": row.outcome, "reason": row.reason,
        "session_id": row.session_id, "seq": row.seq, "detail": row.detail,
    }  # fmt: skip


def run_list(options: Namespace) -> int:
    """List events."""
    from db.queries.audit import events

    session = session_of(options)
    first, last = filters.days(session, options)
    with session.signed_in() as caseload:
        rows = caseload.ask(
            events, users=None if options.by is None else (options.by,), patient_id=options.patient,
            kinds=None if options.event is None else (options.event,), outcome=options.outcome, first_on=first,
            last_on=last, limit=options.limit,
        )  # fmt: skip
    print_rows(rows, _columns(), _record, options.format, _("Nothing matches."))
    return 0


def _access_columns() -> "tuple[Column[Access], ...]":
    from assistant_tui.text.audit import OUTCOMES, among_words, reason_words

    return (
        Column(_("Time"), lambda row: f"{row.at.astimezone(DESK):%Y-%m-%d %H:%M}"),
        Column(_("Who"), lambda row: row.user_name or "—"),
        Column(_("Terminal"), lambda row: row.terminal),
        Column(_("What"), among_words),
        Column(_("Outcome"), lambda row: _(OUTCOMES.get(row.outcome, row.outcome))),
        Column(_("Why"), lambda row: reason_words(row.reason)),
    )


def _access_record(row: "Access") -> Record:
    return {
        "at": row.at.isoformat(), "user": row.user, "name": row.user_name, "terminal": row.terminal,
        "event": row.event, "outcome": row.outcome, "reason": row.reason, "patients": row.patients,
    }  # fmt: skip


def run_report(options: Namespace) -> int:
    """Print or save who had to do with a record; that it was made is an event itself."""
    from db.queries.audit import access_report

    with session_of(options).signed_in() as caseload:
        rows = caseload.ask(access_report, options.patient)
        if options.to is not None:
            from db.exchange.export import export

            columns = _access_columns()
            lines = [[str(column.text(row)) for column in columns] for row in rows]
            count = export(lines, [column.title for column in columns], options.to, overwrite=options.overwrite)
            caseload.record_file("access_report", "access", count, options.to, patient_id=options.patient)
            tell(ngettext_("{n} row written.", "{n} rows written.", count))
            write(f"{count}\n")
            return 0
        caseload.record_event("access_report", kind="patient", object_id=options.patient)
    print_rows(rows, _access_columns(), _access_record, options.format, _("Nobody had to do with this record."))
    return 0
