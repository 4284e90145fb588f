"""Lines that say much in little room: sections with counts, who is here, the last step, notes of choices."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pytest
from rich.cells import cell_len
from textual.app import ComposeResult

from assistant_tui.app_base import BaseApp
from assistant_tui.dialogs.pick import PickDialog
from assistant_tui.settings import Settings
from assistant_tui.text.i18n import speaking
from assistant_tui.widgets.choice import Choice
from assistant_tui.widgets.header import TitleLine
from assistant_tui.widgets.hint_line import key_line
from assistant_tui.widgets.record_table import RecordTable
from assistant_tui.widgets.sections import Section, SectionsLine
from assistant_tui.widgets.status_line import StatusLine
from tests.assistant_tui.screen_text import screen_text

SECTIONS = ("Today", "Tomorrow", "Week", "Later", "Unclear", "Past", "To book")


@pytest.fixture(autouse=True)
def _russian() -> Iterator[None]:
    with speaking("ru"):
        yield


class LinesApp(BaseApp):
    """Shows one line of each kind, and keeps which sections were clicked."""

    def __init__(self, settings: Settings) -> None:
        super().__init__(settings)
        self.picked: list[str] = []

    def on_sections_line_picked(self, event: SectionsLine.Picked) -> None:
        self.picked.append(event.section)

    def compose(self) -> ComposeResult:
        yield TitleLine("СЕГОДНЯ", moment="вт 24.11.2026 10:20", training=True)
        yield SectionsLine()
        yield StatusLine()


async def test_no_section_is_cut_at_80_columns_whatever_it_counts() -> None:
    app = LinesApp(Settings(language="en"))
    async with app.run_test(size=(80, 24)) as pilot:
        line = app.screen.query_one(SectionsLine)
        for count in (0, 7, 78, 912, 1500, 98765):
            for active in SECTIONS:
                line.show([Section(name, name, count) for name in SECTIONS], active)
                await pilot.pause()
                said = line.render().plain
                assert cell_len(said) == 80
                assert "…" not in said
                assert [name for name in SECTIONS if name not in said] == []
                assert f"{active} {count}" in said or f"{active} 999+" in said


async def test_bars_stay_where_there_is_room_and_a_click_finds_its_section() -> None:
    app = LinesApp(Settings(language="en"))
    async with app.run_test(size=(80, 24)) as pilot:
        line = app.screen.query_one(SectionsLine)
        line.show([Section("a", "Now", 4), Section("b", "Later", 5)], "a")
        await pilot.pause()
        assert line.render().plain.startswith(" Now 4 │ Later 5 ")
        await pilot.click(SectionsLine, offset=(10, 0))
        await pilot.pause()
    assert app.picked == ["b"]


@pytest.mark.parametrize(
    ("who", "said"),
    [
        ("Иванова А. П. · ЦАОП № 3", "Иванова А. П. · ЦАОП № 3"),
        ("на обеде до 11:20 · Иванова А. П. · ЦАОП № 3", "на обеде до 11:20 · Иванова А. П."),
        ("на обеде до 11:20 · Преображенская-Ли А. П. · ЦАОП", "на обеде до 11:20"),
    ],
)
async def test_who_is_here_loses_whole_parts_not_letters(who: str, said: str) -> None:
    app = LinesApp(Settings(language="ru"))
    async with app.run_test(size=(80, 24)) as pilot:
        app.screen.query_one(TitleLine).show(who=who)
        await pilot.pause()
        shown = screen_text(app).splitlines()[0]
    assert "…" not in shown
    assert shown.split("10:20", 1)[1].replace("УЧЕБНАЯ БАЗА", "").strip() == said


async def test_a_step_that_can_be_taken_back_loses_its_last_parts() -> None:
    app = LinesApp(Settings(language="ru"))
    async with app.run_test(size=(80, 24)) as pilot:
        step = "Иванова А. П.: намечено на вс 29.11 03:00; в ЕМИАС записи нет, дело останется открытым"
        app.screen.query_one(StatusLine).show(step, undo=True)
        await pilot.pause()
        assert (
            app.screen.query_one(StatusLine).render().plain.startswith(" Иванова А. П.: намечено на вс 29.11 03:00  ")
        )


def test_keys_of_a_hint_stand_apart() -> None:
    assert key_line("Enter CARD  Space tick", "accent").plain == "Enter CARD  Space tick"


async def _asked(choices: Sequence[Choice]) -> tuple[str, object]:
    app = BaseApp(Settings(language="ru"))
    async with app.run_test(size=(80, 24)) as pilot:
        await app.push_screen(PickDialog("?", choices))
        await pilot.pause()
        return screen_text(app), app.screen.query_one(RecordTable).cursor_key


async def test_a_first_enter_does_nothing_where_the_first_choice_is_off_and_notes_are_whole() -> None:
    text, here = await _asked(
        [Choice("a", "one", off="not now, for a reason"), Choice("b", "two"), Choice("c", "three")]
    )
    assert here == "a"
    note = "пациенты: 134, станет 135"
    text, here = await _asked([Choice("a", "Иванова А. П.", note), Choice("b", "никому: вернуть в центр")])
    assert here == "a"
    assert note in text
