"""A colleague falls ill: her promise is offered, her patients are covered, she comes back and sees what was done."""

from __future__ import annotations

from datetime import date

import pytest

from db.actions.assigning import assign_patients
from db.actions.reminders import add_reminder
from db.queries.calls import calls
from db.queries.colleagues import covers, messages
from db.queries.lists import tasks
from tests.build import colleague, patient, sign_in, talk, visit
from tests.desk import Desk
from tests.journeys.centre import ANNA, VERA, Opened, at_the_desk, history, moscow, show, to_row, whole
from tests.journeys.keyboard import IN_ENGLISH

WORDS = {
    "ru": {
        "status": "мой статус", "ill": "болеет до вт 24.11", "for her": "за Котову", "message": "сообщение коллеге",
        "promised": "Просьба позвонить", "stands in": "Котова О. С.: замещает Иванова А. П., 20.11–23.11",
        "sent": "Котова О. С.: сообщение отправлено", "unread": "1 сообщение", "on line": "на линии",
        "not read": "не прочитано", "read": "прочитано", "reached": "придёт", "answered": "вопрос решён",
        "no cover": "Никто никого не замещает", "answered key": "Вопрос решён: Е, Enter",
        "days": "в какие дни замещает Иванова А. П.?",
    },
    "en": {
        "status": "my status", "ill": "ill until Tue 24.11", "for her": "for Котова", "message": "message to a",
        "promised": "Asked to be called", "stands in": "Иванова А. П. stands in for Котова О. С., 20.11–23.11",
        "sent": "Котова О. С.: the message is sent", "unread": "1 message", "on line": "on the line",
        "not read": "not read yet", "read": "read", "reached": "will come", "answered": "question is answered",
        "no cover": "Nobody stands in for anybody", "answered key": "The question is answered: O, Enter",
        "days": "on which days does Иванова А. П. stand in?",
    },
}  # fmt: skip


class Centre:
    """Olga with three patients, one of whom was promised a call; Anna with one of her own; Vera supervises."""

    def __init__(self, opened: Opened, lang: str) -> None:
        self.opened, self.lang, self.words = opened, lang, WORDS[lang]
        desk = opened()
        self.olga = colleague(desk)
        self.own = patient(desk, "Ким Олег Сергеевич", "8 916 000-10-22", sex="m")
        visit(desk, self.own, "oncologist", moscow("2026-11-23 12:30"))
        self.tomorrow = patient(desk, "Петрова Мария Ивановна", "8 916 123-45-67", sex="f")
        visit(desk, self.tomorrow, "oncologist", moscow("2026-11-23 10:30"))
        self.later = patient(desk, "Гусев Пётр Андреевич", "8 916 000-54-40", sex="m")
        visit(desk, self.later, "ultrasound", moscow("2026-11-23 11:00"))
        self.promised = patient(desk, "Цой Виктор Иванович", "8 916 000-61-73", sex="m")
        desk.do(assign_patients, [self.tomorrow, self.later, self.promised], self.olga)
        sign_in(desk, self.olga)
        desk.do(add_reminder, self.tomorrow, "спросить про полис", moscow("2026-11-23 12:00"))
        talk(desk, self.promised, "CALLBACK", until_at=moscow("2026-11-20 16:40"))

    def as_user(self, user_id: int) -> Desk:
        """Open the record as somebody."""
        desk = self.opened()
        sign_in(desk, user_id)
        return desk


async def olga_is_ill_until_tuesday(it: Centre) -> None:
    async with at_the_desk(it.opened, it.olga, it.lang) as me:
        await me.menu(it.words["status"])
        await me.dialog("PickDialog")
        await me.press("3")
        await me.dialog("OutcomeForm")
        await me.type("вт" if it.lang == "ru" else "tue")
        await me.press("enter")
        await me.on_list()
        assert it.words["ill"] in me.said
        await me.until(lambda: it.words["ill"] in me.seen.splitlines()[0], "the head says it too")
    desk = it.as_user(VERA)
    assert desk.rows("SELECT status, status_until FROM app_user WHERE id = :id", id=it.olga)[0][0] == "ill"


async def her_promise_is_offered_and_anna_takes_it(it: Centre) -> None:
    async with at_the_desk(it.opened, ANNA, it.lang) as me:
        assert it.promised not in me.day.table.keys  # to be called at 16:40, not now
        await me.press("right")
        assert me.day.rows.section == "callback"
        assert me.name_here.startswith("Цой")
        assert "16:40" in me.seen
        await me.until(lambda: "Котова О. С." in me.seen, "whose patient it is")
        me.app.caseload.clock.move_to(moscow("2026-11-20 16:40"))  # type: ignore[attr-defined]  # the clock of tests
        await me.press("enter")
        await me.on_call()
        assert it.words["promised"] in me.seen
        await me.mark("confirmed")
        await me.says(it.words["answered key"])  # what does not fit says what does
        await me.mark("other")
        await me.dialog("QuickPick")
        await me.press("enter")
        await me.on_list()
        assert it.words["answered"] in me.said
        await me.press("right", "right", "right")
    desk = it.as_user(VERA)
    assert not desk.ask(tasks, patient_id=it.promised, state="open", assistant="*")
    assert [call.user for call in desk.ask(calls, patient_id=it.promised, assistant="*")][:1] == ["anna"]


async def vera_arranges_the_cover(it: Centre) -> None:
    async with at_the_desk(it.opened, VERA, it.lang, "2026-11-20 11:00") as me:
        await show(me, "colleagues")
        assert it.words["ill"] in me.seen
        await to_row(me, ("user", it.olga))
        await me.press("enter")
        await me.dialog("PickDialog")
        await me.press("2")
        await me.until(lambda: "Иванова А. П." in me.seen and type(me.app.screen).__name__ == "PickDialog")
        await me.still()
        await me.type("иванова")
        await me.press("enter")
        await me.dialog("OutcomeForm")
        assert it.words["days"] in me.seen
        await me.press("tab")
        await me.type("пн" if it.lang == "ru" else "mon")
        await me.press("enter")
        await me.says(it.words["stands in"])
        await me.press("right", "right")
        assert "20.11–23.11" in me.seen
    (cover,) = it.as_user(VERA).ask(covers)
    assert (cover.user_id, cover.by_id, cover.state) == (it.olga, ANNA, "now")
    assert (cover.first_on, cover.last_on) == (date(2026, 11, 20), date(2026, 11, 23))


async def anna_calls_her_patients(it: Centre) -> None:
    async with at_the_desk(it.opened, ANNA, it.lang, "2026-11-20 11:20") as me:
        assert {it.own, it.tomorrow, it.later} == set(me.day.table.keys)
        marked = [line for line in me.seen.splitlines() if it.words["for her"] in line]
        assert len(marked) == 2
        assert not [line for line in marked if "Ким" in line]
        await me.call("Петрова")
        await me.mark("confirmed")
        await me.on_list()
        await me.find("Петрова")
        await me.menu(it.words["message"])
        await me.dialog("PickDialog")
        await me.type("котова")
        await me.press("enter")
        await me.dialog("NoteDialog")
        await me.type("звонила вашей Петровой в 11:20, придёт")
        await me.press("enter")
        await me.says(it.words["sent"])
        await me.press("escape")
        await me.call("Гусев")
        await me.mark("callback")
        await me.dialog("OutcomeForm")
        await me.type("вт 12:00" if it.lang == "ru" else "tue 12:00")
        await me.press("enter")
        await me.on_list()
        assert "24.11 12:00" in me.said
        await me.call("Гусев")
        await me.mark("confirmed")
        await me.on_list()
        await show(me, "colleagues")
        await me.press("right")
        assert "звонила вашей Петровой" in me.seen
        assert it.words["not read"] in me.seen
    desk = it.as_user(ANNA)
    (message,) = desk.ask(messages)
    assert (message.to_id, message.patient_id, message.read_at) == (it.olga, it.tomorrow, None)


async def on_tuesday_the_cover_is_over(it: Centre) -> None:
    async with at_the_desk(it.opened, ANNA, it.lang, "2026-11-23 18:00") as me:
        assert it.tomorrow in me.day.table.keys  # what Olga wanted to be reminded of is on Anna's list
        assert it.words["for her"] in me.seen
        me.app.caseload.clock.move_to(moscow("2026-11-24 00:00"))  # type: ignore[attr-defined]  # the clock of tests
        await me.until(lambda: "24.11.2026 00:00" in me.seen)
        await me.until(lambda: it.tomorrow not in me.day.table.keys, "the cover ended at midnight")
    async with at_the_desk(it.opened, ANNA, it.lang, "2026-11-24 12:00") as me:
        assert not {it.tomorrow, it.later, it.promised} & set(me.day.table.keys)
        await me.press("right")
        assert it.later not in me.day.table.keys
        await show(me, "colleagues")
        await me.press("left")
        assert it.words["no cover"] in me.seen


def kinds(desk: Desk, patient_id: int) -> list[str]:
    """Return what is open for a patient of the signed-in user."""
    return [task.kind for task in desk.ask(tasks, patient_id=patient_id)]


async def olga_is_back_and_sees_what_was_done(it: Centre) -> None:
    assert "callback" in kinds(it.as_user(it.olga), it.later)  # what Anna promised stays Olga's
    async with at_the_desk(it.opened, it.olga, it.lang, "2026-11-24 11:50") as me:
        await me.until(lambda: it.words["unread"] in me.seen.splitlines()[0], "a message waits")
        assert it.words["ill"].split()[0] not in me.seen.splitlines()[0]
        assert it.later in me.day.table.keys  # ten minutes before what Anna promised for her
        await me.find("Петрова")
        await me.press("f3")
        await me.until(lambda: type(me.app.screen).__name__ == "CardScreen")
        await me.press("right")
        await me.until(lambda: "Иванова" in me.seen, "who called is on the card")
        assert it.words["reached"] in me.seen
        await me.press("escape")
        await me.on_list()
        await me.press("escape")
        await show(me, "colleagues")
        assert it.words["on line"] in me.seen
        await me.press("right")
        assert "звонила вашей Петровой в" in me.seen
        assert "11:20, придёт" in me.seen
        await me.press("space")
        await me.until(lambda: it.words["unread"] not in me.seen.splitlines()[0])
        await me.press("escape")
        await me.call("Гусев")
        await me.mark("other")
        await me.dialog("QuickPick")
        await me.press("enter")
        await me.still()
    async with at_the_desk(it.opened, ANNA, it.lang) as me:
        await show(me, "colleagues")
        await me.press("right")
        assert it.words["read"] in me.seen
        assert it.words["not read"] not in me.seen
    desk = it.as_user(it.olga)
    assert "callback" not in kinds(desk, it.later)
    assert [entry.user for entry in history(desk, it.tomorrow) if entry.kind == "call"][:1] == ["Иванова А. П."]
    whole(desk)


@pytest.mark.parametrize("lang", IN_ENGLISH)
async def test_a_colleague_off_sick(opened: Opened, lang: str) -> None:
    it = Centre(opened, lang)
    await olga_is_ill_until_tuesday(it)
    await her_promise_is_offered_and_anna_takes_it(it)
    await vera_arranges_the_cover(it)
    await anna_calls_her_patients(it)
    await on_tuesday_the_cover_is_over(it)
    await olga_is_back_and_sees_what_was_done(it)
