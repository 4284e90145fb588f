"""Who may what, cell by cell: every query and every action × every role × whose patient it is, through the door.

The expectation is written here by hand, not taken from the tables that the program uses. A cell is a letter: F it may
pass, R a reason is needed, G the glass is to be broken, N no. Three letters: one's own patient, a colleague's of the
same centre, one of another centre; one letter where no patient is named.
"""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Final

import pytest

from db.actions.courses import plan_course
from db.actions.difficulties import add_barrier, pause_calls
from db.actions.people import add_user
from db.actions.reminders import add_reminder
from db.actions.tests import order_test
from db.clock import FrozenClock
from db.errors import Denied
from db.work import ACTIONS as EVERY_ACTION
from db.work import View, Work, action
from tests.build import patient, sign_in, talk, visit
from tests.desk import NOW, Desk, copied

ROLES: Final = {
    "assistant": ("assistant",), "supervisor": ("supervisor",), "supervisor of all": ("supervisor",),
    "administrator": ("administrator",), "auditor": ("auditor",), "nobody": (),
}  # fmt: skip
CODES: Final = {"not_your_role": "N", "reason_needed": "R", "break_glass_needed": "G"}

# assistant · supervisor of the centre · of all · administrator · auditor · nobody
CARE: Final = "FRG FFG FFF NNN NNN NNN"
HELD: Final = "FNN FFN FFF NNN NNN NNN"
DECIDES: Final = "NNN FFN FFF NNN NNN NNN"
GIVES: Final = "FNN FFN FFF FFF NNN NNN"
NEAR_CARE: Final = "FFG FFG FFF NNN NNN NNN"
SEES: Final = "F F F N N N"
ANY: Final = "F F F F F N"
IMPORTS: Final = "F F F F N N"
USERS: Final = "N N N F N N"
SUPERVISES: Final = "N F F N N N"
AUDIT: Final = "N N N N F N"
WORKLOAD: Final = "N F F N F N"

CELLS: Final = {
    CARE: """
        queries.booking_check.booking_check:patient_id queries.booking_check.booking_check:visit_id
        queries.by_hand.coming:patient_id queries.by_hand.numbers_elsewhere:patient_id
        queries.by_hand.stored_row:row_id queries.call_list.explain:patient_id queries.call_sheet.call_sheet:call_id
        queries.calls.calls:patient_id queries.card.card:patient_id queries.claims.in_work:patient_id
        queries.colleagues.outlook:patient_id queries.courses.course:course_id queries.courses.courses:patient_id
        queries.deadlines.deadlines:patient_id queries.decisions.decisions:patient_id queries.habits.habits:patient_id
        queries.lists.reminders:patient_id queries.lists.tasks:patient_id queries.lists.tests:patient_id
        queries.lists.visits:patient_id queries.ordered_tests.admissions:patient_id
        queries.ordered_tests.admissions:visit_id queries.ordered_tests.ordered_tests:patient_id
        queries.panel.panel:patient_id queries.patients.patients:patient_ids queries.timeline.timeline:patient_id
        queries.twins.merged_into:patient_id queries.twins.twin_pairs:patient_id
        queries.visits.patient_visits:patient_id queries.visits.visit_sheet:visit_id
        actions.bundles.order_bundle:visit_id actions.calls.choose_number:call_id actions.calls.drop_call:call_id
        actions.calls.finish_call:call_id actions.calls.open_call:patient_id actions.calls.put_aside:call_id
        actions.claims.take_over:patient_id actions.clipboard.copied:patient_id actions.closing.set_phase:patient_id
        actions.colleagues.send_message:patient_id actions.connections.mark_connection:call_id
        actions.contacts.add_contact:patient_id actions.contacts.add_contacts:patient_id
        actions.contacts.edit_contact:contact_id actions.contacts.raise_contact:contact_id
        actions.contacts.set_aside:contact_id actions.corrections.correct_call:call_id
        actions.corrections.correct_call:patient_id actions.corrections.undo_call:call_id
        actions.courses.give_cycle:cycle_id actions.courses.plan_course:patient_id
        actions.courses.shift_cycle:cycle_id actions.courses.skip_cycle:cycle_id actions.courses.stop_course:course_id
        actions.difficulties.add_barrier:patient_id actions.difficulties.edit_barrier:barrier_id
        actions.difficulties.edit_pause:pause_id actions.difficulties.end_pause:pause_id
        actions.difficulties.pause_calls:patient_id actions.difficulties.reopen_barrier:barrier_id
        actions.difficulties.settle_barrier:barrier_id actions.late_entries.log_call:patient_id
        actions.marks.mark_outcome:call_id actions.marks.settle_task:task_id actions.notes.add_note:patient_id
        actions.patients.edit_patient:patient_id actions.patients.open_card:patient_id
        actions.patients.set_milestone:patient_id actions.postponing.offer_callback:task_id
        actions.postponing.postpone:task_id actions.postponing.postpone_all:task_ids
        actions.reminders.add_reminder:patient_id actions.reminders.cancel_reminder:reminder_id
        actions.reminders.edit_reminder:reminder_id actions.tests.order_test:patient_id actions.tests.set_test:test_id
        actions.visit_details.change_visit:visit_id actions.visits.book_visit:patient_id
        actions.visits.cancel_visit:visit_id actions.visits.move_visit:visit_id actions.visits.set_booking:visit_id
        actions.visits.set_visit_status:visit_id
    """,
    GIVES: "actions.assigning.assign_patients:patient_ids actions.colleagues.add_cover:patient_id",
    DECIDES: """
        actions.decisions.answer_decision:decision_id actions.erasure.erase_patient:patient_id
    """,
    HELD: """
        actions.assigning.wrongly_assigned:patient_ids actions.closing.close_patient:patient_id
        actions.colleagues.hand_over:patient_id actions.decisions.reopen_patient:patient_id
        actions.twins.merge_patients:keep_id actions.twins.merge_patients:gone_id
        actions.twins.unmerge_patients:gone_id
        queries.call_list.call_list:assistant_id queries.calls.calls:assistant queries.courses.courses:assistant
        queries.deadlines.deadlines:assistant queries.lists.reminders:assistant queries.lists.tasks:assistant
        queries.lists.tests:assistant queries.lists.visits:assistant queries.open_work.open_work:assistant
        queries.ordered_tests.admissions:assistant queries.ordered_tests.ordered_tests:assistant
        queries.patients.patients:assistant queries.placed_list.placed_list:assistant
    """,
    SEES: """
        queries.access.access_to queries.accompanied.accompanied queries.calls.open_calls queries.claims.all_in_work
        queries.colleagues.covers queries.colleagues.messages queries.colleagues.unread_messages
        queries.covering.stood_in_for queries.left.left queries.search.callers queries.search.search
        queries.steps.todays_calls queries.twins.kept_id
        actions.access.break_glass actions.access.open_for_reason actions.claims.release_claims
        actions.colleagues.read_message actions.patients.add_patient
    """,
    ANY: """
        actions.plan_revision.plan_is_old actions.plan_revision.preview_renewal actions.plan_revision.renew_plan
        actions.undo.undo queries.access.open_glass queries.colleagues.colleagues queries.colleagues.standing
        queries.numbers.number queries.numbers.numbers queries.people.clinicians queries.people.organisations
        queries.people.place queries.people.services queries.people.users queries.steps.last_step
    """,
    IMPORTS: """
        exchange.patients.planned exchange.plan_file.planned_items actions.import_items.apply_items
        actions.imports.apply_import actions.colleagues.end_cover actions.colleagues.set_status
    """,
    NEAR_CARE: "actions.twins.say_not_same:a_id actions.twins.say_not_same:b_id",
    USERS: """
        actions.numbers.preview_number queries.people.organisation_use actions.numbers.reset_number
        actions.numbers.set_number actions.organisations.add_organisation actions.organisations.disable_organisation
        actions.organisations.edit_organisation actions.organisations.enable_organisation actions.people.add_user
        actions.people.edit_user actions.people.disable_user actions.people.enable_user
    """,
    SUPERVISES: "queries.access.grants actions.access.review_grant queries.twins.twin_pairs"
    " queries.workload_patients.workload_patients",
    AUDIT: "queries.audit.access_report queries.audit.events queries.audit.people_like",
    WORKLOAD: "queries.workload.workload",
}
NOT_HERE: Final = frozenset({"watching.Watch._looked"})


@dataclass
class People:
    """A tester and three patients with a row of everything: the tester's, a colleague's, another centre's."""

    desk: Desk
    tester: int
    targets: tuple[dict[str, Any], dict[str, Any], dict[str, Any]]


@pytest.fixture(scope="module")
def people(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[People]:
    path = copied(template, tmp_path_factory.mktemp("matrix") / "caseload.db")
    with Desk(str(path), FrozenClock(NOW)) as desk:
        desk.be("assistant", "supervisor", "administrator", scope="all")
        here = desk.user.centre_id
        with desk._writer.transaction(write=True) as conn:
            there = conn.value(
                "INSERT INTO organisation (kind, name, short_name, search_key, zone, active, version)"
                " VALUES ('cancer_centre', 'ЦАОП № 7', 'ЦАОП № 7', 'цаоп 7', 'Europe/Moscow', TRUE, 1) RETURNING id"
            )
        users = [
            desk.do(add_user, login, name, ["assistant"], centre_id=centre).result.user_id
            for login, name, centre in (("test", "Тестова Т. Т.", here), ("near", "Ближняя Б. Б.", here),
                                        ("far", "Дальняя Д. Д.", there))
        ]  # fmt: skip
        made = [rows_of(desk, name) for name in ("Свой Иван", "Соседний Пётр", "Дальний Олег")]
        with desk._writer.transaction(write=True) as conn:
            for target, user, centre, login in zip(
                made, users, (here, here, there), ("test", "near", "far"), strict=True
            ):
                conn.run(
                    "UPDATE patient SET assistant_id = :user, centre_id = :centre WHERE id = :id",
                    user=user, centre=centre, id=target["patient_id"],
                )  # fmt: skip
                target |= {"assistant": login, "assistant_id": user}
        sign_in(desk, users[0])
        yield People(desk, users[0], (made[0], made[1], made[2]))


def rows_of(desk: Desk, name: str) -> dict[str, Any]:
    """A patient with a row of every kind that a parameter may name."""
    who = patient(desk, name, "8 916 000-00-0" + str(len(name) % 10))
    call_id = talk(desk, who, "DIED", spoke="other", said_name="сын")
    course = desk.do(plan_course, who, "q21", date(2026, 12, 1), 2).result.course_id
    ((decision_id,),) = desk.rows("SELECT id FROM decision WHERE patient_id = :id", id=who)
    ids = {
        "visit_id": visit(desk, who, "oncologist", NOW + timedelta(days=4)),
        "test_id": desk.do(order_test, who, "cbc", due_on=date(2026, 12, 1)).result.test_id,
        "reminder_id": desk.do(add_reminder, who, "Позвонить", NOW + timedelta(days=1)).result.reminder_id,
        "barrier_id": desk.do(add_barrier, who, "transport").result.barrier_id,
        "pause_id": desk.do(pause_calls, who, "away", date(2026, 12, 1)).result.pause_id,
    }
    first = {
        f"{table}_id": desk.rows(f"SELECT MIN(id) FROM {table} WHERE patient_id = :id", id=who)[0][0]
        for table in ("contact", "cycle", "task")
    }
    patients = dict.fromkeys(("patient_id", "keep_id", "gone_id", "a_id", "b_id", "row_id"), who)
    lists = {"patient_ids": (who,), "task_ids": (first["task_id"],)}
    return {**ids, **first, **patients, **lists, "call_id": call_id, "course_id": course, "decision_id": decision_id}


def cells() -> dict[tuple[str, str], str]:
    """What is expected, by the name and the parameter that names a patient or a list, empty for none."""
    found: dict[tuple[str, str], str] = {}
    for expected, names in CELLS.items():
        for name in names.split():
            what, _, parameter = name.partition(":")
            assert (what, parameter) not in found, name
            found[what, parameter] = expected
    return found


def function(name: str) -> Any:
    module, _, attribute = name.rpartition(".")
    return getattr(importlib.import_module(f"db.{module}"), attribute)


def tried(desk: Desk, name: str, **given: Any) -> str:
    """The letter of a cell. Whatever else is refused was let in by the guard: most calls lack their arguments."""
    if "row_id" in given:
        given["table"] = "patient"
    verb = desk.do if name.startswith("actions.") and "preview" not in name and "plan_is_old" not in name else desk.ask
    try:
        verb(function(name), **given)
    except Denied as denied:
        return CODES[denied.code]
    except Exception:  # noqa: BLE001 - of any kind: it passed the guard
        return "F"
    return "F"


def test_every_line_of_the_tables_is_expected_here() -> None:
    from db.rules.permitted_actions import ACTIONS
    from db.rules.permitted_queries import QUERIES

    assert {name for name, _ in cells()} == {*QUERIES, *ACTIONS} - NOT_HERE


@pytest.mark.parametrize("role", ROLES)
def test_every_cell_is_decided_as_expected(people: People, role: str) -> None:
    desk, column = people.desk, list(ROLES).index(role)
    scope = "all" if role == "supervisor of all" else "centre"
    with desk._writer.transaction(write=True) as conn:
        conn.run("UPDATE app_user SET roles = :roles, scope = :scope WHERE id = :id",
                 roles=",".join(ROLES[role]), scope=scope, id=people.tester)  # fmt: skip
        conn.run("UPDATE action SET undoable = FALSE WHERE user_id = :id", id=people.tester)  # of the role before
    sign_in(desk, people.tester)
    before = denials(desk)
    wrong, denied = [], 0
    for (name, parameter), expected in cells().items():
        letters = expected.split()[column]
        given = [{parameter: target[parameter]} for target in people.targets] if parameter else [{}]
        got = "".join(tried(desk, name, **each) for each in given)
        denied += sum(letter != "F" for letter in got)
        if got != letters:
            wrong.append((name, parameter, "expected", letters, "got", got))
    assert wrong == []
    assert denials(desk) - before == denied, "an attempt that was denied left no trace"


def denials(desk: Desk) -> int:
    count: int = desk.rows("SELECT COUNT(*) FROM audit_event WHERE event = 'denied'")[0][0]
    return count


def unlisted(_view: View) -> str:
    """A query that somebody wrote and forgot to give a line."""
    return "читается"


def test_what_has_no_line_in_the_tables_is_for_nobody(people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    @action("unlisted")
    def unlisted_action(_work: Work) -> str:
        return "пишется"

    monkeypatch.setitem(EVERY_ACTION, unlisted_action, EVERY_ACTION.pop(unlisted_action))  # gone after this test
    desk = people.desk
    desk.be(*ROLES["supervisor"], *ROLES["administrator"], *ROLES["assistant"], *ROLES["auditor"], scope="all")
    try:
        with pytest.raises(Denied, match="not_your_role"):
            desk.ask(unlisted)
        with pytest.raises(Denied, match="not_your_role"):
            desk.do(unlisted_action)
    finally:
        desk.be("assistant", scope="centre")
