"""Placing a patient on the list: which reasons count today, and what the rules of urgency make of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from db.engine import Bound
from db.errors import Refused
from db.queries.listed import Listed, listed, scope_of_patient
from db.queries.reasons import Part, Reason
from db.rules.urgency import Moment, OpenTask, Place, Who, place
from db.work import View

CALLBACKS: Final = frozenset({"callback", "callback_offer"})


@dataclass(frozen=True, slots=True)
class Placed:
    """One patient with the place on the list and all that is open today."""

    patient: Listed
    section: str | None  # None where nothing is open today
    points: int
    parts: tuple[Part, ...]
    reasons: tuple[Reason, ...]
    call_id: int | None


@dataclass(frozen=True, slots=True)
class WorkedOn:
    """What a user did for a patient today."""

    at: datetime  # of the last call, of the first mark where there was none
    connection: str | None  # of the last call, None where something was only marked at the desk
    outcomes: tuple[str, ...]  # of today's marks, each once


def placed_patient(view: View, patient_id: int) -> Placed:
    """Return one patient with all that the user may settle now. Raises `Refused("unknown_patient")`."""
    found = listed(view, scope_of_patient(view, patient_id)).get(patient_id)
    if found is None:
        raise Refused("unknown_patient", id=patient_id)
    return placed(view, found)


def placed(view: View, found: Listed) -> Placed:
    """Return a patient, read for a list or alone, with their place."""
    patient_id = found.id
    moment = Moment(view.now, view.rules)
    reasons = reasons_today(found, moment)
    call = open_calls_of(view, view.user.id).get(patient_id)
    done = patient_id in worked_on_today(view, view.user.id, patient_id)
    at = place_of(found, reasons, moment, call is not None, done)
    parts = tuple(Part(part.code, part.points, part.params) for part in at.parts)
    shown = at.section if reasons or call is not None or done else None
    return Placed(found, shown, at.points, parts, tuple(reason for reason, _ in reasons), call)


def reasons_today(patient: Listed, moment: Moment) -> list[tuple[Reason, datetime | None]]:
    """Return what can be settled now, and the calls of later today, the promised and the nearest first."""
    ends_at = moment.today(patient.zone).ends_at
    found = [
        (reason, moot_at)
        for reason, moot_at in patient.reasons
        if reason.due_from <= moment.now or (reason.channel == "call" and reason.due_from <= ends_at)
    ]
    found.sort(key=lambda pair: _reason_order(pair[0], moment.now))
    return found


def _reason_order(reason: Reason, now: datetime) -> tuple[bool, bool, bool, float, float, int]:
    due = reason.due_by.timestamp() if reason.due_by is not None else float("inf")
    return (
        reason.kind not in CALLBACKS, reason.due_from > now, reason.channel != "call", due, reason.due_from.timestamp(),
        reason.task_id,
    )  # fmt: skip


def place_of(
    patient: Listed, reasons: list[tuple[Reason, datetime | None]], moment: Moment, aside: bool, done: bool
) -> Place:
    """Return the place of a patient with these reasons, `moot_at` beside each."""
    tasks = [
        OpenTask(
            reason.kind, reason.reason, reason.channel == "call", reason.due_from, reason.due_by, moot_at,
            reason.kind == "deadline" or any(name == "deadline" for name, _ in reason.params),
        )
        for reason, moot_at in reasons
    ]  # fmt: skip
    who = Who(
        patient.phase, patient.zone, patient.rounds_today, patient.barriers, aside, done, patient.best_part,
        patient.last_part, patient.diagnosed_on,
    )  # fmt: skip
    return place(tasks, who, moment)


def open_calls_of(view: View, user_id: int) -> dict[int, int]:
    """Return the calls of a user that are not finished, by patient."""
    return dict(
        view.conn.rows(
            "SELECT patient_id, id FROM call WHERE user_id = :me AND state IN ('open', 'aside') AND undone_at IS NULL"
            " ORDER BY id",
            me=user_id,
        )
    )


def worked_on_today(view: View, user_id: int, patient_id: int | None = None) -> dict[int, WorkedOn]:
    """Return the patients whom a user called, or for whom something was marked, today, with what came out."""
    one = "" if patient_id is None else " AND patient_id = :id"
    params: dict[str, Bound] = {"me": user_id, "start": view.midnight(view.today)}
    if patient_id is not None:
        params["id"] = patient_id
    worked: dict[int, WorkedOn] = {}
    for patient, at, connection in view.conn.rows(
        "SELECT patient_id, at, connection FROM call WHERE user_id = :me AND at >= :start AND undone_at IS NULL"  # noqa: S608 - from code
        f" AND connection IS NOT NULL{one} ORDER BY at, id",
        **params,
    ):
        worked[patient] = WorkedOn(at, connection, ())
    for patient, at, outcome in view.conn.rows(
        "SELECT patient_id, at, outcome FROM mark WHERE user_id = :me AND at >= :start AND undone_at IS NULL"  # noqa: S608 - from code
        f"{one} ORDER BY at, id",
        **params,
    ):
        before = worked.get(patient, WorkedOn(at, None, ()))
        worked[patient] = WorkedOn(before.at, before.connection, tuple(dict.fromkeys((*before.outcomes, outcome))))
    return worked
