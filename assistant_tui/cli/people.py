"""`users` and `assign`: who works with the program, and with whose patients."""

import argparse
from argparse import Namespace
from typing import TYPE_CHECKING, Final

from assistant_tui.cli import records
from assistant_tui.cli.arguments import RECORD_ID, Parser, add_format, command, subcommands
from assistant_tui.cli.organisations import add_organisations
from assistant_tui.cli.output import Column, print_rows, tell, write
from assistant_tui.cli.session import session_of
from assistant_tui.cli.user_changes import add_scope, add_user_changes
from assistant_tui.text.i18n import _, ngettext_

if TYPE_CHECKING:
    from db.caseload import Caseload
    from db.queries.people import UserRow

ROLES: Final = ("assistant", "supervisor", "administrator", "auditor")
BECAUSE: Final = ("assigned", "wrong", "handed_over", "absent")


def add_people(group: "argparse._SubParsersAction[Parser]") -> None:
    """Add the commands."""
    users = subcommands(command(group, "users", _("users: list, add, change, switch off and on, a new password"), None))
    add_format(command(users, "list", _("list users"), run_list))
    add = command(users, "add", _("add a user; the new password is asked for"), run_add)
    add.add_argument("login", metavar="LOGIN", help=_("the name to sign in with"))
    add.add_argument("--name", required=True, metavar="NAME", help=_("full name, family name first"))
    add.add_argument("--role", required=True, action="append", choices=ROLES, help=_("a role; may be repeated"))
    add.add_argument("--centre", metavar="ID", type=RECORD_ID, help=_("the organisation's number"))
    add.add_argument("--language", choices=("ru", "en"), default="ru", help=_("the user's language"))
    add.add_argument("--phone", metavar="N", help=_("the number on the patient's card"))
    add_scope(add)
    add_user_changes(users, ROLES)
    disable = command(users, "disable", _("let a user sign in no more"), run_disable)
    disable.add_argument("login", metavar="LOGIN", help=_("whom"))
    left = disable.add_mutually_exclusive_group()
    left.add_argument("--to", metavar="LOGIN", help=_("who takes the patients over"))
    left.add_argument("--share", action="store_true", help=_("share the patients among the colleagues of the centre"))
    left.add_argument("--unassign", action="store_true", help=_("leave the patients to the centre"))
    reset = command(users, "reset", _("give a user a one-time code in place of the password"), run_reset)
    reset.add_argument("login", metavar="LOGIN", help=_("whom"))

    add_organisations(group)

    assign = command(group, "assign", _("give patients to an assistant"), run_assign)
    assign.add_argument("patients", type=RECORD_ID, nargs="+", metavar="PATIENT_ID", help=_("whom"))
    assign.add_argument("--to", required=True, metavar="LOGIN", help=_("to whom; - for nobody"))
    assign.add_argument("--because", choices=BECAUSE, default="assigned", help=_("why"))
    assign.add_argument("--say", metavar="TEXT", help=_("with “wrong”: what the supervisor is told"))


def _user_columns() -> "tuple[Column[UserRow], ...]":
    from assistant_tui.text.staff import roles_words

    return (
        Column(_("Login"), lambda row: row.login),
        Column(_("Full name"), lambda row: row.name),
        Column(_("Roles"), lambda row: roles_words(row.roles)),
        Column(_("Organisation"), lambda row: row.centre or ""),
        Column(_("Patients"), lambda row: row.patients, right=True),
        Column(_("Active"), lambda row: _("yes") if row.active else _("no")),
    )


def run_list(options: Namespace) -> int:
    """List users, those switched off too."""
    from db.queries.people import users

    with session_of(options).signed_in() as caseload:
        rows = caseload.ask(users, active=None)
    print_rows(rows, _user_columns(), records.user_record, options.format, _("Nothing matches."))
    return 0


def run_add(options: Namespace) -> int:
    """Add a user, the password at the door last: without it nobody can sign in."""
    from db.actions.people import add_user
    from db.credentials import check_for_new_user
    from db.door import Door

    session = session_of(options)
    with session.signed_in() as caseload:
        password = session.secrets.new_password(options.login)
        check_for_new_user(caseload, password, options.login, options.name, options.centre)
        done = caseload.do(
            add_user, options.login, options.name, tuple(options.role), centre_id=options.centre,
            language=options.language, phone=options.phone, scope=options.scope or "centre",
        )  # fmt: skip
        with Door(caseload.url) as door:
            door.set_password(done.result.login, done.result.user_id, password, key=caseload.key)
    tell(_("Added: {login}.", login=done.result.login))
    write(f"{done.result.user_id}\n")
    return 0


def user_of(caseload: "Caseload", login: str) -> "UserRow":
    """Return a user by login; raises `Refused("unknown_user")`."""
    from db.errors import Refused
    from db.queries.people import users

    for row in caseload.ask(users, active=None):
        if row.login == login:
            return row
    raise Refused("unknown_user", login=login)


def run_disable(options: Namespace) -> int:
    """Let a user sign in no more."""
    from db.actions.people import disable_user
    from db.door import Door

    with session_of(options).signed_in() as caseload:
        row = user_of(caseload, options.login)
        done = caseload.do(
            disable_user, row.id, to_id=user_of(caseload, options.to).id if options.to else None, share=options.share,
            unassign=options.unassign,
        )  # fmt: skip
        with Door(caseload.url) as door:
            door.remove(row.login)
    tell(_("Switched off: {login}.", login=row.login))
    if done.result.patients:
        tell(ngettext_("{n} patient changed hands.", "{n} patients changed hands.", done.result.patients))
    return 0


def run_reset(options: Namespace) -> int:
    """Print a one-time code for a user; the password lets nobody in any more."""
    from db.credentials import reset_user
    from db.errors import Refused

    with session_of(options).signed_in() as caseload:
        row = user_of(caseload, options.login)
        if not row.active:
            raise Refused("user_disabled", id=row.id)
        code = reset_user(caseload, row.id)
    tell(_("{login} signs in with this code within 24 hours and then chooses a password.", login=row.login))
    write(f"{code}\n")
    return 0


def run_assign(options: Namespace) -> int:
    """Give patients to an assistant, or back to the centre as wrongly assigned."""
    from db.actions.assigning import assign_patients, wrongly_assigned

    with session_of(options).signed_in() as caseload:
        if options.because == "wrong" and options.to == "-":
            done = caseload.do(wrongly_assigned, tuple(options.patients), options.say or "")
        else:
            user_id = None if options.to == "-" else user_of(caseload, options.to).id
            done = caseload.do(assign_patients, tuple(options.patients), user_id, because=options.because)
    tell(ngettext_("{n} patient has a new assistant.", "{n} patients have a new assistant.", done.result.patients))
    write(f"{done.result.patients}\n")
    return 0
