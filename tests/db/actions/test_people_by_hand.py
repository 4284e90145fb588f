"""One patient's record changed by hand: numbers, difficulties, pauses, phases, the end and the way back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest

from db.actions.closing import close_patient, set_phase
from db.actions.contacts import NewContact, add_contacts, edit_contact, raise_contact, set_aside
from db.actions.decisions import reopen_patient
from db.actions.difficulties import (
    add_barrier,
    edit_barrier,
    edit_pause,
    end_pause,
    pause_calls,
    reopen_barrier,
    settle_barrier,
)
from db.actions.reminders import add_reminder
from db.actions.undo import undo
from db.errors import BadInput, Conflict, Refused
from tests.db.actions.conftest import Person
from tests.desk import NOW

NUMBERS = "SELECT phone, priority, active FROM contact WHERE patient_id = :id ORDER BY priority, id"


def on(text: str) -> date:
    return date.fromisoformat(text)


# Numbers.


def test_several_numbers_of_one_cell_are_several_contacts_of_one_step(single: Person) -> None:
    son = NewContact("8 926 000-11-22, доб. 5; 495 12", relation="son", standing="trusted", name="Пётр")
    added = single.desk.do(add_contacts, single.id, son).result
    assert (len(added.contact_ids), len(added.doubtful)) == (2, 1)
    rows = single.desk.rows(NUMBERS, id=single.id)
    assert [(row[0], row[1]) for row in rows][:2] == [("+79035551022", 1), ("+79260001122", 2)]
    single.desk.do(undo)
    assert len(single.desk.rows(NUMBERS, id=single.id)) == 1


def test_a_text_without_a_number_is_kept_and_doubted(single: Person) -> None:
    added = single.desk.do(add_contacts, single.id, NewContact("спросить у соседки")).result
    assert added.doubtful == added.contact_ids


def test_a_number_goes_up_one_place_at_a_time(person: Person) -> None:
    first, second = (row[0] for row in person.desk.rows("SELECT id FROM contact ORDER BY priority"))
    person.desk.do(raise_contact, second)
    assert [row[0] for row in person.desk.rows(NUMBERS, id=person.id)] == ["+74957654321", "+79161234567"]
    with pytest.raises(Refused, match="already_first"):
        person.desk.do(raise_contact, second)
    person.desk.do(set_aside, first, "просит не звонить")
    with pytest.raises(Refused, match="set_aside"):
        person.desk.do(raise_contact, first)
    person.desk.do(undo)
    person.desk.do(undo)
    assert [row[0] for row in person.desk.rows(NUMBERS, id=person.id)] == ["+79161234567", "+74957654321"]


def test_a_consent_does_not_end_before_it_begins(person: Person) -> None:
    daughter, version = person.desk.rows("SELECT id, version FROM contact WHERE standing = 'trusted'")[0]
    with pytest.raises(BadInput, match="ends_before_it_starts"):
        person.desk.do(edit_contact, daughter, version, consent_until=on("2026-10-02"))
    person.desk.do(edit_contact, daughter, version, consent_until=on("2027-10-02"), consent_paper="папка 12")
    with pytest.raises(Conflict):
        person.desk.do(edit_contact, daughter, version, name="Анна Петровна")


# Difficulties and pauses.


def test_a_difficulty_goes_from_kind_over_action_to_outcome(single: Person) -> None:
    opened = single.desk.do(add_barrier, single.id, "transport", action="заказать социальное такси").result
    assert opened.due_on is not None
    assert opened.due_on > NOW.date()
    assert "barrier" in single.kinds()
    single.desk.do(edit_barrier, opened.barrier_id, 1, due_on=on("2026-12-01"), kind="distance")
    with pytest.raises(BadInput, match="unknown_code"):
        single.desk.do(edit_barrier, opened.barrier_id, 2, kind="weather")
    single.desk.do(settle_barrier, opened.barrier_id, "такси заказано", version=2)
    assert "barrier" not in single.kinds()
    with pytest.raises(Refused, match="already_settled"):
        single.desk.do(settle_barrier, opened.barrier_id, "ещё раз")
    single.desk.do(reopen_barrier, opened.barrier_id)
    assert "barrier" in single.kinds()
    single.desk.do(undo)
    assert "barrier" not in single.kinds()


def test_a_difficulty_needs_an_outcome_and_an_owner_who_works_here(single: Person) -> None:
    opened = single.desk.do(add_barrier, single.id, "money").result
    with pytest.raises(BadInput, match="text_missing"):
        single.desk.do(settle_barrier, opened.barrier_id, "  ")
    with pytest.raises(Refused, match="unknown_row"):
        single.desk.do(edit_barrier, opened.barrier_id, 1, owner_id=99)


def test_a_pause_holds_calls_and_ends_early(single: Person, monday: datetime) -> None:
    single.visit(monday)
    shown = {task.kind.value: task.due_from for task in single.planned()}["confirm_visit"]
    paused = single.desk.do(pause_calls, single.id, "away", on("2026-11-30"), said_by="trusted").result
    assert {task.kind.value: task.due_from for task in single.planned()}.get("confirm_visit") != shown
    longer = single.desk.do(pause_calls, single.id, "hospital", on("2026-12-05")).result
    assert single.one("SELECT COUNT(*) FROM pause WHERE patient_id = :id AND ended_at IS NULL") == 1
    single.desk.do(edit_pause, longer.pause_id, 1, until_on=on("2026-12-03"))
    with pytest.raises(BadInput, match="until_must_be_later"):
        single.desk.do(edit_pause, longer.pause_id, 2, until_on=NOW.date())
    with pytest.raises(Refused, match="pause_is_over"):
        single.desk.do(end_pause, paused.pause_id)
    single.desk.do(end_pause, longer.pause_id)
    assert {task.kind.value: task.due_from for task in single.planned()}["confirm_visit"] == shown
    single.desk.do(undo)
    assert {task.kind.value: task.due_from for task in single.planned()}.get("confirm_visit") != shown


# Phases and the end.


def test_phases_are_set_by_hand_but_not_the_end(single: Person) -> None:
    single.desk.do(set_phase, single.id, "treatment")
    with pytest.raises(BadInput, match="unknown_code"):
        single.desk.do(set_phase, single.id, "closed")
    single.desk.do(undo)
    assert single.one("SELECT phase FROM patient WHERE id = :id") == "suspected"


def test_closing_lets_what_is_booked_stand_or_cancels_it_and_reopening_asks_again(
    single: Person, monday: datetime, at: Callable[[str], datetime]
) -> None:
    single.visit(monday)
    single.test(on("2026-11-27"))
    single.desk.do(add_reminder, single.id, "полис", at("2026-11-25 09:00"))
    closed = single.desk.do(close_patient, single.id, "moved", text="уехала к сестре в Тулу").result
    assert (closed.visits, closed.tests, closed.reminders) == (0, 0, 0)
    assert single.kinds() == set()
    with pytest.raises(Refused, match="is_closed"):
        single.desk.do(set_phase, single.id, "treatment")
    single.desk.do(reopen_patient, single.id, text="вернулась")
    assert "confirm_visit" in single.kinds()
    assert single.one("SELECT COUNT(*) FROM note WHERE patient_id = :id") == 2
    closed = single.desk.do(close_patient, single.id, "moved", cancel=True).result
    assert (closed.visits, closed.tests, closed.reminders) == (1, 1, 1)
    single.desk.do(undo)
    assert {"confirm_visit", "test_due"} <= single.kinds()


def test_nobody_is_closed_as_dead_by_hand(single: Person) -> None:
    with pytest.raises(Refused, match="death_is_confirmed"):
        single.desk.do(close_patient, single.id, "died")
    single.desk.frozen.move_to(NOW + timedelta(hours=1))
    assert single.one("SELECT phase FROM patient WHERE id = :id") == "suspected"
