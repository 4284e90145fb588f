"""Visits booked, moved, settled and put right by keys: on the call list, on the agenda, on the card."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import pytest
from textual.widgets import Input

from assistant_tui.dialogs import booking_form
from assistant_tui.dialogs.booking_form import BookingForm
from assistant_tui.dialogs.export_list import ExportDialog
from assistant_tui.dialogs.outcome_form import OutcomeForm
from assistant_tui.dialogs.pick import PickDialog
from assistant_tui.screens.card import CardScreen
from assistant_tui.screens.visits import VisitsScreen
from db.actions.tests import order_test
from db.actions.visit_details import change_visit
from db.queries.lists import VisitRow, visits
from tests.assistant_tui.screens.day_desk import Driver, Run
from tests.build import colleague, patient, sign_in, visit
from tests.desk import Desk

At = Callable[[str], datetime]


@pytest.fixture
def petrova(desk: Desk) -> int:
    return patient(desk, "Петрова Мария Ивановна", "8 916 123-45-67")


def of(desk: Desk, patient_id: int) -> list[VisitRow]:
    return list(desk.ask(visits, patient_id=patient_id))


async def agenda(it: Driver, section: str) -> VisitsScreen:
    await it.press("f9", "2")
    await it.until(lambda: isinstance(it.app.screen, VisitsScreen))
    screen = it.app.screen
    assert isinstance(screen, VisitsScreen)
    screen.show_section(section)
    await it.settle()
    return screen


async def in_form(it: Driver, kind: type = BookingForm) -> None:
    await it.until(lambda: isinstance(it.app.screen, kind))


async def on_list(it: Driver) -> None:
    await it.until(lambda: isinstance(it.app.screen, VisitsScreen))


async def says(it: Driver, words: str) -> None:
    """Wait for words that come when the keys rest."""
    await it.until(lambda: words in it.text)


@pytest.mark.parametrize(("language", "service", "kept", "late", "said"), [
    ("ru", "кт", "до вт 01.12: успевает", "до вт 01.12: опоздает на 2 р. д.", "в ЕМИАС записи нет · дело останется"),
    ("en", "ct", "by Tue 01.12: in time", "by Tue 01.12: late by 2 wd", "not in EMIAS yet · a task stays"),
])  # fmt: skip
async def test_f4_books_and_projects_the_limit_on_the_day_that_is_typed(
    desk: Desk, petrova: int, running: Run, language: str, service: str, kept: str, late: str, said: str
) -> None:
    desk.do(order_test, petrova, "ct", ordered_on=date(2026, 11, 20))
    async with running(language=language) as it:
        it.day.search("петрова" if language == "ru" else "petrova")
        await it.settle()
        await it.press("f4")
        await in_form(it)
        await it.type(service)
        await it.press("enter")
        await it.type("03.12 10:00")
        await says(it, late)
        for _sign in "03.12 10:00":
            await it.pilot.press("backspace")
        await it.type("24.11 10:00")
        await says(it, kept)
        await it.press("enter")
        await it.until(lambda: it.app.screen is it.day)
        assert said in it.app.last_said[0]
    (made,) = of(desk, petrova)
    assert (made.service, made.status, made.booked_in) == ("ct", "planned", "planned")
    assert made.starts_at.isoformat() == "2026-11-24T07:00:00+00:00"


async def test_what_was_not_seen_is_asked_about_before_it_is_written(
    desk: Desk, petrova: int, running: Run, at: At, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(booking_form, "_PAUSE", 60)
    visit(desk, petrova, "oncologist", at("2026-11-24 10:00"))
    async with running() as it:
        screen = await agenda(it, "week")
        assert screen.patient_here() == petrova
        await it.press("f4", "1")
        await in_form(it)
        await it.type("узи")
        await it.press("enter")
        await it.type("24.11 10:10")
        await it.press("enter")
        await it.until(lambda: type(it.app.screen).__name__ == "QuickPick")
        assert "в это время уже: вт 24.11 10:00 Приём онколога" in it.text
        await it.press("1")
        await in_form(it)
        assert "24.11 10:10" in it.text, "what was typed stands there still"
        await it.press("escape")
        assert len(of(desk, petrova)) == 1
        await it.press("f4", "1")
        await in_form(it)
        await it.press("tab", "enter")
        await it.until(lambda: type(it.app.screen).__name__ == "QuickPick")
        await it.press("2")
        await on_list(it)
    assert [each.service for each in of(desk, petrova)] == ["oncologist", "ultrasound"]


async def test_a_visit_is_moved_twice_and_warned_of_what_it_needs(
    desk: Desk, petrova: int, running: Run, at: At
) -> None:
    first = visit(desk, petrova, "oncologist", at("2026-11-24 10:00"))
    visit(desk, petrova, "ct", at("2026-11-23 09:00"), before_visit_id=first)
    async with running() as it:
        screen = await agenda(it, "week")
        await it.press("down")
        assert screen.item_here() is not None
        await it.press("enter", "3")
        await in_form(it)
        assert "Должен быть ПОСЛЕ: пн 23.11 09:00 КТ" in it.text
        await it.type("23.11 08:30")
        await says(it, "будет раньше, чем нужное к нему: пн 23.11 09:00 КТ")
        for _sign in "23.11 08:30":
            await it.pilot.press("backspace")
        await it.type("25.11 10:00")
        await it.press("tab", "2")
        await it.type("нет тал")
        await it.press("down", "enter")
        for _field in range(4):  # where, doctor, room, booked
            await it.press("tab")
        await it.type("77-5")
        await it.press("enter")
        await on_list(it)
        assert "перенос на" in it.app.last_said[0]
        old, new = (each for each in of(desk, petrova) if each.service == "oncologist")
        assert (old.status, old.initiative, old.because) == ("moved", "clinic", "no_slots")
        assert (new.follows_id, new.booked_in, new.booking_number) == (old.id, "booked", "77-5")
        screen.table.select(new.id)
        await it.press("enter", "3")
        await in_form(it)
        assert "Перенесён один раз: 24.11 → 25.11" in it.text
        await it.press("enter")
        await on_list(it)
        assert desk.rows("SELECT status FROM visit WHERE id = :id", id=new.id) == [("to_move",)]
        await it.press("f8")
        assert desk.rows("SELECT status FROM visit WHERE id = :id", id=new.id) == [("planned",)]


async def test_space_settles_what_is_over_makes_up_for_it_and_f8_takes_it_back(
    desk: Desk, petrova: int, running: Run, at: At
) -> None:
    over = visit(desk, petrova, "oncologist", at("2026-11-20 09:00"))
    async with running() as it:
        await agenda(it, "open")
        await it.press("space", "3")
        await it.until(lambda: "Почему не состоялось" in it.text)
        await it.press("6", "enter")
        await on_list(it)
        (row,) = of(desk, petrova)
        assert (row.status, row.because) == ("missed", "was_ill")
        screen = await agenda(it, "today")
        assert screen.table.cursor_key == over
        await it.press("space")
        await in_form(it)
        assert "Приём онколога, новое время" in it.text
        await it.type("вт 9:00")
        await it.press("enter")
        await on_list(it)
        assert [(each.status, each.follows_id) for each in of(desk, petrova)] == [("missed", None), ("planned", over)]
        await it.press("f8", "f8")
        assert [each.status for each in of(desk, petrova)] == ["planned"]


async def test_space_enters_the_number_of_what_is_not_booked(desk: Desk, petrova: int, running: Run, at: At) -> None:
    visit(desk, petrova, "ct", at("2026-11-25 10:00"), booked_in="planned", booking_number=None)
    async with running() as it:
        screen = await agenda(it, "unbooked")
        assert screen.rows.counts()["unbooked"] == 1
        await it.press("space")
        await in_form(it, OutcomeForm)
        await it.type("12-34")
        await it.press("enter")
        await on_list(it)
        assert screen.rows.counts()["unbooked"] == 0
    (row,) = of(desk, petrova)
    assert (row.booked_in, row.booking_number) == ("booked", "12-34")


async def test_a_stale_form_merges_what_a_colleague_put_right(desk: Desk, petrova: int, running: Run, at: At) -> None:
    visit_id = visit(desk, petrova, "ct", at("2026-11-25 10:00"))
    async with running() as it:
        await agenda(it, "week")
        await it.press("enter", "6")
        await in_form(it, OutcomeForm)
        await it.press("tab")
        await it.type("Ким О. С.")
        desk.do(change_visit, visit_id, version=1, room="12")
        await it.press("tab", "enter")
        await on_list(it)
        assert "«Кабинет»: 12" in it.app.last_said[0]
    (row,) = of(desk, petrova)
    assert (row.clinician, row.room, row.version) == ("Ким О. С.", "12", 3)


async def test_called_off_because_of_the_clinic(desk: Desk, petrova: int, running: Run, at: At) -> None:
    visit(desk, petrova, "ct", at("2026-11-25 10:00"))
    async with running() as it:
        await agenda(it, "week")
        await it.press("enter", "1")
        assert "ещё впереди" in it.text
        await it.press("4", "3", "5", "enter")
        await on_list(it)
    (row,) = of(desk, petrova)
    assert (row.status, row.initiative, row.because) == ("cancelled", "equipment", "equipment")


async def test_the_card_has_the_same_ways_and_enters_what_is_over(
    desk: Desk, petrova: int, running: Run, at: At
) -> None:
    visit(desk, petrova, "oncologist", at("2026-11-20 09:00"))
    async with running() as it:
        await agenda(it, "open")
        await it.press("enter", "7")
        await it.until(lambda: isinstance(it.app.screen, CardScreen))
        await it.until(lambda: "что сделать" in it.text)
        await it.press("enter", "1", "1")
        await it.until(lambda: isinstance(it.app.screen, CardScreen))
        assert [each.status for each in of(desk, petrova)] == ["attended"]
        await it.press("f9")
        await it.type("прошедш")
        await it.press("enter")
        await in_form(it)
        await it.type("узи")
        await it.press("enter")
        await it.type("18.11.2026 10:00")
        await it.press("tab", "2", "enter")
        await it.until(lambda: isinstance(it.app.screen, CardScreen))
    assert [(each.service, each.status) for each in of(desk, petrova)] == [
        ("ultrasound", "missed"), ("oncologist", "attended"),
    ]  # fmt: skip


async def test_a_supervisor_sees_the_visits_of_all(desk: Desk, petrova: int, running: Run, at: At) -> None:
    visit(desk, petrova, "ct", at("2026-11-25 10:00"))
    olga = colleague(desk)
    sign_in(desk, olga)
    hers = patient(desk, "Орлова Нина Павловна", "8 903 111-22-33")
    visit(desk, hers, "ct", at("2026-11-25 11:00"))
    async with running() as it:
        screen = await agenda(it, "week")
        assert screen.command_off("everybody") == "Только для старших помощников"
    sign_in(desk, 1)
    async with running() as it:
        screen = await agenda(it, "week")
        assert "Орлова" not in it.text
        await it.press("f9")
        await it.type("все или")
        await it.press("enter")
        await it.until(lambda: "Орлова Н. П." in it.text)
        assert "ПРИЁМЫ ВСЕХ" in it.text
        screen.do_everybody()
        await it.until(lambda: "Орлова" not in it.text)


async def test_f4_in_a_call_offers_the_visits_that_stand(desk: Desk, petrova: int, running: Run, at: At) -> None:
    visit(desk, petrova, "ct", at("2026-11-23 10:00"))
    async with running() as it:
        await it.app.open_call(petrova)
        await it.settle()
        await it.press("f4")
        await it.until(lambda: isinstance(it.app.screen, PickDialog))
        assert "пн 23.11 10:00 КТ" in it.text


async def test_the_list_is_saved_as_a_table_and_as_a_calendar(
    desk: Desk, petrova: int, running: Run, at: At, tmp_path: Path
) -> None:
    visit(desk, petrova, "ct", at("2026-11-25 10:00"))
    visit(desk, petrova, "oncologist", at("2026-11-20 15:00"))
    async with running() as it:
        screen = await agenda(it, "week")
        for name in ("week.csv", "week.ics"):
            saving = it.app.run_worker(screen.do_export())
            await it.until(lambda: isinstance(it.app.screen, ExportDialog))
            field = it.app.screen.query_one(Input)
            field.value = str(tmp_path / name.replace("week.", "week.pdf."))[:-4]
            await it.press("enter")
            assert "должно оканчиваться на одно из" in it.text
            field.value = str(tmp_path / name)
            await it.press("enter")
            await on_list(it)
            await saving.wait()
    table = (tmp_path / "week.csv").read_text(encoding="utf-8-sig")
    assert "ср 25.11.2026;10:00;Петрова М. И.;КТ" in table
    assert "15:00" not in table
    calendar = (tmp_path / "week.ics").read_bytes().decode()
    assert calendar.count("BEGIN:VEVENT") == 1
    assert "Петрова" not in calendar
    assert desk.rows("SELECT detail FROM audit_event WHERE event = 'export' ORDER BY id") == [
        ('{"what":"visits","rows":1,"format":"csv","patients":[1]}',),
        ('{"what":"visits","rows":1,"format":"ics","patients":[1]}',),
    ]  # fmt: skip
