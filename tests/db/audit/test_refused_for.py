"""A refusal says whose record somebody was after: the patient, else the user, the place, the step that was named."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from db.actions.assigning import assign_patients
from db.actions.calls import open_call, put_aside
from db.actions.colleagues import add_cover, end_cover, send_message
from db.actions.notes import add_note
from db.actions.organisations import disable_organisation
from db.actions.patients import open_card
from db.actions.people import disable_user
from db.actions.undo import undo
from db.actions.visits import cancel_visit
from db.credentials import reset_user
from db.errors import Denied
from db.queries.access import access_to
from db.queries.audit import access_report, events
from db.queries.by_hand import stored_row
from db.queries.card import card
from db.queries.lists import visits
from db.queries.search import search
from tests.build import colleague, patient, sign_in, visit
from tests.desk import NOW, Desk

NOBODY = 10**12


@pytest.fixture
def stage(desk: Desk) -> Desk:
    """A desk of three patients with a visit and a call, and one who may see none of it."""
    for name in ("Орлова Нина", "Гусев Пётр", "Цой Виктор"):
        patient(desk, name, "8 916 123-45-67", met=False)
    visit(desk, 2, "ct", NOW + timedelta(days=5))
    desk.do(put_aside, desk.do(open_call, 3).result.call_id)
    other = colleague(desk, roles=("auditor",))
    desk.do(add_cover, 1, other, NOW.date(), NOW.date())
    desk.do(send_message, other, "позвоните", 1)
    sign_in(desk, other)
    return desk


def last(desk: Desk) -> tuple[Any, ...]:
    rows = desk.rows(
        "SELECT event, object_kind, object_id, outcome, reason, detail FROM audit_event ORDER BY id DESC LIMIT 1"
    )
    return rows[0]


Try = Callable[[Desk], object]
CASES: dict[str, tuple[Try, str | None, int | None]] = {
    "a card": (lambda desk: desk.do(open_card, 1), "patient", 1),
    "a card read": (lambda desk: desk.ask(card, 2), "patient", 2),
    "whose patient it is": (lambda desk: desk.ask(access_to, 2), "patient", 2),
    "a note": (lambda desk: desk.do(add_note, patient_id=3, text="тайна"), "patient", 3),
    "a visit's patient": (lambda desk: desk.do(cancel_visit, 1), "patient", 2),
    "a call's patient": (lambda desk: desk.do(put_aside, 1), "patient", 3),
    "a form's row": (lambda desk: desk.ask(stored_row, "contact", 2), "patient", 2),
    "a list of one": (lambda desk: desk.ask(visits, patient_id=2), "patient", 2),
    "a list of a colleague": (lambda desk: desk.ask(visits, assistant="anna"), "user", 1),
    "several, of whom one is there": (lambda desk: desk.do(assign_patients, [3, 77], None), "patient", 3),
    "a user": (lambda desk: desk.do(disable_user, 1), "user", 1),
    "a user's password": (lambda desk: reset_user(desk, 1), "user", 1),
    "a place": (lambda desk: desk.do(disable_organisation, 1), "organisation", 1),
    "a cover": (lambda desk: desk.do(end_cover, 1), "cover", 1),
    "nobody of that number": (lambda desk: desk.do(open_card, NOBODY), None, None),
    "what names nobody": (lambda desk: desk.ask(search, "Орлова"), None, None),
}


@pytest.mark.parametrize("name", sorted(CASES))
def test_a_refusal_names_what_it_was_for(stage: Desk, name: str) -> None:
    attempt, kind, number = CASES[name]
    with pytest.raises(Denied) as denied:
        attempt(stage)
    assert last(stage)[:4] == ("denied", kind, number, "denied")
    assert last(stage)[4].startswith(f"{denied.value.code}:")
    assert last(stage)[5] is None


def test_of_several_all_are_named(stage: Desk) -> None:
    with pytest.raises(Denied):
        stage.do(assign_patients, [3, 1, 2], None)
    assert last(stage)[:4] == ("denied", None, None, "denied")
    assert last(stage)[5] == '{"patients":[1,2,3]}'


def test_who_touches_a_colleague_s_patient_is_refused_for_that_patient(desk: Desk) -> None:
    mine, theirs = patient(desk, "Орлова Нина", met=False), patient(desk, "Гусев Пётр", met=False)
    other = colleague(desk)
    desk.do(assign_patients, [theirs], other)
    desk.be("assistant")
    with pytest.raises(Denied):
        desk.do(assign_patients, [mine, theirs], other)
    assert last(desk)[:3] == ("denied", "patient", theirs)
    with pytest.raises(Denied):
        desk.do(open_card, theirs)
    assert last(desk)[1:3] == ("patient", theirs)


def test_an_undo_that_is_refused_names_whom_the_step_was_about(desk: Desk) -> None:
    whom = patient(desk, "Орлова Нина", met=False)
    step = desk.do(add_note, whom, "просила позже").action_id
    desk.be("administrator")
    with pytest.raises(Denied):
        desk.do(undo, step)
    assert last(desk)[1:3] == ("patient", whom)


def test_a_patient_reads_in_the_report_who_was_refused(stage: Desk) -> None:
    for attempt in (CASES["a card"][0], CASES["a card read"][0]):
        with pytest.raises(Denied):
            attempt(stage)
    assert [(each.event, each.outcome) for each in stage.ask(access_report, 2)][0] == ("denied", "denied")
    assert [each.object_id for each in stage.ask(events, patient_id=2, outcome="denied")] == [2]
