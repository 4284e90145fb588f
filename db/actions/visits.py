"""Visits: booked, moved, cancelled, their status and what the city's booking system says of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from db.actions.living import living
from db.actions.text import line, one_of, page
from db.engine import Value
from db.errors import BadInput, Refused
from db.rules.facts import Booked, VisitStatus
from db.work import Work, action

MODES = ("in_person", "phone", "video")
STANDS = (VisitStatus.PLANNED, VisitStatus.CONFIRMED, VisitStatus.TO_MOVE)
INITIATIVES = ("patient", "clinic", "equipment")
ENTERED_AS = (VisitStatus.PLANNED, VisitStatus.CONFIRMED, VisitStatus.ATTENDED, VisitStatus.MISSED)
TOLD_FROM = ("words", "system")


@dataclass(frozen=True, slots=True)
class VisitSet:
    """A visit as it stands now; `old_visit_id` is the one that it replaces."""

    visit_id: int
    patient_id: int
    status: str
    old_visit_id: int | None = None


@action("book_visit")
def book_visit(
    work: Work,
    patient_id: int,
    service: str,
    starts_at: datetime,
    *,
    ends_at: datetime | None = None,
    organisation_id: int | None = None,
    clinician: str | None = None,
    room: str | None = None,
    mode: str = "in_person",
    follows_id: int | None = None,
    before_visit_id: int | None = None,
    booked_in: str = "planned",
    booking_number: str | None = None,
    note: str | None = None,
    status: str = "planned",
    told_from: str = "words",
) -> VisitSet:
    """Book a visit; without an end it takes as long as its service does.

    With `status` a visit is entered that took place already, or was missed; `told_from` says how that is known.
    Raises `BadInput("unknown_code" | "ends_before_it_starts" | "naive_instant")`, `Refused("unknown_row")`.
    """
    patient = living(work, patient_id)
    one_of(mode, MODES, "mode")
    one_of(booked_in, tuple(Booked), "booked_in")
    one_of(status, ENTERED_AS, "status")
    one_of(told_from, TOLD_FROM, "told_from")
    for other in (follows_id, before_visit_id):
        own_visit(work, other, patient_id)
    over: dict[str, Value] = {}
    if status != VisitStatus.PLANNED:
        over = {"status_at": work.now, "status_source": told_from}
    row = new_visit(
        work, patient, service, starts_at, ends_at, organisation_id, clinician=line(clinician, "clinician"),
        room=line(room, "room", 40), mode=mode, follows_id=follows_id, before_visit_id=before_visit_id,
        booked_in=booked_in, booking_number=line(booking_number, "booking_number", 60), note=page(note, "note"),
        status=status, **over,
    )  # fmt: skip
    if follows_id is not None:
        _hand_on(work, follows_id, row["id"])
        _leave(work, work.fetch("visit", follows_id), work.now)
    work.touch(patient_id)
    return VisitSet(row["id"], patient_id, row["status"], follows_id)


def own_visit(work: Work, visit_id: int | None, patient_id: int) -> None:
    """Refuse a visit of somebody else: `Refused("other_patients_visit")`."""
    if visit_id is not None and work.fetch("visit", visit_id)["patient_id"] != patient_id:
        raise Refused("other_patients_visit", id=visit_id)


def new_visit(
    work: Work,
    patient: dict[str, Any],
    service: str,
    starts_at: datetime,
    ends_at: datetime | None,
    organisation_id: int | None,
    **more: Value,
) -> dict[str, Any]:
    """Write a visit; its zone is its organisation's, else the patient's."""
    known = work.fetch("service", service)
    ends = ends_at or starts_at + timedelta(minutes=known["minutes"])
    if starts_at.utcoffset() is None or ends.utcoffset() is None:
        raise BadInput("naive_instant")
    if ends <= starts_at:
        raise BadInput("ends_before_it_starts")
    zone = patient["zone"] if organisation_id is None else work.fetch("organisation", organisation_id)["zone"]
    return work.insert(
        "visit", patient_id=patient["id"], service=service, starts_at=starts_at, ends_at=ends, zone=zone,
        organisation_id=organisation_id, centre_id=patient["centre_id"], created_at=work.now, **more,
    )  # fmt: skip


@action("move_visit")
def move_visit(
    work: Work,
    visit_id: int,
    new_starts_at: datetime | None = None,
    *,
    new_ends_at: datetime | None = None,
    organisation_id: int | None = None,
    service: str | None = None,
    initiative: str = "patient",
    because: str | None = None,
    booked_in: str = "planned",
    booking_number: str | None = None,
    clinician: str | None = None,
    room: str | None = None,
    version: int | None = None,
) -> VisitSet:
    """Move a visit to a new time, or say that it is to be moved while there is none.

    The doctor stays where service and place do; a room is told anew.

    Raises `Refused("unknown_row" | "visit_is_over")`, `Conflict("changed_meanwhile")`, `BadInput`.
    """
    one_of(initiative, INITIATIVES, "initiative")
    visit = work.update("visit", visit_id, version=version)
    row = move(
        work, visit, new_starts_at, new_ends_at, organisation_id, service, initiative, line(because, "because"),
        work.now,
        booked_in=one_of(booked_in, tuple(Booked), "booked_in"),
        booking_number=line(booking_number, "booking_number", 60), clinician=line(clinician, "clinician"),
        room=line(room, "room", 40),
    )  # fmt: skip
    work.touch(visit["patient_id"])
    return VisitSet(row["id"], visit["patient_id"], row["status"], None if row["id"] == visit_id else visit_id)


def move(
    work: Work,
    visit: dict[str, Any],
    starts_at: datetime | None,
    ends_at: datetime | None,
    organisation_id: int | None,
    service: str | None,
    initiative: str | None,
    because: str | None,
    at: datetime,
    **more: Value,
) -> dict[str, Any]:
    """Replace a visit by one at a new time and return that, or mark it as to be moved and return it.

    `more` is written of the new visit where it is not None.
    """
    if visit["status"] in (VisitStatus.ATTENDED, VisitStatus.MOVED):
        raise Refused("visit_is_over", id=visit["id"], status=visit["status"])
    if starts_at is None:
        return work.update(
            "visit", visit["id"], status=VisitStatus.TO_MOVE.value, status_at=at, initiative=initiative, because=because
        )
    length = visit["ends_at"] - visit["starts_at"]
    patient = work.fetch("patient", visit["patient_id"])
    same = service is None or service == visit["service"]
    place = organisation_id or visit["organisation_id"]
    stays = same and place == visit["organisation_id"]
    new = new_visit(
        work, patient, visit["service"] if service is None else service, starts_at,
        ends_at or (starts_at + length if same else None), place,
        **{
            "clinician": visit["clinician"] if stays else None, "mode": visit["mode"], "follows_id": visit["id"],
            "before_visit_id": visit["before_visit_id"], "bundle": visit["bundle"] if same else None,
            "cycle_id": visit["cycle_id"] if same else None,
            **{name: value for name, value in more.items() if value is not None},
        },
    )  # fmt: skip
    _hand_on(work, visit["id"], new["id"])
    _leave(work, visit, at, {"initiative": initiative, "because": because})
    return new


def _hand_on(work: Work, old_id: int, new_id: int) -> None:
    """Let what was meant to come before a visit come before the one that takes its place."""
    for (test_id,) in work.conn.rows(
        "SELECT id FROM test_order WHERE for_visit_id = :id AND status = 'ordered' ORDER BY id", id=old_id
    ):
        work.update("test_order", test_id, for_visit_id=new_id)
    for (visit_id,) in work.conn.rows(
        "SELECT id FROM visit WHERE before_visit_id = :id AND id <> :new AND status IN ('planned', 'confirmed',"
        " 'to_move') ORDER BY id", id=old_id, new=new_id,
    ):  # fmt: skip
        work.update("visit", visit_id, before_visit_id=new_id)


def _leave(work: Work, visit: dict[str, Any], at: datetime, why: dict[str, Any] | None = None) -> None:
    """Let a visit be the moved one; one that was missed or cancelled stays what it was."""
    if visit["status"] in STANDS:
        work.update("visit", visit["id"], status=VisitStatus.MOVED.value, status_at=at, **(why or {}))


@action("cancel_visit")
def cancel_visit(
    work: Work, visit_id: int, *, because: str | None = None, initiative: str = "patient", version: int | None = None
) -> VisitSet:
    """Cancel a visit that stands; raises `Refused("unknown_row" | "visit_is_over")`, `Conflict`."""
    one_of(initiative, INITIATIVES, "initiative")
    visit = work.fetch("visit", visit_id)
    if visit["status"] not in STANDS:
        raise Refused("visit_is_over", id=visit_id, status=visit["status"])
    work.update(
        "visit", visit_id, version=version, status=VisitStatus.CANCELLED.value, status_at=work.now,
        because=line(because, "because"), initiative=initiative,
    )  # fmt: skip
    work.touch(visit["patient_id"])
    return VisitSet(visit_id, visit["patient_id"], VisitStatus.CANCELLED.value)


@action("set_visit_status")
def set_visit_status(
    work: Work,
    visit_id: int,
    status: str,
    *,
    told_from: str = "words",
    because: str | None = None,
    version: int | None = None,
) -> VisitSet:
    """Say where a visit stands, as looked up (`system`) or told (`words`).

    Raises `BadInput("unknown_code")`, `Refused("unknown_row" | "visit_is_over")`, `Conflict`.
    """
    one_of(status, tuple(one for one in VisitStatus if one is not VisitStatus.MOVED), "status")
    one_of(told_from, TOLD_FROM, "told_from")
    visit = work.fetch("visit", visit_id)
    if visit["status"] == VisitStatus.MOVED:
        raise Refused("visit_is_over", id=visit_id, status=visit["status"])
    work.update(
        "visit", visit_id, version=version, status=status, status_at=work.now, status_source=told_from,
        because=line(because, "because"),
    )  # fmt: skip
    work.touch(visit["patient_id"])
    return VisitSet(visit_id, visit["patient_id"], status)


@action("set_booking")
def set_booking(
    work: Work, visit_id: int, booked_in: str, *, number: str | None = None, version: int | None = None
) -> VisitSet:
    """Say what the city's booking system knows of a visit; raises `BadInput`, `Refused("unknown_row")`, `Conflict`."""
    one_of(booked_in, tuple(Booked), "booked_in")
    row = work.update(
        "visit", visit_id, version=version, booked_in=booked_in, booking_number=line(number, "booking_number", 60)
    )
    work.touch(row["patient_id"])
    return VisitSet(visit_id, row["patient_id"], row["status"])
