"""A visit of a course that is moved in a call: the later cycles are offered to go with it."""

from datetime import date

import pytest

from db.actions.contacts import NewContact
from db.actions.courses import plan_course
from db.queries.courses import courses
from db.queries.lists import visits
from tests.assistant_tui.screens.call.call_desk import Hand, at_desk, patient
from tests.desk import Desk

STARTS = [date(2026, 11, 24), date(2026, 12, 15), date(2027, 1, 5)]
LATER = [date(2026, 11, 26), date(2026, 12, 17), date(2027, 1, 7)]


@pytest.fixture
def petrova(desk: Desk) -> int:
    """Petrova, 67, with three cycles of three weeks, the first on Tuesday."""
    who = patient(desk, "Петрова Мария Ивановна", NewContact("8 916 123-45-67"))
    desk.do(plan_course, who, "q21", STARTS[0], 3, with_tests=False)
    return who


def starts(desk: Desk) -> list[date]:
    (course,) = desk.ask(courses)
    return [cycle.starts_on for cycle in course.cycles]


def standing(desk: Desk, who: int) -> list[date]:
    return [each.starts_at.date() for each in desk.ask(visits, patient_id=who, status="planned")]


async def moved(hand: Hand, who: int, typed: str = "чт 11:00") -> None:
    await hand.open(who)
    await hand.press("н")
    await hand.type(typed)
    await hand.press("tab", "1", "enter")


async def test_yes_lets_the_course_go_by_as_many_days_and_undo_takes_both_steps_back(desk: Desk, petrova: int) -> None:
    async with at_desk(desk) as hand:
        await moved(hand, petrova)
        await hand.dialog("ConfirmDialog")
        assert "на 2 дня позже" in hand.seen
        assert "да, все на столько же дней" in hand.seen
        await hand.press("2")
        await hand.on_list()
        assert "3 цикла" in hand.said or "3 курса" in hand.said
        assert starts(desk) == standing(desk, petrova) == LATER
        await hand.press("f8")
        assert starts(desk) == STARTS
        assert standing(desk, petrova) == [LATER[0], *STARTS[1:]]
        await hand.press("f8")
        await hand.still()
        assert standing(desk, petrova) == STARTS


async def test_enter_moves_this_visit_only(desk: Desk, petrova: int) -> None:
    async with at_desk(desk, lang="ru") as hand:
        await moved(hand, petrova)
        await hand.dialog("ConfirmDialog")
        await hand.press("enter")
        await hand.on_list()
        assert starts(desk) == STARTS
        assert standing(desk, petrova) == [LATER[0], *STARTS[1:]]
        assert hand.outcomes(petrova) == ["RESCHEDULE"]


async def test_another_hour_of_the_same_day_and_no_new_time_ask_nothing(desk: Desk, petrova: int) -> None:
    async with at_desk(desk) as hand:
        await moved(hand, petrova, "24.11 12:00")
        await hand.on_list()
        assert starts(desk) == STARTS
        await hand.open(petrova)
        await hand.press("н", "enter")
        await hand.on_list()
        assert starts(desk) == STARTS
