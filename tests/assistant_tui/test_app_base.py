import asyncio
import inspect
import threading
from collections.abc import Callable
from datetime import UTC, date, datetime
from functools import partial
from typing import Any

import pytest
from textual.widgets import Static

from assistant_tui.dialogs.base import Dialog
from assistant_tui.dialogs.confirm import ConfirmDialog
from assistant_tui.dialogs.note import NoteDialog
from assistant_tui.dialogs.pick import PickDialog, Picked
from assistant_tui.dialogs.pick_date import DateDialog
from assistant_tui.dialogs.text_prompt import TextPrompt
from assistant_tui.lanes import Lane
from assistant_tui.screens.help import HelpDialog
from assistant_tui.screens.menu import MenuDialog
from assistant_tui.text.i18n import language
from assistant_tui.widgets.choice import Choice
from assistant_tui.widgets.field import Field
from assistant_tui.widgets.status_line import StatusLine
from tests.assistant_tui.desk_app import BenchApp

NOW = datetime(2026, 11, 20, 14, 7, tzinfo=UTC)
CHOICES = [Choice("tickets", "нет талонов"), Choice("ill", "болел(а)"), Choice("other", "другое", off="не сейчас")]


class AskingApp(BenchApp):
    """F3 asks whatever the test put there."""

    def __init__(self) -> None:
        super().__init__(StatusLine())
        self.answers: list[object] = []
        self.bench.off_card = lambda: None  # type: ignore[method-assign]  # the card is on here
        self.make: Callable[[], Dialog[Any]] = lambda: ConfirmDialog("Точно?")

        async def do_card() -> None:
            self.answers.append(await self.ask(self.make()))

        self.bench.do_card = do_card  # type: ignore[attr-defined]  # a command given by the test


async def test_a_fast_double_key_opens_one_dialog_and_esc_answers_nothing() -> None:
    app = AskingApp()
    async with app.run_test() as pilot:
        await pilot.pause()
        await pilot.press("f3", "f3", "f3")
        await pilot.pause()
        assert len(app.screen_stack) == 3
        await pilot.press("escape", "escape")
        await pilot.pause()
        assert app.answers == [None]
        assert app.screen is app.bench


async def test_confirm_harms_nothing_on_enter() -> None:
    app = AskingApp()
    async with app.run_test() as pilot:
        await pilot.pause()
        for keys in (("enter",), ("2",), ("down", "enter")):
            await pilot.press("f3")
            await pilot.pause()
            await pilot.press(*keys)
            await pilot.pause()
        assert app.answers == [False, True, True]


async def test_pick_by_digit_by_typing_in_either_layout_and_with_words() -> None:
    app = AskingApp()
    app.make = lambda: PickDialog("Почему?", CHOICES, text_label="Note", text_needed=("ill",))
    async with app.run_test() as pilot:
        await pilot.pause()
        await pilot.press("f3")
        await pilot.pause()
        await pilot.press("3")  # off: says why, picks nothing
        await pilot.press("2", "enter")
        await pilot.pause()
        assert app.screen.query_one(Field).error == "! Здесь нужно несколько слов"
        await pilot.press("О", "Р", "В", "И", "1", "enter")
        await pilot.pause()
        await pilot.press("f3")
        await pilot.pause()
        await pilot.press("n", "f", "k", "j", "y")  # «талон» in the other layout
        await pilot.press("enter", "enter")
        await pilot.pause()
        assert app.answers == [Picked("ill", "ОРВИ1"), Picked("tickets")]


async def test_a_date_is_echoed_before_it_is_taken() -> None:
    pytest.importorskip("db.rules.when")
    app = AskingApp()
    app.make = lambda: DateDialog("Когда?", lambda: NOW)
    async with app.run_test() as pilot:
        await pilot.pause()
        await pilot.press("f3")
        await pilot.pause()
        await pilot.press("щ", "enter")
        await pilot.pause()
        assert "Не дата" in str(app.screen.query_one(".date-echo", Static).content)
        await pilot.press("backspace", "+", "3")
        assert str(app.screen.query_one(".date-echo", Static).content) == "пн 23.11.2026"
        await pilot.press("enter")
        await pilot.pause()
        assert app.answers == [date(2026, 11, 23)]


async def test_a_prompt_says_what_is_wrong_beside_the_field() -> None:
    app = AskingApp()
    app.make = lambda: TextPrompt("Имя?", "Note", check=lambda text: None if text else "Пусто.")
    async with app.run_test() as pilot:
        await pilot.pause()
        await pilot.press("f3")
        await pilot.pause()
        await pilot.press("enter")
        await pilot.pause()
        assert app.screen.query_one(Field).error == "! Пусто."
        await pilot.press("1", "enter")
        await pilot.pause()
        assert app.answers == ["1"]


async def test_a_note_left_half_way_is_kept() -> None:
    kept: list[str] = []
    app = AskingApp()
    app.make = lambda: NoteDialog("Заметка", keep=kept.append)
    async with app.run_test() as pilot:
        await pilot.pause()
        await pilot.press("f3")
        await pilot.pause()
        await pilot.press("а", "1", "ctrl+j", "б", "escape")
        await pilot.pause()
        await pilot.press("f3")
        await pilot.pause()
        await pilot.press("в", "enter")
        await pilot.pause()
        assert kept[-2:] == ["а1\nб", "в"]  # with every letter, and once more when it is left
        assert app.answers == [None, "в"]


async def test_what_is_off_says_why() -> None:
    app = BenchApp(StatusLine())
    async with app.run_test() as pilot:
        await pilot.pause()
        await pilot.press("f3")
        assert app.bench.query_one(StatusLine).words == "Карточки нет"
        await pilot.press("f4")
        assert app.bench.query_one(StatusLine).words == "Здесь это не действует"


async def test_the_menu_lists_commands_with_reasons_and_runs_the_chosen_one() -> None:
    app = BenchApp(StatusLine())
    async with app.run_test() as pilot:
        await pilot.pause()
        await pilot.press("f9", "f9")
        await pilot.pause()
        assert isinstance(app.screen, MenuDialog)
        await pilot.press("з", "а", "м", "е", "т", "enter")
        await pilot.pause()
        assert app.bench.done == ["note"]
        await pilot.press("ctrl+p")
        await pilot.pause()
        assert isinstance(app.screen, MenuDialog)
        await pilot.press("escape", "f1")
        await pilot.pause()
        assert isinstance(app.screen, HelpDialog)


async def test_fields_of_an_open_form_change_their_language() -> None:
    field = Field("Note")
    app = BenchApp(field)
    async with app.run_test() as pilot:
        await pilot.pause()
        app.switch_language("en")
        await pilot.pause()
        assert str(field.query_one(".field-label", Static).content) == "Note"


async def test_language_and_theme_switch_while_it_runs() -> None:
    app = BenchApp(StatusLine())
    async with app.run_test() as pilot:
        await pilot.pause()
        await app.action_command("language")
        await pilot.pause()
        assert language() == "en"
        for _step in range(4):
            await app.action_command("theme")
            await pilot.pause()
        assert app.theme == "dark"


async def test_textual_offers_nothing_of_its_own() -> None:
    app = BenchApp()
    async with app.run_test() as pilot:
        await pilot.pause()
        assert list(app.get_system_commands(app.screen)) == []
        assert set() == app.COMMANDS


async def test_a_write_ends_even_when_nobody_waits_and_writes_keep_their_order() -> None:
    app = BenchApp()
    async with app.run_test() as pilot:
        await pilot.pause()
        gate, wrote, names = threading.Event(), [], set()

        def write(number: int) -> int:
            gate.wait(5)
            wrote.append(number)
            names.add(threading.current_thread().name)
            return number

        tasks = [asyncio.create_task(app.write(partial(write, n))) for n in range(3)]
        await asyncio.sleep(0)
        tasks[0].cancel()
        gate.set()
        assert await tasks[2] == 2
        assert wrote == [0, 1, 2]
        assert len(names) == 1
        assert await app.read(lambda: 7) == 7


async def test_work_that_has_not_begun_when_the_app_ends_is_given_up() -> None:
    begun: list[bool] = []

    async def work() -> None:
        begun.append(True)

    made = work()

    class Ending(BenchApp):
        async def _close_all(self) -> None:
            self.run_worker(made)
            await super()._close_all()

    async with Ending().run_test() as pilot:
        await pilot.pause()
    assert (inspect.getcoroutinestate(made), begun) == (inspect.CORO_CLOSED, [])


def test_a_closed_lane_has_done_its_work() -> None:
    done: list[int] = []
    lane = Lane("test")
    futures = [lane.submit(partial(done.append, n)) for n in range(50)]
    assert lane.close()
    assert done == list(range(50))
    assert all(future.done() for future in futures)
    with pytest.raises(RuntimeError):
        lane.submit(lambda: None)
