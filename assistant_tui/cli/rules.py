"""`rules`: the numbers that plans are made by, those of the organisation's own among them."""

import argparse
from argparse import Namespace
from typing import TYPE_CHECKING

from assistant_tui.cli.arguments import Parser, add_format, command, subcommands
from assistant_tui.cli.list_tables import at_words
from assistant_tui.cli.output import Column, Json, Record, iso, print_json, print_rows, tell, write
from assistant_tui.cli.progress import Progress
from assistant_tui.cli.session import session_of
from assistant_tui.text.i18n import _
from assistant_tui.text.number_words import (
    chapter_of,
    may_be,
    number_label,
    number_value,
    origin_of,
    outlook_words,
    typed_value,
)

if TYPE_CHECKING:
    from db.actions.staging import Staged
    from db.caseload import Caseload
    from db.queries.numbers import NumberEntry


def add_rules(group: "argparse._SubParsersAction[Parser]") -> None:
    """Add the commands."""
    rules = subcommands(command(group, "rules", _("numbers of the rules: list, show, set, give back"), None))
    listed = command(rules, "list", _("list the numbers, what ships and what is set"), run_list)
    listed.add_argument("--own", action="store_true", help=_("only those that were set here"))
    add_format(listed)
    shown = command(rules, "show", _("show one number: meaning, range, source, who set it and why"), run_show)
    shown.add_argument("key", metavar="KEY", help=_("the number's key, as `rules list` has it"))
    shown.add_argument("--format", choices=("table", "json"), default="table", help=_("how to print: table or json"))
    changed = command(rules, "set", _("set a number; the plans of all patients follow at once"), run_set)
    changed.add_argument("key", metavar="KEY", help=_("the number's key, as `rules list` has it"))
    changed.add_argument("value", metavar="VALUE", help=_("6, 9:00-20:00, “3, 7, 15”, on, off"))
    _add_why(changed)
    back = command(rules, "reset", _("give a number the value back that ships"), run_reset)
    back.add_argument("key", metavar="KEY", help=_("the number's key, as `rules list` has it"))
    _add_why(back)
    renewed = command(rules, "renew", _("plan everybody as this version of the program plans"), run_renew)
    renewed.add_argument("--dry-run", action="store_true", help=_("only say how much would change, and write nothing"))


def _add_why(parser: Parser) -> None:
    parser.add_argument("--because", required=True, metavar="TEXT", help=_("why; colleagues will read it"))
    parser.add_argument(
        "--dry-run", action="store_true", help=_("only say how much would change, and write nothing")
    )  # fmt: skip


def run_list(options: Namespace) -> int:
    """List the numbers."""
    from db.queries.numbers import numbers

    with session_of(options).signed_in() as caseload:
        rows = caseload.ask(numbers, own=options.own)
    print_rows(rows, _columns(), number_record, options.format, _("All numbers are as they ship."))
    return 0


def _columns() -> "tuple[Column[NumberEntry], ...]":
    return (
        Column(_("Key of the number"), lambda row: row.key),
        Column(_("What it is"), lambda row: f"{chapter_of(row.key)}: {number_label(row.key)}"),
        Column(_("Now"), lambda row: number_value(row.setting, row.value)),
        Column(_("As it ships"), lambda row: number_value(row.setting, row.setting.default)),
        Column(_("Own"), lambda row: _("yes") if row.own else ""),
        Column(_("Where from"), lambda row: origin_of(row.setting)),
    )


def number_record(row: "NumberEntry") -> Record:
    """Return a number as JSON; `value` and `default` are null where it is switched off."""
    return {
        "key": row.key, "value": _plain(row.value), "default": _plain(row.default), "own": row.own,
        "reason": row.reason, "by": row.by, "at": iso(row.at), "kind": row.kind, "least": row.least, "most": row.most,
        "unit": row.unit, "source": row.source, "status": row.status,
    }  # fmt: skip


def _plain(value: object) -> Json:
    return value  # type: ignore[return-value]  # plain data, as JSON has it


def run_show(options: Namespace) -> int:
    """Show one number."""
    from db.queries.numbers import number

    with session_of(options).signed_in() as caseload:
        row = caseload.ask(number, options.key)
    if options.format == "json":
        print_json(number_record(row))
        return 0
    lines = [
        (_("Key of the number"), row.key), (_("What it is"), f"{chapter_of(row.key)}: {number_label(row.key)}"),
        (_("Now"), number_value(row.setting, row.value)), (_("To type"), typed_value(row.value)),
        (_("May be"), may_be(row.setting)), (_("As it ships"), number_value(row.setting, row.setting.default)),
        (_("Where from"), origin_of(row.setting)),
    ]  # fmt: skip
    if row.own and row.at is not None:
        lines += [(_("Set by"), f"{row.by or '—'}, {at_words(row.at)}"), (_("Why"), row.reason or "")]
    for name, said in lines:
        write(f"{name}: {said}\n")
    return 0


def run_set(options: Namespace) -> int:
    """Set a number."""
    return _change(options, options.value)


def run_reset(options: Namespace) -> int:
    """Give a number its own value back."""
    return _change(options, None)


def _change(options: Namespace, typed: str | None) -> int:
    """Stage the plans beside the work of others, then write; the default where `typed` is None."""
    from db.actions.numbers import reset_number, set_number
    from db.queries.numbers import number

    with session_of(options).signed_in() as caseload:
        staged = _staged(caseload, options.key, typed)
        if options.dry_run:
            tell(outlook_words(staged))
            write(f"{staged.tasks}\n")
            return 0
        if typed is None:
            done = caseload.do(reset_number, options.key, options.because, staged=staged)
        else:
            done = caseload.do(set_number, options.key, typed, options.because, staged=staged)
        row = caseload.ask(number, options.key)
    tell(f"{number_label(row.key)}: {number_value(row.setting, row.value)}. {outlook_words(staged)}")
    write(f"action: {done.action_id}\nkey: {row.key}\nstamp: {done.result.stamp}\n")
    write(f"patients: {done.result.patients}\ntasks: {done.result.tasks}\n")
    return 0


def run_renew(options: Namespace) -> int:
    """Plan everybody by this program's revision of the plan, staged beside the work of others."""
    from db.actions.plan_revision import plan_is_old, preview_renewal, renew_plan

    with session_of(options).signed_in() as caseload:
        if not caseload.ask(plan_is_old):
            tell(_("All plans are of this version."))
            write("patients: 0\ntasks: 0\n")
            return 0
        with Progress(_("Planning"), patience=1.0) as progress:
            staged = caseload.ask(preview_renewal, progress)
        tell(outlook_words(staged))
        if options.dry_run:
            write(f"{staged.tasks}\n")
            return 0
        result = caseload.do(renew_plan, staged=staged).result
    write(f"stamp: {result.stamp}\npatients: {result.patients}\ntasks: {result.tasks}\n")
    return 0


def _staged(caseload: "Caseload", key: str, typed: str | None) -> "Staged":
    from db.actions.numbers import preview_number

    with Progress(_("Planning"), patience=1.0) as progress:
        return caseload.ask(preview_number, key, typed, progress)
