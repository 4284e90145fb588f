"""The ground that the app stands on: threads, signals, crashes, the end."""

import asyncio
import gc
import inspect
import os
import select
import signal
import sys
import threading
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

from assistant_tui import crash
from assistant_tui.app_keys import KeysInOrder
from assistant_tui.lanes import Lane
from assistant_tui.launcher import Restore

if TYPE_CHECKING:
    from rich.console import RenderableType

T = TypeVar("T")
_SECONDS_BETWEEN_LOOKS = 0.5
_SECONDS_FOR_WRITES = 1.5
"""How long a program that was told to stop waits for writes under way."""
_SECONDS_TO_END = 10.0
"""How long after its terminal hung up a program may take to end by itself."""
_SECONDS_TO_CLEAN = 1.0
_WIPE = "\x1b[2J\x1b[H"


class GroundApp(KeysInOrder):
    """An app that works off its event loop, ends when it is told to, and whose crashes print no values.

    `write(call)` and `read(call)` run blocking work; `run_to_exit()` returns the exit code.
    """

    def __init__(self) -> None:
        super().__init__()
        self.writer = Lane("writer")
        self.readers = Lane("reader", threads=3)

    # Work off the event loop.

    async def write(self, call: Callable[[], T]) -> T:
        """Run a blocking write on the one writer thread; once begun it ends, whoever stops waiting for it."""
        return await asyncio.shield(asyncio.wrap_future(self.writer.submit(call)))

    async def read(self, call: Callable[[], T]) -> T:
        """Run a blocking read on a reader thread."""
        return await asyncio.wrap_future(self.readers.submit(call))

    # Ends.

    def on_load(self) -> None:
        """Catch signals and stray errors before the first screen."""
        loop = asyncio.get_running_loop()
        loop.set_exception_handler(_stray_error)
        for name in ("SIGTERM", "SIGHUP", "SIGINT"):
            number = getattr(signal, name, None)
            if number is not None and not self.is_headless:
                try:
                    loop.add_signal_handler(number, self._told_to_stop, int(number))
                except (NotImplementedError, ValueError, RuntimeError):  # Windows, or not the main thread
                    signal.signal(number, lambda got, _frame: self._told_to_stop(got))
        self._restore = Restore()  # as the terminal is before the first screen

    def on_mount(self) -> None:
        """Watch the terminal, where there is one: tests have none, and would keep a thread for every app."""
        if not gc.isenabled():
            self.call_after_refresh(_collect_again)
        if self.is_headless or os.name != "posix":
            return
        self._watch_terminal(asyncio.get_running_loop(), os.getppid())
        threading.Thread(
            target=_end_where_stuck, args=(os.getppid(), self._restore), name="terminal", daemon=True
        ).start()

    def _watch_terminal(self, loop: asyncio.AbstractEventLoop, parent: int) -> None:
        """Stop when the terminal hung up or the launcher died: neither always sends a signal."""
        if os.getppid() != parent or _hung_up():
            self._told_to_stop(int(signal.SIGHUP))
        else:
            loop.call_later(_SECONDS_BETWEEN_LOOKS, self._watch_terminal, loop, parent)

    def save_drafts(self) -> None:
        """Keep what was typed before the program is stopped by a signal; screens with forms extend it."""

    def _told_to_stop(self, number: int) -> None:
        self.save_drafts()
        self.exit(return_code=128 + number)

    async def _process_messages_loop(self) -> None:
        try:
            await super()._process_messages_loop()
        finally:  # a terminal without a second screen, such as the console of Linux, would go on showing it
            self.wipe()

    def wipe(self) -> None:
        """Empty the terminal at once; what is to be seen next draws itself anew."""
        if self._driver is not None:
            self._driver.write(_WIPE)

    def panic(self, *renderables: "RenderableType") -> None:
        """Stop as where the terminal hung up: Textual says so that keys can be read no more."""
        self._told_to_stop(int(signal.SIGHUP))

    async def _close_all(self) -> None:
        """Give up what is still being read, before the screens it is read for are taken apart; writes go on."""
        given_up = [worker._work for worker in self.workers]  # noqa: SLF001 - Textual leaves what has not begun unawaited
        self.workers.cancel_all()
        await super()._close_all()
        for work in given_up:
            if inspect.iscoroutine(work) and inspect.getcoroutinestate(work) == inspect.CORO_CREATED:
                work.close()

    def _handle_exception(self, error: Exception) -> None:
        self._return_code = 1
        if self._exception is None:
            self._exception = error
            self._exception_event.set()
        self._fatal_error()

    def _fatal_error(self) -> None:
        error = self._exception
        if error is not None and not self._exit_renderables:
            self._exit_renderables.append(crash.sentence(*crash.record(error)))
        self._close_messages_no_wait()

    def _print_error_renderables(self) -> None:
        for said in self._exit_renderables[:1]:
            self.error_console.print(said)
        self._exit_renderables.clear()

    def run_to_exit(self) -> int:
        """Run the app and return the exit code of the process; writes under way are finished first."""
        crash.protect_process()
        self.run()
        code = self.return_code or 0
        self.save_drafts()
        self.readers.close(timeout=0)
        self.writer.close(timeout=_SECONDS_FOR_WRITES if code > 128 else None)
        return code


def _collect_again() -> None:
    """Collect garbage from now on; what the first frame needed stays, and is not looked through again."""
    gc.freeze()
    gc.enable()


def _stray_error(_loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    """Log an error nobody waited for, without its words."""
    error = context.get("exception")
    if isinstance(error, BaseException):
        crash.record(error)


def _end_where_stuck(parent: int, restore: Restore) -> None:
    """End a program whose event loop cannot: a terminal that stopped taking output, then hung up, holds it for ever.

    What was typed is in the drafts by then; what was confirmed is on record. Where only its launcher was killed,
    nothing of a patient stays on the terminal; that waits no longer than a second, for one that takes nothing.
    """
    while os.getppid() == parent and not _hung_up():
        time.sleep(_SECONDS_BETWEEN_LOOKS)
    time.sleep(_SECONDS_TO_END)
    cleaning = threading.Thread(target=restore, name="cleaning", daemon=True)
    cleaning.start()
    cleaning.join(_SECONDS_TO_CLEAN)
    os._exit(128 + int(signal.SIGHUP))


def _hung_up() -> bool:
    """Say whether the terminal that keys come from is gone."""
    poll = select.poll()
    try:
        poll.register(sys.__stdin__.fileno() if sys.__stdin__ is not None else 0, 0)
        return any(event & (select.POLLHUP | select.POLLERR | select.POLLNVAL) for _, event in poll.poll(0))
    except (OSError, ValueError):
        return True
