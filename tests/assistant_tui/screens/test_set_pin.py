"""A PIN that was passed over at the door is set later, and changed, by keys in either layout."""

from __future__ import annotations

import pytest

from assistant_tui.commands.layouts import other_layout
from assistant_tui.pin import Pin
from assistant_tui.screens.settings import SettingsScreen
from assistant_tui.widgets.record_table import RecordTable
from tests.assistant_tui.screens.day_desk import Driver, Run
from tests.assistant_tui.screens.test_lock import DIGITS, at_door, came_in, type_in
from tests.assistant_tui.screens.test_lock import kim as kim  # noqa: PLC0414 - a fixture
from tests.desk import PASSWORD, Desk

OTHER = "703158"


async def in_without_a_pin(it: Driver) -> None:
    """Lock, come back by the password, and pass the question for a PIN over."""
    await it.press("f12")
    await came_in(it, "anna", PASSWORD)
    assert not it.app.has_pin("anna")


async def by_palette(it: Driver, words: str) -> None:
    await it.press("ctrl+p")
    await it.dialog("PaletteDialog")
    await it.type(words)
    await it.press("enter")


async def twice(it: Driver, digits: str, again: str = "") -> None:
    await it.dialog("SetPinDialog")
    await type_in(it, digits, "enter")
    await type_in(it, again or digits, "enter")


async def pin_opens(it: Driver, digits: str) -> None:
    await it.press("f12")
    await at_door(it)
    await type_in(it, digits, "enter")
    await it.until(lambda: not it.app.hidden)


@pytest.mark.parametrize("twin", [False, True])
async def test_a_pin_is_set_from_the_palette_in_either_layout(desk: Desk, running: Run, kim: int, twin: bool) -> None:
    async with running() as it:
        await in_without_a_pin(it)
        typed = "задать"
        await by_palette(it, "".join(other_layout(sign) or sign for sign in typed) if twin else typed)
        await it.dialog("SetPinDialog")
        assert "Esc" in it.text
        await twice(it, DIGITS)
        await it.until(lambda: "PIN задан" in it.app.last_said[0])
        await pin_opens(it, DIGITS)
        kept = Pin.kept(desk)
        assert kept is not None
        assert kept.opens(DIGITS)
    assert desk.rows("SELECT COUNT(*) FROM audit_event WHERE event = 'set_pin'") == [(1,)]


async def test_it_is_set_from_the_menu_and_changed_from_the_settings(desk: Desk, running: Run, kim: int) -> None:
    async with running() as it:
        await in_without_a_pin(it)
        await it.press("f9")
        await it.dialog("MenuDialog")
        await it.type("задать")
        await it.press("enter")
        await twice(it, DIGITS)
        await it.until(lambda: it.app.has_pin("anna"))
        await it.app.do_show_settings()
        await it.until(lambda: isinstance(it.app.screen, SettingsScreen))
        it.app.screen.query_one(RecordTable).select("pin")
        await it.settle()
        assert "PIN на этом компьютере" in it.text
        await it.press("enter")
        await it.dialog("SetPinDialog")
        assert "Другой PIN" in it.text
        await twice(it, OTHER)
        await it.until(lambda: "PIN изменён" in it.app.last_said[0])
        await pin_opens(it, OTHER)
        await it.press("f12")
        await at_door(it)
        await type_in(it, DIGITS, "enter")
        await it.until(lambda: "Неверный PIN" in it.text)


async def test_whoever_came_back_by_the_pin_shows_the_password_first(desk: Desk, running: Run, kim: int) -> None:
    async with running() as it:
        await it.press("f12")
        await came_in(it, "anna", PASSWORD, DIGITS)
        desk.confirmed_at = None  # as five minutes later
        await pin_opens(it, DIGITS)
        await by_palette(it, "задать")
        await it.dialog("PasswordDialog")
        await it.press("escape")
        await it.until(lambda: type(it.app.screen).__name__ == "DayScreen")
        seat = it.app.front
        assert seat is not None
        assert seat.pin is not None
        assert seat.pin.opens(DIGITS)
        await by_palette(it, "задать")
        await it.dialog("PasswordDialog")
        await type_in(it, PASSWORD, "enter")
        await twice(it, OTHER)
        await it.until(lambda: "PIN изменён" in it.app.last_said[0])
        assert seat.pin.opens(OTHER)


async def test_what_makes_no_pin_is_said_and_escape_changes_nothing(desk: Desk, running: Run, kim: int) -> None:
    async with running() as it:
        await in_without_a_pin(it)
        await by_palette(it, "задать")
        await it.dialog("SetPinDialog")
        await type_in(it, "123456", "enter")
        assert "угадают сразу" in it.text
        await it.press(*["backspace"] * 6)
        await type_in(it, DIGITS, "enter")
        await type_in(it, OTHER, "enter")
        assert "PIN не совпадают" in it.text
        await it.press("escape")
        await it.until(lambda: type(it.app.screen).__name__ == "DayScreen")
        assert not it.app.has_pin("anna")
        assert Pin.kept(desk) is None
