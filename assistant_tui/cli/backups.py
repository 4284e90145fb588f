"""`db backup`, `db restore`, `db rekey`: copies that are proven, their way back, another data key."""

import argparse
from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from assistant_tui.cli.arguments import Parser, add_format, command
from assistant_tui.cli.output import Column, print_rows, tell, write
from assistant_tui.cli.secrets import asked_login
from assistant_tui.cli.session import session_of
from assistant_tui.text.backups import KINDS, size_words, when_words
from assistant_tui.text.i18n import _

if TYPE_CHECKING:
    from assistant_tui.cli.output import Record
    from db.backup import Backup

_FOLDER: Final = "DIR"


def add_backups(commands: "argparse._SubParsersAction[Parser]") -> None:
    """Add the commands to `db`."""
    backup = command(commands, "backup", _("take a backup; it is proven by opening"), run_backup)
    what = backup.add_mutually_exclusive_group()
    what.add_argument(
        "--to", metavar=_FOLDER, help=_("into another folder; for administrators, and never cleared there")
    )
    what.add_argument("--list", action="store_true", help=_("list the backups instead; needs no sign-in"))
    what.add_argument("--test", action="store_true", help=_("restore the latest one for trial, beside the database"))
    add_format(backup)
    restore = command(
        commands, "restore", _("put a backup in the place of the database; the present state is kept"), run_restore
    )
    restore.add_argument("file", metavar="FILE", help=_("the .db file of a backup, or a database that was kept"))
    restore.add_argument(
        "--recovery-key", action="store_true", help=_("with the recovery key instead of a password of then")
    )
    rekey = command(commands, "rekey", _("give the database another data key; passwords stay"), run_rekey)
    way = rekey.add_mutually_exclusive_group()
    way.add_argument("--encrypt", action="store_true", help=_("encrypt a plain database"))
    way.add_argument("--decrypt", action="store_true", help=_("leave encryption: whoever has the file reads it"))


def run_backup(options: Namespace) -> int:
    """Take a backup, list them, or restore the latest one for trial; 4 where the trial does not pass."""
    from db.backup import back_up, folder_of, listed, try_out

    session = session_of(options)
    if options.list:
        _print(listed(folder_of(session.place), session.place), options.format)
        return 0
    with session.signed_in() as caseload:
        if options.test:
            tried = try_out(caseload)
            tell(_("The backup of {when} was restored for trial and is whole.", when=when_words(tried.taken_at)))
            return 0
        taken = back_up(caseload, Path(options.to).expanduser() if options.to else None)
        if taken is None:
            taken = listed(folder_of(session.place), session.place)[0]
            tell(_("Nothing has changed since the last backup, {when}.", when=when_words(taken.manifest.taken_at)))
        else:
            tell(_("The backup was taken and proven by opening."))
    _print([taken], options.format) if options.format != "table" else write(f"{taken.path}\n")
    return 0


def run_restore(options: Namespace) -> int:
    """Restore; it can be taken back by restoring what was kept."""
    from db.backup import Credentials, restore

    session = session_of(options)
    if options.recovery_key:
        who = Credentials(recovery_key=session.secrets.recovery_key())
    else:
        login = session.login or asked_login()
        who = Credentials(login, session.secrets.password(login))
    restored = restore(session.place, Path(options.file).expanduser(), who, clock=session.clock(), terminal="cli")
    if restored.taken_at is None:
        tell(_("The database that was kept is back in its place."))
    else:
        tell(_("The backup of {when} was restored.", when=when_words(restored.taken_at)))
    if restored.kept is not None:
        tell(
            _("The database was damaged; it is kept, not deleted:")
            if restored.damaged
            else _("To take this back, restore what was kept:")
        )
        write(f"{restored.kept}\n")
    return 0


def run_rekey(options: Namespace) -> int:
    """Give the database another data key."""
    from db.backup import rekey

    session = session_of(options)
    with session.signed_in() as caseload:
        key, user = caseload.key, caseload.user
    wanted = True if options.encrypt else False if options.decrypt else None
    rekeyed = rekey(session.place, key, user, encrypted=wanted, clock=session.clock(), terminal="cli")
    tell(
        _("The database has another data key and is encrypted. Passwords and the recovery key stay.")
        if rekeyed.encrypted
        else _("The database has another data key and is not encrypted: whoever has the file reads it.")
    )
    tell(_("Backups from before open with the key of then; this is the last of them:"))
    write(f"{rekeyed.backup}\n")
    return 0


def _print(backups: "list[Backup]", style: str) -> None:
    columns: list[Column[Backup]] = [
        Column(_("backed up"), lambda one: when_words(one.manifest.taken_at)),
        Column(_("why"), lambda one: _(KINDS.get(one.manifest.kind, one.manifest.kind))),
        Column(_("size"), lambda one: size_words(one.size), right=True),
        Column(_("schema"), lambda one: one.manifest.schema),
        Column(_("file"), lambda one: one.path),
    ]
    print_rows(backups, columns, _record, style, _("There is no backup yet."))


def _record(backup: "Backup") -> "Record":
    manifest = backup.manifest
    return {
        "taken_at": manifest.at, "kind": manifest.kind, "bytes": backup.size, "schema": manifest.schema,
        "encrypted": manifest.encrypted, "rows": sum(manifest.counts.values()), "path": str(backup.path),
    }  # fmt: skip
