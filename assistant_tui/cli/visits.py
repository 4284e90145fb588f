"""`book`, `move`, `cancel`, `visit`: visits as the forms write them, with the same warnings; and their calendar."""

import argparse
from argparse import Namespace
from datetime import datetime
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from assistant_tui.cli import filters
from assistant_tui.cli.arguments import RECORD_ID, Parser, add_patient, command
from assistant_tui.cli.calls import print_result
from assistant_tui.cli.faults import WrongUse
from assistant_tui.cli.output import tell
from assistant_tui.cli.session import Session, session_of
from assistant_tui.text.i18n import _, ngettext_

if TYPE_CHECKING:
    from db.caseload import Caseload

MODES: Final = ("in_person", "phone", "video")
INITIATIVES: Final = ("patient", "clinic", "equipment")
OVER: Final = ("attended", "missed")
STANDINGS: Final = (*OVER, "confirmed", "planned", "booked", "not_found")


def add_visits(group: "argparse._SubParsersAction[Parser]") -> None:
    """Add the commands."""
    book = command(group, "book", _("book a visit"), run_book)
    add_patient(book)
    book.add_argument("service", metavar="SERVICE", help=_("its code: oncologist, ct, ultrasound and so on"))
    book.add_argument("time", metavar="TIME", help=_("when: “Mon 10:30”, 2026-11-30T10:30"))
    book.add_argument("--mode", choices=MODES, default="in_person", help=_("how it is held"))
    book.add_argument("--before", type=RECORD_ID, metavar="VISIT_ID", help=_("the visit that it must come before"))
    book.add_argument("--instead-of", type=RECORD_ID, metavar="VISIT_ID", help=_("the visit that it makes up for"))
    book.add_argument("--status", choices=OVER, help=_("for a visit that is over: what became of it"))
    book.add_argument("--note", metavar="TEXT", help=_("a note on it"))
    _add_place(book)

    move = command(group, "move", _("move a visit; without a time it waits for one"), run_move)
    move.add_argument("visit", type=RECORD_ID, metavar="VISIT_ID", help=_("the visit's number"))
    move.add_argument("time", metavar="TIME", nargs="?", help=_("its new time"))
    move.add_argument("--initiative", choices=INITIATIVES, required=True, help=_("because of whom"))
    move.add_argument("--because", metavar="CODE", help=_("why: a code or words"))
    _add_place(move)

    cancel = command(group, "cancel", _("call a visit off"), run_cancel)
    cancel.add_argument("visit", type=RECORD_ID, metavar="VISIT_ID", help=_("the visit's number"))
    cancel.add_argument("--because", metavar="CODE", required=True, help=_("why: a code or words"))
    cancel.add_argument("--initiative", choices=INITIATIVES, default="patient", help=_("because of whom"))

    visit = command(group, "visit", _("say what became of a visit, or what EMIAS says of it"), run_visit)
    visit.add_argument("visit", type=RECORD_ID, metavar="VISIT_ID", help=_("the visit's number"))
    visit.add_argument("status", choices=STANDINGS, metavar="STATUS", help=", ".join(STANDINGS))
    visit.add_argument("--because", metavar="CODE", help=_("why: a code or words"))
    visit.add_argument("--told-from", choices=("words", "system"), default="words", help=_("how it is known"))
    visit.add_argument("--number", metavar="N", help=_("the number of the booking in EMIAS"))


def _add_place(parser: Parser) -> None:
    parser.add_argument("--organisation", metavar="ID|NAME", help=_("where: the organisation's number or name"))
    parser.add_argument("--clinician", metavar="NAME", help=_("the doctor"))
    parser.add_argument("--room", metavar="ROOM", help=_("the room"))
    parser.add_argument("--number", metavar="N", help=_("the number of the booking in EMIAS"))
    parser.add_argument("--not-found", action="store_true", help=_("it was looked for in EMIAS and is not there"))


def run_book(options: Namespace) -> int:
    """Book a visit, or enter one that is over."""
    from db.actions.visits import book_visit
    from db.queries.panel import panel

    session = session_of(options)
    with session.signed_in() as caseload:
        place, zone = _place(caseload, options.organisation)
        zone = zone or caseload.ask(panel, options.patient).zone
        at = _time(session, options.time, zone, over=options.status is not None)
        if options.status is None:
            _warn(caseload, options.patient, options.service, at, place, options.instead_of, options.before)
        done = caseload.do(
            book_visit, options.patient, options.service, at, organisation_id=place, clinician=options.clinician,
            room=options.room, mode=options.mode, follows_id=options.instead_of, before_visit_id=options.before,
            booked_in=_booked(options), booking_number=options.number, note=options.note,
            status=options.status or "planned",
        )  # fmt: skip
    print_result(done.action_id, done.result)
    return 0


def run_move(options: Namespace) -> int:
    """Move a visit."""
    from db.actions.visits import move_visit
    from db.queries.visits import visit_sheet

    session = session_of(options)
    with session.signed_in() as caseload:
        visit = caseload.ask(visit_sheet, options.visit).visit
        place, zone = _place(caseload, options.organisation)
        at = _time(session, options.time, zone or visit.zone) if options.time is not None else None
        if at is not None:
            where = place or visit.organisation_id
            _warn(caseload, visit.patient_id, visit.service, at, where, visit.id, visit.before_visit_id)
        done = caseload.do(
            move_visit, visit.id, at, organisation_id=place, initiative=options.initiative, because=options.because,
            booked_in=_booked(options), booking_number=options.number, clinician=options.clinician, room=options.room,
        )  # fmt: skip
    print_result(done.action_id, done.result)
    return 0


def run_cancel(options: Namespace) -> int:
    """Call a visit off."""
    from db.actions.visits import cancel_visit

    with session_of(options).signed_in() as caseload:
        done = caseload.do(cancel_visit, options.visit, because=options.because, initiative=options.initiative)
    print_result(done.action_id, done.result)
    return 0


def run_visit(options: Namespace) -> int:
    """Say what became of a visit, or what the booking system says of it."""
    from db.actions.visits import set_booking, set_visit_status

    with session_of(options).signed_in() as caseload:
        if options.status in ("booked", "not_found"):
            done = caseload.do(set_booking, options.visit, options.status, number=options.number)
        else:
            done = caseload.do(
                set_visit_status, options.visit, options.status, told_from=options.told_from, because=options.because
            )
    print_result(done.action_id, done.result)
    return 0


def run_calendar(options: Namespace) -> int:
    """Write the visits that stand to a calendar file, from today on unless another day is named."""
    from assistant_tui.text.calendar_events import STANDS, event_of
    from db.exchange.calendar_file import export_calendar
    from db.queries.lists import visits

    session = session_of(options)
    first, last = filters.days(session, options)
    with session.signed_in() as caseload:
        found = caseload.ask(
            visits, assistant=options.assistant, patient_id=options.patient, status=options.status,
            first_on=first or session.local_now().date(), last_on=last, text=options.text, limit=options.limit,
        )  # fmt: skip
        standing = [each for each in found if each.status in STANDS]
        events = [event_of(each, caseload.user) for each in standing]
        count = export_calendar(events, options.to, made_at=caseload.clock.now(), overwrite=options.overwrite)
        caseload.record_file("export", "calendar", count, options.to, patients=[each.patient_id for each in standing])
    tell(ngettext_("{n} row written.", "{n} rows written.", count))
    return 0


def _booked(options: Namespace) -> str:
    if options.number is not None:
        return "booked"
    return "not_found" if options.not_found else "planned"


def _place(caseload: "Caseload", text: str | None) -> tuple[int | None, str | None]:
    """Return the id of a place and its zone, by its number or a name that fits one alone. Raises WrongUse."""
    from db.queries.people import organisations
    from db.rules.names import search_key

    if text is None:
        return None, None
    rows = caseload.ask(organisations)
    key = search_key(text)
    fitting = [row for row in rows if str(row.id) == text.strip()]
    fitting = fitting or [row for row in rows if key in (search_key(row.short_name), search_key(row.name))]
    fitting = fitting or [row for row in rows if key and key in search_key(f"{row.short_name} {row.name}")]
    if not fitting:
        raise WrongUse(_("There is no organisation of that name"))
    if len(fitting) > 1:
        names = ", ".join(f"{row.id} {row.short_name}" for row in fitting[:5])
        raise WrongUse(_("Several fit: {names}", names=names))
    return fitting[0].id, fitting[0].zone


def _time(session: Session, text: str, zone: str, *, over: bool = False) -> datetime:
    """Return the time of a visit at its place. Raises NotADate and WrongUse."""
    found = session.past_moment(text) if over else session.moment(text)
    if not (found.hour or found.minute) and "00:00" not in text and "0:00" not in text:
        raise WrongUse(_("A visit needs a time, not only a day: “Mon 10:30”."))
    at = found.replace(tzinfo=ZoneInfo(zone))
    if over and at > session.local_now():
        raise WrongUse(_("This time has not come yet."))
    if not over and at < session.local_now():
        raise WrongUse(_("This time has passed. A visit that is over is entered with --status."))
    return at


def _warn(
    caseload: "Caseload", patient_id: int, service: str, at: datetime, place: int | None, visit_id: int | None,
    before: int | None,
) -> None:  # fmt: skip
    """Say on stderr what speaks against a time; it is written all the same, and can be undone."""
    from assistant_tui.text.booking import doubt_words
    from assistant_tui.text.reasons import ReasonWords
    from db.queries.booking_check import booking_check
    from db.queries.people import services

    found = caseload.ask(
        booking_check, patient_id, service, at, organisation_id=place, visit_id=visit_id, before_visit_id=before
    )
    names = {row.code: row for row in caseload.ask(services)}
    words = ReasonWords(caseload.clock.now().astimezone(caseload.zone).date(), caseload.zone, names)
    for said in found.said:
        tell(f"{'!' if said.warns else '✓'} {doubt_words(said, found, words)}")
