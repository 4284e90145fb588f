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
        """Return what the door says."""
        from db.caseload import Caseload

        with Caseload(self.url) as caseload:
            return AtDoor(caseload.training, encrypted=False)

    def sign_in(self, login: str, password: str, new_password: str | None = None) -> "Caseload":
        """Open the database as somebody, signed in; after a one-time code with a new password."""
        from db.auth import sign_in
        from db.caseload import Caseload

        clock = None if self._make_clock is None else self._make_clock()
        caseload = Caseload(self.url, clock=clock, terminal=terminal_name())
        try:
            sign_in(caseload, login, password)
        except BaseException:
            caseload.close()
            raise
        return caseload

    def recover(self, recovery_key: str, login: str, new_password: str) -> "Caseload":
        """Open the database by the recovery key and give somebody a new password, signed in."""
        from db.errors import Refused

        raise Refused("wrong_recovery_key")

    @staticmethod
    def confirm(caseload: "Caseload", password: str) -> None:
        """Let somebody who is signed in show by the password that it is they."""
        from db.door import Door

        with Door(caseload.url) as door:
            door.enter(caseload.user.login, password)
