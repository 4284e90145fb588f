"""Answers to what waits for a confirmation, and what a confirmed one brings."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from db.actions.course_rows import end_courses
from db.actions.living import living
from db.actions.text import one_of, page
from db.errors import Refused
from db.rules.facts import Answer, DecisionKind, Phase, VisitStatus
from db.work import Work, action, loads

_CLOSES: Final = {
    DecisionKind.DIED: "died", DecisionKind.DECLINED: "declined", DecisionKind.RULED_OUT: "ruled_out",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Answered:
    """A decision that was answered; `cancelled` are visits that will not be."""

    decision_id: int
    patient_id: int
    kind: str
    answer: str
    cancelled: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class PhaseSet:
    """A patient's phase as it stands now."""

    patient_id: int
    phase: str


@action("answer_decision")
def answer_decision(
    work: Work,
    decision_id: int,
    answer: str,
    *,
    text: str | None = None,
    happened_on: date | None = None,
    version: int | None = None,
) -> Answered:
    """Answer what waits for a confirmation: confirmed or rejected.

    A confirmed death, refusal of the service or ruled-out diagnosis closes the patient; a death also cancels visits
    and reminders to come. Raises `Refused("unknown_row" | "already_answered")`, `BadInput("unknown_code")`, `Conflict`.
    """
    one_of(answer, tuple(Answer), "answer")
    row = work.fetch("decision", decision_id)
    if row["answer"] is not None:
        raise Refused("already_answered", id=decision_id)
    work.update(
        "decision", decision_id, version=version, answer=answer, answered_at=work.now, answered_by=work.user.id,
        answer_text=page(text, "text"), happened_on=happened_on or row["happened_on"],
    )  # fmt: skip
    patient_id, kind = row["patient_id"], DecisionKind(row["kind"])
    cancelled: tuple[int, ...] = ()
    if answer == Answer.CONFIRMED and kind in _CLOSES:
        work.update("patient", patient_id, phase=Phase.CLOSED.value, closed_because=_CLOSES[kind])
        if kind is DecisionKind.DIED:
            cancelled = _cancel_what_comes(work, patient_id)
    work.touch(patient_id)
    return Answered(decision_id, patient_id, kind.value, answer, cancelled)


def _cancel_what_comes(work: Work, patient_id: int) -> tuple[int, ...]:
    """Cancel visits, courses and reminders of somebody who died."""
    visits = [
        row[0]
        for row in work.conn.rows(
            "SELECT id FROM visit WHERE patient_id = :id AND status IN ('planned', 'confirmed', 'to_move')"
            " AND starts_at > :now ORDER BY id",
            id=patient_id, now=work.now,
        )
    ]  # fmt: skip
    for visit_id in visits:
        work.update(
            "visit", visit_id, status=VisitStatus.CANCELLED.value, status_at=work.now, because="died", initiative=None
        )
    end_courses(work, patient_id, "died")
    for (reminder_id,) in work.conn.rows(
        "SELECT id FROM reminder WHERE patient_id = :id AND status = 'open' ORDER BY id", id=patient_id
    ):
        work.update("reminder", reminder_id, status="cancelled")
    return tuple(visits)


@action("reopen_patient")
def reopen_patient(work: Work, patient_id: int, *, text: str | None = None) -> PhaseSet:
    """Take a patient back who was closed, in the phase that was before; confirmed ends are answered anew.

    What was cancelled stays cancelled; `text` says why and is kept as a note.
    Raises `Refused("unknown_row" | "not_closed" | "patient_died" | "is_erased")`, `BadInput("text_too_long")`.
    """
    patient = living(work, patient_id)
    if patient["phase"] != Phase.CLOSED:
        raise Refused("not_closed", id=patient_id)
    if patient["closed_because"] == "died":
        raise Refused("patient_died", id=patient_id)
    phase = _phase_before(work, patient)
    work.update("patient", patient_id, phase=phase, closed_because=None)
    said = page(text, "text")
    if said is not None:
        work.insert("note", patient_id=patient_id, user_id=work.user.id, at=work.now, text=said)
    for (decision_id,) in work.conn.rows(
        "SELECT id FROM decision WHERE patient_id = :id AND kind IN ('declined', 'ruled_out') AND answer = 'confirmed'"
        " ORDER BY id",
        id=patient_id,
    ):  # fmt: skip
        work.update(
            "decision", decision_id, answer=Answer.REJECTED.value, answered_at=work.now, answered_by=work.user.id
        )
    work.touch(patient_id)
    return PhaseSet(patient_id, phase)


def _phase_before(work: Work, patient: dict[str, Any]) -> str:
    """Return the phase that the journal holds from before the closing, else what the diagnosis says."""
    for (before,) in work.conn.rows(
        "SELECT before FROM change WHERE table_name = 'patient' AND row_key = :key AND before IS NOT NULL"
        " ORDER BY id DESC",
        key=str(patient["id"]),
    ):
        phase: str = loads(before).get("phase", Phase.CLOSED.value)
        if phase != Phase.CLOSED:
            return phase
    return Phase.DIAGNOSED.value if patient["diagnosis"] else Phase.SUSPECTED.value
