"""Colleagues by keys: status, messages, covers, and how the call list says for whom one stands in."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

import pytest

from assistant_tui.commands.catalogue import SCREENS
from assistant_tui.dialogs.note import NoteDialog
from assistant_tui.dialogs.outcome_form import OutcomeForm
from assistant_tui.dialogs.pick import PickDialog
from assistant_tui.screens.colleagues import ColleaguesScreen
from assistant_tui.text.cover_words import for_whom
from assistant_tui.text.i18n import speaking
from db.actions.colleagues import add_cover, send_message
from db.actions.reminders import add_reminder
from tests.assistant_tui.screens.day_desk import Driver, Run
from tests.build import colleague, patient, sign_in
from tests.desk import Desk

At = Callable[[str], datetime]
TODAY, MONDAY = date(2026, 11, 20), date(2026, 11, 23)


@pytest.fixture
def kim(desk: Desk, at: At) -> int:
    found = patient(desk, "Ким Олег Сергеевич", "8 916 000-10-22", sex="m")
    desk.do(add_reminder, found, "спросить про кровь", at("2026-11-20 09:30"))
    return found


@pytest.fixture
def olga(desk: Desk) -> int:
    return colleague(desk)


async def at_colleagues(it: Driver) -> ColleaguesScreen:
    digit = str(SCREENS.index("show_colleagues") + 1)
    await it.press("f9", digit)
    await it.until(lambda: isinstance(it.app.screen, ColleaguesScreen))
    screen = it.app.screen
    assert isinstance(screen, ColleaguesScreen)
    await it.until(lambda: bool(screen.rows.entries))
    return screen


def shows(it: Driver, kind: type) -> Callable[[], bool]:
    return lambda: isinstance(it.app.screen, kind)


async def test_a_message_about_a_patient_is_written_from_the_call_list(
    kim: int, olga: int, desk: Desk, running: Run
) -> None:
    async with running() as it:
        await it.pilot.press("f9")
        await it.type("сообщ")
        await it.pilot.press("enter")
        await it.until(shows(it, PickDialog))
        assert "Котова О. С." in it.text
        await it.pilot.press("1")
        await it.until(shows(it, NoteDialog))
        await it.type("звонила вам")
        await it.pilot.press("enter")
        await it.until(lambda: "сообщение отправлено" in it.text)
        assert desk.rows("SELECT patient_id, to_id, text FROM message") == [(kim, olga, "звонила вам")]
        await it.press("f8")
        assert desk.rows("SELECT COUNT(*) FROM message") == [(0,)]


async def test_the_head_counts_messages_and_reading_one_takes_it_off(
    kim: int, olga: int, desk: Desk, running: Run
) -> None:
    sign_in(desk, olga)
    desk.do(send_message, 1, "Звонила Киму в 11:20", kim)
    desk.do(send_message, 1, "Второе")
    sign_in(desk, 1)
    async with running() as it:
        await it.until(lambda: "2 сообщения" in it.text)
        screen = await at_colleagues(it)
        await it.press("right")
        assert screen.rows.section == "messages"
        assert "Звонила Киму в 11:20" in it.text
        await it.press("space")
        await it.until(lambda: "1 сообщение" in it.text)
        assert desk.rows("SELECT COUNT(*) FROM message WHERE read_at IS NULL") == [(1,)]
        await it.press("home", "enter")
        await it.until(shows(it, PickDialog))
        await it.press("escape")
        assert desk.rows("SELECT COUNT(*) FROM message WHERE read_at IS NULL") == [(0,)]


async def test_a_status_is_set_in_the_menu_and_stands_in_the_head(kim: int, desk: Desk, running: Run) -> None:
    async with running() as it:
        await it.pilot.press("f9")
        await it.type("мой статус")
        await it.pilot.press("enter")
        await it.until(shows(it, PickDialog))
        await it.pilot.press("2")
        await it.until(lambda: "на обеде до 11:00" in it.text)
        assert desk.rows("SELECT status FROM app_user WHERE id = 1") == [("lunch",)]
        await it.press("f8")
        assert desk.rows("SELECT status FROM app_user WHERE id = 1") == [("on_line",)]


async def test_a_colleague_off_sick_is_covered_by_keys(kim: int, olga: int, desk: Desk, running: Run) -> None:
    async with running() as it:
        await at_colleagues(it)
        await it.press("home", "enter")
        await it.until(shows(it, PickDialog))
        await it.pilot.press("2")
        await it.until(lambda: "кто замещает" in it.text)
        assert "сейчас 0, станет 1" in it.text
        await it.pilot.press("1")
        await it.until(shows(it, OutcomeForm))
        await it.pilot.press("tab")
        await it.type("пн")
        await it.pilot.press("enter")
        await it.until(lambda: "замещает Котова О. С." in it.text)
        assert desk.rows("SELECT user_id, by_id, first_on, last_on FROM cover") == [(1, olga, TODAY, MONDAY)]
        await it.press("right", "right")
        assert "20.11–23.11" in it.text
        await it.press("enter")
        await it.until(shows(it, PickDialog))
        await it.pilot.press("1")
        await it.until(lambda: desk.rows("SELECT COUNT(*) FROM cover WHERE ended_at IS NULL") == [(0,)])


async def test_what_colleagues_agree_upon_elsewhere_comes_to_the_list_by_itself(
    kim: int, olga: int, desk: Desk, running: Run
) -> None:
    sign_in(desk, olga)
    async with running() as it:
        await it.until(lambda: it.app._looked > 0)  # noqa: SLF001 - the first look has to lie before the change
        await it.app.look_for_messages()
        assert "за Иванову" not in it.text
        desk.do(add_cover, 1, olga, TODAY, TODAY)  # as another program would write it
        await it.app.look_for_messages()
        await it.until(lambda: "за Иванову" in it.text)


@pytest.mark.parametrize(("language", "said"), [("ru", "за Иванову"), ("en", "for Иванова")])
async def test_the_call_list_says_for_whom_one_stands_in(
    kim: int, olga: int, desk: Desk, running: Run, language: str, said: str
) -> None:
    desk.do(add_cover, 1, olga, TODAY, TODAY)
    sign_in(desk, olga)
    async with running((120, 40), language=language) as it:
        assert said in it.text
        await it.type("ким")
        assert said in it.text


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Иванова А. П.", "за Иванову"),
        ("Белинская В. А.", "за Белинскую"),
        ("Котов О. С.", "за Котова"),
        ("Ким О.", "за Ким"),
    ],
)
def test_names_are_bent_only_where_their_ending_says_how(name: str, said: str) -> None:
    with speaking("ru"):
        assert for_whom(name) == said
        assert for_whom("Коновалова В. Л.", most=8) == "за Конова."


async def test_both_layouts_and_languages_search_among_colleagues(
    kim: int, olga: int, desk: Desk, running: Run
) -> None:
    async with running(language="en") as it:
        screen = await at_colleagues(it)
        assert "COLLEAGUES" in it.text
        await it.type("rjnjd")
        assert [key for key in screen.table.keys if isinstance(key, tuple)] == [("user", olga)]
