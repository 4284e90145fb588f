"""The palette: commands, screens and patients by typing, in either layout."""

from __future__ import annotations

import pytest

from assistant_tui.screens.call import CallScreen
from assistant_tui.screens.card import CardScreen
from tests.assistant_tui.screens.day_desk import Driver, Run
from tests.build import patient
from tests.desk import Desk


@pytest.fixture
def kim(desk: Desk) -> int:
    patient(desk, "Петрова Мария Ивановна", "8 916 123-45-67")
    return patient(desk, "Ким Олег Сергеевич", "8 903 555-10-22")


async def look_for(it: Driver, text: str, found: str) -> None:
    await it.press("ctrl+p")
    await it.type(text)
    await it.until(lambda: found in it.text)


@pytest.mark.parametrize("typed", ["ким", "rbv", "1022", "Kim"])
async def test_enter_on_a_patient_opens_the_card(desk: Desk, running: Run, kim: int, typed: str) -> None:
    async with running() as it:
        await look_for(it, typed, "Ким Олег Сергеевич")
        assert "Петрова" not in "\n".join(it.text.splitlines()[8:])
        await it.press("enter")
        await it.until(lambda: isinstance(it.app.screen, CardScreen))
        assert it.app.patient_here() == kim


async def test_tab_calls_the_patient(desk: Desk, running: Run, kim: int) -> None:
    async with running(language="en") as it:
        await look_for(it, "ким", "Ким Олег Сергеевич")
        assert "Tab: call the patient" in it.text
        await it.press("tab")
        await it.until(lambda: isinstance(it.app.screen, CallScreen))
        assert it.app.patient_here() == kim


@pytest.mark.parametrize("typed", ["приёмы", "ghb`vs"])
async def test_a_command_is_found_and_done_where_it_was_asked_for(
    desk: Desk, running: Run, kim: int, typed: str
) -> None:
    async with running() as it:
        await look_for(it, typed, "Экраны")
        await it.press("enter")
        await it.until(lambda: type(it.app.screen).__name__ == "VisitsScreen")
        await it.press("ctrl+з")
        await it.until(lambda: type(it.app.screen).__name__ == "PaletteDialog")
        await it.press("escape")
        assert type(it.app.screen).__name__ == "VisitsScreen"


async def test_what_nobody_has_is_said(desk: Desk, running: Run, kim: int) -> None:
    async with running() as it:
        await look_for(it, "щщщщ", "Такого нет")
        await it.press("enter")
        assert type(it.app.screen).__name__ == "PaletteDialog"
