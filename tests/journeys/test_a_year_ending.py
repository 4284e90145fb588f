"""The program stays open from 30 December into the first working day: no day off counts, and no date lies in doubt."""

from __future__ import annotations

from datetime import date

import pytest

from assistant_tui.text.i18n import speaking
from assistant_tui.text.limits import calendar_words
from db.actions.reminders import add_reminder
from db.queries.lists import reminders, tasks
from db.rules.windows import ANY_HOURS, hours_on
from db.rules.working_days import CALENDAR
from tests.build import patient, visit
from tests.desk import Desk
from tests.journeys.centre import ANNA, Opened, at_the_desk, moscow, whole
from tests.journeys.keyboard import IN_RUSSIAN, Person

WORDS = {
    "ru": {
        "tomorrow": "завтра", "echo": "завтра, чт 31.12.2026", "march": "чт 04.03.2027", "new year": "пт 01.01.2027",
        "one day": "1 р. д.", "today": "сегодня", "old": "Старые 1", "none old": "Старые 0", "set": "04.03 09:00",
        "resting": "там не время звонить", "visit": "приём вт 12.01", "answered": "вопрос решён",
        "no calls": "напоминание на сб 09.01 10:00, пт 01.01 не звоним",
        "unknown": "Переносы выходных 2028 года ещё не известны",
    },
    "en": {
        "tomorrow": "tomorrow", "echo": "tomorrow, Thu 31.12.2026", "march": "Thu 04.03.2027",
        "new year": "Fri 01.01.2027", "one day": "1 wd", "today": "today", "old": "Old 1", "none old": "Old 0",
        "set": "04.03 09:00", "resting": "outside calling hours there", "visit": "visit Tue 12.01",
        "answered": "question is answered",
        "no calls": "reminder for Sat 09.01 10:00, no calls on Fri 01.01",
        "unknown": "The transferred days off of 2028 are not known yet",
    },
}  # fmt: skip


class YearsEnd:
    """Somebody new, two visits after the holidays, a birthday in them, and a reminder that nobody saw to."""

    def __init__(self, opened: Opened, lang: str) -> None:
        self.opened, self.words = opened, WORDS[lang]
        desk = opened()
        desk.frozen.move_to(moscow("2025-12-20 10:00"))
        self.forgotten = patient(desk, "Старова Зоя Ильинична", "8 916 000-11-11", sex="f")
        desk.do(add_reminder, self.forgotten, "собрать выписки", moscow("2025-12-30 09:00"))
        desk.frozen.move_to(moscow("2026-12-30 10:00"))
        self.new = patient(desk, "Гусев Пётр Андреевич", "8 916 000-54-40", sex="m", met=False, birth="1959-01-04")
        self.first = patient(desk, "Ким Олег Сергеевич", "8 916 000-10-22", sex="m")
        visit(desk, self.first, "oncologist", moscow("2027-01-11 10:30"))
        self.second = patient(desk, "Ёлкина Вера Ильинична", "8 916 000-31-90", sex="f")
        visit(desk, self.second, "oncologist", moscow("2027-01-12 10:30"))
        self.yearly = patient(desk, "Орлова Нина Павловна", "8 916 000-88-03", sex="f")


def to(me: Person, moment: str) -> None:
    """Move the clock of the desk, while the program is open."""
    me.app.caseload.clock.move_to(moscow(moment))  # type: ignore[attr-defined]  # the clock of tests


async def it_is(me: Person, moment: str) -> None:
    to(me, moment)
    day, clock = moment.split()
    year, month, on = day.split("-")
    await me.until(lambda: f"{on}.{month}.{year} {clock}" in me.seen.splitlines()[0])
    await me.still()


def row_of(me: Person, name: str) -> str:
    """Return the row of a patient as it is seen."""
    lines = [line for line in me.seen.splitlines()[4:14] if name in line]
    assert lines, f"{name} is not seen\n{me.seen}"
    return lines[0]


async def on_the_30th(me: Person, it: YearsEnd) -> None:
    assert it.words["none old"] in me.seen
    assert it.words["one day"] in row_of(me, "Гусев")
    assert "67" in row_of(me, "Гусев")
    assert it.words["today"] in row_of(me, "Ким")  # one working day before the visit of the 11th
    assert it.second not in me.day.table.keys  # that of the 12th has time
    await me.call("Ким")
    await me.mark("confirmed")
    await me.on_list()
    await me.find("Орлова")
    await me.press("f5")
    await me.dialog("ReminderDialog")
    await me.type("продлить справку")
    await me.press("tab")
    for typed, echo in ((it.words["tomorrow"], "echo"), ("+2", "new year"), ("04.03", "march")):
        await me.type(typed)
        assert it.words[echo] in me.seen
        if typed != "04.03":
            await me.press(*["backspace"] * len(typed))
    await me.press("tab", "tab", "6", "enter")
    await me.on_list()
    assert it.words["set"] in me.said
    await me.press("f5")
    await me.dialog("ReminderDialog")
    await me.type("поздравить")
    await me.press("tab")
    await me.type("01.01")
    await me.press("enter")
    await me.on_list()
    assert it.words["no calls"] in me.said  # said at once, not found out on the day
    await me.press("f8", "escape")


async def over_the_holidays(me: Person, it: YearsEnd) -> None:
    await it_is(me, "2026-12-31 09:30")
    assert it.words["old"] in me.seen  # a year and a day late: apart from the rest
    assert it.forgotten not in me.day.table.keys
    await it_is(me, "2027-01-01 00:00")
    assert it.words["one day"] in row_of(me, "Гусев")
    assert it.words["resting"] in me.seen
    await it_is(me, "2027-01-02 12:00")  # a Saturday, and a public holiday
    assert it.words["resting"] in me.seen
    await it_is(me, "2027-01-08 12:00")
    assert it.words["one day"] in row_of(me, "Гусев")  # nine days later, no working day has gone
    assert "68" in row_of(me, "Гусев")  # there was a birthday
    assert it.second not in me.day.table.keys


async def the_first_working_day(me: Person, it: YearsEnd) -> None:
    await it_is(me, "2027-01-11 09:30")
    assert it.words["today"] in row_of(me, "Гусев")
    assert it.words["today"] in row_of(me, "Ёлкина")
    assert it.words["visit"] in row_of(me, "Ёлкина")
    assert it.first not in me.day.table.keys  # confirmed last year
    await me.call("Гусев")
    await me.mark("accepts")
    await me.dialog("OutcomeForm")
    await me.press("enter")
    await me.on_list()
    await me.call("Ёлкина")
    await me.mark("confirmed")
    await me.on_list()


async def in_march(me: Person, it: YearsEnd) -> None:
    await it_is(me, "2027-03-04 10:00")
    assert it.yearly in me.day.table.keys
    await me.call("Орлова")
    await me.mark("other")
    await me.dialog("QuickPick")
    await me.press("enter")
    await me.on_list()
    assert it.words["answered"] in me.said


def the_record(desk: Desk, it: YearsEnd) -> None:
    (yearly,) = desk.ask(reminders, patient_id=it.yearly)
    assert (yearly.recurrence, yearly.due_at.date(), yearly.done) == ("1y", date(2028, 3, 4), 1)
    assert not [task for task in desk.ask(tasks, patient_id=it.new) if task.kind == "first_contact"]
    whole(desk)


@pytest.mark.parametrize("lang", IN_RUSSIAN)
async def test_a_year_ends_with_the_program_open(opened: Opened, lang: str) -> None:
    it = YearsEnd(opened, lang)
    desk = opened()
    (first,) = [task for task in desk.ask(tasks, patient_id=it.new) if task.kind == "first_contact"]
    assert first.due_by == moscow("2027-01-11 23:59:59")
    (confirm,) = [task for task in desk.ask(tasks, patient_id=it.second) if task.kind == "confirm_visit"]
    assert (confirm.due_from, confirm.due_by) == (moscow("2027-01-11 09:00"), moscow("2027-01-11 20:00"))
    async with at_the_desk(opened, ANNA, lang, "2026-12-30 10:30") as me:
        await on_the_30th(me, it)
        await over_the_holidays(me, it)
        await the_first_working_day(me, it)
        await in_march(me, it)
    the_record(opened(), it)
    async with at_the_desk(opened, ANNA, lang, "2027-12-10 10:30") as me:
        await me.says(it.words["unknown"])  # limits of today reach into a year whose transfers are not decided


def test_an_unknown_year_is_said_a_month_before_it_and_not_earlier() -> None:
    for code in ("ru", "en"):
        with speaking(code):
            assert calendar_words(CALENDAR, date(2027, 11, 20)) == ""
            assert "2028" in calendar_words(CALENDAR, date(2027, 12, 1))
            assert len(calendar_words(CALENDAR, date(2027, 12, 1))) <= 78


def test_a_public_holiday_on_a_saturday_is_no_day_for_calls() -> None:
    from db.defaults import default_rules

    rules = default_rules()
    assert hours_on(date(2027, 1, 2), ANY_HOURS, "RU", rules) == hours_on(date(2027, 1, 3), ANY_HOURS, "RU", rules)
    assert hours_on(date(2027, 1, 16), ANY_HOURS, "RU", rules) != hours_on(date(2027, 1, 2), ANY_HOURS, "RU", rules)
