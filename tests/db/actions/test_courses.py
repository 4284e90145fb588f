"""Courses: planned with visits and tests, shifted, given, skipped, stopped; bundles ordered for an admission."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from db.actions.bundles import order_bundle
from db.actions.closing import close_patient
from db.actions.courses import CourseSet, give_cycle, plan_course, shift_cycle, skip_cycle, stop_course
from db.actions.decisions import answer_decision
from db.actions.tests import set_test
from db.actions.undo import undo
from db.actions.visits import move_visit, set_visit_status
from db.errors import BadInput, Conflict, Refused
from db.queries.courses import courses
from db.queries.ordered_tests import ordered_tests
from tests.db.actions.conftest import Person
from tests.desk import NOW

START = date(2026, 12, 1)  # a Tuesday


def on(text: str) -> date:
    return date.fromisoformat(text)


def days(person: Person, where: str = "TRUE") -> list[str]:
    """The local days of the patient's visits."""
    rows = person.desk.rows(
        f"SELECT starts_at, status FROM visit WHERE patient_id = :id AND {where} ORDER BY starts_at, id", id=person.id
    )
    return [(start + timedelta(hours=3)).strftime("%m-%d %H:%M ") + status for start, status in rows]


def due_days(person: Person) -> list[date]:
    rows = person.desk.rows(
        "SELECT due_on FROM test_order WHERE patient_id = :id AND status = 'ordered' ORDER BY due_on, id", id=person.id
    )
    return [row[0] for row in rows]


def cycle(person: Person, number: int) -> int:
    ids = person.desk.rows("SELECT id FROM cycle WHERE patient_id = :id AND number = :n", id=person.id, n=number)
    found: int = ids[0][0]
    return found


@pytest.fixture
def course(single: Person) -> CourseSet:
    """Three cycles of three weeks from the 1st of December."""
    return single.desk.do(plan_course, single.id, "q21", START, 3).result


def test_a_course_brings_its_cycles_visits_and_blood_tests(single: Person, course: CourseSet) -> None:
    assert course.starts == (START, on("2026-12-22"), on("2027-01-12"))
    assert (course.visits, course.tests) == (3, 6)
    assert days(single) == ["12-01 09:00 planned", "12-22 09:00 planned", "01-12 09:00 planned"]
    # Day -3 of the 12th of January is the 9th, a Saturday after the holidays: nobody works before the 11th.
    assert due_days(single) == [on("2026-11-27")] * 2 + [on("2026-12-18")] * 2 + [on("2027-01-11")] * 2
    assert {"confirm_visit", "check_booking", "test_due"} <= single.kinds()


def test_two_infusions_a_cycle_and_a_rhythm_of_ones_own(single: Person) -> None:
    made = single.desk.do(
        plan_course, single.id, "custom", START, 2, cycle_days=10, infusion_days=(3, 1), with_tests=False
    ).result

    assert (made.visits, made.tests) == (4, 0)
    assert [day[:5] for day in days(single)] == ["12-01", "12-03", "12-11", "12-13"]


@pytest.mark.parametrize(
    ("rhythm", "cycles", "how", "code"),
    [
        ("q99", 3, {}, "unknown_code"),
        ("q28_d1_8_15", 3, {}, "unknown_code"),  # not verified: switched off
        ("custom", 3, {}, "bad_rhythm"),
        ("custom", 3, {"cycle_days": 7, "infusion_days": (9,)}, "bad_rhythm"),
        ("q21", 0, {}, "bad_rhythm"),
        ("q21", 61, {}, "bad_rhythm"),
        ("q28_d1_5", 60, {}, "bad_rhythm"),
        ("q21", 3, {"service": "cbc"}, "unknown_code"),
    ],
)  # fmt: skip
def test_a_course_that_cannot_be_is_refused_whole(
    single: Person, rhythm: str, cycles: int, how: dict[str, object], code: str
) -> None:
    with pytest.raises(BadInput) as refused:
        single.desk.do(plan_course, single.id, rhythm, START, cycles, **how)  # type: ignore[arg-type]  # each case names its own

    assert refused.value.code == code
    assert single.desk.rows("SELECT id FROM course") == []


def test_a_slip_of_the_year_is_refused(single: Person) -> None:
    with pytest.raises(BadInput, match="day_too_far"):
        single.desk.do(plan_course, single.id, "q21", on("2036-12-01"), 3)


def test_no_test_is_ordered_for_a_window_that_is_over(single: Person) -> None:
    made = single.desk.do(plan_course, single.id, "q21", on("2026-11-20"), 2).result

    assert made.tests == 2


def test_a_shift_moves_this_and_later_cycles_with_visits_and_tests(single: Person, course: CourseSet) -> None:
    shifted = single.desk.do(shift_cycle, cycle(single, 2), on("2026-12-29"), because="анализы").result

    assert (shifted.days, shifted.starts) == (7, (on("2026-12-29"), on("2027-01-19")))
    assert days(single, "status = 'planned'") == ["12-01 09:00 planned", "12-29 09:00 planned", "01-19 09:00 planned"]
    assert days(single, "status = 'moved'") == ["12-22 09:00 moved", "01-12 09:00 moved"]
    assert due_days(single) == [on("2026-11-27")] * 2 + [on("2026-12-25")] * 2 + [on("2027-01-15")] * 2
    linked = single.desk.rows(
        "SELECT DISTINCT v.status, t.cycle_id = v.cycle_id FROM test_order t JOIN visit v ON v.id = t.for_visit_id"
    )
    assert linked == [("planned", 1)]
    single.planned()


def test_a_shift_is_undone_whole(single: Person, course: CourseSet) -> None:
    watched = (
        "SELECT id, starts_on, status, because FROM course",
        "SELECT id, starts_on, status, because FROM cycle ORDER BY id",
        "SELECT id, starts_at, status, initiative, follows_id, cycle_id FROM visit ORDER BY id",
        "SELECT id, due_on, status, for_visit_id, cycle_id FROM test_order ORDER BY id",
    )
    before = [single.desk.rows(sql) for sql in watched]
    single.desk.do(shift_cycle, cycle(single, 1), on("2026-12-03"))
    assert [single.desk.rows(sql) for sql in watched] != before

    single.desk.do(undo)

    assert [single.desk.rows(sql) for sql in watched] == before
    single.planned()


def test_a_course_is_undone_whole(single: Person, course: CourseSet) -> None:
    single.desk.do(undo)

    for table in ("course", "cycle", "visit", "test_order"):
        assert single.desk.rows(f"SELECT id FROM {table}") == []
    assert single.kinds() == set()


def test_a_course_with_which_somebody_worked_is_not_undone(single: Person, course: CourseSet) -> None:
    (first,) = single.desk.rows("SELECT MIN(id) FROM visit")[0]
    made = single.desk.rows("SELECT MAX(id) FROM action")[0][0]
    single.desk.do(set_visit_status, first, "confirmed")

    with pytest.raises(Conflict, match="changed_since"):
        single.desk.do(undo, made)


def test_a_cycle_that_began_keeps_its_days(single: Person, course: CourseSet) -> None:
    (first,) = single.desk.rows("SELECT MIN(id) FROM visit")[0]
    single.desk.do(set_visit_status, first, "attended")

    with pytest.raises(Refused, match="cycle_is_over"):
        single.desk.do(shift_cycle, cycle(single, 1), on("2026-12-08"))
    with pytest.raises(Refused, match="cycle_before_earlier"):
        single.desk.do(shift_cycle, cycle(single, 2), START)
    assert single.desk.do(shift_cycle, cycle(single, 2), on("2026-12-20")).result.days == -2


def test_a_stale_shift_and_one_to_the_same_day_are_refused(single: Person, course: CourseSet) -> None:
    with pytest.raises(Conflict, match="changed_meanwhile"):
        single.desk.do(shift_cycle, cycle(single, 2), on("2026-12-29"), version=9)
    with pytest.raises(BadInput, match="same_day"):
        single.desk.do(shift_cycle, cycle(single, 2), on("2026-12-22"))


def test_a_skipped_cycle_cancels_what_stood_and_a_given_last_one_ends_the_course(
    single: Person, course: CourseSet
) -> None:
    single.desk.do(skip_cycle, cycle(single, 2), because="по решению врача")
    assert days(single, "status = 'cancelled'") == ["12-22 09:00 cancelled"]
    assert on("2026-12-18") not in due_days(single)
    single.desk.do(give_cycle, cycle(single, 1))

    ended = single.desk.do(give_cycle, cycle(single, 3)).result

    assert (ended.status, ended.course_status) == ("given", "done")
    with pytest.raises(Refused, match="course_is_over"):
        single.desk.do(skip_cycle, cycle(single, 3))
    single.planned()


def test_the_last_word_ends_a_course_whose_cycles_were_all_given(single: Person, course: CourseSet) -> None:
    ids = [row[0] for row in single.desk.rows("SELECT id FROM visit ORDER BY starts_at")]
    for visit_id in ids[:2]:
        single.desk.do(set_visit_status, visit_id, "attended")
    assert single.desk.do(give_cycle, cycle(single, 2)).result.course_status == "active"
    single.desk.do(set_visit_status, ids[2], "attended")
    (row,) = single.desk.ask(courses, patient_id=single.id)
    assert row.next is None
    assert row.last_begun is not None
    assert row.last_begun.number == 3
    assert single.desk.do(give_cycle, row.last_begun.id).result.course_status == "done"
    (row,) = single.desk.ask(courses, patient_id=single.id, status=None)
    assert [each.status for each in row.cycles] == ["given"] * 3
    single.planned()


def test_a_stopped_course_leaves_nothing_to_come(single: Person, course: CourseSet) -> None:
    stopped = single.desk.do(stop_course, course.course_id, because="переведён").result

    assert (stopped.visits, stopped.tests) == (3, 6)
    assert single.kinds() == set()
    single.desk.do(undo)
    assert len(days(single, "status = 'planned'")) == 3
    single.planned()


def test_a_visit_moved_by_hand_stays_in_its_cycle(single: Person, course: CourseSet) -> None:
    (first,) = single.desk.rows("SELECT MIN(id) FROM visit")[0]
    single.desk.do(move_visit, first, NOW + timedelta(days=13), initiative="clinic")

    single.desk.do(shift_cycle, cycle(single, 1), on("2026-12-02"))

    assert days(single, "status = 'planned'")[0] == "12-04 10:00 planned"


def test_a_bundle_orders_what_an_admission_lacks(single: Person) -> None:
    visit = single.visit(datetime.fromisoformat("2026-12-14T08:00:00+03:00"), "admission")
    taken = single.test(on("2026-11-20"), "urine")
    single.desk.do(set_test, taken, status="result_in", taken_on=on("2026-11-20"))
    early = single.test(on("2026-11-23"), "cbc")

    made = single.desk.do(order_bundle, visit, "admission_msk_mknc").result

    assert made.moved == (early,)
    rows = dict(
        single.desk.rows(
            "SELECT service, due_on FROM test_order WHERE status = 'ordered' AND for_visit_id = :v", v=visit
        )
    )
    # Urine of the 20th of November would be 24 days old; it is valid for 14.
    assert set(rows) == {"cbc", "urine", "biochem", "infections", "ecg", "flg", "measles"}
    assert rows["cbc"] == on("2026-12-11")
    assert "admission_tests" not in single.kinds()
    single.desk.do(undo)
    assert single.one("SELECT due_on FROM test_order WHERE patient_id = :id AND service = 'cbc'") == on("2026-11-23")
    single.planned()


def test_an_admission_that_moves_wants_its_tests_again(single: Person) -> None:
    visit = single.visit(datetime.fromisoformat("2026-11-25T08:00:00+03:00"), "admission")
    single.desk.do(order_bundle, visit, "chemo_course_kuzbass")
    for (test,) in single.desk.rows("SELECT id FROM test_order"):
        single.desk.do(set_test, test, status="taken", taken_on=on("2026-11-20"))
    assert "admission_tests" not in single.kinds()

    single.desk.do(move_visit, visit, datetime.fromisoformat("2026-12-02T08:00:00+03:00"), initiative="clinic")

    (task,) = [task for task in single.planned() if task.kind == "admission_tests"]
    assert dict(task.params)["lacks"] == "cbc"  # five days are over; the others are valid for a fortnight


def test_a_bundle_is_for_an_admission_that_stands(single: Person, monday: datetime) -> None:
    visit = single.visit(monday, "admission")
    with pytest.raises(BadInput, match="unknown_code"):
        single.desk.do(order_bundle, visit, "elsewhere")
    single.desk.do(set_visit_status, visit, "attended")
    with pytest.raises(Refused, match="visit_is_over"):
        single.desk.do(order_bundle, visit, "surgery_generic")


def test_a_visit_moved_by_hand_to_where_its_cycle_goes_is_not_moved_again(single: Person, course: CourseSet) -> None:
    (first,) = single.desk.rows("SELECT MIN(id) FROM visit")[0]
    single.desk.do(move_visit, first, datetime.fromisoformat("2026-12-03T11:00:00+03:00"), initiative="clinic")
    (row,) = single.desk.ask(courses)
    assert [one.moved_on for one in row.cycles] == [on("2026-12-03"), None, None]

    shifted = single.desk.do(shift_cycle, cycle(single, 1), on("2026-12-03")).result

    assert shifted.visits == 2
    assert days(single, "status = 'planned'") == ["12-03 11:00 planned", "12-24 09:00 planned", "01-14 09:00 planned"]
    (row,) = single.desk.ask(courses)
    assert [one.moved_on for one in row.cycles] == [None, None, None]


def test_the_end_of_the_support_stops_the_course_and_undo_brings_it_back(single: Person, course: CourseSet) -> None:
    assert len(single.desk.ask(courses)) == 1
    single.desk.do(close_patient, single.id, "declined", cancel=True)

    assert single.one("SELECT status, because FROM course WHERE patient_id = :id") == ("stopped", "declined")
    assert single.desk.ask(ordered_tests) == ()
    single.desk.do(undo)
    assert single.one("SELECT status FROM course WHERE patient_id = :id") == "active"
    assert len(days(single, "status = 'planned'")) == 3


def test_after_word_of_a_death_nothing_is_listed_and_a_confirmed_one_stops_the_course(
    single: Person, course: CourseSet
) -> None:
    single.mark("DIED")
    assert single.desk.ask(courses) == ()
    assert single.desk.ask(ordered_tests) == ()
    assert len(single.desk.ask(courses, patient_id=single.id)) == 1
    decision = single.one("SELECT id FROM decision WHERE patient_id = :id")

    single.desk.do(answer_decision, decision, "confirmed")

    assert single.one("SELECT status FROM course WHERE patient_id = :id") == "stopped"
    assert len(days(single, "status = 'cancelled'")) == 3


def test_a_visit_of_yesterday_is_not_cancelled_with_its_course(single: Person) -> None:
    made = single.desk.do(plan_course, single.id, "q21", on("2026-11-19"), 2).result

    stopped = single.desk.do(stop_course, made.course_id).result

    assert stopped.visits == 1
    assert days(single, "status = 'planned'") == ["11-19 09:00 planned"]
