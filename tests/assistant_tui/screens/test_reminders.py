"""Reminders on a screen, driven by keys."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

import pytest

from assistant_tui.dialogs.clash import ClashDialog
from assistant_tui.dialogs.pick_date import DateDialog
from assistant_tui.dialogs.reminder import ReminderDialog
from assistant_tui.screens.call import CallScreen
from assistant_tui.screens.reminders import RemindersScreen
from db.actions.reminders import add_reminder, edit_reminder
from tests.assistant_tui.screens.day_desk import Driver, Run
from tests.build import patient
from tests.desk import Desk

At = Callable[[str], datetime]
LOOK = "SELECT text, channel, every, until_on, status FROM reminder WHERE id = 1"


@pytest.fixture
def kim(desk: Desk, at: At) -> int:
    """Kim: one reminder today, a weekly one from Tuesday on, one in a month."""
    found = patient(desk, "Ким Олег Сергеевич", "8 903 555-10-22")
    desk.do(add_reminder, found, "спросить про кровь", at("2026-11-20 09:30"))
    desk.do(add_reminder, found, "самочувствие", at("2026-11-24 12:00"), every="1w", until_on=date(2026, 12, 15))
    desk.do(add_reminder, found, "полис", at("2026-12-24 12:00"), channel="desk")
    return found


async def at_reminders(it: Driver) -> RemindersScreen:
    await it.press("f9", "5")
    await it.until(lambda: isinstance(it.app.screen, RemindersScreen))
    await it.settle()
    screen = it.app.screen
    assert isinstance(screen, RemindersScreen)
    return screen


async def test_sections_and_what_is_known_of_a_row(desk: Desk, running: Run, kim: int) -> None:
    async with running() as it:
        screen = await at_reminders(it)
        assert "НАПОМИНАНИЯ" in it.text
        assert "Сегодня 1 │ Неделя 1 │ Позже 1 │ Повторы 1 │ Завершены 0" in it.text
        assert "сегодня 09:30" in it.text
        await it.press("right")
        assert "вт 24.11 12:00" in it.text
        assert "до вт 15.12.2026" in it.text
        await it.press("right", "right")
        assert screen.rows.section == "again"
        assert "самочувствие" in it.text


async def test_space_says_done_and_f8_takes_it_back(desk: Desk, running: Run, kim: int) -> None:
    async with running() as it:
        await at_reminders(it)
        await it.press("space")
        await it.until(lambda: desk.rows(LOOK)[0][4] == "done")
        assert "Завершены 1" in it.text
        await it.press("f8")
        assert desk.rows(LOOK)[0][4] == "open"
        await it.press("enter", "2")
        await it.until(lambda: isinstance(it.app.screen, CallScreen))


async def test_put_off_and_cancelled_by_digits(desk: Desk, running: Run, kim: int, at: At) -> None:
    async with running() as it:
        await at_reminders(it)
        await it.press("enter", "3")
        await it.until(lambda: isinstance(it.app.screen, DateDialog))
        await it.type("+3")
        await it.press("enter")
        await it.until(lambda: desk.rows("SELECT due_at FROM reminder WHERE id = 1") == [(at("2026-11-23 09:00"),)])
        assert "напоминание на пн 23.11 09:00" in it.text
        await it.press("right", "enter", "5")
        await it.until(lambda: desk.rows(LOOK)[0][4] == "cancelled")
        assert "напоминание отменено" in it.text


async def test_a_change_by_somebody_else_is_merged_or_asked_about(desk: Desk, running: Run, kim: int, at: At) -> None:
    async with running() as it:
        await at_reminders(it)
        await it.press("enter", "4")
        await it.until(lambda: isinstance(it.app.screen, ReminderDialog))
        assert "спросить про кровь" in it.text
        await it.press("end")
        await it.type(" и мочу")
        desk.do(edit_reminder, 1, channel="desk")
        await it.press("enter")
        await it.until(lambda: desk.rows(LOOK)[0][:2] == ("спросить про кровь и мочу", "desk"))
        said = "Пока форма была открыта, изменено: «Как»: дело без звонка. Ваше сохранено вместе с этим."
        assert it.app.last_said == (said, True)
        await it.press("enter", "4")
        await it.until(lambda: isinstance(it.app.screen, ReminderDialog))
        await it.press("end")
        await it.type("!")
        desk.do(edit_reminder, 1, text="иначе")
        await it.press("enter")
        await it.until(lambda: isinstance(it.app.screen, ClashDialog))
        await it.press("escape")
        assert desk.rows(LOOK)[0][0] == "иначе"
        assert it.app.drafts.waiting() == ["reminder-change:1"]


async def test_a_last_day_without_a_rhythm_is_said_in_the_form(desk: Desk, running: Run, kim: int) -> None:
    async with running(language="en") as it:
        await at_reminders(it)
        assert "REMINDERS" in it.text
        await it.press("f5")
        await it.until(lambda: isinstance(it.app.screen, ReminderDialog))
        await it.type("policy")
        await it.press("tab", "+", "1", "tab", "tab", "tab", "+", "9", "enter")
        assert "choose how often" in it.text
        assert desk.rows("SELECT COUNT(*) FROM reminder") == [(3,)]
