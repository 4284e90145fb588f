"""The columns of the lists as tables; no illness is named on a list."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from assistant_tui.cli.output import Column
from assistant_tui.cli.session import DESK
from assistant_tui.text import statuses
from assistant_tui.text.dates import deadline_words, full_day, moment_words
from assistant_tui.text.i18n import _

if TYPE_CHECKING:
    from assistant_tui.text.reasons import ReasonWords
    from db.caseload import Caseload
    from db.queries.calls import CallEntry
    from db.queries.lists import DeadlineRow, ReminderRow, TaskRow, TestRow, VisitRow
    from db.queries.patients import PatientRow
    from db.queries.reasons import Reason


def day_words(day: date | None) -> str:
    """Return «пт 20.11.2026», nothing for no day."""
    return full_day(day) if day else ""


def at_words(at: datetime | None, zone: str | None = None) -> str:
    """Return «пт 20.11.2026 10:30» in a zone, at the desk where none is named; nothing for no instant."""
    return moment_words(at, ZoneInfo(zone) if zone else DESK) if at else ""


def phones_words(phones: Sequence[str]) -> str:
    """Return numbers as they are dialled."""
    from assistant_tui.text.phones import display

    return ", ".join(display(phone) for phone in phones)


def masked_words(phones: Sequence[str]) -> str:
    """Return numbers as a list shows them."""
    from assistant_tui.text.masks import masked_phone

    return ", ".join(masked_phone(phone) for phone in phones)


def reason_words(caseload: "Caseload") -> "ReasonWords":
    """Return what says reasons in words, with this database's services."""
    from assistant_tui.text.reasons import ReasonWords
    from db.queries.people import services

    known = {row.code: row for row in caseload.ask(services)}
    return ReasonWords(caseload.clock.now().astimezone(DESK).date(), DESK, known)


def patient_columns(caseload: "Caseload") -> "Sequence[Column[PatientRow]]":
    """Return the columns of patients."""
    from assistant_tui.text.codes import label

    return (
        Column("ID", lambda row: row.id, right=True),
        Column(_("Full name"), lambda row: row.full_name),
        Column(_("Born"), lambda row: row.birth_on.strftime("%d.%m.%Y") if row.birth_on else ""),
        Column(_("Phones"), lambda row: masked_words(row.phones)),
        Column(_("Phase"), lambda row: label("phases", row.phase) if row.phase else "—"),
        Column(_("Assistant"), lambda row: row.assistant or "—"),
    )


def visit_columns(caseload: "Caseload") -> "Sequence[Column[VisitRow]]":
    """Return the columns of visits."""
    words = reason_words(caseload)
    return (
        Column("ID", lambda row: row.id, right=True),
        Column(_("When"), lambda row: at_words(row.starts_at, row.zone)),
        Column(_("Patient"), lambda row: f"{row.full_name} ({row.patient_id})"),
        Column(_("What"), lambda row: words.service(row.service)),
        Column(_("Where"), lambda row: row.organisation or ""),
        Column(_("Status"), lambda row: statuses.status_words(statuses.VISIT, row.status)),
        Column(_("Booking"), lambda row: row.booking_number or statuses.status_words(statuses.BOOKED, row.booked_in)),
        Column(_("Assistant"), lambda row: row.assistant or "—"),
    )


def test_columns(caseload: "Caseload") -> "Sequence[Column[TestRow]]":
    """Return the columns of test orders."""
    words = reason_words(caseload)
    return (
        Column("ID", lambda row: row.id, right=True),
        Column(_("Due"), lambda row: day_words(row.due_on)),
        Column(_("Patient"), lambda row: f"{row.full_name} ({row.patient_id})"),
        Column(_("What"), lambda row: words.service(row.test)),
        Column(_("Ordered"), lambda row: day_words(row.ordered_on)),
        Column(_("Taken"), lambda row: day_words(row.taken_on)),
        Column(_("Status"), lambda row: statuses.status_words(statuses.TEST, row.status)),
        Column(_("Assistant"), lambda row: row.assistant or "—"),
    )


def task_columns(caseload: "Caseload") -> "Sequence[Column[TaskRow]]":
    """Return the columns of tasks."""
    words = reason_words(caseload)
    return (
        Column("ID", lambda row: row.id, right=True),
        Column(_("From"), lambda row: at_words(row.due_from)),
        Column(_("Deadline"), lambda row: at_words(row.due_by)),
        Column(_("Patient"), lambda row: f"{row.full_name} ({row.patient_id})"),
        Column(_("Reason"), lambda row: words.full(_reason(row))),
        Column(_("Status"), lambda row: statuses.status_words(statuses.TASK, row.state)),
        Column(_("Assistant"), lambda row: row.assistant or "—"),
    )


def _reason(row: "TaskRow") -> "Reason":
    from db.queries.reasons import Reason

    return Reason(
        row.id, row.kind, row.reason, row.params, row.rule, row.source, row.channel, row.audience, row.due_from,
        row.due_by,
    )  # fmt: skip


def reminder_columns(_caseload: "Caseload") -> "Sequence[Column[ReminderRow]]":
    """Return the columns of reminders."""
    return (
        Column("ID", lambda row: row.id, right=True),
        Column(_("When"), lambda row: at_words(row.due_at)),
        Column(_("Patient"), lambda row: f"{row.full_name} ({row.patient_id})"),
        Column(_("Reminder"), lambda row: row.text),
        Column(_("Every"), lambda row: row.recurrence or ""),
        Column(_("Status"), lambda row: statuses.status_words(statuses.REMINDER, row.status)),
        Column(_("Assistant"), lambda row: row.assistant or "—"),
    )


def call_columns(_caseload: "Caseload") -> "Sequence[Column[CallEntry]]":
    """Return the columns of calls."""
    return (
        Column("ID", lambda row: row.id, right=True),
        Column(_("When"), lambda row: at_words(row.at)),
        Column("", lambda row: "←" if row.direction == "in" else "→"),
        Column(_("Patient"), lambda row: f"{row.full_name} ({row.patient_id})"),
        Column(_("Number"), lambda row: masked_words([row.phone] if row.phone else [])),
        Column(_("Outcome"), _call_outcome),
        Column(_("Who"), lambda row: row.user),
        Column(_("Note"), lambda row: row.note or ""),
    )


def _call_outcome(row: "CallEntry") -> str:
    from assistant_tui.text.happened import call_words

    words = call_words(row, undone=row.undone) or _("not marked")
    return _("UNDONE: {what}", what=words) if row.undone else words


def deadline_columns(_caseload: "Caseload") -> "Sequence[Column[DeadlineRow]]":
    """Return the columns of statutory limits."""
    from assistant_tui.text.reasons import rule_words

    return (
        Column(_("Last day"), lambda row: day_words(row.due_on)),
        Column(_("Left"), lambda row: deadline_words(row.days_left) if row.done_on is None else "", right=True),
        Column(_("Patient"), lambda row: f"{row.full_name} ({row.patient_id})"),
        Column(_("Limit"), lambda row: rule_words(row.rule)),
        Column(_("Since"), lambda row: day_words(row.started_on)),
        Column(_("Kept"), lambda row: day_words(row.done_on)),
        Column(_("Booked for"), lambda row: day_words(row.booked_on)),
        Column(_("Assistant"), lambda row: row.assistant or "—"),
    )
