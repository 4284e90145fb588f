"""Husband and wife with one telephone: who calls, whom one speaks with, and what stays with whom."""

from collections.abc import Callable, Sequence
from datetime import timedelta

import pytest

from db.checks import check
from db.queries.calls import CallEntry, calls
from db.queries.card import Card
from db.queries.lists import tasks, visits
from db.queries.patients import card, patients
from tests.assistant_tui.screens.call.call_desk import MONDAY, visit
from tests.desk import Desk, moscow
from tests.journeys.keyboard import IN_ENGLISH, Person, sitting_at

HUSBAND, WIFE = "Орлов Павел Ильич", "Орлова Нина Павловна"
PHONE = "+74957001122"


class Couple:
    """What stands on record of the two."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.husband = self.wife = 0

    def calls(self, patient_id: int) -> Sequence[CallEntry]:
        """The calls with one of them that stand, the last one first."""
        return [call for call in self.desk.ask(calls, patient_id=patient_id) if not call.undone]

    def card(self, patient_id: int) -> Card:
        """The card of one of them."""
        found = self.desk.ask(card, patient_id)
        assert found is not None
        return found

    def state(self, patient_id: int) -> object:
        """All of one of them that a call with the other must leave as it is."""
        known = self.card(patient_id)
        return (
            [(each.phone, each.active, each.set_aside, each.scope, each.voicemail_ok) for each in known.contacts],
            known.phase, known.decisions, len(self.calls(patient_id)),
            [(task.kind, task.due_from) for task in self.desk.ask(tasks, patient_id=patient_id)],
            [(each.id, each.status) for each in self.desk.ask(visits, patient_id=patient_id)],
        )  # fmt: skip


async def a_new_caller(me: Person, *answers: str, known: int, voicemail: str) -> None:
    """Somebody unknown calls; ``known`` others have the number already."""
    await me.press("f2")
    await me.dialog("CallerDialog")
    await me.type("8 495 700-11-22")
    await me.sees(me.either("Новый пациент: 8 495 700-11-22", "A new patient: 8 495 700-11-22"))
    await me.press(*["down"] * known, "enter")
    await me.dialog("NewCallerForm")
    await me.fill(*answers)
    screen = await me.on_call()
    assert screen.sheet is not None
    assert (screen.sheet.direction, screen.sheet.phone) == ("in", PHONE)
    if known:
        await me.sees(me.either("ЕГО ЖЕ номер: Орлов Павел", "ALSO the number of Орлов Павел"))
    await me.mark("accepts")
    await me.dialog("OutcomeForm")
    await me.fill("", "", "", "", "", voicemail)
    await me.on_list()


async def both_call_for_the_first_time(me: Person, two: Couple) -> None:
    await a_new_caller(me, HUSBAND, "", "1957", "3", known=0, voicemail="3")  # no message
    await a_new_caller(me, WIFE, "", "1960", "2", known=1, voicemail="2")  # a message may be left
    two.husband, two.wife = (
        next(row.id for row in two.desk.ask(patients) if row.full_name == name) for name in (HUSBAND, WIFE)
    )
    assert [each.voicemail_ok for each in two.card(two.husband).contacts] == [False]
    assert [each.voicemail_ok for each in two.card(two.wife).contacts] == [True]
    assert [each.shared_with for each in two.card(two.wife).contacts] == [(HUSBAND,)]


async def the_list_says_that_the_number_is_shared(me: Person, two: Couple) -> None:
    for who in (two.wife, two.husband):
        visit(two.desk, who, MONDAY + timedelta(hours=who))
    for name in (WIFE, HUSBAND):
        await me.find(name[:6])
        await me.sees(name, me.either("общий номер с другим пациентом", "number shared with another patient"))
        await me.press("escape")


async def she_calls_us_and_says_that_she_comes(me: Person, two: Couple) -> None:
    before = two.state(two.husband)
    await me.press("f2")
    await me.dialog("CallerDialog")
    await me.type("1122")
    await me.sees(HUSBAND, WIFE)
    await me.press("down", "enter")
    screen = await me.on_call()
    assert screen.patient_here() == two.wife
    await me.mark("confirmed")
    await me.on_list()
    (mine,) = two.desk.ask(visits, patient_id=two.wife)
    assert mine.status == "confirmed"
    assert (two.calls(two.wife)[0].direction, two.calls(two.wife)[0].phone) == ("in", PHONE)
    assert two.state(two.husband) == before


async def she_takes_his_phone_and_hears_nothing(me: Person, two: Couple) -> None:
    before = two.state(two.wife)
    await me.call(HUSBAND)
    await me.sees(me.either("ЕГО ЖЕ номер: Орлова Нина", "ALSO the number of Орлова Нина"))
    await me.press("7")
    await me.dialog("QuickPick")
    await me.sees(me.either("никто не назван", "nobody is named in a consent"))
    await me.press("3")
    await me.sees(me.either("О здоровье и приёмах ни слова", "Say nothing about health"))
    await me.press("1")
    await me.on_list()
    (his, _first) = two.calls(two.husband)
    assert (his.connection, his.spoke, his.marks) == ("OTHER_PERSON", "other", ())
    assert [each.status for each in two.desk.ask(visits, patient_id=two.husband)] == ["planned"]
    assert two.state(two.wife) == before


async def a_machine_answers_for_both(me: Person, two: Couple) -> None:
    await me.time_is(moscow("2026-11-20 14:00"))
    await me.call(HUSBAND)
    await me.press("5")  # he allowed no message: nothing is asked
    await me.on_list()
    assert (two.calls(two.husband)[0].connection, two.calls(two.husband)[0].message_left) == ("MACHINE", False)
    before = two.state(two.husband)
    await me.call(WIFE)
    await me.press("5")
    await me.dialog("QuickPick")
    await me.press("2")
    await me.on_list()
    assert (two.calls(two.wife)[0].connection, two.calls(two.wife)[0].message_left) == ("MACHINE", True)
    assert two.state(two.husband) == before


async def a_stranger_answers_for_her(me: Person, two: Couple) -> None:
    before = two.state(two.husband)
    await me.time_is(moscow("2026-11-20 17:00"))
    await me.call(WIFE)
    await me.press("8")
    await me.dialog("QuickPick")
    await me.sees("Орлов П. И.", me.either("там он останется", "stays there"))
    await me.press("2")
    await me.on_list()
    assert [each.active for each in two.card(two.wife).contacts] == [False]
    assert [each.active for each in two.card(two.husband).contacts] == [True]
    assert "find_contacts" in [task.kind for task in two.desk.ask(tasks, patient_id=two.wife)]
    assert two.state(two.husband) == before
    await me.press("f8")  # it was a slip: it is theirs
    await me.until(lambda: two.card(two.wife).contacts[0].active)
    await me.home()


async def she_does_not_want_it_any_more(me: Person, two: Couple) -> None:
    before = two.state(two.husband)
    await me.call(WIFE)
    await me.mark("other")
    await me.dialog("QuickPick")
    await me.type(me.either("не хочет сопр", "declines"))
    await me.press("enter")
    await me.dialog("QuickPick")
    await me.press("1")
    await me.on_list()
    assert [each.kind for each in two.card(two.wife).decisions] == ["declined"]
    assert not two.card(two.husband).decisions
    assert two.state(two.husband) == before
    await me.find(HUSBAND)
    await me.press("enter")
    screen = await me.on_call()
    assert screen.patient_here() == two.husband
    await me.press("f8")
    await me.on_list()


STEPS = (
    both_call_for_the_first_time, the_list_says_that_the_number_is_shared, she_calls_us_and_says_that_she_comes,
    she_takes_his_phone_and_hears_nothing, a_machine_answers_for_both, a_stranger_answers_for_her,
    she_does_not_want_it_any_more,
)  # fmt: skip


@pytest.mark.parametrize("lang", IN_ENGLISH)
async def test_what_belongs_to_one_stays_with_that_one(opened: Callable[[], Desk], lang: str) -> None:
    two = Couple(opened())
    async with sitting_at(two.desk, lang=lang) as me:
        for step in STEPS:
            await step(me, two)
            await me.home()
    report = check(two.desk)
    assert report.ok, report.to_json()
