"""What colleagues do for one another: their status, messages, and standing in for one another."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

from db.actions.living import living
from db.actions.text import line, one_of, page
from db.errors import BadInput, Denied, Refused
from db.models.people import USER_STATUSES
from db.queries.access import asker_of
from db.rules.permissions import Right, Role, may, same_centre
from db.work import Work, action

ON_LINE: Final = "on_line"
LUNCH: Final = timedelta(hours=1)
"""How long a lunch takes where nobody said until when."""


@dataclass(frozen=True, slots=True)
class StatusSet:
    """What colleagues see of a user now."""

    user_id: int
    status: str
    until_at: datetime | None


@dataclass(frozen=True, slots=True)
class MessageSent:
    """A message on its way."""

    message_id: int
    to_id: int
    to: str  # short name
    patient_id: int | None


@dataclass(frozen=True, slots=True)
class MessageRead:
    """A message that was read."""

    message_id: int
    patient_id: int | None


@dataclass(frozen=True, slots=True)
class CoverAdded:
    """Somebody stands in; chains are said, they are not followed."""

    cover_id: int
    user_id: int
    user: str  # short name of who is away
    by_id: int
    by: str  # short name of who stands in
    patient_id: int | None
    first_on: date
    last_on: date
    patients: int  # how many are covered
    by_is_covered_by: str | None = None  # who stands in is away too for a part of it, and somebody stands in for them
    user_covers: str | None = None  # who is away stands in for this one, whose patients are not handed on


@dataclass(frozen=True, slots=True)
class CoverEnded:
    """A cover that is over; what its owner's patients were promised stays in the owner's list."""

    cover_id: int
    user_id: int
    by_id: int
    patient_id: int | None


@dataclass(frozen=True, slots=True)
class HandedOver:
    """A patient who was handed to a colleague for some days, with a message."""

    cover_id: int
    message_id: int
    patient_id: int
    by: str  # short name
    last_on: date


@action("set_status")
def set_status(work: Work, status: str, until_at: datetime | None = None, *, user_id: int | None = None) -> StatusSet:
    """Say whether somebody can be called to a patient: oneself, or a colleague who cannot say it.

    A lunch without an end takes an hour; another break without one lasts until it is ended. Raises
    `BadInput("unknown_code" | "naive_instant" | "time_is_over")`, `Refused("unknown_row")`.
    """
    one_of(status, USER_STATUSES, "status")
    if until_at is not None and until_at.tzinfo is None:
        raise BadInput("naive_instant")
    if status == ON_LINE:
        until_at = None
    elif until_at is None and status == "lunch":
        until_at = work.now + LUNCH
    if until_at is not None and until_at <= work.now:
        raise BadInput("time_is_over")
    row = work.fetch("app_user", work.user.id if user_id is None else user_id)
    if not (same_centre(asker_of(work.user), row["centre_id"]) or may(work.user.roles, Right.MANAGE_USERS)):
        raise Denied("not_your_role")
    work.update("app_user", row["id"], status=status, status_at=work.now, status_until=until_at)
    return StatusSet(row["id"], status, until_at)


@action("send_message")
def send_message(work: Work, to_id: int, text: str, patient_id: int | None = None) -> MessageSent:
    """Tell a colleague something, mostly about a patient.

    Raises `BadInput("message_empty" | "text_too_long" | "message_to_oneself")`, `Refused("unknown_row" |
    "user_disabled")`.
    """
    body = page(text, "message")
    if body is None:
        raise BadInput("message_empty")
    if to_id == work.user.id:
        raise BadInput("message_to_oneself")
    to = _at_work(work, to_id)
    if patient_id is not None:
        living(work, patient_id)
        _about(work, patient_id)
    row = work.insert("message", patient_id=patient_id, from_id=work.user.id, to_id=to_id, text=body, at=work.now)
    return MessageSent(row["id"], to_id, to["short_name"], patient_id)


@action("read_message", undoable=False)
def read_message(work: Work, message_id: int) -> MessageRead:
    """Note that a message was read by whom it was for. Raises `Refused("unknown_row" | "not_yours")`."""
    row = work.fetch("message", message_id)
    if row["to_id"] != work.user.id:
        raise Refused("not_yours", action=message_id)
    if row["read_at"] is None:
        work.update("message", message_id, read_at=work.now)
    return MessageRead(message_id, row["patient_id"])


@action("add_cover")
def add_cover(
    work: Work,
    user_id: int,
    by_id: int,
    first_on: date,
    last_on: date,
    *,
    patient_id: int | None = None,
    because: str | None = None,
) -> CoverAdded:
    """Let a colleague stand in for some days, for the whole caseload or for one patient of it.

    People arrange who stands in for them; for somebody else a supervisor of their centre does, or an administrator.

    Raises `BadInput("cover_by_oneself" | "cover_backwards" | "cover_is_past" | "text_too_long")`,
    `Refused("unknown_row" | "user_disabled" | "cover_overlaps" | "not_their_patient")`.
    """
    _allow_arranging(work, work.fetch("app_user", user_id))
    return _cover(work, user_id, by_id, first_on, last_on, patient_id, because)


def _cover(
    work: Work, user_id: int, by_id: int, first_on: date, last_on: date, patient_id: int | None, because: str | None
) -> CoverAdded:
    user, by = work.fetch("app_user", user_id), _at_work(work, by_id)
    if user_id == by_id:
        raise BadInput("cover_by_oneself")
    if last_on < first_on:
        raise BadInput("cover_backwards")
    if last_on < work.today:
        raise BadInput("cover_is_past")
    if patient_id is not None:
        if work.fetch("patient", patient_id)["assistant_id"] != user_id:
            raise Refused("not_their_patient", name=user["short_name"])
        _about(work, patient_id)
    _refuse_overlap(work, user_id, patient_id, first_on, last_on)
    row = work.insert(
        "cover", user_id=user_id, by_id=by_id, patient_id=patient_id, first_on=first_on, last_on=last_on,
        because=line(because, "because"), created_at=work.now, created_by=work.user.id,
    )  # fmt: skip
    patients = 1
    if patient_id is None:
        patients = work.conn.value("SELECT COUNT(*) FROM patient WHERE assistant_id = :id", id=user_id)
    return CoverAdded(
        row["id"], user_id, user["short_name"], by_id, by["short_name"], patient_id, first_on, last_on, patients,
        _chained(work, "c.user_id = :id", "c.by_id", by_id, first_on, last_on),
        _chained(work, "c.by_id = :id", "c.user_id", user_id, first_on, last_on),
    )  # fmt: skip


@action("end_cover")
def end_cover(work: Work, cover_id: int) -> CoverEnded:
    """End a cover before its last day, or take it back before its first.

    Calls and promises need no moving: they were always the patient's, whose owner has them in their own list.
    Raises `Refused("unknown_row" | "cover_is_over")`.
    """
    row = work.fetch("cover", cover_id)
    if row["by_id"] != work.user.id:
        _allow_arranging(work, work.fetch("app_user", row["user_id"]))
    if row["ended_at"] is not None or row["last_on"] < work.today:
        raise Refused("cover_is_over")
    work.update("cover", cover_id, ended_at=work.now)
    if row["patient_id"] is not None:
        _about(work, row["patient_id"])
    return CoverEnded(cover_id, row["user_id"], row["by_id"], row["patient_id"])


@action("hand_over")
def hand_over(work: Work, patient_id: int, by_id: int, last_on: date, text: str) -> HandedOver:
    """Hand a patient to a colleague from today to a day, with a message: one step, taken back as one.

    Raises as `add_cover` and `send_message` do, `Refused("unassigned")` where nobody has the patient.
    """
    owner_id = work.fetch("patient", patient_id)["assistant_id"]
    if owner_id is None:
        raise Refused("unassigned")
    cover = _cover(work, owner_id, by_id, work.today, last_on, patient_id, None)
    sent = send_message(work, by_id, text, patient_id)
    return HandedOver(cover.cover_id, sent.message_id, patient_id, cover.by, last_on)


def _allow_arranging(work: Work, user: dict[str, Any]) -> None:
    """Let a cover pass: of oneself, and of others by who assigns; whoever stands in is given the patients by nobody."""
    asker, assigns = asker_of(work.user), may(work.user.roles, Right.ASSIGN)
    everywhere = asker.sees_all or Role.ADMINISTRATOR in work.user.roles
    if user["id"] != work.user.id and not (assigns and (everywhere or same_centre(asker, user["centre_id"]))):
        raise Denied("not_your_role")


def _at_work(work: Work, user_id: int) -> dict[str, Any]:
    row = work.fetch("app_user", user_id)
    if not row["active"]:
        raise Refused("user_disabled", id=user_id)
    return row


def _about(work: Work, patient_id: int) -> None:
    """Name the patient whom a step is about; what colleagues agree upon is no input of the plan."""
    work.patient_id = patient_id
    work.touched.add(patient_id)
    work.planned.add(patient_id)


def _refuse_overlap(work: Work, user_id: int, patient_id: int | None, first_on: date, last_on: date) -> None:
    """Refuse where somebody stands in already on one of these days; two would call the same people."""
    same = "c.patient_id IS NULL" if patient_id is None else "c.patient_id = :patient"
    given = {} if patient_id is None else {"patient": patient_id}
    rows = work.conn.rows(
        "SELECT u.short_name, c.first_on, c.last_on FROM cover c JOIN app_user u ON u.id = c.by_id"  # noqa: S608 - from code
        f" WHERE c.user_id = :user AND {same} AND c.ended_at IS NULL AND c.last_on >= :first AND c.first_on <= :last"
        " ORDER BY c.first_on, c.id",
        user=user_id, first=max(first_on, work.today), last=last_on, **given,
    )  # fmt: skip
    if rows:
        name, first, last = rows[0]
        raise Refused("cover_overlaps", name=name, first=f"{first:%d.%m.%Y}", last=f"{last:%d.%m.%Y}")


def _chained(work: Work, whose: str, other: str, user_id: int, first_on: date, last_on: date) -> str | None:
    """Return the short name at the other end of another whole cover on one of these days."""
    name: str | None = work.conn.value(
        f"SELECT u.short_name FROM cover c JOIN app_user u ON u.id = {other} WHERE {whose} AND c.patient_id IS NULL"  # noqa: S608 - from code
        " AND c.ended_at IS NULL AND c.last_on >= :first AND c.first_on <= :last ORDER BY c.first_on, c.id LIMIT 1",
        id=user_id, first=first_on, last=last_on,
    )  # fmt: skip
    return name
