"""A line of progress on stderr, only where somebody looks."""

import sys
import time
from types import TracebackType
from typing import Self


class Progress:
    """Says «сделано: 40 %» on one line that is wiped at the end; silent without a terminal.

    ``patience`` is how many seconds pass before anything is said.
    """

    def __init__(self, what: str, patience: float = 0.0) -> None:
        self._what = what
        self._from = time.monotonic() + patience
        self._shown = -1
        self._on = sys.stderr.isatty()

    def __enter__(self) -> Self:
        """Begin."""
        return self

    def __call__(self, done: int, total: int) -> None:
        """Show how much of the whole is done."""
        percent = min(100, 100 * done // total) if total else 100
        if self._on and percent != self._shown and time.monotonic() >= self._from:
            self._shown = percent
            sys.stderr.write(f"\r{self._what}: {percent} %")
            sys.stderr.flush()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Wipe the line."""
        if self._on and self._shown >= 0:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()
