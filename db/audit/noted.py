"""Ends of chains that the door remembers: what was cut off before anybody signed in again is missed there."""

from __future__ import annotations

from typing import Final

from db.audit.chain import Head
from db.door import Door
from db.schema import has_table

TABLE: Final = (
    "CREATE TABLE IF NOT EXISTS {table} (session_id INTEGER PRIMARY KEY, seq INTEGER NOT NULL, mac TEXT NOT NULL)"
)
KEPT: Final = 200
"""So many of the latest sessions are remembered; older ones are long since taken down by the chains after them."""


def note_head(door: Door, head: Head) -> None:
    """Remember where a chain ended: when it is locked, and when it is over."""
    table = door.named("head")
    with door.connection.transaction(write=True) as conn:
        if not has_table(conn, table):
            conn.run(TABLE.format(table=table))
        conn.run(
            f"INSERT INTO {table} (session_id, seq, mac) VALUES (:session_id, :seq, :mac)"  # noqa: S608 - a name from code
            " ON CONFLICT (session_id) DO UPDATE SET seq = excluded.seq, mac = excluded.mac",
            **head._asdict(),
        )
        conn.run(
            f"DELETE FROM {table} WHERE session_id <= :oldest",  # noqa: S608 - as above
            oldest=head.session_id - KEPT,
        )


def noted_heads(door: Door) -> list[Head]:
    """Return the ends of chains that the door remembers."""
    table = door.named("head")
    if not has_table(door.connection, table):
        return []
    return [Head(*row) for row in door.connection.rows(f"SELECT session_id, seq, mac FROM {table} ORDER BY session_id")]  # noqa: S608 - as above
