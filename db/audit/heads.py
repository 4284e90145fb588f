"""Where the chains of the audit end: what a new chain, a backup and the door take down of all others."""

from __future__ import annotations

from typing import Final

from db.audit.chain import COLUMNS, Head, Plain, mark
from db.engine import Connection

BACK: Final = {"sqlite": 0, "postgresql": 16}
"""How many beginnings before the last one are looked behind: a server's transactions end in another order."""

RAW: Final = {
    "sqlite": ", ".join(f"+{name}" for name in COLUMNS),  # the sign keeps the driver from making values of texts
    "postgresql": ", ".join(
        "to_char(real_at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US')" if name == "real_at" else name
        for name in COLUMNS
    ),
}
"""The columns of an event as they are marked."""


def next_id(conn: Connection) -> int:
    """Return the id of the next event: it stands under the mark, so it is needed before the row is written."""
    if conn.dialect == "postgresql":
        number: int = conn.value("SELECT nextval(pg_get_serial_sequence('audit_event', 'id'))")
    else:
        number = conn.value("SELECT COALESCE(MAX(id), 0) + 1 FROM audit_event")
    return number


def last_of(conn: Connection, session_id: int) -> Head | None:
    """Return the end of one chain as the database has it."""
    row = conn.row("SELECT seq, mac FROM audit_event WHERE session_id = :id ORDER BY seq DESC LIMIT 1", id=session_id)
    return None if row is None else Head(session_id, row[0], row[1])


def heads(conn: Connection, *, but: int | None = None) -> list[Head]:
    """Return the ends of all chains that went on since the last one began; those before it has taken down.

    Taken along by a backup; `but` is a chain that is just beginning.
    """
    since = conn.value(
        "SELECT e.id FROM audit_event e WHERE e.seq = 1 AND e.session_id <> :but"
        " ORDER BY e.session_id DESC LIMIT 1 OFFSET :back",
        but=but or 0, back=BACK[conn.dialect],
    )  # fmt: skip
    rows = conn.rows(  # the signs keep SQLite from walking the whole index by session instead of the newest rows
        "SELECT e.session_id, e.seq, e.mac FROM audit_event e JOIN"
        " (SELECT +session_id AS session_id, MAX(seq) AS seq FROM audit_event"
        " WHERE id >= :since AND +session_id <> :but GROUP BY 1) last"
        " ON last.session_id = e.session_id AND last.seq = e.seq ORDER BY e.session_id",
        since=since or 0, but=but or 0,
    )  # fmt: skip
    return [Head(*row) for row in rows]


def beginnings(conn: Connection, key: bytes, session_id: int) -> dict[str, Plain]:
    """Return what the first event of a chain says: where the others end, or once what was there before any chain."""
    found = heads(conn, but=session_id)
    if found:
        return {"heads": found}
    events, mac = unchained(conn, key)
    return {"before": [events, mac]}


def unchained(conn: Connection, key: bytes) -> tuple[int, str]:
    """Return how many events have no chain, written by a version that made none, and a mark over all of them."""
    mac, events = "", 0
    for row in conn.execute(
        f"SELECT {RAW[conn.dialect]} FROM audit_event WHERE session_id IS NULL ORDER BY id"  # noqa: S608 - names from code
    ).fetchall():
        mac, events = mark(key, mac, row), events + 1
    return events, mac
