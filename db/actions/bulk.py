"""Many new rows at once: ids taken beforehand, one statement for all, COPY where the engine has it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from db.engine import Connection, translated
from db.work import Work, dumps


def reserve(conn: Connection, table: str, count: int) -> list[int]:
    """Return so many ids that nobody else will take."""
    if count == 0:
        return []
    if conn.dialect == "postgresql":
        rows = conn.rows(
            f"SELECT nextval(pg_get_serial_sequence('{table}', 'id')) FROM generate_series(1, :count)", count=count  # noqa: S608 - names from code
        )  # fmt: skip
        return sorted(row[0] for row in rows)
    last: int = conn.value(f"SELECT COALESCE(MAX(id), 0) FROM {table}")  # noqa: S608 - names from code
    return list(range(last + 1, last + count + 1))


def insert_many(conn: Connection, table: str, columns: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> None:
    """Write new rows, each with all of these columns."""
    listed = list(rows)
    names = ", ".join(columns)
    if conn.dialect == "sqlite" or len(listed) < 20:
        marks = ", ".join(f":{name}" for name in columns)
        conn.many(f"INSERT INTO {table} ({names}) VALUES ({marks})", listed)  # noqa: S608 - names from code
        return
    import psycopg

    try:
        with conn.raw.cursor().copy(f"COPY {table} ({names}) FROM STDIN") as copy:
            for row in listed:
                copy.write_row([row[name] for name in columns])
    except psycopg.Error as error:
        raise translated(error, conn.dialect) from error


def note_new(work: Work, table: str, rows: Iterable[Mapping[str, Any]]) -> None:
    """Note new rows in the journal."""
    listed = list(rows)
    work.concern(table, *listed)
    insert_many(
        work.conn, "change", ("action_id", "table_name", "row_key", "after"),
        [
            {"action_id": work.action_id, "table_name": table, "row_key": str(row["id"]), "after": dumps(row)}
            for row in listed
        ],
    )  # fmt: skip


def note_changed(work: Work, table: str, rows: Iterable[tuple[Mapping[str, Any], Mapping[str, Any]]]) -> None:
    """Note rows before and after in the journal."""
    listed = list(rows)
    work.concern(table, *(row for pair in listed for row in pair))
    insert_many(
        work.conn, "change", ("action_id", "table_name", "row_key", "before", "after"),
        [
            {
                "action_id": work.action_id, "table_name": table, "row_key": str(after["id"]),
                "before": dumps(before), "after": dumps(after),
            }
            for before, after in listed
        ],
    )  # fmt: skip
