"""Phases of care by hand: the next one, the end with its reason, and what becomes of what was to come."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from db.actions.course_rows import end_courses
from db.actions.decisions import PhaseSet
from db.actions.text import one_of, page
from db.defaults import outcome_table
from db.errors import Refused
from db.rules.facts import Phase, TestStatus, VisitStatus
from db.work import Work, action

BY_DECISION: Final = "died"
"""Nobody is closed as dead by hand: it is said in a call or a late entry, and the supervisor confirms it."""


@dataclass(frozen=True, slots=True)
class Closed:
    """A patient whose support ended; how many visits, tests and reminders to come were cancelled with it."""

    patient_id: int
    because: str
    visits: int = 0
    tests: int = 0
    reminders: int = 0


@action("set_phase")
def set_phase(work: Work, patient_id: int, phase: str, *, version: int | None = None) -> PhaseSet:
    """Set the phase of somebody in care; ending and taking back have ways of their own.

    Raises `BadInput("unknown_code")`, `Refused("unknown_row" | "is_closed")`, `Conflict("changed_meanwhile")`.
    """
    one_of(phase, tuple(one.value for one in Phase if one is not Phase.CLOSED), "phase")
    if work.fetch("patient", patient_id)["phase"] == Phase.CLOSED:
        raise Refused("is_closed", id=patient_id)
    work.update("patient", patient_id, version=version, phase=phase)
    work.touch(patient_id)
    return PhaseSet(patient_id, phase)


@action("close_patient")
def close_patient(
    work: Work, patient_id: int, because: str, *, cancel: bool = False, text: str | None = None,
    version: int | None = None,
) -> Closed:  # fmt: skip
    """End the support of a patient for a reason; with `cancel` visits, tests and reminders to come are cancelled.

    `text` is kept as a note. Without `cancel` what is booked stands, but nobody is asked to call about it.
    Raises `BadInput("unknown_code")`, `Refused("unknown_row" | "is_closed" | "death_is_confirmed")`, `Conflict`.
    """
    one_of(because, tuple(outcome_table().closed_because), "because")
    if because == BY_DECISION:
        raise Refused("death_is_confirmed", id=patient_id)
    if work.fetch("patient", patient_id)["phase"] == Phase.CLOSED:
        raise Refused("is_closed", id=patient_id)
    work.update("patient", patient_id, version=version, phase=Phase.CLOSED.value, closed_because=because)
    said = page(text, "text")
    if said is not None:
        work.insert("note", patient_id=patient_id, user_id=work.user.id, at=work.now, text=said)
    closed = _cancel(work, patient_id, because) if cancel else Closed(patient_id, because)
    work.touch(patient_id)
    return closed


def _cancel(work: Work, patient_id: int, because: str) -> Closed:
    visits = work.conn.rows(
        "SELECT id FROM visit WHERE patient_id = :id AND status IN ('planned', 'confirmed', 'to_move')"
        " AND starts_at > :now ORDER BY id",
        id=patient_id, now=work.now,
    )  # fmt: skip
    for (visit_id,) in visits:
        work.update(
            "visit", visit_id, status=VisitStatus.CANCELLED.value, status_at=work.now, because=because, initiative=None
        )
    tests = work.conn.rows(
        "SELECT id FROM test_order WHERE patient_id = :id AND status = 'ordered' ORDER BY id", id=patient_id
    )
    for (test_id,) in tests:
        work.update("test_order", test_id, status=TestStatus.CANCELLED.value)
    end_courses(work, patient_id, because)
    reminders = work.conn.rows(
        "SELECT id FROM reminder WHERE patient_id = :id AND status = 'open' ORDER BY id", id=patient_id
    )
    for (reminder_id,) in reminders:
        work.update("reminder", reminder_id, status="cancelled")
    return Closed(patient_id, because, len(visits), len(tests), len(reminders))
