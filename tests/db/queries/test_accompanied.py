"""The list of patients: what comes next, who was not spoken with for long, whose they are."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta

from db.actions.assigning import assign_patients
from db.actions.tests import order_test
from db.actions.twins import merge_patients
from db.queries.accompanied import Accompanied, accompanied
from tests.build import colleague, patient, visit
from tests.desk import Desk

At = Callable[[str], datetime]


def by_name(desk: Desk, *, whole: bool = False) -> dict[str, Accompanied]:
    return {row.full_name: row for row in desk.ask(accompanied, whole=whole)}


def test_rows_say_what_comes_next_and_whose_they_are(desk: Desk, at: At) -> None:
    one = patient(desk, "Петрова Мария Ивановна", "8 916 123-45-67")
    two = patient(desk, "Ким Олег Сергеевич", "8 903 555-10-22")
    three = patient(desk, "Ёлкина Вера Ильинична", "8 905 777-54-40")
    patient(desk, "Цой Виктор", "8 905 777-54-41", phase="closed")
    visit(desk, one, "oncologist", at("2026-11-25 10:00"))
    desk.do(order_test, one, "cbc", due_on=date(2026, 11, 24))
    desk.do(assign_patients, [two], None)
    desk.do(assign_patients, [three], colleague(desk))
    rows = by_name(desk)
    assert list(rows) == ["Ким Олег Сергеевич", "Петрова Мария Ивановна", "Цой Виктор"]
    assert (rows["Петрова Мария Ивановна"].next_kind, rows["Петрова Мария Ивановна"].age) == ("test", 67)
    assert rows["Петрова Мария Ивановна"].next_at == at("2026-11-24 00:00")
    assert rows["Петрова Мария Ивановна"].talked_at is not None
    assert (rows["Ким Олег Сергеевич"].assistant_id, rows["Ким Олег Сергеевич"].own) == (None, False)
    assert rows["Цой Виктор"].next_kind is None
    assert by_name(desk, whole=True)["Ёлкина Вера Ильинична"].assistant == "Котова О. С."


def test_silence_is_counted_by_the_phase_and_merged_records_are_left_out(desk: Desk) -> None:
    one = patient(desk, "Петрова Мария Ивановна", "8 916 123-45-67", phase="treatment")
    two = patient(desk, "Ким Олег Сергеевич", "8 903 555-10-22", phase="follow_up")
    desk.frozen.move_to(desk.frozen.now() + timedelta(days=31))
    rows = by_name(desk)
    assert rows["Петрова Мария Ивановна"].silent
    assert not rows["Ким Олег Сергеевич"].silent
    desk.do(merge_patients, one, two)
    assert list(by_name(desk)) == ["Петрова Мария Ивановна"]


def test_own_patients_are_found_by_their_assistant_and_not_through_the_whole_record(desk: Desk) -> None:
    if desk.dialect == "postgresql":
        return  # it counts rows and has no such slip
    for sql in (
        "SELECT p.id FROM patient p WHERE +p.merged_into_id IS NULL AND (p.assistant_id = 1 OR p.assistant_id IS NULL)",
        "SELECT COUNT(*) FROM patient WHERE assistant_id IS NULL AND +merged_into_id IS NULL",
    ):
        steps = " ".join(str(row[-1]) for row in desk.rows(f"EXPLAIN QUERY PLAN {sql}"))
        assert "ix_patient_assistant_sort" in steps
        assert "SCAN p" not in steps
