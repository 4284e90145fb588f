"""Proving the audit: every chain is computed anew, and its end held against everything that remembers it.

What is found, each with its session and its place there: an event that was changed, forged or put elsewhere; one that
was removed; a tail that was cut off; a session that is gone; an action without its event; a seal that does not fit.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Final, TypeAlias

from db.audit.branches import Remembered, weighed
from db.audit.chain import END, START, Head, Marker, mark, marker, read
from db.audit.heads import RAW, unchained
from db.audit.keyring import earlier_keys
from db.audit.living import LOST
from db.audit.seals import seal_mark
from db.engine import Connection

Progress: TypeAlias = Callable[[int, int], None]
Row: TypeAlias = tuple[Any, ...]

CODES: Final = (
    "changed",
    "removed",
    "cut_off",
    "session_gone",
    "unchained",
    "session_changed",
    "action_without_event",
    "seal",
)
"""What can be wrong."""
_BATCH: Final = 20_000
_NAMED: Final = 50
_SESSION, _SEQ, _EVENT, _USER, _TERMINAL, _AT, _REASON, _ACTION, _DETAIL = 10, 11, 4, 2, 3, 1, 8, 9, 12


@dataclass(frozen=True, slots=True)
class AuditFault:
    """One thing that is wrong: what, in which session, from which event there; `number` is an action, a year, a row."""

    code: str
    session_id: int | None = None
    seq: int | None = None
    number: int | None = None


@dataclass(frozen=True, slots=True)
class AuditReport:
    """How much was verified, and what is wrong; the first faults are named, all are counted."""

    events: int
    sessions: int
    faults: tuple[AuditFault, ...]
    total: int

    @property
    def ok(self) -> bool:
        """Say whether all is as it was written."""
        return self.total == 0


@dataclass(slots=True)
class _State:
    """What is known of one chain so far."""

    start: Row
    mark: Marker
    seq: int = 0
    mac: str = ""
    ended: str | None = None  # why, where the last event is its end


@dataclass(slots=True)
class _Walk:
    """One verification under way."""

    conn: Connection
    keys: list[bytes] = field(repr=False)  # the one of now first
    wanted: dict[int, dict[int, set[str]]] = field(default_factory=dict)  # by session and place: the marks remembered
    furthest: dict[int, int] = field(default_factory=dict)  # by session: how far its chain must go at least
    places: dict[tuple[int, int], str] = field(default_factory=dict)  # marks found where a seal asks for them
    chains: dict[int, _State] = field(default_factory=dict)
    lost: set[int] = field(default_factory=set)  # sessions of which a later one said that they gave no sign of life
    seals: dict[int, dict[str, Any]] = field(default_factory=dict)  # by year: what its event says
    before: tuple[int, str] = (0, "")  # what there was before any chain
    actions: set[int] = field(default_factory=set)
    events: int = 0
    faults: list[AuditFault] = field(default_factory=list)
    total: int = 0

    def found(self, code: str, session: int | None = None, seq: int | None = None, number: int | None = None) -> None:
        """Note a fault, once."""
        fault = AuditFault(code, session, seq, number)
        if fault in self.faults:
            return
        self.total += 1
        if len(self.faults) < _NAMED:
            self.faults.append(fault)


def verify(
    conn: Connection, key: bytes, *, heads: Iterable[Head] = (), remembered: Iterable[Remembered] = (),
    progress: Progress | None = None,
) -> AuditReport:  # fmt: skip
    """Verify the whole audit; `heads` are ends of chains that the door remembers, `remembered` those of backups.

    Raises `Refused("wrong_key")` where `key` is not the key of this audit.
    """
    walk = _Walk(conn, [key, *reversed(earlier_keys(conn, key))])
    must, may = weighed(conn, remembered)
    for head in (*heads, *must):
        _want(walk, *head)
    for head in may:
        _compare(walk, *head)
    _gather(walk)
    _walk_events(walk, progress)
    _hold_heads(walk)
    _hold_sessions(walk)
    _hold_seals(walk)
    _hold_unchained(walk)
    _hold_actions(walk)
    return AuditReport(walk.events, len(walk.chains), tuple(walk.faults), walk.total)


def _want(walk: _Walk, session_id: int, seq: int, mac: str) -> None:
    walk.furthest[session_id] = max(seq, walk.furthest.get(session_id, 0))
    _compare(walk, session_id, seq, mac)


def _compare(walk: _Walk, session_id: int, seq: int, mac: str) -> None:
    walk.wanted.setdefault(session_id, {}).setdefault(seq, set()).add(mac)


def _gather(walk: _Walk) -> None:
    """Gather what beginnings of chains and seals remember of other chains."""
    first = True
    for event, text in walk.conn.rows(
        "SELECT event, detail FROM audit_event WHERE event IN (:start, 'seal') AND session_id IS NOT NULL ORDER BY id",
        start=START,
    ):
        detail = read(text)
        if event == "seal":
            walk.seals[detail.get("year", 0)] = detail
            for session_id, seq in _pairs(detail.get("open")):
                walk.places[session_id, seq] = ""
            continue
        if first and isinstance(detail.get("before"), list) and len(detail["before"]) == 2:
            walk.before = (detail["before"][0], detail["before"][1])
        first = False
        walk.lost.update(detail.get("lost", ()))
        for head in detail.get("heads", ()):
            if isinstance(head, list) and len(head) == len(Head._fields):
                _want(walk, *head)


def _pairs(value: object) -> Iterator[tuple[int, int]]:
    for pair in value if isinstance(value, list) else ():
        if isinstance(pair, list) and len(pair) == 2:
            yield pair[0], pair[1]


def _walk_events(walk: _Walk, progress: Progress | None) -> None:
    """Compute every chain anew, all in the order in which they were written."""
    total = walk.conn.value("SELECT COUNT(*) FROM audit_event")
    last, chains, wanted, actions, done = -1, walk.chains, walk.wanted, walk.actions, 0
    sql = f"SELECT {RAW[walk.conn.dialect]}, mac FROM audit_event WHERE id > :last ORDER BY id LIMIT {_BATCH}"  # noqa: S608 - names from code
    while rows := walk.conn.rows(sql, last=last):
        for row in rows:
            session_id, seq, mac = row[_SESSION], row[_SEQ], row[-1]
            if row[_ACTION] is not None:
                actions.add(row[_ACTION])
            if session_id is None:
                continue
            state = chains.get(session_id)
            if state is None:
                state = chains[session_id] = _begun(walk, row)
            whole = seq == state.seq + 1
            if not whole:
                _out_of_place(walk, session_id, seq, state.seq)
            elif mac != state.mark(state.mac, row[:-1]):
                walk.found("changed", session_id, seq)
            remembered = wanted.get(session_id)
            if remembered is not None and remembered.get(seq, {mac}) != {mac}:
                walk.found("changed", session_id, seq)
            if (session_id, seq) in walk.places:
                walk.places[session_id, seq] = mac
            if isinstance(seq, int) and seq > state.seq:
                state.seq, state.mac = seq, mac
                state.ended = row[_REASON] if row[_EVENT] == END else None
        last, done = rows[-1][0], done + len(rows)
        if progress is not None:
            progress(done, total)
    walk.events = done


def _begun(walk: _Walk, row: Row) -> _State:
    """Return the state of a chain of which the first row was met, under the key that it was begun with."""
    fitting = (key for key in walk.keys[1:] if mark(key, "", row[:-1]) == row[-1])
    return _State(row, marker(next(fitting, walk.keys[0])))


def _out_of_place(walk: _Walk, session_id: int, seq: object, before: int) -> None:
    """Note what is missing in front of an event, or that it stands behind a later one."""
    if not isinstance(seq, int) or seq <= before:
        walk.found("changed", session_id, seq if isinstance(seq, int) else None)
        return
    for missing in range(before + 1, min(seq, before + _NAMED)):
        walk.found("removed", session_id, missing)


def _hold_heads(walk: _Walk) -> None:
    """Hold what is remembered of the ends of chains against what is there."""
    for session_id, furthest in sorted(walk.furthest.items()):
        state = walk.chains.get(session_id)
        if state is None:
            walk.found("session_gone", session_id, 1)
        elif furthest > state.seq:
            walk.found("cut_off", session_id, state.seq + 1)


def _hold_sessions(walk: _Walk) -> None:
    """Hold the sessions against the first and the last events of their chains."""
    stamp = {
        "sqlite": "+started_at",
        "postgresql": "to_char(started_at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US')",
    }
    known: set[int] = set()
    for number, user_id, terminal, started, ended in walk.conn.rows(
        f"SELECT id, user_id, terminal, {stamp[walk.conn.dialect]}, ended FROM session ORDER BY id"  # noqa: S608 - as above
    ):
        known.add(number)
        state = walk.chains.get(number)
        if state is None:
            if number not in walk.furthest:
                walk.found("session_gone", number, 1)
            continue
        start = state.start
        if (start[_USER], start[_TERMINAL], start[_AT]) != (user_id, terminal, started) or start[_EVENT] != START:
            walk.found("session_changed", number)
        if ended == LOST and state.ended is None:
            if number not in walk.lost:
                walk.found("session_changed", number, state.seq + 1)
        elif ended != state.ended:
            walk.found("cut_off" if state.ended is None else "session_changed", number, state.seq + 1)
    for number in sorted(walk.chains.keys() - known):
        walk.found("session_changed", number)


def _hold_seals(walk: _Walk) -> None:
    """Hold the seals of years against the ends of the chains that they cover."""
    after = 0
    rows = walk.conn.rows("SELECT year, through, events, sessions, mac FROM audit_seal ORDER BY through, year")
    for year, through, events, sessions, mac in rows:
        said = walk.seals.pop(year, {})
        going_on = dict(_pairs(said.get("open")))
        ends = [
            Head(number, going_on.get(number, state.seq), walk.places.get((number, going_on.get(number, 0)), state.mac))
            for number, state in sorted(walk.chains.items())
            if after < number <= through
        ]
        sealed = any(seal_mark(key, year, through, ends) == mac for key in walk.keys)
        counted = (sum(end.seq for end in ends), len(ends))
        if not sealed or said.get("mac") != mac or counted != (events, sessions):
            walk.found("seal", number=year)
        after = through
    for year in walk.seals:  # a seal that was told of and is gone
        walk.found("seal", number=year)


def _hold_unchained(walk: _Walk) -> None:
    """Hold what was there before any chain against its mark; nothing comes to it any more."""
    if walk.chains and not any(unchained(walk.conn, key) == walk.before for key in walk.keys[::-1]):
        number = walk.conn.value("SELECT MAX(id) FROM audit_event WHERE session_id IS NULL")
        walk.found("unchained", number=number)


def _hold_actions(walk: _Walk) -> None:
    """Hold the journal against the audit: every action has its event."""
    last = -1
    while rows := walk.conn.rows("SELECT id FROM action WHERE id > :last ORDER BY id LIMIT 50000", last=last):
        for (number,) in rows:
            if number not in walk.actions:
                walk.found("action_without_event", number=number)
        last = rows[-1][0]


def faults_of(report: AuditReport) -> list[dict[str, object]]:
    """Return what is wrong with the keys of the command line; nothing where all is right."""
    return [
        {"code": each.code, "session": each.session_id, "seq": each.seq, "number": each.number}
        for each in report.faults
    ]
