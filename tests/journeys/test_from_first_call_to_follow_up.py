"""A new patient from the first call to the check-ups for life, by keys alone; the days pass."""

from collections.abc import Callable
from datetime import date

import pytest

from db.checks import check
from db.queries.calls import calls
from db.queries.card import Card
from db.queries.lists import TaskRow, deadlines, tasks, visits
from db.queries.lists import tests as orders
from db.queries.patients import card, patients
from db.queries.timeline import timeline
from tests.desk import Desk, moscow
from tests.journeys.keyboard import IN_RUSSIAN, Person, sitting_at

NAME = "Новикова Инна Павловна"
OWN, HUSBAND = "+79165550102", "+79165550103"


class Way:
    """What stands on record of the one patient."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.id = 0

    def open(self) -> dict[str, TaskRow]:
        """The open tasks by kind, of several of a kind the last one."""
        return {row.kind: row for row in self.desk.ask(tasks, patient_id=self.id)}

    def closed(self, kind: str) -> list[str | None]:
        """Why the tasks of a kind were closed."""
        return [row.closed_because for row in self.desk.ask(tasks, patient_id=self.id, state="closed", kind=kind)]

    def card(self) -> Card:
        found = self.desk.ask(card, self.id)
        assert found is not None
        return found

    def limits(self) -> dict[str, tuple[date, date | None]]:
        """The limits: until when, and when each was kept."""
        found = self.desk.ask(deadlines, patient_id=self.id, done=None)
        return {row.rule: (row.due_on, row.done_on) for row in found}

    def stands(self) -> None:
        """The record is whole, and the tasks are those of the plan."""
        report = check(self.desk)
        assert report.ok, report.to_json()


async def comes_into_the_record(me: Person, way: Way) -> None:
    await me.type(NAME)
    await me.until(lambda: me.either("никого не нашлось", "nobody found") in me.seen)
    await me.press("enter")
    await me.dialog("NewCallerForm")
    await me.fill("", "8 916 555-01-02", "1961", "2")
    await me.on_list()
    (row,) = way.desk.ask(patients)
    way.id = row.id
    assert (row.full_name, row.birth_on, row.sex) == (NAME, None, "f")
    first = way.open()["first_contact"]
    assert first.due_from <= moscow("2026-11-20 10:00")
    assert first.due_by is not None
    assert first.due_by.date() == date(2026, 11, 23)  # a working day after Friday
    assert me.name_here == NAME
    await me.sees(me.either("ПЕРВЫЙ ЗВОНОК", "FIRST CALL"))


async def is_called_twice_and_accepts(me: Person, way: Way) -> None:
    await me.call("Новикова")
    await me.press("1")
    await me.on_list()
    await me.says("13:00")
    await me.time_is(moscow("2026-11-20 13:10"))
    await me.until(lambda: me.name_here == NAME, "the second try did not come")
    await me.press("enter")
    await me.on_call()
    await me.sees(me.either("Первый звонок", "first call"))
    await me.mark("accepts")
    await me.dialog("OutcomeForm")
    await me.fill("", "", "муж Олег", "8 916 555-01-03", "", "3")  # time and place; no word to a machine
    await me.on_list()
    assert "first_contact" not in way.open()
    assert way.closed("first_contact") == ["settled"]
    found = way.card().contacts
    assert [(each.phone, each.standing, each.scope, each.voicemail_ok) for each in found] == [
        (OWN, "patient", "none", False), (HUSBAND, "trusted", "time_place_only", False),
    ]  # fmt: skip
    (talk, _silence) = way.desk.ask(calls, patient_id=way.id)
    assert talk.at <= moscow("2026-11-23 23:59")  # within one working day


async def is_referred_and_booked(me: Person, way: Way) -> None:
    await me.find("Новикова")
    await me.press("insert")
    await me.dialog("PickDialog")
    await me.type(me.either("дата", "date of"))
    await me.press("enter", "4")
    await me.dialog("EchoForm")
    await me.type(me.either("сегодня", "today"))
    await me.sees("25.11.2026")  # until when the oncologist sees the patient
    await me.press("enter")
    await me.on_list()
    assert way.limits() == {"onc_consult": (date(2026, 11, 25), None)}
    assert "deadline" in way.open()
    await me.press("f4")
    await me.dialog("BookingForm")
    await me.fill(me.either("приём онк", "oncologist"), me.either("вт 10:30", "tue 10:30"))
    await me.on_list()
    await me.says(me.either("дело останется", "a task stays"))
    assert set(way.open()) == {"check_booking", "confirm_visit", "took_place", "ask_took_place"}


async def gets_a_number_of_the_booking(me: Person, way: Way) -> None:
    await me.go(me.either("Приёмы", "Visits"), "VisitsScreen")
    await me.press("left")
    await me.sees(me.either("приём врача", "doctor"))
    await me.press("space")
    await me.dialog("OutcomeForm")
    await me.fill("77-4021")
    await me.dialog("VisitsScreen")
    await me.says("77-4021")
    await me.home()
    assert way.closed("check_booking") == ["settled"]
    (visit,) = way.desk.ask(visits, patient_id=way.id)
    assert (visit.booked_in, visit.booking_number) == ("booked", "77-4021")


async def has_blood_to_take(me: Person, way: Way) -> None:
    await order(me, "1")
    await me.fill(me.either("общий анализ крови", "full blood"), "23.11", me.either("при", "doctor"))
    await me.dialog("CardScreen")
    await me.home()
    (blood,) = way.desk.ask(orders, patient_id=way.id)
    (visit,) = way.desk.ask(visits, patient_id=way.id)
    assert (blood.test, blood.due_on, blood.for_visit_id) == ("cbc", date(2026, 11, 23), visit.id)
    assert "test_due" in way.open()


async def is_asked_before_the_visit(me: Person, way: Way) -> None:
    await me.time_is(moscow("2026-11-23 11:00"))  # the week-end passed with the program open
    await me.until(lambda: me.name_here == NAME, "nobody is to be called")
    await me.press("enter")
    await me.on_call()
    await me.sees(me.either("придёт", "will come"))
    await me.sees(me.either("анализ крови до 23.11", "blood"))
    await me.mark("took_place")  # what is asked first: the blood
    await me.mark("confirmed")
    await me.on_list()
    (visit,) = way.desk.ask(visits, patient_id=way.id)
    (blood,) = way.desk.ask(orders, patient_id=way.id)
    assert (visit.status, blood.status, blood.taken_on) == ("confirmed", "taken", date(2026, 11, 23))
    assert set(way.open()) == {"took_place", "ask_took_place", "result_expected"}


async def was_at_the_doctor(me: Person, way: Way) -> None:
    await me.time_is(moscow("2026-11-24 12:00"))
    await me.section("desk")
    await me.press("enter")
    await me.dialog("ReasonDialog")
    await me.press("2")
    await me.dialog("SettleDialog")
    await me.press("1")  # EMIAS says so
    await me.says(me.either("состоялось", "took place"))
    assert way.limits()["onc_consult"] == (date(2026, 11, 25), date(2026, 11, 24))
    assert set(way.open()) == {"result_expected"}


async def has_a_result(me: Person, way: Way) -> None:
    await the_result_is_in(me)
    (blood,) = way.desk.ask(orders, patient_id=way.id)
    assert blood.status == "result_in"
    assert not way.open()
    await me.go(me.either("Пациенты", "Patients"), "PatientsScreen")
    await me.section("no_next")  # nothing is planned: whoever could be forgotten stands here
    await me.sees("Новикова", me.either("ничего", "nothing"))


async def the_result_is_in(me: Person) -> None:
    await me.go(me.either("Исследования", "Tests"), "TestsScreen")
    await me.section("waiting")
    await me.press("space")
    await me.says(me.either("результат готов", "the result is in"))
    await me.home()


async def has_a_tissue_examined(me: Person, way: Way) -> None:
    await order(me, "1")
    await me.fill(me.either("гистология", "histology"), "27.11")
    await me.dialog("CardScreen")
    await me.home()
    assert way.limits()["onc_diagnostics"] == (date(2026, 12, 3), None)  # 7 working days
    await me.time_is(moscow("2026-11-26 10:00"))
    await me.call("Новикова")
    await me.mark("took_place")
    await me.on_list()
    assert way.limits()["onc_diagnostics"] == (date(2026, 12, 3), date(2026, 11, 26))


async def order(me: Person, digit: str) -> None:
    await me.find("Новикова")
    await me.press("f7")
    await me.dialog("CardScreen")
    await me.press("f7")
    await me.dialog("PickDialog")
    await me.press(digit)
    await me.until(lambda: type(me.app.screen).__name__ in ("OrderForm", "CourseForm"))


async def has_a_diagnosis(me: Person, way: Way) -> None:
    await me.time_is(moscow("2026-12-02 10:00"))
    await the_result_is_in(me)
    await change(me, me.either("диагноз, стадия", "diagnosis, stage"))
    await me.type("С50.4")  # as a Russian keyboard writes it
    await me.sees(me.either("C50.4 Злок", "C50.4 "))
    await me.fill("", "II")
    await me.on_list()
    assert (way.card().diagnosis, way.card().stage) == ("C50.4", "II")
    await change(me, me.either("дата", "a date"))
    await me.press("1")
    await me.dialog("EchoForm")
    await me.type(me.either("сегодня", "today"))
    await me.sees("07.12.2026", "11.12.2026")  # three and seven working days
    await me.fill("")
    await me.on_list()
    limits = way.limits()
    assert limits["disp_set"] == (date(2026, 12, 7), None)
    assert limits["spec_care_start"] == (date(2026, 12, 11), None)


async def change(me: Person, words: str) -> None:
    await me.find("Новикова")
    await me.press("insert")
    await me.dialog("PickDialog")
    await me.type(words)
    await me.press("enter")


async def is_registered(me: Person, way: Way) -> None:
    await me.section("desk")
    await me.press("enter")
    await me.dialog("ReasonDialog")
    await me.press("1")
    await me.dialog("SettleDialog")
    await me.press("1")  # it has happened
    await me.dialog("EchoForm")
    await me.fill(me.either("сегодня", "today"))
    await me.on_list()
    assert way.limits()["disp_set"] == (date(2026, 12, 7), date(2026, 12, 2))
    (left,) = [task.source for task in way.desk.ask(tasks, patient_id=way.id, kind="deadline")]
    assert "spec_care_start" in left


async def gets_a_course(me: Person, way: Way) -> None:
    await order(me, "3")
    await me.fill("21", "8.12", "2")
    await me.dialog("CardScreen")
    await me.home()
    found = way.desk.ask(visits, patient_id=way.id, first_on=date(2026, 12, 3))
    assert [visit.starts_at for visit in found] == [moscow("2026-12-08 09:00"), moscow("2026-12-29 09:00")]
    await change(me, me.either("этап", "phase"))
    await me.dialog("PickDialog")
    await me.type(me.either("лечение", "treatment"))
    await me.press("enter")
    await me.on_list()
    assert way.card().phase == "treatment"
    assert "deadline" not in way.open()  # what is booked keeps it


async def has_a_cycle(me: Person, way: Way, before: str, day: str, after: str, choice: str) -> None:
    """Is asked on the working day before, comes, is looked up in the city's system; the results come in."""
    await me.time_is(moscow(f"{before} 12:00"))
    await me.call("Новикова")
    for mark in ("confirmed", "took_place", "took_place"):  # the day ward, and both blood tests
        await me.mark(mark)
    await me.on_list()
    await me.home()
    await me.time_is(moscow(f"{day} 15:00"))
    await me.section("desk")
    await me.until(lambda: "took_place" in [each.kind for each in me.day.rows.row(way.id).reasons])  # type: ignore[union-attr]  # she is on the list
    await me.press("enter")
    await me.dialog("ReasonDialog")
    await me.press(choice)
    await me.dialog("SettleDialog")
    await me.press("1")
    await me.on_list()
    await me.time_is(moscow(f"{after} 15:00"))
    await me.go(me.either("Исследования", "Tests"), "TestsScreen")
    await me.section("waiting")
    await me.press("space", "space")
    await me.home()


async def has_the_first_cycle(me: Person, way: Way) -> None:
    await has_a_cycle(me, way, "2026-12-07", "2026-12-08", "2026-12-09", "2")
    assert way.limits()["spec_care_start"] == (date(2026, 12, 11), date(2026, 12, 8))
    await me.section("desk")
    await me.press("enter")  # what is left: the booking of the second one
    await me.dialog("SettleDialog")
    await me.press("1")
    await me.dialog("TextPrompt")
    await me.fill("77-5005")
    await me.on_list()
    assert "check_booking" not in way.open()


async def has_the_second_cycle(me: Person, way: Way) -> None:
    await has_a_cycle(me, way, "2026-12-28", "2026-12-29", "2026-12-30", "2")
    assert not way.open()
    await me.go(me.either("Исследования", "Tests"), "TestsScreen")
    await me.section("courses")
    await me.press("home", "enter")
    await me.dialog("PickDialog")
    await me.press("2")  # the last one was given
    await me.says(me.either("схема закончена", "the course is over"))
    assert [each.status for each in way.card().courses] == ["done"]


async def is_seen_for_life(me: Person, way: Way) -> None:
    await me.time_is(moscow("2027-01-11 10:00"))  # the first working day of the year
    await change(me, me.either("этап", "phase"))
    await me.dialog("PickDialog")
    await me.type(me.either("диспансерное", "follow-up"))
    await me.press("enter")
    await me.on_list()
    assert way.card().phase == "follow_up"
    assert [each.due_on for each in way.card().follow_up][:5] == [
        date(2027, 3, 2), date(2027, 6, 2), date(2027, 9, 2), date(2027, 12, 2), date(2028, 6, 2),
    ]  # fmt: skip
    (task,) = way.desk.ask(tasks, patient_id=way.id)
    assert (task.kind, dict(task.params)["due_on"]) == ("follow_up", "2027-03-02")
    assert task.due_from == moscow("2027-02-16 00:00")  # two weeks ahead
    await me.find("Новикова")
    await me.press("f3")
    await me.dialog("CardScreen")
    await me.sees("02.03.2027")
    await me.press("f4")
    await me.dialog("BookingForm")
    await me.fill(me.either("приём онк", "oncologist"), "02.03.2027 10:00", "", "", "", "", "77-9001")
    await me.dialog("CardScreen")
    await me.home()
    assert dict(way.open()["follow_up"].params)["due_on"] == "2027-06-02"  # the next one is asked for in its time
    await me.time_is(moscow("2027-02-16 10:00"))
    assert way.desk.ask(visits, patient_id=way.id, status="planned")


STEPS = (
    comes_into_the_record, is_called_twice_and_accepts, is_referred_and_booked, gets_a_number_of_the_booking,
    has_blood_to_take, is_asked_before_the_visit, was_at_the_doctor, has_a_result, has_a_tissue_examined,
    has_a_diagnosis, is_registered, gets_a_course,
)  # fmt: skip
LATER = (has_the_first_cycle, has_the_second_cycle, is_seen_for_life)
"""With the program started anew."""


@pytest.mark.parametrize("lang", IN_RUSSIAN)
async def test_from_the_first_call_to_the_check_ups(opened: Callable[[], Desk], lang: str) -> None:
    way = Way(opened())
    for steps in (STEPS, LATER):
        async with sitting_at(way.desk, lang=lang) as me:
            for step in steps:
                await step(me, way)
                await me.home()
                way.stands()
        way.desk = opened()
    way.stands()
    history = [entry.kind for entry in way.desk.ask(timeline, way.id)]
    assert {"call", "visit", "test", "milestone", "action"} <= set(history)
