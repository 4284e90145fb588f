"""What is written of a visit beside its time, put right."""

from __future__ import annotations

from types import EllipsisType

from db.actions.text import line, one_of, page
from db.actions.visits import MODES, VisitSet, own_visit
from db.engine import Value
from db.errors import Refused
from db.rules.facts import Booked
from db.work import Work, action


@action("change_visit")
def change_visit(
    work: Work,
    visit_id: int,
    *,
    version: int,
    organisation_id: int | None | EllipsisType = ...,
    clinician: str | None | EllipsisType = ...,
    room: str | None | EllipsisType = ...,
    mode: str | EllipsisType = ...,
    before_visit_id: int | None | EllipsisType = ...,
    booked_in: str | EllipsisType = ...,
    booking_number: str | None | EllipsisType = ...,
    note: str | None | EllipsisType = ...,
) -> VisitSet:
    """Put right what is written of a visit, all but its time; what is not given stays.

    Raises `BadInput("unknown_code")`, `Refused("unknown_row" | "other_patients_visit" | "visit_before_itself")`,
    `Conflict("changed_meanwhile")`.
    """
    visit = work.fetch("visit", visit_id)
    given: dict[str, Value] = {}
    if organisation_id is not ...:
        given["organisation_id"] = organisation_id
        if organisation_id is not None:
            given["zone"] = work.fetch("organisation", organisation_id)["zone"]
    if before_visit_id is not ...:
        if before_visit_id == visit_id:
            raise Refused("visit_before_itself", id=visit_id)
        own_visit(work, before_visit_id, visit["patient_id"])
        given["before_visit_id"] = before_visit_id
    if mode is not ...:
        given["mode"] = one_of(mode, MODES, "mode")
    if booked_in is not ...:
        given["booked_in"] = one_of(booked_in, tuple(Booked), "booked_in")
    for name, text, most in (("clinician", clinician, 200), ("room", room, 40), ("booking_number", booking_number, 60)):
        if text is not ...:
            given[name] = line(text, name, most)
    if note is not ...:
        given["note"] = page(note, "note")
    row = work.update("visit", visit_id, version=version, **given)
    work.touch(row["patient_id"])
    return VisitSet(visit_id, row["patient_id"], row["status"])
