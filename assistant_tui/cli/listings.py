"""What each list asks the record for, by its filters, and how it is shown: one table for printing and for export."""

from argparse import Namespace
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Final, Generic, TypeVar

from assistant_tui.cli import list_tables, records
from assistant_tui.cli.output import Column, Record, print_rows
from assistant_tui.text.i18n import _

if TYPE_CHECKING:
    from db.caseload import Caseload
    from db.queries.calls import CallEntry
    from db.queries.lists import DeadlineRow, ReminderRow, TaskRow, TestRow, VisitRow
    from db.queries.patients import PatientRow

R = TypeVar("R")

PHASES: Final = ("suspected", "diagnosed", "council", "treatment", "follow_up", "palliative", "closed")
VISIT_STATUSES: Final = ("planned", "confirmed", "attended", "missed", "cancelled", "moved", "to_move")
TEST_STATUSES: Final = ("ordered", "taken", "result_in", "cancelled")
REMINDER_STATUSES: Final = ("open", "done", "cancelled")
TASK_STATES: Final = ("open", "silent", "closed")
BANDS: Final = ("late", "critical", "soon", "ok")

Ask = Callable[["Caseload", Namespace, date | None, date | None], Sequence[R]]


@dataclass(frozen=True)
class Listing(Generic[R]):
    """A list: what is asked, the table's columns, a row as JSON, and a row whole where a file is asked for."""

    ask: "Ask[R]"
    columns: "Callable[[Caseload], Sequence[Column[R]]]"
    record: Callable[[R], Record]
    whole: Callable[[R], Record] | None = None  # where the list shows less than is on record

    def show(self, caseload: "Caseload", options: Namespace, first: date | None, last: date | None) -> None:
        """Ask and print."""
        rows = self.ask(caseload, options, first, last)
        columns = self.columns(caseload) if options.format == "table" else ()
        print_rows(rows, columns, self.record, options.format, _("Nothing matches."))

    def records(self, caseload: "Caseload", options: Namespace, first: date | None, last: date | None) -> list[Record]:
        """Ask and return the rows as JSON objects with all that is on record."""
        record = self.whole or self.record
        return [record(row) for row in self.ask(caseload, options, first, last)]


def _narrowed(options: Namespace, first: date | None, last: date | None) -> dict[str, Any]:
    """Return the filters that every list has."""
    return {
        "assistant": options.assistant, "first_on": first, "last_on": last, "text": options.text,
        "limit": options.limit,
    }  # fmt: skip


def _or_all(status: str | None) -> str | None:
    return None if status == "all" else status or "open"


def _patients(
    caseload: "Caseload", options: Namespace, first: date | None, last: date | None
) -> "Sequence[PatientRow]":
    from db.queries.patients import patients

    given = _narrowed(options, first, last)
    if options.patient is not None:
        return caseload.ask(patients, patient_ids=[options.patient])
    return caseload.ask(patients, phase=options.status, **given)


def _visits(caseload: "Caseload", options: Namespace, first: date | None, last: date | None) -> "Sequence[VisitRow]":
    from db.queries.lists import visits

    given = _narrowed(options, first, last)
    return caseload.ask(visits, patient_id=options.patient, status=options.status, **given)


def _tests(caseload: "Caseload", options: Namespace, first: date | None, last: date | None) -> "Sequence[TestRow]":
    from db.queries.lists import tests

    given = _narrowed(options, first, last)
    return caseload.ask(tests, patient_id=options.patient, status=options.status, **given)


def _tasks(caseload: "Caseload", options: Namespace, first: date | None, last: date | None) -> "Sequence[TaskRow]":
    from db.queries.lists import tasks

    return caseload.ask(
        tasks, patient_id=options.patient, state=_or_all(options.status), kind=options.kind, channel=options.channel,
        audience=options.audience, **_narrowed(options, first, last),
    )  # fmt: skip


def _reminders(
    caseload: "Caseload", options: Namespace, first: date | None, last: date | None
) -> "Sequence[ReminderRow]":
    from db.queries.lists import reminders

    given = _narrowed(options, first, last)
    return caseload.ask(reminders, patient_id=options.patient, status=_or_all(options.status), **given)


def _calls(caseload: "Caseload", options: Namespace, first: date | None, last: date | None) -> "Sequence[CallEntry]":
    from db.queries.calls import calls

    return caseload.ask(
        calls, patient_id=options.patient, direction=options.direction, connection=options.connection,
        undone=None if options.undone is None else options.undone == "yes", **_narrowed(options, first, last),
    )  # fmt: skip


def _deadlines(
    caseload: "Caseload", options: Namespace, first: date | None, last: date | None
) -> "Sequence[DeadlineRow]":
    from db.queries.deadlines import deadlines

    return caseload.ask(
        deadlines, patient_id=options.patient, band=options.status, rule=options.rule,
        done=None if options.every else False, **_narrowed(options, first, last),
    )  # fmt: skip


LISTINGS: "Final[dict[str, Listing[Any]]]" = {
    "patients": Listing(_patients, list_tables.patient_columns, records.masked_patient, records.patient_record),
    "visits": Listing(_visits, list_tables.visit_columns, records.visit_record),
    "tests": Listing(_tests, list_tables.test_columns, records.test_record),
    "tasks": Listing(_tasks, list_tables.task_columns, records.task_record),
    "reminders": Listing(_reminders, list_tables.reminder_columns, records.reminder_record),
    "calls": Listing(_calls, list_tables.call_columns, records.masked_call, records.call_record),
    "deadlines": Listing(_deadlines, list_tables.deadline_columns, records.deadline_record),
}
"""Every list by the name of its command."""
