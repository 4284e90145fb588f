"""The parent process: it runs the app and leaves a clean terminal, whatever ends the app."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from types import FrameType
from typing import Final, Protocol

RESET: Final = (
    "\x1b]52;c;IA==\x07\x1b]52;c;\x07"  # a blank, then nothing: some terminals pass over an empty text
    "\x1b[2J\x1b[3J\x1b[H"  # wipe what is shown, on the alternate screen too
    "\x1b[?1049l\x1b[?1000l\x1b[?1002l\x1b[?1003l\x1b[?1006l\x1b[?1015l\x1b[?1016l\x1b[?1004l\x1b[?2004l\x1b[?2048l"
    "\x1b[<u\x1b[?7h\x1b[?25h\x1b[0m\x1b[2J\x1b[3J\x1b[H"
)
"""Ends the alternate screen, mouse, paste, focus and Kitty modes, shows the cursor; empties clipboard and screens."""


def run_child(command: Sequence[str]) -> int:
    """Run the app as a child on this terminal and return the exit code to end with (128+n after a signal n).

    Signals that the parent gets are passed on. After a child that died of a signal the terminal is set as it was
    before, and emptied: such a child leaves patients on it.
    """
    restore = Restore()
    return _watched(subprocess.Popen(list(command)), restore)  # the same terminal, the same process group


def run_forked(main: Callable[[], int]) -> int:
    """As `run_child`, with a copy of this process as the child, which runs `main`: no second start of Python.

    Only where `os.fork` is, and before any thread was started.
    """
    sys.stdout.flush()
    sys.stderr.flush()
    restore = Restore()
    process = os.fork()
    if process == 0:
        sys.exit(main())
    return _watched(_Forked(process), restore)


class _Child(Protocol):
    """What is used of a process: `subprocess.Popen`, or one that was forked."""

    def wait(self) -> int:
        """Wait for its end; negative is the signal that killed it."""

    def poll(self) -> int | None:
        """Return how it ended, or None."""

    def send_signal(self, sig: int, /) -> None:
        """Pass a signal on."""


class _Forked:
    """A forked process, with the few calls of `subprocess.Popen` that are used."""

    def __init__(self, process: int) -> None:
        self._process = process
        self._code: int | None = None

    def wait(self) -> int:
        """Wait for its end; negative is the signal that killed it."""
        while self._code is None:
            self._code = os.waitstatus_to_exitcode(os.waitpid(self._process, 0)[1])
        return self._code

    def poll(self) -> int | None:
        """Return how it ended, or None; the one who waits reaps it."""
        return self._code

    def send_signal(self, sig: int, /) -> None:
        """Pass a signal on; a process that is gone hears nothing."""
        with suppress(ProcessLookupError):
            os.kill(self._process, sig)


def _watched(child: _Child, restore: "Restore") -> int:
    with _signals_to(child):
        code = child.wait()
    if code < 0:
        restore()
        return 128 - code
    return code


@contextmanager
def _signals_to(child: _Child) -> Iterator[None]:
    def pass_on(number: int, _frame: FrameType | None) -> None:
        if child.poll() is None:
            child.send_signal(number)

    before = {}
    for name in ("SIGTERM", "SIGHUP", "SIGINT"):
        if (number := getattr(signal, name, None)) is not None:
            before[number] = signal.signal(number, pass_on)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


class Restore:
    """The terminal as it was; call it to have it so again."""

    def __init__(self) -> None:
        self._attributes: list[object] | None = None
        if os.name == "posix" and sys.__stdin__ is not None and sys.__stdin__.isatty():
            import termios

            self._attributes = termios.tcgetattr(sys.__stdin__.fileno())

    def __call__(self) -> None:
        """Set it so again, and empty it."""
        out = sys.__stderr__
        if out is None or not out.isatty():
            return
        if self._attributes is not None and sys.__stdin__ is not None:
            import termios

            with suppress(termios.error):  # a shell has taken its terminal back meanwhile
                termios.tcflush(sys.__stdin__.fileno(), termios.TCIFLUSH)
                termios.tcsetattr(sys.__stdin__.fileno(), termios.TCSANOW, self._attributes)  # type: ignore[arg-type]  # as tcgetattr gave it
        out.write(RESET)
        out.flush()
