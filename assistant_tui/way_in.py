"""The way into one database: what its door says before anybody signs in, and signing in."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from assistant_tui.terminal import terminal_name

if TYPE_CHECKING:
    from db.caseload import Caseload
    from db.clock import Clock


@dataclass(frozen=True)
class AtDoor:
    """What the door says of the database before anybody signs in."""

    training: bool = False
    encrypted: bool = True


class WayIn:
    """Opens a database for whoever shows a password; every call blocks, and imports what it needs.

    All of them raise CaseloadError.
    """

    def __init__(self, url: str, make_clock: "Callable[[], Clock] | None" = None) -> None:
        """Lead to the database at a path or a URL; ``make_clock`` gives each caseload its clock."""
        self.url = url
        self._make_clock = make_clock

    def entrance(self) -> AtDoor:
        """Return what the door says, before anybody signs in."""
        from db.auth import entrance

        found = entrance(self.url)
        return AtDoor(found.training, found.encrypted)

    def sign_in(self, login: str, password: str, new_password: str | None = None) -> "Caseload":
        """Open the database as somebody, signed in; after a one-time code with a new password."""
        from db.auth import sign_in

        return sign_in(
            self.url, login, password, new_password=new_password, clock=self._clock(), terminal=terminal_name()
        )

    def recover(self, recovery_key: str, login: str, new_password: str) -> "Caseload":
        """Open the database by the recovery key and give somebody a new password, signed in."""
        from db.auth import recover

        return recover(self.url, recovery_key, login, new_password, clock=self._clock(), terminal=terminal_name())

    def bring_up(self, login: str, secret: str) -> None:
        """Bring a database of an earlier version up to date for somebody who signs in then.

        `secret` is the password, a one-time code or the recovery key.
        """
        from db.auth import bring_up
        from db.codes import RECOVERY, read_code
        from db.errors import BadInput

        try:
            read_code(RECOVERY, secret)
        except BadInput:
            recovery = False
        else:
            recovery = True
        bring_up(self.url, login, secret, recovery=recovery, clock=self._clock(), terminal=terminal_name())

    def _clock(self) -> "Clock | None":
        return None if self._make_clock is None else self._make_clock()
