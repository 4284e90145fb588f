"""What others write is noticed: once, by whom it may concern, and one's own steps are not news."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from db.actions.colleagues import add_cover
from db.actions.notes import add_note
from db.actions.numbers import set_number
from db.actions.people import assign_patients
from db.watching import Watch
from tests.build import colleague, miss, patient, sign_in
from tests.desk import Desk


@pytest.fixture
def other(desk: Desk) -> Iterator[Desk]:
    """A second program on the same database; its user is a supervisor of the same centre."""
    olga = colleague(desk, roles=("assistant", "supervisor"))
    with Desk(desk.url, desk.frozen) as other:
        sign_in(other, olga)
        yield other


def test_nothing_is_news_while_nobody_writes(desk: Desk, other: Desk) -> None:
    watch = Watch(desk)
    assert watch.look() is None
    assert watch.look() is None
    kim = patient(desk, "Ким Олег", "8 903 555-10-22")
    desk.do(add_note, kim, "своё")
    assert watch.look() is None


def test_a_step_of_another_program_is_news_once(desk: Desk, other: Desk) -> None:
    kim = patient(desk, "Ким Олег", "8 903 555-10-22")
    watch = Watch(desk)
    watch.look()
    miss(other, kim)
    found = watch.look()
    assert found is not None
    assert found.patient_ids == {kim}
    assert found.kinds == {"open_call", "mark_connection"}
    assert found.ours
    assert watch.look() is None


def test_what_was_written_between_opening_and_the_first_look_is_news(desk: Desk, other: Desk) -> None:
    with Desk(desk.url, desk.frozen) as late:
        kim = patient(other, "Ким Олег", "8 903 555-10-22", met=False)
        found = Watch(late).look()
    assert found is not None
    assert found.patient_ids == {kim}


def test_a_colleagues_own_patient_is_no_concern_until_covered(desk: Desk, other: Desk) -> None:
    kim = patient(other, "Ким Олег", "8 903 555-10-22")
    watch = Watch(desk)
    watch.look()
    other.do(add_note, kim, "её")
    found = watch.look()
    assert found is not None
    assert not found.ours
    today = desk.frozen.now().date()
    other.do(add_cover, other.user.id, desk.user.id, today, today + timedelta(days=1))
    watch.look()
    other.do(add_note, kim, "ещё")
    found = watch.look()
    assert found is not None
    assert found.ours


def test_a_patient_who_comes_to_oneself_is_a_concern(desk: Desk, other: Desk) -> None:
    kim = patient(other, "Ким Олег", "8 903 555-10-22")
    watch = Watch(desk)
    watch.look()
    other.do(assign_patients, (kim,), desk.user.id)
    found = watch.look()
    assert found is not None
    assert found.patient_ids == {kim}
    assert found.ours


def test_rules_of_another_terminal_are_in_force_after_the_look(desk: Desk, other: Desk) -> None:
    watch = Watch(desk)
    watch.look()
    assert desk.rules.numbers.urgency.unwell == 450
    other.administer(set_number, "urgency.unwell", "600", "Сначала они")
    assert watch.look() is not None
    assert desk.rules.numbers.urgency.unwell == 600
