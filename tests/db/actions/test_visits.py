"""Visits booked, moved along a chain, put right, entered as they were."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from db.actions.tests import order_test
from db.actions.undo import undo
from db.actions.visit_details import change_visit
from db.actions.visits import book_visit, cancel_visit, move_visit, set_visit_status
from db.errors import BadInput, Conflict, Refused
from db.queries.booking_check import booking_check
from db.queries.visits import patient_visits, visit_sheet
from db.rules.booking import Doubt
from tests.build import patient
from tests.db.actions.conftest import Person


def test_a_visit_that_is_not_booked_leaves_a_task_until_it_is(single: Person, monday: datetime) -> None:
    made = single.desk.do(book_visit, single.id, "oncologist", monday, note="взять полис").result
    assert "check_booking" in single.kinds()
    version = single.one("SELECT version FROM visit WHERE patient_id = :id")
    single.desk.do(change_visit, made.visit_id, version=version, booked_in="booked", booking_number="77-1")
    assert "check_booking" not in single.kinds()
    assert single.one("SELECT booked_in, booking_number, note FROM visit WHERE patient_id = :id") == (
        "booked", "77-1", "взять полис",
    )  # fmt: skip


def test_what_took_place_is_entered_as_it_was(single: Person, monday: datetime) -> None:
    single.desk.do(book_visit, single.id, "oncologist", monday - timedelta(days=4), status="attended")
    assert single.one("SELECT status, status_source FROM visit WHERE patient_id = :id") == ("attended", "words")
    assert not {"took_place", "check_booking", "confirm_visit"} & single.kinds()
    with pytest.raises(BadInput) as wrong:
        single.desk.do(book_visit, single.id, "oncologist", monday, status="moved")
    assert wrong.value.code == "unknown_code"


def test_a_chain_of_moves_takes_along_what_must_come_before(single: Person, monday: datetime) -> None:
    first = single.visit(monday)
    ct = single.desk.do(book_visit, single.id, "ct", monday - timedelta(days=2), before_visit_id=first).result.visit_id
    single.desk.do(order_test, single.id, "cbc", for_visit_id=first)
    second = single.desk.do(
        move_visit, first, monday + timedelta(days=4), initiative="clinic", because="нет врача", clinician="Ким О. С.",
        room="12", booked_in="booked", booking_number="5",
    ).result.visit_id  # fmt: skip
    third = single.desk.do(move_visit, second, monday + timedelta(days=7), initiative="patient").result.visit_id
    sheet = single.desk.ask(visit_sheet, third)
    assert [row.id for row in sheet.chain] == [first, second, third]
    assert [(row.status, row.initiative, row.because) for row in sheet.chain] == [
        ("moved", "clinic", "нет врача"), ("moved", "patient", None), ("planned", None, None),
    ]  # fmt: skip
    assert [row.id for row in sheet.needs] == [ct]
    assert single.one("SELECT for_visit_id FROM test_order WHERE patient_id = :id") == third
    assert (sheet.visit.clinician, sheet.visit.room) == ("Ким О. С.", None)
    assert single.desk.ask(visit_sheet, first).chain == sheet.chain
    single.desk.do(undo)
    assert [row.id for row in single.desk.ask(visit_sheet, second).needs] == [ct]


def test_the_doctor_stays_behind_when_the_place_changes(single: Person, monday: datetime) -> None:
    place = single.one("SELECT MIN(id) FROM organisation WHERE :id = :id")
    first = single.desk.do(book_visit, single.id, "oncologist", monday, clinician="Ким О. С.").result.visit_id
    moved = single.desk.do(move_visit, first, monday + timedelta(days=1), organisation_id=place).result.visit_id
    assert single.desk.ask(visit_sheet, moved).visit.clinician is None


def test_a_missed_visit_is_made_up_for(single: Person, monday: datetime) -> None:
    first = single.visit(monday)
    later = single.visit(monday + timedelta(days=9), "therapist")
    single.desk.frozen.move_to(monday + timedelta(days=1))
    assert [row.id for row in single.desk.ask(patient_visits, single.id).unclear] == [first]
    single.desk.do(set_visit_status, first, "missed")
    found = single.desk.ask(patient_visits, single.id)
    assert ([row.id for row in found.coming], [row.id for row in found.lost]) == ([later], [first])
    single.desk.do(book_visit, single.id, "oncologist", monday + timedelta(days=3), follows_id=first)
    assert single.desk.ask(patient_visits, single.id).lost == ()


def test_a_change_is_refused_where_it_is_stale_or_senseless(single: Person, monday: datetime) -> None:
    visit_id = single.visit(monday)
    stranger = patient(single.desk, "Орлова Нина Павловна", "8 903 111-22-33")
    theirs = single.desk.do(book_visit, stranger, "ct", monday).result.visit_id
    single.desk.do(change_visit, visit_id, version=1, room="12")
    with pytest.raises(Conflict):
        single.desk.do(change_visit, visit_id, version=1, room="13")
    for before, code in ((visit_id, "visit_before_itself"), (theirs, "other_patients_visit")):
        with pytest.raises(Refused) as refused:
            single.desk.do(change_visit, visit_id, version=2, before_visit_id=before)
        assert refused.value.code == code
    with pytest.raises(BadInput):
        single.desk.do(change_visit, visit_id, version=2, mode="by_pigeon")
    single.desk.do(change_visit, visit_id, version=2, room=None, mode="video")
    assert single.one("SELECT room, mode FROM visit WHERE patient_id = :id") == (None, "video")
    single.desk.do(undo)
    assert single.one("SELECT room, mode FROM visit WHERE patient_id = :id") == ("12", "in_person")


def test_the_check_of_a_time_names_what_it_speaks_of(single: Person, monday: datetime) -> None:
    oncologist = single.visit(monday)
    single.desk.do(cancel_visit, single.visit(monday, "therapist"))
    found = single.desk.ask(booking_check, single.id, "ct", monday, before_visit_id=oncologist)
    assert [each.doubt for each in found.said] == [Doubt.CLASH, Doubt.AFTER_NEXT]
    assert [each.id for each in found.visits] == [oncologist]
    moved = single.desk.ask(booking_check, single.id, "oncologist", monday, visit_id=oncologist)
    assert moved.said == ()
    with pytest.raises(Refused):
        single.desk.ask(booking_check, 404, "ct", monday)
    with pytest.raises(Refused):
        single.desk.ask(booking_check, single.id, "no_such", monday)


def test_the_check_projects_the_open_limit_also_before_a_day_is_typed(single: Person, monday: datetime) -> None:
    single.desk.do(order_test, single.id, "ct", ordered_on=date(2026, 11, 20))
    found = single.desk.ask(booking_check, single.id, "ct")
    assert (found.said, [(each.rule, each.due_on) for each in found.limits]) == (
        (), [("onc_diagnostics", date(2026, 12, 1))],
    )  # fmt: skip
    late = single.desk.ask(booking_check, single.id, "ct", monday + timedelta(days=10))
    assert [(each.doubt, each.days) for each in late.said] == [(Doubt.LATE, 2)]
