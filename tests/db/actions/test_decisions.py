"""A death that was said: everything stops at once; found untrue, everything is as it was; confirmed, it ends."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from db.actions.decisions import answer_decision
from db.actions.forms import MarkForm
from db.actions.marks import settle_task
from db.actions.reminders import add_reminder
from db.actions.undo import undo
from db.errors import Refused
from tests.db.actions.conftest import Person
from tests.desk import NOW

At = Callable[[str], datetime]
TABLES = ("visit", "reminder", "test_order", "contact", "barrier", "pause", "patient")


@pytest.fixture
def alive(person: Person, at: At) -> Person:
    """Petrova with visits, tests, reminders, a difficulty, a promise."""
    person.mark("ACCEPTS")
    person.visit(at("2026-11-24 10:30"))
    person.visit(at("2026-11-26 09:00"), "ct")
    person.visit(at("2026-11-19 09:00"), "ct")
    person.test(at("2026-11-25 12:00").date())
    person.desk.do(add_reminder, person.id, "полис", at("2026-11-27 09:00"), every="1w", channel="desk")
    person.mark("BARRIER", form=MarkForm(barrier="transport"))
    person.desk.frozen.move_to(NOW + timedelta(hours=1))
    return person


def record(person: Person) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of the patient's care, whole."""
    return {
        table: person.desk.rows(
            f"SELECT * FROM {table} WHERE {'id' if table == 'patient' else 'patient_id'} = :id ORDER BY id",
            id=person.id,
        )
        for table in TABLES
    }


def said_dead(person: Person) -> int:
    person.mark("DIED", spoke="other", form=MarkForm(said_name="соседка"))
    decision_id: int = person.one("SELECT id FROM decision WHERE patient_id = :id AND kind = 'died'")
    return decision_id


def test_as_soon_as_it_is_said_only_the_supervisor_is_asked(alive: Person) -> None:
    said_dead(alive)
    assert {(task.kind.value, task.audience.value) for task in alive.planned()} == {("decision", "supervisor")}


def test_a_rejected_report_restores_everything_exactly(alive: Person) -> None:
    before, planned = record(alive), alive.planned()
    assert len(planned) > 6
    decision_id = said_dead(alive)
    assert record(alive) == before
    alive.desk.do(answer_decision, decision_id, "rejected", text="это тёзка")
    assert record(alive) == before
    left = alive.planned()
    assert {task for task in left if task.kind != "answer"} == planned
    (answer,) = (task for task in left if task.kind == "answer")
    assert (answer.audience, answer.channel, answer.reason) == ("assistant", "desk", "answer_died_rejected")
    alive.desk.do(settle_task, alive.task("answer"), "DONE")
    assert alive.planned() == planned


def test_a_confirmed_death_cancels_what_comes_and_its_undo_brings_it_back(alive: Person) -> None:
    before = record(alive)
    decision_id = said_dead(alive)
    planned = alive.planned()
    answered = alive.desk.do(answer_decision, decision_id, "confirmed")
    assert len(answered.result.cancelled) == 2
    assert alive.planned() == set()
    assert alive.one("SELECT phase, closed_because FROM patient WHERE id = :id") == ("closed", "died")
    assert alive.one("SELECT status FROM reminder WHERE patient_id = :id") == "cancelled"
    visits = alive.desk.rows("SELECT status FROM visit WHERE patient_id = :id ORDER BY starts_at", id=alive.id)
    assert [status for (status,) in visits] == ["planned", "cancelled", "cancelled"]
    with pytest.raises(Refused):
        alive.open()
    with pytest.raises(Refused, match="already_answered"):
        alive.desk.do(answer_decision, decision_id, "rejected", text="поздно")
    alive.desk.do(undo, answered.action_id)
    assert alive.planned() == planned
    after = record(alive)
    for table in TABLES:
        columns = [name for (name,) in _columns(alive, table)]
        place = columns.index("version")
        assert [row[:place] + row[place + 1 :] for row in after[table]] == [
            row[:place] + row[place + 1 :] for row in before[table]
        ], table


def _columns(person: Person, table: str) -> list[tuple[Any, ...]]:
    with person.desk.reading() as conn:
        (row,) = conn.dicts(f"SELECT * FROM {table} LIMIT 1") or ({"version": 0},)
    return [(name,) for name in row]


@pytest.mark.parametrize(
    ("outcome", "kind"),
    [("DECLINES", "declined"), ("MOVED", "moved"), ("ELSEWHERE", "elsewhere"), ("ESCALATE", "escalated")],
)
@pytest.mark.parametrize("answer", ["confirmed", "rejected"])
def test_every_answer_comes_back_to_the_assistant_as_work(single: Person, outcome: str, kind: str, answer: str) -> None:
    single.mark(outcome)
    decision_id = single.one("SELECT id FROM decision WHERE patient_id = :id")
    single.desk.do(answer_decision, decision_id, answer, text="позвонить ещё раз")
    (back,) = (task for task in single.planned() if task.kind == "answer")
    assert back.reason == f"answer_{kind}_{answer}"
    single.desk.do(settle_task, single.task("answer"), "DONE")
    assert "answer" not in single.kinds()
