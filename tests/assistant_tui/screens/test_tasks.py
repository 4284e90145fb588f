"""All work on one screen, driven by keys."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

import pytest

from assistant_tui.dialogs.pick_date import DateDialog
from assistant_tui.dialogs.reminder import ReminderDialog
from assistant_tui.dialogs.settle import SettleDialog
from assistant_tui.screens.call import CallScreen
from assistant_tui.screens.card import CardScreen
from assistant_tui.screens.tasks import TasksScreen
from db.actions.people import assign_patients
from db.actions.reminders import add_reminder
from tests.assistant_tui.screens.day_desk import Driver, Run
from tests.build import colleague, patient, sign_in, talk, visit
from tests.desk import Desk

At = Callable[[str], datetime]


@pytest.fixture
def people(desk: Desk, at: At) -> list[int]:
    """Petrova: a call, a desk task, later ones; Kim: moved away, as told."""
    petrova = patient(desk, "Петрова Мария Ивановна", "8 916 123-45-67")
    kim = patient(desk, "Ким Олег Сергеевич", "8 903 555-10-22")
    visit(desk, petrova, "oncologist", at("2026-11-23 10:30"))
    desk.do(add_reminder, petrova, "собрать документы", at("2026-11-20 09:30"), channel="desk")
    talk(desk, kim, "MOVED", place="Тверь")
    return [petrova, kim]


async def at_tasks(it: Driver) -> TasksScreen:
    await it.press("f9", "4")
    await it.until(lambda: isinstance(it.app.screen, TasksScreen))
    await it.settle()
    screen = it.app.screen
    assert isinstance(screen, TasksScreen)
    return screen


async def test_every_section_says_what_stands_in_it(desk: Desk, running: Run, people: list[int]) -> None:
    async with running() as it:
        screen = await at_tasks(it)
        assert "ДЕЛА" in it.text
        assert "Звонки 1" in it.text
        assert "Без звонка 1" in it.text
        assert "У старшего 1" in it.text
        assert "приём пн 23.11" in it.text
        await it.press("right")
        assert "собрать документы" in it.text
        assert "сегодня" in it.text
        await it.press("right")
        assert "решить: переезд" in it.text
        await it.press("right")
        assert "с 24.11" in it.text or "с 25.11" in it.text
        await it.press("right", "right")
        assert screen.rows.section == "closed"
        assert "сделано" in it.text


async def test_enter_calls_and_space_settles_at_once(desk: Desk, running: Run, people: list[int]) -> None:
    async with running() as it:
        await at_tasks(it)
        await it.press("enter")
        await it.until(lambda: isinstance(it.app.screen, CallScreen))
        await it.press("escape")
        await it.press("right", "space")
        await it.until(lambda: "F8 отменить" in it.text and "сделано" in it.text)
        assert desk.rows("SELECT status FROM reminder") == [("done",)]
        await it.press("f8")
        assert desk.rows("SELECT status FROM reminder") == [("open",)]
        await it.press("enter")
        await it.until(lambda: isinstance(it.app.screen, SettleDialog))
        await it.press("1")
        await it.settle()
        assert desk.rows("SELECT status FROM reminder") == [("done",)]


async def test_the_supervisor_decides_here_and_the_answer_comes_back_as_work(
    desk: Desk, running: Run, people: list[int]
) -> None:
    async with running() as it:
        await at_tasks(it)
        await it.press("right", "right", "enter")
        await it.press("1", "enter")
        await it.until(lambda: desk.rows("SELECT answer FROM decision") == [("confirmed",)])
        await it.press("left")
        assert "ответ старшего" in it.text
        await it.press("home", "down", "space")
        await it.until(lambda: desk.rows("SELECT COUNT(*) FROM mark WHERE task = 'answer'") == [(1,)])


async def test_who_is_no_supervisor_sees_the_card_and_hears_why(desk: Desk, running: Run, people: list[int]) -> None:
    olga = colleague(desk)
    desk.do(assign_patients, [people[1]], olga)
    sign_in(desk, olga)
    async with running() as it:
        await at_tasks(it)
        await it.press("right", "right", "space")
        assert "ждёт старшего" in it.text
        await it.press("enter")
        await it.until(lambda: isinstance(it.app.screen, CardScreen))


@pytest.mark.parametrize("language", ["ru", "en"])
async def test_a_task_is_set_here_in_plain_words(desk: Desk, running: Run, people: list[int], language: str) -> None:
    async with running(language=language) as it:
        await at_tasks(it)
        await it.press("f5")
        await it.until(lambda: isinstance(it.app.screen, ReminderDialog))
        await it.type("выяснить" if language == "ru" else "find out")
        await it.press("down", "tab", "+", "3", "tab", "2", "2", "+", "3", "0", "enter")
        await it.until(lambda: not isinstance(it.app.screen, ReminderDialog))
        wanted = "выяснить в клинике" if language == "ru" else "find out at the clinic"
        assert desk.rows("SELECT text, channel, every, until_on FROM reminder WHERE id = 2") == [
            (wanted, "desk", "1w", date(2026, 12, 20))
        ]


async def test_work_is_put_off_by_a_digit_and_never_behind_its_end(
    desk: Desk, running: Run, people: list[int], at: At
) -> None:
    async with running() as it:
        screen = await at_tasks(it)
        await it.press("right", "enter")
        await it.until(lambda: isinstance(it.app.screen, SettleDialog))
        assert "срок уже настал" in it.text  # said before a day is asked for
        await it.press("4")
        assert isinstance(it.app.screen, SettleDialog)
        await it.press("escape")
        assert screen.rows.section == "desk"
        assert desk.rows("SELECT COUNT(*) FROM postponed") == [(0,)]


async def test_work_that_may_wait_waits(desk: Desk, running: Run, people: list[int], at: At) -> None:
    visit(desk, people[0], "ct", at("2026-12-18 10:30"), booked_in="planned", booking_number=None)
    async with running() as it:
        await at_tasks(it)
        await it.type("емиас")
        await it.press("down", "enter")
        await it.until(lambda: isinstance(it.app.screen, SettleDialog))
        assert "5 отложить" in it.text, it.text
        await it.press("5")
        await it.until(lambda: isinstance(it.app.screen, DateDialog))
        await it.type("+1")
        await it.press("enter")
        await it.until(lambda: "отложено до" in it.text or "нельзя" in it.text)
        assert "отложено до" in it.text, it.app.last_said
        await it.press("f8")
        assert desk.rows("SELECT COUNT(*) FROM postponed") == [(0,)]
