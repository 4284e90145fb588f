"""Undo: one mark, a whole call, anything that was entered; exactly, and only what nobody touched since."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from db.actions import restoring
from db.actions.calls import MarkForm, finish_call, log_call, mark_outcome, settle_task, undo_call
from db.actions.colleagues import send_message
from db.actions.contacts import NewContact, add_contact, edit_contact, set_aside
from db.actions.decisions import answer_decision
from db.actions.notes import add_note
from db.actions.patients import NewPatient, add_patient, edit_patient, set_milestone
from db.actions.people import add_organisation, add_user, assign_patients
from db.actions.postponing import postpone
from db.actions.reminders import add_reminder, cancel_reminder
from db.actions.tests import order_test, set_test
from db.actions.undo import undo
from db.actions.visits import book_visit, cancel_visit, move_visit, set_booking, set_visit_status
from db.errors import Conflict, Refused
from db.models import Table
from tests.db.actions.conftest import Person
from tests.desk import NOW, Desk

OUTCOMES = {
    "CONFIRMED": MarkForm(visit_id=1),
    "RESCHEDULE": MarkForm(new_starts_at=NOW + timedelta(days=5), initiative="clinic"),
    "NOT_COMING": MarkForm(because="was_ill"),
    "TOOK_PLACE": MarkForm(test_id=1),
    "ACCEPTS": MarkForm(not_before="11:00", trusted_phone="8 926 000-11-22", trusted_name="Игорь", voicemail_ok=True),
    "CALLBACK": MarkForm(until_at=NOW + timedelta(hours=3)),
    "ANSWERED": MarkForm(),
    "ASKS_RESULTS": MarkForm(),
    "UNWELL": MarkForm(temperature=38.5),
    "RULED_OUT": MarkForm(),
    "HOSPITAL": MarkForm(),
    "AWAY": MarkForm(on_date=date(2026, 12, 5)),
    "UNWILLING": MarkForm(because="other"),
    "DECLINES": MarkForm(),
    "ELSEWHERE": MarkForm(place="Тверь"),
    "MOVED": MarkForm(place="Тверь"),
    "DIED": MarkForm(),
    "BARRIER": MarkForm(barrier="transport"),
    "ESCALATE": MarkForm(text="жалоба"),
    "RESULT_IN": MarkForm(test_id=1),
}


def state(person: Person) -> tuple[Any, ...]:
    """All that the plan knows of a patient, the open tasks, the words, and what the day counted."""
    return (
        person.facts(),
        person.planned(),
        person.desk.rows("SELECT word FROM patient_word WHERE patient_id = :id ORDER BY word", id=person.id),
        person.desk.rows("SELECT full_name, phase, closed_because FROM patient WHERE id = :id", id=person.id),
        person.desk.rows("SELECT calls, reached, done FROM day_count WHERE user_id = 1 AND calls + done > 0"),
    )


@pytest.mark.parametrize("outcome", sorted(OUTCOMES))
def test_a_mark_is_taken_back_and_its_call_stays(person: Person, monday: datetime, outcome: str) -> None:
    person.visit(monday)
    person.test(date(2026, 11, 20))
    person.connect("BUSY")
    call = person.open()
    before = state(person)
    form = OUTCOMES[outcome]
    person.mark(outcome, call, form=form)
    assert state(person) != before
    person.desk.do(undo)
    assert state(person) == before
    assert person.one(f"SELECT state, connection, undone_at FROM call WHERE id = {call}") == ("open", None, None)
    again = person.mark(outcome, call, form=form)
    assert again.call_id == call


@pytest.mark.parametrize(
    ("connection", "more"),
    [
        ("NO_ANSWER", {}), ("BUSY", {}), ("UNAVAILABLE", {}), ("REJECTED", {}), ("MACHINE", {"message_left": True}),
        ("CUT_OFF", {}), ("OTHER_PERSON", {"spoke": "other"}), ("WRONG_NUMBER", {"no_such_person": True}),
        ("WRONG_NUMBER", {}), ("DISCONNECTED", {}), ("DISTRUST", {}),
    ],
)  # fmt: skip
def test_a_connection_is_taken_back(person: Person, connection: str, more: dict[str, Any]) -> None:
    call = person.open()
    before = state(person), person.desk.rows("SELECT active, strikes FROM contact ORDER BY id")
    person.connect(connection, call, **more)
    person.desk.do(undo)
    assert (state(person), person.desk.rows("SELECT active, strikes FROM contact ORDER BY id")) == before
    person.connect("NO_ANSWER", call)


def test_marks_of_one_call_are_taken_back_one_by_one(single: Person, monday: datetime) -> None:
    first, second = single.visit(monday), single.visit(monday + timedelta(hours=3), "ct")
    call = single.open()
    before = state(single)
    single.mark("CONFIRMED", call, form=MarkForm(visit_id=first))
    between = state(single)
    single.mark("NOT_COMING", call, form=MarkForm(visit_id=second))
    single.desk.do(undo)
    assert state(single) == between
    assert single.one(f"SELECT state, connection FROM call WHERE id = {call}") == ("open", "REACHED")
    single.desk.do(undo)
    assert state(single) == before


def test_an_earlier_mark_is_taken_back_while_a_later_one_stays(single: Person, monday: datetime) -> None:
    first, second = single.visit(monday), single.visit(monday + timedelta(hours=3), "ct")
    call = single.open()
    done = single.desk.do(mark_outcome, call, "CONFIRMED", form=MarkForm(visit_id=first))
    single.mark("CONFIRMED", call, form=MarkForm(visit_id=second))
    single.desk.do(undo, done.action_id)
    assert [visit.status.value for visit in sorted(single.facts().visits, key=lambda one: one.id)] == [
        "planned",
        "confirmed",
    ]
    assert single.one(f"SELECT connection, state FROM call WHERE id = {call}") == ("REACHED", "open")
    with pytest.raises(Refused, match="already_undone"):
        single.desk.do(undo, done.action_id)


def test_a_mark_is_taken_back_after_the_call_was_finished(single: Person, monday: datetime) -> None:
    single.visit(monday)
    call = single.open()
    before = state(single)
    single.mark("ASKS_RESULTS", call)
    single.desk.do(finish_call, call)
    single.desk.do(undo)
    assert state(single) == before
    assert single.one(f"SELECT state, ended_at FROM call WHERE id = {call}") == ("open", None)


def test_a_whole_call_is_taken_back(single: Person, monday: datetime) -> None:
    single.visit(monday)
    before = state(single)
    call = single.open()
    single.mark("CONFIRMED", call)
    single.mark("UNWELL", call)
    single.desk.do(undo_call, call)
    assert state(single) == before
    assert single.one(f"SELECT connection, undone_at IS NOT NULL FROM call WHERE id = {call}")[0] == "REACHED"
    single.desk.do(undo)
    assert "tell_doctor" in single.kinds()


def test_a_late_entry_is_taken_back(single: Person, monday: datetime) -> None:
    single.visit(monday)
    before = state(single)
    done = single.desk.do(log_call, single.id, "CONFIRMED", at=NOW - timedelta(days=1))
    single.desk.do(undo)
    assert state(single) == before
    row = single.one(f"SELECT connection, late FROM call WHERE id = {done.result.call_id} AND undone_at IS NOT NULL")
    assert row[0] == "REACHED"


def _written(desk: Desk, person: Person, visit: int) -> dict[str, Callable[[], object]]:
    """Everything an assistant can write, by name."""
    test = desk.rows("SELECT id FROM test_order")[0][0]
    reminder = desk.rows("SELECT id FROM reminder")[0][0]
    contact, version = desk.rows("SELECT id, version FROM contact ORDER BY id LIMIT 1")[0]
    patient = desk.rows("SELECT version FROM patient")[0][0]
    return {
        "book": lambda: desk.do(book_visit, person.id, "ct", NOW + timedelta(days=2)),
        "move": lambda: desk.do(move_visit, visit, NOW + timedelta(days=9)),
        "to move": lambda: desk.do(move_visit, visit),
        "cancel": lambda: desk.do(cancel_visit, visit),
        "status": lambda: desk.do(set_visit_status, visit, "missed"),
        "booking": lambda: desk.do(set_booking, visit, "not_found"),
        "order": lambda: desk.do(order_test, person.id, "cbc", due_on=date(2026, 11, 24)),
        "test": lambda: desk.do(set_test, test, status="taken"),
        "remind": lambda: desk.do(add_reminder, person.id, "Полис", NOW),
        "forget": lambda: desk.do(cancel_reminder, reminder),
        "contact": lambda: desk.do(add_contact, person.id, NewContact("8 903 111-22-33")),
        "number": lambda: desk.do(edit_contact, contact, version, written="8 903 111-22-34"),
        "aside": lambda: desk.do(set_aside, contact, "просьба"),
        "edit": lambda: desk.do(edit_patient, person.id, patient, full_name="Петрова-Водкина Мария", phase="treatment"),
        "milestone": lambda: desk.do(set_milestone, person.id, "diagnosis", date(2026, 11, 19)),
        "nobody's": lambda: desk.do(assign_patients, [person.id], None),
    }


@pytest.mark.parametrize(
    "what",
    ["book", "move", "to move", "cancel", "status", "booking", "order", "test", "remind", "forget", "contact", "number",
     "aside", "edit", "milestone", "nobody's"],
)  # fmt: skip
def test_whatever_was_written_is_taken_back(person: Person, monday: datetime, what: str) -> None:
    desk, visit = person.desk, person.visit(monday)
    person.test(date(2026, 11, 23))
    desk.do(add_reminder, person.id, "Таблетки", monday)
    before, owners = state(person), desk.rows("SELECT owner_id FROM task WHERE state = 'open'")
    _written(desk, person, visit)[what]()
    assert (state(person), desk.rows("SELECT owner_id FROM task WHERE state = 'open'")) != (before, owners)
    desk.do(undo)
    assert (state(person), desk.rows("SELECT owner_id FROM task WHERE state = 'open'")) == (before, owners)


def test_a_desk_task_and_an_answer_are_taken_back(person: Person, monday: datetime) -> None:
    person.visit(monday)
    person.mark("ELSEWHERE", spoke="other")
    before = state(person)
    person.desk.do(answer_decision, person.one("SELECT id FROM decision WHERE patient_id = :id"), "confirmed")
    answered = state(person)
    person.desk.do(settle_task, person.task("answer"), "DONE")
    person.desk.do(undo)
    assert state(person) == answered
    person.desk.do(undo)
    assert state(person) == before


def test_a_confirmed_death_is_taken_back_with_its_visits(person: Person, monday: datetime) -> None:
    person.visit(monday)
    person.mark("DIED", spoke="other")
    before = state(person)
    person.desk.do(answer_decision, person.one("SELECT id FROM decision WHERE patient_id = :id"), "confirmed")
    person.desk.do(undo)
    assert state(person) == before


def test_a_new_patient_is_taken_back_without_a_trace(desk: Desk) -> None:
    done = desk.do(
        add_patient,
        NewPatient("Сидоренко Анна", (NewContact("8 903 111-22-33"),), milestones={"diagnosis": date(2026, 11, 1)}),
    )
    assert desk.rows("SELECT id FROM task")
    desk.do(undo)
    for table in ("patient", "contact", "milestone", "patient_word", "task"):
        assert desk.rows(f"SELECT * FROM {table}") == [], table
    assert done.result.patient_id > 0


def test_a_new_patient_with_whom_somebody_worked_stays(desk: Desk) -> None:
    done = desk.do(add_patient, NewPatient("Сидоренко Анна", (NewContact("8 903 111-22-33"),)))
    Person(desk, done.result.patient_id).connect("NO_ANSWER")
    with pytest.raises(Conflict, match="used_since"):
        desk.do(undo, done.action_id)
    assert desk.rows("SELECT COUNT(*) FROM patient")[0][0] == 1


def test_what_somebody_touched_since_is_left_alone(single: Person, monday: datetime) -> None:
    visit = single.visit(monday)
    mark = single.desk.do(mark_outcome, single.open(), "CONFIRMED")
    single.desk.do(set_visit_status, visit, "missed")
    before = state(single)
    with pytest.raises(Conflict, match="changed_since"):
        single.desk.do(undo, mark.action_id)
    assert state(single) == before


def test_a_visit_that_was_talked_about_stays(single: Person, monday: datetime) -> None:
    booked = single.desk.do(book_visit, single.id, "ct", monday)
    single.mark("BARRIER", task_id=single.task("confirm_visit"), form=MarkForm(barrier="fear"))
    with pytest.raises(Conflict, match="used_since"):
        single.desk.do(undo, booked.action_id)


def test_a_number_that_was_dialled_stays(single: Person) -> None:
    added = single.desk.do(add_contact, single.id, NewContact("8 903 111-22-33"))
    single.open(contact_id=added.result.contact_id)
    with pytest.raises(Conflict, match="used_since"):
        single.desk.do(undo, added.action_id)


def test_undo_knows_its_bounds(desk: Desk, person: Person) -> None:
    note = desk.do(add_note, person.id, "Просила напомнить про полис")
    with pytest.raises(Refused, match="unknown_row"):
        desk.do(undo, 10**12)
    opened = desk.rows("SELECT MIN(id) FROM action WHERE kind = 'add_patient'")[0][0]
    desk.do(undo)
    assert desk.rows("SELECT undone_at IS NOT NULL FROM note WHERE id = :id", id=note.result.note_id)[0][0]
    with pytest.raises(Conflict, match="used_since"):
        desk.do(undo, opened)  # the note is kept, so the patient is
    desk.frozen.move_to(NOW + timedelta(days=2))
    with pytest.raises(Refused, match="nothing_to_undo"):
        desk.do(undo)


def test_another_users_step_is_not_mine(desk: Desk, person: Person) -> None:
    from db.auth import user_by_id

    note = desk.do(add_note, person.id, "Заметка")
    second = desk.administer(add_user, "olga", "Смирнова Ольга", ["assistant"]).result.user_id
    desk.act_as(user_by_id(desk, second))
    with pytest.raises(Refused, match="not_yours"):
        desk.do(undo, note.action_id)
    with pytest.raises(Refused, match="nothing_to_undo"):
        desk.do(undo)


def test_people_and_places_are_taken_back_until_they_are_used(desk: Desk) -> None:
    desk.be("assistant", "administrator")
    place = desk.do(add_organisation, "laboratory", "Лаборатория № 1")
    user = desk.administer(add_user, "olga", "Смирнова Ольга", ["assistant"], centre_id=place.result.organisation_id)
    with pytest.raises(Conflict, match="used_since"):
        desk.do(undo, place.action_id)
    desk.do(undo, user.action_id)
    desk.do(undo, place.action_id)
    assert desk.rows("SELECT COUNT(*) FROM app_user")[0][0] == 1


def test_a_new_patient_of_whom_a_colleague_was_told_stays(desk: Desk) -> None:
    colleague = desk.administer(add_user, "boris", "Ким Борис", ["assistant"]).result.user_id
    added = desk.do(add_patient, NewPatient("Сидорова Анна"))
    desk.do(send_message, colleague, "звонила в 11:20", patient_id=added.result.patient_id)
    with pytest.raises(Conflict, match="used_since"):
        desk.do(undo, added.action_id)


def test_a_new_patient_whose_work_was_put_off_stays(desk: Desk) -> None:
    added = desk.do(add_patient, NewPatient("Сидорова Анна", (NewContact("8 903 111-22-33"),)))
    task_id = desk.rows("SELECT id FROM task WHERE kind = 'first_contact'")[0][0]
    desk.do(postpone, task_id, desk.clock.now() + timedelta(hours=1))
    with pytest.raises(Conflict, match="used_since"):
        desk.do(undo, added.action_id)


def test_every_row_that_may_lean_on_a_new_patient_is_known() -> None:
    """A table that is forgotten here would let the undo fail on a reference instead of refusing in words."""
    leaning = {
        table.name
        for table in Table.metadata.sorted_tables
        for key in table.foreign_keys
        if key.column.table.name == "patient" and table.name != "patient"
    }
    asked = {"call", "mark", "note", *restoring._OF_PATIENT}
    removed = {"patient_word", "task", "imported_value", "claim", "pulse"}
    refused = {"not_same", "assignment"}
    followers_of_a_course = {"cycle"}
    assert leaning == asked | removed | refused | followers_of_a_course
