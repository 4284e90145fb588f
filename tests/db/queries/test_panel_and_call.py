from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

import pytest

from db.actions.access import open_for_reason
from db.actions.calls import drop_call, mark_outcome, open_call, put_aside
from db.actions.contacts import NewContact
from db.actions.tests import order_test
from db.actions.undo import undo
from db.errors import Denied, Refused
from db.queries.call_list import panel
from db.queries.calls import call_sheet, calls, open_calls
from db.queries.steps import last_step, todays_calls
from db.rules.disclosure import may_hear, may_not_hear
from tests.build import colleague, miss, patient, sign_in, talk, visit
from tests.desk import Desk

At = Callable[[str], datetime]
DAUGHTER = NewContact(
    "8 495 765-43-21", "daughter", "trusted", "Анна", "time_place_only", date(2026, 10, 3), date(2026, 11, 20)
)


def test_the_panel_is_all_that_is_needed_to_dial(desk: Desk, at: At) -> None:
    mother = patient(
        desk, "Петрова Мария Ивановна", "8 916 123-45-67", DAUGHTER, flags=("hearing",), not_before="11:00"
    )
    patient(desk, "Петрова Мария Ильинична", "8 495 765-43-21", birth="1956-01-01")
    visit(desk, mother, "oncologist", at("2026-11-23 10:30"), room="12")
    shown = desk.ask(panel, mother)
    assert (shown.full_name, shown.age, shown.not_before, shown.own) == ("Петрова Мария Ивановна", 67, "11:00", True)
    assert shown.flags == ("hearing", "namesake")
    assert [(one.full_name, one.birth_year, one.how) for one in shown.namesakes] == [
        ("Петрова Мария Ильинична", 1956, "same_name"),
    ]  # fmt: skip
    own, daughter = shown.contacts
    assert (own.phone, own.standing) == ("+79161234567", "patient")
    assert "preparation" in own.say
    assert (daughter.relation, daughter.name, daughter.scope, daughter.consent_expired) == (
        "daughter", "Анна", "time_place_only", False,
    )  # fmt: skip
    assert daughter.say == ("visit_place", "visit_time")
    assert {"diagnosis", "results", "preparation", "doctor_speciality"} <= set(daughter.never)
    assert daughter.shared_with == ("Петрова Мария Ильинична",)
    (coming,) = shown.next_visits
    assert (coming.service, coming.neutral_ru, coming.room) == ("oncologist", "приём врача", "12")
    assert shown.last is not None
    assert shown.last.outcomes == ("ACCEPTS",)
    assert "outside_hours" in {warning.code for warning in shown.warnings}


def test_an_expired_consent_counts_as_none(desk: Desk, at: At) -> None:
    mother = patient(desk, "Петрова Мария Ивановна", "8 916 123-45-67", DAUGHTER)
    desk.frozen.move_to(at("2026-11-21 12:00"))
    daughter = desk.ask(panel, mother).contacts[1]
    assert (daughter.scope, daughter.consent_expired) == ("none", True)
    assert daughter.say == ("please_call_back", "assistant_name", "neutral_number")
    assert daughter.never == ("anything_about_health",)


def test_what_may_be_said_depends_on_who_hears_it_and_what_the_patient_knows() -> None:
    assert "doctor_speciality" in may_hear("patient")
    assert "doctor_speciality" in may_not_hear("patient", told=False)
    assert may_hear("trusted", "full_logistics") == may_hear("patient", told=False)
    assert may_hear("trusted", "none") == may_hear("other")
    for standing in ("patient", "legal_representative", "trusted"):
        assert {"diagnosis", "results", "illness_words"} <= set(may_not_hear(standing, "full_logistics"))


def test_somebody_who_does_not_know_is_not_told_by_the_doctors_speciality(desk: Desk) -> None:
    someone = patient(desk, "Орлова Нина", "8 916 000-88-03", flags=("not_told",))
    assert "doctor_speciality" in desk.ask(panel, someone).contacts[0].never


def test_warnings_come_before_dialling(desk: Desk, at: At) -> None:
    someone = patient(desk, "Гусев Пётр", "8 916 000-54-40", met=False)
    assert desk.ask(panel, someone).warnings == ()
    miss(desk, someone)
    assert [warning.code for warning in desk.ask(panel, someone).warnings] == ["too_soon"]
    desk.frozen.move_to(at("2026-11-20 12:30"))
    miss(desk, someone)
    desk.frozen.move_to(at("2026-11-20 15:00"))
    (warning,) = desk.ask(panel, someone).warnings
    assert (warning.code, dict(warning.params)) == ("rounds_today", {"limit": 2})
    desk.frozen.move_to(at("2026-11-22 12:00"))
    assert "outside_hours" in [warning.code for warning in desk.ask(panel, someone).warnings]


def test_a_colleague_on_the_line_is_announced(desk: Desk) -> None:
    someone = patient(desk, "Гусев Пётр", "8 916 000-54-40", met=False)
    desk.do(open_call, someone)
    sign_in(desk, colleague(desk))
    desk.do(open_for_reason, someone, "calling_in")
    (warning,) = desk.ask(panel, someone).warnings
    assert (warning.code, warning.params) == (
        "colleague_calls",
        (("user", "Иванова А. П."), ("since", "10:00"), ("terminal", "local")),
    )
    assert desk.ask(panel, someone).own is False


def test_nobody_answers_by_number_without_a_phone(desk: Desk) -> None:
    someone = patient(desk, "Немой Иван", met=False)
    assert "no_number" in [warning.code for warning in desk.ask(panel, someone).warnings]


def test_the_call_shows_whom_to_be_and_what_must_come_before(desk: Desk, at: At) -> None:
    mother = patient(desk, "Петрова Мария Ивановна", "8 916 123-45-67", code_word="берёза", zone="Asia/Omsk")
    second = visit(desk, mother, "oncologist", at("2026-11-30 10:30"))
    first = visit(desk, mother, "ct", at("2026-11-23 10:30"), before_visit_id=second)
    test_id = desk.do(order_test, mother, "cbc", due_on=date(2026, 11, 20), for_visit_id=second).result.test_id
    desk.frozen.move_to(at("2026-11-20 10:00"))
    call_id = desk.do(open_call, mother).result.call_id
    sheet = desk.ask(call_sheet, call_id)
    assert (sheet.state, sheet.direction, sheet.at, sheet.zone) == ("open", "out", at("2026-11-20 10:00"), "Asia/Omsk")
    assert (sheet.script.user_name, sheet.script.card_phone, sheet.script.code_word) == (
        "Иванова А. П.", "84951234567", "берёза",
    )  # fmt: skip
    assert sheet.script.ask == ("full_name", "birth_year")
    before = {reason.source: reason.before for reason in sheet.reasons}
    assert before[f"visit:{first}"] == f"visit:{second}"
    assert before[f"test:{test_id}"] == f"visit:{second}"
    assert [(one.id, one.must_precede) for one in sheet.next_visits] == [(first, second), (second, None)]
    assert [attempt.connection for attempt in sheet.attempts] == ["REACHED"]


def test_open_calls_and_marks_are_found_again(desk: Desk) -> None:
    first, second = (patient(desk, name, met=False) for name in ("Ким Олег", "Цой Виктор"))
    aside = desk.do(open_call, first).result.call_id
    desk.do(put_aside, aside)
    opened = desk.do(open_call, second).result.call_id
    assert [(one.call_id, one.state, one.full_name) for one in desk.ask(open_calls)] == [
        (opened, "open", "Цой Виктор"), (aside, "aside", "Ким Олег"),
    ]  # fmt: skip
    sign_in(desk, colleague(desk))
    assert desk.ask(open_calls) == ()


def test_an_undone_mark_opens_the_call_again_and_a_dropped_call_says_so(desk: Desk) -> None:
    someone = patient(desk, "Гусев Пётр", "8 916 000-54-40", met=False)
    call_id = miss(desk, someone)
    desk.do(undo)
    sheet = desk.ask(call_sheet, call_id)
    assert (sheet.state, sheet.connection) == ("open", None)
    assert [one.call_id for one in desk.ask(open_calls)] == [call_id]
    desk.do(drop_call, call_id)
    second = talk(desk, someone, "ACCEPTS")
    entries = desk.ask(calls, patient_id=someone)
    assert {(entry.id, entry.undone) for entry in entries} == {(second, False), (call_id, True)}
    assert [entry.id for entry in desk.ask(calls, patient_id=someone, undone=False)] == [second]
    marks = {entry.id: [mark.conversation for mark in entry.marks] for entry in entries}
    assert marks == {second: ["ACCEPTS"], call_id: []}


def test_the_last_step_names_what_undo_would_take_back(desk: Desk, at: At) -> None:
    assert desk.ask(last_step) is None
    someone = patient(desk, "Гусев Пётр", "8 916 000-54-40", met=False)
    miss(desk, someone)
    step = desk.ask(last_step)
    assert step is not None
    assert (step.kind, step.patient_name, step.patient_id) == ("mark_connection", "Гусев Пётр", someone)
    assert dict(step.params)["connection"] == "NO_ANSWER"
    assert desk.do(undo).result.action_id == step.action_id
    again = desk.ask(last_step)
    assert again is not None
    assert again.kind == "add_patient"
    desk.frozen.move_to(at("2026-11-22 10:00"))
    assert desk.ask(last_step) is None


def test_todays_calls_are_the_users_own_of_today(desk: Desk, at: At) -> None:
    someone = patient(desk, "Гусев Пётр", "8 916 000-54-40", met=False)
    desk.frozen.move_to(at("2026-11-19 12:00"))
    miss(desk, someone)
    desk.frozen.move_to(at("2026-11-20 12:00"))
    today = miss(desk, someone)
    assert [entry.id for entry in desk.ask(todays_calls)] == [today]
    assert len(desk.ask(calls)) == 2
    assert [entry.phone for entry in desk.ask(calls, connection="BUSY")] == []
    sign_in(desk, colleague(desk))
    assert desk.ask(todays_calls) == ()
    with pytest.raises(Denied, match="not_your_role"):
        desk.ask(calls, assistant="anna", text="гусев")
    desk.be("supervisor")
    assert len(desk.ask(calls, assistant="anna", text="гусев")) == 2


def test_an_unknown_call_or_user_is_refused(desk: Desk) -> None:
    with pytest.raises(Refused, match="unknown_call"):
        desk.ask(call_sheet, 77)
    with pytest.raises(Refused, match="unknown_user"):
        desk.ask(calls, assistant="nobody")


def test_the_last_talk_of_a_call_is_the_one_before_it(desk: Desk, at: At) -> None:
    mother = patient(desk, "Петрова Мария", "8 916 123-45-67")
    visit(desk, mother, "oncologist", at("2026-11-23 10:30"))
    call = desk.do(open_call, mother).result.call_id
    before = desk.ask(call_sheet, call).last
    desk.do(mark_outcome, call, "CONFIRMED")
    assert desk.ask(call_sheet, call).last == before
    assert desk.ask(panel, mother).last != before
