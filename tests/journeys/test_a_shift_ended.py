"""A shift ends with four things left: one handed over, one put off, one done, one left; the next morning shows them."""

from __future__ import annotations

from datetime import date

import pytest

from db.actions.reminders import add_reminder
from db.queries.calls import calls
from db.queries.colleagues import covers, messages
from db.queries.left import left
from db.queries.lists import tasks
from tests.build import colleague, patient, sign_in, talk, visit
from tests.desk import Desk
from tests.journeys.centre import ANNA, Opened, at_the_desk, moscow, whole
from tests.journeys.keyboard import IN_ENGLISH, Person

WORDS = {
    "ru": {
        "four": "Осталось 4 пациента", "three": "Осталось 3 пациента", "two": "Осталось 2 пациента",
        "one": "Остался 1 пациент", "promised": "обещано, не отложить", "due": "срок сегодня, нельзя",
        "with": "ведёт Котова О. С., по пн 23.11", "put off": "отложено на пн 23.11",
        "cannot": "срок сегодня, отложить нельзя", "mark": "4 отметить сейчас", "call": "4 позвонить сейчас",
        "handed": "передано: Котова", "for her": "за Иванову", "late": "−1 р. д.", "unread": "1 сообщение",
        "ask": "перезвонить в 18:40", "first": "ПЕРВЫЙ ЗВОНОК", "done": "сделано",
    },
    "en": {
        "four": "4 patients are left", "three": "3 patients are left", "two": "2 patients are left",
        "one": "1 patient is left", "promised": "promised: cannot wait", "due": "due today: cannot wait",
        "with": "with Котова О. С., to Mon 23.11", "put off": "put to Mon 23.11",
        "cannot": "today is the last day, it cannot be put off", "mark": "4 mark it now", "call": "4 call now",
        "handed": "with Котова", "for her": "for Иванова", "late": "−1 wd", "unread": "1 message",
        "ask": "call back at 18:40", "first": "FIRST CALL", "done": "done",
    },
}  # fmt: skip


class Evening:
    """Half past five on Friday: a promise of 18:40, a visit of Monday, papers of today, somebody new who may wait."""

    def __init__(self, opened: Opened, lang: str) -> None:
        self.opened, self.lang, self.words = opened, lang, WORDS[lang]
        desk = opened()
        self.olga = colleague(desk)
        self.promised = patient(desk, "Орлова Нина Павловна", "8 916 000-88-03", sex="f")
        talk(desk, self.promised, "CALLBACK", until_at=moscow("2026-11-20 18:40"))
        self.visit = patient(desk, "Ким Олег Сергеевич", "8 916 000-10-22", sex="m")
        visit(desk, self.visit, "oncologist", moscow("2026-11-23 10:30"))
        self.papers = patient(desk, "Ёлкина Вера Ильинична", "8 916 000-31-90", sex="f")
        desk.do(add_reminder, self.papers, "собрать выписки", moscow("2026-11-20 09:00"), channel="desk")
        self.new = patient(desk, "Гусев Пётр Андреевич", "8 916 000-54-40", sex="m", met=False)

    def as_user(self, user_id: int) -> Desk:
        """Open the record as somebody."""
        desk = self.opened()
        sign_in(desk, user_id)
        return desk


async def ends_the_shift(me: Person, it: Evening, said: str) -> None:
    """Press the key of the end, in the layout that is on."""
    await me.press("ctrl+q" if it.lang == "en" else "ctrl+й")
    await me.dialog("EndShiftDialog")
    assert it.words[said] in me.seen


async def the_dialog_again(me: Person, said: str) -> None:
    await me.until(lambda: type(me.app.screen).__name__ == "EndShiftDialog" and said in me.seen, said)
    await me.still()


async def four_things_are_left(it: Evening) -> None:
    async with at_the_desk(it.opened, ANNA, it.lang, "2026-11-20 17:30") as me:
        await ends_the_shift(me, it, "four")
        assert it.words["promised"] in me.seen
        assert me.seen.count(it.words["due"]) == 2
        await me.press("2")  # the promise is under the cursor: to a colleague
        await me.dialog("PickDialog")
        await me.type("котова")
        await me.press("enter")
        await me.dialog("NoteDialog")
        assert it.words["ask"] in me.seen
        await me.press("enter")
        await the_dialog_again(me, it.words["with"])
        assert it.words["three"] in me.seen
        await me.press("end", "1")  # somebody new may wait until Monday
        await the_dialog_again(me, it.words["put off"])
        assert it.words["two"] in me.seen
        await me.press("home", "down", "down")
        assert it.words["mark"] in me.seen  # papers need no call
        await me.press("1")
        await the_dialog_again(me, it.words["cannot"])
        await me.press("up")
        assert it.words["call"] in me.seen
        await me.press("4")
        await me.on_call()
        await me.mark("confirmed")
        await me.on_list()
        assert it.visit not in me.day.table.keys
        await ends_the_shift(me, it, "one")
        await me.press("9")
        await me.until(lambda: me.app.return_code == 0, "the program is closed")
    desk = it.as_user(ANNA)
    found = desk.ask(left)
    assert {row.patient_id: row.with_whom for row in found.rows} == {it.promised: "Котова О. С.", it.papers: None}
    assert (found.next_on, [row.patient_id for row in found.open]) == (date(2026, 11, 23), [it.papers])
    (cover,) = desk.ask(covers)
    assert (cover.patient_id, cover.by_id, cover.last_on) == (it.promised, it.olga, date(2026, 11, 23))
    assert [task.due_from for task in desk.ask(tasks, patient_id=it.new) if task.kind == "first_contact"] == [
        moscow("2026-11-23 09:00")
    ]


async def olga_has_the_promise_the_same_evening(it: Evening) -> None:
    async with at_the_desk(it.opened, it.olga, it.lang, "2026-11-20 18:40") as me:
        await me.until(lambda: it.words["unread"] in me.seen.splitlines()[0])
        assert me.name_here.startswith("Орлова")
        assert it.words["for her"] in me.seen
        await me.press("enter")
        await me.on_call()
        await me.press("1")
        await me.on_list()
    desk = it.as_user(it.olga)
    assert [message.patient_id for message in desk.ask(messages)] == [it.promised]
    assert desk.ask(calls, patient_id=it.promised)[0].connection == "NO_ANSWER"


async def on_monday_the_list_shows_them(it: Evening) -> None:
    async with at_the_desk(it.opened, ANNA, it.lang, "2026-11-23 10:00") as me:
        assert it.visit not in me.day.table.keys  # what was confirmed on Friday is not asked again
        assert {it.new, it.promised} <= set(me.day.table.keys)
        (row,) = [line for line in me.seen.splitlines() if "Орлова" in line and "88-03" in line and "│" not in line][:1]
        assert it.words["handed"] in row  # nobody calls her twice
        (row,) = [line for line in me.seen.splitlines() if "Гусев" in line and "54-40" in line][:1]
        assert it.words["first"] in row
        await me.press("right", "right", "right")
        assert me.day.rows.section == "desk"
        assert me.name_here.startswith("Ёлкина")
        assert it.words["late"] in me.seen
        await ends_the_shift(me, it, "two")
        assert it.words["with"].split(",")[0].split(" ", 1)[1] in me.seen
        await me.press("end")
        assert it.words["mark"] in me.seen
        await me.press("4")  # done from here, without a call
        await me.dialog("SettleDialog")
        await me.press("1")
        await the_dialog_again(me, it.words["one"])
        await me.press("escape")
        await me.on_list()
        await me.call("Гусев")
        await me.mark("accepts")
        await me.dialog("OutcomeForm")
        await me.press("enter")
        await me.on_list()
        await ends_the_shift(me, it, "handed")
        await me.press("enter")
        await me.until(lambda: me.app.return_code == 0, "one Enter where nothing is left")
    desk = it.as_user(ANNA)
    assert not desk.ask(left).open
    assert not [task for task in desk.ask(tasks, patient_id=it.papers) if task.kind == "reminder"]
    whole(desk)


@pytest.mark.parametrize("lang", IN_ENGLISH)
async def test_a_shift_ended_with_four_things_left(opened: Opened, lang: str) -> None:
    it = Evening(opened, lang)
    await four_things_are_left(it)
    await olga_has_the_promise_the_same_evening(it)
    await on_monday_the_list_shows_them(it)
