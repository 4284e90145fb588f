"""The door between what people see and what is true: `ask` reads, `do` writes, nothing else passes."""

from __future__ import annotations

import shutil
import threading
import uuid as uuids
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Any, Concatenate, Final, ParamSpec, Self, TypeVar
from zoneinfo import ZoneInfo

from db import guard
from db.actions.claims import beat, release_claims
from db.actions.living import refuse_merged
from db.actions.planning import replan
from db.audit import Trail
from db.audit.recording import Recording
from db.clock import Clock
from db.done import Done, plain, rebuilt
from db.engine import Connection, is_postgresql
from db.errors import BadInput, CaseloadError, Denied, EnvironmentFault, Refused
from db.holders import new_holder
from db.keys import derive
from db.opening import opening
from db.queries.in_force import begun, rules_in_force
from db.queries.news import LATEST, latest_steps
from db.rules.rules import Rules
from db.schema import require_head
from db.signed_in import SignedIn
from db.swap import held
from db.work import ACTIONS, ActionInfo, View, Work, dumps, loads

P = ParamSpec("P")
R = TypeVar("R")

__all__ = ["Caseload", "Done"]

TRIES: Final = 3


class Caseload(Recording, SignedIn):
    """One open database, acting as one signed-in user."""

    def __init__(
        self,
        url: str,
        *,
        key: bytes | None = None,
        clock: Clock | None = None,
        terminal: str = "local",
        zone: str = "Europe/Moscow",
    ) -> None:
        """Open a database: a path of a SQLite file, or a `postgresql://` URL; an encrypted file with its data key.

        Raises `EnvironmentFault` where it cannot be opened, `Refused("newer_schema" | "older_schema" | "key_needed")`.
        """
        self.url = url
        self.clock = clock or Clock()
        self.terminal = terminal
        self.zone = ZoneInfo(zone)
        self.holder = new_holder()
        self.trail = Trail(self.clock, terminal, partial(self.derived, "audit"))
        self._rules: Rules | None = None
        self._steps: deque[int] = deque(maxlen=LATEST)
        self._write_lock = threading.RLock()
        self._readers: SimpleQueue[Connection] = SimpleQueue()
        self._closed = False
        self._hold = held(url)
        try:
            self.opening = opening(url, key)
            self._writer = self.opening.connect()
        except BaseException:
            self._hold.close()
            raise
        try:
            require_head(self._writer)
            self.training = self._meta("training") == "yes"
            self.steps_before = latest_steps(self._writer)
            self.identity = self._meta("id") or url
        except BaseException:
            self._writer.close()
            self._hold.close()
            raise
        self.moved_without_training = self.clock.moved and not self.training

    @property
    def rules(self) -> Rules:
        """The rules in force, frozen in the database under their stamp."""
        if self._rules is None:
            with self._reader() as conn:
                self._rules = rules_in_force(conn)
        return self._rules

    @property
    def own_steps(self) -> frozenset[int]:
        """The latest steps that were taken here: others need not tell of them."""
        return frozenset(self._steps.copy())

    @property
    def dialect(self) -> str:
        """The engine: sqlite or postgresql."""
        return self._writer.dialect

    # --- the two verbs ------------------------------------------------------------------------------------------------

    def ask(self, query: Callable[Concatenate[View, P], R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Run a query of `db/queries/` in a read-only transaction and return its frozen dataclasses."""
        rules, now, real = self.rules, self.clock.now(), self.clock.real()
        try:
            with self._reader() as conn, conn.transaction(write=False):
                view = View(conn, self._user_now(conn), now, rules, self.zone, holder=self.holder, real=real)
                glass = guard.allow_query(view, query, args, kwargs)
                result = query(view, *args, **kwargs)
        except Denied as denied:
            self.record_denial(query, denied, guard.values(query, args, kwargs))
            raise
        guard.note_glass(self.record_event, glass)
        return result

    def do(self, act: Callable[Concatenate[Work, P], R], *args: P.args, **kwargs: P.kwargs) -> Done[R]:
        """Run an action of `db/actions/` in one transaction, with its plan, journal and audit.

        Raises `CaseloadError`; then nothing of it was written.
        """
        return self.do_once(str(uuids.uuid4()), act, *args, **kwargs)

    def do_once(self, uuid: str, act: Callable[Concatenate[Work, P], R], *args: P.args, **kwargs: P.kwargs) -> Done[R]:
        """As `do`, under an id made by the caller: asked again, it returns the first result and does nothing."""
        info = ACTIONS.get(act)
        if info is None:
            raise BadInput("not_an_action", name=getattr(act, "__name__", "?"))
        if self.moved_without_training:
            raise Refused("moved_clock_writes_only_in_training")
        with self._write_lock:
            for attempt in range(1, TRIES + 1):
                try:
                    return self._attempt(uuid, info, act, args, kwargs)
                except Denied as denied:
                    self.record_denial(act, denied, guard.values(act, args, kwargs))
                    raise
                except EnvironmentFault as fault:
                    if attempt == TRIES or fault.code not in {"connection_lost", "database_busy"}:
                        raise
                    if fault.code == "connection_lost":
                        self._reconnect()
        raise AssertionError("unreachable")

    def _attempt(
        self, uuid: str, info: ActionInfo, act: Callable[..., R], args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> Done[R]:
        rules, now, real = self.rules, self.clock.now(), self.clock.real()
        with self.trail.writing(self._writer) as conn:
            stamp, known, *earlier = begun(conn, uuid, self.user.id)
            user = self._taken_up(known)
            if earlier[0] is not None:
                payload = loads(earlier[1])
                result = rebuilt(act, payload["result"])
                return Done(earlier[0], info.kind, result, tuple(payload["patients"]), earlier[2])
            if stamp != rules.stamp:  # somebody else put other rules in force
                rules = self._rules = rules_in_force(conn)
            action_id = conn.value(
                "INSERT INTO action (uuid, user_id, kind, at, real_at, undoable)"
                " VALUES (:uuid, :user_id, :kind, :at, :real_at, :undoable) RETURNING id",
                uuid=uuid, user_id=user.id, kind=info.kind, at=now, real_at=real, undoable=info.undoable,
            )  # fmt: skip
            work = Work(
                conn, user, now, rules, self.zone, self.clock, self.terminal, action_id, self.trail, holder=self.holder,
                real=real, confirmed=self.confirmed,
            )  # fmt: skip
            guard.allow_action(work, act, args, kwargs)
            result = act(work, *args, **kwargs)
            refuse_merged(work)
            guard.allow_touched(work, act)
            replan(conn, work.touched - work.planned, work.rules, now)
            work.audit_itself(info.kind)
            patients = tuple(sorted(work.touched))
            conn.run(
                "UPDATE action SET result = :result, patient_id = :patient_id, call_id = :call_id WHERE id = :id",
                id=action_id, patient_id=work.patient_id, call_id=work.call_id,
                result=dumps({"result": plain(result), "patients": patients}),
            )  # fmt: skip
        self._rules = work.rules
        self._steps.append(action_id)
        return Done(action_id, info.kind, result, patients, info.undoable)

    # --- connections --------------------------------------------------------------------------------------------------

    @property
    def key(self) -> bytes:
        """The data key; raises `Refused("sign_in_first")` where nobody has signed in to a sealed one."""
        if self.opening.key is None:
            raise Refused("sign_in_first")
        return self.opening.key

    def derived(self, purpose: str) -> bytes:
        """Return the key for one purpose: audit, drafts, backup."""
        return derive(self.key, purpose)

    @property
    def plain(self) -> bool:
        """Say whether the data key lies open beside the database, which is then not encrypted."""
        return self.opening.plain

    def _reconnect(self) -> None:
        self._writer.close()
        while True:
            try:
                self._readers.get_nowait().close()
            except Empty:
                break
        self._writer = self.opening.connect()

    @contextmanager
    def _reader(self) -> Iterator[Connection]:
        """Lend a read-only connection; a broken one is not given back."""
        try:
            conn = self._readers.get_nowait()
        except Empty:
            conn = self.opening.connect(read_only=True)
        try:
            yield conn
        except EnvironmentFault:
            conn.close()
            raise
        except BaseException:
            self._readers.put(conn)
            raise
        self._readers.put(conn)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Lend a read-only connection to the rooms of `db` that read before anybody is signed in."""
        with self._reader() as conn:
            yield conn

    def keep_claims(self) -> tuple[int, ...]:
        """Give a sign of life for all that this program has in work; return the calls that it still holds.

        One cheap statement outside the journal, to be given every quarter of a minute while a call is open.
        """
        with self._write_lock, self._writer.transaction(write=True) as conn:
            return beat(conn, self.holder)

    def _let_go(self) -> None:
        """Give back what this program has in work: colleagues need not wait until it lapses."""
        if self.signed_in and self._writer.value("SELECT 1 FROM claim WHERE holder = :me", me=self.holder):
            self.do(release_claims)

    def _meta(self, name: str) -> str | None:
        value: str | None = self._writer.value("SELECT value FROM meta WHERE name = :name", name=name)
        return value

    def free_bytes(self) -> int | None:
        """Return how much space is left where a SQLite database lies; None for a server, which minds its own."""
        return None if is_postgresql(self.url) else shutil.disk_usage(Path(self.url).parent).free

    def settle_files(self) -> None:
        """Write the log of a SQLite database into it and empty it, so that no erased value stays beside it."""
        if self.dialect == "sqlite":
            with self._write_lock:
                self._writer.rows("PRAGMA wal_checkpoint(TRUNCATE)")

    def forget_rules(self) -> None:
        """Read the rules anew; called after they were flipped to another stamp."""
        self._rules = None

    def close(self) -> None:
        """Close every connection; what was committed stays."""
        if self._closed:
            return
        with suppress(CaseloadError):  # without a network it lapses by itself
            self._let_go()
        self._closed = True
        while True:
            try:
                self._readers.get_nowait().close()
            except Empty:
                break
        with self._write_lock:
            self._writer.close()
        self._hold.close()

    def __enter__(self) -> Self:
        """Use as a context manager that closes."""
        return self

    def __exit__(self, *error: object) -> None:
        """Close on leaving."""
        self.close()
