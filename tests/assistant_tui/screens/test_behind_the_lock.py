"""What goes on behind a locked screen: nothing that belongs to whoever left it."""

from __future__ import annotations

import asyncio

import pytest

from assistant_tui.screens.day import DayScreen
from tests.assistant_tui.screens.day_desk import Run
from tests.assistant_tui.screens.test_lock import at_door, came_in
from tests.desk import PASSWORD, Desk


async def test_the_clock_of_a_list_stands_still_until_its_owner_is_back(
    desk: Desk, running: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    ticked: list[int] = []
    tick = DayScreen.tick

    def noted(day: DayScreen) -> None:
        ticked.append(1)
        tick(day)

    monkeypatch.setattr("assistant_tui.screens.day._TICK", 0.05)
    monkeypatch.setattr(DayScreen, "tick", noted)
    async with running() as it:
        ticked.clear()
        await it.until(lambda: len(ticked) > 2)
        await it.press("f12")
        await at_door(it)
        await asyncio.sleep(0.1)  # one that was on its way
        ticked.clear()
        await asyncio.sleep(0.5)
        assert ticked == []
        await came_in(it, "anna", PASSWORD)
        ticked.clear()
        await it.until(lambda: len(ticked) > 2)
