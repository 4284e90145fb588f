"""What waits for the supervisor, driven by keys."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest

from assistant_tui.dialogs.decision import DecisionDialog
from assistant_tui.screens.card import CardScreen
from assistant_tui.screens.decisions import DecisionsScreen
from db.actions.people import assign_patients
from tests.assistant_tui.screens.day_desk import Driver, Run
from tests.build import colleague, patient, sign_in, talk, visit
from tests.desk import Desk

At = Callable[[str], datetime]
ANSWERS = "SELECT answer, answer_text FROM decision ORDER BY id"


@pytest.fixture
def people(desk: Desk, at: At) -> list[int]:
    """Petrova is said to have died, with a visit to come; Kim moved."""
    petrova = patient(desk, "Петрова Мария Ивановна", "8 916 123-45-67")
    kim = patient(desk, "Ким Олег Сергеевич", "8 903 555-10-22")
    visit(desk, petrova, "oncologist", at("2026-11-24 10:30"))
    talk(desk, petrova, "DIED", spoke="other", said_name="сын Пётр", on_date=at("2026-11-19 12:00").date())
    talk(desk, kim, "MOVED", place="Тверь")
    return [petrova, kim]


async def at_decisions(it: Driver) -> DecisionsScreen:
    await it.press("f9", "8")
    await it.until(lambda: isinstance(it.app.screen, DecisionsScreen))
    await it.settle()
    screen = it.app.screen
    assert isinstance(screen, DecisionsScreen)
    return screen


async def test_what_stands_behind_a_question_is_said_before_it_is_answered(
    desk: Desk, running: Run, people: list[int]
) -> None:
    async with running() as it:
        screen = await at_decisions(it)
        assert "РЕШЕНИЯ" in it.text
        assert "Ждут 2" in it.text
        await it.press("right")
        assert screen.rows.section == "died"
        assert "другой человек: сын Пётр" in it.text
        assert "С подтверждением отменится: приём врача вт 24.11 10:30" in it.text
        await it.press("enter")
        await it.until(lambda: isinstance(it.app.screen, DecisionDialog))
        assert it.text.count("С подтверждением отменится") >= 1
        await it.press("2", "enter")
        assert "Здесь нужно несколько слов" in it.text
        assert desk.rows(ANSWERS) == [(None, None), (None, None)]
        await it.type("тёзка")
        await it.press("enter")
        await it.until(lambda: desk.rows(ANSWERS)[0] == ("rejected", "тёзка"))
        await it.press("left", "left")
        assert screen.rows.section == "answered"
        assert "не подтверждено" in it.text
        assert "тёзка" in it.text
        await it.press("f9", "4", "right")
        assert "ответ старшего" in it.text


async def test_a_confirmed_death_cancels_and_f8_restores(desk: Desk, running: Run, people: list[int]) -> None:
    async with running(language="en") as it:
        await at_decisions(it)
        await it.press("enter", "1", "enter")
        await it.until(lambda: desk.rows("SELECT status FROM visit") == [("cancelled",)])
        await it.press("f8")
        assert desk.rows("SELECT status FROM visit") == [("planned",)]
        assert desk.rows(ANSWERS)[0] == (None, None)
        assert "Waiting 2" in it.text


async def test_an_assistant_sees_what_became_of_it_and_decides_nothing(
    desk: Desk, running: Run, people: list[int]
) -> None:
    olga = colleague(desk)
    desk.do(assign_patients, [people[1]], olga)
    sign_in(desk, olga)
    async with running() as it:
        screen = await at_decisions(it)
        assert screen.patient_here() == people[1]
        await it.press("enter")
        await it.until(lambda: isinstance(it.app.screen, CardScreen))
        assert "ждёт старшего" in it.text
        assert desk.rows(ANSWERS) == [(None, None), (None, None)]
