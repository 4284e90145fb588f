"""Settings, colours and keys on the screen: changed by keys, checked, in force at once, kept in the file."""

from __future__ import annotations

from datetime import timedelta

import pytest
from textual import constants

from assistant_tui.screens.keys import KeysScreen
from assistant_tui.screens.settings import SettingsScreen
from assistant_tui.settings import Settings, load, settings_path
from assistant_tui.text.setting_words import LABELS
from assistant_tui.widgets.record_table import RecordTable
from assistant_tui.widgets.status_line import StatusLine
from tests.assistant_tui.screens.day_desk import Driver, Run
from tests.build import patient, visit
from tests.desk import NOW, Desk


async def at(it: Driver, command: str, row: str) -> RecordTable:
    """Open a screen by the menu, and stand on a row of it."""
    await it.press("f9")
    await it.type({"settings": "настройки", "keys": "клавиши"}[command])
    await it.press("enter")
    await it.until(lambda: isinstance(it.app.screen, SettingsScreen | KeysScreen))
    table = it.app.screen.query_one(RecordTable)
    table.select(row)
    await it.settle()
    return table


def said(it: Driver) -> str:
    return it.app.screen.query_one(StatusLine).words


def test_every_setting_has_a_name_on_the_screen() -> None:
    from dataclasses import fields

    assert list(LABELS) == [each.name for each in fields(Settings)]


async def test_a_number_is_checked_beside_the_field_and_holds_at_once(desk: Desk, running: Run) -> None:
    async with running() as it:
        await at(it, "settings", "escape_delay_ms")
        assert "Ожидание после Esc, мс" in it.text
        assert "Сначала: 100" in it.text
        await it.press("enter", "backspace", "backspace", "backspace", "5", "enter")
        assert "это число от 10 до" in it.text
        await it.press("backspace", "2", "5", "0", "enter")
        await it.until(lambda: load().escape_delay_ms == 250)
        assert constants.ESCAPE_DELAY == 0.25
        assert "250" in it.text
        assert "файл настроек" in it.text
        assert load().language == ""  # what holds only for this start is not written with it


async def test_a_broken_file_is_said_and_kept_and_the_choice_holds_until_one_leaves(desk: Desk, running: Run) -> None:
    path = settings_path()
    path.parent.mkdir(parents=True)
    path.write_text("colour = 1\n", "utf-8")
    async with running() as it:
        await at(it, "settings", "slow_line")
        assert "настройки «colour» нет" in said(it)
        await it.press("enter", "1")
        await it.until(lambda: it.app.settings.slow_line)
        assert constants.ESCAPE_DELAY == 0.4
        assert path.read_text("utf-8") == "colour = 1\n"
        await it.press("enter", "2")
        await it.until(lambda: not it.app.settings.slow_line)


async def test_the_language_changes_the_screen_that_asks(desk: Desk, running: Run) -> None:
    async with running() as it:
        await at(it, "settings", "language")
        await it.press("enter", "2")
        await it.until(lambda: load().language == "en")
        assert "Wait after Esc" in it.text
        assert "Ожидание" not in it.text


async def test_colours_are_seen_under_the_cursor_and_esc_puts_the_old_ones_back(desk: Desk, running: Run) -> None:
    async with running(theme="dark") as it:
        await it.press("f9")
        await it.type("цвета")
        await it.press("enter", "down")
        await it.until(lambda: it.app.theme == "contrast")
        await it.press("down")
        await it.until(lambda: it.app.theme == "mono")
        await it.press("escape")
        assert it.app.theme == "dark"
        assert not settings_path().exists()
        await it.press("f9")
        await it.type("цвета")
        await it.press("enter", "home", "enter")
        await it.until(lambda: settings_path().exists() and load().theme == "light")
        assert it.app.theme == "light"


@pytest.mark.parametrize("pressed", ["ctrl+k", "ctrl+л"])
async def test_a_new_key_is_heard_in_both_layouts_and_shown_at_once(desk: Desk, running: Run, pressed: str) -> None:
    kim = patient(desk, "Ким Олег Сергеевич", "8 903 555-10-22")
    visit(desk, kim, "oncologist", NOW + timedelta(days=3))
    async with running() as it:
        await it.until(lambda: it.day.patient_here() is not None)
        await at(it, "keys", "card")
        await it.press("enter", pressed)
        await it.until(lambda: bool(it.app.keys_of_person))
        assert load().keys == {"card": ("ctrl+k",)}
        assert "Карточка: теперь Ctrl+K" in said(it)
        assert "F3" in it.text  # its own key is named below the list
        await it.press("escape")
        assert "Ctrl+K Карточка" in it.text
        await it.press("f3")
        assert it.app.screen is it.day
        await it.press("ctrl+л" if pressed == "ctrl+k" else "ctrl+k")
        await it.until(lambda: type(it.app.screen).__name__ == "CardScreen")


@pytest.mark.parametrize(
    ("row", "key", "words"),
    [
        ("card", "f4", "F4 занята: Записать"), ("card", "f1", "F1 занята: Помощь"), ("card", "ctrl+1", "терминал"),
        ("card", "к", "списк"), ("no_answer", "л", "Л"), ("confirmed", "е", "Е занята"),
        ("undo", "backspace", "нужна для набора"), ("card", "enter", "Enter занята"),
    ],
)  # fmt: skip
async def test_a_key_that_cannot_be_had_is_refused_with_the_reason(
    desk: Desk, running: Run, row: str, key: str, words: str
) -> None:
    async with running() as it:
        await at(it, "keys", row)
        await it.press("enter", key)
        if row == "no_answer":
            assert it.app.keys_of_person == {"no_answer": ("л",)}
            return
        assert words in it.text
        await it.press("escape")
        assert not it.app.keys_of_person
        await it.press("f1")  # the app hears its keys again
        await it.until(lambda: type(it.app.screen).__name__ == "HelpDialog")


async def test_backspace_gives_one_key_back_and_the_last_line_all(desk: Desk, running: Run) -> None:
    own = {"card": ("ctrl+k",), "book": ("f3",), "note": ("ctrl+e",)}
    async with running(keys=own) as it:
        await at(it, "keys", "card")
        await it.press("backspace")
        assert "F3 назначена сразу" in said(it)  # another command has it meanwhile
        assert it.app.keys_of_person == own
        it.app.screen.query_one(RecordTable).select("book")
        await it.press("backspace")
        await it.until(lambda: it.app.keys_of_person == {"card": ("ctrl+k",), "note": ("ctrl+e",)})
        await it.press("end", "enter", "1")
        await it.until(lambda: not it.app.keys_of_person)
        assert load().keys == {}


async def test_the_keys_of_lists_are_shown_and_cannot_be_changed(desk: Desk, running: Run) -> None:
    async with running() as it:
        await at(it, "keys", "move")
        assert "PgUp" in it.text
        await it.press("enter")
        assert "заменить их нельзя" in said(it)
        assert isinstance(it.app.screen, KeysScreen)
