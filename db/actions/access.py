"""Opening a patient who is not one's own: for a reason within the centre, or by breaking the glass across centres."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from db.actions.text import one_of, page
from db.errors import BadInput, Denied, Refused
from db.queries.access import asker_of, live_grant, ties
from db.rules.permissions import GLASS_LASTS, LEAST_TEXT, REASON_LASTS, REASONS, Access, access, same_centre
from db.work import Work, action


@dataclass(frozen=True, slots=True)
class Opened:
    """A patient who is open for a time; `grant_id` is None where they were free anyway."""

    patient_id: int
    grant_id: int | None
    until_at: datetime | None  # real time


@dataclass(frozen=True, slots=True)
class GrantReviewed:
    """A grant that a supervisor looked at."""

    grant_id: int
    patient_id: int
    user_id: int


@action("open_for_reason", undoable=False)
def open_for_reason(work: Work, patient_id: int, reason: str) -> Opened:
    """Open a colleague's patient of one's centre until the end of the shift, for a reason: one of `REASONS`.

    Nothing is written where the patient is free, or open for this reason already. Raises `Refused("unknown_patient")`,
    `BadInput("unknown_code")`, `Denied("break_glass_needed" | "not_your_role")`.
    """
    one_of(reason, REASONS, "reason")
    how = _how(work, patient_id)
    if how is Access.BREAK_GLASS_NEEDED:
        raise Denied("break_glass_needed", id=patient_id)
    if how is Access.FREE:
        return _open_already(work, patient_id)
    return _granted(work, patient_id, "reason", reason, None, REASON_LASTS)


@action("break_glass", undoable=False)
def break_glass(work: Work, patient_id: int, text: str) -> Opened:
    """Open a patient of another centre for an hour, in necessity; every look is written down, a supervisor reviews it.

    Raises `Refused("unknown_patient")`, `BadInput("reason_too_short" | "text_too_long")`, `Denied("not_your_role")`.
    """
    said = page(text, "text") or ""
    if len(said) < LEAST_TEXT:
        raise BadInput("reason_too_short", least=LEAST_TEXT)
    if _how(work, patient_id) is Access.FREE:
        return _open_already(work, patient_id)
    return _granted(work, patient_id, "break_glass", "necessity", said, GLASS_LASTS)


@action("review_grant", undoable=False)
def review_grant(work: Work, grant_id: int, note: str | None = None, *, version: int | None = None) -> GrantReviewed:
    """Note that a grant was looked at, and what was found.

    Raises `Refused("unknown_row" | "already_reviewed")`, `Denied("not_your_role")` for one's own and other centres'.
    """
    row = work.fetch("access_grant", grant_id)
    who, patient = work.fetch("app_user", row["user_id"]), work.fetch("patient", row["patient_id"])
    asker = asker_of(work.user)
    near = asker.sees_all or same_centre(asker, who["centre_id"]) or same_centre(asker, patient["centre_id"])
    if row["user_id"] == work.user.id or not near:
        raise Denied("not_your_role")
    if row["reviewed_at"] is not None:
        raise Refused("already_reviewed", id=grant_id)
    work.update(
        "access_grant", grant_id, version=version, reviewed_by=work.user.id, reviewed_at=work.clock.real(),
        review_note=page(note, "text"),
    )  # fmt: skip
    work.detail |= {"grant": grant_id, "patient": row["patient_id"]}
    return GrantReviewed(grant_id, row["patient_id"], row["user_id"])


def _how(work: Work, patient_id: int) -> Access:
    tie = next(ties(work, "patient", [patient_id]), None)
    if tie is None:
        raise Refused("unknown_patient", id=patient_id)
    how = access(asker_of(work.user), tie.bond)
    if how is Access.DENIED:
        raise Denied("not_your_role", id=patient_id)
    return how


def _open_already(work: Work, patient_id: int) -> Opened:
    grant = live_grant(work, patient_id)
    return Opened(patient_id, None, None) if grant is None else Opened(patient_id, grant[0], grant[3])


def _granted(
    work: Work, patient_id: int, kind: str, reason: str, text: str | None, lasts: timedelta
) -> Opened:  # fmt: skip
    at = work.clock.real()
    row = work.insert(
        "access_grant", user_id=work.user.id, patient_id=patient_id, kind=kind, reason=reason, text=text, at=at,
        until_at=at + lasts,
    )  # fmt: skip
    work.patient_id, work.reason = patient_id, reason
    work.cleared.add(patient_id)
    work.detail["grant"] = row["id"]
    return Opened(patient_id, row["id"], row["until_at"])
