"""`status`, `message`, `messages`, `cover`, `covers`: what colleagues agree upon."""

import argparse
from argparse import Namespace
from typing import TYPE_CHECKING, Final

from assistant_tui.cli.arguments import RECORD_ID, Parser, add_format, command
from assistant_tui.cli.list_tables import at_words, day_words
from assistant_tui.cli.output import Column, Record, iso, print_rows, tell, write
from assistant_tui.cli.records import local
from assistant_tui.cli.session import DESK, session_of
from assistant_tui.text.i18n import _

if TYPE_CHECKING:
    from db.caseload import Caseload
    from db.queries.colleagues import Colleague, CoverRow, MessageRow

STATUSES: Final = ("on_line", "lunch", "ill", "away")


def add_colleagues(group: "argparse._SubParsersAction[Parser]") -> None:
    """Add the commands."""
    status = command(group, "status", _("say whether you are at work; without one, list colleagues"), run_status)
    status.add_argument("status", nargs="?", choices=STATUSES, help=_("on the line, at lunch, ill, away"))
    status.add_argument("--until", metavar="TIME", help=_("how long it lasts"))
    status.add_argument("--of", metavar="LOGIN", help=_("a colleague who cannot say it"))
    add_format(status)
    message = command(group, "message", _("write to a colleague"), run_message)
    message.add_argument("login", metavar="LOGIN", help=_("to whom"))
    message.add_argument("text", metavar="TEXT", help=_("the message"))
    message.add_argument("--patient", type=RECORD_ID, metavar="ID", help=_("about which patient"))
    messages = command(group, "messages", _("list messages to you and from you; reading marks nothing"), run_messages)
    messages.add_argument("--unread", action="store_true", help=_("only what was not read yet"))
    add_format(messages)
    cover = command(group, "cover", _("let a colleague stand in for some days"), run_cover)
    cover.add_argument("login", metavar="LOGIN", help=_("who is away"))
    cover.add_argument("--by", required=True, metavar="LOGIN", help=_("who stands in"))
    cover.add_argument("--from", required=True, dest="first", metavar="D", help=_("the first day"))
    cover.add_argument("--to", required=True, dest="last", metavar="D", help=_("the last day"))
    cover.add_argument("--patient", type=RECORD_ID, metavar="ID", help=_("only for this patient"))
    cover.add_argument("--because", metavar="TEXT", help=_("why"))
    covers = command(group, "covers", _("list who stands in for whom; --end ends a cover"), run_covers)
    covers.add_argument("--all", action="store_true", dest="every", help=_("those that are over too"))
    covers.add_argument("--end", type=RECORD_ID, metavar="ID", help=_("end this one"))
    add_format(covers)


def colleague_by(caseload: "Caseload", login: str) -> "Colleague":
    """Return a colleague of the centre by login; raises `Refused("unknown_user")`."""
    from db.errors import Refused
    from db.queries.colleagues import colleagues

    for row in caseload.ask(colleagues):
        if row.login == login:
            return row
    raise Refused("unknown_user", login=login)


def run_status(options: Namespace) -> int:
    """Set a status, or list the colleagues."""
    from assistant_tui.text.colleagues import status_words
    from db.actions.colleagues import set_status

    session = session_of(options)
    until = session.moment(options.until) if options.until is not None else None
    with session.signed_in() as caseload:
        if options.status is None:
            return _list_colleagues(caseload, options)
        whom = colleague_by(caseload, options.of).id if options.of is not None else None
        done = caseload.do(set_status, options.status, until, user_id=whom)
        today = caseload.clock.now().astimezone(DESK).date()
    tell(status_words(done.result.status, done.result.until_at, today, DESK) + ".")
    write(f"action: {done.action_id}\n")
    return 0


def _list_colleagues(caseload: "Caseload", options: Namespace) -> int:
    from assistant_tui.text.colleagues import where_words
    from db.queries.colleagues import colleagues

    today = caseload.clock.now().astimezone(DESK).date()
    columns: tuple[Column[Colleague], ...] = (
        Column(_("Login"), lambda row: row.login),
        Column(_("Full name"), lambda row: row.name),
        Column(_("Status"), lambda row: where_words(row, today, DESK)),
        Column(_("Today"), lambda row: row.due_today, right=True),
        Column(_("Late"), lambda row: row.overdue, right=True),
        Column(_("Patients"), lambda row: row.patients, right=True),
    )
    print_rows(caseload.ask(colleagues), columns, colleague_record, options.format, _("Nothing matches."))
    return 0


def run_message(options: Namespace) -> int:
    """Write to a colleague."""
    from db.actions.colleagues import send_message

    with session_of(options).signed_in() as caseload:
        to_id = colleague_by(caseload, options.login).id
        done = caseload.do(send_message, to_id, options.text, options.patient)
    tell(_("{name}: the message is sent", name=done.result.to) + ".")
    write(f"action: {done.action_id}\nmessage_id: {done.result.message_id}\n")
    return 0


def run_messages(options: Namespace) -> int:
    """List messages, unread ones first."""
    from db.queries.colleagues import messages

    with session_of(options).signed_in() as caseload:
        rows = caseload.ask(messages)
    if options.unread:
        rows = tuple(row for row in rows if row.incoming and row.read_at is None)
    columns: tuple[Column[MessageRow], ...] = (
        Column("ID", lambda row: row.id, right=True),
        Column(_("When"), lambda row: at_words(row.at)),
        Column(_("Written by"), lambda row: row.from_name),
        Column(_("Written to"), lambda row: row.to_name),
        Column(_("Patient"), lambda row: f"{row.full_name} ({row.patient_id})" if row.full_name else ""),
        Column(_("Text"), lambda row: row.text),
        Column(_("Read"), lambda row: at_words(row.read_at)),
    )
    print_rows(rows, columns, message_record, options.format, _("Nothing matches."))
    return 0


def run_cover(options: Namespace) -> int:
    """Arrange a cover, and say what comes of it."""
    from db.actions.colleagues import add_cover

    session = session_of(options)
    first, last = session.day(options.first), session.day(options.last)
    with session.signed_in() as caseload:
        user, by = colleague_by(caseload, options.login), colleague_by(caseload, options.by)
        done = caseload.do(add_cover, user.id, by.id, first, last, patient_id=options.patient, because=options.because)
    made = done.result
    tell(_("{by} stands in for {user}, {days}", by=made.by, user=made.user,
           days=f"{day_words(first)} – {day_words(last)}") + ".")  # fmt: skip
    if made.by_is_covered_by:
        tell(_("but {by} is away too: {name} stands in", by=made.by, name=made.by_is_covered_by))
    if made.user_covers:
        tell(_("the patients of {name} are not handed on with it", name=made.user_covers))
    write(f"action: {done.action_id}\ncover_id: {made.cover_id}\npatients: {made.patients}\n")
    return 0


def run_covers(options: Namespace) -> int:
    """List covers, or end one."""
    from assistant_tui.text.colleagues import cover_state
    from db.actions.colleagues import end_cover
    from db.queries.colleagues import covers

    with session_of(options).signed_in() as caseload:
        if options.end is not None:
            done = caseload.do(end_cover, options.end)
            write(f"action: {done.action_id}\n")
            return 0
        rows = caseload.ask(covers, over=options.every)
    columns: tuple[Column[CoverRow], ...] = (
        Column("ID", lambda row: row.id, right=True),
        Column(_("Who is away"), lambda row: row.user),
        Column(_("Who stands in"), lambda row: row.by),
        Column(_("First day"), lambda row: day_words(row.first_on)),
        Column(_("Last day"), lambda row: day_words(row.last_on)),
        Column(_("Patient"), lambda row: f"{row.full_name} ({row.patient_id})" if row.full_name else ""),
        Column(_("Status"), cover_state),
    )
    print_rows(rows, columns, cover_record, options.format, _("Nothing matches."))
    return 0


def colleague_record(row: "Colleague") -> Record:
    """Return a colleague."""
    return {
        "id": row.id, "login": row.login, "name": row.name, "status": row.status, "until_at": local(row.status_until),
        "at_work": row.at_work, "patients": row.patients, "due_today": row.due_today, "overdue": row.overdue,
        "covered_by": row.covered_by, "covers": list(row.covers),
    }  # fmt: skip


def message_record(row: "MessageRow") -> Record:
    """Return a message."""
    return {
        "id": row.id, "patient_id": row.patient_id, "full_name": row.full_name, "from": row.from_name,
        "to": row.to_name, "text": row.text, "at": local(row.at), "read_at": local(row.read_at),
        "incoming": row.incoming,
    }  # fmt: skip


def cover_record(row: "CoverRow") -> Record:
    """Return a cover."""
    return {
        "id": row.id, "user": row.user, "by": row.by, "patient_id": row.patient_id, "first_on": iso(row.first_on),
        "last_on": iso(row.last_on), "because": row.because, "ended_at": local(row.ended_at), "state": row.state,
        "patients": row.patients,
    }  # fmt: skip
