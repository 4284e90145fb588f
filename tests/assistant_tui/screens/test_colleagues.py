"""Colleagues by keys: status, messages, covers, and how the call list says for whom one stands in."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

import pytest

from assistant_tui.app import AssistantApp
from assistant_tui.app_colleagues import refresh_after_news
from assistant_tui.commands.catalogue import SCREENS
from assistant_tui.dialogs.note import NoteDialog
from assistant_tui.dialogs.outcome_form import OutcomeForm
from assistant_tui.dialogs.pick import PickDialog
from assistant_tui.screens.calls import CallsScreen
from assistant_tui.screens.colleagues import ColleaguesScreen
from assistant_tui.screens.day import DayScreen
from assistant_tui.settings import Settings
from assistant_tui.text.cover_words import for_whom
from assistant_tui.text.i18n import speaking
from db.actions.access import open_for_reason
from db.actions.colleagues import add_cover, send_message
from db.actions.reminders import add_reminder
from tests.assistant_tui.screens.day_desk import Driver, Run
from tests.build import colleague, miss, patient, sign_in
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
    desk.do(open_for_reason, kim, "cover")
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
        assert "за Иванову" not in it.text
        with Desk(desk.url, desk.frozen) as other:  # another program
            other.do(add_cover, 1, olga, TODAY, TODAY)
        await it.until(lambda: "за Иванову" in it.text)


async def test_a_call_of_a_colleague_leaves_the_list_by_itself_and_the_cursor_stays(
    kim: int, olga: int, desk: Desk, running: Run, at: At
) -> None:
    for name, phone in (("Белова Анна", "8 916 000-10-23"), ("Сомов Пётр", "8 916 000-10-24")):
        desk.do(add_reminder, patient(desk, name, phone), "спросить", at("2026-11-20 09:30"))
    async with running() as it:
        await it.until(lambda: "Ким" in it.text)
        names = [row.full_name for key in it.day.table.keys if (row := it.day.rows.row(key))]
        await it.go_to(next(name for name in names if name != "Ким Олег Сергеевич"))
        here = it.name_here
        with Desk(desk.url, desk.frozen) as other:  # the program of a colleague who stands in
            other.do(add_cover, 1, olga, TODAY, TODAY)
            sign_in(other, olga)
            miss(other, kim)
        await it.until(lambda: kim not in it.day.table.keys)
        assert it.name_here == here


async def test_two_programs_on_one_database_show_what_the_other_does(
    kim: int, olga: int, desk: Desk, running: Run
) -> None:
    desk.do(add_cover, 1, olga, TODAY, TODAY)
    with Desk(desk.url, desk.frozen) as second:
        sign_in(second, olga)
        async with running() as mine:
            app = AssistantApp(lambda: second, Settings(language="ru", guard_after_change_ms=0))
            async with app.run_test(size=(80, 24)) as pilot:
                hers = Driver(app, pilot)
                await hers.until(lambda: any(isinstance(each, DayScreen) for each in app.screen_stack))
                await hers.until(lambda: kim in hers.day.table.keys)
                miss(second, kim)  # not told to her screens either
                await mine.until(lambda: kim not in mine.day.table.keys)


async def test_a_list_of_the_record_follows_others_too(kim: int, olga: int, desk: Desk, running: Run) -> None:
    async with running() as it:
        await it.app.show_list("calls")
        await it.until(lambda: isinstance(it.app.screen, CallsScreen))
        with Desk(desk.url, desk.frozen) as other:
            miss(other, kim)
        await it.until(lambda: "не отвечает" in it.text)


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


def test_what_others_did_waits_for_a_screen_that_is_on_its_way() -> None:
    on_its_way = DayScreen()
    refresh_after_news(on_its_way, None, agreed=True)
    assert not on_its_way.is_mounted
