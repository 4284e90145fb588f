"""Reminders, drafts and the end of a shift, by keys."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest

from assistant_tui.dialogs.end_shift import EndShiftDialog
from assistant_tui.dialogs.reminder import ReminderDialog
from db.actions.calls import open_call, put_aside
from db.actions.reminders import add_reminder
from tests.assistant_tui.screens.day_desk import Driver, Run
from tests.build import patient, talk
from tests.desk import Desk

At = Callable[[str], datetime]


@pytest.fixture
def kim(desk: Desk, at: At) -> int:
    found = patient(desk, "Ким Олег Сергеевич", "8 916 000-10-22", sex="m")
    desk.do(add_reminder, found, "спросить про кровь", at("2026-11-20 09:30"))
    return found


async def until(it: Driver, happened: Callable[[], bool]) -> None:
    for _turn in range(400):
        await it.pilot.pause(0.02)
        if happened():
            await it.pilot.pause()
            return
    raise AssertionError(it.text)


async def test_a_reminder_is_set_by_keys_with_an_echo_and_taken_back(kim: int, desk: Desk, running: Run) -> None:
    async with running() as it:
        await it.pilot.press("f5")
        await until(it, lambda: isinstance(it.app.screen, ReminderDialog))
        await it.type("полис")
        await it.pilot.press("tab")
        await it.type("+3")
        assert "пн 23.11.2026" in it.text
        await it.pilot.press("tab", "2", "3", "enter")
        await until(it, lambda: "дело на пн 23.11 09:00" in it.text)
        sql = "SELECT text, channel, every FROM reminder WHERE id > 1"
        assert desk.rows(sql) == [("полис", "desk", "2w")]
        await it.press("f8")
        assert desk.rows(sql) == []


async def test_a_reminder_left_half_way_is_offered_again(kim: int, desk: Desk, running: Run) -> None:
    async with running() as it:
        await it.pilot.press("f5")
        await until(it, lambda: isinstance(it.app.screen, ReminderDialog))
        await it.type("полис")
        await it.pilot.press("enter")
        await it.pilot.pause()
        assert isinstance(it.app.screen, ReminderDialog)  # when?
        await it.pilot.press("escape")
        await it.settle()
        assert it.app.drafts.waiting() == [f"reminder:{kim}"]
        await it.pilot.press("f5")
        await until(it, lambda: isinstance(it.app.screen, ReminderDialog))
        assert "полис" in it.text
        await it.pilot.press("escape")
        assert desk.rows("SELECT COUNT(*) FROM reminder") == [(1,)]


async def test_the_end_of_a_shift_says_what_is_left_and_enter_stays(kim: int, desk: Desk, at: At, running: Run) -> None:
    promised = patient(desk, "Орлова Нина Павловна", "8 916 000-88-03", sex="f")
    talk(desk, promised, "CALLBACK", until_at=at("2026-11-20 16:40"))
    aside = patient(desk, "Цой Виктор Иванович", "8 916 000-61-73", sex="m")
    desk.do(put_aside, desk.do(open_call, aside).result.call_id)
    async with running() as it:
        it.app.drafts.keep(f"note:{kim}", {"text": "недописано"})
        await it.pilot.press("ctrl+q")
        await until(it, lambda: isinstance(it.app.screen, EndShiftDialog))
        text = it.text
        assert "Обещан 1 звонок на сегодня: 16:40 Орлова Н. П." in text
        assert "1 звонок без итога: Цой В. И." in text
        assert "1 форма не дописана" in text
        assert "ещё позвонить" in text
        await it.pilot.press("enter")
        await it.settle()
        assert it.app.screen is it.day
        await it.pilot.press("ctrl+й")
        await until(it, lambda: isinstance(it.app.screen, EndShiftDialog))
        await it.pilot.press("2")
        await it.pilot.pause(0.1)
    assert it.app.return_code == 0


async def test_a_quiet_desk_lets_one_go_with_one_enter(desk: Desk, running: Run) -> None:
    async with running(language="en") as it:
        await it.pilot.press("ctrl+q")
        await until(it, lambda: isinstance(it.app.screen, EndShiftDialog))
        assert "Everybody was called who had to be." in it.text
        await it.pilot.press("enter")
        await it.pilot.pause(0.1)
    assert it.app.return_code == 0
