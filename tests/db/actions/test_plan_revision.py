"""A program that plans otherwise than the one before it plans the whole record anew, once."""

from __future__ import annotations

import pytest

from db.actions.contacts import NewContact
from db.actions.notes import add_note
from db.actions.patients import NewPatient, add_patient
from db.actions.plan_revision import plan_is_old, preview_renewal, renew_plan
from db.caseload import Caseload
from db.errors import Refused
from db.rules import rules as rules_module
from db.rules.rules import Rules
from tests.desk import Desk


def planned_by_another(desk: Desk) -> int:
    """Make the record look as an earlier revision left it: another stamp, and a task that it planned otherwise."""
    patient_id = desk.do(add_patient, NewPatient("Пробная Анна", (NewContact("8 916 000-00-01"),))).result.patient_id
    old = Rules("0" * 16, desk.rules.calendar, desk.rules.numbers)
    with desk._writer.transaction(write=True) as conn:
        conn.run(
            "UPDATE rule_stamp SET stamp = :stamp, body = :body, revision = 0", stamp=old.stamp, body=old.to_json()
        )
        conn.run("UPDATE task SET due_by = NULL, version = version + 1 WHERE patient_id = :id", id=patient_id)
    desk.forget_rules()
    return patient_id


def test_an_old_plan_is_made_anew_for_everybody(desk: Desk) -> None:
    patient_id = planned_by_another(desk)
    assert desk.strays() == [patient_id]
    assert desk.ask(plan_is_old)

    staged = desk.ask(preview_renewal)
    done = desk.do(renew_plan, staged=staged)

    assert (done.result.patients, staged.patients) == (1, 1)
    assert desk.strays() == []
    assert not desk.ask(plan_is_old)
    assert desk.rows("SELECT revision FROM rule_stamp WHERE in_force") == [(rules_module.REVISION,)]


def test_a_plan_of_this_revision_is_left_alone(desk: Desk) -> None:
    assert not desk.ask(plan_is_old)
    done = desk.do(renew_plan)
    assert (done.result.patients, done.result.tasks) == (0, 0)


def test_who_was_touched_since_the_preview_is_planned_again(desk: Desk) -> None:
    patient_id = planned_by_another(desk)
    staged = desk.ask(preview_renewal)
    desk.do(add_note, patient_id, "Звонила сама")
    desk.do(renew_plan, staged=staged)
    assert desk.strays() == []


def test_a_program_of_an_earlier_revision_neither_reads_nor_writes(desk: Desk) -> None:
    with desk._writer.transaction(write=True) as conn:
        conn.run("UPDATE rule_stamp SET revision = :revision", revision=rules_module.REVISION + 1)
    desk.forget_rules()
    with pytest.raises(Refused, match="newer_plan"):
        desk.do(add_patient, NewPatient("Пробная Анна", (NewContact("8 916 000-00-01"),)))
    with Caseload(desk.url) as other, pytest.raises(Refused, match="newer_plan"):
        _ = other.rules
