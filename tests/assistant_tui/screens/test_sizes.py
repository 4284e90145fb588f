"""The list from small windows to large ones."""

from __future__ import annotations

from datetime import timedelta

import pytest

from assistant_tui.screens.too_small import TooSmallScreen
from tests.assistant_tui.screens.day_desk import Run
from tests.build import patient, visit
from tests.desk import NOW, Desk


@pytest.mark.parametrize("size", [(60, 16), (80, 24), (120, 40), (200, 60)])
async def test_name_reason_and_keys_are_seen_in_every_window(desk: Desk, running: Run, size: tuple[int, int]) -> None:
    visit(desk, patient(desk, "Ким Олег Сергеевич", "8 903 555-10-22"), "oncologist", NOW + timedelta(days=3))
    async with running(size=size) as it:
        await it.until(lambda: "Ким" in it.text)
        lines = it.text.splitlines()
        assert max(len(line) for line in lines) <= size[0]
        assert any("Ким" in line and "приём" in line for line in lines)
        assert "F9 Меню" in lines[-1]


async def test_a_window_that_is_too_small_says_so_and_loses_nothing(desk: Desk, running: Run) -> None:
    visit(desk, patient(desk, "Ким Олег Сергеевич", "8 903 555-10-22"), "oncologist", NOW + timedelta(days=3))
    async with running() as it:
        await it.until(lambda: it.day.patient_here() is not None)
        await it.press("f6")
        await it.type("сл")
        await it.pilot.resize_terminal(50, 12)
        await it.until(lambda: isinstance(it.app.screen, TooSmallScreen))
        assert "Окно слишком мало: 50×12" in " ".join(it.text.split())
        assert "Ким" not in it.text
        await it.press("x", "f9")
        await it.pilot.resize_terminal(40, 10)
        assert sum(isinstance(screen, TooSmallScreen) for screen in it.app.screen_stack) == 1
        await it.pilot.resize_terminal(80, 24)
        await it.until(lambda: type(it.app.screen).__name__ == "NoteDialog")
        assert "сл" in it.text
