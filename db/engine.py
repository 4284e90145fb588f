"""Connections to SQLite (through `sqlcipher3`) and PostgreSQL: pragmas, transactions, one binder of values.

SQL is written once, in the words that both engines share: `:name` parameters, `json_array`, `json_group_array`,
`string_agg`; a list given for a parameter stands for `(a, b, …)`. The binder writes instants as aware UTC.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from functools import lru_cache
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Protocol, TypeAlias

from db.errors import EnvironmentFault
from db.statements import expanded, for_postgresql

Value: TypeAlias = "str | int | float | bool | date | datetime | None"
Bound: TypeAlias = "Value | Sequence[int] | Sequence[str]"

BUSY_MS: Final = 10_000
OLDEST_SQLITE: Final = (3, 51, 3)  # older ones may corrupt a WAL with two connections
NETWORK_FILE_SYSTEMS: Final = {
    0x6969: "NFS", 0x517B: "SMB", 0xFE534D42: "SMB2", 0xFF534D42: "CIFS", 0x65735546: "FUSE", 0x564C: "NCP",
    0x01021997: "9P", 0x5346414F: "AFS",
}  # fmt: skip


class Cursor(Protocol):
    """What is used of a DB-API cursor."""

    rowcount: int

    def fetchall(self) -> list[tuple[Any, ...]]:
        """Return the rows that are left."""

    def fetchone(self) -> tuple[Any, ...] | None:
        """Return the next row, or None."""


class Connection:
    """One connection, and the statements of both engines through the same few calls."""

    def __init__(self, raw: Any, dialect: str, errors: type[Exception]) -> None:  # noqa: ANN401 - either driver's
        """Wrap an open DB-API connection in autocommit mode; `errors` is the base of its module's errors."""
        self.raw = raw
        self.dialect = dialect
        self._errors = errors
        self.in_transaction = False

    def execute(self, sql: str, params: Mapping[str, Bound] | None = None) -> Cursor:
        """Run one statement; faults of disk and lock come as `EnvironmentFault`."""
        given = dict(params or {})
        for name in [name for name, value in given.items() if isinstance(value, (list, tuple, set, frozenset))]:
            sql = expanded(sql, name, given)
        if self.dialect == "postgresql":
            sql = for_postgresql(sql)
        try:
            cursor: Cursor = self.raw.execute(sql, given)
        except (self._errors, UnicodeDecodeError) as error:
            raise translated(error, self.dialect) from error
        return cursor

    def rows(self, sql: str, **params: Bound) -> list[tuple[Any, ...]]:
        """Return all rows as tuples."""
        return self._fetched(self.execute(sql, params))

    def row(self, sql: str, **params: Bound) -> tuple[Any, ...] | None:
        """Return the first row, or None."""
        return self._first(self.execute(sql, params))

    def value(self, sql: str, **params: Bound) -> Any:  # noqa: ANN401 - the statement says what comes
        """Return the first column of the first row, or None."""
        row = self._first(self.execute(sql, params))
        return None if row is None else row[0]

    def run(self, sql: str, **params: Bound) -> int:
        """Run a statement for its effect and return how many rows it touched."""
        return self.execute(sql, params).rowcount

    def many(self, sql: str, params: Iterable[Mapping[str, Value]]) -> None:
        """Run one statement for many sets of parameters."""
        listed = list(params)
        if not listed:
            return
        try:
            if self.dialect == "postgresql":
                with self.raw.cursor() as cursor:
                    cursor.executemany(for_postgresql(sql), listed)
            else:
                self.raw.executemany(sql, listed)
        except self._errors as error:
            raise translated(error, self.dialect) from error

    def dicts(self, sql: str, **params: Bound) -> list[dict[str, Any]]:
        """Return all rows as dictionaries by column name."""
        cursor: Any = self.execute(sql, params)
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in self._fetched(cursor)]

    def _fetched(self, cursor: Cursor) -> list[tuple[Any, ...]]:
        """Return all rows; a damaged page, or a value that is none any more, may show only while they are read."""
        try:
            return cursor.fetchall()
        except (self._errors, ValueError) as error:
            raise translated(error, self.dialect) from error

    def _first(self, cursor: Cursor) -> tuple[Any, ...] | None:
        try:
            return cursor.fetchone()
        except (self._errors, ValueError) as error:
            raise translated(error, self.dialect) from error

    @contextmanager
    def transaction(self, *, write: bool) -> Iterator[Connection]:
        """Commit on leaving, roll back on any error; a write begins immediate, so that it waits instead of failing."""
        if self.dialect == "sqlite":
            self.execute("BEGIN IMMEDIATE" if write else "BEGIN")
        else:
            self.execute("BEGIN" if write else "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        self.in_transaction = True
        try:
            yield self
        except BaseException:
            self._roll_back()
            raise
        self.in_transaction = False
        try:
            self.execute("COMMIT")
        except BaseException:
            self._roll_back()
            raise

    def _roll_back(self) -> None:
        """Roll back where the connection still allows it; the first error is the one that counts."""
        self.in_transaction = False
        try:
            self.raw.execute("ROLLBACK")
        except self._errors:  # the connection is gone, or the engine rolled back by itself
            return

    def close(self) -> None:
        """Close; a closed one stays closed."""
        self.raw.close()

    def __enter__(self) -> Connection:
        """Use as a context manager that closes."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close on leaving."""
        self.close()


def translated(error: Exception, dialect: str) -> Exception:
    """Return an error of the engine as one that the user can be told, or the error itself."""
    if isinstance(error, ValueError):  # a text that is none, a date that is none: only damage writes such
        return EnvironmentFault("database_damaged")
    text = str(error).lower()
    if dialect == "sqlite":
        for words, code in (
            ("disk is full", "disk_full"), ("locked", "database_busy"), ("disk i/o error", "disk_error"),
            ("malformed", "database_damaged"), ("could not decode", "database_damaged"),
            ("not a database", "not_a_database"),
            ("unable to open", "cannot_open"), ("readonly", "read_only"),
        ):  # fmt: skip
            if words in text:
                return EnvironmentFault(code)
    else:
        state = getattr(error, "sqlstate", None) or ""
        if state[:2] in {"40", "55"} or state == "57014":
            return EnvironmentFault("database_busy")
        if state[:2] in {"08", "57"} or "connection" in text or "server closed" in text:
            return EnvironmentFault("connection_lost")
        if state[:2] == "53":
            return EnvironmentFault("disk_full")
    return error


def written(value: datetime) -> str:
    """Return an instant as SQLite stores it: UTC, to the microsecond, sortable as text."""
    if value.utcoffset() is None:
        raise ValueError("an instant needs its offset")
    return value.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")


def instant(value: datetime | str | None) -> datetime | None:
    """Return an instant as read from an expression or from JSON, aware UTC, whatever engine wrote it."""
    if value is None:
        return None
    if isinstance(value, str):
        value = datetime.fromisoformat(value)
    return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def day(value: date | str | None) -> date | None:
    """Return a date as read from an expression or from JSON."""
    return date.fromisoformat(value) if isinstance(value, str) else value


@lru_cache(maxsize=1)
def sqlite_module() -> Any:  # noqa: ANN401 - it ships no types
    """Return `sqlcipher3.dbapi2` with the binder registered; refuse one whose WAL is not safe."""
    from sqlcipher3 import dbapi2

    version = tuple(int(part) for part in dbapi2.sqlite_version.split("."))
    if version < OLDEST_SQLITE:
        raise EnvironmentFault("sqlite_too_old", found=dbapi2.sqlite_version, needed="3.51.3")
    dbapi2.register_adapter(datetime, written)
    dbapi2.register_adapter(date, date.isoformat)
    dbapi2.register_converter("DATETIME", lambda raw: datetime.fromisoformat(raw.decode()).replace(tzinfo=UTC))
    dbapi2.register_converter("DATE", lambda raw: date.fromisoformat(raw.decode()))
    dbapi2.register_converter("BOOLEAN", lambda raw: raw == b"1")
    return dbapi2


def open_sqlite(path: Path, *, read_only: bool = False, typed: bool = True, key: bytes | None = None) -> Connection:
    """Open a SQLite file with every pragma that the record depends on; refuse a network file system.

    `key` is the raw key of an encrypted file (32 bytes, derived for "sqlite"); another one, as for a file that is no
    database, raises `EnvironmentFault("not_a_database")`.
    """
    refuse_network_file_system(path)
    module = sqlite_module()
    detect = module.PARSE_DECLTYPES if typed else 0
    try:
        raw = module.connect(
            str(path), detect_types=detect, isolation_level=None, check_same_thread=False, cached_statements=512
        )
        unlock(raw, key)
        for pragma in (
            f"busy_timeout={BUSY_MS}", "foreign_keys=ON", "journal_mode=WAL",
            "synchronous=FULL", "trusted_schema=OFF", "secure_delete=ON", "cell_size_check=ON", "cache_size=-65536",
            "temp_store=MEMORY",
        ):  # fmt: skip
            raw.execute(f"PRAGMA {pragma}")
        if read_only:
            raw.execute("PRAGMA query_only=ON")
    except (module.Error, UnicodeDecodeError) as error:
        raise translated(error, "sqlite") from error
    return Connection(raw, "sqlite", module.Error)


def unlock(raw: Any, key: bytes | None) -> None:  # noqa: ANN401 - sqlcipher3 ships no types
    """Give a fresh connection the raw key of its file, None for a plain one; SQLCipher then says nothing on stderr."""
    raw.execute("PRAGMA cipher_log_level=NONE")
    if key is not None:
        raw.execute(f"PRAGMA key = \"x'{key.hex()}'\"")


def open_postgresql(url: str, *, read_only: bool = False) -> Connection:
    """Open a PostgreSQL connection that notices a dead network within seconds and never hangs on a lock."""
    import psycopg

    options = (
        "-c timezone=UTC -c statement_timeout=30000 -c lock_timeout=10000 -c idle_in_transaction_session_timeout=60000"
    )
    try:
        raw = psycopg.connect(
            url, autocommit=True, connect_timeout=3, tcp_user_timeout=5000, keepalives=1, keepalives_idle=5,
            keepalives_interval=2, keepalives_count=2, options=options, prepare_threshold=2,
        )  # fmt: skip
        if read_only:
            raw.execute("SET default_transaction_read_only = on")
    except psycopg.OperationalError as error:
        raise EnvironmentFault("cannot_connect") from error
    return Connection(raw, "postgresql", psycopg.Error)


def refuse_network_file_system(path: Path) -> None:
    """Refuse a file system on which SQLite's WAL is unsafe; PostgreSQL is meant for more than one machine."""
    kind = file_system_kind(path)
    if kind in NETWORK_FILE_SYSTEMS:
        raise EnvironmentFault("network_file_system", kind=NETWORK_FILE_SYSTEMS[kind])


def file_system_kind(path: Path) -> int | None:
    """Return the magic number of the file system that holds `path`, or None where it cannot be told."""
    import ctypes
    import sys

    if not sys.platform.startswith("linux"):
        return None
    folder = path if path.is_dir() else path.parent
    buffer = ctypes.create_string_buffer(256)
    if ctypes.CDLL(None, use_errno=True).statfs(str(folder).encode(), buffer) != 0:
        return None
    return int.from_bytes(buffer.raw[:8], "little") & 0xFFFFFFFF


def is_postgresql(url: str) -> bool:
    """Say whether a database is named by a PostgreSQL URL rather than by a path."""
    return url.startswith(("postgresql://", "postgres://"))
