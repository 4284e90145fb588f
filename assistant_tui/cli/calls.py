"""`log`, `correct`, `note`, `undo`: what the keys of a call do, from the command line."""

import argparse
from argparse import Namespace
from dataclasses import asdict, is_dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Final

from assistant_tui.cli.arguments import RECORD_ID, Parser, add_patient, command
from assistant_tui.cli.faults import WrongUse
from assistant_tui.cli.list_tables import at_words
from assistant_tui.cli.output import tell, write
from assistant_tui.cli.session import Session, session_of
from assistant_tui.text.i18n import N_, _

if TYPE_CHECKING:
    from db.actions.forms import MarkForm

SPEAKERS: Final = ("patient", "legal_representative", "trusted", "other")
_PLACES: Final = ("ELSEWHERE", "MOVED")
_COMPLAINTS: Final = "UNWELL"


def add_calls(group: "argparse._SubParsersAction[Parser]") -> None:
    """Add the commands."""
    log = command(group, "log", _("log a call as the keys do, also one made earlier"), run_log)
    add_patient(log, because=False)
    log.add_argument("outcome", metavar="OUTCOME", help=_("NO_ANSWER, BUSY, CONFIRMED, CALLBACK and so on"))
    log.add_argument(
        "--reason", type=RECORD_ID, metavar="TASK_ID", help=_("for which task; the only one that fits by default")
    )
    log.add_argument("--spoke", choices=SPEAKERS, help=_("who spoke"))
    log.add_argument("--spoke-name", metavar="NAME", help=_("the name of who spoke"))
    log.add_argument("--incoming", action="store_true", help=_("the patient called us"))
    log.add_argument("--phone", metavar="N", help=_("the number; the first one by default"))
    log.add_argument("--at", metavar="TIME", help=_("when it was, for a call made earlier"))
    _add_form(log)
    log.add_argument("--note", metavar="TEXT", help=_("a note on the call"))

    correct = command(group, "correct", _("correct a call of today: another outcome, another patient"), run_correct)
    correct.add_argument("call", type=RECORD_ID, metavar="CALL_ID", help=_("the call's number"))
    correct.add_argument("--outcome", metavar="OUTCOME", help=_("what came out of it"))
    correct.add_argument("--patient", type=RECORD_ID, metavar="ID", help=_("with whom it was"))
    correct.add_argument("--spoke", choices=SPEAKERS, help=_("who spoke"))
    _add_form(correct)

    note = command(group, "note", _("write a note on a patient"), run_note)
    add_patient(note)
    note.add_argument("text", metavar="TEXT", help=_("the note"))

    undo = command(group, "undo", _("undo my last step, or the one named"), run_undo)
    undo.add_argument("action", type=RECORD_ID, nargs="?", metavar="ACTION_ID", help=_("the step's number"))


def _add_form(parser: Parser) -> None:
    parser.add_argument("--until", metavar="TIME", help=_("call back at, away until, or the new time of a visit"))
    parser.add_argument("--because", metavar="CODE", help=_("why: a reason, a difficulty, complaints with commas"))
    parser.add_argument("--detail", metavar="TEXT", help=_("more about it: the place, the words"))


def form_of(options: Namespace, session: Session, outcome: str) -> "MarkForm":
    """Return the answers that an outcome's small form would have got. Raises NotADate."""
    from db.actions.forms import MarkForm

    form = MarkForm()
    if options.until is not None:
        form = _with_until(form, session, options.until, outcome)
    if options.because is not None:
        if outcome == "BARRIER":
            form = replace(form, barrier=options.because)
        elif outcome == _COMPLAINTS:
            form = replace(form, unwell=tuple(code.strip() for code in options.because.split(",") if code.strip()))
        elif outcome == "RESCHEDULE" and options.because in ("patient", "clinic", "equipment"):
            form = replace(form, initiative=options.because)
        else:
            form = replace(form, because=options.because)
    if options.detail is not None:
        form = replace(form, place=options.detail) if outcome in _PLACES else replace(form, text=options.detail)
    return form


def _with_until(form: "MarkForm", session: Session, text: str, outcome: str) -> "MarkForm":
    if outcome in ("HOSPITAL", "AWAY"):
        return replace(form, on_date=session.day(text))
    if outcome == "DIED":
        return replace(form, on_date=session.past_moment(text).date())
    if outcome == "RESCHEDULE":
        return replace(form, new_starts_at=session.moment(text))
    return replace(form, until_at=session.moment(text))


def run_log(options: Namespace) -> int:
    """Log a call, with its note where one is given."""
    from db.actions.calls import log_call
    from db.actions.notes import add_note

    session = session_of(options)
    outcome = options.outcome.upper()
    form = form_of(options, session, outcome)
    at = session.past_moment(options.at) if options.at is not None else None
    if options.note is not None and not options.note.strip():
        raise WrongUse(_("The note is empty."))
    with session.signed_in() as caseload:
        done = caseload.do(
            log_call, options.patient, outcome, reason=options.reason, spoke=options.spoke,
            spoke_name=options.spoke_name, incoming=options.incoming, phone=options.phone, at=at, form=form,
        )  # fmt: skip
        result = done.result
        if options.note is not None:
            caseload.do(add_note, options.patient, options.note, call_id=result.call_id)
    print_result(done.action_id, result)
    return 0


def run_correct(options: Namespace) -> int:
    """Correct an own call of today."""
    from db.actions.calls import correct_call

    session = session_of(options)
    outcome = options.outcome.upper() if options.outcome is not None else None
    form = form_of(options, session, outcome or "")
    with session.signed_in() as caseload:
        done = caseload.do(
            correct_call, options.call, outcome=outcome, patient_id=options.patient, spoke=options.spoke, form=form
        )
    print_result(done.action_id, done.result)
    return 0


def run_note(options: Namespace) -> int:
    """Write a note."""
    from db.actions.notes import add_note

    with session_of(options).signed_in() as caseload:
        done = caseload.do(add_note, options.patient, options.text)
    print_result(done.action_id, done.result)
    return 0


def run_undo(options: Namespace) -> int:
    """Undo a step."""
    from db.actions.undo import undo

    with session_of(options).signed_in() as caseload:
        done = caseload.do(undo, options.action)
    tell(_("Undone: step {number}.", number=done.result.action_id))
    print_result(done.action_id, done.result)
    return 0


_FOLLOWS: Final = {
    "other_number": N_("Another number is worth trying now."),
    "no_number": N_("No number is left: look for one, it stands in the work without a call."),
    "escalated": N_("The supervisor has got it: tried as often as is allowed."),
}


def print_result(action_id: int, result: object) -> None:
    """Print what was written as `name: value` lines, and say on stderr what comes next."""
    assert is_dataclass(result) and not isinstance(result, type)  # noqa: S101, PT018 - actions return dataclasses
    values = asdict(result)
    write(f"action: {action_id}\n")
    for name, value in values.items():
        if value not in (None, (), "") and name != "action_id":
            write(f"{name}: {_shown(value)}\n")
    if values.get("why") in _FOLLOWS:
        tell(_(_FOLLOWS[values["why"]]))
    next_at = values.get("next_at") or values.get("follow_at")
    if isinstance(next_at, datetime):
        tell(_("Next: {when}", when=at_words(next_at)))


def _shown(value: object) -> str:
    from assistant_tui.cli.records import local
    from assistant_tui.text.safe import plain

    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return str(local(value))
    if isinstance(value, tuple | list):
        return ", ".join(plain(each) for each in value)
    return plain(value)
