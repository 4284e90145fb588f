"""Another data key for a database: a copy under it, the door sealed anew for everybody, both put in place at once.

The old key opens nothing of the new files; it still opens the backups that were taken under it, with their own doors.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from db.audit import keep_keys
from db.backup import copying
from db.backup.taking import folder_of, known_key, take
from db.clock import Clock
from db.door import Door
from db.engine import is_postgresql, open_sqlite
from db.errors import Denied, EnvironmentFault, Refused
from db.keys import derive, new_key
from db.opening import Opening, opening
from db.swap import Hold, Step, beside, forget_prepared, prepared, put_in_place
from db.work import User


@dataclass(frozen=True, slots=True)
class Rekeyed:
    """What a rekeying left: a backup under the old key, and whether the database is encrypted now."""

    backup: Path
    encrypted: bool


def rekey(
    url: str, key: bytes, by: User, *, encrypted: bool | None = None, clock: Clock | None = None,
    terminal: str = "local", step: Step | None = None,
) -> Rekeyed:  # fmt: skip
    """Give a SQLite database another data key; `encrypted` also leaves or enters encryption.

    Everybody's password and the recovery key stay. Raises `Denied("administrator_only")`,
    `Refused("database_in_use" | "rekey_on_server")`, `EnvironmentFault`; then everything is as it was.
    """
    if "administrator" not in by.roles:
        raise Denied("administrator_only")
    if is_postgresql(url):
        raise Refused("rekey_on_server")
    path, clock = Path(url), clock or Clock()
    with Hold(path, alone=True):
        forget_prepared(path)
        try:
            before = opening(url, key)
            kept = take(before, folder_of(url), clock.real(), "before_rekey").path
            will_be = not before.plain if encrypted is None else encrypted
            _prepare(before, prepared(path), will_be, by, clock, terminal)
            put_in_place(path, kept=None, step=step)
        except BaseException:
            forget_prepared(path)
            raise
        forget_prepared(path)
    return Rekeyed(kept, will_be)


def _prepare(before: Opening, new: Path, encrypted: bool, by: User, clock: Clock, terminal: str) -> None:
    fresh = new_key()
    sqlite_key = derive(fresh, "sqlite") if encrypted else None
    _export(before, new, sqlite_key)
    copying.copy_door(Path(before.url), new)
    with Door(str(new)) as door:
        door.rewrap(fresh)
        door.settle(new=True)
        door.set_fact("encrypted", "yes" if encrypted else "no")
        if encrypted:
            door.connection.run("DELETE FROM fact WHERE name = 'key'")
        else:
            door.set_fact("key", fresh.hex())
    _write_down(new, before, fresh, by, clock, terminal)


def _export(before: Opening, new: Path, sqlite_key: bytes | None) -> None:
    """Copy every table under the other key, and prove that nothing was lost on the way."""
    copying.make_private(new)
    literal = "" if sqlite_key is None else f"x'{sqlite_key.hex()}'"
    with open_sqlite(Path(before.url), typed=False, key=before.sqlite_key) as conn:
        conn.execute("PRAGMA foreign_keys=OFF")  # tables come in no order of their references
        conn.run("ATTACH DATABASE :path AS target KEY :key", path=str(new), key=literal)
        conn.value("SELECT sqlcipher_export('target')")
        conn.execute("DETACH DATABASE target")
        held = copying.contents(conn)
    copying.require_whole(new, sqlite_key, held)


def _write_down(new: Path, before: Opening, fresh: bytes, by: User, clock: Clock, terminal: str) -> None:
    """Let what was marked and sealed under the keys of before be read, and write down that the key is another one."""
    from db.caseload import Caseload

    with opening(str(new), fresh).connect() as conn, conn.transaction(write=True):
        keep_keys(conn, known_key(before), fresh)
    with Caseload(str(new), key=fresh, clock=clock, terminal=terminal) as caseload:
        caseload.act_as(by)
        caseload.record_event("rekey", detail={"encrypted": not caseload.plain})
    if beside(new, "-wal").exists() and beside(new, "-wal").stat().st_size:
        raise EnvironmentFault("database_busy")
