"""Noticing that somebody else wrote: next to nothing while nobody does."""

from __future__ import annotations

import threading

from db.caseload import Caseload
from db.engine import Connection
from db.errors import CaseloadError, Denied
from db.queries.in_force import stamp_in_force
from db.queries.news import News, latest_steps, news
from db.work import View


class Watch:
    """Looks at the journal of one open database; asked again and again, from one thread or several."""

    def __init__(self, caseload: Caseload) -> None:
        """Begin with what was there when the database was opened."""
        self.caseload = caseload
        self._lock = threading.Lock()
        self._versions: dict[Connection, int] = {}
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

    def _stirred(self) -> bool:
        """Tell whether anything may have been committed; SQLite knows it without reading a page of the record."""
        if self.caseload.dialect != "sqlite":
            return True
        with self.caseload.reading() as conn:
            version: int = conn.value("PRAGMA data_version")
            before = self._versions.get(conn)
            self._versions[conn] = version
        return before != version

    def _looked(self, view: View) -> News | None:
        before, self._seen = self._seen, latest_steps(view.conn)
        if stamp_in_force(view.conn) != view.rules.stamp:
            self.caseload.forget_rules()
        oldest = min(before, default=0)
        fresh = {step for step in self._seen - before if step >= oldest} - self.caseload.own_steps
        return news(view, frozenset(fresh)) if fresh else None
