"""Tests and courses on their screen, driven by keys in both layouts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

import pytest

from assistant_tui.screens.card import CardScreen
from assistant_tui.screens.tests import TestsScreen
from db.actions.bundles import order_bundle
from db.actions.courses import plan_course
from db.actions.tests import order_test, set_test
from db.actions.visits import book_visit
from tests.assistant_tui.screens.day_desk import Driver, Run
from tests.build import patient
from tests.desk import Desk

At = Callable[[str], datetime]
ORDERS = "SELECT service, due_on, taken_on, status FROM test_order ORDER BY id"


@pytest.fixture
def known(desk: Desk, at: At) -> int:
    """Petrova with a blood test due on Tuesday, another that is late, one whose result is awaited, and an admission."""
    petrova = patient(desk, "Петрова Мария Ивановна", "8 916 123-45-67")
    desk.do(order_test, petrova, "cbc", due_on=date(2026, 11, 24))
    desk.do(order_test, petrova, "urine", ordered_on=date(2026, 11, 10), due_on=date(2026, 11, 18))
    taken = desk.do(order_test, petrova, "markers", due_on=date(2026, 11, 20)).result.test_id
    desk.do(set_test, taken, status="taken", taken_on=date(2026, 11, 19))
    desk.do(book_visit, petrova, "admission", at("2026-12-14 08:00"), booked_in="booked")
    return petrova


async def at_tests(it: Driver) -> TestsScreen:
    await it.press("f9", "3")
    await it.until(lambda: isinstance(it.app.screen, TestsScreen))
    await it.settle()
    screen = it.app.screen
    assert isinstance(screen, TestsScreen)
    return screen


async def back(it: Driver) -> None:
    """Wait until the dialog is gone and what it wrote has been read."""
    await it.until(lambda: isinstance(it.app.screen, TestsScreen))
    await it.settle()


async def test_the_sections_say_what_tests_wait_for(desk: Desk, running: Run, known: int) -> None:
    async with running() as it:
        screen = await at_tests(it)
        assert "Сдать 1 │ Не сданы 1 │ Ждём результат 1 │ Готовы 0 │ Схемы 1" in it.text
        assert "вт 24.11  Петрова М. И." in it.text
        await it.press("right")
        assert "просрочен на 2 дня" in it.text
        await it.press("right")
        assert "сдан 19.11" in it.text
        await it.press("right", "right")
        assert screen.rows.section == "courses"
        assert "список анализов не выбран" in it.text


async def test_space_takes_the_next_step_and_f8_takes_it_back(desk: Desk, running: Run, known: int) -> None:
    async with running() as it:
        await at_tests(it)
        await it.press("space")
        await it.until(lambda: desk.rows(ORDERS)[0][3] == "taken")
        await it.settle()
        assert "Петрова М. И.: анализ крови — сдано" in it.text
        assert "Сдать 0" in it.text
        await it.press("f8")
        await it.until(lambda: desk.rows(ORDERS)[0][3] == "ordered")
        await it.press("right", "right", "space")
        await it.until(lambda: desk.rows(ORDERS)[2][3] == "result_in")
        await it.settle()
        assert "Готовы 1" in it.text


async def test_enter_asks_and_a_day_is_typed_as_people_say_it(desk: Desk, running: Run, known: int) -> None:
    async with running() as it:
        await at_tests(it)
        await it.press("enter")
        await it.dialog("PickDialog")
        assert "Общий анализ крови" in it.text
        await it.press("5")
        await it.dialog("DateDialog")
        await it.type("27.11")
        await it.press("enter")
        await back(it)
        assert desk.rows(ORDERS)[0][1] == date(2026, 11, 27)
        await it.press("enter", "3")
        await it.dialog("DateDialog")
        await it.type("вчера")
        await it.press("enter")
        await back(it)
        assert desk.rows(ORDERS)[0][2:] == (date(2026, 11, 19), "taken")


async def test_a_result_that_was_no_result_goes_back(desk: Desk, running: Run, known: int) -> None:
    async with running() as it:
        await at_tests(it)
        await it.press("right", "right", "enter", "3")
        await back(it)
        assert desk.rows(ORDERS)[2][2:] == (None, "ordered")


@pytest.mark.parametrize("typed", ["мочи", "vjxb"])
async def test_a_test_is_ordered_for_an_admission_in_either_layout(
    desk: Desk, running: Run, known: int, typed: str
) -> None:
    async with running(size=(100, 40)) as it:
        await at_tests(it)
        await it.press("f7", "2")
        await it.dialog("PickDialog")
        await it.press("2")  # the list of the course of chemotherapy
        await back(it)
        assert "внесено — 3 анализа" in it.text  # blood and urine are ordered already, for a day that is too early
        await it.press("f7", "1")
        await it.dialog("OrderForm")
        await it.type(typed)
        await it.press("enter")
        await it.type("24.11")
        await it.press("tab")
        await it.type("госп")
        await it.press("enter")
        await it.settle()
        assert "Сданный 24.11 будет просрочен: не раньше 30.11" in it.text
        await it.press("tab", "enter")
        await back(it)
        service, due_on, _taken, status = desk.rows(ORDERS)[-1]
        assert (service, due_on, status) == ("urine", date(2026, 11, 24), "ordered")
        assert desk.rows("SELECT for_visit_id FROM test_order ORDER BY id")[-1] == (1,)


async def test_a_course_says_all_its_days_before_it_is_written(desk: Desk, running: Run, known: int) -> None:
    async with running(size=(100, 40)) as it:
        await at_tests(it)
        await it.press("f7", "3")
        await it.dialog("CourseForm")
        await it.type("21")
        await it.press("enter")
        await it.type("31.12.9999")
        await it.press("tab")
        await it.type("3")
        await it.settle()
        assert "Слишком далёкий день" in it.text
        await it.press("shift+tab", *("backspace" for _sign in "31.12.9999"))
        await it.type("01.12")
        await it.settle()
        assert "Курсы: вт 01.12, вт 22.12, вт 12.01" in it.text
        assert "Кровь сдать до: пт 27.11, пт 18.12, пн 11.01" in it.text
        assert desk.rows("SELECT id FROM course") == []
        await it.press("enter")
        await back(it)
        assert "схема внесена, 3 явки, 6 анализов" in it.text
        assert desk.rows("SELECT number, starts_on FROM cycle ORDER BY id") == [
            (1, date(2026, 12, 1)), (2, date(2026, 12, 22)), (3, date(2027, 1, 12)),
        ]  # fmt: skip


async def test_a_rhythm_of_ones_own_is_asked_for_until_it_is_whole(desk: Desk, running: Run, known: int) -> None:
    async with running(size=(100, 40)) as it:
        await at_tests(it)
        await it.press("f7", "3")
        await it.dialog("CourseForm")
        await it.type("друг")
        await it.press("enter")
        await it.type("01.12")
        await it.press("tab")
        await it.type("2")
        await it.press("enter")
        await it.settle()
        assert "Для другой схемы нужны длина курса в днях" in it.text
        await it.press("tab", "tab", "tab", "tab", "tab")
        await it.type("10")
        await it.press("tab")
        await it.type("1, 8")
        await it.press("enter")
        await back(it)
        assert desk.rows("SELECT cycle_days, infusion_days, cycles FROM course") == [(10, "1,8", 2)]


async def test_a_shift_says_every_new_day_and_moves_them(desk: Desk, running: Run, known: int) -> None:
    desk.do(plan_course, known, "q21", date(2026, 12, 1), 3)
    async with running() as it:
        await at_tests(it)
        await it.press("left", "down", "enter")
        await it.dialog("PickDialog")
        await it.press("1")
        await it.dialog("ShiftForm")
        await it.type("05.12")
        await it.settle()
        assert "на 4 дня позже: № 1: 01.12 → сб 05.12 · № 2: 22.12 → сб 26.12" in it.text
        assert "Выходные дни: сб 05.12, сб 26.12" in it.text
        await it.press("backspace", "backspace", "backspace", "backspace", "backspace")
        await it.type("08.12")
        await it.press("enter")
        await back(it)
        assert "сдвинуто — 3 курса, ближайший начнётся вт 08.12" in it.text
        assert desk.rows("SELECT starts_on FROM cycle ORDER BY id")[2] == (date(2027, 1, 19),)
        await it.press("f8")
        await it.until(lambda: desk.rows("SELECT starts_on FROM cycle ORDER BY id")[2] == (date(2027, 1, 12),))


async def test_a_course_is_stopped_with_a_reason(desk: Desk, running: Run, known: int) -> None:
    desk.do(plan_course, known, "q21", date(2026, 12, 1), 3)
    async with running() as it:
        await at_tests(it)
        await it.press("left", "down", "enter", "4")
        await it.dialog("TextPrompt")
        await it.type("переведён")
        await it.press("enter")
        await back(it)
        assert desk.rows("SELECT status, because FROM course") == [("stopped", "переведён")]
        assert desk.rows("SELECT COUNT(*) FROM visit WHERE status = 'cancelled'") == [(3,)]


async def test_what_is_off_says_why_and_the_card_opens_at_the_tests(desk: Desk, running: Run, known: int) -> None:
    async with running() as it:
        await at_tests(it)
        await it.press("f7")
        await it.dialog("PickDialog")
        assert "схемы лечения нет" in it.text
        await it.press("5")
        await it.until(lambda: isinstance(it.app.screen, CardScreen))
        await it.press("escape")
        await back(it)
        await it.press("left", "space")
        assert "Что здесь сделать, спросит Enter" in it.text


async def test_in_english_too(desk: Desk, running: Run, known: int) -> None:
    async with running(language="en") as it:
        await at_tests(it)
        assert "To take 1 │ Not taken 1 │ Result awaited 1" in it.text
        await it.press("enter")
        await it.dialog("PickDialog")
        assert "taken today: EMIAS says so" in it.text


async def test_the_card_acts_on_its_tests_too(desk: Desk, running: Run, known: int) -> None:
    async with running() as it:
        it.app.run_worker(it.app.open_card(known, "tests"), exclusive=False)
        await it.until(lambda: isinstance(it.app.screen, CardScreen) and it.app.screen.lists is not None)
        await it.until(lambda: "Enter: что с ним" in it.text)
        await it.press("enter")
        await it.dialog("PickDialog")
        await it.press("escape")
        await it.until(lambda: isinstance(it.app.screen, CardScreen))
        await it.press("f7")
        await it.dialog("PickDialog")
        assert "Анализы и схемы: Петрова М. И." in it.text


async def test_an_admission_that_lacks_tests_is_settled_from_the_call_list(
    desk: Desk, running: Run, known: int
) -> None:
    desk.do(order_bundle, 1, "chemo_course_kuzbass")
    for (test,) in desk.rows("SELECT id FROM test_order WHERE for_visit_id = 1"):
        desk.do(set_test, test, status="cancelled")
    async with running() as it:
        await it.until(lambda: "Петрова" in it.text)
        await it.press("space")
        await it.until(lambda: type(it.app.screen).__name__ in ("ReasonDialog", "SettleDialog"))
        if type(it.app.screen).__name__ == "ReasonDialog":
            await it.type("не хватает")
            await it.press("enter")
        await it.dialog("SettleDialog")
        await it.press("1")
        await it.dialog("PickDialog")
        assert "✓ Курс ПХТ/ЛТ" in it.text
        await it.press("enter")
        await it.until(lambda: "внесено — " in it.text)
        kinds = desk.rows("SELECT kind FROM task WHERE state = 'open' AND kind = 'admission_tests'")
        assert kinds == []


async def test_the_card_shows_courses_among_the_tests(desk: Desk, running: Run, known: int) -> None:
    desk.do(plan_course, known, "q21", date(2026, 12, 1), 3, with_tests=False)
    async with running(size=(120, 40)) as it:
        it.app.run_worker(it.app.open_card(known, "tests"), exclusive=False)
        await it.until(lambda: isinstance(it.app.screen, CardScreen) and it.app.screen.lists is not None)
        await it.until(lambda: "Схема: каждый" in it.text)
        assert "курс № 1 из 3" in it.text


async def test_after_a_visit_of_a_cycle_was_moved_the_shift_of_the_course_is_offered(
    desk: Desk, running: Run, known: int
) -> None:
    desk.do(plan_course, known, "q21", date(2026, 12, 1), 3, with_tests=False)
    first = desk.rows("SELECT MIN(id) FROM visit WHERE cycle_id IS NOT NULL")[0][0]
    async with running(size=(100, 40)) as it:
        it.app.run_worker(it.app.visit_menu(first), exclusive=False)
        await it.dialog("QuickPick")
        await it.press("3")
        await it.until(lambda: type(it.app.screen).__name__ not in ("QuickPick", "DayScreen"))
        await it.type("03.12 10:00")  # the form begins at the time
        await it.press("tab", "2", "enter")
        for _turn in range(3):  # what the form warns of is looked at first
            await it.until(lambda: type(it.app.screen).__name__ in ("QuickPick", "ConfirmDialog"))
            if type(it.app.screen).__name__ == "ConfirmDialog":
                break
            await it.press("2")
        assert "Курс № 1 стоит на вт 01.12, а явка теперь чт 03.12" in it.text
        await it.press("2")
        await it.dialog("ShiftForm")
        await it.settle()
        assert "на 2 дня позже: № 1: 01.12 → чт 03.12 · № 2: 22.12 → чт 24.12" in it.text
        await it.press("enter")
        await it.until(lambda: desk.rows("SELECT starts_on FROM cycle ORDER BY id")[2] == (date(2027, 1, 14),))
    moved = desk.rows("SELECT starts_at FROM visit WHERE cycle_id = 1 AND status = 'planned'")
    assert [start.isoformat() for (start,) in moved] == ["2026-12-03T07:00:00+00:00"]


async def test_the_card_acts_on_its_courses_too(desk: Desk, running: Run, known: int) -> None:
    desk.do(plan_course, known, "q21", date(2026, 12, 1), 3, with_tests=False)
    async with running() as it:
        it.app.run_worker(it.app.open_card(known, "tests"), exclusive=False)
        await it.until(lambda: "Схема: каждый" in it.text)
        await it.press("home", "enter")
        await it.dialog("PickDialog")
        await it.press("2")
        await it.until(lambda: desk.rows("SELECT status FROM cycle WHERE number = 1") == [("given",)])
        await it.until(lambda: "курс № 2 из 3" in it.text)
