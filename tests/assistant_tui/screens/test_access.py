"""Patients of others by keys: one digit or a few words, and what was wanted goes on; a broken glass stays in sight."""

from __future__ import annotations

from datetime import timedelta

import pytest

from assistant_tui.commands.catalogue import SCREENS
from assistant_tui.screens.call import CallScreen
from assistant_tui.screens.card import CardScreen
from assistant_tui.screens.grants import GrantsScreen
from assistant_tui.widgets.header import TitleLine
from db.actions.access import break_glass, open_for_reason
from db.actions.people import add_user
from tests.build import colleague, patient, sign_in
from tests.desk import NOW, Desk
from tests.journeys.keyboard import sitting_at

WORDS = "Пациент на линии, помощника нет"


@pytest.fixture
def petrova(desk: Desk) -> int:
    return patient(desk, "Петрова Мария Ивановна", "8 916 123-45-67")


@pytest.fixture
def olga(desk: Desk, petrova: int) -> int:
    """A colleague of the centre, at work now."""
    found = colleague(desk)
    sign_in(desk, found)
    return found


@pytest.fixture
def farida(desk: Desk, petrova: int) -> int:
    """An assistant of another centre, at work now."""
    with desk._writer.transaction(write=True) as conn:
        there = conn.value(
            "INSERT INTO organisation (kind, name, short_name, search_key, zone, active, version)"
            " VALUES ('caop', 'ЦАОП № 7', 'ЦАОП № 7', 'цаоп 7', 'Europe/Moscow', TRUE, 1) RETURNING id"
        )
    found: int = desk.administer(
        add_user, "farida", "Дальняя Фарида Олеговна", ["assistant"], centre_id=there
    ).result.user_id
    sign_in(desk, found)
    return found


async def test_a_digit_opens_a_colleagues_card_and_escape_leaves_it_closed(desk: Desk, olga: int) -> None:
    async with sitting_at(desk) as it:
        await it.on_list()
        await it.type("Петрова")
        await it.press("f3")
        await it.dialog("ReasonNeededDialog")
        await it.sees("Иванова А. П.", "звонит сам")
        await it.press("escape")
        await it.until(lambda: "назовёте причину" in it.said)
        await it.press("f3")
        await it.dialog("ReasonNeededDialog")
        await it.press("2")
        await it.until(lambda: isinstance(it.app.screen, CardScreen), "no card after the digit")
        await it.sees("Петрова Мария Ивановна")
    assert desk.rows("SELECT kind, reason FROM access_grant") == [("reason", "late_callback")]


async def test_a_call_goes_on_after_the_digit_and_an_incoming_one_needs_none(desk: Desk, olga: int) -> None:
    async with sitting_at(desk) as it:
        await it.on_list()
        await it.press("f2")
        await it.dialog("CallerDialog")
        await it.type("4567")
        await it.press("enter")
        await it.until(lambda: isinstance(it.app.screen, CallScreen), "the incoming call was held up")
    assert desk.rows("SELECT kind, reason FROM access_grant") == [("reason", "calling_in")]


async def test_across_centres_words_are_asked_for_and_a_banner_stays(desk: Desk, petrova: int, farida: int) -> None:
    async with sitting_at(desk) as it:
        await it.on_list()
        await it.type("Петрова")
        await it.press("f3")
        await it.dialog("BreakGlassDialog")
        await it.type("надо")
        await it.press("enter")
        await it.sees("хотя бы 10 знаков")
        for _ in "надо":
            await it.press("backspace")
        await it.type(WORDS)
        await it.press("enter")
        await it.until(lambda: isinstance(it.app.screen, CardScreen), "no card after the words")
        await it.sees("доступ по необходимости до 11:00")
        await it.press("f6")  # a dialog over the patient hides nothing of it
        await it.dialog("NoteDialog")
        it.app.screen_stack[-2].query_one(TitleLine).refresh()
        await it.still()
        assert "ДОСТУП ПО НЕОБХОДИМОСТИ до 11:00" in it.seen
        await it.press("escape")
        await it.app.open_call(petrova)
        await it.on_call()
        await it.sees("доступ по необходимости до 11:00")
        await it.press("escape")
        await it.until(lambda: isinstance(it.app.screen, CardScreen), "not back on the card")
        desk.frozen.move_to(NOW + timedelta(minutes=61))
        await it.press("escape")
        await it.on_list()
        assert "НЕОБХОДИМОСТИ" not in it.seen
    assert desk.rows("SELECT kind, text FROM access_grant") == [("break_glass", WORDS)]


async def test_a_supervisor_looks_at_what_was_opened(desk: Desk, petrova: int, olga: int, farida: int) -> None:
    desk.do(break_glass, petrova, WORDS)
    sign_in(desk, olga)
    desk.do(open_for_reason, petrova, "cover")
    sign_in(desk, 1)
    async with sitting_at(desk) as it:
        await it.on_list()
        await it.app.show_list("grants")
        await it.until(lambda: isinstance(it.app.screen, GrantsScreen) and it.app.screen.rows.entries)
        await it.still()
        await it.sees(WORDS, "коллеги нет на месте")
        await it.press("enter")
        await it.dialog("TextPrompt")
        await it.type("проверено")
        await it.press("enter")
        await it.says("Проверено")
    assert desk.rows("SELECT review_note FROM access_grant WHERE kind = 'break_glass'") == [("проверено",)]
    assert desk.rows("SELECT reviewed_at FROM access_grant WHERE kind = 'reason'") == [(None,)]


async def test_what_a_role_may_not_stays_in_its_place_and_says_why(desk: Desk, olga: int) -> None:
    async with sitting_at(desk) as it:
        day = await it.on_list()
        assert "show_grants" in SCREENS
        for name in ("show_grants", "show_twins", "show_workload"):
            assert day.command_off(name), name
        assert day.command_off("show_visits") is None
