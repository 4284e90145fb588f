"""Copying a live SQLite database through the engine, and proving that the copy has the same rows.

A database is never copied as a file: its last commits stand in the log beside it.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import quote

from db.audit import heads
from db.audit.branches import branch_of
from db.engine import Connection, open_sqlite, sqlite_module, translated, unlock
from db.errors import EnvironmentFault, Refused
from db.schema import schema_of
from db.swap import beside

_BATCH: Final = 20_000
_PAGES: Final = 4096
"""So many pages are copied at a time: between two of them others may write to the disk."""


@dataclass(frozen=True, slots=True)
class Contents:
    """What a database holds, said in a way that two of them can be compared."""

    schema: str
    counts: Mapping[str, int]
    rows: str
    identity: str
    mark: tuple[int, int]
    heads: tuple[tuple[int, int, str], ...]
    branch: str


@contextmanager
def snapshot(path: Path, key: bytes | None) -> Iterator[Connection]:
    """Lend a reading connection that sees one moment of a live database until it is given back."""
    with open_sqlite(path, read_only=True, typed=False, key=key) as conn, conn.transaction(write=False):
        conn.value("SELECT COUNT(*) FROM sqlite_master")  # the moment is that of the first read
        yield conn


def copy(source: Connection, target: Path, key: bytes | None) -> None:
    """Copy what a connection sees into a new file under the same key, one file without a log, written through."""
    make_private(target)
    module = sqlite_module()
    try:
        with _raw(f"file:{quote(str(target.absolute()))}", key) as conn:
            conn.execute("PRAGMA synchronous=OFF")  # it is written through once, at the end
            source.raw.backup(conn.raw, pages=_PAGES)
            conn.execute("PRAGMA journal_mode=DELETE")
    except module.Error as error:
        raise translated(error, "sqlite") from error
    descriptor = os.open(target, os.O_RDWR)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def looking(path: Path, key: bytes | None) -> Connection:
    """Open a finished copy only to look, without making a file beside it; raises `EnvironmentFault`."""
    return _raw(f"file:{quote(str(path.absolute()))}?mode=ro&immutable=1", key)


def _raw(uri: str, key: bytes | None) -> Connection:
    module = sqlite_module()
    try:
        raw = module.connect(uri, uri=True, isolation_level=None, check_same_thread=False)
        unlock(raw, key)
    except module.Error as error:
        raise translated(error, "sqlite") from error
    return Connection(raw, "sqlite", module.Error)


def copy_door(database: Path, target: Path) -> None:
    """Copy the door of a database beside a copy of it; raises `Refused("no_door")`."""
    door = beside(database, ".door")
    if not door.exists():
        raise Refused("no_door")
    with snapshot(door, None) as source:
        copy(source, beside(target, ".door"), None)


def make_private(path: Path) -> None:
    """Make an empty file that only its owner may read; raises `EnvironmentFault("cannot_write")`."""
    try:
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    except OSError as error:
        raise EnvironmentFault("cannot_write", path=str(path)) from error


def contents(conn: Connection) -> Contents:
    """Return what a connection sees: every table counted, every row under one mark."""
    schema = schema_of(conn)
    if schema is None:
        raise EnvironmentFault("not_a_database")
    digest = hashlib.blake2b(digest_size=32)
    counts: dict[str, int] = {}
    for table in tables(conn):
        digest.update(f"\n{table}\n".encode())
        counts[table] = _hash_rows(conn, table, digest)
    identity = conn.value("SELECT value FROM meta WHERE name = 'id'") or ""
    chains = tuple(heads(conn)) if "session" in counts else ()  # earlier versions made none
    return Contents(schema, counts, digest.hexdigest(), identity, mark(conn), chains, branch_of(conn))


def tables(conn: Connection) -> list[str]:
    """Return the names of the tables of a SQLite database, sorted."""
    rows = conn.rows("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name")
    return [row[0] for row in rows]


def mark(conn: Connection) -> tuple[int, int]:
    """Return what grows with every change: the last action, and the last event that tells of more than a backup."""
    return (
        conn.value("SELECT COALESCE(MAX(id), 0) FROM action"),
        conn.value(
            "SELECT COALESCE(MAX(id), 0) FROM audit_event WHERE event NOT IN ('backup', 'restore_test', 'session')"
        ),
    )


def require_whole(path: Path, key: bytes | None, wanted: Contents | None = None) -> Contents:
    """Open a copy, read every page of it, follow every reference, and compare it with what it is to hold.

    Raises `EnvironmentFault("backup_unfit")`.
    """
    with looking(path, key) as conn:
        if conn.rows("PRAGMA integrity_check(1)") != [("ok",)] or conn.rows("PRAGMA foreign_key_check"):
            raise EnvironmentFault("backup_unfit")
        found = contents(conn)
    if wanted is not None and (found.counts, found.rows) != (wanted.counts, wanted.rows):
        raise EnvironmentFault("backup_unfit")
    return found


def _hash_rows(conn: Connection, table: str, digest: hashlib.blake2b) -> int:
    """Take every row of a table into the mark, as SQL would write it, and return how many there are."""
    columns = [row[0] for row in conn.rows("SELECT name FROM pragma_table_info(:table)", table=table)]
    row = "||','||".join(f'quote("{name}")' for name in columns)
    last = conn.value(f'SELECT MAX(rowid) FROM "{table}"')  # noqa: S608 - a name of the database's own
    count, low = 0, conn.value(f'SELECT MIN(rowid) FROM "{table}"')  # noqa: S608 - as above
    while last is not None and low is not None and low <= last:
        found = conn.row(
            f"SELECT COUNT(*), CAST(group_concat({row}, char(10)) AS BLOB), MAX(rowid) + 1 FROM"  # noqa: S608 - as above
            f' (SELECT rowid, * FROM "{table}" WHERE rowid >= :low ORDER BY rowid LIMIT {_BATCH})',
            low=low,
        )
        if found is None or not found[0]:
            break
        count += found[0]
        digest.update(found[1] or b"")
        low = found[2]
    return count
