"""Every action that there is, done once with planted words wherever words may stand: each leaves its event, no word."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from db.actions import (
    access,
    assigning,
    bundles,
    calls,
    claims,
    clipboard,
    closing,
    colleagues,
    connections,
    contacts,
    corrections,
    courses,
    decisions,
    difficulties,
    erasure,
    import_items,
    imports,
    late_entries,
    marks,
    notes,
    numbers,
    organisations,
    patients,
    people,
    plan_revision,
    postponing,
    reminders,
    twins,
    undo,
    visit_details,
    visits,
)
from db.actions import tests as test_orders
from db.actions.forms import MarkForm
from db.audit.verifying import verify
from db.exchange.plan_file import plan_file
from db.rules.permitted_actions import OF_KIND
from tests.build import colleague, patient, sign_in
from tests.desk import NOW, Desk

WORD = "Зябликова"
PLANTED = (WORD, "C50.4", "9161234567", "112-233-445 95", "4111 222333")
NEXT = NOW + timedelta(days=3)
ON = date(2026, 12, 1)
REMINDING = "reminding.confirm_visit_working_days_before"


class Hands:
    """One desk, and short ways to have somebody and something to act on."""

    def __init__(self, desk: Desk, folder: Path) -> None:
        self.desk, self.folder, self.made = desk, folder, 0
        desk.be("assistant", "supervisor", "administrator", "auditor", scope="all")
        self.olga = colleague(desk)

    def do(self, act: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        return self.desk.do(act, *args, **kwargs).result

    def somebody(self) -> int:
        self.made += 1
        return patient(
            self.desk, f"{WORD} Анна {'абвгдежзик'[self.made % 10]}{self.made}", f"8 916 123-45-{self.made:02}",
            diagnosis="C50.4", met=False,
        )  # fmt: skip

    def row(self, sql: str, **params: Any) -> Any:
        return self.desk.rows(sql, **params)[0][0]

    def version(self, table: str, row_id: int) -> int:
        version: int = self.row(f"SELECT version FROM {table} WHERE id = :id", id=row_id)
        return version

    def task(self, who: int, kind: str) -> int:
        sql = "SELECT id FROM task WHERE patient_id = :id AND kind = :kind AND state = 'open'"
        found: int = self.row(sql, id=who, kind=kind)
        return found

    def call(self, who: int) -> int:
        call_id: int = self.do(calls.open_call, who).call_id
        return call_id

    def visit(self, who: int, at: datetime = NEXT, service: str = "oncologist") -> int:
        visit_id: int = self.do(visits.book_visit, who, service, at, note=WORD).visit_id
        return visit_id


def record(it: Hands) -> None:
    """Patients, their numbers, what is noted and what hinders them."""
    who = it.somebody()
    it.do(patients.open_card, who)
    it.do(patients.edit_patient, who, it.version("patient", who), address=WORD, policy="4111 222333")
    it.do(patients.set_milestone, who, "diagnosis", date(2026, 10, 1))
    it.do(notes.add_note, who, f"{WORD} C50.4")
    son = contacts.NewContact("8 926 000-11-22", relation="son", standing="trusted", name=WORD)
    it.do(contacts.add_contact, who, son)
    more = contacts.NewContact("8 926 000-11-33, доб. 5; 8 926 000-11-44", relation="son", name=WORD)
    added = it.do(contacts.add_contacts, who, more).contact_ids
    it.do(contacts.raise_contact, added[0])
    it.do(contacts.edit_contact, added[0], it.version("contact", added[0]), name=WORD + "а")
    it.do(contacts.set_aside, added[1], "просит не звонить")
    barrier = it.do(difficulties.add_barrier, who, "transport", action=WORD).barrier_id
    it.do(difficulties.edit_barrier, barrier, 1, due_on=ON)
    it.do(difficulties.settle_barrier, barrier, WORD)
    it.do(difficulties.reopen_barrier, barrier)
    pause = it.do(difficulties.pause_calls, who, "away", ON).pause_id
    it.do(difficulties.edit_pause, pause, 1, until_on=date(2026, 12, 3))
    it.do(difficulties.end_pause, pause)
    found = it.do(reminders.add_reminder, who, WORD, NEXT).reminder_id
    it.do(reminders.edit_reminder, found, text=WORD + "!")
    it.do(reminders.cancel_reminder, found)
    it.do(clipboard.copied, who)
    it.do(undo.undo)


def talking(it: Hands) -> None:
    """Calls, what came of them, and what is corrected afterwards."""
    who = it.somebody()
    call = it.call(who)
    it.do(calls.choose_number, call, it.row("SELECT id FROM contact WHERE patient_id = :id", id=who))
    it.do(calls.put_aside, call)
    it.do(calls.drop_call, it.call(who))
    call = it.call(who)
    it.do(connections.mark_connection, call, "NO_ANSWER")
    it.do(corrections.undo_call, it.do(corrections.correct_call, call, outcome="BUSY").new_call_id)
    call = it.call(who)
    it.do(marks.mark_outcome, call, "ACCEPTS")
    it.do(calls.finish_call, call)
    it.do(late_entries.log_call, who, "NO_ANSWER", at=NOW - timedelta(days=1))
    it.visit(who, NOW + timedelta(hours=20))
    it.do(postponing.postpone, it.task(who, "confirm_visit"), NOW + timedelta(hours=3))
    it.do(postponing.postpone_all, [it.task(who, "confirm_visit")], NOW + timedelta(hours=4))
    other = it.somebody()
    it.do(marks.mark_outcome, it.call(other), "CALLBACK", form=MarkForm(until_at=NOW + timedelta(hours=5)))
    it.do(postponing.offer_callback, it.task(other, "callback"))
    it.do(claims.release_claims)
    with Desk(it.desk.url, it.desk.frozen) as elsewhere:
        elsewhere.do(calls.open_call, other)
        it.do(claims.take_over, other)


def care(it: Hands) -> None:
    """Visits, tests and courses."""
    who = it.somebody()
    visit = it.visit(who)
    it.do(visits.set_booking, visit, "booked", number="77-1")
    it.do(visit_details.change_visit, visit, version=it.version("visit", visit), room="12", note=WORD)
    moved = it.do(visits.move_visit, visit, NEXT + timedelta(days=1), because=WORD).visit_id
    it.do(visits.set_visit_status, moved, "missed", because=WORD)
    it.do(visits.cancel_visit, it.visit(who, NEXT + timedelta(days=9)), because=WORD)
    ward = it.visit(who, NEXT + timedelta(days=12), "admission")
    it.do(bundles.order_bundle, ward, "admission_msk_mknc")
    test = it.do(test_orders.order_test, who, "cbc", due_on=ON, note=WORD).test_id
    it.do(test_orders.set_test, test, status="taken", taken_on=NOW.date())
    course = it.do(courses.plan_course, who, "q21", date(2026, 12, 1), 4, note=WORD).course_id
    cycles = [row[0] for row in it.desk.rows("SELECT id FROM cycle WHERE course_id = :id ORDER BY number", id=course)]
    it.do(courses.shift_cycle, cycles[1], date(2026, 12, 29), because=WORD)
    it.do(courses.give_cycle, cycles[0])
    it.do(courses.skip_cycle, cycles[1], because=WORD)
    it.do(courses.stop_course, course, because=WORD)
    past = it.somebody()
    it.visit(past, NOW + timedelta(minutes=30))
    it.desk.frozen.move_to(NOW + timedelta(hours=3))
    it.do(marks.settle_task, it.task(past, "took_place"), "TOOK_PLACE")


def together(it: Hands) -> None:
    """Colleagues, whose patients are whose, and opening those of others."""
    who, other = it.somebody(), it.somebody()
    it.do(colleagues.set_status, "lunch")
    it.do(colleagues.send_message, it.olga, WORD, who)
    cover = it.do(colleagues.add_cover, it.olga, it.desk.user.id, NOW.date(), NOW.date(), because=WORD).cover_id
    it.do(colleagues.end_cover, cover)
    it.do(colleagues.hand_over, who, it.olga, ON, WORD)
    it.do(assigning.assign_patients, [other], it.olga)
    it.do(assigning.assign_patients, [other], it.desk.user.id)
    it.do(assigning.wrongly_assigned, [other], WORD)
    it.do(marks.mark_outcome, it.call(it.somebody()), "DIED", spoke="other", spoke_name=WORD)
    it.do(decisions.answer_decision, it.row("SELECT MAX(id) FROM decision"), "rejected", text=WORD)
    third = it.somebody()
    it.do(closing.set_phase, third, "treatment")
    it.do(closing.close_patient, third, "moved", text=WORD)
    it.do(decisions.reopen_patient, third, text=WORD)
    mine, anna = it.somebody(), it.desk.user.id
    sign_in(it.desk, it.olga)
    it.do(colleagues.read_message, it.row("SELECT MAX(id) FROM message WHERE to_id = :id", id=it.olga))
    it.do(access.open_for_reason, mine, "calling_in")
    with it.desk._writer.transaction(write=True) as conn:
        there = conn.value(
            "INSERT INTO organisation (kind, name, short_name, search_key)"
            " VALUES ('caop', 'Другой', 'Другой', 'другой') RETURNING id"
        )
    it.desk.be(user_id=it.olga, centre_id=there)
    it.do(access.break_glass, third, f"{WORD} на линии, помощник недоступен")
    sign_in(it.desk, anna)
    it.do(access.review_grant, it.row("SELECT MAX(id) FROM access_grant"), WORD)


def joining(it: Hands) -> None:
    """Two records of one person, and one that is erased."""
    keep, gone, third = it.somebody(), it.somebody(), it.somebody()
    it.do(twins.say_not_same, keep, third)
    it.do(twins.merge_patients, keep, gone)
    it.do(twins.unmerge_patients, gone)
    it.do(erasure.erase_patient, third, "court", paper=WORD, force=True)


def house(it: Hands) -> None:
    """Users, organisations, numbers, and the plan of an earlier program."""
    added = it.do(organisations.add_organisation, "polyclinic", WORD).organisation_id
    it.do(organisations.edit_organisation, added, address=WORD)
    it.do(organisations.disable_organisation, added)
    it.do(organisations.enable_organisation, added)
    user = it.do(people.add_user, "zyablikova", WORD, ["assistant"]).user_id
    it.do(people.edit_user, user, name=WORD + " А. А.")
    it.do(people.disable_user, user)
    it.do(people.enable_user, user)
    it.do(numbers.set_number, REMINDING, "3", WORD)
    it.do(numbers.reset_number, REMINDING, WORD)
    it.do(plan_revision.renew_plan)


def files(it: Hands) -> None:
    """Patients and their visits out of tables."""
    whom, when = it.folder / f"{WORD}.csv", it.folder / "visits.csv"
    whom.write_text(f"ФИО;Дата рождения;Телефон\n{WORD} Вера Ильинична;01.02.1950;8 916 123-45-99\n", "utf-8")
    it.do(imports.apply_import, plan_file(it.desk, whom))
    when.write_text(
        "ФИО;Дата рождения;Дата приёма;Время;Услуга;Врач;МО;Талон;Статус\n"
        f"{WORD} Вера Ильинична;01.02.1950;03.12.2026;10:00;онколог;{WORD};;7;записан\n", "utf-8",
    )  # fmt: skip
    it.do(import_items.apply_items, plan_file(it.desk, when))


def test_every_action_leaves_its_event(desk: Desk, tmp_path: Path) -> None:
    it = Hands(desk, tmp_path)
    for part in (record, talking, care, together, joining, house, files):
        desk.frozen.move_to(NOW)
        desk.confirmed_at = desk.clock.monotonic()
        part(it)
    done = desk.rows("SELECT id, kind, user_id, patient_id, real_at FROM action ORDER BY id")
    assert set(OF_KIND) - {row[1] for row in done} == set(), "what is not done here is not shown to be kept"
    events: dict[int, list[tuple[Any, ...]]] = {}
    for action_id, *event in desk.rows(
        "SELECT action_id, event, user_id, object_kind, object_id, real_at, terminal, outcome FROM audit_event"
        " WHERE action_id IS NOT NULL ORDER BY id"
    ):
        events.setdefault(action_id, []).append(tuple(event))
    for action_id, kind, user_id, patient_id, real_at in done:
        told = [event for event in events[action_id] if event[0] == kind]
        assert len(told) == 1, kind
        _event, by, object_kind, object_id, at, terminal, outcome = told[0]
        assert (by, at, terminal, outcome) == (user_id, real_at, "local", "done"), kind
        if patient_id is not None:
            assert (object_kind, object_id) == ("patient", patient_id), kind
    written = json.dumps(desk.rows("SELECT * FROM audit_event"), ensure_ascii=False, default=str)
    assert [word for word in PLANTED if word in written] == []
    with desk.reading() as conn:
        assert verify(conn, desk.derived("audit")).ok
