"""Two relatives say that a patient died: calls stop at once; one report is confirmed, the other was a mistake."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest

from db.actions.calls import open_call
from db.actions.reminders import add_reminder
from db.actions.tests import order_test
from db.errors import Refused
from db.queries import lists
from db.queries.calls import calls
from db.queries.card import card
from db.queries.decisions import decisions
from tests.build import patient, sign_in, visit
from tests.desk import Desk
from tests.journeys.centre import ANNA, VERA, Opened, at_the_desk, history, moscow, show, to_row, whole
from tests.journeys.keyboard import IN_ENGLISH, Person

DIED, MISTAKE, NEIGHBOUR = "Дроздова Вера Ильинична", "Жукова Нина Олеговна", "Ким Олег Сергеевич"
WORDS = {
    "ru": {
        "told": "сообщили о смерти — ждёт старшего", "no call": "О смерти пациента сообщили: звонить нельзя.",
        "flag": "сообщили о смерти: не звонить", "cancels": "С подтверждением отменится", "said by": "сын Олег",
        "decided": "решение принято", "why": "Здесь нужно несколько слов", "closed": "сопровождение завершено: смерть",
        "called off": "отменено, смерть", "answered": "Ответ старшего помощника", "no": "не подтверждено",
        "yes": "подтверждено", "no next": "нет следующего шага",
    },
    "en": {
        "told": "we were told of the death — waits for the supervisor",
        "no call": "Death was reported for this patient: nobody is called.",
        "flag": "death was reported: do not call", "cancels": "Confirmed, this will be cancelled",
        "said by": "сын Олег", "decided": "decided", "why": "A few words are needed here",
        "closed": "support ended: died", "called off": "cancelled, died", "answered": "The supervisor answered",
        "no": "not confirmed", "yes": "confirmed", "no next": "nothing is booked and nothing waits",
    },
}  # fmt: skip


class Desks:
    """Anna's three patients, each with a visit, a scan to come, a test due today and two reminders."""

    def __init__(self, opened: Opened, lang: str) -> None:
        self.opened, self.lang, self.words = opened, lang, WORDS[lang]
        desk = opened()
        self.died, self.mistake, self.other = (self.with_work(desk, name) for name in (DIED, MISTAKE, NEIGHBOUR))
        self.before = {each: standing(desk, each) for each in (self.died, self.mistake)}

    @staticmethod
    def with_work(desk: Desk, name: str) -> int:
        """Put somebody on the list with all kinds of work to come."""
        who = patient(desk, name, f"8 916 123-45-{len(name)}", sex="m" if name == NEIGHBOUR else "f")
        visit(desk, who, "oncologist", moscow("2026-11-23 10:30"))
        visit(desk, who, "ct", moscow("2026-12-10 10:30"))
        desk.do(order_test, who, "cbc", due_on=date(2026, 11, 20))
        desk.do(add_reminder, who, "спросить про полис", moscow("2026-11-24 09:00"))
        desk.do(add_reminder, who, "собрать выписки", moscow("2026-11-25 09:00"), channel="desk")
        return who

    def as_user(self, user_id: int) -> Desk:
        """Open the record as somebody."""
        desk = self.opened()
        sign_in(desk, user_id)
        return desk


def standing(desk: Desk, who: int) -> dict[str, Sequence[Any]]:
    """Return everything that stands for a patient: what a report that was untrue must give back."""
    open_tasks = desk.ask(lists.tasks, patient_id=who, assistant="*")
    return {
        "tasks": sorted((task.kind, task.source, task.due_by, task.moot_at) for task in open_tasks),
        "visits": desk.ask(lists.visits, patient_id=who, assistant="*"),
        "tests": desk.ask(lists.tests, patient_id=who, assistant="*"),
        "reminders": desk.ask(lists.reminders, patient_id=who, assistant="*"),
    }  # fmt: skip


async def a_son_says_so(me: Person, it: Desks, name: str) -> None:
    await me.call(name)
    await me.press("7")
    await me.dialog("QuickPick")
    await me.press("3")
    await me.until(lambda: type(me.app.screen).__name__ == "QuickPick" and "7 " in me.seen and "103" not in me.seen)
    await me.still()
    await me.press("7")
    await me.dialog("OutcomeForm")
    await me.type("сын Олег")
    await me.press("enter")
    await me.on_list()
    assert it.words["told"] in me.said


async def two_deaths_are_reported(it: Desks) -> None:
    async with at_the_desk(it.opened, ANNA, it.lang) as me:
        assert set(me.day.table.keys) == {it.died, it.mistake, it.other}
        await a_son_says_so(me, it, DIED)
        await a_son_says_so(me, it, MISTAKE)
        assert set(me.day.table.keys) == {it.other}
        await me.find(DIED)
        assert it.words["flag"] in me.seen
        await me.press("enter")
        await me.until(lambda: me.said == it.words["no call"])
        await me.on_list()
        await show(me, "tasks")
        assert "Ким" in me.seen
        assert "Дроздова" not in me.seen
        assert "Жукова" not in me.seen
    desk = it.as_user(ANNA)
    for who in (it.died, it.mistake):
        left = [(task.kind, task.audience) for task in desk.ask(lists.tasks, patient_id=who)]
        assert left == [("decision", "supervisor")]
        with pytest.raises(Refused):
            desk.do(open_call, who)
    assert {each.status for each in desk.ask(lists.visits, patient_id=it.died)} == {"planned"}  # not yet certain


async def the_supervisor_decides(it: Desks) -> None:
    async with at_the_desk(it.opened, VERA, it.lang, "2026-11-20 12:00") as me:
        await show(me, "decisions")
        waiting = {row.patient_id: row.id for row in me.app.caseload.ask(decisions, moscow("2026-11-01 00:00"))}
        assert set(waiting) == {it.died, it.mistake}
        await to_row(me, ("decision", waiting[it.died]))
        assert it.words["said by"] in me.seen
        assert it.words["cancels"] in me.seen
        await me.press("enter")
        await me.dialog("DecisionDialog")
        assert "10.12 10:30" in me.seen
        await me.press("1", "enter")
        await me.says(it.words["decided"])
        await to_row(me, ("decision", waiting[it.mistake]))
        await me.press("enter")
        await me.dialog("DecisionDialog")
        await me.press("2", "enter")
        assert it.words["why"] in me.seen
        await me.type("это тёзка, сын ошибся")
        await me.press("enter")
        await me.until(lambda: type(me.app.screen).__name__ == "DecisionsScreen")
        await me.still()
        await me.press("left")
        assert "Дроздова" in me.seen
        assert "Жукова" in me.seen


def of_the_dead_nothing_is_left(it: Desks) -> None:
    desk = it.as_user(ANNA)
    assert {(each.status, each.because) for each in desk.ask(lists.visits, patient_id=it.died)} == {
        ("cancelled", "died")
    }
    assert not desk.ask(lists.reminders, patient_id=it.died, status="open")
    assert not desk.ask(lists.tasks, patient_id=it.died, assistant="*")
    found = desk.ask(card, it.died)
    assert (found.phase, found.closed_because) == ("closed", "died")


def the_other_has_everything_back(it: Desks) -> None:
    desk = it.as_user(ANNA)
    now, before = standing(desk, it.mistake), it.before[it.mistake]
    answers = [task for task in now["tasks"] if task[0] == "answer"]
    assert len(answers) == 1
    assert [task for task in now["tasks"] if task not in answers] == before["tasks"]
    for each in ("visits", "tests", "reminders"):
        assert now[each] == before[each], each


async def the_answers_come_back(it: Desks) -> None:
    async with at_the_desk(it.opened, ANNA, it.lang) as me:
        await me.find(DIED)
        await me.press("f3")
        await me.until(lambda: type(me.app.screen).__name__ == "CardScreen")
        await me.until(lambda: it.words["closed"] in me.seen)
        assert it.words["no next"] in me.seen
        await me.press("right")
        await me.until(lambda: it.words["called off"] in me.seen)
        await me.press("escape")
        await me.on_list()
        await me.press("escape", "right", "right", "right")
        assert me.day.rows.section == "desk"  # another try waits until 13:00, the answer does not
        assert me.name_here == MISTAKE
        await me.until(lambda: it.words["answered"] in me.seen)
        assert it.words["no"] in me.seen
        await me.press("enter")
        await me.dialog("SettleDialog")
        assert "это тёзка, сын ошибся" in me.seen
        await me.press("1")
        await me.on_list()
        await show(me, "decisions")
        await me.press("left")
        assert it.words["yes"] in me.seen
        assert it.words["no"] in me.seen
        await me.press("escape")
        me.app.caseload.clock.move_to(moscow("2026-11-20 13:00"))  # type: ignore[attr-defined]  # the clock of tests
        await me.press("left", "left", "left")
        await me.until(lambda: it.mistake in me.day.table.keys, "the calls go on")
        assert it.died not in me.day.table.keys
        await me.call(MISTAKE)
        await me.mark("took_place")
        await me.still()
    desk = it.as_user(ANNA)
    assert "answer" not in [task.kind for task in desk.ask(lists.tasks, patient_id=it.mistake)]
    assert [mark.conversation for call in desk.ask(calls, patient_id=it.mistake)[:2] for mark in call.marks][0] == (
        "TOOK_PLACE"
    )  # fmt: skip
    assert [entry.code for entry in history(desk, it.died) if entry.kind == "answer"] == ["confirmed"]
    whole(desk)


@pytest.mark.parametrize("lang", IN_ENGLISH)
async def test_a_death_confirmed_and_another_rejected(opened: Opened, lang: str) -> None:
    it = Desks(opened, lang)
    await two_deaths_are_reported(it)
    await the_supervisor_decides(it)
    of_the_dead_nothing_is_left(it)
    the_other_has_everything_back(it)
    await the_answers_come_back(it)
