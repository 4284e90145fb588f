"""What each query and each action asks of whoever wants it: one line each; what has no line is for nobody."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from db.rules.permissions import Hold, Right

_CARE: Final = frozenset({Right.WRITE_CARE})
_SEE: Final = frozenset({Right.SEE_OWN_PATIENTS})
ANYBODY: Final = frozenset(Right)
"""Whoever has any role at all."""

PATIENT_OF: Final = {
    "patient_id": "patient", "patient_ids": "patient", "keep_id": "patient", "gone_id": "patient", "a_id": "patient",
    "b_id": "patient", "call_id": "call", "visit_id": "visit", "task_id": "task", "task_ids": "task",
    "test_id": "test_order", "course_id": "course", "cycle_id": "cycle", "contact_id": "contact",
    "barrier_id": "barrier", "pause_id": "pause", "reminder_id": "reminder", "decision_id": "decision",
}  # fmt: skip
"""Of which table the row is that a parameter names; the patient stands in it."""


@dataclass(frozen=True, slots=True)
class Rule:
    """What is asked of whoever wants one query or action.

    `rights`: any of them is enough. `patients`: the parameters that name whose patient it is about; each is looked at
    before anything is read. `whose`: the parameter that names a colleague whose list is asked for. `hold`: how firmly
    the patients must be held, those that an action touched too. `blind`: administrators may without seeing a patient.
    `near`: of the whole centre, whosever they are. `plans`: nothing but plans is touched, and of everybody.
    `confirm`: the password was typed in the last minutes. `undoable`: whoever did it may take it back.
    `kind`: under which an action stands in the journal, where that is not its name.
    """

    rights: frozenset[Right]
    patients: tuple[str, ...] = ()
    whose: str | None = None
    hold: Hold = Hold.OPEN
    blind: bool = False
    near: bool = False
    plans: bool = False
    confirm: bool = False
    undoable: bool = False
    kind: str | None = None


def see(*patients: str, whose: str | None = None) -> Rule:
    """Return the rule of a query about patients."""
    return Rule(_SEE, patients, whose)


def anybody() -> Rule:
    """Return the rule of a query that tells of no patient, or of one's own steps."""
    return Rule(ANYBODY)


def care(*patients: str, hold: Hold = Hold.OPEN, undoable: bool = True) -> Rule:
    """Return the rule of an action on a patient's record."""
    return Rule(_CARE, patients, hold=hold, undoable=undoable)


def call(*patients: str, undoable: bool = False) -> Rule:
    """Return the rule of an action of a call."""
    return Rule(frozenset({Right.CALL}), patients, undoable=undoable)


def only(*rights: Right, confirm: bool = False, undoable: bool = True) -> Rule:
    """Return the rule of something that touches no single patient."""
    return Rule(frozenset(rights), confirm=confirm, undoable=undoable)
