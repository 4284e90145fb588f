"""A call's way: opened and claimed, not reached and tried again, put aside, entered late, corrected."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest

from db.actions.access import open_for_reason
from db.actions.calls import (
    Marked,
    MarkForm,
    choose_number,
    correct_call,
    drop_call,
    finish_call,
    log_call,
    mark_connection,
    mark_outcome,
    open_call,
    put_aside,
    settle_task,
    undo_call,
)
from db.actions.contacts import NewContact, edit_contact
from db.actions.erasure import erase_patient
from db.actions.notes import add_note
from db.actions.patients import NewPatient, add_patient, open_card
from db.actions.people import add_user
from db.actions.undo import undo
from db.auth import user_by_id
from db.errors import BadInput, Conflict, Refused
from tests.db.actions.conftest import Person
from tests.db.actions.test_undo import state
from tests.desk import NOW, Desk


def other(desk: Desk, name: str = "Гусев Пётр", phone: str = "8 905 777-54-40") -> Person:
    return Person(desk, desk.do(add_patient, NewPatient(name, (NewContact(phone),))).result.patient_id)


def test_no_answer_tries_the_other_number_and_then_another_part_of_the_day(person: Person) -> None:
    logged = person.connect("NO_ANSWER")
    assert logged.closed
    assert logged.why == "other_number"
    daughter = person.one("SELECT id FROM contact WHERE patient_id = :id AND relation = 'daughter'")
    assert logged.other_contact_id == daughter
    again = person.connect("NO_ANSWER", person.open(contact_id=daughter))
    assert (again.why, again.other_contact_id) == ("retry", None)
    assert again.next_at == NOW + timedelta(hours=3)


def test_what_has_fallen_silent_says_no_earlier_time(single: Person) -> None:
    single.visit(NOW + timedelta(days=4), "colonoscopy")
    monday = NOW + timedelta(days=3)
    single.desk.frozen.move_to(monday)
    logged = single.connect("NO_ANSWER")
    (readiness,) = [task for task in single.planned() if task.kind == "readiness"]
    assert readiness.moot_at is not None
    assert readiness.moot_at < readiness.due_from < monday + timedelta(hours=3)  # the confirmation has begun since
    assert logged.next_at == monday + timedelta(hours=3)


def test_busy_is_tried_again_soon_and_counts_from_the_third(single: Person) -> None:
    now = single.desk.frozen.now()
    for _ in range(2):
        logged = single.connect("BUSY")
        assert single.desk.rows("SELECT due_from FROM task WHERE state = 'open' AND channel = 'call'") == []
        assert logged.closed
    single.visit(now + timedelta(days=3))
    (task,) = [task for task in single.planned() if task.kind == "confirm_visit"]
    assert task.due_from == now + timedelta(minutes=15)
    single.connect("BUSY")
    (task,) = [task for task in single.planned() if task.kind == "confirm_visit"]
    assert task.due_from >= now + timedelta(hours=3)


def test_six_rounds_tell_the_supervisor_and_close_nothing(person: Person, at: Callable[[str], datetime]) -> None:
    person.desk.do(edit_contact, 2, 1, active=False)
    escalated = []
    for moment in ("20 10:00", "20 14:00", "23 10:00", "23 16:30", "24 13:00", "24 17:00"):
        person.desk.frozen.move_to(at(f"2026-11-{moment}"))
        escalated.append(person.connect("NO_ANSWER").escalated)
    assert any(escalated)
    assert {"first_contact", "not_reached"} <= person.kinds()
    logged = person.connect("NO_ANSWER")  # a cap never refuses a call that happened
    assert logged.call_id


def test_a_message_is_left_and_the_next_try_waits_a_working_day(single: Person, at: Callable[[str], datetime]) -> None:
    single.visit(NOW + timedelta(days=5))
    single.connect("MACHINE", message_left=True)
    assert single.one("SELECT message_left FROM call WHERE connection = 'MACHINE'")
    assert all(task.due_from >= at("2026-11-23 00:00") for task in single.planned() if task.channel == "call")


def test_wrong_numbers_are_set_aside_on_the_second_strike(single: Person) -> None:
    first = single.connect("WRONG_NUMBER")
    assert single.one("SELECT strikes, active FROM contact WHERE patient_id = :id")[0] == 1
    assert first.closed
    single.connect("DISCONNECTED")
    assert single.one("SELECT strikes, set_aside FROM contact WHERE patient_id = :id AND NOT active") == (
        2,
        "disconnected",
    )
    assert "find_contacts" in single.kinds()


def test_no_such_person_sets_a_number_aside_at_once(single: Person) -> None:
    assert single.connect("WRONG_NUMBER", no_such_person=True).why == "no_number"
    assert single.one("SELECT set_aside FROM contact WHERE patient_id = :id AND NOT active") == "no_such_person"
    contact, version = single.one("SELECT id, version FROM contact WHERE patient_id = :id")
    single.desk.do(edit_contact, contact, version, active=True)
    assert single.one("SELECT strikes, set_aside FROM contact WHERE patient_id = :id AND active") == (0, None)


def test_a_talk_over_a_number_forgives_its_strike(single: Person) -> None:
    single.connect("WRONG_NUMBER")
    single.mark("ANSWERED")
    assert single.one("SELECT strikes FROM contact WHERE patient_id = :id") == 0


def test_somebody_else_answered(person: Person) -> None:
    call = person.open()
    with pytest.raises(BadInput, match="who_spoke"):
        person.connect("OTHER_PERSON", call)
    logged = person.connect("OTHER_PERSON", call, spoke="legal_representative", spoke_name="мать")
    assert not logged.closed
    assert person.mark("ACCEPTS", call, spoke="legal_representative").closed
    assert person.one(f"SELECT connection, spoke, spoke_name FROM call WHERE id = {call}") == (
        "OTHER_PERSON", "legal_representative", "мать",
    )  # fmt: skip
    assert person.connect("OTHER_PERSON", spoke="other").closed


def test_a_call_is_marked_once(single: Person) -> None:
    call = single.open()
    with pytest.raises(BadInput, match="unknown_code"):
        single.connect("LOST", call)
    single.connect("NO_ANSWER", call)
    with pytest.raises(Refused, match="call_finished"):
        single.connect("BUSY", call)
    talked = single.open()
    single.mark("BARRIER", talked, form=MarkForm(barrier="fear"))
    with pytest.raises(Refused, match="call_has_marks|call_finished"):
        single.connect("NO_ANSWER", talked)


def test_a_call_put_aside_is_taken_up_again(single: Person) -> None:
    desk, gusev = single.desk, other(single.desk)
    call = single.open()
    assert desk.do(put_aside, call).result.state == "aside"
    opened = desk.do(open_call, single.id).result
    assert (opened.call_id, opened.resumed) == (call, True)
    incoming = gusev.open(incoming=True, phone="8 905 777-54-40")
    assert desk.rows("SELECT state FROM call WHERE id = :id", id=call) == [("aside",)]
    assert desk.rows("SELECT direction, phone FROM call WHERE id = :id", id=incoming)[0] == (
        "in", "+79057775440",
    )  # fmt: skip
    single.connect("NO_ANSWER", desk.do(open_call, single.id).result.call_id)


def test_a_slip_is_dropped_and_counts_for_nothing(single: Person) -> None:
    before = single.facts()
    call = single.open()
    with pytest.raises(Refused, match="nothing_marked"):
        single.desk.do(finish_call, call)
    single.desk.do(drop_call, call)
    assert single.facts() == before
    with pytest.raises(Refused, match="call_undone"):
        single.connect("NO_ANSWER", call)
    fresh = single.desk.do(open_call, single.id).result
    assert not fresh.resumed
    single.mark("ANSWERED", fresh.call_id)
    with pytest.raises(Refused, match="call_has_marks"):
        single.desk.do(drop_call, fresh.call_id)
    single.desk.do(finish_call, fresh.call_id)


def test_the_number_is_chosen_before_the_mark(person: Person) -> None:
    call = person.open()
    person.desk.do(choose_number, call, 2)
    assert person.one(f"SELECT contact_id, phone FROM call WHERE id = {call}") == (2, "+74957654321")
    gusev = other(person.desk)
    foreign = gusev.one("SELECT id FROM contact WHERE patient_id = :id")
    with pytest.raises(Refused, match="other_patients_number"):
        person.desk.do(choose_number, call, foreign)
    person.connect("NO_ANSWER", call)
    with pytest.raises(Refused, match="call_has_marks"):
        person.desk.do(choose_number, call, 1)


def test_two_people_do_not_dial_the_same_patient(single: Person) -> None:
    desk = single.desk
    mine = single.open()
    anna = desk.user
    olga = desk.administer(add_user, "olga", "Смирнова Ольга", ["assistant"]).result.user_id
    desk.act_as(user_by_id(desk, olga))
    desk.do(open_for_reason, single.id, "cover")
    with pytest.raises(Refused, match="in_work"):
        single.open()
    assert single.open(incoming=True)
    with pytest.raises(Refused, match="not_yours"):
        single.connect("NO_ANSWER", mine)
    desk.act_as(anna)
    single.connect("NO_ANSWER", mine)  # the colleague, whom the patient called, has nobody in work


def test_a_late_entry_says_so(single: Person, monday: datetime) -> None:
    yesterday = NOW - timedelta(days=1)
    done = single.desk.do(log_call, single.id, "NO_ANSWER", at=yesterday, phone="8 (903) 555-10-22")
    assert (
        single.one(f"SELECT at, late, state, contact_id IS NOT NULL FROM call WHERE id = {done.result.call_id}")[0]
        == yesterday
    )
    assert single.desk.rows("SELECT calls FROM day_count WHERE on_date = :day", day=date(2026, 11, 19)) == [(1,)]
    with pytest.raises(BadInput, match="time_in_the_future"):
        single.desk.do(log_call, single.id, "BUSY", at=NOW + timedelta(hours=2))
    single.visit(monday)
    marked = single.desk.do(log_call, single.id, "NOT_COMING", spoke="patient", form=MarkForm(because="was_ill")).result
    assert isinstance(marked, Marked)
    assert marked.outcome == "NOT_COMING"
    with pytest.raises(Refused, match="refusal_needs_patient"):
        single.desk.do(log_call, single.id, "DECLINES", spoke="other")


def test_the_same_step_asked_twice_is_done_once(single: Person) -> None:
    call, key = single.open(), str(uuid.uuid4())
    first = single.desk.do_once(key, mark_connection, call, "NO_ANSWER")
    journal = single.desk.rows("SELECT COUNT(*) FROM change")
    again = single.desk.do_once(key, mark_connection, call, "NO_ANSWER")
    assert again == first
    assert single.desk.rows("SELECT COUNT(*) FROM change") == journal
    key = str(uuid.uuid4())
    first_late = single.desk.do_once(key, log_call, single.id, "BUSY")
    assert single.desk.do_once(key, log_call, single.id, "BUSY") == first_late
    key = str(uuid.uuid4())
    marked = single.desk.do_once(key, log_call, single.id, "CALLBACK", form=MarkForm(until_at=NOW + timedelta(hours=4)))
    assert single.desk.do_once(key, log_call, single.id, "CALLBACK") == marked


def test_correct_to_another_outcome_leaves_a_trace(single: Person, monday: datetime) -> None:
    single.visit(monday)
    call = single.open()
    single.mark("NOT_COMING", call, form=MarkForm(because="was_ill"))
    fixed = single.desk.do(correct_call, call, outcome="CONFIRMED").result
    assert single.one("SELECT status FROM visit WHERE patient_id = :id") == "confirmed"
    assert single.one(f"SELECT connection, undone_at IS NOT NULL FROM call WHERE id = {call}")[0] == "REACHED"
    assert single.one(f"SELECT corrects_id, connection FROM call WHERE id = {fixed.new_call_id}") == (call, "REACHED")
    single.planned()


def test_correct_to_not_reached(single: Person, monday: datetime) -> None:
    single.visit(monday)
    call = single.open()
    single.mark("CONFIRMED", call)
    single.desk.do(correct_call, call, outcome="NO_ANSWER")
    assert single.one("SELECT status FROM visit WHERE patient_id = :id") == "planned"
    assert "confirm_visit" in single.kinds()


def test_correct_to_another_patient(single: Person, person: Person, monday: datetime) -> None:
    single.visit(monday)
    right = person.visit(monday)
    before = state(single)
    call = single.open()
    single.mark("CONFIRMED", call)
    single.mark("UNWELL", call, form=MarkForm(temperature=38.6))
    fixed = person.desk.do(correct_call, call, patient_id=person.id).result
    assert fixed.patient_ids == tuple(sorted({single.id, person.id}))
    assert fixed.left == ()
    assert state(single)[:4] == before[:4]
    assert person.one(f"SELECT status FROM visit WHERE patient_id = :id AND id = {right}") == "confirmed"
    assert "tell_doctor" in person.kinds()
    person.desk.do(undo)
    assert single.one("SELECT status FROM visit WHERE patient_id = :id") == "confirmed"
    assert "tell_doctor" in single.kinds()
    assert "tell_doctor" not in person.kinds()


def test_what_means_nothing_for_the_other_patient_is_named(single: Person, person: Person, monday: datetime) -> None:
    single.visit(monday)
    call = single.open()
    single.mark("CONFIRMED", call)
    fixed = person.desk.do(correct_call, call, patient_id=person.id).result
    assert fixed.left == ("CONFIRMED",)
    assert person.one("SELECT connection FROM call WHERE patient_id = :id") == "REACHED"


def test_an_unanswered_call_moves_to_the_right_patient(single: Person, person: Person) -> None:
    call = single.open()
    single.connect("NO_ANSWER", call)
    person.desk.do(correct_call, call, patient_id=person.id)
    assert person.one("SELECT connection FROM call WHERE patient_id = :id AND undone_at IS NULL") == "NO_ANSWER"
    single.planned()
    person.planned()


def test_a_correction_is_corrected_again_and_taken_back(single: Person, monday: datetime) -> None:
    single.visit(monday)
    before = state(single)
    call = single.open()
    single.mark("NOT_COMING", call)
    second = single.desk.do(correct_call, call, outcome="CONFIRMED").result.new_call_id
    third = single.desk.do(correct_call, second, outcome="RESCHEDULE").result.new_call_id
    assert single.one("SELECT status FROM visit WHERE patient_id = :id") == "to_move"
    assert (
        single.one("SELECT COUNT(*) FROM call WHERE patient_id = :id AND undone_at IS NULL AND connection IS NOT NULL")
        == 2
    )
    single.desk.do(undo_call, third)
    assert state(single) == before


def test_only_own_calls_of_today_are_corrected(single: Person, person: Person) -> None:
    call = single.open()
    with pytest.raises(Refused, match="nothing_marked"):
        single.desk.do(correct_call, call, outcome="BUSY")
    single.connect("NO_ANSWER", call)
    with pytest.raises(BadInput, match="nothing_to_correct"):
        single.desk.do(correct_call, call)
    with pytest.raises(Refused, match="unknown_row"):
        single.desk.do(correct_call, call, patient_id=999)
    single.desk.frozen.move_to(NOW + timedelta(days=1))
    with pytest.raises(Refused, match="not_today"):
        single.desk.do(correct_call, call, outcome="BUSY")


def test_unknown_ids_are_refused(desk: Desk) -> None:
    for act, args in (
        (open_call, (77,)), (open_card, (77,)), (mark_connection, (77, "BUSY")), (mark_outcome, (77, "ANSWERED")),
        (log_call, (10**18, "BUSY")), (settle_task, (77, "DONE")), (put_aside, (0,)), (drop_call, (-1,)),
        (correct_call, (77,)), (undo_call, (77,)), (add_note, (77, "текст")),
    ):  # fmt: skip
        with pytest.raises(Refused, match="unknown_row"):
            desk.do(act, *args)  # type: ignore[arg-type]  # actions of several shapes in one list
    assert desk.rows("SELECT COUNT(*) FROM action")[0][0] == 0


def test_a_stale_form_conflicts(single: Person) -> None:
    contact, version = single.one("SELECT id, version FROM contact WHERE patient_id = :id")
    single.desk.do(edit_contact, contact, version, priority=2)
    with pytest.raises(Conflict, match="changed_meanwhile"):
        single.desk.do(edit_contact, contact, version, priority=3)


def test_a_note_in_a_call_stands_with_the_call(single: Person) -> None:
    call = single.open()
    single.desk.do(add_note, single.id, "Просила напомнить про полис", call_id=call)
    assert single.one(f"SELECT note FROM call WHERE id = {call}") == "Просила напомнить про полис"
    single.connect("NO_ANSWER", call)
    assert single.one(f"SELECT note FROM call WHERE id = {call}") == "Просила напомнить про полис"
    with pytest.raises(BadInput, match="note_empty"):
        single.desk.do(add_note, single.id, "  \n ")


def test_opening_a_card_is_audited(single: Person) -> None:
    single.desk.do(open_card, single.id)
    assert single.desk.rows("SELECT event, object_id FROM audit_event ORDER BY id DESC LIMIT 1") == [
        ("open_card", single.id)
    ]


def test_a_task_that_needs_a_call_or_an_answer_is_not_settled_at_the_desk(person: Person) -> None:
    with pytest.raises(Refused, match="needs_a_call|does_not_fit"):
        person.desk.do(settle_task, person.task("first_contact"), "ACCEPTS")
    person.mark("ELSEWHERE", spoke="other")
    with pytest.raises(Refused, match="needs_an_answer"):
        person.desk.do(settle_task, person.task("decision"), "DONE")


def test_a_call_with_an_erased_patient_is_not_taken_back(single: Person) -> None:
    call = single.open()
    single.connect("NO_ANSWER", call)
    single.desk.do(erase_patient, single.id, "court", paper="папка 3", force=True)
    with pytest.raises(Refused) as refused:
        single.desk.do(undo_call, call)
    assert refused.value.code == "is_erased"
