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


class Patience(Static):
    """`await during(work, said)` returns what the work returns; after `PATIENCE` it tells the seconds."""

    DEFAULT_CSS = """
    Patience { height: auto; padding: 1 1; display: none; }
    """

    async def during(self, work: Awaitable[T], said: str) -> T:
        """Wait for work whose finished name is ``said``."""
        begun = time.monotonic()

        def tell() -> None:
            self.display = True
            self.update(safe(_("{what}: {n} s …", what=said, n=int(time.monotonic() - begun)), "faint"))

        timer = self.set_interval(1.0, tell, pause=True)
        start = self.set_timer(PATIENCE, timer.resume)
        try:
            return await work
        finally:
            start.stop()
            timer.stop()
            self.display = False
