"""Files of visits beside a record that lives: moves by the clinic, and what hands have done."""

from __future__ import annotations

from datetime import date

from db.actions.tests import order_test, set_test
from db.actions.visits import cancel_visit, move_visit, set_visit_status
from tests import build
from tests.db.exchange.files import ANNA, TESTS, ItemsOf, apply, codes, later, standings, visits
from tests.desk import Desk, moscow


def test_a_changed_time_of_the_same_number_is_a_move(desk: Desk, items_of: ItemsOf, anna: int) -> None:
    apply(desk, items_of(f"{ANNA};25.11.2026;10:30;КТ;;;12-345;"))
    plan = items_of(f"{ANNA};27.11.2026;12:00;КТ;;;12-345;", made=later())
    assert (standings(plan), plan.moved, plan.updated) == ([(2, "moved")], 1, 1)
    apply(desk, plan)
    assert [row[3:] for row in visits(desk)] == [
        (moscow("2026-11-25 10:30"), "moved", "booked", "12-345"),
        (moscow("2026-11-27 12:00"), "planned", "booked", "12-345"),
    ]
    assert desk.rows("SELECT initiative FROM visit WHERE id = 1") == [("clinic",)]
    assert desk.rows("SELECT follows_id FROM visit WHERE id = 2") == [(1,)]
    assert desk.rows("SELECT DISTINCT item_id FROM imported_item") == [(2,)]
    assert desk.strays() == []
    assert items_of(f"{ANNA};27.11.2026;12:00;КТ;;;12-345;", made=later(2)).same == 1


def test_a_changed_time_on_the_same_day_is_a_move(desk: Desk, items_of: ItemsOf, anna: int) -> None:
    apply(desk, items_of(f"{ANNA};25.11.2026;10:30;КТ;;;;"))
    plan = items_of(f"{ANNA};25.11.2026;14:00;КТ;;;;", made=later())
    assert standings(plan) == [(2, "moved")]
    two = items_of(f"{ANNA};25.11.2026;10:30;КТ;;;;", f"{ANNA};25.11.2026;14:00;КТ;;;;", made=later())
    assert standings(two) == [(2, "same"), (3, "new")]
    told_twice = items_of(f"{ANNA};25.11.2026;10:30;КТ;;;;", f"{ANNA};25.11.2026;10:30;КТ;;;;", made=later())
    assert standings(told_twice) == [(2, "same"), (3, "duplicate")]


def test_a_small_number_that_comes_again_is_no_identity(desk: Desk, items_of: ItemsOf, anna: int) -> None:
    apply(desk, items_of(f"{ANNA};25.11.2026;10:30;КТ;;;5;", f"{ANNA};27.11.2026;10:30;МРТ;;;5;"))
    plan = items_of(f"{ANNA};25.11.2026;10:30;КТ;;;5;", f"{ANNA};02.12.2026;10:30;КТ;;;5;", made=later())
    assert standings(plan) == [(2, "same"), (3, "new")]
    desk.do(set_visit_status, 1, "attended")
    plan = items_of(f"{ANNA};02.12.2026;10:30;КТ;;;5;", made=later())
    assert standings(plan) == [(2, "new")]


def test_a_hand_made_visit_is_completed_not_doubled(desk: Desk, items_of: ItemsOf, anna: int) -> None:
    build.visit(desk, anna, "ct", moscow("2026-11-25 10:30"), booked_in="planned", booking_number=None)
    plan = items_of(f"{ANNA};25.11.2026;10:30;КТ;Петров П.П.;;77;", made=later())
    assert [row.changes for row in plan.rows] == [("clinician", "booking_number", "booked_in")]
    apply(desk, plan)
    assert visits(desk)[0][5:] == ("booked", "77")


def test_a_hand_move_wins_over_the_old_time_of_the_file(desk: Desk, items_of: ItemsOf, anna: int) -> None:
    apply(desk, items_of(f"{ANNA};25.11.2026;10:30;КТ;;;12;"))
    desk.do(move_visit, 1, moscow("2026-11-26 09:00"))
    for row in (f"{ANNA};25.11.2026;10:30;КТ;;;12;", f"{ANNA};25.11.2026;10:30;КТ;;;;"):
        plan = items_of(row, made=later(5))
        assert plan.new == 0
        first = plan.warnings[0]
        assert (first.code, dict(first.params)) == ("hand_edit_kept", {"field": "starts_at"})
    assert items_of(f"{ANNA};26.11.2026;09:00;КТ;;;;", made=later(5)).same == 1


def test_a_time_changed_by_hand_after_the_file_was_made_stays(desk: Desk, items_of: ItemsOf, anna: int) -> None:
    build.visit(desk, anna, "ct", moscow("2026-11-25 10:30"), booking_number="12")
    row = f"{ANNA};27.11.2026;10:30;КТ;;;12;"
    assert (standings(items_of(row, made=later(-1))), items_of(row, made=later(-1)).updated) == ([(2, "kept")], 0)
    desk.frozen.move_to(later(2))
    assert standings(items_of(row, made=later(1))) == [(2, "moved")]


def test_a_cancelled_visit_stays_cancelled_by_hand(desk: Desk, items_of: ItemsOf, anna: int) -> None:
    apply(desk, items_of(f"{ANNA};25.11.2026;10:30;КТ;;;12;записан"))
    desk.do(cancel_visit, 1)
    plan = items_of(f"{ANNA};25.11.2026;10:30;КТ;;;12;записан", made=later())
    assert (plan.updated, codes(plan)) == (0, set())
    plan = items_of(f"{ANNA};25.11.2026;10:30;КТ;;;12;состоялся", made=later())
    assert (plan.updated, codes(plan)) == (0, {"status_in_future"})


def test_the_clinic_cancels_what_the_patient_has_confirmed_before(desk: Desk, items_of: ItemsOf, anna: int) -> None:
    apply(desk, items_of(f"{ANNA};25.11.2026;10:30;КТ;;;12;"))
    desk.do(set_visit_status, 1, "confirmed")
    stale = items_of(f"{ANNA};25.11.2026;10:30;КТ;;;12;отменён", made=later(-1), name="old.csv")
    assert stale.updated == 0
    desk.frozen.move_to(later(2))
    plan = items_of(f"{ANNA};25.11.2026;10:30;КТ;;;12;отменён", made=later())
    apply(desk, plan)
    assert desk.rows("SELECT status, status_source, initiative FROM visit") == [("cancelled", "system", "clinic")]
    assert desk.strays() == []


def test_empty_cells_erase_nothing_and_hand_edits_are_kept(desk: Desk, items_of: ItemsOf, anna: int) -> None:
    test_id = desk.do(order_test, anna, "cbc", ordered_on=date(2026, 11, 10)).result.test_id
    apply(desk, items_of(f"{ANNA};ОАК;10.11.2026;27.11.2026;;", header=TESTS))
    assert desk.rows("SELECT due_on FROM test_order") == [(date(2026, 11, 27),)]
    assert items_of(f"{ANNA};ОАК;10.11.2026;;;", header=TESTS, made=later()).same == 1
    desk.do(set_test, test_id, due_on=date(2026, 12, 1), ordered_on=date(2026, 11, 9))
    plan = items_of(f"{ANNA};ОАК;10.11.2026;28.11.2026;;", header=TESTS, made=later())
    assert (plan.new, plan.updated) == (0, 0)
    assert {dict(one.params).get("field") for one in plan.warnings} == {"due_on", "ordered_on"}
