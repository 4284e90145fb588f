"""Where nobody is on shift the program is closed, and the menu and the help say so."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant_tui.app import AssistantApp
from assistant_tui.screens.first_run import FirstRunScreen
from assistant_tui.screens.sign_in import SignInScreen
from assistant_tui.settings import Settings
from assistant_tui.way_in import WayIn
from tests.assistant_tui.screens.day_desk import Driver, Run
from tests.desk import copied


@pytest.mark.parametrize(("kind", "there"), [(SignInScreen, True), (FirstRunScreen, False)])
@pytest.mark.parametrize(
    ("language", "closes", "ends"),
    [("ru", "Закрыть программу", "Завершить смену"), ("en", "Close the program", "End the shift")],
)
async def test_the_program_is_closed_where_no_shift_can_end(
    template: Path, tmp_path: Path, kind: type[object], there: bool, language: str, closes: str, ends: str
) -> None:
    way = WayIn(str(copied(template, tmp_path / "caseload.db"))) if there else None
    app = AssistantApp(way, Settings(language=language))
    async with app.run_test(size=(80, 60)) as pilot:
        it = Driver(app, pilot)
        await it.until(lambda: isinstance(app.screen, kind))
        for key, name in (("f9", "MenuDialog"), ("f1", "HelpDialog")):
            await it.press(key)
            await it.dialog(name)
            assert closes in it.text
            assert ends not in it.text
            await it.press("escape")


async def test_a_shift_is_ended_by_whoever_has_one(running: Run) -> None:
    async with running(size=(80, 60)) as it:
        await it.press("f9")
        await it.dialog("MenuDialog")
        await it.type("завершить")
        assert "Завершить смену" in it.text
        assert "Закрыть программу" not in it.text
