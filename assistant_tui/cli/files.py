"""`export`: lists out to files; with `import`, in its own module, these are the commands for files."""

import argparse
from argparse import Namespace
from pathlib import Path
from typing import Final

from assistant_tui.cli import filters
from assistant_tui.cli.arguments import Parser, command, subcommands
from assistant_tui.cli.extract import is_extract, run_extract
from assistant_tui.cli.importing import add_import
from assistant_tui.cli.listings import (
    BANDS,
    LISTINGS,
    PHASES,
    REMINDER_STATUSES,
    TASK_STATES,
    TEST_STATUSES,
    VISIT_STATUSES,
)
from assistant_tui.cli.output import Json, keys_of, tell
from assistant_tui.cli.session import session_of
from assistant_tui.cli.today import export_today
from assistant_tui.text.i18n import N_, _, ngettext_

_STATUSES: Final = {
    "patients": PHASES, "visits": VISIT_STATUSES, "tests": TEST_STATUSES, "tasks": (*TASK_STATES, "all"),
    "reminders": (*REMINDER_STATUSES, "all"), "deadlines": BANDS,
}  # fmt: skip
HEADINGS: Final = {
    "id": N_("Number"), "patient_id": N_("Patient's number"),
    "full_name": N_("Full name"), "birth_on": N_("Birth date"),
    "sex": N_("Sex"), "phones": N_("Phones"), "phone": N_("Phone"), "email": N_("E-mail"), "snils": N_("SNILS"),
    "policy": N_("Policy"), "diagnosis": N_("ICD-10"), "stage": N_("Stage"), "phase": N_("Phase"),
    "residence": N_("Residency"), "assistant": N_("Assistant"),
    "centre": N_("Organisation"), "flags": N_("To be known"),
    "service": N_("Service"), "organisation": N_("Where"), "clinician": N_("Doctor"), "starts_at": N_("Begins"),
    "ends_at": N_("Ends"), "mode": N_("How"), "status": N_("Status"), "booked_in": N_("Booking"),
    "booking_number": N_("Booking number"), "because": N_("Because"), "test": N_("Test"), "ordered_on": N_("Ordered"),
    "due_on": N_("Due"), "taken_on": N_("Taken"), "valid_until": N_("Valid until"), "result_on": N_("Result on"),
    "note": N_("Note"), "text": N_("Text"), "age": N_("Age"), "section": N_("Section"), "place": N_("Place"),
    "explanation": N_("Why here"), "reasons": N_("Reasons"), "user": N_("Who"), "at": N_("When"),
}  # fmt: skip
"""Headings of exported columns; the others keep the names that json has."""
_NOT_NARROWED: Final = dict.fromkeys(
    "kind channel audience direction connection undone rule every status patient text limit".split()
)


def add_files(group: "argparse._SubParsersAction[Parser]") -> None:
    """Add the commands."""
    add_import(group)
    lists = subcommands(command(group, "export", _("write a list to a CSV or XLSX file"), None))
    for name in ("today", *LISTINGS):
        parser = command(lists, name, _("write the list “{name}” to a file", name=name), run_export)
        parser.set_defaults(**_NOT_NARROWED, what=name)
        parser.add_argument("--to", type=Path, required=True, metavar="FILE", help=_("the new file, .csv or .xlsx"))
        parser.add_argument("--overwrite", action="store_true", help=_("replace a file that is there"))
        filters.add_whose(parser)
        parser.add_argument("--first", "--from", metavar="DATE", help=_("from this day on: 2026-11-20, tomorrow, +3"))
        parser.add_argument("--last", "--to-day", metavar="DATE", help=_("to this day, included"))
        if name != "today":
            filters.add_patient(parser)
            filters.add_text_and_limit(parser)
        if name in _STATUSES:
            parser.add_argument("--status", choices=_STATUSES[name], help=_("only this status"))
        if name == "calls":
            parser.add_argument(
                "--extract", action="store_true", help=_("one patient's calls as a page to hand out; .pdf and .txt too")
            )


def run_export(options: Namespace) -> int:
    """Write a list to a file and say how many rows it has; by its ending also a calendar, or a page of calls."""
    from db.exchange.export import export

    if options.what == "visits" and options.to.suffix.casefold() == ".ics":
        from assistant_tui.cli.visits import run_calendar

        return run_calendar(options)
    if is_extract(options):
        return run_extract(options)

    session = session_of(options)
    first, last = filters.days(session, options)
    with session.signed_in() as caseload:
        if options.what == "today":
            listed, names = export_today(caseload, options.assistant, first)
        else:
            listing = LISTINGS[options.what]
            listed, names = listing.records(caseload, options, first, last), keys_of(listing.record)
        rows = [[_exported(record[name]) for name in names] for record in listed]
        titles = [_(HEADINGS[name]) if name in HEADINGS else name for name in names]
        count = export(rows, titles, options.to, overwrite=options.overwrite)
        whose = "id" if options.what == "patients" else "patient_id"
        patients = [number for record in listed if isinstance(number := record[whose], int)]
        caseload.record_file("export", options.what, count, options.to, patients=patients)
    tell(ngettext_("{n} row written.", "{n} rows written.", count))
    return 0


def _exported(value: Json) -> str | int | float | bool | None:
    if value is None or isinstance(value, str | int | float):
        return value
    if isinstance(value, list):
        return "; ".join(_item(each) for each in value)
    return str(value)


def _item(value: Json) -> str:
    """Return what stands for one of several: a reason's words, a mark's outcome."""
    if isinstance(value, dict):
        return str(value.get("text") or value.get("conversation") or "")
    return str(value)
