"""Tests as the desk works on them, admissions with what they lack, courses with their cycles."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from db.actions.bundles import order_bundle
from db.actions.contacts import NewContact
from db.actions.courses import plan_course, shift_cycle, skip_cycle
from db.actions.patients import NewPatient, add_patient
from db.actions.tests import order_test, set_test
from db.actions.visits import book_visit, set_visit_status
from db.queries.courses import course, courses
from db.queries.ordered_tests import admissions, ordered_tests
from db.rules.validity import Standing
from tests.desk import NOW, Desk

TODAY = date(2026, 11, 20)
ADMISSION = datetime.fromisoformat("2026-12-14T08:00:00+03:00")


def kim(desk: Desk) -> int:
    return desk.do(add_patient, NewPatient("Ким Олег", (NewContact("8 903 555-10-22"),))).result.patient_id


def admission(desk: Desk, patient: int) -> int:
    return desk.do(book_visit, patient, "admission", ADMISSION, booked_in="booked").result.visit_id


def test_a_test_says_what_it_is_for_and_until_when_it_is_valid_there(desk: Desk) -> None:
    patient = kim(desk)
    visit = admission(desk, patient)
    desk.do(order_bundle, visit, "admission_msk_mknc")
    blood = next(test for test in desk.ask(ordered_tests) if test.service == "cbc")
    assert (blood.visit_id, blood.visit_on) == (visit, date(2026, 12, 14))
    assert (blood.validity_days, blood.not_earlier, blood.valid_until) == (14, date(2026, 11, 30), None)

    desk.do(set_test, blood.id, status="taken", taken_on=date(2026, 11, 29))

    taken = next(test for test in desk.ask(ordered_tests) if test.id == blood.id)
    assert (taken.valid_until, taken.fits, taken.expected_on) == (date(2026, 12, 13), False, date(2026, 11, 30))


def test_a_test_for_nothing_has_no_validity(desk: Desk) -> None:
    patient = kim(desk)
    desk.do(order_test, patient, "markers", due_on=TODAY + timedelta(days=3), note="натощак")

    (test,) = desk.ask(ordered_tests)

    assert (test.visit_on, test.not_earlier, test.fits, test.note) == (None, None, None, "натощак")


def test_only_what_waits_is_listed_and_what_came_lately_if_wanted(desk: Desk) -> None:
    patient = kim(desk)
    ids = [desk.do(order_test, patient, "cbc", due_on=TODAY + timedelta(days=n)).result.test_id for n in range(4)]
    desk.do(set_test, ids[1], status="taken")
    desk.do(set_test, ids[2], status="result_in")
    desk.do(set_test, ids[3], status="cancelled")

    assert [test.id for test in desk.ask(ordered_tests)] == ids[:2]
    assert [test.id for test in desk.ask(ordered_tests, done_since=TODAY)] == ids[:3]
    assert [test.id for test in desk.ask(ordered_tests, done_since=TODAY + timedelta(days=1))] == ids[:2]


def test_other_peoples_tests_are_not_listed(desk: Desk) -> None:
    patient = kim(desk)
    desk.do(order_test, patient, "cbc")
    from db.actions.people import assign_patients

    desk.do(assign_patients, [patient], None)

    assert desk.ask(ordered_tests) == ()
    assert len(desk.ask(ordered_tests, assistant="*")) == 1
    assert len(desk.ask(ordered_tests, patient_id=patient)) == 1


def test_an_admission_says_how_each_of_its_tests_stands(desk: Desk) -> None:
    patient = kim(desk)
    visit = admission(desk, patient)
    assert [(one.visit_id, one.bundle, one.needs) for one in desk.ask(admissions)] == [(visit, None, ())]

    (asked,) = desk.ask(admissions, patient_id=patient, bundle="chemo_course_kuzbass")
    assert len(asked.lacking) == len(asked.needs) == 5

    desk.do(order_bundle, visit, "chemo_course_kuzbass")
    (done,) = desk.ask(admissions)
    assert done.ru == "Курс ПХТ/ЛТ (пример: Кузбасс)"
    assert {need.standing for need in done.needs} == {Standing.ORDERED}
    assert done.lacking == ()


def test_an_admission_that_is_over_is_not_listed(desk: Desk) -> None:
    visit = admission(desk, kim(desk))
    desk.do(set_visit_status, visit, "cancelled")

    assert desk.ask(admissions) == ()


def test_a_course_says_which_cycles_may_still_move(desk: Desk) -> None:
    patient = kim(desk)
    made = desk.do(plan_course, patient, "q21", date(2026, 11, 19), 3).result
    (first,) = desk.rows("SELECT MIN(id) FROM visit")[0]
    desk.do(set_visit_status, first, "attended")

    (row,) = desk.ask(courses)

    assert (row.id, row.full_name, row.infusion_days) == (made.course_id, "Ким Олег", (1,))
    assert [(cycle.number, cycle.begun, cycle.visits, cycle.movable) for cycle in row.cycles] == [
        (1, True, 0, False), (2, False, 1, True), (3, False, 1, True),
    ]  # fmt: skip
    assert row.next is not None
    desk.do(shift_cycle, row.next.id, date(2026, 12, 11), version=row.next.version)
    desk.do(skip_cycle, row.cycles[2].id)
    again = desk.ask(course, row.id)
    assert again is not None
    assert [(cycle.starts_on, cycle.status) for cycle in again.cycles] == [
        (date(2026, 11, 19), "planned"), (date(2026, 12, 11), "planned"), (date(2027, 1, 1), "skipped"),
    ]  # fmt: skip
    assert desk.ask(course, 99) is None
    assert row.created_at == NOW
