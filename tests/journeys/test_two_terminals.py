"""Two people at two terminals, one patient: who has whom in work, and what the other one changes is seen at once."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest

from assistant_tui.screens.call import CallScreen
from assistant_tui.screens.card import CardScreen
from assistant_tui.screens.day import DayScreen
from assistant_tui.widgets.record_table import RecordTable
from db.actions.calls import MarkForm, log_call, mark_connection, open_call
from db.actions.colleagues import add_cover, set_status
from db.actions.contacts import NewContact, add_contact
from db.actions.reminders import add_reminder
from db.actions.visits import book_visit, cancel_visit
from db.clock import FrozenClock
from db.queries.claims import in_work
from tests.build import colleague, patient, sign_in, visit
from tests.desk import Desk
from tests.journeys.centre import show
from tests.journeys.keyboard import Person, sitting_at

Opened = Callable[[], Desk]


@pytest.fixture
def anna(opened: Opened) -> Desk:
    """The desk of the assistant, with two patients to be called."""
    desk = opened()
    desk.terminal = "стойка-1"
    for name, phone in (("Ким Олег Сергеевич", "8 903 555-10-22"), ("Орлова Нина Павловна", "8 916 111-88-03")):
        patient(desk, name, phone, met=False)
    return desk


def elsewhere(desk: Desk, *, supervisor: bool = False) -> Desk:
    """Return another terminal, where a colleague sits who stands in for the first one."""
    roles = ("assistant", "supervisor") if supervisor else ("assistant",)
    olga, today = colleague(desk, roles=roles), desk.frozen.now().date()
    desk.do(add_cover, desk.user.id, olga, today, today + timedelta(days=1))
    other = Desk(desk.url, FrozenClock(desk.frozen.now()))
    other.terminal = "стойка-2"
    sign_in(other, olga)
    return other


@asynccontextmanager
async def both(desk: Desk, *, supervisor: bool = False) -> AsyncIterator[tuple[Person, Person]]:
    """Let both sit down at their terminals."""
    with elsewhere(desk, supervisor=supervisor) as other:
        async with sitting_at(desk) as me, sitting_at(other) as colleague_:
            yield me, colleague_


def silent(desk: Desk, seconds: int) -> None:
    with desk._write_lock, desk._writer.transaction(write=True) as conn:
        conn.run("UPDATE claim SET beat = beat - :seconds", seconds=seconds)


def where(person: Person) -> tuple[object, float]:
    """Where the cursor and the scroll of the list in front stand."""
    table = person.app.screen.query(RecordTable).first()
    return table.cursor_key, table.scroll_y


def second(person: Person) -> int:
    """Return whoever stands second on the list."""
    key = person.day.table.keys[1]
    assert isinstance(key, int)
    return key


async def test_who_has_a_patient_in_work_is_seen_and_not_called_twice(anna: Desk) -> None:
    async with both(anna) as (me, her):
        kim = me.day.patient_here()
        assert me.name_here == her.name_here == "Ким Олег Сергеевич"
        await me.press("enter")
        await me.on_call()
        before = where(her)
        await her.sees("в работе у Ивановой")
        assert where(her) == before
        await her.press("enter")
        await her.says("Пациент в работе: Иванова А. П., с 10:00, компьютер стойка-1")
        assert isinstance(her.app.screen, DayScreen)
        await her.until(lambda: her.name_here == "Орлова Нина Павловна")
        assert anna.rows("SELECT COUNT(*) FROM call") == [(1,)]
        await me.press("escape")
        await me.on_list()
        await her.until(lambda: "в работе у" not in her.seen)
        assert anna.ask(in_work, kim or 0) is None


async def test_search_and_card_say_who_has_the_patient(anna: Desk) -> None:
    async with both(anna) as (me, her):
        await me.call("Ким")
        await her.find("Ким")
        await her.sees("в работе у Ивановой")
        await her.press("f3")
        await her.until(lambda: isinstance(her.app.screen, CardScreen), "no card")
        await her.sees("в работе у Ивановой А. П. с 10:00, компьютер стойка-1")


async def test_a_supervisor_takes_over_and_nothing_is_marked_twice(anna: Desk) -> None:
    async with both(anna, supervisor=True) as (me, her):
        call = await me.call("Ким")
        await her.sees("в работе у Ивановой")
        await her.press("enter")
        await her.dialog("PickDialog")
        await her.press("2")
        await her.on_call()
        await me.sees("в работе у Котовой О. С. с 10:00, компьютер стойка-2: отметить здесь нельзя")
        assert me.app.screen is call
        await me.press("1")
        await me.mark("confirmed")
        assert anna.rows("SELECT COUNT(*) FROM call WHERE connection IS NOT NULL") == [(0,)]
        await her.press("1")
        await her.on_list()
        await me.until(lambda: "отметить здесь нельзя" not in me.seen, "it is still refused")
        await me.press("escape")
        await me.on_list()
    assert anna.rows("SELECT user_id FROM call WHERE connection IS NOT NULL") != [(1,)]


async def test_a_call_goes_on_while_its_program_lives(anna: Desk) -> None:
    async with both(anna) as (me, her):
        call = await me.call("Ким")
        kim = call.patient_here() or 0
        silent(anna, 50)
        await me.app.keep_claims()
        silent(anna, 50)
        assert her.app.caseload.ask(in_work, kim) is not None
        silent(anna, 20)
        assert her.app.caseload.ask(in_work, kim) is None
        await me.app.keep_claims()  # nobody took the patient meanwhile: the call has them again
        await me.still()
        assert her.app.caseload.ask(in_work, kim) is not None
        silent(anna, 61)
        await her.press("enter")
        await her.on_call()
        await me.app.keep_claims()
        await me.sees("отметить здесь нельзя")


async def test_a_card_follows_without_moving_the_cursor(anna: Desk) -> None:
    with elsewhere(anna) as other:
        async with sitting_at(anna) as me:
            kim = me.day.patient_here() or 0
            await me.press("f3")
            await me.until(lambda: isinstance(me.app.screen, CardScreen), "no card")
            await me.still()
            await me.press("down", "down", "down")
            before = where(me)
            other.do(add_contact, kim, NewContact("8 495 765-43-21", relation="daughter", name="Анна"))
            await me.sees("765-43-21")
            assert where(me) == before


async def test_an_open_call_follows_and_keeps_what_is_typed(anna: Desk) -> None:
    with elsewhere(anna) as other:
        async with sitting_at(anna) as me:
            call = await me.call("Ким")
            kim = call.patient_here() or 0
            await me.press("f6")
            await me.type("не слыш")
            other.do(add_contact, kim, NewContact("8 495 765-43-21", relation="daughter", name="Анна"))
            other.do(add_reminder, kim, "спросить про кровь", anna.frozen.now() - timedelta(minutes=5))
            await me.sees("765-43-21", "спросить про кровь")
            assert "не слыш" in me.seen
            await me.type("ит")
            await me.press("enter")
            await me.says("сохранена")
            assert isinstance(me.app.screen, CallScreen)
    assert anna.rows("SELECT text FROM note WHERE undone_at IS NULL") == [("не слышит",)]


async def test_a_list_follows_while_one_searches_in_it(anna: Desk) -> None:
    with elsewhere(anna) as other:
        async with sitting_at(anna) as me:
            orlova = second(me)
            await me.find("Орлова")
            call_id = other.do(open_call, orlova).result.call_id
            await me.sees("в работе у Котовой")
            assert me.day.rows.text == "орлова"
            other.do(mark_connection, call_id, "NO_ANSWER")
            await me.until(lambda: "в работе у" not in me.seen)
            assert me.day.patient_here() == orlova


async def test_a_choice_follows_and_none_changes_its_digit(anna: Desk) -> None:
    monday = anna.frozen.now() + timedelta(days=3)
    with elsewhere(anna, supervisor=True) as other:
        async with sitting_at(anna) as me:
            kim = me.day.patient_here() or 0
            first = visit(anna, kim, "oncologist", monday)
            await me.press("f4")
            await me.dialog("PickDialog")
            await me.press("down")
            before = where(me)
            other.do(cancel_visit, first)
            other.do(book_visit, kim, "ct", monday + timedelta(days=1))
            await me.sees("Приём онколога · отмен", "4 вт 24.11")
            assert where(me) == before == (f"visit:{first}", 0)
            await me.press("4")
            await me.until(lambda: type(me.app.screen).__name__ != "PickDialog", "4 is the new visit")
            await me.sees("КТ")


async def test_decisions_and_colleagues_follow(anna: Desk) -> None:
    async with both(anna, supervisor=True) as (me, her):
        anna.do(log_call, me.day.patient_here() or 0, "ESCALATE", form=MarkForm(because="other", text="как быть"))
        await show(her, "decisions")
        await her.sees("Ким О")
        before = where(her)
        orlova = second(me)
        anna.do(log_call, orlova, "ESCALATE", form=MarkForm(because="other", text="и тут"))
        await her.sees("Орлова Н")
        assert where(her) == before
        await show(her, "colleagues")
        await her.press("down")
        before = where(her)
        anna.do(set_status, "lunch")
        await her.sees("обед")
        assert where(her) == before


async def test_a_clash_of_two_terminals_shows_both_texts(anna: Desk) -> None:
    async with both(anna, supervisor=True) as (me, her):
        for person in (me, her):
            await person.press("f3")
            await person.dialog("CardScreen")
            card = person.app.screen
            assert isinstance(card, CardScreen)
            card.summary.select("address")
            await person.press("enter")
            await person.dialog("OutcomeForm")
            await person.press("tab", "tab")
        await her.type("Лесная, 5")
        await her.press("enter")
        await her.until(lambda: isinstance(her.app.screen, CardScreen), "not saved")
        await me.type("Мира, 1")
        await me.press("enter")
        await me.dialog("ClashDialog")
        await me.sees("Лесная, 5", "Мира, 1", "Котова О. С.")
        await me.press("2")
        await me.until(lambda: isinstance(me.app.screen, CardScreen), "not saved")
        await her.sees("Мира, 1")
    assert anna.rows("SELECT address FROM patient WHERE full_name LIKE 'Ким%'") == [("Мира, 1",)]
