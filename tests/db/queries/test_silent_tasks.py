"""Tasks whose time has gone by are not open: nobody asks on Tuesday whether somebody will come on Monday."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from db.queries.lists import tasks
from tests.build import patient, visit
from tests.desk import Desk

At = Callable[[str], datetime]


def kinds(desk: Desk, state: str | None, patient_id: int | None = None) -> dict[str, str]:
    return {row.kind: row.state for row in desk.ask(tasks, patient_id=patient_id, state=state)}


def test_a_task_falls_silent_at_its_instant_and_is_listed_when_asked_for(desk: Desk, at: At) -> None:
    found = patient(desk, "Петрова Мария Ивановна", "8 916 123-45-67")
    visit(desk, found, "oncologist", at("2026-11-23 10:30"))
    (task,) = (row for row in desk.ask(tasks) if row.kind == "confirm_visit")
    assert task.moot_at is not None
    assert task.state == "open"
    desk.frozen.move_to(task.moot_at)
    for patient_id in (None, found):
        assert "confirm_visit" not in kinds(desk, "open", patient_id)
        assert kinds(desk, "silent", patient_id) == {"confirm_visit": "silent"}
        assert kinds(desk, None, patient_id)["confirm_visit"] == "silent"
        assert "confirm_visit" not in kinds(desk, "closed", patient_id)
    assert "took_place" in kinds(desk, None)
