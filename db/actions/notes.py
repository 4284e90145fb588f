"""Notes on a patient, also made during a call."""

from __future__ import annotations

from dataclasses import dataclass

from db.actions.living import living
from db.actions.text import page
from db.errors import BadInput, Refused
from db.work import Work, action


@dataclass(frozen=True, slots=True)
class Noted:
    """A note that was kept."""

    note_id: int
    patient_id: int


@action("add_note")
def add_note(work: Work, patient_id: int, text: str, *, call_id: int | None = None) -> Noted:
    """Keep a note; one made in a call stands with the call too.

    Raises `BadInput("note_empty" | "text_too_long")`, `Refused("unknown_row")`.
    """
    patient = living(work, patient_id)
    body = page(text, "note")
    if body is None:
        raise BadInput("note_empty")
    if call_id is not None:
        call = work.fetch("call", call_id)
        if call["patient_id"] != patient["id"]:
            raise Refused("other_patients_call", id=call_id)
        work.update("call", call_id, note=body if call["note"] is None else f"{call['note']}\n{body}")
        work.call_id = call_id
    note = work.insert("note", patient_id=patient_id, user_id=work.user.id, at=work.now, text=body)
    work.patient_id = patient_id
    work.touched.add(patient_id)
    work.planned.add(patient_id)  # a note is no input of the plan
    return Noted(note["id"], patient_id)
