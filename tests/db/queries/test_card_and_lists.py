from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

import pytest

from db.actions import tests as orders
from db.actions.calls import drop_call
from db.actions.notes import add_note
from db.actions.people import add_organisation, assign_patients
from db.actions.reminders import add_reminder
from db.actions.undo import undo
from db.errors import Refused
from db.queries import lists
from db.queries.patients import card, patients, timeline
from db.queries.people import clinicians, organisations, place, services, users
from tests.build import colleague, miss, patient, sign_in, talk, visit
from tests.desk import Desk

At = Callable[[str], datetime]


@pytest.fixture
def mother(desk: Desk, at: At) -> int:
    """A patient with something of everything."""
    found = patient(
        desk, "Петрова Мария Ивановна", "8 916 123-45-67", diagnosis="С50.1", phase="diagnosed",
        milestones={"diagnosis": date(2026, 11, 16), "suspicion": date(2026, 11, 9)}, snils="112-233-445 95",
    )  # fmt: skip
    visit(desk, found, "oncologist", at("2026-11-23 10:30"))
    desk.do(orders.order_test, found, "ct", ordered_on=date(2026, 11, 18), due_on=date(2026, 11, 25))
    desk.do(add_reminder, found, "про полис", at("2026-11-20 15:00"), every="1w")
    desk.do(add_note, found, "Живёт с [bold]дочерью")
    return found


def test_the_card_is_the_patient_whole(desk: Desk, mother: int) -> None:
    shown = desk.ask(card, mother)
    assert (shown.full_name, shown.diagnosis, shown.assistant, shown.own) == (
        "Петрова Мария Ивановна", "C50.1", "Иванова А. П.", True,
    )  # fmt: skip
    assert [note.text for note in shown.notes] == ["Живёт с [bold]дочерью"]
    assert [row.service for row in shown.visits] == ["oncologist"]
    assert [row.test for row in shown.tests] == ["ct"]
    assert [call.connection for call in shown.calls] == ["REACHED"]
    assert {"confirm_visit", "test_due", "reminder"} <= {task.kind for task in shown.tasks}
    assert shown.follow_up[0].due_on == date(2027, 2, 16)
    assert [one.kind for one in shown.milestones] == ["suspicion", "diagnosis"]
    with pytest.raises(Refused, match="unknown_patient"):
        desk.ask(card, mother + 1)


def test_limits_are_the_same_on_the_card_and_in_the_list(desk: Desk, mother: int, at: At) -> None:
    desk.frozen.move_to(at("2026-11-23 10:00"))
    on_card = desk.ask(card, mother).deadlines
    assert desk.ask(lists.deadlines, patient_id=mother, done=None) == on_card
    by_rule = {row.rule: row for row in on_card}
    assert "disp_set" not in by_rule  # its last day lay before the patient came into care
    assert (by_rule["onc_diagnostics"].due_on, by_rule["onc_diagnostics"].days_left) == (date(2026, 11, 27), 4)
    assert by_rule["onc_diagnostics"].band == "ok"
    assert (by_rule["spec_care_start"].days_left, by_rule["spec_care_start"].band) == (2, "soon")
    assert desk.ask(lists.deadlines, band="soon") == (by_rule["spec_care_start"],)
    assert desk.ask(lists.deadlines, last_on=date(2026, 11, 26), rule="onc_diagnostics") == ()
    assert desk.ask(lists.deadlines, text="сидорова") == ()


def test_a_visit_booked_behind_a_limit_is_named_wherever_the_limit_is(desk: Desk, at: At) -> None:
    found = patient(desk, "Ким Олег", "8 903 555-10-22", milestones={"suspicion": date(2026, 11, 18)})
    assert [row.booked_on for row in desk.ask(card, found).deadlines if row.rule == "onc_consult"] == [None]
    visit(desk, found, "oncologist", at("2026-11-26 10:30"))
    visit(desk, found, "ct", at("2026-11-25 10:30"))
    desk.do(orders.order_test, found, "ct", ordered_on=date(2026, 11, 18), due_on=date(2026, 11, 30))
    on_card = {row.rule: row for row in desk.ask(card, found).deadlines}
    assert on_card["onc_consult"].booked_on == date(2026, 11, 26)
    assert on_card["onc_diagnostics"].booked_on == date(2026, 11, 25)
    assert set(desk.ask(lists.deadlines, patient_id=found)) == set(on_card.values())
    tasks = {row.rule: dict(row.params) for row in desk.ask(lists.tasks, patient_id=found, kind="deadline")}
    assert tasks["onc_consult"]["booked_on"] == "2026-11-26"


def test_the_timeline_is_newest_first_and_keeps_what_was_undone(desk: Desk, mother: int, at: At) -> None:
    desk.frozen.move_to(at("2026-11-20 12:00"))
    call_id = miss(desk, mother)
    desk.do(undo)
    entries = desk.ask(timeline, mother)
    assert [entry.at for entry in entries] == sorted((entry.at for entry in entries), reverse=True)
    kinds = {entry.kind for entry in entries}
    assert {"call", "mark", "note", "visit", "test", "reminder", "milestone", "action"} <= kinds
    assert [entry.code for entry in entries if entry.undone] == []
    assert f"call:{call_id}" not in {entry.key for entry in entries}  # it is open again and nothing is marked yet
    desk.do(drop_call, call_id)
    assert [(entry.key, entry.undone) for entry in desk.ask(timeline, mother) if entry.undone] == [
        (f"call:{call_id}", True)
    ]
    talked = next(entry for entry in entries if entry.kind == "call" and entry.code == "REACHED")
    assert talked.marks == ("ACCEPTS",)
    assert talked.user == "Иванова А. П."
    note = next(entry for entry in entries if entry.kind == "note")
    assert note.text == "Живёт с [bold]дочерью"


def test_the_timeline_can_be_read_in_pieces(desk: Desk, mother: int) -> None:
    whole = desk.ask(timeline, mother)
    first = desk.ask(timeline, mother, limit=3)
    assert first == whole[:3]
    rest = desk.ask(timeline, mother, before=first[-1].at)
    assert rest == tuple(entry for entry in whole if entry.at < first[-1].at)


def test_an_undone_mark_is_struck(desk: Desk, at: At) -> None:
    someone = patient(desk, "Цой Виктор", "8 916 000-61-73", met=False)
    talk(desk, someone, "ACCEPTS")
    desk.do(undo)
    marks = [entry for entry in desk.ask(timeline, someone) if entry.kind == "mark"]
    assert [(entry.code, entry.undone) for entry in marks] == [("ACCEPTS", True)]


def test_lists_are_narrowed_by_user_day_status_and_words(desk: Desk, mother: int, at: At) -> None:
    other = patient(desk, "Ким Олег", "8 916 000-10-22", met=False)
    visit(desk, other, "ct", at("2026-11-23 23:30"))
    olga = colleague(desk)
    desk.do(assign_patients, [other], olga)
    assert [row.full_name for row in desk.ask(lists.visits)] == ["Петрова Мария Ивановна"]
    everybody = desk.ask(lists.visits, assistant="*")
    assert [(row.full_name, row.assistant) for row in everybody] == [
        ("Петрова Мария Ивановна", "anna"), ("Ким Олег", "olga"),
    ]  # fmt: skip
    assert desk.ask(lists.visits, assistant="*", first_on=date(2026, 11, 23), last_on=date(2026, 11, 23)) == everybody
    assert desk.ask(lists.visits, assistant="*", first_on=date(2026, 11, 24)) == ()
    assert [row.full_name for row in desk.ask(lists.visits, assistant="olga", text="ОЛЕГ")] == ["Ким Олег"]
    assert desk.ask(lists.visits, status="confirmed") == ()
    assert [row.test for row in desk.ask(lists.tests, status="ordered")] == ["ct"]
    assert desk.ask(lists.tests, last_on=date(2026, 11, 24)) == ()
    assert desk.ask(lists.tasks, assistant="-") == ()
    assert {row.kind for row in desk.ask(lists.tasks, patient_id=mother, channel="call")} >= {"confirm_visit"}
    assert desk.ask(lists.tasks, state=None, patient_id=mother)[0].params is not None


def test_a_reminder_shows_its_next_occurrence(desk: Desk, mother: int, at: At) -> None:
    (row,) = desk.ask(lists.reminders)
    assert (row.text, row.due_at, row.recurrence) == ("про полис", at("2026-11-20 15:00"), "1w")
    desk.frozen.move_to(at("2026-11-20 15:00"))
    task = next(row for row in desk.ask(lists.tasks, kind="reminder") if row.patient_id == mother)
    talk(desk, mother, "ANSWERED", task.id)
    (row,) = desk.ask(lists.reminders)
    assert row.due_at == at("2026-11-27 15:00")
    assert desk.ask(lists.reminders, last_on=date(2026, 11, 26)) == ()


def test_patients_are_listed_by_name_with_yo_beside_ye(desk: Desk) -> None:
    for name in ("Жукова Анна", "Ёлкина Вера", "Егорова Ия", "Ель Ада"):
        patient(desk, name, "8 916 000-00-01", met=False)
    rows = desk.ask(patients)
    assert [row.full_name for row in rows] == ["Егорова Ия", "Ёлкина Вера", "Ель Ада", "Жукова Анна"]
    assert rows[0].phones == ("+79160000001",)
    assert [row.full_name for row in desk.ask(patients, limit=2)] == ["Егорова Ия", "Ёлкина Вера"]
    assert [row.full_name for row in desk.ask(patients, text="елкина")] == ["Ёлкина Вера"]
    assert [row.id for row in desk.ask(patients, patient_ids=[rows[3].id])] == [rows[3].id]
    assert desk.ask(patients, patient_ids=[]) == ()
    desk.do(assign_patients, [rows[0].id], colleague(desk))
    assert [row.own for row in desk.ask(patients, assistant="*")] == [False, True, True, True]
    sign_in(desk, 2)
    assert [row.full_name for row in desk.ask(patients)] == ["Егорова Ия"]


def test_forms_choose_from_users_organisations_and_services(desk: Desk) -> None:
    colleague(desk)
    desk.administer(add_organisation, "laboratory", "Лаборатория № 1")
    assert [(row.login, row.roles) for row in desk.ask(users)] == [
        ("anna", ("assistant", "supervisor")), ("olga", ("assistant",)),
    ]  # fmt: skip
    assert [row.name for row in desk.ask(organisations)] == ["Лаборатория № 1", "ЦАОП № 3"]
    assert [row.name for row in desk.ask(organisations, text="лабо", kind="laboratory")] == ["Лаборатория № 1"]
    assert "ct" in {row.code for row in desk.ask(services, kind="examination")}
    assert desk.ask(clinicians) == ()
    head = desk.ask(place)
    assert (head.training, head.organisation, head.patients, head.unassigned) == (True, "ЦАОП № 3", 0, 0)


def test_the_card_awaits_nothing_that_has_fallen_silent(desk: Desk, at: At) -> None:
    mother = patient(desk, "Петрова Мария", "8 916 123-45-67")
    visit(desk, mother, "oncologist", at("2026-11-23 10:30"))
    assert "confirm_visit" in {task.kind for task in desk.ask(card, mother).tasks}
    desk.frozen.move_to(at("2026-11-23 12:00"))
    kinds = {task.kind for task in desk.ask(card, mother).tasks}
    assert "confirm_visit" not in kinds
    assert "took_place" in kinds
