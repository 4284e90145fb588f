"""Every hostile string through every widget: shown as text, nothing crashes, no action runs."""

import pytest
from rich.text import Text
from textual.app import ComposeResult
from textual.widget import Widget
from textual.widgets import Static

from assistant_tui.commands.host import CommandScreen
from assistant_tui.dialogs.base import Dialog
from assistant_tui.dialogs.confirm import ConfirmDialog
from assistant_tui.dialogs.note import NoteDialog
from assistant_tui.dialogs.pick import PickDialog
from assistant_tui.dialogs.text_prompt import TextPrompt
from assistant_tui.text.names import PersonName, apart, full_name, short_name
from assistant_tui.text.phones import display, tail
from assistant_tui.text.safe import plain, safe, safe_block
from assistant_tui.text.width import clip, fit, pad
from assistant_tui.widgets.choice import Choice
from assistant_tui.widgets.choice_list import ChoiceList
from assistant_tui.widgets.field import Field
from assistant_tui.widgets.footer import KeysLine
from assistant_tui.widgets.header import TitleLine
from assistant_tui.widgets.record_table import RecordTable
from assistant_tui.widgets.rows import Column, Heading, Row
from assistant_tui.widgets.status_line import StatusLine
from tests.assistant_tui.desk_app import BenchApp
from tests.hostile import FORBIDDEN, HOSTILE


class Everything(CommandScreen[None]):
    def __init__(self, bad: str) -> None:
        super().__init__()
        self.bad = bad

    def compose(self) -> ComposeResult:
        yield TitleLine(self.bad, moment=self.bad, who=self.bad, training=True)
        yield RecordTable((Column("name", "", 20, grow=1), Column("other", "", 20)), header=False)
        yield ChoiceList([Choice("a", self.bad, self.bad), Choice("b", self.bad, off=self.bad, group=self.bad)])
        yield Static(safe(self.bad))
        yield Static(safe_block(self.bad), classes="note")
        yield Field("Note", plain(self.bad)[:200])
        yield StatusLine()
        yield KeysLine()

    def on_mount(self) -> None:
        self.query_one(RecordTable).set_rows(
            [1, Heading(self.bad), 2], lambda _place: Row((safe(self.bad), safe(self.bad, "late")))
        )
        self.query_one(StatusLine).error(self.bad)


def shown(screen: Widget) -> str:
    return "\n".join(strip.text for strip in screen.app.screen._compositor.render_strips())


@pytest.mark.parametrize("bad", HOSTILE, ids=range(len(HOSTILE)))
async def test_every_widget_shows_it_as_text(bad: str) -> None:
    app = BenchApp()
    async with app.run_test(size=(80, 40), notifications=True) as pilot:
        screen = Everything(bad)
        await app.push_screen(screen)
        screen.query_one(Field).error = bad
        app.notify(bad, title=bad)
        await pilot.pause()
        picture = shown(screen)
        assert not FORBIDDEN & set(picture) - {"\n"}
        if bad.startswith(("Петров [", "[@click")):
            assert picture.count(bad[:14]) >= 5
        for y in range(0, 40, 5):
            await pilot.click(offset=(4, y))
        assert app.return_code is None
        app.say(bad)
        await pilot.pause()


@pytest.mark.parametrize("bad", HOSTILE, ids=range(len(HOSTILE)))
async def test_every_dialog_shows_it_as_text(bad: str) -> None:
    dialogs: list[Dialog[bool] | Dialog[str] | Dialog[object]] = [
        ConfirmDialog(bad, more=bad, yes=bad),
        PickDialog(bad, [Choice("a", bad, bad)], text_label="Note"),  # type: ignore[list-item]  # answers differ
        TextPrompt(bad, "Note", value=plain(bad)[:200]),
        NoteDialog(bad, text=plain(bad)),
    ]
    app = BenchApp()
    async with app.run_test(size=(80, 30)) as pilot:
        await pilot.pause()
        for dialog in dialogs:
            await app.push_screen(dialog)
            await pilot.pause()
            picture = shown(dialog)
            assert not FORBIDDEN & set(picture) - {"\n"}
            if bad.startswith(("Петров [", "[@click")):
                assert bad[:14] in picture
            await pilot.press("escape")
            await pilot.pause()
            assert app.screen is app.bench


@pytest.mark.parametrize("bad", HOSTILE, ids=range(len(HOSTILE)))
def test_text_functions_stay_in_their_width_and_clean(bad: str) -> None:
    for width in (0, 1, 2, 7, 40):
        assert Text(clip(plain(bad), width)).cell_len <= width
        assert Text(pad(plain(bad), width)).cell_len == width
        assert fit(safe(bad), width).cell_len == width
        assert fit(safe(bad), width, right=True).cell_len == width
    assert not FORBIDDEN & set(safe(bad).plain)
    assert not FORBIDDEN & set(safe_block(bad).plain) - {"\n"}
    assert not FORBIDDEN & set(display(bad))
    assert not FORBIDDEN & set(tail(bad))
    name = PersonName(bad, bad, bad)
    assert isinstance(full_name(name) + short_name(name) + apart(name, [name]), str)


def test_a_long_text_is_cut_with_a_sign() -> None:
    assert clip("Петрова Мария", 8) == "Петрова…"
    assert clip("病院病院", 5) == "病院…"
    assert pad("7", 3, right=True) == "  7"


@pytest.mark.parametrize("width", [20, 40, 60, 80, 120])
async def test_the_title_line_never_overflows_and_keeps_the_training_words(width: int) -> None:
    line = TitleLine("СЕГОДНЯ", moment="пт 20.11.2026 14:07", who="Иванова А. П. · ЦАОП № 3", training=True)
    app = BenchApp(line)
    async with app.run_test(size=(width, 10)) as pilot:
        await pilot.pause()
        text = line.render()
        assert text.cell_len <= width
        if width >= 60:
            assert text.plain.endswith("УЧЕБНАЯ БАЗА ")
