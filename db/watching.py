"""Noticing that somebody else wrote: next to nothing while nobody does."""

from __future__ import annotations

import threading

from db.caseload import Caseload
from db.engine import Connection
from db.errors import CaseloadError, Denied
from db.queries.in_force import stamp_in_force
from db.queries.news import News, latest_steps, news
from db.queries.who import user_now
from db.rules.permissions import rights
from db.work import User, View


class _Stir:
    """Tells whether anything may have been committed since it was asked last."""

    def __init__(self, caseload: Caseload) -> None:
        self._caseload = caseload
        self._versions: dict[Connection, int] = {}

    def __call__(self) -> bool:
        """Tell it; SQLite knows without reading a page of the record."""
        if self._caseload.dialect != "sqlite":
            return True
        with self._caseload.reading() as conn:
            version: int = conn.value("PRAGMA data_version")
            before = self._versions.get(conn)
            self._versions[conn] = version
        return before != version


class Presence:
    """Sees whether somebody who is signed in may be here still, and as what; asked again and again."""

    def __init__(self, caseload: Caseload) -> None:
        """Begin with the user who is signed in now."""
        self._caseload = caseload
        self._stirred = _Stir(caseload)
        self._user_id = caseload.user.id
        self._known: User | None = caseload.user

    def look(self) -> User | None:
        """Return the user as the record has them, None once they sign in no more; unchanged where it cannot be told."""
        if self._known is not None:
            try:
                if self._stirred():
                    with self._caseload.reading() as conn:
                        self._known = user_now(conn, self._user_id)
            except CaseloadError:  # nobody waits for it: the next look may succeed
                pass
        return self._known


def may_less(before: User, after: User) -> bool:
    """Tell whether somebody may less than before, or works at another centre."""
    whole = before.scope == "all" and "supervisor" in before.roles
    narrower = whole and not (after.scope == "all" and "supervisor" in after.roles)
    return narrower or before.centre_id != after.centre_id or not rights(before.roles) <= rights(after.roles)


class Watch:
    """Looks at the journal of one open database; asked again and again, from one thread or several."""

    def __init__(self, caseload: Caseload) -> None:
        """Begin with what was there when the database was opened."""
        self.caseload = caseload
        self._lock = threading.Lock()
        self._stirred = _Stir(caseload)
        self._seen = caseload.steps_before

    def look(self) -> News | None:
        """Return what others wrote since the last look; None where nobody did, or where it cannot be told now.

        Rules that others put in force meanwhile are the rules from then on. Raises `Denied("signed_out")` for a user
        who was switched off.
        """
        with self._lock:
            try:
                if not self._stirred():
                    return None
                self.caseload.look_again()
                return self.caseload.ask(self._looked)
            except Denied:
                raise
            except CaseloadError:  # nobody waits for it: the next look may succeed
                return None

    def _looked(self, view: View) -> News | None:
        before, self._seen = self._seen, latest_steps(view.conn)
        if stamp_in_force(view.conn) != view.rules.stamp:
            self.caseload.forget_rules()
        oldest = min(before, default=0)
        fresh = {step for step in self._seen - before if step >= oldest} - self.caseload.own_steps
        return news(view, frozenset(fresh)) if fresh else None
