"""`db init`, `db migrate`, `db check`: a new database, a newer schema, proof that all is whole."""

import argparse
from argparse import Namespace
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

from assistant_tui.cli.arguments import Parser, add_format, command, subcommands, whole
from assistant_tui.cli.backups import add_backups
from assistant_tui.cli.output import print_csv, print_json, tell, write
from assistant_tui.cli.people import ROLES
from assistant_tui.cli.progress import Progress
from assistant_tui.cli.session import Session, session_of
from assistant_tui.text.i18n import _, language, ngettext_

if TYPE_CHECKING:
    from db.caseload import Caseload
    from db.checks import CheckReport

CHECKERS: Final = frozenset({"administrator", "auditor", "supervisor"})
"""Roles of which one is needed to verify a database that is not open to everybody."""


def add_database(group: "argparse._SubParsersAction[Parser]") -> None:
    """Add the commands."""
    commands = subcommands(command(group, "db", _("the database: make, bring up to date, check"), None))
    init = command(commands, "init", _("make a new database with its first user"), run_init)
    init.add_argument("--training", action="store_true", help=_("a training database: only for invented records"))
    init.add_argument(
        "--plain", action="store_true", help=_("without encryption: only for what may be read by anybody")
    )
    init.add_argument("--first-user", required=True, metavar="LOGIN", help=_("the name to sign in with"))
    init.add_argument("--name", required=True, metavar="NAME", help=_("full name, family name first"))
    init.add_argument("--role", action="append", choices=ROLES, help=_("a role; may be repeated; all by default"))
    init.add_argument("--organisation", default="", metavar="NAME", help=_("where the first user works"))
    init.add_argument("--phone", metavar="N", help=_("the number on the patient's card"))
    command(commands, "migrate", _("bring the database to this program's schema"), run_migrate)
    command(commands, "recovery-key", _("print a new recovery key; the one on paper counts no more"), run_recovery_key)
    least = command(commands, "password-length", _("say how short a password may be"), run_password_length)
    least.add_argument("least", metavar="N", type=whole(8, 64), help=_("from 8 to 64; 12 unless said otherwise"))
    grant = command(commands, "grant", _("give a role of the server what programs need, and nothing else"), run_grant)
    grant.add_argument("role", metavar="ROLE", help=_("a role that owns nothing"))
    check = command(commands, "check", _("verify the database, and that stored tasks equal the plan"), run_check)
    check.add_argument(
        "--with", dest="remembered", type=Path, action="append", default=[], metavar="FILE",
        help=_("a backup that remembers where the audit ended; may be repeated"),
    )  # fmt: skip
    add_format(check)
    add_backups(commands)


def run_init(options: Namespace) -> int:
    """Make a database; the first user's password is asked for."""
    from db.auth import ALL_ALONE
    from db.passwords import check_new_password
    from db.setup import FirstUser, check_login, create

    session = session_of(options)
    check_login(options.first_user)
    password = session.secrets.new_password(options.first_user)
    if not options.training:
        known = (options.first_user, options.name, options.organisation)
        check_new_password(password, context=known)
    first = FirstUser(
        options.first_user, options.name, password, frozenset(options.role or ALL_ALONE), options.organisation,
        language(), options.phone,
    )  # fmt: skip
    created = create(session.place, first, training=options.training, plain=options.plain)
    tell(_("Made. Sign in as {login}.", login=options.first_user))
    _tell_recovery_key(created.recovery_key)
    write(f"{session.place}\n")
    return 0


def _tell_recovery_key(recovery_key: str) -> None:
    """Say the recovery key on stderr, where a script does not keep it."""
    tell(_("Recovery key: {key}", key=recovery_key))
    tell(_("Write it down on paper and lock it away: it opens the database when nobody knows a password. It is shown"
           " only now."))  # fmt: skip


def run_recovery_key(options: Namespace) -> int:
    """Make a new recovery key."""
    from db.credentials import renew_recovery_key

    with session_of(options).signed_in() as caseload:
        recovery_key = renew_recovery_key(caseload)
    _tell_recovery_key(recovery_key)
    return 0


def run_password_length(options: Namespace) -> int:
    """Say how short a new password may be."""
    from db.credentials import set_least

    with session_of(options).signed_in() as caseload:
        set_least(caseload, options.least)
    tell(_("New passwords have {n} characters at least.", n=options.least))
    return 0


def run_migrate(options: Namespace) -> int:
    """Bring the schema up to date, whole or not at all; of a SQLite file a backup is taken first."""
    from db.backup import bring_up
    from db.engine import is_postgresql
    from db.state import is_encrypted, refuse_strangers, require_there

    session = session_of(options)
    place, key = session.place, None
    if not is_postgresql(place):
        require_there(place)
        refuse_strangers(Path(place))
        if is_encrypted(Path(place)):
            key = session.data_key()
    done = bring_up(place, key, clock=session.clock())
    tell(
        _("The schema is up to date.")
        if done.before == done.after
        else _("The schema was brought from {old} to {new}.", old=done.before, new=done.after)
    )
    if done.kept is not None:
        tell(_("As it was before it is kept here: {path}", path=done.kept))
    write(f"{done.after}\n")
    return 0


def run_grant(options: Namespace) -> int:
    """Give a role of a PostgreSQL server what programs need; of the audit that is to add and to read."""
    from db.audit.granting import grant
    from db.errors import Denied

    with session_of(options).signed_in() as caseload:
        if "administrator" not in caseload.user.roles:
            raise Denied("not_your_role")
        grant(caseload, options.role)
    tell(_("Given to {role}.", role=options.role))
    return 0


def run_check(options: Namespace) -> int:
    """Verify; 4 where something does not pass. A plain database is verified without a sign-in, too."""
    from db.audit import keys_of
    from db.backup.manifest import read_manifest, remembered
    from db.checks import check

    session = session_of(options)
    for file in options.remembered:
        read_manifest(_backup_of(file))  # one that is none is refused before anybody signs in
    with _checked(session) as caseload, Progress(_("checking")) as progress:
        keys = keys_of(caseload, "backup") if caseload.knows_key else []
        known = [remembered(_backup_of(file), keys) for file in options.remembered]
        report = check(caseload, progress, remembered=known)
    _print_report(report, options.format)
    return report.exit_code


@contextmanager
def _checked(session: Session) -> "Iterator[Caseload]":
    """Open what is to be verified: who signs in to it has to be allowed to see its audit."""
    from db.errors import Denied, Refused
    from db.opening import opening

    if session.login is None:
        try:
            sealed = opening(session.place).key is None
        except Refused as refused:
            if refused.code != "key_needed":
                raise
            sealed = True
        if not sealed:
            with session.opened() as caseload:
                yield caseload
            return
    with session.signed_in() as caseload:
        if not caseload.user.roles & CHECKERS:
            raise Denied("check_not_yours")
        yield caseload


def _backup_of(file: Path) -> Path:
    """Return the database of a backup that was named by it or by its manifest."""
    return file.with_suffix("") if file.suffix == ".json" else file


def _print_report(report: "CheckReport", style: str) -> None:
    if style == "json":
        print_json(report.to_json())  # type: ignore[arg-type]  # plain JSON values by its own words
        return
    from assistant_tui.text.audit import audit_words

    parts = (
        ("integrity", _("pages of the file"), "; ".join(report.integrity)),
        ("foreign_keys", _("references"), "; ".join(report.foreign_keys)),
        ("schema", _("schema"), "; ".join(report.schema)),
        ("plan", _("stored tasks and plan"), _differences(report)),
        *([] if report.audit is None else [("audit", _("audit chain"), audit_words(report.audit))]),
    )
    if style == "csv":
        print_csv([{"check": code, "result": found or "ok"} for code, _words, found in parts], ["check", "result"])
        return
    from assistant_tui.text.safe import plain

    for _code, words, found in parts:
        write(f"{words}: {plain(found) if found else _('in order')}\n")
    if report.audit is None:
        write(_("audit chain: not verified, nobody who may is signed in") + "\n")


def _differences(report: "CheckReport") -> str:
    if not report.plan.differences:
        return ""
    ids = ", ".join(str(number) for number in report.plan.patient_ids)
    return ngettext_("{n} patient differs ({ids})", "{n} patients differ ({ids})", report.plan.differences, ids=ids)
