"""Sealing a year of the audit that is over: how many events and sessions, one mark over the ends of all its chains.

A seal covers the chains begun since the one before, up to the session `through`, so that no wrong clock moves them from
one year to another. An event of its own, "seal", says the same within a chain, and which sessions were still going on.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Final

from db.audit.chain import Head, Plain, mark_over
from db.engine import Connection

_GOING_ON: Final = "SELECT id FROM session WHERE id > :after AND id <= :last AND (ended IS NULL OR ended = 'lost')"
_ENDS: Final = (
    "SELECT e.session_id, e.seq, e.mac FROM audit_event e JOIN (SELECT session_id, MAX(seq) AS seq FROM audit_event"
    " WHERE session_id > :after AND session_id <= :last GROUP BY session_id) last"
    " ON last.session_id = e.session_id AND last.seq = e.seq ORDER BY e.session_id"
)


def seal_years_before(conn: Connection, key: bytes, now: datetime) -> dict[str, Plain] | None:
    """Seal the chains that were begun in a year before this one; return what to say of it, None where there are none.

    Called within the transaction that begins a chain, before its session is written.
    """
    after: int = conn.value("SELECT COALESCE(MAX(through), 0) FROM audit_seal")
    first = conn.row("SELECT started_at FROM session WHERE id > :after ORDER BY id LIMIT 1", after=after)
    if first is None or first[0].astimezone(UTC).year >= now.astimezone(UTC).year:
        return None
    if conn.dialect == "postgresql":  # who is beginning just now comes before the seal or after it, never between
        conn.run("LOCK TABLE session IN SHARE ROW EXCLUSIVE MODE")
    last: int = conn.value("SELECT MAX(id) FROM session")
    year = now.astimezone(UTC).year - 1
    going_on = {row[0] for row in conn.rows(_GOING_ON, after=after, last=last)}
    ends = [Head(*row) for row in conn.rows(_ENDS, after=after, last=last)]
    mac = seal_mark(key, year, last, ends)
    written = conn.run(
        "INSERT INTO audit_seal (year, through, events, sessions, mac, at)"
        " VALUES (:year, :through, :events, :sessions, :mac, :at) ON CONFLICT (year) DO NOTHING",
        year=year, through=last, events=sum(end.seq for end in ends), sessions=len(ends), mac=mac, at=now,
    )  # fmt: skip
    if not written:  # a clock that was wrong once: the next year will cover them
        return None
    return {"year": year, "mac": mac, "open": [[end.session_id, end.seq] for end in ends if end.session_id in going_on]}


def seal_mark(key: bytes, year: int, through: int, ends: Iterable[Head]) -> str:
    """Return the mark over the ends of the chains of a year, in the order of their sessions."""
    return mark_over(key, [year, through, [list(end) for end in ends]])
