"""The line that says how long something has been going on, once it takes longer than one would wait in silence."""

import time
from collections.abc import Awaitable
from typing import Final, TypeVar

from textual.widgets import Static

from assistant_tui.text.i18n import _
from assistant_tui.text.safe import safe

T = TypeVar("T")
PATIENCE: Final = 2.0
"""Seconds of silence."""


class Count:
    """How many of how many are done: told on the thread of the work, looked at on the screen's."""

    def __init__(self) -> None:
        self.far: tuple[int, int] | None = None

    def __call__(self, done: int, total: int) -> None:
        """Note how far the work is."""
        self.far = done, total


class Patience(Static):
    """`await during(work, said)` returns what the work returns; after `PATIENCE` it tells the seconds and the count."""

    DEFAULT_CSS = """
    Patience { height: auto; padding: 1 1; display: none; }
    """

    async def during(self, work: Awaitable[T], said: str, count: Count | None = None) -> T:
        """Wait for work whose finished name is ``said``; ``count`` is how far it has come."""
        begun = time.monotonic()

        def tell() -> None:
            n = int(time.monotonic() - begun)
            far = count.far if count is not None else None
            if far is None:
                words = _("{what}: {n} s …", what=said, n=n)
            else:
                words = _("{what}: {done} of {total}, {n} s …", what=said, done=far[0], total=far[1], n=n)
            self.display = True
            self.update(safe(words, "faint"))

        def begin() -> None:
            tell()
            timer.resume()

        timer = self.set_interval(1.0, tell, pause=True)
        start = self.set_timer(PATIENCE, begin)
        try:
            return await work
        finally:
            start.stop()
            timer.stop()
            self.display = False
