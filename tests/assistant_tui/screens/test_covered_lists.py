"""The list screens while one stands in for a colleague: marked rows, their counts, and whose rows are shown."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

import pytest

from assistant_tui.commands.catalogue import SCREENS
from assistant_tui.dialogs.pick import PickDialog
from assistant_tui.listing.covered_list import CoveredList
from db.actions.colleagues import add_cover
from db.actions.courses import plan_course
from db.actions.reminders import add_reminder
from db.actions.tests import order_test
from db.queries.filters import WITH_COVERED
from db.queries.lists import reminders
from tests.assistant_tui.screens.day_desk import Driver, Run
from tests.build import colleague, patient, sign_in, talk, visit
from tests.desk import Desk

At = Callable[[str], datetime]
TODAY = date(2026, 11, 20)
LISTS = ("visits", "tests", "tasks", "reminders", "calls", "decisions")


def person(desk: Desk, at: At, name: str, phone: str) -> int:
    """Add a patient of whoever is signed in, with something on every list."""
    found = patient(desk, name, phone)
    visit(desk, found, "ct", at("2026-11-20 15:00"))
    desk.do(order_test, found, "cbc", due_on=date(2026, 11, 27))
    desk.do(plan_course, found, "q21", date(2026, 12, 8), 2)
    talk(desk, found, "ESCALATE")
    desk.do(add_reminder, found, "собрать бумаги", at("2026-11-20 09:30"), channel="desk")
    return found


@pytest.fixture
def both(desk: Desk, at: At) -> tuple[int, int]:
    """Anna's Petrova and Olga's Kim; Olga is signed in and stands in for Anna."""
    petrova = person(desk, at, "Петрова Мария Ивановна", "8 916 123-45-67")
    olga = colleague(desk)
    desk.do(add_cover, 1, olga, TODAY, TODAY)
    sign_in(desk, olga)
    kim = person(desk, at, "Ким Олег Сергеевич", "8 903 555-10-22")
    return petrova, kim


async def at_list(it: Driver, name: str) -> CoveredList[object]:
    await it.press("f9", str((SCREENS.index("show_" + name) + 1) % 10))
    await it.until(lambda: isinstance(it.app.screen, CoveredList))
    await it.settle()
    screen = it.app.screen
    assert isinstance(screen, CoveredList)
    await it.until(lambda: bool(screen.rows.entries))
    return screen


def listed(screen: CoveredList[object]) -> set[int | None]:
    return {entry.patient_id for entry in screen.rows.entries}


@pytest.mark.parametrize("name", LISTS)
async def test_hers_stand_among_mine_marked_and_can_be_left_out(
    both: tuple[int, int], desk: Desk, running: Run, name: str
) -> None:
    petrova, kim = both
    async with running() as it:
        screen = await at_list(it, name)
        if name == "tasks":
            await it.press("right")
        mark = "Иванова" if name == "calls" else "за Иванову"
        assert listed(screen) == {petrova, kim}
        assert mark in it.text
        counted = sum(screen.rows.counts().values())
        shown: list[set[int | None]] = []
        for digit, title in (("2", "только свои"), ("3", "за Иванову"), ("1", "")):
            await it.press("asterisk")
            await it.until(lambda: isinstance(it.app.screen, PickDialog))
            assert "свои и тех, кого замещаю" in it.text
            await it.press(digit)
            await it.settle()
            assert it.app.screen is screen
            assert screen.heading().endswith(title)
            shown.append(listed(screen))
            assert sum(screen.rows.counts().values()) == counted // (2 if title else 1)
            assert (screen.table.column_width("whose") > 0) is not bool(title)
    assert shown == [{kim}, {petrova}, {petrova, kim}]


async def test_without_a_cover_a_list_is_as_ever_and_says_why(both: tuple[int, int], desk: Desk, running: Run) -> None:
    petrova, _ = both
    sign_in(desk, 1)
    async with running() as it:
        screen = await at_list(it, "reminders")
        assert listed(screen) == {petrova}
        assert "За кого" not in it.text
        await it.press("asterisk")
        assert it.app.screen is screen
        assert "Сегодня вы никого не замещаете" in it.text


async def test_hers_is_settled_by_a_key_and_taken_back(both: tuple[int, int], desk: Desk, running: Run) -> None:
    petrova, _ = both
    async with running() as it:
        screen = await at_list(it, "reminders")
        place = next(entry.key for entry in screen.rows.entries if entry.patient_id == petrova)
        screen.table.select(place)
        await it.press("space")
        await it.until(lambda: statuses(desk)[petrova] == "done")
        await it.press("f8")
        await it.until(lambda: statuses(desk)[petrova] == "open")


def statuses(desk: Desk) -> dict[int, str]:
    return {row.patient_id: row.status for row in desk.ask(reminders, assistant=WITH_COVERED, status=None)}


async def test_a_visit_of_hers_is_asked_about_like_mine(both: tuple[int, int], desk: Desk, running: Run) -> None:
    petrova, _ = both
    async with running() as it:
        screen = await at_list(it, "visits")
        screen.table.select(next(each.key for each in screen.rows.entries if each.patient_id == petrova))
        await it.press("enter")
        await it.until(lambda: isinstance(it.app.screen, PickDialog))
        assert "Петрова" in it.text


async def test_a_cover_that_ends_takes_hers_away_and_the_choice_with_it(
    both: tuple[int, int], desk: Desk, running: Run
) -> None:
    _, kim = both
    async with running() as it:
        screen = await at_list(it, "tasks")
        await it.press("asterisk", "3")
        await it.settle()
        assert kim not in listed(screen)
        from db.actions.colleagues import end_cover

        desk.do(end_cover, desk.rows("SELECT id FROM cover")[0][0])
        screen.refresh_list()
        await it.settle()
        assert listed(screen) == {kim}
        assert screen.heading() == "ДЕЛА"


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_the_rows_say_it_in_both_languages(both: tuple[int, int], running: Run, size: tuple[int, int]) -> None:
    async with running(size, language="en") as it:
        screen = await at_list(it, "visits")
        assert "for Иванова" in it.text
        await it.press("asterisk", "2")
        await it.settle()
        assert "VISITS · only mine" in it.text
        assert screen.command_off("whose") is None
