"""The lists of the desk while one stands in for a colleague: what is hers stands among one's own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from db.actions.colleagues import add_cover, end_cover
from db.actions.courses import plan_course
from db.actions.marks import settle_task
from db.actions.reminders import add_reminder
from db.actions.tests import order_test
from db.actions.undo import undo
from db.queries import lists
from db.queries.calls import calls
from db.queries.courses import courses
from db.queries.covering import stood_in_for
from db.queries.decisions import decisions
from db.queries.filters import WITH_COVERED
from db.queries.open_work import open_work
from db.queries.ordered_tests import admissions, ordered_tests
from tests.build import colleague, patient, sign_in, talk, visit
from tests.desk import NOW, Desk

At = Callable[[str], datetime]
ANNA = 1
TODAY, MONDAY = date(2026, 11, 20), date(2026, 11, 23)
LISTS = (
    "visits", "tests", "tasks", "closed", "reminders", "calls", "ordered", "courses", "admissions", "work",
)  # fmt: skip


def person(desk: Desk, at: At, name: str, phone: str) -> int:
    """Add a patient of whoever is signed in, with something on every list."""
    found = patient(desk, name, phone)
    visit(desk, found, "admission", at("2026-12-04 09:00"))
    desk.do(order_test, found, "ct", due_on=date(2026, 11, 27))
    desk.do(plan_course, found, "q21", date(2026, 12, 8), 2)
    talk(desk, found, "ESCALATE")
    desk.do(add_reminder, found, "полис", at("2026-11-20 09:30"), channel="desk")
    return found


@pytest.fixture
def both(desk: Desk, at: At) -> tuple[int, int]:
    """Anna's Petrova and Olga's Kim; Olga is signed in."""
    petrova = person(desk, at, "Петрова Мария Ивановна", "8 916 123-45-67")
    sign_in(desk, colleague(desk))
    return petrova, person(desk, at, "Ким Олег Сергеевич", "8 903 555-10-22")


def asked(desk: Desk, name: str, assistant: str | None) -> list[tuple[int, str | None]]:
    """Return whose rows a list has: patient and login."""
    ways: dict[str, Callable[[], Sequence[Any]]] = {
        "visits": lambda: desk.ask(lists.visits, assistant=assistant),
        "tests": lambda: desk.ask(lists.tests, assistant=assistant),
        "tasks": lambda: desk.ask(lists.tasks, assistant=assistant),
        "closed": lambda: desk.ask(lists.tasks, assistant=assistant, state="closed"),
        "reminders": lambda: desk.ask(lists.reminders, assistant=assistant),
        "ordered": lambda: desk.ask(ordered_tests, assistant=assistant),
        "courses": lambda: desk.ask(courses, assistant=assistant),
        "admissions": lambda: desk.ask(admissions, assistant=assistant),
        "work": lambda: desk.ask(open_work, NOW - timedelta(days=3), assistant=assistant),
        "calls": lambda: desk.ask(calls, assistant=assistant),
    }
    return sorted({(row.patient_id, row.user if name == "calls" else row.assistant) for row in ways[name]()})


@pytest.mark.parametrize("name", LISTS)
def test_rows_of_a_covered_colleague_stand_among_mine_while_the_cover_holds(
    desk: Desk, both: tuple[int, int], name: str
) -> None:
    petrova, kim = both
    mine, hers = (kim, "olga"), (petrova, "anna")
    assert asked(desk, name, WITH_COVERED) == asked(desk, name, None) == [mine]
    cover = desk.administer(add_cover, ANNA, 2, TODAY, MONDAY).result.cover_id
    assert asked(desk, name, WITH_COVERED) == sorted([mine, hers])
    assert asked(desk, name, None) == [mine]
    desk.administer(end_cover, cover)
    assert asked(desk, name, WITH_COVERED) == [mine]


@pytest.mark.parametrize("name", LISTS)
def test_one_covered_patient_stands_there_alone_and_once(desk: Desk, both: tuple[int, int], at: At, name: str) -> None:
    petrova, kim = both
    sign_in(desk, ANNA)
    person(desk, at, "Цой Виктор Ильич", "8 916 000-61-73")
    sign_in(desk, 2)
    count = len(desk.ask(calls, assistant=WITH_COVERED))
    sign_in(desk, ANNA)
    desk.administer(add_cover, ANNA, 2, TODAY, TODAY, patient_id=petrova)
    sign_in(desk, 2)
    assert asked(desk, name, WITH_COVERED) == sorted([(kim, "olga"), (petrova, "anna")])
    assert desk.ask(stood_in_for) == {"anna": "Иванова А. П."}
    assert len(desk.ask(calls, assistant=WITH_COVERED)) > count
    desk.administer(add_cover, ANNA, 2, TODAY, TODAY)  # now the whole caseload too
    ids = [row.id for row in desk.ask(lists.visits, assistant=WITH_COVERED)]
    assert len(ids) == len(set(ids))
    ids = [row.id for row in desk.ask(lists.tasks, assistant=WITH_COVERED)]
    assert len(ids) == len(set(ids))
    ids = [row.id for row in desk.ask(calls, assistant=WITH_COVERED)]
    assert len(ids) == len(set(ids))


def test_calls_of_both_are_read_latest_first_and_stop_at_the_limit(desk: Desk, both: tuple[int, int]) -> None:
    desk.administer(add_cover, ANNA, 2, TODAY, MONDAY)
    whole = desk.ask(calls, assistant=WITH_COVERED)
    assert {row.user for row in whole} == {"anna", "olga"}
    assert [(row.at, row.id) for row in whole] == sorted(((row.at, row.id) for row in whole), reverse=True)
    assert desk.ask(calls, assistant=WITH_COVERED, limit=3) == whole[:3]


def test_decisions_about_covered_patients_are_seen_by_who_stands_in(desk: Desk, both: tuple[int, int]) -> None:
    petrova, kim = both
    assert [row.patient_id for row in desk.ask(decisions, NOW)] == [kim]
    sign_in(desk, ANNA)
    desk.administer(add_cover, ANNA, 2, TODAY, TODAY, patient_id=petrova)
    sign_in(desk, 2)
    assert {row.patient_id for row in desk.ask(decisions, NOW)} == {petrova, kim}
    desk.frozen.move_to(NOW + timedelta(days=1))
    assert {row.patient_id for row in desk.ask(decisions, NOW)} == {kim}
    assert desk.ask(stood_in_for) == {}


def test_what_is_hers_can_be_settled_by_who_stands_in_and_taken_back(desk: Desk, both: tuple[int, int]) -> None:
    petrova, _ = both
    desk.administer(add_cover, ANNA, 2, TODAY, MONDAY)
    (task,) = (row for row in desk.ask(lists.tasks, assistant=WITH_COVERED, kind="reminder", text="петрова"))
    desk.do(settle_task, task.id, "DONE")
    assert not desk.ask(lists.tasks, assistant=WITH_COVERED, kind="reminder", text="петрова")
    desk.do(undo)
    assert [row.id for row in desk.ask(lists.tasks, assistant="anna", kind="reminder", patient_id=petrova)] == [task.id]
