"""`users edit` and `users enable`: what is changed of a user, and letting somebody in again."""

import argparse
from argparse import Namespace
from typing import Final

from assistant_tui.cli.arguments import RECORD_ID, Parser, command
from assistant_tui.cli.faults import WrongUse
from assistant_tui.cli.output import tell
from assistant_tui.cli.session import session_of
from assistant_tui.text.i18n import _

SCOPES: Final = ("centre", "all")
_TEXTS: Final = ("name", "phone", "language", "scope")


def add_user_changes(users: "argparse._SubParsersAction[Parser]", roles: tuple[str, ...]) -> None:
    """Add the commands."""
    edit = command(users, "edit", _("change a user; what is not named stays"), run_edit)
    edit.add_argument("login", metavar="LOGIN", help=_("whom"))
    edit.add_argument("--name", metavar="NAME", help=_("full name, family name first"))
    edit.add_argument("--role", action="append", choices=roles, help=_("a role; may be repeated: all that are meant"))
    edit.add_argument("--centre", metavar="ID", type=RECORD_ID, help=_("the organisation's number"))
    edit.add_argument("--language", choices=("ru", "en"), help=_("the user's language"))
    edit.add_argument("--phone", metavar="N", help=_("the number on the patient's card"))
    add_scope(edit)
    enable = command(users, "enable", _("let a user be one again; a new code is needed to sign in: reset"), run_enable)
    enable.add_argument("login", metavar="LOGIN", help=_("whom"))


def add_scope(parser: Parser) -> None:
    """Add the option of whose patients a supervisor sees."""
    parser.add_argument("--scope", choices=SCOPES, help=_("a supervisor's patients: of the own centre, or all"))


def run_edit(options: Namespace) -> int:
    """Change what is named of a user."""
    from assistant_tui.cli.people import user_of
    from db.actions.people import edit_user

    given = {name: getattr(options, name) for name in _TEXTS if getattr(options, name) is not None}
    if options.role:
        given["roles"] = tuple(options.role)
    if options.centre is not None:
        given["centre_id"] = options.centre
    if not given:
        raise WrongUse(_("Say what is to be changed, see --help."))
    with session_of(options).signed_in() as caseload:
        row = user_of(caseload, options.login)
        done = caseload.do(edit_user, row.id, version=row.version, **given)
    tell(_("Changed: {name}.", name=done.result.login))
    return 0


def run_enable(options: Namespace) -> int:
    """Let a user be one again."""
    from assistant_tui.cli.people import user_of
    from db.actions.people import enable_user

    with session_of(options).signed_in() as caseload:
        done = caseload.do(enable_user, user_of(caseload, options.login).id)
    tell(_("Switched on again: {name}.", name=done.result.login))
    tell(_("To sign in they need a code: users reset {login}", login=done.result.login))
    return 0
