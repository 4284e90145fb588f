"""Who is signed in to an open database, as the record has them now, and whether they showed it a moment ago."""

from __future__ import annotations

from typing import Final

from db.audit import Trail
from db.clock import Clock
from db.engine import Connection
from db.errors import Denied, Refused
from db.queries.who import user_now
from db.work import User

KNOWN_FOR: Final = 2.0
"""Seconds for which a query trusts what it knows of its user: who is switched off is out everywhere after them."""
CONFIRMED_FOR: Final = 300.0
"""Seconds for which a password typed again counts."""


class SignedIn:
    """One user of one open database: writes look at their roles every time, queries at most some seconds ago."""

    url: str
    terminal: str
    clock: Clock
    trail: Trail
    confirmed_at: float | None = None  # by the monotonic clock, when the password was typed last
    _user: User | None = None
    _looked_at: float | None = None  # by the monotonic clock, when the roles were last read

    @property
    def user(self) -> User:
        """The signed-in user; raises `Refused("sign_in_first")`."""
        if self._user is None:
            raise Refused("sign_in_first")
        return self._user

    @property
    def signed_in(self) -> bool:
        """Say whether somebody is signed in."""
        return self._user is not None

    def act_as(self, user: User | None) -> None:
        """Act as this user from now on; called by `db.auth` once the password was right."""
        self._user, self._looked_at = user, None
        self.trail.act_as(None if user is None else user.id)

    @property
    def confirmed(self) -> bool:
        """Tell whether the user showed within the last minutes, by the password, that they are who they are."""
        at = self.confirmed_at
        return at is not None and self.clock.monotonic() - at <= CONFIRMED_FOR

    def confirm(self, password: str) -> None:
        """Show again who one is; raises as `db.auth.sign_in` does, and is throttled with it."""
        from db.auth import confirm

        confirm(self, password)

    def require_confirmed(self) -> None:
        """Raise `Denied("confirm_yourself")` unless the password was typed within the last minutes."""
        if not self.confirmed:
            raise Denied("confirm_yourself")

    def look_again(self) -> None:
        """Let the next query look at the roles of the user: somebody wrote, and it may have been about them."""
        self._looked_at = None

    def _user_now(self, conn: Connection) -> User:
        """Return the user as the record has them, at most some seconds ago; raises `Denied("signed_out")`."""
        user, at = self.user, self._looked_at
        if at is not None and self.clock.monotonic() - at <= KNOWN_FOR:
            return user
        return self._taken_up(user_now(conn, user.id))

    def _taken_up(self, known: User | None) -> User:
        """Go on with a user whose roles may be others now; raises `Denied("signed_out")` where they are gone."""
        if known is None:
            self._looked_at = None
            raise Denied("signed_out")
        if self._user is not None and self._user.id == known.id:  # nobody else signed in meanwhile
            self._user, self._looked_at = known, self.clock.monotonic()
        return known
