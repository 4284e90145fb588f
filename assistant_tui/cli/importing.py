"""`import`: clerks' files in; what a file holds, what taking it would do, then all of it or nothing."""

import argparse
from argparse import Namespace
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Final

from assistant_tui.cli.arguments import Parser, add_format, command
from assistant_tui.cli.output import Column, Json, Record, print_csv, print_json, print_table, tell, write
from assistant_tui.cli.progress import Progress
from assistant_tui.cli.session import session_of
from assistant_tui.text.i18n import _

if TYPE_CHECKING:
    from db.caseload import Caseload
    from db.exchange.import_plan import ImportPlan, Remark
    from db.exchange.items import ItemsPlan

    Plan = ImportPlan | ItemsPlan

_KINDS: Final = ("patients", "visits", "tests")
_PATIENCE: Final = 2.0  # seconds of an import without a word


def add_import(group: "argparse._SubParsersAction[Parser]") -> None:
    """Add the command."""
    take = command(
        group, "import", _("take patients, visits or tests from a CSV or XLSX file, whole or not at all"), run_import
    )
    take.add_argument("file", type=Path, metavar="FILE", help=_("the file"))
    take.add_argument("--kind", choices=_KINDS, help=_("what is in it; by default its headers say so"))
    take.add_argument(
        "--assistant", metavar="LOGIN",
        help=_("whose new patients are where the file names nobody; whose visits or tests the file tells of"),
    )  # fmt: skip
    take.add_argument(
        "--profile", metavar="FILE", help=_("own names of columns and services: a TOML file, or its name in “profiles”")
    )
    take.add_argument("--dry-run", action="store_true", help=_("only say what would happen"))
    take.add_argument("--skip-rejected", action="store_true", help=_("leave out rows that cannot be taken"))
    add_format(take)


def run_import(options: Namespace) -> int:
    """Look at the file, say what would happen, then do it; rows that cannot be taken stop it with 4."""
    from assistant_tui.profiles import profile_path
    from assistant_tui.text.import_rows import sees_patients
    from db.exchange.plan_file import plan_file

    action: int | None = None
    with session_of(options).signed_in() as caseload:
        with Progress(_("Reading {file}", file=options.file.name), _PATIENCE) as progress:
            plan = plan_file(
                caseload, options.file, kind=options.kind, profile=profile_path(options.profile),
                assistant=options.assistant, progress=progress,
            )  # fmt: skip
        stopped = bool(plan.rejected) and not options.skip_rejected
        values = sees_patients(caseload.user.roles)
        if not (stopped or options.dry_run):
            action = _apply(caseload, plan, options.skip_rejected)
    _print_plan(plan, action, options.format, values=values)
    if options.kind is None and plan.kind != "patients":
        _tell_kind(plan)
    if stopped:
        tell(_("Nothing was written: rows cannot be taken. Mend them, or leave them out with --skip-rejected."))
        return 4
    if options.dry_run:
        tell(_("Only looked at: nothing was written."))
    return 0


def _apply(caseload: "Caseload", plan: "Plan", skip_rejected: bool) -> int:
    from assistant_tui.taking import take, writing_words

    with Progress(writing_words(plan), _PATIENCE) as progress:
        return take(caseload, plan, skip_rejected, progress).action_id


def _tell_kind(plan: "Plan") -> None:
    from assistant_tui.text.file_items import KIND_WORDS

    tell(_("By its headers the file holds: {kind}. Another reading: --kind.", kind=_(KIND_WORDS[plan.kind])))


def _print_plan(plan: "Plan", action: int | None, style: str, *, values: bool) -> None:
    """Print the report; without `values` it says rows, columns and reasons, nothing that a cell says of somebody."""
    if style == "json":
        print_json(_as_json(plan, action, values))
    elif style == "csv":
        listed: list[Record] = [
            {"kind": kind, "row": row, "column": column, "text": text}
            for kind, row, column, text, _code in _said(plan, values)
        ]
        print_csv(listed, ["kind", "row", "column", "text"])
    else:
        _print_words(plan, action, values)


def _said(plan: "Plan", values: bool) -> list[tuple[str, int, str, str, str]]:
    """Return all that is to be said: its kind, row (0 for what is not in the file), column, words and code."""
    from assistant_tui.text.import_remarks import remark_words
    from assistant_tui.text.import_rows import file_rows, unseen_rows

    hidden = unseen_rows(plan)

    def words(kind: str) -> "Callable[[Remark], tuple[str, int, str, str, str]]":
        def said(one: "Remark") -> tuple[str, int, str, str, str]:
            open_ = values and one.row not in hidden
            return kind, one.row, one.column, remark_words(one.code, one.params, values=open_), one.code

        return said

    said = [*map(words("rejected"), plan.rejected), *map(words("warning"), plan.warnings)]
    if plan.kind != "patients":
        gone = (row for row in file_rows(plan, values=values) if row.number < 0)
        said += [("vanished", 0, "", row.lines()[0], "vanished") for row in gone]
    return said


def _as_json(plan: "Plan", action: int | None, values: bool) -> Json:
    said = _said(plan, values)
    rejected: Json = [
        {"row": row, "column": column, "reason": text, "code": code}
        for kind, row, column, text, code in said
        if kind == "rejected"
    ]
    warnings: Json = [
        {"row": row, "column": column, "text": text, "code": code}
        for kind, row, column, text, code in said
        if kind != "rejected"
    ]
    found: dict[str, Json] = {
        "kind": plan.kind, "new": plan.new, "updated": plan.updated, "same": plan.same, "rejected": rejected,
        "warnings": warnings, "action": action, "duplicates": plan.duplicates,
    }  # fmt: skip
    if plan.kind != "patients":
        found |= {"moved": plan.moved, "vanished": len(plan.vanished)}
    return found


def _print_words(plan: "Plan", action: int | None, values: bool) -> None:
    from assistant_tui.text.import_rows import unseen_rows

    counts = [
        (_("new"), plan.new), (_("updated"), plan.updated), (_("unchanged"), plan.same),
        (_("told twice"), plan.duplicates), (_("rejected"), len(plan.rejected_rows)),
    ]  # fmt: skip
    if plan.kind != "patients":
        counts.insert(2, (_("of these moved"), plan.moved))
        counts.append((_("vanished since the last file"), len(plan.vanished)))
    for title, count in counts:
        write(f"{title}: {count}\n")
    if action is not None:
        write(_("step: {number}", number=action) + "\n")
    signs = {"rejected": "✗", "warning": "!", "vanished": "?"}
    hidden = unseen_rows(plan)
    names = {row: name for row, name in plan.names.items() if values and row not in hidden}
    said = [(kind, row, names.get(row, ""), column, text) for kind, row, column, text, _code in _said(plan, values)]
    if plan.kind != "patients" and values:
        gone = iter(plan.vanished)
        said = [(*one[:2], next(gone).full_name, *one[3:]) if one[0] == "vanished" else one for one in said]
    if said:
        print_table(
            said,
            (
                Column(_("Row"), lambda one: one[1] or "", right=True),
                Column("", lambda one: signs[one[0]]),
                Column(_("Patient"), lambda one: one[2]),
                Column(_("Column"), lambda one: one[3]),
                Column(_("What"), lambda one: one[4]),
            ),
        )
