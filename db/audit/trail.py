"""The one writer of audit events: a chain for each signed-in session, begun with its first event.

An event is written in the transaction of what it tells; where it cannot be written, nothing is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from typing import Final

from db.audit import chain
from db.audit.chain import Head, Plain
from db.audit.heads import beginnings, last_of, next_id
from db.audit.living import note_lost
from db.audit.seals import seal_years_before
from db.clock import Clock
from db.engine import Connection, Value, written
from db.ticks import ticks

_INSERT: Final = (
    f"INSERT INTO audit_event ({', '.join(chain.COLUMNS)}, mac)"  # noqa: S608 - names from code
    f" VALUES ({', '.join(f':{name}' for name in chain.COLUMNS)}, :mac)"
)


@dataclass(frozen=True, slots=True)
class Told:
    """One event, before it has its place in a chain; codes and ids only."""

    event: str
    user_id: int | None
    kind: str | None = None
    object_id: int | None = None
    outcome: str = "done"
    reason: str | None = None
    action_id: int | None = None
    detail: Mapping[str, Plain] | None = None


@dataclass(slots=True)
class _Chain:
    """A chain of this program: its end as far as it is committed, and as the open transaction will leave it."""

    user_id: int | None
    kept: Head | None = None
    ahead: Head | None = None
    maybe: Head | None = None  # as a transaction would have left it of which nobody knows whether it came through


class Trail:
    """The audit of one open caseload; used under its lock of writing."""

    def __init__(self, clock: Clock, terminal: str, key: Callable[[], bytes]) -> None:
        """Write with this clock's real time, for this terminal, under the key that `key` returns when it is wanted."""
        self._clock = clock
        self.terminal = terminal
        self._key = cache(key)
        self._own = _Chain(None)
        self._nobodys = _Chain(None)

    @property
    def user_id(self) -> int | None:
        """Who is signed in."""
        return self._own.user_id

    @property
    def head(self) -> Head | None:
        """The end of the chain of who is signed in, as committed; None before its first event."""
        return self._own.kept

    def act_as(self, user_id: int | None) -> None:
        """Write for this user from now on: with somebody else a chain of their own begins."""
        if user_id != self._own.user_id or user_id is None:
            self._own = _Chain(user_id)

    def end(self, conn: Connection, reason: str) -> Head | None:
        """End the chain of who is signed in, for one of `ENDS`; return where it ended, None where none began.

        What comes after begins another chain. Raises `ValueError` for another reason.
        """
        if reason not in chain.ENDS:
            raise ValueError("no reason to end a session")
        head = self._own.kept
        if head is None:
            return None
        with self.writing(conn):
            now = self._clock.real()
            self.write(conn, Told(chain.END, self._own.user_id, reason=reason))
            conn.run(
                "UPDATE session SET ended_at = :at, ended = :reason WHERE id = :id",
                at=now, reason=reason, id=head.session_id,
            )  # fmt: skip
        ended, self._own = self._own.kept, _Chain(self._own.user_id)
        return ended

    @contextmanager
    def writing(self, conn: Connection) -> Iterator[Connection]:
        """Open a writing transaction; the ends of the chains move once it is committed, and only then."""
        chains = (self._own, self._nobodys)
        for each in chains:
            each.ahead = each.kept
        try:
            with conn.transaction(write=True):
                yield conn
        except BaseException:
            for each in chains:
                if each.ahead != each.kept:
                    each.maybe, each.ahead = each.ahead, each.kept
            raise
        for each in chains:
            each.kept = each.ahead

    def write(self, conn: Connection, told: Told) -> None:
        """Write an event behind the last one of its session; raises `ValueError` for words instead of codes."""
        mine = self._own if told.user_id is not None and told.user_id == self._own.user_id else self._nobodys
        if mine.maybe is not None:
            _find_again(conn, mine, mine.maybe)
        if mine.ahead is None:
            self._begin(conn, mine)
        self._append(conn, mine, told, self._clock.real())

    def _begin(self, conn: Connection, mine: _Chain) -> None:
        """Begin a chain: its first event says where the others stand and who is lost, and seals years that are over."""
        now = self._clock.real()
        sealed = seal_years_before(conn, self._key(), now)
        lost = note_lost(conn, now)
        tick, given = ticks(conn)
        session_id: int = conn.value(
            "INSERT INTO session (user_id, terminal, started_at, beat)"  # noqa: S608 - from code
            f" VALUES (:user_id, :terminal, :at, {tick}) RETURNING id",
            user_id=mine.user_id, terminal=chain.one_line(self.terminal), at=now, **given,
        )  # fmt: skip
        mine.ahead = Head(session_id, 0, "")
        said = beginnings(conn, self._key(), session_id) | ({"lost": lost} if lost else {})
        start = Told(chain.START, mine.user_id, detail=said)
        self._append(conn, mine, start, now)
        if sealed is not None:
            self._append(conn, mine, replace(start, event="seal", detail=sealed), now)

    def _append(self, conn: Connection, mine: _Chain, told: Told, now: datetime) -> None:
        head = mine.ahead
        assert head is not None  # noqa: S101 - begun by the caller
        row: dict[str, Value] = {
            "id": next_id(conn), "real_at": now, "user_id": told.user_id, "terminal": chain.one_line(self.terminal),
            "event": chain.code(told.event), "object_kind": chain.code(told.kind), "object_id": told.object_id,
            "outcome": chain.code(told.outcome), "reason": chain.code(told.reason), "action_id": told.action_id,
            "session_id": head.session_id, "seq": head.seq + 1, "detail": chain.said(told.detail),
        }  # fmt: skip
        marked = tuple(written(now) if name == "real_at" else row[name] for name in chain.COLUMNS)
        mac = chain.mark(self._key(), head.mac, marked)
        conn.run(_INSERT, **row, mac=mac)
        mine.ahead = Head(head.session_id, head.seq + 1, mac)


def _find_again(conn: Connection, mine: _Chain, maybe: Head) -> None:
    """Read the end of a chain again, after a transaction of which it is not known whether it was committed.

    What was known to be committed stays known: where the database no longer has it, the chain goes on from it, so that
    the gap is found.
    """
    found = last_of(conn, maybe.session_id)
    if found is not None and (found == maybe or (mine.kept is not None and found.seq > mine.kept.seq)):
        mine.kept = mine.ahead = found
    mine.maybe = None
