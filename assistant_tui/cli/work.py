"""`remind`, `reminder`, `settle`, `postpone`: work that somebody sets, changes, and settles without a call."""

import argparse
from argparse import Namespace
from typing import TYPE_CHECKING, Any

from assistant_tui.cli.arguments import RECORD_ID, add_patient, command
from assistant_tui.cli.calls import print_result
from assistant_tui.cli.faults import WrongUse
from assistant_tui.cli.session import session_of
from assistant_tui.text.i18n import _

if TYPE_CHECKING:
    from assistant_tui.cli.arguments import Parser


def add_work(group: "argparse._SubParsersAction[Parser]") -> None:
    """Add the commands."""
    remind = command(group, "remind", _("set a reminder, or a task without a call"), run_remind)
    add_patient(remind)
    remind.add_argument("text", metavar="TEXT", help=_("what of"))
    remind.add_argument("--at", required=True, metavar="TIME", help=_("when: tomorrow 10:00, +3, 2026-12-01"))
    remind.add_argument("--every", metavar="RHYTHM", help=_("again and again: 1d, 2w, 3m, 1y"))
    remind.add_argument("--until", metavar="DATE", help=_("its last day, for one that comes again"))
    remind.add_argument("--desk", action="store_true", help=_("a task without a call"))

    reminder = command(group, "reminder", _("change, put off or cancel a reminder"), run_reminder)
    reminder.add_argument("reminder", type=RECORD_ID, metavar="ID", help=_("the reminder's number"))
    reminder.add_argument("--cancel", action="store_true", help=_("cancel it"))
    reminder.add_argument("--at", metavar="TIME", help=_("its new time"))
    reminder.add_argument("--text", metavar="TEXT", help=_("its new words"))
    reminder.add_argument("--every", metavar="RHYTHM", help=_("its new rhythm; once: only this time"))
    reminder.add_argument("--until", metavar="DATE", help=_("its last day, for one that comes again"))

    settle = command(group, "settle", _("settle work without a call"), run_settle)
    settle.add_argument("task", type=RECORD_ID, metavar="TASK_ID", help=_("the task's number in `tasks`"))
    settle.add_argument("outcome", metavar="OUTCOME", help=_("DONE, TOOK_PLACE, NOT_COME, RESULT_IN"))
    settle.add_argument(
        "--from", dest="told_from", choices=("words", "system"), default="words", help=_("how it is known")
    )
    settle.add_argument("--because", metavar="CODE", help=_("why it did not take place"))

    later = command(group, "postpone", _("put work off to a later time, never behind its end"), run_postpone)
    later.add_argument("task", type=RECORD_ID, metavar="TASK_ID", help=_("the task's number in `tasks`"))
    later.add_argument("until", metavar="TIME", help=_("until when: tomorrow, +3, 2026-12-01 10:00"))


def run_remind(options: Namespace) -> int:
    """Set a reminder."""
    from db.actions.reminders import add_reminder

    session = session_of(options)
    due_at = session.moment(options.at)
    until_on = session.day(options.until) if options.until is not None else None
    with session.signed_in() as caseload:
        done = caseload.do(
            add_reminder, options.patient, options.text, due_at, channel="desk" if options.desk else "call",
            every=options.every, until_on=until_on,
        )  # fmt: skip
    print_result(done.action_id, done.result)
    return 0


def run_reminder(options: Namespace) -> int:
    """Change or cancel a reminder."""
    from db.actions.reminders import cancel_reminder, edit_reminder

    session = session_of(options)
    changes: dict[str, Any] = {}
    if options.at is not None:
        changes["due_at"] = session.moment(options.at)
    if options.text is not None:
        changes["text"] = options.text
    if options.every is not None:
        changes["every"] = None if options.every == "once" else options.every
    if options.until is not None:
        changes["until_on"] = session.day(options.until)
    if options.cancel == bool(changes):
        raise WrongUse(_("Either --cancel, or what is to be changed."))
    with session.signed_in() as caseload:
        if options.cancel:
            done = caseload.do(cancel_reminder, options.reminder)
        else:
            done = caseload.do(edit_reminder, options.reminder, **changes)
    print_result(done.action_id, done.result)
    return 0


def run_settle(options: Namespace) -> int:
    """Settle a task."""
    from db.actions.forms import MarkForm
    from db.actions.marks import settle_task

    form = MarkForm(because=options.because)
    with session_of(options).signed_in() as caseload:
        done = caseload.do(settle_task, options.task, options.outcome.upper(), told_from=options.told_from, form=form)
    print_result(done.action_id, done.result)
    return 0


def run_postpone(options: Namespace) -> int:
    """Put a task off."""
    from db.actions.postponing import postpone

    session = session_of(options)
    until_at = session.moment(options.until)
    with session.signed_in() as caseload:
        done = caseload.do(postpone, options.task, until_at)
    print_result(done.action_id, done.result)
    return 0
