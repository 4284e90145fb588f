"""`organisations`: places that give care, listed, added, changed, switched off and on."""

import argparse
from argparse import Namespace
from typing import TYPE_CHECKING, Any, Final

from assistant_tui.cli import records
from assistant_tui.cli.arguments import RECORD_ID, Parser, add_format, command, subcommands
from assistant_tui.cli.faults import WrongUse
from assistant_tui.cli.output import Column, print_rows, tell, write
from assistant_tui.cli.session import session_of
from assistant_tui.text.i18n import _, ngettext_

if TYPE_CHECKING:
    from db.queries.people import OrganisationRow

_FIELDS: Final = ("kind", "name", "short_name", "address", "phone", "zone")
_MAY_BE_EMPTY: Final = frozenset({"short_name", "address", "phone"})


def add_organisations(group: "argparse._SubParsersAction[Parser]") -> None:
    """Add the commands."""
    what = _("organisations: list, add, change, switch off and on")
    places = subcommands(command(group, "organisations", what, None))
    listed = command(places, "list", _("list organisations"), run_organisations)
    listed.add_argument("--text", metavar="TEXT", help=_("only names that hold these words"))
    listed.add_argument("--kind", metavar="KIND", help=_("only this kind: caop, polyclinic, dispensary and so on"))
    listed.add_argument("--all", action="store_true", dest="every", help=_("those that are switched off too"))
    add_format(listed)
    new = command(places, "add", _("add an organisation"), run_add_organisation)
    new.add_argument("name", metavar="NAME", help=_("its name"))
    new.add_argument(
        "--kind", required=True, metavar="KIND", help=_("what it is: caop, polyclinic, dispensary and so on")
    )
    _add_fields(new, zone="Europe/Moscow")
    change = command(places, "edit", _("change an organisation; an empty text takes a value away"), run_edit)
    _add_id(change)
    change.add_argument("--name", metavar="NAME", help=_("its name"))
    change.add_argument("--kind", metavar="KIND", help=_("what it is: caop, polyclinic, dispensary and so on"))
    _add_fields(change, zone=None)
    off = command(places, "disable", _("offer an organisation nowhere any more"), run_disable)
    _add_id(off)
    off.add_argument("--leave-visits", action="store_true", help=_("also where visits to come lead there"))
    _add_id(command(places, "enable", _("offer an organisation again"), run_enable))


def _add_id(parser: Parser) -> None:
    parser.add_argument("organisation", type=RECORD_ID, metavar="ID", help=_("the organisation's number"))


def _add_fields(parser: Parser, *, zone: str | None) -> None:
    parser.add_argument("--short-name", metavar="NAME", help=_("its name on lists"))
    parser.add_argument("--address", metavar="TEXT", help=_("where it is"))
    parser.add_argument("--phone", metavar="N", help=_("its number"))
    parser.add_argument("--zone", default=zone, metavar="ZONE", help=_("its time zone: Europe/Moscow"))


def run_organisations(options: Namespace) -> int:
    """List organisations."""
    from assistant_tui.text.staff import kind_words
    from db.queries.people import organisations

    columns: tuple[Column[OrganisationRow], ...] = (
        Column("ID", lambda row: row.id, right=True),
        Column(_("Name"), lambda row: row.name),
        Column(_("Kind"), lambda row: kind_words(row.kind)),
        Column(_("Address"), lambda row: row.address or ""),
        Column(_("Phone"), lambda row: row.phone or ""),
        Column(_("Active"), lambda row: _("yes") if row.active else _("no")),
    )
    with session_of(options).signed_in() as caseload:
        active = None if options.every else True
        rows = caseload.ask(organisations, text=options.text, kind=options.kind, active=active)
    print_rows(rows, columns, records.organisation_record, options.format, _("Nothing matches."))
    return 0


def run_add_organisation(options: Namespace) -> int:
    """Add an organisation and print its number."""
    from db.actions.organisations import add_organisation

    with session_of(options).signed_in() as caseload:
        done = caseload.do(
            add_organisation, options.kind, options.name, short_name=options.short_name, address=options.address,
            phone=options.phone, zone=options.zone,
        )  # fmt: skip
    write(f"{done.result.organisation_id}\n")
    return 0


def run_edit(options: Namespace) -> int:
    """Change what is named of an organisation."""
    from db.actions.organisations import edit_organisation

    given = {field: getattr(options, field) for field in _FIELDS if getattr(options, field) is not None}
    if not given:
        raise WrongUse(_("Say what is to be changed, see --help."))
    said: dict[str, Any] = {field: value or None if field in _MAY_BE_EMPTY else value for field, value in given.items()}
    with session_of(options).signed_in() as caseload:
        done = caseload.do(edit_organisation, options.organisation, **said)
    tell(_("Changed: {name}.", name=done.result.name))
    return 0


def run_disable(options: Namespace) -> int:
    """Switch an organisation off."""
    from db.actions.organisations import disable_organisation

    with session_of(options).signed_in() as caseload:
        done = caseload.do(disable_organisation, options.organisation, leave_visits=options.leave_visits)
    tell(_("Switched off: {login}.", login=done.result.name))
    if done.result.visits:
        tell(ngettext_("{n} visit to come leads there.", "{n} visits to come lead there.", done.result.visits))
    return 0


def run_enable(options: Namespace) -> int:
    """Switch an organisation on again."""
    from db.actions.organisations import enable_organisation

    with session_of(options).signed_in() as caseload:
        done = caseload.do(enable_organisation, options.organisation)
    tell(_("Switched on again: {name}.", name=done.result.name))
    return 0
