"""`import` and `export`: clerks' files in, lists out."""

import argparse
from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from assistant_tui.cli import filters
from assistant_tui.cli.arguments import Parser, add_format, command, subcommands
from assistant_tui.cli.listings import (
    BANDS,
    LISTINGS,
    PHASES,
    REMINDER_STATUSES,
    TASK_STATES,
    TEST_STATUSES,
    VISIT_STATUSES,
)
from assistant_tui.cli.output import Column, Json, Record, keys_of, print_csv, print_json, print_table, tell, write
from assistant_tui.cli.progress import Progress
from assistant_tui.cli.session import session_of
from assistant_tui.cli.today import export_today
from assistant_tui.text.i18n import N_, _, ngettext_

if TYPE_CHECKING:
    from db.exchange.import_plan import ImportPlan, Remark

_PATIENCE: Final = 2.0  # seconds of an import without a word
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
    take = command(group, "import", _("take patients from a CSV or XLSX file, whole or not at all"), run_import)
    take.add_argument("file", type=Path, metavar="FILE", help=_("the file"))
    take.add_argument("--kind", choices=("patients",), default="patients", help=_("what is in it"))
    take.add_argument("--assistant", metavar="LOGIN", help=_("whose the new patients are where the file names nobody"))
    take.add_argument("--profile", type=Path, metavar="FILE", help=_("own names of columns, a TOML file"))
    take.add_argument("--dry-run", action="store_true", help=_("only say what would happen"))
    take.add_argument("--skip-rejected", action="store_true", help=_("leave out rows that cannot be taken"))
    add_format(take)

    lists = subcommands(command(group, "export", _("write a list to a CSV or XLSX file"), None))
    for name in ("today", *LISTINGS):
        parser = command(lists, name, _("write the list “{name}” to a file", name=name), run_export)
        parser.set_defaults(**_NOT_NARROWED, what=name)
        parser.add_argument("--to", type=Path, required=True, metavar="FILE", help=_("the new file, .csv or .xlsx"))
        parser.add_argument("--overwrite", action="store_true", help=_("replace a file that is there"))
        filters.add_whose(parser)
        parser.add_argument("--first", metavar="DATE", help=_("from this day on: 2026-11-20, tomorrow, +3"))
        parser.add_argument("--last", metavar="DATE", help=_("to this day, included"))
        if name != "today":
            filters.add_patient(parser)
            filters.add_text_and_limit(parser)
        if name in _STATUSES:
            parser.add_argument("--status", choices=_STATUSES[name], help=_("only this status"))


def run_import(options: Namespace) -> int:
    """Look at the file, say what would happen, then do it; rows that cannot be taken stop it with 4."""
    from db.actions.imports import apply_import
    from db.exchange.patients import plan_import

    action: int | None = None
    with session_of(options).signed_in() as caseload:
        with Progress(_("Reading {file}", file=options.file.name), _PATIENCE) as progress:
            plan = plan_import(
                caseload, options.file, profile=options.profile, assistant=options.assistant, progress=progress
            )
        stopped = bool(plan.rejected) and not options.skip_rejected
        if not (stopped or options.dry_run):
            said = _("Writing {n} patients", n=plan.new + plan.updated)
            with Progress(said, _PATIENCE) as progress:
                done = caseload.do(apply_import, plan, skip_rejected=options.skip_rejected, progress=progress)
            action = done.action_id
    _print_plan(plan, action, options.format)
    if stopped:
        tell(_("Nothing was written: rows cannot be taken. Mend them, or leave them out with --skip-rejected."))
        return 4
    if options.dry_run:
        tell(_("Only looked at: nothing was written."))
    return 0


def _print_plan(plan: "ImportPlan", action: int | None, style: str) -> None:
    from assistant_tui.text.import_remarks import remark_words

    def said(remark: "Remark") -> str:
        return remark_words(remark.code, remark.params)

    if style == "json":
        rejected: Json = [
            {"row": each.row, "column": each.column, "reason": said(each), "code": each.code} for each in plan.rejected
        ]
        warnings: Json = [
            {"row": each.row, "column": each.column, "text": said(each), "code": each.code} for each in plan.warnings
        ]
        print_json(
            {
                "new": plan.new, "updated": plan.updated, "same": plan.same, "rejected": rejected, "warnings": warnings,
                "action": action, "duplicates": plan.duplicates,
            }
        )  # fmt: skip
        return
    remarks = [*((each, True) for each in plan.rejected), *((each, False) for each in plan.warnings)]
    if style == "csv":
        listed: list[Record] = [
            {"kind": "rejected" if bad else "warning", "row": each.row, "column": each.column, "text": said(each)}
            for each, bad in remarks
        ]
        print_csv(listed, ["kind", "row", "column", "text"])
        return
    for title, count in (
        (_("new"), plan.new), (_("updated"), plan.updated), (_("unchanged"), plan.same),
        (_("told twice"), plan.duplicates), (_("rejected"), len(plan.rejected_rows)),
    ):  # fmt: skip
        write(f"{title}: {count}\n")
    if action is not None:
        write(_("step: {number}", number=action) + "\n")
    if remarks:
        names = plan.names
        print_table(
            remarks,
            (
                Column(_("Row"), lambda pair: pair[0].row, right=True),
                Column("", lambda pair: "✗" if pair[1] else "!"),
                Column(_("Patient"), lambda pair: names.get(pair[0].row, "")),
                Column(_("Column"), lambda pair: pair[0].column),
                Column(_("What"), lambda pair: said(pair[0])),
            ),
        )


def run_export(options: Namespace) -> int:
    """Write a list to a file and say how many rows it has."""
    from db.exchange.export import export

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
        caseload.record_event(caseload.user.id, "export", reason=f"{options.what}:{count}")
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
