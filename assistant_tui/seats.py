"""Seats: everybody who is signed in to the running program has one, with a caseload and a stack of screens."""

import asyncio
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any, Final, Generic, Protocol, Self, TypeVar, overload

from assistant_tui.idle import Since

if TYPE_CHECKING:
    from collections.abc import Iterable

    from textual.screen import Screen
    from textual.timer import Timer

    from assistant_tui.pin import Pin
    from db.caseload import Caseload
    from db.watching import Presence

T = TypeVar("T")


class Seat:
    """One person at the running program: the caseload that acts as that person, and a Textual mode for the screens.

    Only one seat is in front, or none while the terminal is locked. Whoever is not in front keeps every screen as it
    was; their timers stand still, and their work waits behind its next read or write until they are back.
    """

    def __init__(self, caseload: "Caseload", mode: str) -> None:
        self.caseload = caseload
        self.mode = mode
        self.values: dict[str, Any] = {}
        self.language = ""
        self.pin: Pin | None = None
        self.pin_lost = False
        self.since_password = Since()
        self.shift_over = False
        self.came_by = "password"
        self.as_whom = caseload.user
        """The person with the roles that the screens were opened with."""
        self.seen_as = caseload.user
        self.leaving = False
        self.gone = False
        self._front = asyncio.Event()
        self._stopped: list[Timer] = []

    @property
    def is_in_front(self) -> bool:
        """Tell whether the person's screens are the ones that are seen."""
        return self._front.is_set()

    def presence(self) -> "Presence":
        """Return what sees whether the person may be here still."""
        from db.watching import Presence

        found: Presence | None = self.values.get("_presence")
        if found is None:
            found = self.values["_presence"] = Presence(self.caseload)
        return found

    def password_typed(self) -> None:
        """Note that the password was typed: a shift begins anew."""
        self.since_password.again()
        self.shift_over = False

    async def in_front(self) -> None:
        """Wait until the person is in front; work of somebody who has left for good ends here."""
        await self._front.wait()
        if self.gone:
            raise asyncio.CancelledError

    def come(self) -> None:
        """Be in front: timers and waiting work go on."""
        for timer in self._stopped:
            timer.resume()
        self._stopped.clear()
        self._front.set()

    def go(self, screens: "Iterable[Screen[Any]]") -> None:
        """Be in front no more: the timers of the screens stand still."""
        self._front.clear()
        for screen in screens:
            for node in (screen, *screen.walk_children()):
                timers: list[Timer] = list(node._timers)  # noqa: SLF001 - Textual cannot stop the time of a screen
                for timer in timers:
                    active: asyncio.Event = timer._active  # noqa: SLF001 - one that stands still already stays so
                    if active.is_set():
                        timer.pause()
                        self._stopped.append(timer)

    def leave(self) -> None:
        """Be gone: whatever still waits for the person is given up."""
        self.gone = True
        self._stopped.clear()
        self._front.set()


HERE: Final[ContextVar["Seat | None"]] = ContextVar("seat")
"""Whose work it is that runs; None: nobody's, as on the frame where one signs in. Not set: of who is in front."""


class _Seated(Protocol):
    """An app with seats."""

    @property
    def seat_values(self) -> dict[str, Any]:
        """What is kept for the person whose work runs."""


class OfSeat(Generic[T]):
    """A value of the app that everybody signed in has for themselves; until it is set it is the default."""

    def __init__(self, default: T) -> None:
        self._default = default
        self._name = ""

    def __set_name__(self, owner: type[object], name: str) -> None:
        """Note under which name it is kept."""
        self._name = name

    @overload
    def __get__(self, app: None, owner: type[object]) -> Self: ...
    @overload
    def __get__(self, app: _Seated, owner: type[object]) -> T: ...
    def __get__(self, app: _Seated | None, owner: type[object]) -> Self | T:
        """Return the value of the person whose work runs."""
        if app is None:
            return self
        found: T = app.seat_values.get(self._name, self._default)
        return found

    def __set__(self, app: _Seated, value: T) -> None:
        """Keep the value for the person whose work runs."""
        app.seat_values[self._name] = value
