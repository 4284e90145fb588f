"""The program on a desk, driven by keys, as the tests of the day see it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pytest
from textual.pilot import Pilot

from assistant_tui.app import AssistantApp
from assistant_tui.screens.day import DayScreen
from assistant_tui.settings import Settings
from tests.assistant_tui.screen_text import screen_text
from tests.desk import Desk, moscow

BUSY = {"list", "panel", "search", "step"}


@pytest.fixture
def at() -> Callable[[str], datetime]:
    """Read «2026-11-20 10:00» as Moscow's time."""
    return moscow


@dataclass
class Driver:
    """The running program: keys in, words out."""

    app: AssistantApp
    pilot: Pilot[int]

    @property
    def day(self) -> DayScreen:
        return next(screen for screen in self.app.screen_stack if isinstance(screen, DayScreen))

    @property
    def text(self) -> str:
        return screen_text(self.app)

    @property
    def name_here(self) -> str:
        row = self.day.rows.row(self.day.table.cursor_key)
        return row.full_name if row else str(self.day.table.cursor_key)

    async def settle(self) -> None:
        """Wait until everything that is read for the screen has come."""
        for _turn in range(200):
            await self.pilot.pause(0.01)
            if not {worker.group for worker in self.app.workers if worker.is_running} & BUSY:
                await self.pilot.pause()
                return
        raise AssertionError("still reading")

    async def until(self, true: Callable[[], bool]) -> None:
        """Wait for something to come true."""
        for _turn in range(200):
            if true():
                await self.settle()
                return
            await self.pilot.pause(0.01)
        raise AssertionError("it did not come true")

    async def dialog(self, name: str) -> None:
        """Wait for a dialog."""
        await self.until(lambda: type(self.app.screen).__name__ == name)

    async def press(self, *keys: str) -> None:
        for key in keys:
            await self.pilot.press(key)
            await self.settle()

    async def type(self, text: str) -> None:
        await self.press(*("space" if sign == " " else sign for sign in text))

    async def go_to(self, name: str) -> None:
        """Put the cursor on a patient of the list by arrows."""
        await self.press("home")
        for _row in self.day.table.keys:
            if self.name_here == name:
                return
            await self.press("down")
        raise AssertionError(f"{name} is not in the section")


Run = Callable[..., AbstractAsyncContextManager[Driver]]


@pytest.fixture
def running(desk: Desk) -> Run:
    """Return what starts the program on the desk: ``async with running(size=…, language=…) as it``."""

    @asynccontextmanager
    async def run(size: tuple[int, int] = (80, 24), **settings: Any) -> AsyncIterator[Driver]:
        quick = {"language": "ru", "guard_after_change_ms": 0, "guard_same_mark_ms": 0, **settings}
        app = AssistantApp(lambda: desk, Settings(**quick))
        async with app.run_test(size=size) as pilot:
            it = Driver(app, pilot)
            while not any(isinstance(screen, DayScreen) for screen in app.screen_stack):
                await pilot.pause(0.01)
            await it.settle()
            yield it

    return run
