"""Reminders, drafts and the end of a shift, by keys."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

import pytest

from assistant_tui.dialogs.end_shift import EndShiftDialog
from assistant_tui.dialogs.note import NoteDialog
from assistant_tui.dialogs.pick import PickDialog
from assistant_tui.dialogs.reminder import ReminderDialog
from assistant_tui.screens.call import CallScreen
from db.actions.calls import open_call, put_aside
from db.actions.colleagues import hand_over
from db.actions.reminders import add_reminder
from tests.assistant_tui.screens.day_desk import Driver, Run
from tests.build import colleague, patient, talk
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


async def at_the_end(it: Driver, key: str = "ctrl+q") -> None:
    await it.pilot.press(key)
    await until(it, lambda: isinstance(it.app.screen, EndShiftDialog))


async def again(it: Driver, said: str) -> None:
    """Wait until the dialog is back and says what was done."""
    await until(it, lambda: isinstance(it.app.screen, EndShiftDialog) and said in it.text)


@pytest.fixture
def four(kim: int, desk: Desk, at: At) -> dict[str, int]:
    """A promise, a call without its mark, a reminder of today, and somebody new who may wait."""
    promised = patient(desk, "Орлова Нина Павловна", "8 916 000-88-03", sex="f")
    talk(desk, promised, "CALLBACK", until_at=at("2026-11-20 16:40"))
    aside = patient(desk, "Цой Виктор Иванович", "8 916 000-61-73", sex="m")
    desk.do(put_aside, desk.do(open_call, aside).result.call_id)
    new = patient(desk, "Ёлкина Вера Ильинична", "8 916 000-31-90", met=False)
    return {"promised": promised, "aside": aside, "due": kim, "new": new}


async def test_the_end_of_a_shift_shows_what_is_left_and_why_it_cannot_wait(
    four: dict[str, int], desk: Desk, running: Run
) -> None:
    async with running() as it:
        it.app.drafts.keep(f"note:{four['due']}", {"text": "недописано"})
        await at_the_end(it)
        text = it.text
        assert "Осталось 4 пациента" in text
        assert "16:40" in text
        assert "обещано, не отложить" in text
        assert "срок сегодня, нельзя" in text
        assert "Звонки без итога" in text
        assert "1 форма не дописана" in text
        await it.pilot.press("1")  # the promise is under the cursor
        await again(it, "звонок обещан, его можно передать или договориться заново")
        await it.pilot.press("enter")
        await until(it, lambda: isinstance(it.app.screen, PickDialog))
        await it.pilot.press("escape")
        await again(it, "Осталось 4 пациента")
        await it.pilot.press("escape")
        await it.settle()
        assert it.app.screen is it.day
        await at_the_end(it, "ctrl+й")
        await it.pilot.press("9")
        await it.pilot.pause(0.1)
    assert it.app.return_code == 0


async def test_each_thing_left_is_put_off_handed_over_or_offered_by_one_digit(
    four: dict[str, int], desk: Desk, running: Run
) -> None:
    olga = colleague(desk)
    async with running() as it:
        await at_the_end(it)
        await it.pilot.press("3")
        await again(it, "звонок отдан в центр")
        assert "отдано в центр" in it.text
        await it.pilot.press("down", "down", "2")
        await until(it, lambda: isinstance(it.app.screen, PickDialog))
        await it.pilot.press("1")
        await until(it, lambda: isinstance(it.app.screen, NoteDialog))
        await it.pilot.press("enter")
        await again(it, "ведёт Котова О. С., по пн 23.11")
        assert desk.rows("SELECT by_id, patient_id FROM cover") == [(olga, four["due"])]
        assert desk.rows("SELECT to_id, patient_id FROM message") == [(olga, four["due"])]
        await it.pilot.press("5")
        await again(it, "1 дело отложено на пн 23.11")
        assert "Остался 1 пациент" in it.text  # whose call has no mark yet
        await it.pilot.press("f8")
        await again(it, "Осталось 2 пациента")
        await it.pilot.press("end", "1")
        await again(it, "отложено на пн 23.11")
        await it.pilot.press("4")
        await until(it, lambda: isinstance(it.app.screen, CallScreen))


async def test_where_all_is_settled_one_enter_leaves(kim: int, desk: Desk, running: Run) -> None:
    colleague(desk)
    desk.do(hand_over, kim, 2, date(2026, 11, 23), "Позвоните")
    async with running() as it:
        await at_the_end(it)
        assert "Ничего не осталось." in it.text
        assert "передано: Котова О. С." in it.text
        await it.pilot.press("enter")
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
