"""What stands at a database's place, looked at without changing a byte and without signing in."""

from __future__ import annotations

import os
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal
from urllib.parse import quote

from db.engine import NETWORK_FILE_SYSTEMS as NETWORKS
from db.engine import Connection, file_system_kind, is_postgresql, open_postgresql, sqlite_module, translated
from db.errors import CaseloadError, EnvironmentFault
from db.schema import require_head, schema_of
from db.swap import settle

Kind = Literal["ready", "encrypted", "missing", "empty", "unfit"]
HEADER: Final = b"SQLite format 3\x00"
_MOST_OPEN: Final = 64
_OPEN: dict[tuple[int, int], int] = {}
_LOCK: Final = threading.Lock()


@dataclass(frozen=True, slots=True)
class State:
    """What was found; `error` says why a database is unfit: of another schema, damaged, not ours, unreachable.

    An encrypted one is known by its door; what is in it shows only after signing in.
    """

    kind: Kind
    schema: str | None = None
    error: CaseloadError | None = None


def state_of(url: str, *, thorough: bool = True) -> State:
    """Return the state of the database at a path or a PostgreSQL URL; `thorough` reads every page of a file."""
    try:
        if is_postgresql(url):
            with open_postgresql(url, read_only=True) as conn:
                return _fit(conn)
        return _of_file(Path(url), thorough)
    except CaseloadError as error:
        return State("unfit", error=error)


def require_there(url: str) -> None:
    """Raise what there is to say where no file stands at a database's place; a swap broken off is ended first.

    `EnvironmentFault("no_database")` where there never was one, else as `refuse_remains`.
    """
    if is_postgresql(url):
        return
    path = Path(url)
    settle(path)
    if not path.exists():
        refuse_remains(path)
        raise EnvironmentFault("no_database", path=url)


def refuse_remains(path: Path) -> None:
    """Refuse a place where a database is gone and its backups or its door lie: no other is made beside them unasked.

    Raises `EnvironmentFault("database_gone" | "only_the_door")`.
    """
    from db.backup.manifest import listed
    from db.backup.taking import folder_of

    last = next(iter(listed(folder_of(str(path)), str(path))), None)
    if last is not None:
        raise EnvironmentFault("database_gone", path=str(path), backup=str(last.path))
    half_made = path.with_name(path.name + ".making").exists()  # its door comes first, by a program that was killed
    if door_path(path).exists() and not half_made:
        raise EnvironmentFault("only_the_door", path=str(path), door=str(door_path(path)))


def _of_file(path: Path, thorough: bool) -> State:
    kind = file_system_kind(path)
    if kind in NETWORKS:
        raise EnvironmentFault("network_file_system", kind=NETWORKS[kind])
    settle(path)
    head = _head(path)
    if head is None:
        return State("missing")
    if head != HEADER:
        if head and door_says_encrypted(path):
            return State("encrypted")
        raise EnvironmentFault("not_a_database")
    with looking_at(path) as conn:
        if thorough and conn.value("PRAGMA quick_check(1)") != "ok":
            raise EnvironmentFault("database_damaged")
        return _fit(conn)


def _head(path: Path) -> bytes | None:
    """Return how a file begins, None where there is none."""
    try:
        if os.name == "posix":
            return os.pread(_kept_open(path), len(HEADER), 0)
        with path.open("rb") as file:
            return file.read(len(HEADER))
    except FileNotFoundError:
        return None
    except OSError as error:
        raise EnvironmentFault("cannot_open", path=str(path)) from error


def _kept_open(path: Path) -> int:
    """Return a descriptor of a file that is not closed again.

    Closing one would drop every lock that this process has on the file, its open databases' too; whoever closed the
    database next in another program would then take the log away from under them.
    """
    found = os.stat(path)
    place = found.st_dev, found.st_ino
    with _LOCK:
        if place not in _OPEN:
            _OPEN[place] = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
            while len(_OPEN) > _MOST_OPEN:  # more than a program has open at once; tests have
                os.close(_OPEN.pop(next(iter(_OPEN))))
        return _OPEN[place]


def is_encrypted(path: Path) -> bool:
    """Say whether a file holds something that does not begin as a plain SQLite database does."""
    return _head(path) not in {None, b"", HEADER}


def door_says_encrypted(path: Path) -> bool:
    """Say whether the door beside a file says that it is an encrypted database of this program."""
    door = door_path(path)
    if not door.exists():
        return False
    try:
        with looking_at(door) as conn:
            return bool(conn.value("SELECT value FROM fact WHERE name = 'encrypted'") == "yes")
    except (EnvironmentFault, sqlite_module().Error):  # a door of the earlier format, or no door at all
        return False


def _fit(conn: Connection) -> State:
    found = schema_of(conn)
    if found is None and conn.dialect == "postgresql":
        return State("empty")
    require_head(conn)
    return State("ready", found)


def door_path(database: Path) -> Path:
    """Return where the door of a SQLite database lies."""
    return database.with_name(database.name + ".door")


def looking_at(path: Path) -> Connection:
    """Open a SQLite file only to look; raises `EnvironmentFault`."""
    module = sqlite_module()
    try:
        raw = module.connect(f"file:{quote(os.path.abspath(path))}?mode=ro", uri=True, isolation_level=None)
        raw.execute("PRAGMA cipher_log_level=NONE")
        raw.execute("PRAGMA query_only=ON")
    except (module.Error, UnicodeDecodeError) as error:
        raise translated(error, "sqlite") from error
    return Connection(raw, "sqlite", module.Error)


def refuse_strangers(path: Path) -> None:
    """Refuse a file that is no database of this program, before it is opened in a way that could change it.

    Raises `EnvironmentFault("not_a_database")`, `Refused("not_our_database")`; says nothing of a missing file.
    """
    error = state_of(str(path), thorough=False).error
    if error is not None and error.code in {"not_a_database", "not_our_database"}:
        raise error
