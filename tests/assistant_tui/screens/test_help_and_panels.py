"""Help for what is in focus, and going from panel to panel."""

from __future__ import annotations

from datetime import timedelta

import pytest

from assistant_tui.screens.help import HelpDialog
from assistant_tui.widgets.record_table import RecordTable
from assistant_tui.widgets.side_panel import SidePanel
from tests.assistant_tui.screens.day_desk import Driver, Run
from tests.build import patient, visit
from tests.desk import NOW, Desk


@pytest.fixture
def kim(desk: Desk) -> int:
    known = patient(desk, "Ким Олег Сергеевич", "8 903 555-10-22")
    visit(desk, known, "oncologist", NOW + timedelta(days=3))
    return known


def on_list(it: Driver) -> bool:
    """Tell whether the keys go to the call list."""
    return it.app.focused is it.day.table


@pytest.mark.parametrize(("lang", "words"), [("ru", "«через 2 недели»"), ("en", "“in 2 weeks”")])
async def test_a_date_says_what_it_understands_and_then_what_the_form_offers(
    desk: Desk, running: Run, kim: int, lang: str, words: str
) -> None:
    async with running(language=lang) as it:
        await it.until(lambda: it.day.patient_here() == kim)
        await it.press("f5")
        await it.until(lambda: type(it.app.screen).__name__ == "ReminderDialog")
        for _field in range(6):
            await it.press("f1")
            await it.until(lambda: isinstance(it.app.screen, HelpDialog))
            if words in " ".join(it.text.split()):
                assert "F12" in it.text
                return
            await it.press("escape", "tab")
        raise AssertionError("no field of the form says what dates it takes")


async def test_tab_goes_to_the_panel_and_back_and_letters_search_from_there(desk: Desk, running: Run, kim: int) -> None:
    async with running(size=(140, 40)) as it:
        await it.until(lambda: it.day.patient_here() == kim)
        await it.press("tab")
        panel = it.app.screen.query_one(SidePanel)
        assert it.app.focused is panel
        assert panel.styles.border_left[0] == "thick"
        await it.press("f1")
        await it.until(lambda: "листают" in it.text)
        await it.press("escape", "shift+tab")
        assert on_list(it)
        await it.press("tab", "r")  # «к» in the other layout
        assert on_list(it)
        assert it.day.rows.text == "r"
        await it.press("escape", "f3")
        await it.until(lambda: len(it.app.screen.query(RecordTable)) == 2)
        here = it.app.focused
        await it.press("tab")
        assert isinstance(it.app.focused, RecordTable)
        assert it.app.focused is not here


async def test_the_panel_reads_on_and_a_narrow_screen_has_none(desk: Desk, running: Run, kim: int) -> None:
    async with running(size=(110, 16)) as it:
        await it.until(lambda: it.day.patient_here() == kim)
        panel = it.app.screen.query_one(SidePanel)
        await it.press("tab")
        before = panel.render().plain
        await it.press("end")
        assert panel.render().plain != before
        await it.press("home")
        assert panel.render().plain == before
    async with running(size=(80, 24)) as it:
        await it.press("tab")
        assert it.app.focused is it.day.table
