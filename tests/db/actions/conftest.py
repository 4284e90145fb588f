"""Patients for the tests of actions, and how to look at all that the plan may know of one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from db.actions import calls
from db.actions.contacts import NewContact
from db.actions.patients import NewPatient, add_patient
from db.actions.planning import difference
from db.actions.tests import order_test
from db.actions.visits import book_visit
from db.queries.facts import load
from db.rules.facts import PatientFacts, PlannedTask
from db.rules.plan import plan
from tests.desk import NOW, Desk


@dataclass
class Person:
    """A patient on the desk, with short ways to call them and to see what the record says."""

    desk: Desk
    id: int

    def open(self, **how: Any) -> int:
        return self.desk.do(calls.open_call, self.id, **how).result.call_id

    def mark(self, outcome: str, call_id: int | None = None, **more: Any) -> calls.Marked:
        return self.desk.do(calls.mark_outcome, call_id or self.open(), outcome, **more).result

    def connect(self, connection: str, call_id: int | None = None, **more: Any) -> calls.CallLogged:
        return self.desk.do(calls.mark_connection, call_id or self.open(), connection, **more).result

    def visit(self, starts_at: datetime, service: str = "oncologist") -> int:
        return self.desk.do(book_visit, self.id, service, starts_at, booked_in="booked").result.visit_id

    def test(self, due_on: date, service: str = "cbc") -> int:
        return self.desk.do(order_test, self.id, service, due_on=due_on).result.test_id

    def facts(self) -> PatientFacts:
        with self.desk.reading() as conn:
            return load(conn, [self.id])[0].facts

    def planned(self) -> set[PlannedTask]:
        """The open tasks, which are the plan or the test fails."""
        with self.desk.reading() as conn:
            (loaded,) = load(conn, [self.id])
        assert not difference(loaded, self.desk.rules)
        return set(plan(loaded.facts, self.desk.rules))

    def kinds(self) -> set[str]:
        return {task.kind.value for task in self.planned()}

    def task(self, kind: str) -> int:
        rows = self.desk.rows(
            "SELECT id FROM task WHERE patient_id = :id AND kind = :kind AND state = 'open'", id=self.id, kind=kind
        )
        assert len(rows) == 1, (kind, self.kinds())
        task_id: int = rows[0][0]
        return task_id

    def one(self, sql: str) -> Any:
        """The only value of a query about this patient."""
        rows = self.desk.rows(sql, id=self.id)
        assert len(rows) == 1, rows
        return rows[0][0] if len(rows[0]) == 1 else rows[0]


@pytest.fixture
def person(desk: Desk) -> Person:
    """Petrova: her own number, a daughter with consent to time and place."""
    added = desk.do(
        add_patient,
        NewPatient(
            "Петрова Мария Ивановна",
            (
                NewContact("8 916 123-45-67"),
                NewContact(
                    "8 495 765-43-21", relation="daughter", standing="trusted", name="Анна", scope="time_place_only",
                    consent_on=date(2026, 10, 3),
                ),
            ),
            birth_on=date(1959, 4, 2),
        ),
    )  # fmt: skip
    return Person(desk, added.result.patient_id)


@pytest.fixture
def single(desk: Desk) -> Person:
    """Kim: one number, first contact done."""
    added = desk.do(add_patient, NewPatient("Ким Олег Сергеевич", (NewContact("8 903 555-10-22"),)))
    kim = Person(desk, added.result.patient_id)
    kim.mark("ACCEPTS")
    desk.frozen.move_to(NOW + timedelta(minutes=5))
    return kim


@pytest.fixture
def monday(at: Callable[[str], datetime]) -> datetime:
    """The next Monday, 10:30."""
    return at("2026-11-23 10:30")
