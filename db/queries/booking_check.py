"""What is to be known of a time for a visit before it is taken."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from db.errors import Refused
from db.queries.facts import load
from db.rules.booking import Said, Slot, limits_of, said_of
from db.work import View


@dataclass(frozen=True, slots=True)
class OtherVisit:
    """A visit that something is said of."""

    id: int
    service: str
    starts_at: datetime
    zone: str
    organisation: str | None


@dataclass(frozen=True, slots=True)
class RunningLimit:
    """A statutory limit that a visit of the kind would end."""

    rule: str
    due_on: date


@dataclass(frozen=True, slots=True)
class BookingCheck:
    """What is said of a time; without a time only the limits that run."""

    said: tuple[Said, ...]
    visits: tuple[OtherVisit, ...]  # those that are named
    limits: tuple[RunningLimit, ...]


def booking_check(
    view: View,
    patient_id: int,
    service: str,
    starts_at: datetime | None = None,
    *,
    ends_at: datetime | None = None,
    organisation_id: int | None = None,
    visit_id: int | None = None,
    before_visit_id: int | None = None,
) -> BookingCheck:
    """Return what speaks for and against a time; `visit_id` is the visit that is moved to it.

    Raises `Refused("unknown_row" | "unknown_patient")`.
    """
    found = load(view.conn, [patient_id])
    if not found:
        raise Refused("unknown_patient", id=patient_id)
    facts = found[0].facts
    row = view.conn.row("SELECT kind, minutes, result_days FROM service WHERE code = :code", code=service)
    if row is None:
        raise Refused("unknown_row", table="service", id=service)
    kind, minutes, result_days = row
    limits = tuple(RunningLimit(each.rule, each.due_on) for each in limits_of(service, kind, facts, view.rules))
    if starts_at is None:
        return BookingCheck((), (), limits)
    old = next((visit for visit in facts.visits if visit.id == visit_id), None)
    length = old.ends_at - old.starts_at if old is not None else timedelta(minutes=minutes)
    zone = old.zone if old is not None else facts.zone
    if organisation_id is not None:
        zone = view.conn.value("SELECT zone FROM organisation WHERE id = :id", id=organisation_id) or zone
    slot = Slot(
        service, kind, starts_at, ends_at or starts_at + length, zone, result_days, visit_id, before_visit_id,
        old.bundle if old is not None else None,
    )  # fmt: skip
    precedes = dict(view.conn.rows(
        "SELECT id, before_visit_id FROM visit WHERE patient_id = :id AND before_visit_id IS NOT NULL", id=patient_id,
    ))  # fmt: skip
    said = said_of(slot, facts, precedes, view.rules, view.now)
    named = sorted({each.visit_id for each in said if each.visit_id is not None})
    return BookingCheck(said, _named(view, named), limits)


def _named(view: View, ids: list[int]) -> tuple[OtherVisit, ...]:
    if not ids:
        return ()
    rows = view.conn.rows(
        "SELECT v.id, v.service, v.starts_at, v.zone, o.short_name FROM visit v"
        " LEFT JOIN organisation o ON o.id = v.organisation_id WHERE v.id IN :ids ORDER BY v.starts_at, v.id",
        ids=ids,
    )
    return tuple(OtherVisit(*row) for row in rows)
