"""Taking a backup of a database while people work in it, and keeping as many as are wanted."""

from __future__ import annotations

import os
import re
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from db.backup import copying
from db.backup.copying import Contents
from db.backup.manifest import ENDING, Backup, Manifest, listed, name_of, sha256, write_manifest
from db.engine import is_postgresql, sqlite_module
from db.errors import Denied, EnvironmentFault, Refused
from db.rules.rotation import LEAST_GAP, kept
from db.swap import Hold, beside

if TYPE_CHECKING:
    from db.caseload import Caseload
    from db.opening import Opening

FOLDER: Final = "backups"
_MAKING: Final = ".making"
_OURS: Final = re.compile(r"(?P<backup>.+-\d{8}T\d{6}Z(-\d+)?\.db)(?P<making>\.making)?(\.door|\.json|-journal)*")
_FILES: Final = (ENDING, ".door", "")  # the database last: what has none is no backup


def folder_of(database: str) -> Path:
    """Return where backups lie, in `backups` beside the database's file; raises `Refused("backup_on_server")`."""
    if is_postgresql(database):
        raise Refused("backup_on_server")
    return Path(database).parent / FOLDER


def back_up(caseload: Caseload, folder: Path | None = None, *, asked: bool = True) -> Backup | None:
    """Take a backup of an open caseload and tell the audit; None where nothing has changed since the last one.

    One that nobody `asked` for is also left out within half an hour of the last. `folder` is another one than its
    own; what lies there is never removed, and only an administrator may carry a copy away.
    Raises `Denied("administrator_only")`, `EnvironmentFault`, `Refused("backup_under_way")`: nothing of it is left.
    """
    own = folder_of(caseload.url)
    if folder is not None and "administrator" not in caseload.user.roles:
        denied = Denied("administrator_only")
        caseload.record_denial(back_up, denied, {})
        raise denied
    now = caseload.clock.real()
    if folder is None:
        last = next(iter(listed(own, caseload.url)), None)
        if last is not None and last.manifest.identity == caseload.identity:
            if not asked and now - last.manifest.taken_at < LEAST_GAP:
                return None
            with caseload.reading() as conn:
                if copying.mark(conn) == tuple(last.manifest.mark):
                    return None
    taken = take(caseload.opening, folder or own, now, "asked" if asked else "hourly")
    try:
        caseload.record_event("backup", detail={"at": taken.manifest.at, "rows": sum(taken.manifest.counts.values())})
    except BaseException as error:  # what the audit does not know of must not lie about
        _remove(taken.path)
        if isinstance(error, sqlite_module().ProgrammingError):  # whoever was signed in left meanwhile
            raise EnvironmentFault("connection_lost") from error
        raise
    if folder is None:
        rotate(own, caseload.url, now)
    return taken


def take(source: Opening, folder: Path, now: datetime, kind: str) -> Backup:
    """Copy a live file with its door into a folder, prove that the copy is whole, and return it.

    Raises `EnvironmentFault`, `Refused("backup_under_way")`; then nothing of it is left.
    """
    path = Path(source.url)
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        with _alone(folder):
            _clear(folder)
            target = _free_name(folder, name_of(path, now))
            making = beside(target, _MAKING)
            try:
                copying.copy_door(path, making)  # first: what it remembers of the audit's chains must be in the copy
                with copying.snapshot(path, source.sqlite_key) as conn:
                    copying.copy(conn, making, source.sqlite_key)
                    held = copying.contents(conn)
                copying.require_whole(making, source.sqlite_key, held)
                manifest = _manifest(held, making, not source.plain, now, kind)
                write_manifest(making, manifest, known_key(source))
                _finish(making, target)
            except BaseException:
                _remove(making)
                raise
    except OSError as error:
        raise _fault(error, folder) from error
    return Backup(target, manifest)


def known_key(source: Opening) -> bytes:
    """Return the data key; raises `Refused("key_needed")` where it is not known."""
    if source.key is None:
        raise Refused("key_needed")
    return source.key


def rotate(folder: Path, database: str, now: datetime) -> list[Path]:
    """Remove the backups of a database that are too many by the table, and return what was removed."""
    there = listed(folder, database)
    keep = kept((backup.manifest.taken_at for backup in there), now)
    old = [backup.path for backup in there if backup.manifest.taken_at not in keep]
    for path in old:
        _remove(path)
    return old


def _manifest(held: Contents, copy: Path, encrypted: bool, now: datetime, kind: str) -> Manifest:
    return Manifest(
        at=now.isoformat(), kind=kind, identity=held.identity, schema=held.schema, engine="sqlite",
        encrypted=encrypted, mark=held.mark, counts=held.counts, rows=held.rows, heads=held.heads,
        database_sha256=sha256(copy), door_sha256=sha256(beside(copy, ".door")), branch=held.branch,
    )  # fmt: skip


def _alone(folder: Path) -> Hold:
    try:
        return Hold(folder / FOLDER, alone=True)
    except Refused as error:
        raise Refused("backup_under_way") from error


def _free_name(folder: Path, name: str) -> Path:
    place = folder / name
    number = 2
    while place.exists():
        place = folder / name.replace(".db", f"-{number}.db")
        number += 1
    return place


def _finish(making: Path, target: Path) -> None:
    """Give the three files their names, the database last."""
    for ending in _FILES:
        beside(making, ending).replace(beside(target, ending))
    if os.name == "posix":
        descriptor = os.open(target.parent, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _clear(folder: Path) -> None:
    """Remove what a killed program left half-made."""
    for place in list(folder.iterdir()):
        found = _OURS.fullmatch(place.name)
        if found and (found["making"] or not (folder / found["backup"]).exists()):
            place.unlink(missing_ok=True)


def _remove(backup: Path) -> None:
    for ending in reversed(_FILES):
        beside(backup, ending).unlink(missing_ok=True)
    beside(backup, "-journal").unlink(missing_ok=True)


def _fault(error: OSError, folder: Path) -> EnvironmentFault:
    import errno

    return EnvironmentFault("disk_full" if error.errno == errno.ENOSPC else "cannot_write", path=str(folder))
