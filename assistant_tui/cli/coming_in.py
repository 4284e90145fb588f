"""`recover`, `password`: coming in by the recovery key, and another password for oneself."""

import argparse
from argparse import Namespace

from assistant_tui.cli.arguments import Parser, command
from assistant_tui.cli.output import tell
from assistant_tui.cli.session import TERMINAL, over, session_of
from assistant_tui.text.i18n import _


def add_coming_in(group: "argparse._SubParsersAction[Parser]") -> None:
    """Add the commands."""
    command(group, "recover", _("sign in by the recovery key and choose a new password"), run_recover)
    command(group, "password", _("choose another password for yourself"), run_password)


def run_recover(options: Namespace) -> int:
    """Set a new password by the recovery key; the key is asked for first."""
    from assistant_tui.cli.secrets import asked_login
    from db.auth import entrance, recover

    session = session_of(options)
    entrance(session.place)
    login = session.login or asked_login()
    key, password = session.secrets.recovery_key(), session.secrets.new_password(login)
    with (
        recover(session.place, key, login, password, clock=session.clock(), terminal=TERMINAL) as caseload,
        over(caseload),
    ):
        tell(_("New password set for {login}.", login=login))
    return 0


def run_password(options: Namespace) -> int:
    """Set another password; the present one is asked for first."""
    from assistant_tui.cli.secrets import asked_login
    from db.auth import entrance
    from db.credentials import change_password

    session = session_of(options)
    entrance(session.place)
    login = session.login or asked_login()
    old = session.secrets.password(login)
    with session.as_somebody(login, old) as caseload:
        change_password(caseload, old, session.secrets.new_password(login))
    tell(_("New password set for {login}.", login=login))
    return 0
