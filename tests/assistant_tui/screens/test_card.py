from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

import pytest

from assistant_tui.screens.card import CardScreen
from assistant_tui.widgets.card_lists import TABS
from db.actions.calls import mark_connection, open_call
from db.actions.contacts import NewContact
from db.actions.notes import add_note
from db.actions.patients import set_milestone
from db.actions.reminders import add_reminder
from db.actions.tests import order_test
from db.actions.undo import undo
from db.queries.steps import last_step
from tests.assistant_tui.screens.day_desk import Driver, Run
from tests.build import miss, patient, talk, visit
from tests.desk import Desk
from tests.hostile import FORBIDDEN, HOSTILE

At = Callable[[str], datetime]
NAME = "Петрова Мария Ивановна"
DAUGHTER = NewContact(
    "8 495 765-43-21", relation="daughter", standing="trusted", name="Анна", scope="time_place_only",
    consent_on=date(2026, 10, 3), consent_paper="в папке 12",
)  # fmt: skip


@pytest.fixture
def petrova(desk: Desk, at: At) -> int:
    """A patient of whom much is on record."""
    known = patient(
        desk, NAME, "8 916 123-45-67", DAUGHTER, sex="f", diagnosis="C50.4", stage="IIA", clinical_group="II",
        phase="diagnosed", policy="4560865690702931", snils="94580730233", not_before="11:00", flags=("hearing",),
        address="Москва, Яблочный пер., 3",
    )  # fmt: skip
    desk.do(set_milestone, known, "diagnosis", date(2026, 11, 17))
    visit(desk, known, "ct", at("2026-11-25 10:00"))
    desk.do(order_test, known, "cbc", due_on=date(2026, 11, 24))
    desk.do(add_reminder, known, "спросить про полис", at("2026-11-24 09:00"), every="2w")
    miss(desk, known)
    desk.do(add_note, known, "просила говорить громче\nи медленнее")
    desk.do(add_note, known, "написано не о том")
    desk.do(undo)
    return known


async def opened(it: Driver, patient_id: int, tab: str | None = None) -> CardScreen:
    it.app.run_worker(it.app.open_card(patient_id, tab), exclusive=False)
    for _turn in range(300):
        await it.pilot.pause(0.01)
        if isinstance(it.app.screen, CardScreen) and it.app.screen.lists is not None:
            await calm(it)
            return it.app.screen
    raise AssertionError("the card did not open")


async def calm(it: Driver) -> None:
    """Wait until nothing is read or written for the screen any more."""
    for _turn in range(300):
        await it.pilot.pause(0.01)
        if not any(worker.is_running for worker in it.app.workers if worker.group in ("card", "tab")):
            await it.pilot.pause()
            return
    raise AssertionError("still reading")


async def press(it: Driver, *keys: str) -> None:
    for key in keys:
        await it.pilot.press(key)
        await calm(it)


async def test_the_summary_says_where_things_stand_and_that_somebody_looked_is_on_record(
    petrova: int, desk: Desk, running: Run
) -> None:
    async with running(size=(120, 60)) as it:
        await opened(it, petrova)
        text = it.text
    assert "УЧЕБНАЯ БАЗА" in text
    assert f"Карточка {NAME}, 67" in text
    assert "слышит плохо" in text
    assert "диагноз установлен" in text
    assert "C50.4 " in text
    assert "Иванова А. П., с 20.11.2026" in text
    assert "срок сегодня: постановка на" in text
    assert "чт 26.11" in text
    assert "ср 17.02.2027" in text  # the first check-up, three months after the diagnosis
    assert "8 916 123-45-67  сама" in text
    assert "дочь Анна" in text
    assert "4560 8656 9070 2931" in text
    assert "945 807 302 33" in text
    looked = desk.rows("SELECT object_id FROM audit_event WHERE event = 'open_card'")
    assert [str(row[0]) for row in looked] == [str(petrova)]


async def test_why_this_date_names_the_rule_and_its_source(petrova: int, running: Run) -> None:
    async with running() as it:
        card = await opened(it, petrova)
        limit = next(each for each in card.lists.card.deadlines if each.rule == "disp_set")  # type: ignore[union-attr]  # the card is loaded
        card.summary.select(f"deadline:{limit.source}")
        await calm(it)
        assert "Enter — почему такой срок" in it.text
        await press(it, "enter")
        await it.pilot.pause(0.1)
        text = it.text
        assert "Диагноз установлен: вт 17.11.2026. 3 рабочих дня" in text
        assert "последний день — пт 20.11.2026" in text
        assert "Источник: программа государственных гарантий на 2026 год; приказ № 548н" in text
        await press(it, "escape")
        assert it.app.screen is card


async def test_tabs_hold_everything_and_the_keys_go_through_them(petrova: int, running: Run) -> None:
    async with running() as it:
        card = await opened(it, petrova)
        seen = {}
        for tab in TABS:
            assert card.tab == tab
            seen[tab] = it.text
            await press(it, "right")
        assert card.tab == "summary"
        await press(it, "left")
        assert card.tab == "notes"
    assert "Звонок: не отвечает" in seen["timeline"]
    assert "Напоминание на вт 24.11 09:00, каждые 2 нед." in seen["timeline"]
    assert "написано не о том (отменено)" in seen["timeline"]
    assert "согласие: время и место" in seen["contacts"]
    assert "КТ" in seen["visits"]
    assert "ср 25.11 10:00" in seen["visits"]
    assert "24.11.2026" in seen["tests"]
    assert "8 916 123-45-67" in seen["calls"]
    assert "просила говорить громче и медленнее" in seen["notes"]


async def test_a_number_that_is_called_no_more_says_why_in_words(desk: Desk, running: Run) -> None:
    alone = patient(desk, "Ким Олег Сергеевич", "8 903 555-10-22")
    call_id = desk.do(open_call, alone).result.call_id
    desk.do(mark_connection, call_id, "WRONG_NUMBER", no_such_person=True)
    async with running() as it:
        await opened(it, alone, "contacts")
        assert "не звонить: такого там нет" in it.text
        assert "no_such" not in it.text


async def test_what_was_undone_is_struck_and_a_long_note_is_told_in_full(petrova: int, running: Run) -> None:
    async with running() as it:
        card = await opened(it, petrova, "notes")
        rows = {row.key: row for row in card.lists.rows("notes")}  # type: ignore[union-attr]  # the card is loaded
        words = {key: row.row.cells[1] for key, row in rows.items()}
        struck = [key for key, text in words.items() if any("strike" in str(span.style) for span in text.spans)]
        assert len(rows) == 2
        assert len(struck) == 1
        await press(it, "end", "enter")
        await it.pilot.pause(0.1)
        assert "просила говорить громче\n" in "\n".join(line.strip() + "\n" for line in it.text.splitlines())
        await press(it, "enter")
        await it.pilot.pause(0.2)
        assert it.app.screen is card


async def test_f7_shows_the_tests_also_with_the_russian_layout_and_in_english(petrova: int, running: Run) -> None:
    async with running(language="en") as it:
        card = await opened(it, petrova)
        await press(it, "f7")
        assert card.tab == "tests"
        assert "Full blood count" in it.text
        assert "Due" in it.text
        await press(it, "left", "left", "left", "left")
        assert "Summary" in it.text
        assert "due today: entry in the register" in it.text


async def test_a_note_written_on_the_card_comes_to_it_at_once(petrova: int, desk: Desk, running: Run) -> None:
    async with running() as it:
        card = await opened(it, petrova, "notes")
        await it.pilot.press("f6")
        await it.pilot.pause(0.2)
        for sign in "новое":
            await it.pilot.press(sign)
        await it.pilot.press("enter")
        for _turn in range(100):
            await it.pilot.pause(0.02)
            if len(card.lists.card.notes) == 3:  # type: ignore[union-attr]  # the card is loaded
                break
        await calm(it)
        assert "новое" in it.text
        assert "заметка сохранена" in it.text
        step = desk.ask(last_step)
        assert step is not None
        assert step.kind == "add_note"


async def test_the_lists_of_an_empty_card_say_what_would_fill_them(desk: Desk, running: Run) -> None:
    nobody = patient(desk, "Сидорова Анна", met=False, birth="1960-01-01")
    async with running() as it:
        await opened(it, nobody)
        assert "сроки сейчас не идут" in it.text
        for tab, words in {
            "contacts": "Номера нет", "visits": "Приёмов нет", "tests": "Исследований нет",
            "calls": "Звонков ещё не было", "notes": "Заметок нет",
        }.items():  # fmt: skip
            it.app.screen.show_tab(tab)  # type: ignore[attr-defined]  # it is the card
            await calm(it)
            assert words in it.text


async def test_the_wide_card_shows_summary_and_history_beside_each_other(petrova: int, running: Run) -> None:
    async with running(size=(120, 40)) as it:
        card = await opened(it, petrova)
        assert "Сопровождение" in it.text
        assert "Звонок: не отвечает" in it.text
        await press(it, "tab")
        assert card.focused is not card.summary
        await press(it, "f7")
        assert "Сопровождение" in it.text
        assert "Звонок: не отвечает" not in it.text


async def test_esc_goes_back_and_f3_says_that_the_card_is_open(petrova: int, running: Run) -> None:
    async with running() as it:
        await opened(it, petrova)
        await press(it, "f3")
        assert "Карточка уже открыта" in it.text
        await press(it, "escape")
        assert it.app.screen is it.day


async def test_hostile_words_are_text_on_every_tab(desk: Desk, at: At, running: Run) -> None:
    people = []
    for bad in HOSTILE:
        name = bad.replace("\x00", "").strip()[:200]
        if any(sign.isalpha() for sign in name):
            people.append(patient(desk, name, "8 916 123-45-67", met=False, address=bad[:300]))
            desk.do(add_note, people[-1], bad[:500])
            desk.do(add_reminder, people[-1], bad[:500], at("2026-11-24 09:00"))
    async with running(size=(120, 40)) as it:
        for hostile in people:
            card = await opened(it, hostile)
            for tab in ("summary", "contacts", "notes"):
                card.show_tab(tab)
                await calm(it)
                assert not FORBIDDEN & set(it.text) - {"\n"}
                assert "УЧЕБНАЯ БАЗА" in it.text
            await press(it, "enter")
            await it.pilot.pause(0.05)
            assert not FORBIDDEN & set(it.text) - {"\n"}
            it.app.show_day()
            await it.pilot.pause()
        assert it.app.return_code is None


async def test_the_timeline_of_a_call_says_what_came_out(petrova: int, desk: Desk, at: At, running: Run) -> None:
    desk.frozen.move_to(at("2026-11-20 11:00"))
    talk(desk, petrova, "CALLBACK", spoke="trusted", until_at=at("2026-11-20 16:40"))
    async with running() as it:
        await opened(it, petrova, "timeline")
        assert "Звонок, доверенное лицо: обещан звонок в 16:40" in it.text
