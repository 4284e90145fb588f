"""The agenda of visits, driven by keys; and what every list screen does."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest

from assistant_tui.screens.card import CardScreen
from assistant_tui.screens.visits import VisitsScreen
from db.actions.notes import add_note
from tests.assistant_tui.screens.day_desk import Driver, Run
from tests.build import patient, visit
from tests.desk import Desk

At = Callable[[str], datetime]


@pytest.fixture
def booked(desk: Desk, at: At) -> list[int]:
    """Two patients: one is expected today, one next week; one visit is over and nobody knows what became of it."""
    petrova = patient(desk, "Петрова Мария Ивановна", "8 916 123-45-67")
    kim = patient(desk, "Ким Олег Сергеевич", "8 903 555-10-22")
    visit(desk, petrova, "oncologist", at("2026-11-20 15:30"))
    visit(desk, petrova, "ct", at("2026-11-25 10:00"))
    visit(desk, kim, "oncologist", at("2026-11-26 09:00"))
    visit(desk, kim, "ct", at("2026-11-20 09:00"))
    return [petrova, kim]


async def at_visits(it: Driver) -> VisitsScreen:
    await it.press("f9", "2")
    await it.until(lambda: isinstance(it.app.screen, VisitsScreen))
    await it.settle()
    screen = it.app.screen
    assert isinstance(screen, VisitsScreen)
    return screen


async def test_the_menu_goes_to_the_visits_by_digit_and_esc_comes_back(
    desk: Desk, running: Run, booked: list[int]
) -> None:
    async with running() as it:
        await at_visits(it)
        assert "ПРИЁМЫ" in it.text
        assert "Сегодня 2" in it.text
        assert "15:30 Петрова М. И." in it.text
        await it.press("f9", "1")
        await it.until(lambda: it.app.screen is it.day)
        await at_visits(it)
        await it.press("escape")
        assert it.app.screen is it.day


async def test_arrows_go_through_the_sections(desk: Desk, running: Run, booked: list[int]) -> None:
    async with running() as it:
        screen = await at_visits(it)
        await it.press("right")
        assert screen.rows.section == "tomorrow"
        assert "На завтра ничего не назначено" in it.text
        await it.press("right")
        assert screen.rows.section == "week"
        assert [key for key in screen.table.keys if isinstance(key, int)] == [2, 3]
        assert "ср 25.11.2026" in it.text
        await it.press("right", "right")
        assert screen.rows.section == "open"
        assert "Ким О. С." in it.text


@pytest.mark.parametrize("typed", ["ким", "rbv", "1022", "10-22"])
async def test_typing_searches_in_all_sections_in_both_layouts_and_by_digits(
    desk: Desk, running: Run, booked: list[int], typed: str
) -> None:
    async with running() as it:
        screen = await at_visits(it)
        await it.press(*("minus" if sign == "-" else sign for sign in typed))
        await it.until(lambda: [key for key in screen.table.keys if isinstance(key, int)] == [4, 3])
        assert screen.patient_here() == booked[1]
        await it.press("escape")
        assert screen.rows.text == ""
        assert it.app.screen is screen


async def test_enter_opens_the_card_and_a_change_elsewhere_is_shown_in_place(
    desk: Desk, running: Run, booked: list[int], at: At
) -> None:
    async with running() as it:
        screen = await at_visits(it)
        await it.press("down")
        here = screen.table.cursor_key
        await it.app.done(add_note, booked[0], "просила говорить громче")
        await it.settle()
        assert screen.table.cursor_key == here
        await it.press("f3")
        await it.until(lambda: isinstance(it.app.screen, CardScreen))
        await it.press("escape")
        assert it.app.screen is screen


async def test_an_empty_list_says_what_would_fill_it(desk: Desk, running: Run) -> None:
    async with running() as it:
        await at_visits(it)
        assert "На сегодня ничего не назначено" in it.text
        await it.press("enter", "f3")
        assert "Сначала выберите пациента" in it.text
