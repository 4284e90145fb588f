"""Two records become one, and two again; nothing is lost on either way."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

import pytest

from db.actions.assigning import assign_patients
from db.actions.colleagues import add_cover, send_message
from db.actions.contacts import NewContact, add_contact
from db.actions.courses import plan_course
from db.actions.erasure import erase_patient
from db.actions.notes import add_note
from db.actions.patients import NewPatient, add_patient, open_card, set_milestone
from db.actions.reminders import add_reminder
from db.actions.tests import order_test
from db.actions.twins import merge_patients, say_not_same, unmerge_patients
from db.actions.undo import undo
from db.checks import check
from db.errors import Conflict, Refused
from db.queries.card import card
from db.queries.patients import patients
from db.queries.search import search
from db.queries.timeline import timeline
from db.queries.twins import kept_id, twin_pairs
from tests.build import colleague, miss, patient, talk, visit
from tests.desk import Desk

At = Callable[[str], datetime]
TABLES = (
    "patient", "contact", "visit", "test_order", "reminder", "call", "mark", "note", "milestone", "patient_word",
    "not_same", "imported_value", "imported_item", "assignment", "message", "cover", "course", "cycle", "barrier",
    "pause", "decision",
)  # fmt: skip


@pytest.fixture
def twins(desk: Desk, at: At) -> tuple[int, int]:
    """Maria twice: a number and a visit stand in both records, the rest in one of them."""
    trusted = NewContact("8 495 765-43-21", relation="daughter", standing="trusted", scope="time_place_only")
    keep = patient(desk, "Петрова Мария Ивановна", "8 916 123-45-67", trusted, sex="f", snils="11223344595")
    better = NewContact("8 495 765-43-21", relation="daughter", standing="trusted", scope="full_logistics",
                        consent_on=date(2026, 11, 1), consent_paper="папка 7")  # fmt: skip
    gone = patient(desk, "Петрова-Ким Мария Ивановна", "8 903 555-10-22", better, policy="7712345678901234", stage="II")
    visit(desk, keep, "oncologist", at("2026-11-25 10:00"), booked_in="planned", booking_number=None)
    both = visit(desk, gone, "oncologist", at("2026-11-25 10:00"))
    desk.do(order_test, gone, "cbc", due_on=date(2026, 11, 24), for_visit_id=both)
    talk(desk, gone, "CONFIRMED", visit_id=both)
    miss(desk, gone)
    desk.do(add_note, gone, "живёт у дочери")
    olga = colleague(desk)
    desk.do(assign_patients, [gone], olga)
    desk.do(assign_patients, [gone], 1)
    desk.do(send_message, olga, "звонила в 11:20", gone)
    desk.do(add_cover, 1, olga, date(2026, 11, 23), date(2026, 11, 24), patient_id=gone)
    desk.do(plan_course, gone, "q21", date(2026, 12, 7), 2)
    desk.do(add_reminder, gone, "Полис", at("2026-12-01 10:00"))
    desk.do(set_milestone, gone, "diagnosis", date(2026, 10, 1))
    desk.do(set_milestone, keep, "diagnosis", date(2026, 10, 5))
    return keep, gone


def record(desk: Desk) -> dict[str, list[tuple[object, ...]]]:
    """Return all rows without versions, in the order of their keys."""
    found = {}
    for table in TABLES:
        with desk.reading() as conn:
            rows = conn.dicts(f"SELECT * FROM {table}")
        found[table] = sorted((tuple(v for k, v in sorted(row.items()) if k != "version") for row in rows), key=repr)
    return found


def test_all_rows_come_over_and_what_stood_in_both_stands_once(desk: Desk, twins: tuple[int, int]) -> None:
    keep, gone = twins
    done = desk.do(merge_patients, keep, gone).result
    assert (done.patient_id, done.gone_id, done.once) == (keep, gone, 3)
    shown = desk.ask(card, keep)
    assert sorted(one.phone or "" for one in shown.contacts) == ["+74957654321", "+79035551022", "+79161234567"]
    daughter = next(one for one in shown.contacts if one.phone == "+74957654321")
    assert daughter.scope == "full_logistics"
    (only,) = [one for one in shown.visits if one.service == "oncologist"]
    assert (only.status, only.booking_number) == ("confirmed", "7")
    assert [one.for_visit_id for one in shown.tests if one.due_on == date(2026, 11, 24)] == [only.id]
    assert [one.text for one in shown.notes] == ["живёт у дочери"]
    assert {one.on_date for one in shown.milestones if one.kind == "diagnosis"} == {date(2026, 10, 5)}
    assert (shown.stage, shown.policy, shown.snils) == ("II", "7712345678901234", "11223344595")
    assert len(shown.calls) == 4
    assert "merge_patients" in {entry.code for entry in desk.ask(timeline, keep)}
    assert check(desk).ok


def test_the_gone_record_leads_to_the_kept_one(desk: Desk, twins: tuple[int, int]) -> None:
    keep, gone = twins
    desk.do(merge_patients, keep, gone)
    assert desk.ask(kept_id, gone) == keep
    assert [hit.patient_id for hit in desk.ask(search, "петрова-ким")] == [keep]
    assert [hit.patient_id for hit in desk.ask(search, "1022")] == [keep]
    assert [row.id for row in desk.ask(patients, assistant="*")] == [keep]
    assert desk.ask(twin_pairs) == ()
    with pytest.raises(Refused, match="merged"):
        desk.do(open_card, gone)
    with pytest.raises(Refused, match="merged"):
        desk.do(add_note, gone, "сюда больше не пишут")


def test_a_clash_is_settled_as_chosen(desk: Desk, twins: tuple[int, int]) -> None:
    keep, gone = twins
    desk.do(merge_patients, keep, gone, {"full_name": "gone", "milestone.diagnosis": "gone"})
    shown = desk.ask(card, keep)
    assert shown.full_name == "Петрова-Ким Мария Ивановна"
    assert {one.on_date for one in shown.milestones if one.kind == "diagnosis"} == {date(2026, 10, 1)}


@pytest.mark.parametrize("how", ["undo", "unmerge"])
def test_taken_apart_everything_is_as_it_was(desk: Desk, twins: tuple[int, int], at: At, how: str) -> None:
    keep, gone = twins
    before = record(desk)
    desk.do(merge_patients, keep, gone, {"stage": "gone"})
    if how == "undo":
        desk.do(undo)
    else:
        desk.frozen.move_to(at("2026-11-27 10:00"))
        desk.do(unmerge_patients, gone)
    assert record(desk) == before
    assert check(desk).ok
    with pytest.raises(Refused, match="not_merged"):
        desk.do(unmerge_patients, gone)


def test_own_work_since_does_not_hinder_and_work_on_what_came_over_does(desk: Desk, twins: tuple[int, int]) -> None:
    keep, gone = twins
    desk.do(merge_patients, keep, gone)
    desk.do(add_note, keep, "после объединения")
    desk.do(unmerge_patients, gone)
    assert [one.text for one in desk.ask(card, keep).notes] == ["после объединения"]
    desk.do(merge_patients, keep, gone)
    (contact_id,) = [one.id for one in desk.ask(card, keep).contacts if one.phone == "+79035551022"]
    miss(desk, keep, contact_id=contact_id)
    with pytest.raises(Conflict, match="leaned_on_since"):
        desk.do(unmerge_patients, gone)
    desk.do(set_milestone, keep, "diagnosis", date(2026, 9, 1))
    assert check(desk).ok


def test_a_change_since_is_named(desk: Desk, twins: tuple[int, int], at: At) -> None:
    keep, gone = twins
    desk.do(merge_patients, keep, gone)
    from db.actions.reminders import cancel_reminder

    (reminder,) = desk.ask(card, keep).reminders
    done = desk.do(cancel_reminder, reminder.id)
    with pytest.raises(Conflict, match="changed_since") as refused:
        desk.do(unmerge_patients, gone)
    assert refused.value.params["action"] == done.action_id


def test_three_records_become_one_and_come_apart_in_turn(desk: Desk, twins: tuple[int, int]) -> None:
    keep, gone = twins
    third = desk.do(add_patient, NewPatient("Петрова М. И.", (NewContact("8 916 123-45-67"),))).result.patient_id
    before = record(desk)
    desk.do(merge_patients, gone, third)
    desk.do(merge_patients, keep, gone)
    assert desk.ask(kept_id, third) == keep
    with pytest.raises(Conflict):
        desk.do(unmerge_patients, third)
    desk.do(unmerge_patients, gone)
    assert desk.ask(kept_id, third) == gone
    desk.do(unmerge_patients, third)
    assert record(desk) == before


def test_what_was_joined_is_erased_with_the_record(desk: Desk, twins: tuple[int, int]) -> None:
    keep, gone = twins
    desk.do(merge_patients, keep, gone)
    desk.do(erase_patient, keep, "court", paper="папка 3", force=True)
    left = repr(record(desk)) + repr(desk.rows("SELECT before, after FROM change"))
    assert "Петрова" not in left
    assert "Ким" not in left
    assert "7712345678901234" not in left
    with pytest.raises(Refused, match="record_erased"):
        desk.do(unmerge_patients, gone)
    assert check(desk).ok


def test_two_people_are_shown_as_a_pair_no_more(desk: Desk) -> None:
    one = patient(desk, "Ким Олег Сергеевич", "8 903 555-10-22")
    two = patient(desk, "Ким Олег Сергеевич", "8 903 555-10-23")
    assert len(desk.ask(twin_pairs)) == 1
    desk.do(say_not_same, two, one)
    assert desk.ask(twin_pairs) == ()
    desk.do(undo)
    assert len(desk.ask(twin_pairs, two)) == 1


def test_what_cannot_be_merged_says_why(desk: Desk, twins: tuple[int, int]) -> None:
    from db.actions.calls import open_call

    keep, gone = twins
    with pytest.raises(Refused, match="same_record"):
        desk.do(merge_patients, keep, keep)
    desk.do(add_contact, gone, NewContact("8 926 000-11-22"))
    desk.do(open_call, gone)
    with pytest.raises(Refused, match="call_goes_on"):
        desk.do(merge_patients, keep, gone)
    assert check(desk).ok


def test_a_file_finds_the_kept_record_by_what_the_gone_one_was_known_by(desk: Desk, twins: tuple[int, int]) -> None:
    from db.exchange.import_plan import Candidate
    from db.exchange.matching import Record

    keep, gone = twins
    desk.do(merge_patients, keep, gone)
    with desk.reading() as conn:
        wanted = Candidate(2, (("full_name", "Петрова-Ким Мария Ивановна"), ("birth_on", date(1959, 4, 12))))
        known, refused = Record(conn, [wanted]).match(wanted, [])
    assert refused is None
    assert known is not None
    assert known.id == keep
