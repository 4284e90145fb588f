"""The app with seats for several people: whose work runs, who is in front, and who comes and goes."""

import asyncio
from collections.abc import Callable
from contextvars import copy_context
from typing import TYPE_CHECKING, Any, Final, Literal, TypeVar

from textual._context import active_message_pump
from textual.screen import Screen
from textual.worker import Worker
from textual.worker_manager import WorkerManager

from assistant_tui.app_base import BaseApp
from assistant_tui.commands.host import CommandHost
from assistant_tui.seats import HERE, Seat
from assistant_tui.settings import Settings
from assistant_tui.text.i18n import language, use_language

if TYPE_CHECKING:
    from textual.dom import DOMNode

    from db.caseload import Caseload

T = TypeVar("T")
DOOR: Final = "door"
"""The mode of the frame where one signs in, and which is seen while the terminal is locked."""


class _SeatWorkers(WorkerManager):
    """Workers that know whose work they do, wherever they got to meanwhile."""

    def add_worker(self, worker: Worker[Any], start: bool = True, exclusive: bool = True) -> None:
        """Start the work of the person on whose screen it began."""
        app = self._app
        assert isinstance(app, SeatApp)
        context = copy_context()
        context.run(HERE.set, app.seat_of(worker.node))
        context.run(super().add_worker, worker, start, exclusive)


class SeatApp(BaseApp):
    """An app in which several people are signed in, one of them in front.

    `seat` is whose work runs: known to each worker and screen, so that a write which one left behind is finished under
    one's own name. Everything else of a person who is not in front waits.
    """

    def __init__(self, settings: Settings | None = None) -> None:
        super().__init__(settings)
        self._workers = _SeatWorkers(self)
        self.seats: list[Seat] = []
        self._front: Seat | None = None
        self._nobody: dict[str, Any] = {}
        self._taken = 0

    # Whose work it is.

    @property
    def front(self) -> Seat | None:
        """The seat of the person in front; None while nobody is."""
        return self._front

    @property
    def seat(self) -> Seat | None:
        """The seat of the person whose work runs; None for nobody's."""
        if len(self.seats) == 1 and self._front is not None:  # one person alone: whose else
            return HERE.get(self._front)
        found = HERE.get(False)
        if not isinstance(found, bool):
            return found
        known, seat = self._seat_by_screen(active_message_pump.get(None))
        return seat if known else self._front

    def seat_of(self, node: "DOMNode") -> Seat | None:
        """Return the seat of a screen or of what stands on it; of the app: of the person whose work runs."""
        known, seat = self._seat_by_screen(node)
        return seat if known else self.seat

    def _seat_by_screen(self, pump: object) -> tuple[bool, Seat | None]:
        while pump is not None and not isinstance(pump, Screen):
            pump = getattr(pump, "_parent", None)
        if pump is None:
            return False, None
        mode = next((name for name, stack in self._screen_stacks.items() if pump in stack), "")
        for seat in self.seats:
            if seat.mode == mode:
                return True, seat
        return mode == DOOR, None

    @property
    def seat_values(self) -> dict[str, Any]:
        """What is kept for the person whose work runs."""
        seat = self.seat
        return self._nobody if seat is None else seat.values

    @property
    def is_here(self) -> bool:
        """Tell whether the person whose work runs is in front."""
        return self.seat is self._front

    # Work waits for its person.

    async def read(self, call: Callable[[], T]) -> T:
        """Run a blocking read on a reader thread; for somebody who is not in front it waits."""
        seat = self.seat
        if seat is None:
            return await super().read(call)
        await seat.in_front()
        reading = asyncio.ensure_future(super().read(_as(seat, call)))
        try:
            await asyncio.wait([reading])
        except asyncio.CancelledError:
            reading.cancel()
            raise
        return await self._when_back(seat, reading)

    async def write(self, call: Callable[[], T]) -> T:
        """Run a blocking write on the one writer thread; once begun it ends, what follows it waits for its person."""
        seat = self.seat
        if seat is None:
            return await super().write(call)
        writing = asyncio.ensure_future(super().write(_as(seat, call)))
        await asyncio.wait([writing])
        return await self._when_back(seat, writing)

    @staticmethod
    async def _when_back(seat: Seat, work: "asyncio.Future[T]") -> T:
        if not work.cancelled():
            work.exception()  # seen here: whoever left for good asks no more
        await seat.in_front()
        return work.result()

    # Commands.

    async def carry_out(self, host: CommandHost, command_id: str) -> None:
        """Carry out a command as the work of the person on whose screen it was asked for.

        A key that came just when that person had left is heard no more: it must not wait and act when they are back.
        """
        seat = self.seat_of(host)
        if seat is not self._front:
            return
        token = HERE.set(seat)
        try:
            await super().carry_out(host, command_id)
        finally:
            HERE.reset(token)

    # Telling.

    def say(self, text: str, *, undo: bool = False) -> None:
        """Tell something to the person whom it concerns; nothing where somebody else is in front."""
        if self.is_here:
            super().say(text, undo=undo)

    def notify(
        self, message: str, *, title: str = "", severity: Literal["information", "warning", "error"] = "information",
        timeout: float | None = None, markup: bool = False,
    ) -> None:  # fmt: skip
        """Show a notification to the person whom it concerns."""
        if self.is_here:
            super().notify(message, title=title, severity=severity, timeout=timeout, markup=markup)

    # Coming and going.

    def make_seat(self, caseload: "Caseload") -> Seat:
        """Give somebody who signed in a seat, with an empty stack of screens; not in front yet."""
        self._taken += 1
        seat = Seat(caseload, f"seat-{self._taken}")
        self.add_mode(seat.mode, Screen)
        self.seats.append(seat)
        return seat

    def get_stack_of(self, seat: Seat) -> "list[Screen[Any]]":
        """Return the screens of a person, none before they were in front."""
        return self.get_screen_stack(seat.mode) if seat.mode in self._screen_stacks else []

    def seat_of_login(self, login: str) -> Seat | None:
        """Return the seat of somebody who is signed in here."""
        return next((seat for seat in self.seats if seat.caseload.user.login == login), None)

    def bring_to_front(self, seat: Seat) -> None:
        """Let a person be in front; the work that goes on from here is theirs."""
        HERE.set(seat)
        if self._front is seat:
            return
        if self._front is not None:
            self._front.go(self.get_stack_of(self._front))
        self._front = seat
        copy_context().run(self.switch_mode, seat.mode)
        seat.come()
        if seat.language and seat.language != language():
            use_language(seat.language)
            self.words_changed()

    def clear_front(self) -> None:
        """Let nobody be in front; the frame where one signs in is to be shown next."""
        self.wipe()  # the frame is drawn piece by piece, and the first time it is made before
        self.clear_notifications()
        if self._front is not None:
            self._front.language = language()
            self._front.go(self.get_stack_of(self._front))
            self._front = None

    async def give_up_seat(self, seat: Seat) -> None:
        """Take somebody out who ended the shift and is not in front any more; screens and caseload are closed."""
        self.seats.remove(seat)
        seat.leave()
        await self.remove_mode(seat.mode)
        await super().write(seat.caseload.close)

    async def _close_all(self) -> None:
        """Let work that waits for somebody end, before its screens are taken apart."""
        for seat in self.seats:
            if not seat.is_in_front:
                seat.leave()
        await super()._close_all()


def _as(seat: Seat, call: Callable[[], T]) -> Callable[[], T]:
    """Return a call that is the work of a person on whatever thread it runs."""
    context = copy_context()
    context.run(HERE.set, seat)
    return lambda: context.run(call)
