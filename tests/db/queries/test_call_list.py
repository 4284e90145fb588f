from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest

from db.actions.calls import open_call, put_aside
from db.actions.marks import settle_task
from db.actions.reminders import add_reminder
from db.actions.undo import undo
from db.errors import Denied, Refused
from db.queries.call_list import CallRow, WorkedOn, call_list, explain
from tests.build import colleague, miss, patient, sign_in, talk, visit
from tests.desk import Desk

At = Callable[[str], datetime]


def rows(desk: Desk) -> dict[str, CallRow]:
    return {row.full_name: row for row in desk.ask(call_list).rows}


def names(desk: Desk) -> list[str]:
    return [row.full_name for row in desk.ask(call_list).rows]


def test_an_empty_desk_has_an_empty_list_until_midnight(desk: Desk, at: At) -> None:
    listed = desk.ask(call_list)
    assert listed.rows == ()
    assert listed.next_change_at == at("2026-11-21 00:00")
    counts = listed.counts
    assert (counts.now, counts.callback, counts.later, counts.desk, counts.done, counts.old) == (0, 0, 0, 0, 0, 0)
    assert (counts.calls_today, counts.reached_today) == (0, 0)


def test_a_new_patient_stands_on_the_list_with_all_that_is_needed(desk: Desk) -> None:
    patient(desk, "Ким Олег Сергеевич", "8 916 000-10-22", "8 495 111-22-33", met=False, sex="m", flags=("hearing",))
    (row,) = desk.ask(call_list).rows
    assert (row.section, row.full_name, row.age, row.sex) == ("now", "Ким Олег Сергеевич", 67, "m")
    assert [reason.kind for reason in row.reasons] == ["first_contact"]
    assert [(phone.phone, phone.relation) for phone in row.phones] == [
        ("+79160001022", "self"), ("+74951112233", "self"),
    ]  # fmt: skip
    assert row.flags == ("hearing",)
    assert (row.rounds_today, row.rounds_cap, row.zone, row.aside, row.own) == (0, 2, "Europe/Moscow", False, True)


def test_one_row_brings_all_reasons_of_a_patient(desk: Desk, at: At) -> None:
    mother = patient(desk, "Петрова Мария Ивановна", "8 916 123-45-67")
    first = visit(desk, mother, "oncologist", at("2026-11-23 10:30"))
    desk.do(add_reminder, mother, "спросить про полис", at("2026-11-20 09:30"))
    row = rows(desk)["Петрова Мария Ивановна"]
    assert {reason.kind for reason in row.reasons} == {"confirm_visit", "reminder"}
    confirm = next(reason for reason in row.reasons if reason.kind == "confirm_visit")
    assert confirm.source == f"visit:{first}"
    assert dict(confirm.params)["service"] == "oncologist"
    assert dict(next(r for r in row.reasons if r.kind == "reminder").params)["text"] == "спросить про полис"
    assert row.due_code == "today"
    assert row.sign == "calm"  # no alarm for what is merely due today


def test_a_first_call_due_today_and_a_call_past_its_time_are_alarms(desk: Desk, at: At) -> None:
    patient(desk, "Новая Анна", "8 916 000-54-41", met=False)
    late = patient(desk, "Гусев Пётр", "8 916 000-54-40")
    visit(desk, late, "oncologist", at("2026-11-23 10:30"))
    desk.frozen.move_to(at("2026-11-21 12:00"))
    assert rows(desk)["Гусев Пётр"].sign == "late"
    desk.frozen.move_to(at("2026-11-23 09:30"))
    assert rows(desk)["Новая Анна"].sign == "late"


def test_nobody_answers_and_the_row_waits_for_the_next_try(desk: Desk, at: At) -> None:
    someone = patient(desk, "Гусев Пётр", "8 916 000-54-40", met=False)
    miss(desk, someone)
    row = rows(desk)["Гусев Пётр"]
    assert (row.section, row.rounds_today) == ("later", 1)
    assert row.waits_until is not None
    assert row.waits_until > desk.frozen.now()
    assert desk.ask(call_list).next_change_at <= row.waits_until
    desk.frozen.move_to(row.waits_until)
    assert rows(desk)["Гусев Пётр"].section == "now"


def test_the_list_moves_by_itself_at_the_instant_it_names(desk: Desk, at: At) -> None:
    someone = patient(desk, "Гусев Пётр", "8 916 000-54-40", met=False)
    miss(desk, someone)
    before = [(row.section, row.due_code) for row in desk.ask(call_list).rows]
    changes = desk.ask(call_list).next_change_at
    desk.frozen.move_to(changes - timedelta(seconds=1))
    assert [(row.section, row.due_code) for row in desk.ask(call_list).rows] == before
    desk.frozen.move_to(changes)
    assert [(row.section, row.due_code) for row in desk.ask(call_list).rows] != before


def test_a_promised_hour_stands_in_its_own_section_and_first_when_it_comes(desk: Desk, at: At) -> None:
    patient(desk, "Ким Олег", "8 916 000-10-22", met=False)
    orlova = patient(desk, "Орлова Нина", "8 916 000-88-03", met=False)
    talk(desk, orlova, "CALLBACK", until_at=at("2026-11-20 14:20"))
    waiting = rows(desk)["Орлова Нина"]
    assert (waiting.section, waiting.due_code, waiting.sign) == ("callback", "at", "asked")
    assert names(desk) == ["Ким Олег", "Орлова Нина"]
    desk.frozen.move_to(at("2026-11-20 14:20"))
    assert names(desk)[0] == "Орлова Нина"
    assert desk.ask(call_list).counts.callback == 1


def test_a_late_call_back_is_offered_to_the_centre(desk: Desk, at: At) -> None:
    orlova = patient(desk, "Орлова Нина", "8 916 000-88-03", met=False)
    talk(desk, orlova, "CALLBACK", until_at=at("2026-11-20 14:20"))
    other = colleague(desk)
    sign_in(desk, other)
    assert names(desk) == []
    desk.frozen.move_to(at("2026-11-20 14:50"))
    (row,) = desk.ask(call_list).rows
    assert (row.full_name, row.section, row.own) == ("Орлова Нина", "callback", False)
    assert [reason.kind for reason in row.reasons] == ["callback_offer"]
    assert desk.ask(explain, orlova).points == row.points


def test_what_is_settled_today_is_done_and_counted(desk: Desk, at: At) -> None:
    someone = patient(desk, "Цой Виктор", "8 916 000-61-73", met=False)
    talk(desk, someone, "ACCEPTS")
    listed = desk.ask(call_list)
    assert [(row.section, row.sign) for row in listed.rows] == [("done", "done")]
    assert listed.rows[0].done == WorkedOn(desk.frozen.now(), "REACHED", ("ACCEPTS",))
    assert (listed.counts.done, listed.counts.calls_today, listed.counts.reached_today) == (1, 1, 1)
    desk.do(undo)
    assert rows(desk)["Цой Виктор"].section == "now"
    desk.frozen.move_to(at("2026-11-23 10:00"))
    assert desk.ask(call_list).counts.done == 0


def test_a_call_put_aside_stays_on_top(desk: Desk) -> None:
    patient(desk, "Ким Олег", "8 916 000-10-22", met=False)
    second = patient(desk, "Яковлев Яков", "8 916 000-10-23", met=False)
    call_id = desk.do(open_call, second).result.call_id
    desk.do(put_aside, call_id)
    first = desk.ask(call_list).rows[0]
    assert (first.full_name, first.aside, first.call_id, first.section) == ("Яковлев Яков", True, call_id, "now")


def test_desk_work_stands_apart_and_can_be_settled(desk: Desk, at: At) -> None:
    someone = patient(desk, "Сидоренко Анна", "8 916 000-90-09")
    visit(desk, someone, "oncologist", at("2026-11-20 09:00"))
    desk.frozen.move_to(at("2026-11-20 11:00"))
    row = rows(desk)["Сидоренко Анна"]
    assert (row.section, [reason.kind for reason in row.reasons]) == ("desk", ["took_place"])
    desk.do(settle_task, row.reasons[0].task_id, "TOOK_PLACE", told_from="system")
    done = rows(desk)["Сидоренко Анна"]
    called = at("2026-11-20 09:30")  # the call that made the patient known stays the time of the last call
    assert (done.section, done.done) == ("done", WorkedOn(called, "REACHED", ("ACCEPTS", "TOOK_PLACE")))


def test_what_waits_for_the_supervisor_is_on_their_desk_only(desk: Desk) -> None:
    someone = patient(desk, "Цой Виктор", "8 916 000-61-73", met=False)
    talk(desk, someone, "DIED", spoke="other", said_name="сын Иван")
    row = rows(desk)["Цой Виктор"]
    assert (row.section, [reason.audience for reason in row.reasons]) == ("desk", ["supervisor"])
    sign_in(desk, colleague(desk, roles=("supervisor",)))
    assert names(desk) == ["Цой Виктор"]
    sign_in(desk, colleague(desk, "vera", "Зимина Вера"))
    assert names(desk) == []
    with pytest.raises(Denied, match="not_your_role"):
        desk.ask(call_list, 1)
    desk.be("supervisor")
    assert [row.section for row in desk.ask(call_list, 1).rows] == ["done"]


def test_rows_over_a_year_late_are_kept_apart(desk: Desk, at: At) -> None:
    old = patient(desk, "Давний Иван", "8 916 000-00-01", met=False, in_care_since=date(2026, 11, 20))
    desk.frozen.move_to(at("2028-01-20 11:00"))
    patient(desk, "Новый Пётр", "8 916 000-00-02", met=False)
    listed = desk.ask(call_list)
    assert [(row.full_name, row.section) for row in listed.rows] == [("Новый Пётр", "now"), ("Давний Иван", "old")]
    assert (listed.counts.now, listed.counts.old) == (1, 1)
    assert desk.ask(explain, old).section == "old"


def test_namesakes_and_shared_numbers_are_found_not_set(desk: Desk) -> None:
    patient(desk, "Петрова Мария Ивановна", "8 916 123-45-67", met=False)
    patient(desk, "Петрова Мария Ильинична", "8 916 000-02-18", met=False)
    patient(desk, "Петрова Марина", "8 916 000-02-19", met=False)
    patient(desk, "Ким Олег", "8 916 123-45-67", met=False)
    assert {name: row.flags for name, row in rows(desk).items()} == {
        "Петрова Мария Ивановна": ("namesake", "shared_number"),
        "Петрова Мария Ильинична": ("namesake",),
        "Петрова Марина": (),
        "Ким Олег": ("shared_number",),
    }


def test_the_explanation_adds_up_to_the_place(desk: Desk, at: At) -> None:
    ids = [patient(desk, f"Номер {index}", f"8 916 000-00-{index:02}", met=index % 2 == 0) for index in range(6)]
    visit(desk, ids[0], "oncologist", at("2026-11-23 10:30"))
    visit(desk, ids[2], "ct", at("2026-11-24 10:30"))
    miss(desk, ids[3])
    talk(desk, ids[5], "CALLBACK", until_at=at("2026-11-20 10:10"))
    listed = desk.ask(call_list).rows
    for row in listed:
        why = desk.ask(explain, row.patient_id)
        assert (why.section, why.points) == (row.section, row.points)
        assert sum(part.points for part in why.parts) == why.points
    now = [row.points for row in listed if row.section == "now"]
    assert now == sorted(now, reverse=True)


def test_the_best_hour_of_the_patient_counts(desk: Desk, at: At) -> None:
    early, late = patient(desk, "Ранняя Анна", "8 916 000-00-01"), patient(desk, "Поздняя Вера", "8 916 000-00-02")
    for day in (9, 10, 11, 12):
        for hour, who in (("09:30", early), ("17:30", late)):
            desk.frozen.move_to(at(f"2026-11-{day:02} {hour}"))
            talk(desk, who, "ANSWERED")
        for hour, who in (("17:40", early), ("09:40", late)):
            desk.frozen.move_to(at(f"2026-11-{day:02} {hour}"))
            miss(desk, who)
    desk.frozen.move_to(at("2026-11-20 10:00"))
    for who in (early, late):
        visit(desk, who, "oncologist", at("2026-11-23 10:30"))
    desk.frozen.move_to(at("2026-11-20 10:00"))
    assert names(desk)[:2] == ["Ранняя Анна", "Поздняя Вера"]
    assert "good_hour" in {part.code for part in desk.ask(explain, early).parts}
    assert "good_hour" not in {part.code for part in desk.ask(explain, late).parts}


def test_an_unknown_patient_is_refused(desk: Desk) -> None:
    with pytest.raises(Refused, match="unknown_patient"):
        desk.ask(explain, 99)
