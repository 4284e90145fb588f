"""Whatever is done, undone, corrected or interrupted: the stored tasks equal the plan, and nothing derived is stale."""

from __future__ import annotations

import gc
import os
import shutil
import tempfile
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from datetime import date, timedelta
from multiprocessing import get_context
from pathlib import Path
from random import randrange
from typing import Any

import pytest
from hypothesis import HealthCheck, seed, settings
from hypothesis import Phase as Phases
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from db.actions import calls
from db.actions.assigning import wrongly_assigned
from db.actions.bundles import order_bundle
from db.actions.closing import close_patient, set_phase
from db.actions.colleagues import add_cover, end_cover, hand_over, send_message, set_status
from db.actions.contacts import NewContact, add_contact, add_contacts, edit_contact, raise_contact, set_aside
from db.actions.courses import give_cycle, plan_course, shift_cycle, skip_cycle, stop_course
from db.actions.decisions import answer_decision, reopen_patient
from db.actions.difficulties import (
    add_barrier,
    edit_barrier,
    edit_pause,
    end_pause,
    pause_calls,
    reopen_barrier,
    settle_barrier,
)
from db.actions.erasure import erase_patient
from db.actions.notes import add_note
from db.actions.numbers import reset_number, set_number
from db.actions.patients import NewPatient, add_patient, edit_patient, set_milestone
from db.actions.people import add_user, assign_patients
from db.actions.postponing import offer_callback, postpone, postpone_all
from db.actions.reminders import add_reminder, cancel_reminder, edit_reminder
from db.actions.tests import order_test, set_test
from db.actions.twins import merge_patients, say_not_same, unmerge_patients
from db.actions.undo import undo
from db.actions.visits import book_visit, cancel_visit, move_visit, set_visit_status
from db.clock import FrozenClock
from db.errors import BadInput, Refused
from db.rules.facts import Connection, Outcome, Phase, Spoke, VisitStatus
from db.rules.search_words import words_of
from tests.desk import NOW, Desk, make_template, postgres_server

DAYS = st.integers(-3, 20)
PICK = st.integers(0, 10**6)
SPOKE = st.sampled_from([one.value for one in Spoke])
OUTCOME = st.sampled_from([one.value for one in Outcome])
CONNECTION = st.sampled_from([one.value for one in Connection])
NUMBER = st.sampled_from([
    ("attempts.retry_delay_minutes", "60"), ("windows.default_sunday", "10-14"), ("deadlines.disp_set", "9"),
    ("reminding.confirm_visit_working_days_before", "3"), ("waiting.unwilling_days", "2"), ("attempts.cap_rounds", "1"),
    ("cycles.wellbeing_days_after_infusion", "3"), ("follow_up.schedules.ru_548n_default", "off"),
])  # fmt: skip


class Caseloads(RuleBasedStateMachine):
    """A desk on which anything may happen; refusals are answers too, a crash is not."""

    open_desk: Callable[[FrozenClock], tuple[Desk, Callable[[], None]]]
    looked_at: tuple[Any, ...] = ()

    @initialize()
    def begin(self) -> None:
        self.clock = FrozenClock(NOW)
        self.desk, self.end = type(self).open_desk(self.clock)
        for name, phone in (("Петрова Мария", "8 916 123-45-67"), ("Ким Олег", "8 903 555-10-22")):
            trusted = NewContact(phone[:-2] + "99", relation="son", standing="trusted", scope="full_logistics",
                                 consent_on=date(2026, 10, 1))  # fmt: skip
            self.desk.do(add_patient, NewPatient(name, (NewContact(phone), trusted)))
        self._colleague()

    def _colleague(self) -> None:
        self.desk.administer(add_user, "olga", "Котова Ольга", ("assistant",), centre_id=self.desk.user.centre_id)

    def teardown(self) -> None:
        if hasattr(self, "end"):
            self.desk.close()
            self.end()

    def attempt(self, act: Any, *args: Any, **kwargs: Any) -> None:
        """Do it, or be refused in words; anything else fails the test."""
        try:
            self.desk.do(act, *args, **kwargs)
        except (Refused, BadInput):
            return

    def any_of(self, table: str, pick: int) -> int:
        rows = self.desk.rows(f"SELECT id FROM {table} ORDER BY id")
        return rows[pick % len(rows)][0] if rows else 1

    def form(self, days: int) -> calls.MarkForm:
        at = self.clock.now() + timedelta(days=days, hours=1)
        return calls.MarkForm(
            until_at=at, on_date=at.date(), barrier="transport", new_starts_at=at if days % 2 else None,
            because="other",
            trusted_phone="8 926 000-11-22" if days % 5 == 0 else None,
        )  # fmt: skip

    @rule(patient=PICK, connection=CONNECTION, spoke=SPOKE, sure=st.booleans())
    def call_and_connect(self, patient: int, connection: str, spoke: str, sure: bool) -> None:
        call = self._opened(patient)
        self.attempt(calls.mark_connection, call, connection, spoke=spoke, no_such_person=sure, message_left=sure)

    @rule(patient=PICK, outcome=OUTCOME, spoke=SPOKE, days=DAYS, task=PICK, named=st.booleans())
    def call_and_mark(self, patient: int, outcome: str, spoke: str, days: int, task: int, named: bool) -> None:
        call = self._opened(patient)
        task_id = self.any_of("task", task) if named else None
        self.attempt(calls.mark_outcome, call, outcome, task_id=task_id, spoke=spoke, form=self.form(days))

    def _opened(self, patient: int) -> int:
        if not self.desk.rows("SELECT id FROM patient"):  # all were taken back
            self.desk.do(add_patient, NewPatient("Сидорова Анна", (NewContact("8 905 777-54-40"),)))
        patient_id = self.any_of("patient", patient)
        return self.desk.do(
            calls.open_call, self._kept(patient_id), incoming=bool(patient % 2) or self._died(patient_id)
        ).result.call_id

    def _kept(self, patient_id: int) -> int:
        """Return the record that a merged one leads to: nobody can call the merged one."""
        into = self.desk.rows("SELECT merged_into_id FROM patient WHERE id = :id", id=patient_id)[0][0]
        return into or patient_id

    def _died(self, patient_id: int) -> bool:
        return bool(self.desk.rows("SELECT 1 FROM decision WHERE patient_id = :id AND kind = 'died'", id=patient_id))

    @rule(call=PICK, outcome=OUTCOME, spoke=SPOKE, days=DAYS)
    def mark_some_call(self, call: int, outcome: str, spoke: str, days: int) -> None:
        self.attempt(calls.mark_outcome, self.any_of("call", call), outcome, spoke=spoke, form=self.form(days))

    @rule(patient=PICK, outcome=st.one_of(OUTCOME, CONNECTION), spoke=SPOKE, days=DAYS, hours=st.integers(0, 90))
    def enter_late(self, patient: int, outcome: str, spoke: str, days: int, hours: int) -> None:
        at = self.clock.now() - timedelta(hours=hours)
        self.attempt(calls.log_call, self.any_of("patient", patient), outcome, spoke=spoke, at=at, form=self.form(days))

    @rule(call=PICK, how=st.sampled_from([calls.put_aside, calls.drop_call, calls.finish_call, calls.undo_call]))
    def leave_call(self, call: int, how: Any) -> None:
        self.attempt(how, self.any_of("call", call))

    @rule(call=PICK, patient=PICK, outcome=st.one_of(st.none(), OUTCOME, CONNECTION), days=DAYS)
    def correct(self, call: int, patient: int, outcome: str | None, days: int) -> None:
        other = self.any_of("patient", patient) if patient % 3 else None
        self.attempt(
            calls.correct_call, self.any_of("call", call), outcome=outcome, patient_id=other, form=self.form(days)
        )

    @rule(task=PICK, outcome=OUTCOME, told=st.sampled_from(["words", "system"]))
    def settle(self, task: int, outcome: str, told: str) -> None:
        self.attempt(calls.settle_task, self.any_of("task", task), outcome, told_from=told)

    @rule(patient=PICK, days=DAYS, service=st.sampled_from(["oncologist", "ct", "infusion", "admission"]))
    def book(self, patient: int, days: int, service: str) -> None:
        at = self.clock.now() + timedelta(days=days)
        self.attempt(
            book_visit, self.any_of("patient", patient), service, at, booked_in="booked" if days % 2 else "planned"
        )

    @rule(visit=PICK, days=DAYS, what=st.sampled_from(["move", "to move", "cancel"]))
    def change_visit(self, visit: int, days: int, what: str) -> None:
        visit_id = self.any_of("visit", visit)
        if what == "cancel":
            self.attempt(cancel_visit, visit_id)
        else:
            self.attempt(move_visit, visit_id, self.clock.now() + timedelta(days=days) if what == "move" else None)

    @rule(visit=PICK, status=st.sampled_from([one.value for one in VisitStatus]))
    def say_visit(self, visit: int, status: str) -> None:
        self.attempt(set_visit_status, self.any_of("visit", visit), status)

    @rule(patient=PICK, days=st.integers(0, 9), service=st.sampled_from(["cbc", "markers"]))
    def order(self, patient: int, days: int, service: str) -> None:
        due_on = self.clock.now().date() + timedelta(days=days)
        self.attempt(order_test, self.any_of("patient", patient), service, due_on=due_on)

    @rule(test=PICK, status=st.sampled_from(["ordered", "taken", "result_in", "cancelled"]))
    def set_a_test(self, test: int, status: str) -> None:
        self.attempt(set_test, self.any_of("test_order", test), status=status)

    @rule(patient=PICK, days=DAYS, template=st.sampled_from(["q7", "q14", "q21"]), cycles=st.integers(0, 3))
    def plan_a_course(self, patient: int, days: int, template: str, cycles: int) -> None:
        starts_on = self.clock.now().date() + timedelta(days=days)
        self.attempt(plan_course, self.any_of("patient", patient), template, starts_on, cycles, with_tests=days % 3 > 0)

    @rule(cycle=PICK, days=DAYS, what=st.sampled_from([give_cycle, skip_cycle, stop_course, None]))
    def change_a_course(self, cycle: int, days: int, what: Any) -> None:
        if what is None:
            starts_on = self.clock.now().date() + timedelta(days=days)
            self.attempt(shift_cycle, self.any_of("cycle", cycle), starts_on)
        else:
            self.attempt(what, self.any_of("course" if what is stop_course else "cycle", cycle))

    @rule(visit=PICK, bundle=st.sampled_from(["admission_msk_mknc", "chemo_course_kuzbass", "elsewhere"]))
    def ask_for_a_bundle(self, visit: int, bundle: str) -> None:
        self.attempt(order_bundle, self.any_of("visit", visit), bundle)

    @rule(
        patient=PICK,
        days=DAYS,
        every=st.sampled_from([None, "1d", "2w", "1m"]),
        channel=st.sampled_from(["call", "desk"]),
        until=st.sampled_from([None, 3, 20]),
    )
    def remind(self, patient: int, days: int, every: str | None, channel: str, until: int | None) -> None:
        at = self.clock.now() + timedelta(days=days)
        last = None if until is None else at.date() + timedelta(days=until)
        self.attempt(
            add_reminder, self.any_of("patient", patient), "Полис", at, every=every, channel=channel, until_on=last
        )

    @rule(reminder=PICK, days=DAYS, every=st.sampled_from([None, "1d", "2w"]), what=st.sampled_from("tec"))
    def change_reminder(self, reminder: int, days: int, every: str | None, what: str) -> None:
        at = self.clock.now() + timedelta(days=days)
        changes: dict[str, dict[str, Any]] = {
            "t": {"text": "СНИЛС", "channel": "desk"}, "e": {"every": every, "until_on": None}, "c": {"due_at": at},
        }  # fmt: skip
        self.attempt(edit_reminder, self.any_of("reminder", reminder), **changes[what])

    @rule(task=PICK, hours=st.integers(-2, 90), how=st.sampled_from([postpone, postpone_all, offer_callback]))
    def put_off(self, task: int, hours: int, how: Any) -> None:
        task_id, until = self.any_of("task", task), self.clock.now() + timedelta(hours=hours)
        if how is offer_callback:
            self.attempt(how, task_id)
        else:
            self.attempt(how, [task_id, task_id + 1] if how is postpone_all else task_id, until)

    @rule(patient=PICK, days=DAYS, what=st.sampled_from(["cover", "end", "hand over", "message", "status"]))
    def agree_with_colleagues(self, patient: int, days: int, what: str) -> None:
        patient_id, on = self.any_of("patient", patient), self.clock.now().date() + timedelta(days=days)
        if what == "cover":
            self.attempt(add_cover, 1, 2, on, on + timedelta(days=2), patient_id=patient_id if days % 2 else None)
        elif what == "end":
            self.attempt(end_cover, self.any_of("cover", patient))
        elif what == "hand over":
            self.attempt(hand_over, patient_id, 2, on, "Позвоните")
        elif what == "message":
            self.attempt(send_message, 2, "Звонила вам", patient_id)
        else:
            self.attempt(set_status, "lunch", self.clock.now() + timedelta(days=days))

    @rule(reminder=PICK)
    def forget(self, reminder: int) -> None:
        self.attempt(cancel_reminder, self.any_of("reminder", reminder))

    @rule(decision=PICK, answer=st.sampled_from(["confirmed", "rejected"]))
    def answer(self, decision: int, answer: str) -> None:
        self.attempt(answer_decision, self.any_of("decision", decision), answer)

    @rule(patient=PICK)
    def reopen(self, patient: int) -> None:
        self.attempt(reopen_patient, self.any_of("patient", patient))

    @rule(contact=PICK, what=st.sampled_from(["aside", "back", "number"]))
    def change_contact(self, contact: int, what: str) -> None:
        contact_id = self.any_of("contact", contact)
        versions = self.desk.rows("SELECT version FROM contact WHERE id = :id", id=contact_id)
        version = versions[0][0] if versions else 1  # whoever was taken back has no number left
        if what == "aside":
            self.attempt(set_aside, contact_id, "просьба")
        elif what == "back":
            self.attempt(edit_contact, contact_id, version, active=True)
        else:
            self.attempt(edit_contact, contact_id, version, written=f"8 926 000-{contact % 90 + 10}-22")

    @rule(patient=PICK, name=st.sampled_from(["Сидорова Анна", "Ёлкина Вера", "Ким Олег"]))
    def come_new(self, patient: int, name: str) -> None:
        if len(self.desk.rows("SELECT id FROM patient")) < 5:
            self.attempt(add_patient, NewPatient(name, (NewContact("8 905 777-54-40"),)))
        else:
            self.attempt(add_contact, self.any_of("patient", patient), NewContact("8 905 777-54-41"))

    @rule(patient=PICK, phase=st.sampled_from([one.value for one in Phase]), days=DAYS)
    def change_patient(self, patient: int, phase: str, days: int) -> None:
        patient_id = self.any_of("patient", patient)
        rows = self.desk.rows("SELECT version FROM patient WHERE id = :id", id=patient_id)
        if rows:
            self.attempt(
                edit_patient,
                patient_id,
                rows[0][0],
                phase=phase,
                not_before="11:00" if days % 2 else None,
                diagnosis="C50.9",
            )
        self.attempt(set_milestone, patient_id, "diagnosis", self.clock.now().date() - timedelta(days=abs(days)))

    @rule(patient=PICK, days=DAYS, what=st.sampled_from([edit_barrier, settle_barrier, reopen_barrier, None]))
    def see_to_a_difficulty(self, patient: int, days: int, what: Any) -> None:
        due_on = self.clock.now().date() + timedelta(days=days)
        if what is None:
            self.attempt(add_barrier, self.any_of("patient", patient), "transport", due_on=due_on)
        elif what is edit_barrier:
            barrier = self.any_of("barrier", patient)
            self.attempt(edit_barrier, barrier, self.version_of("barrier", barrier), due_on=due_on, kind="money")
        else:
            more = ("такси",) if what is settle_barrier else ()
            self.attempt(what, self.any_of("barrier", patient), *more)

    @rule(patient=PICK, days=DAYS, what=st.sampled_from([pause_calls, edit_pause, end_pause]))
    def hold_the_calls(self, patient: int, days: int, what: Any) -> None:
        until_on = self.clock.now().date() + timedelta(days=days)
        if what is pause_calls:
            self.attempt(pause_calls, self.any_of("patient", patient), "away", until_on)
        elif what is edit_pause:
            pause = self.any_of("pause", patient)
            self.attempt(edit_pause, pause, self.version_of("pause", pause), until_on=until_on)
        else:
            self.attempt(end_pause, self.any_of("pause", patient))

    def version_of(self, table: str, row_id: int) -> int:
        rows = self.desk.rows(f"SELECT version FROM {table} WHERE id = :id", id=row_id)
        return rows[0][0] if rows else 1

    @rule(patient=PICK, phase=st.sampled_from([one.value for one in Phase]), cancel=st.booleans())
    def end_the_support(self, patient: int, phase: str, cancel: bool) -> None:
        patient_id = self.any_of("patient", patient)
        if phase == Phase.CLOSED:
            self.attempt(close_patient, patient_id, "moved", cancel=cancel, text="переезд")
        else:
            self.attempt(set_phase, patient_id, phase)

    @rule(patient=PICK, force=st.booleans())
    def erase(self, patient: int, force: bool) -> None:
        self.attempt(erase_patient, self.any_of("patient", patient), "demanded", paper="папка 3", force=force)

    @rule(contact=PICK, several=st.booleans())
    def order_numbers(self, contact: int, several: bool) -> None:
        if several:
            cell = NewContact("8 905 777-54-42; 8 905 777-54-43")
            self.attempt(add_contacts, self.any_of("patient", contact), cell)
        else:
            self.attempt(raise_contact, self.any_of("contact", contact))

    @rule(patients=st.sets(PICK, min_size=1, max_size=3), how=st.sampled_from(["mine", "nobody's", "wrong"]))
    def hand_over(self, patients: set[int], how: str) -> None:
        ids = [self.any_of("patient", patient) for patient in sorted(patients)]
        if how == "wrong":
            self.attempt(wrongly_assigned, ids, "не наш участок")
        else:
            self.attempt(assign_patients, ids, 1 if how == "mine" else None)

    @rule(patient=PICK, other=PICK, what=st.sampled_from([merge_patients, merge_patients, say_not_same]))
    def join(self, patient: int, other: int, what: Any) -> None:
        self.attempt(what, self.any_of("patient", patient), self.any_of("patient", other))

    @rule(patient=PICK)
    def take_apart(self, patient: int) -> None:
        gone = self.desk.rows("SELECT id FROM patient WHERE merged_into_id IS NOT NULL ORDER BY id")
        self.attempt(unmerge_patients, gone[patient % len(gone)][0] if gone else 1)

    @rule(number=NUMBER, back=st.booleans())
    def change_the_rules(self, number: tuple[str, str], back: bool) -> None:
        if back:
            self.attempt(reset_number, number[0], "как у всех")
        else:
            self.attempt(set_number, *number, "нам так удобнее")

    @rule(patient=PICK)
    def note(self, patient: int) -> None:
        self.attempt(add_note, self.any_of("patient", patient), "Заметка")

    @rule(action=st.one_of(st.none(), PICK))
    def take_back(self, action: int | None) -> None:
        self.attempt(undo, None if action is None else self.any_of("action", action))

    @rule(minutes=st.sampled_from([1, 20, 70, 300, 1500, 5000]))
    def time_passes(self, minutes: int) -> None:
        self.clock.move_to(self.clock.now() + timedelta(minutes=minutes))

    @rule()
    def crash_and_open_again(self) -> None:
        """Drop the connections in the middle of a transaction, as a killed process does."""
        conn = self.desk._writer
        conn.execute("BEGIN")
        conn.run("UPDATE patient SET phase = 'palliative', version = version + 1")
        conn.close()
        self.desk = Desk(self.desk.url, self.clock)
        with self.desk._writer.transaction(write=True) as conn:  # a minute later nobody holds what it had in work
            conn.run("UPDATE claim SET beat = beat - 61")

    @invariant()
    def the_record_is_right(self) -> None:
        if not hasattr(self, "desk"):
            return
        written = getattr(self.desk._writer.raw, "total_changes", None)  # counted by SQLite only
        state = (self.desk, self.clock.now(), written)
        if written is not None and state == self.looked_at:
            return  # nothing was written and no time passed since the last look: a refusal
        self.looked_at = state
        assert self.desk.strays() == []
        self.what_is_derived_is_right()

    def what_is_derived_is_right(self) -> None:
        assert self.desk.rows("SELECT t.id FROM task t JOIN patient p ON p.id = t.patient_id"
                              " WHERE t.state = 'open' AND p.merged_into_id IS NOT NULL") == []  # fmt: skip
        stale = self.desk.rows(
            "SELECT t.id FROM task t JOIN patient p ON p.id = t.patient_id WHERE t.state = 'open'"
            " AND t.owner_id IS DISTINCT FROM p.assistant_id"
        )
        assert stale == []
        phones: dict[int, list[str]] = {}
        for patient_id, phone, written in self.desk.rows("SELECT patient_id, phone, written FROM contact"):
            phones.setdefault(patient_id, []).append(phone or written)
        wanted = {
            (into or patient_id, word)
            for patient_id, name, into in self.desk.rows("SELECT id, full_name, merged_into_id FROM patient")
            for word in words_of(name, phones.get(patient_id, ()))
        }
        assert set(self.desk.rows("SELECT patient_id, word FROM patient_word")) == wanted
        counted = self.desk.rows("SELECT COALESCE(SUM(calls), 0), COALESCE(SUM(done), 0) FROM day_count")
        calls_made = self.desk.rows("SELECT COUNT(*) FROM call WHERE undone_at IS NULL AND connection IS NOT NULL")
        marks = self.desk.rows("SELECT COUNT(*) FROM mark WHERE undone_at IS NULL")
        assert [(int(a), int(b)) for a, b in counted] == [(calls_made[0][0], marks[0][0])]


def on_sqlite(template: Path) -> Callable[[FrozenClock], tuple[Desk, Callable[[], None]]]:
    def open_desk(clock: FrozenClock) -> tuple[Desk, Callable[[], None]]:
        folder = Path(tempfile.mkdtemp(prefix="stateful"))
        path = folder / "caseload.db"
        shutil.copy(template, path)
        return Desk(str(path), clock), lambda: shutil.rmtree(folder)

    return open_desk


def on_postgresql(clock: FrozenClock) -> tuple[Desk, Callable[[], None]]:
    url, drop = postgres_server().fresh()
    return Desk(url, clock), drop


def run(
    open_desk: Callable[[FrozenClock], tuple[Desk, Callable[[], None]]], examples: int, steps: int, part: int = 0
) -> None:
    """Try many sequences; each part of them has a seed of its own, the same every time where CI asks for that."""
    machine = type("Machine", (Caseloads,), {"open_desk": staticmethod(open_desk)})
    if part:
        machine = seed(part)(machine)
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            phases=(Phases.reuse, Phases.generate) if os.environ.get("NO_SHRINK") else tuple(Phases),
        ),
    )


def run_part(template: Path, examples: int, part: int) -> None:
    gc.freeze()  # what was imported is not looked through again and again
    run(on_sqlite(template), examples, 50, part)


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_template(tmp_path_factory.mktemp("stateful"))


def test_two_hundred_long_sequences_on_sqlite(fresh: Path) -> None:
    """Two processes share them, as most machines have two cores; CI repeats the very same ones."""
    first = 1 if os.environ.get("CI") else randrange(1, 10**6)
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        for part in [pool.submit(run_part, fresh, 100, number) for number in (first, first + 1)]:
            part.result()


def test_any_sequence_on_postgresql() -> None:
    run(on_postgresql, 10, 25)


@pytest.mark.soak
def test_many_long_sequences_on_postgresql() -> None:
    run(on_postgresql, 200, 50)
