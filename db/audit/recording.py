"""What an open caseload says to its audit beside its actions: events of a session, its end, denials."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractContextManager, suppress
from pathlib import Path
from typing import Any

from db.audit.chain import Head, Plain
from db.audit.living import sign_of_life
from db.audit.trail import Told, Trail
from db.engine import Connection
from db.errors import CaseloadError, Denied, Refused


class Recording:
    """The part of `Caseload` that writes events in transactions of their own, ids and codes only."""

    url: str
    trail: Trail
    _writer: Connection

    _write_lock: threading.RLock

    def reading(self) -> AbstractContextManager[Connection]:
        """Lend a read-only connection."""
        raise NotImplementedError

    @property
    def key(self) -> bytes:
        """The data key; raises `Refused("sign_in_first")`."""
        raise NotImplementedError

    def record_event(
        self,
        event: str,
        *,
        kind: str | None = None,
        object_id: int | None = None,
        outcome: str = "done",
        reason: str | None = None,
        detail: Mapping[str, Plain] | None = None,
        nobody: bool = False,
    ) -> None:
        """Write an event as whoever is signed in, or as `nobody`, whose chain is another one.

        Raises `ValueError` for words, and whatever keeps it from being written: then what it tells must not be done.
        """
        user_id = None if nobody else self.trail.user_id
        with self._write_lock, self.trail.writing(self._writer) as conn:
            self.trail.write(conn, Told(event, user_id, kind, object_id, outcome, reason, None, detail))
        if event == "lock":
            self._note_head()

    def record_file(
        self,
        event: str,
        what: str,
        rows: int,
        target: Path,
        *,
        patient_id: int | None = None,
        patients: Iterable[int] = (),
    ) -> None:
        """Write down that data went into a file, as `export` of a list or `print` of a page.

        `patient_id` is whose page it is, `patients` are all who stand in a list. Where that cannot be written, the
        file is removed again.
        """
        said: dict[str, Plain] = {"what": what, "rows": rows, "format": target.suffix[1:].casefold()}
        if listed := sorted(set(patients)):
            said["patients"] = listed
        try:
            self.record_event(event, kind="patient" if patient_id else None, object_id=patient_id, detail=said)
        except BaseException:
            target.unlink(missing_ok=True)
            raise

    def _let_go(self) -> None:
        """Give back what this program has in work."""
        raise NotImplementedError

    @property
    def knows_key(self) -> bool:
        """Tell whether the data key is known: of a sealed database only once somebody has signed in."""
        try:
            return bool(self.key)
        except Refused:
            return False

    @property
    def session_id(self) -> int | None:
        """The session of who is signed in, which begins with its first audit event."""
        head = self.trail.head
        return None if head is None else head.session_id

    def end_session(self, reason: str) -> None:
        """End the session of who is signed in, for one of `ENDS`; nothing where none began.

        What the program has in work is given back before.
        """
        if self.session_id is not None:
            with suppress(CaseloadError):  # without it, it lapses by itself
                self._let_go()
        with self._write_lock:
            head = self.trail.end(self._writer, reason)
        if head is not None:
            self._note_head(head)

    def sign_of_life(self) -> None:
        """Say that the session of who is signed in goes on; to be given every minute, else it counts as lost."""
        with self._write_lock:
            session_id = self.session_id
            if session_id is not None:
                with self._writer.transaction(write=True) as conn:
                    sign_of_life(conn, session_id)

    def _note_head(self, head: Head | None = None) -> None:
        """Let the door remember where the chain stands."""
        from db.audit.noted import note_head
        from db.door import Door

        at = head or self.trail.head
        if at is not None:
            with Door(self.url) as door:
                note_head(door, at)

    def record_denial(self, what: Callable[..., Any], denied: Denied, named: Mapping[str, Any]) -> None:
        """Write down that somebody tried what they may not, and with whom: else a denial would be a probe for free.

        `named` is what was asked for, by the names of the parameters.
        """
        from db.queries.denials import refused_for

        with self.reading() as conn:
            about = refused_for(conn, denied, named)
        detail: dict[str, Plain] = {"patients": about.patients} if about.patients else {}
        self.record_event(
            "denied", kind=about.kind, object_id=about.object_id, outcome="denied",
            reason=f"{denied.code}:{what.__name__}", detail=detail,
        )  # fmt: skip
