"""Every outcome of a talk, with what follows from it in the record and in the plan."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest

from db.actions.calls import MarkForm, settle_task
from db.actions.contacts import NewContact
from db.actions.decisions import answer_decision, reopen_patient
from db.actions.patients import NewPatient, add_patient
from db.actions.reminders import add_reminder
from db.errors import BadInput, Refused
from tests.db.actions.conftest import Person
from tests.desk import NOW

VISIT = "SELECT status FROM visit WHERE patient_id = :id"


def test_will_come(single: Person, monday: datetime) -> None:
    single.visit(monday)
    assert "confirm_visit" in single.kinds()
    marked = single.mark("CONFIRMED")
    assert single.one(VISIT) == "confirmed"
    assert marked.closed
    assert marked.remaining == ()
    assert "confirm_visit" not in single.kinds()


def test_took_place_by_words_and_the_result_is_awaited(single: Person, monday: datetime) -> None:
    single.visit(monday, "ct")
    single.desk.frozen.move_to(monday + timedelta(days=3))
    single.mark("TOOK_PLACE")
    assert single.one("SELECT status, status_source FROM visit WHERE patient_id = :id") == ("attended", "words")
    assert "result_expected" in single.kinds()


def test_a_test_was_taken(single: Person) -> None:
    single.test(date(2026, 11, 20))
    single.mark("TOOK_PLACE")
    assert single.one("SELECT status, taken_on FROM test_order WHERE patient_id = :id") == ("taken", date(2026, 11, 20))
    assert "result_expected" in single.kinds()


def test_looked_up_at_the_desk(single: Person, monday: datetime) -> None:
    single.visit(monday)
    single.desk.frozen.move_to(monday + timedelta(hours=2))
    single.desk.do(settle_task, single.task("took_place"), "TOOK_PLACE", told_from="system")
    assert single.one("SELECT status, status_source FROM visit WHERE patient_id = :id") == ("attended", "system")
    assert "took_place" not in single.kinds()


def test_did_not_come_with_a_reason(single: Person, monday: datetime) -> None:
    single.visit(monday)
    single.desk.frozen.move_to(monday + timedelta(days=2))
    single.mark("NOT_COME", form=MarkForm(because="was_ill"))
    assert single.one("SELECT status, because FROM visit WHERE patient_id = :id") == ("missed", "was_ill")
    assert "missed_visit" in single.kinds()


def test_a_result_is_in_and_a_doctor_is_to_be_booked(single: Person) -> None:
    single.test(date(2026, 11, 20))
    single.mark("TOOK_PLACE")
    single.desk.frozen.move_to(NOW + timedelta(days=3))
    single.desk.do(settle_task, single.task("result_expected"), "RESULT_IN")
    assert single.one("SELECT status FROM test_order WHERE patient_id = :id") == "result_in"
    assert "book_doctor" in single.kinds()


def test_accepts_with_wishes_a_trusted_person_and_voicemail(person: Person) -> None:
    assert "first_contact" in person.kinds()
    form = MarkForm(
        not_before="11:00", not_after="17:30", trusted_name="Игорь", trusted_phone="8 926 000-11-22",
        trusted_scope="preparation", voicemail_ok=True,
    )  # fmt: skip
    marked = person.mark("ACCEPTS", form=form)
    assert "first_contact" not in person.kinds()
    assert marked.closed
    assert person.one("SELECT not_before, not_after FROM patient WHERE id = :id") == ("11:00", "17:30")
    assert person.one(
        "SELECT standing, scope, consent_on, phone FROM contact WHERE patient_id = :id AND name = 'Игорь'"
    ) == ("trusted", "preparation", date(2026, 11, 20), "+79260001122")
    assert person.one("SELECT phone FROM contact WHERE patient_id = :id AND voicemail_ok") == "+79161234567"
    assert person.one("SELECT COUNT(*) FROM patient_word WHERE patient_id = :id AND word LIKE '%22110006297'") == 1


def test_move_with_a_new_time_links_the_visits(single: Person, monday: datetime) -> None:
    old = single.visit(monday)
    wednesday = monday + timedelta(days=2)
    single.mark("RESCHEDULE", form=MarkForm(initiative="patient", new_starts_at=wednesday))
    assert single.one("SELECT status, initiative FROM visit WHERE patient_id = :id AND follows_id IS NULL") == (
        "moved", "patient",
    )  # fmt: skip
    assert single.one("SELECT follows_id, starts_at FROM visit WHERE patient_id = :id AND status = 'planned'") == (
        old,
        wednesday,
    )


def test_move_without_a_time_is_a_task(single: Person, monday: datetime) -> None:
    single.visit(monday)
    marked = single.mark("RESCHEDULE", form=MarkForm(initiative="clinic"))
    assert single.one(VISIT) == "to_move"
    assert "book_move" in single.kinds()
    assert marked.follow == "book_move"


def test_will_not_come(single: Person, monday: datetime) -> None:
    single.visit(monday)
    marked = single.mark("NOT_COMING", form=MarkForm(because="was_ill"))
    assert single.one("SELECT status, because FROM visit WHERE patient_id = :id") == ("cancelled", "was_ill")
    assert marked.follow == "rebook"
    assert "rebook" in single.kinds()


def test_words_about_the_only_visit_to_come_need_no_task(single: Person, monday: datetime) -> None:
    single.visit(monday + timedelta(days=14))
    assert "confirm_visit" in single.kinds()
    single.mark("NOT_COMING", single.open(incoming=True))
    assert single.one(VISIT) == "cancelled"


def test_call_back_at_an_exact_time(single: Person, at: Callable[[str], datetime]) -> None:
    promised = at("2026-11-20 16:40")
    marked = single.mark("CALLBACK", form=MarkForm(until_at=promised))
    assert (marked.follow, marked.follow_at, marked.closed) == ("callback", promised, True)
    assert single.one("SELECT until_at FROM mark WHERE outcome = 'CALLBACK' AND patient_id = :id") == promised
    with pytest.raises(BadInput, match="needs_time"):
        single.mark("CALLBACK")


def test_a_call_promised_about_another_reason_is_what_follows(single: Person, at: Callable[[str], datetime]) -> None:
    promised = at("2026-11-20 16:40")
    single.desk.do(add_reminder, single.id, "Полис", NOW)
    marked = single.mark("CALLBACK", task_id=single.task("reminder"), form=MarkForm(until_at=promised))
    assert (marked.follow, marked.follow_at) == ("callback", promised)


def test_question_answered_settles_its_reason(single: Person) -> None:
    single.desk.do(add_reminder, single.id, "Полис", NOW)
    single.mark("ANSWERED", task_id=single.task("reminder"))
    assert single.one("SELECT status, done FROM reminder WHERE patient_id = :id") == ("done", 1)
    assert "reminder" not in single.kinds()


def test_a_repeating_reminder_comes_again(single: Person) -> None:
    single.desk.do(add_reminder, single.id, "Таблетки", NOW, every="1w")
    single.mark("ANSWERED", task_id=single.task("reminder"))
    assert single.one("SELECT status, done FROM reminder WHERE patient_id = :id") == ("open", 1)
    assert "reminder" in single.kinds()


def test_asks_for_results(single: Person) -> None:
    marked = single.mark("ASKS_RESULTS")
    assert marked.follow == "book_doctor"


@pytest.mark.parametrize(
    ("complaints", "temperature", "fever"),
    [
        ((), 38.3, True),
        (("chills",), 38.2, False),
        (("fever_for_an_hour",), 37.8, True),
        ((), 37.8, False),
        (("pain",), None, False),
    ],
)
def test_unwell_is_told_to_the_doctor_today(
    single: Person, complaints: tuple[str, ...], temperature: float | None, fever: bool
) -> None:
    marked = single.mark("UNWELL", form=MarkForm(unwell=complaints, temperature=temperature))
    assert marked.follow == "tell_doctor"
    detail = single.one("SELECT detail FROM mark WHERE outcome = 'UNWELL' AND patient_id = :id")
    assert json.loads(detail)["fever"] is fever
    (task,) = [task for task in single.planned() if task.kind == "tell_doctor"]
    assert task.due_by is not None
    assert task.due_by - NOW < timedelta(days=1)


@pytest.mark.parametrize(("outcome", "kind"), [("HOSPITAL", "hospital"), ("AWAY", "away")])
def test_pause_of_a_week_by_default(single: Person, outcome: str, kind: str) -> None:
    marked = single.mark(outcome, spoke="other", spoke_name="сосед")
    assert single.one("SELECT kind, until_on, said_by FROM pause WHERE patient_id = :id") == (
        kind, date(2026, 11, 27), "other",
    )  # fmt: skip
    assert marked.follow == "pause"


def test_a_new_pause_replaces_the_old_one(single: Person) -> None:
    single.mark("HOSPITAL")
    single.mark("AWAY", form=MarkForm(on_date=date(2026, 12, 5)))
    assert single.one("SELECT until_on FROM pause WHERE patient_id = :id AND ended_at IS NULL") == date(2026, 12, 5)
    assert single.one("SELECT COUNT(*) FROM pause WHERE patient_id = :id") == 2


def test_a_pause_holds_the_calls_but_no_deadline(single: Person, monday: datetime) -> None:
    single.visit(monday + timedelta(days=1))
    single.mark("HOSPITAL", form=MarkForm(on_date=date(2026, 12, 1)))
    calls_held = [task for task in single.planned() if task.channel == "call" and task.due_from < monday]
    assert calls_held == []


def test_unwilling_is_talked_to_again(single: Person) -> None:
    single.mark("UNWILLING", form=MarkForm(because="other"))
    assert {"talk_again", "tell_doctor"} <= single.kinds()
    assert single.desk.rows("SELECT id FROM decision") == []


DECISIONS = [
    ("DECLINES", "declined", "patient"), ("ELSEWHERE", "elsewhere", "other"), ("MOVED", "moved", "other"),
    ("DIED", "died", "other"), ("RULED_OUT", "ruled_out", "patient"), ("ESCALATE", "escalated", "patient"),
]  # fmt: skip


@pytest.mark.parametrize(("outcome", "kind", "spoke"), DECISIONS)
def test_what_needs_a_confirmation_waits(single: Person, outcome: str, kind: str, spoke: str) -> None:
    single.mark(outcome, spoke=spoke, spoke_name="сын Пётр", form=MarkForm(place="Тверь", on_date=date(2026, 11, 18)))
    assert single.one("SELECT kind, said_by, said_name, place, happened_on FROM decision WHERE patient_id = :id") == (
        kind, spoke, "сын Пётр", "Тверь", date(2026, 11, 18),
    )  # fmt: skip
    assert {"decision", "conclusion"} & single.kinds()
    assert single.one("SELECT phase FROM patient WHERE id = :id") == "suspected"


def test_a_death_silences_everything_but_the_question(person: Person, monday: datetime) -> None:
    person.visit(monday)
    other = person.desk.do(add_patient, NewPatient("Петров Иван", (NewContact("+7 916 123-45-67"),))).result.patient_id
    marked = person.mark("DIED", spoke="other", form=MarkForm(said_name="сын"))
    assert marked.closed
    assert marked.shared_with == (other,)
    assert person.kinds() == {"decision"}
    with pytest.raises(Refused, match="patient_died"):
        person.open()
    assert person.open(incoming=True)


def test_a_confirmed_death_cancels_what_comes(person: Person, monday: datetime) -> None:
    person.visit(monday)
    person.desk.do(add_reminder, person.id, "Полис", monday)
    person.mark("DIED", spoke="other")
    decision = person.one("SELECT id FROM decision WHERE patient_id = :id")
    person.desk.do(answer_decision, decision, "confirmed")
    assert person.one("SELECT phase, closed_because FROM patient WHERE id = :id") == ("closed", "died")
    assert person.one("SELECT status, because FROM visit WHERE patient_id = :id") == ("cancelled", "died")
    assert person.one("SELECT status FROM reminder WHERE patient_id = :id") == "cancelled"
    assert person.kinds() == set()
    with pytest.raises(Refused, match="patient_died"):
        person.desk.do(reopen_patient, person.id)


def test_a_rejected_death_brings_everything_back(person: Person, monday: datetime) -> None:
    person.visit(monday)
    before = person.kinds()
    person.mark("DIED", spoke="other")
    person.desk.do(answer_decision, person.one("SELECT id FROM decision WHERE patient_id = :id"), "rejected")
    assert before <= person.kinds()
    assert person.one(VISIT) == "planned"


@pytest.mark.parametrize(("outcome", "because"), [("DECLINES", "declined"), ("RULED_OUT", "ruled_out")])
def test_a_confirmed_end_closes_and_can_be_reopened(person: Person, outcome: str, because: str) -> None:
    person.mark(outcome)
    decision = person.one("SELECT id FROM decision WHERE patient_id = :id")
    person.desk.do(answer_decision, decision, "confirmed", text="ответ")
    assert person.one("SELECT phase, closed_because FROM patient WHERE id = :id") == ("closed", because)
    with pytest.raises(Refused, match="already_answered"):
        person.desk.do(answer_decision, decision, "rejected")
    person.desk.do(reopen_patient, person.id)
    assert person.one("SELECT phase, closed_because FROM patient WHERE id = :id") == ("suspected", None)
    person.visit(NOW + timedelta(days=3))
    assert "confirm_visit" in person.kinds()


@pytest.mark.parametrize("outcome", ["ELSEWHERE", "MOVED"])
def test_elsewhere_brings_a_control_call(person: Person, outcome: str) -> None:
    person.mark(outcome, spoke="other")
    person.desk.do(answer_decision, person.one("SELECT id FROM decision WHERE patient_id = :id"), "confirmed")
    assert {"control_call", "answer"} <= person.kinds()
    person.desk.do(settle_task, person.task("answer"), "DONE")
    assert "answer" not in person.kinds()


def test_escalated_leaves_the_list_and_comes_back(person: Person) -> None:
    person.mark("ESCALATE", form=MarkForm(text="жалоба на клинику"))
    assert not {task for task in person.planned() if task.channel == "call"}
    person.desk.do(
        answer_decision, person.one("SELECT id FROM decision WHERE patient_id = :id"), "confirmed", text="позвоню сама"
    )
    assert "answer" in person.kinds()


def test_a_barrier_has_an_owner_and_a_day(single: Person) -> None:
    marked = single.mark("BARRIER", form=MarkForm(barrier="transport", text="заказать такси"))
    assert single.one("SELECT kind, owner_id, due_on, action FROM barrier WHERE patient_id = :id") == (
        "transport", 1, date(2026, 11, 27), "заказать такси",
    )  # fmt: skip
    assert marked.follow == "barrier"
    assert marked.follow_at == single.one("SELECT due_by FROM task WHERE kind = 'barrier' AND patient_id = :id")
    single.desk.do(settle_task, single.task("barrier"), "DONE", form=MarkForm(text="заказано"))
    assert single.one("SELECT outcome FROM barrier WHERE patient_id = :id AND resolved_at IS NOT NULL") == "заказано"
    with pytest.raises(BadInput, match="needs_barrier"):
        single.mark("BARRIER")
    with pytest.raises(BadInput, match="unknown_code"):
        single.mark("BARRIER", form=MarkForm(barrier="weather"))


@pytest.mark.parametrize("outcome", ["UNWILLING", "DECLINES", "NOT_COMING"])
@pytest.mark.parametrize("spoke", ["other", "trusted", "nobody"])
def test_a_refusal_needs_the_patient(single: Person, monday: datetime, outcome: str, spoke: str) -> None:
    single.visit(monday)
    call = single.open()
    with pytest.raises(Refused, match="refusal_needs_patient"):
        single.mark(outcome, call, spoke=spoke)
    assert single.one(VISIT) == "planned"


@pytest.mark.parametrize("outcome", ["UNWILLING", "DECLINES", "NOT_COMING"])
def test_a_call_in_which_nobody_spoke_refuses_nothing(single: Person, monday: datetime, outcome: str) -> None:
    single.visit(monday)
    call = single.open()
    single.connect("NO_ANSWER", call)
    with pytest.raises(Refused, match="refusal_needs_patient"):
        single.mark(outcome, call)


def test_a_trusted_person_speaks_within_the_consent(person: Person, monday: datetime) -> None:
    person.mark("ACCEPTS")
    person.visit(monday)
    call = person.open()
    person.connect("OTHER_PERSON", call, spoke="trusted", spoke_name="Анна")
    person.mark("CONFIRMED", call, spoke="trusted")
    assert person.one(VISIT) == "confirmed"
    again = person.open()
    with pytest.raises(Refused, match="outside_scope"):
        person.mark("ASKS_RESULTS", again, spoke="trusted", spoke_name="Анна")


def test_a_stranger_may_bring_news_and_nothing_else(single: Person, monday: datetime) -> None:
    single.visit(monday)
    call = single.open()
    with pytest.raises(Refused, match="other_person"):
        single.mark("CONFIRMED", call, spoke="other")
    single.mark("AWAY", call, spoke="other")


def test_words_need_something_to_be_about(single: Person, monday: datetime) -> None:
    call = single.open()
    with pytest.raises(BadInput, match="which_visit"):
        single.mark("CONFIRMED", call)
    single.visit(monday)
    single.visit(monday + timedelta(hours=3), "ct")
    with pytest.raises(BadInput, match="which_reason"):
        single.mark("CONFIRMED", call)
    with pytest.raises(Refused, match="does_not_fit"):
        single.mark("ACCEPTS", call, task_id=single.desk.rows("SELECT MIN(id) FROM task WHERE state = 'open'")[0][0])


def test_what_was_found_out_stays_partly_open(single: Person, monday: datetime) -> None:
    first, second = single.visit(monday), single.visit(monday + timedelta(hours=3), "ct")
    call = single.open()
    marked = single.mark("CONFIRMED", call, form=MarkForm(visit_id=first))
    assert not marked.closed
    assert len(marked.remaining) == 1
    done = single.mark("CONFIRMED", call, form=MarkForm(visit_id=second))
    assert done.closed
    assert single.one("SELECT COUNT(*) FROM call WHERE patient_id = :id AND id = (SELECT MAX(id) FROM call)") == 1
