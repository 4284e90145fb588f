"""`contact`, `barrier`, `pause`: numbers, difficulties and held calls of a patient, from the command line."""

import argparse
from argparse import Namespace
from typing import Final

from assistant_tui.cli.arguments import RECORD_ID, Parser, add_patient, command, subcommands
from assistant_tui.cli.calls import SPEAKERS, print_result
from assistant_tui.cli.faults import WrongUse
from assistant_tui.cli.session import Session, session_of
from assistant_tui.text.i18n import _

RELATIONS: Final = (
    "self", "daughter", "son", "wife", "husband", "mother", "father", "sister", "brother", "other",
)  # fmt: skip
SCOPES: Final = ("none", "time_place_only", "preparation", "full_logistics")


def add_contacts(group: "argparse._SubParsersAction[Parser]") -> None:
    """Add the commands."""
    ways = subcommands(command(group, "contact", _("numbers of a patient: add, change, set aside, take back"), None))
    add = command(ways, "add", _("add a number, or several in one text"), run_add)
    add_patient(add)
    add.add_argument("number", metavar="NUMBER", help=_("as it is written"))
    _add_fields(add)
    change = command(ways, "change", _("change a number, whose it is, the consent"), run_change)
    _add_contact(change)
    change.add_argument("--number", metavar="NUMBER", help=_("another number"))
    _add_fields(change)
    aside = command(ways, "set-aside", _("call a number no more"), run_set_aside)
    _add_contact(aside)
    aside.add_argument("--because", required=True, metavar="TEXT", help=_("why"))
    _add_contact(command(ways, "take-back", _("call a number again that was set aside"), run_take_back))
    _add_contact(command(ways, "earlier", _("try a number one place earlier"), run_earlier))

    barriers = subcommands(command(group, "barrier", _("difficulties of a patient: add, settle"), None))
    new = command(barriers, "add", _("add a difficulty"), run_add_barrier)
    add_patient(new)
    new.add_argument("kind", metavar="KIND", help=_("what it is: transport, documents, fear and so on"))
    new.add_argument("--doing", metavar="TEXT", help=_("what is done about it"))
    new.add_argument("--until", metavar="DATE", help=_("by when"))
    settle = command(barriers, "settle", _("say what came of a difficulty"), run_settle_barrier)
    settle.add_argument("barrier", type=RECORD_ID, metavar="BARRIER_ID", help=_("the difficulty's number"))
    settle.add_argument("text", metavar="TEXT", help=_("what came of it"))

    pauses = subcommands(command(group, "pause", _("hold the calls to a patient: until a day, end"), None))
    hold = command(pauses, "until", _("hold the calls until a day"), run_pause)
    add_patient(hold)
    hold.add_argument("day", metavar="DATE", help=_("until when"))
    hold.add_argument("--kind", choices=("hospital", "away"), default="hospital", help=_("why"))
    hold.add_argument("--spoke", choices=SPEAKERS, default="patient", help=_("who says so"))
    end = command(pauses, "end", _("call again from now on"), run_end_pause)
    add_patient(end)


def _add_contact(parser: Parser) -> None:
    parser.add_argument("contact", type=RECORD_ID, metavar="CONTACT_ID", help=_("the number's own number, see show"))


def _add_fields(parser: Parser) -> None:
    parser.add_argument("--relation", choices=RELATIONS, help=_("whose it is"))
    parser.add_argument("--name", metavar="NAME", help=_("the name of whose it is"))
    parser.add_argument("--standing", choices=SPEAKERS, help=_("who answers there"))
    parser.add_argument("--scope", choices=SCOPES, help=_("what may be said there"))
    parser.add_argument("--since", metavar="DATE", help=_("the day of the consent"))
    parser.add_argument("--until", metavar="DATE", help=_("until when the consent holds"))
    parser.add_argument("--paper", metavar="WHERE", help=_("where the signed consent lies"))
    parser.add_argument("--voicemail", choices=("yes", "no"), help=_("whether a message may be left"))


def _given(options: Namespace, session: Session) -> dict[str, object]:
    """Return the fields that were named."""
    given: dict[str, object] = {
        field: getattr(options, option) for option, field in (
            ("relation", "relation"), ("name", "name"), ("standing", "standing"), ("scope", "scope"),
            ("paper", "consent_paper"),
        ) if getattr(options, option) is not None
    }  # fmt: skip
    if options.since is not None:
        given["consent_on"] = session.past_moment(options.since).date() if options.since else None
    if options.until is not None:
        given["consent_until"] = session.day(options.until) if options.until else None
    if options.voicemail is not None:
        given["voicemail_ok"] = options.voicemail == "yes"
    return given


def run_add(options: Namespace) -> int:
    """Add numbers."""
    from db.actions.contacts import NewContact, add_contacts

    session = session_of(options)
    given = _given(options, session)
    if "standing" not in given and given.get("relation") not in (None, "self"):
        given["standing"] = "trusted" if given.get("scope") not in (None, "none") else "other"
    contact = NewContact(options.number, **given)  # type: ignore[arg-type]  # the options are fields of it
    with session.signed_in() as caseload:
        done = caseload.do(add_contacts, options.patient, contact)
    print_result(done.action_id, done.result)
    return 0


def run_change(options: Namespace) -> int:
    """Change a number or its consent."""
    changes = _given(options, session_of(options))
    if options.number is not None:
        changes["written"] = options.number
    if not changes:
        raise WrongUse(_("Say what is to be changed: one of the options at least."))
    return _edit(options, changes)


def run_take_back(options: Namespace) -> int:
    """Call a number again."""
    return _edit(options, {"active": True})


def _edit(options: Namespace, changes: dict[str, object]) -> int:
    from db.actions.contacts import edit_contact
    from db.queries.by_hand import stored_row

    with session_of(options).signed_in() as caseload:
        version = caseload.ask(stored_row, "contact", options.contact).version
        done = caseload.do(edit_contact, options.contact, version, **changes)  # type: ignore[arg-type]  # its fields
    print_result(done.action_id, done.result)
    return 0


def run_set_aside(options: Namespace) -> int:
    """Call a number no more."""
    from db.actions.contacts import set_aside

    with session_of(options).signed_in() as caseload:
        done = caseload.do(set_aside, options.contact, options.because)
    print_result(done.action_id, done.result)
    return 0


def run_earlier(options: Namespace) -> int:
    """Try a number one place earlier."""
    from db.actions.contacts import raise_contact

    with session_of(options).signed_in() as caseload:
        done = caseload.do(raise_contact, options.contact)
    print_result(done.action_id, done.result)
    return 0


def run_add_barrier(options: Namespace) -> int:
    """Open a difficulty."""
    from db.actions.difficulties import add_barrier

    session = session_of(options)
    until = session.day(options.until) if options.until is not None else None
    with session.signed_in() as caseload:
        done = caseload.do(add_barrier, options.patient, options.kind, action=options.doing, due_on=until)
    print_result(done.action_id, done.result)
    return 0


def run_settle_barrier(options: Namespace) -> int:
    """Say what came of a difficulty."""
    from db.actions.difficulties import settle_barrier

    with session_of(options).signed_in() as caseload:
        done = caseload.do(settle_barrier, options.barrier, options.text)
    print_result(done.action_id, done.result)
    return 0


def run_pause(options: Namespace) -> int:
    """Hold the calls."""
    from db.actions.difficulties import pause_calls

    session = session_of(options)
    day = session.day(options.day)
    with session.signed_in() as caseload:
        done = caseload.do(pause_calls, options.patient, options.kind, day, said_by=options.spoke)
    print_result(done.action_id, done.result)
    return 0


def run_end_pause(options: Namespace) -> int:
    """End the pause that runs."""
    from db.actions.difficulties import end_pause
    from db.errors import Refused
    from db.queries.card import card

    with session_of(options).signed_in() as caseload:
        running = [each for each in caseload.ask(card, options.patient).pauses if each.ended_at is None]
        if not running:
            raise Refused("pause_is_over", id=options.patient)
        done = caseload.do(end_pause, running[0].id)
    print_result(done.action_id, done.result)
    return 0
