"""Which sessions go on: a sign of life from every program now and then, and what counts as lost without one.

A program that was killed cannot say so. Whoever begins a session next notes, in the first event of its chain, whose
sessions gave no sign of life for long; a program that was only asleep takes that back by its next sign.
"""

from __future__ import annotations

from typing import Final

from db.engine import Connection, Value
from db.ticks import ticks

LOST: Final = "lost"
SILENT_FOR: Final = 300
"""Seconds without a sign of life after which a session counts as lost; a program gives one every minute."""

_LOSE: Final = (
    "UPDATE session SET ended_at = :at, ended = :lost WHERE ended IS NULL AND user_id IS NOT NULL"
    " AND abs({tick} - beat) > :silent RETURNING id"
)
_LIVES: Final = (
    "UPDATE session SET beat = {tick}, ended = NULL, ended_at = NULL WHERE id = :id AND COALESCE(ended, :lost) = :lost"
)


def note_lost(conn: Connection, at: Value) -> list[int]:
    """End the sessions that gave no sign of life for too long; return which. After a restart of a machine all are."""
    tick, given = ticks(conn)
    rows = conn.rows(_LOSE.format(tick=tick), at=at, lost=LOST, silent=SILENT_FOR, **given)
    return sorted(row[0] for row in rows)


def sign_of_life(conn: Connection, session_id: int) -> None:
    """Say within a writing transaction that a session goes on, whatever was thought of it meanwhile."""
    tick, given = ticks(conn)
    conn.run(_LIVES.format(tick=tick), id=session_id, lost=LOST, **given)
