"""Writing an invented record in bulk: rows by table, without the indexes where there is much to write."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Final

from db.engine import Connection
from db.generate.record import COLUMNS, Cell, Record, Row

MANY: Final = 20_000  # patients from which on indexes are made afterwards
_WHICH: Final = ("calls", "reached", "done", "attempts", "answered", "settled")


@contextmanager
def bulk(conn: Connection, *, much: bool) -> Iterator[None]:
    """Write fast into a fresh SQLite database: what breaks here is made anew, so nothing waits for the disk."""
    if conn.dialect != "sqlite":
        yield
        return
    indexes = conn.rows("SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL") if much else []
    conn.execute("PRAGMA synchronous=OFF")
    conn.execute("PRAGMA foreign_keys=OFF")
    try:
        for name, _ in indexes:
            conn.execute(f"DROP INDEX {name}")
        yield
    finally:
        for _, sql in indexes:
            conn.execute(sql)
        conn.execute("PRAGMA foreign_keys=ON")
        conn.execute("PRAGMA synchronous=FULL")


def write_rows(conn: Connection, table: str, columns: Sequence[str], rows: Sequence[tuple[Cell, ...]]) -> None:
    """Write rows of one table; values are texts and numbers that both engines read."""
    if not rows:
        return
    listed = ", ".join(columns)
    if conn.dialect == "postgresql":
        with conn.raw.cursor() as cursor, cursor.copy(f"COPY {table} ({listed}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
        return
    marks = ", ".join("?" * len(columns))
    conn.raw.executemany(f"INSERT INTO {table} ({listed}) VALUES ({marks})", rows)  # noqa: S608 - names from code


def write_record(conn: Connection, record: Record) -> None:
    """Write a part in one transaction."""
    with conn.transaction(write=True):
        for table, columns in COLUMNS.items():
            write_rows(conn, table, columns, record.rows[table])


def write_days(conn: Connection, records: Iterable[tuple[tuple[int, str, int, str], int]]) -> None:
    """Write what adds up per user and day."""
    days: dict[tuple[int, str, int], list[int]] = {}
    for (user, day, centre, which), count in records:
        days.setdefault((user, day, centre), [0] * len(_WHICH))[_WHICH.index(which)] += count
    rows: list[Row] = [(*key, *counts) for key, counts in sorted(days.items())]
    with conn.transaction(write=True):
        write_rows(conn, "day_count", ("user_id", "on_date", "centre_id", *_WHICH), rows)


def advance_sequences(conn: Connection) -> None:
    """Let PostgreSQL number on behind the ids that were given."""
    if conn.dialect != "postgresql":
        return
    for table in (*COLUMNS, "task"):
        if table == "patient_word":
            continue
        last = conn.value(f"SELECT MAX(id) FROM {table}") or 0  # noqa: S608 - names from code
        conn.value("SELECT setval(pg_get_serial_sequence(:table, 'id'), :next, false)", table=table, next=last + 1)
    conn.execute("ANALYZE")
