"""Calls as a list, and the user's calls that are not finished."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from db.queries.about import Mark, marks_of
from db.queries.call_sheet import Attempt, CallSheet, Script, call_sheet
from db.queries.covering import covered_by
from db.queries.filters import WITH_COVERED, Where, limited
from db.work import View

__all__ = [
    "Attempt", "CallEntry", "CallSheet", "OpenCall", "Script", "call_sheet", "calls", "open_calls",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class CallEntry:
    """A call in a list."""

    id: int
    patient_id: int
    full_name: str
    user: str  # login
    user_name: str
    at: datetime
    entered_at: datetime
    late: bool
    direction: str
    state: str
    phone: str | None
    contact_id: int | None
    spoke: str
    spoke_name: str | None
    connection: str | None
    message_left: bool
    marks: tuple[Mark, ...]
    duration_s: int | None
    note: str | None
    corrects_id: int | None
    undone: bool


@dataclass(frozen=True, slots=True)
class OpenCall:
    """A call of the user that is not finished."""

    call_id: int
    patient_id: int
    full_name: str
    state: str  # open, aside
    direction: str
    at: datetime
    connection: str | None
    marks: int


_CALLS: Final = (
    "SELECT c.id, c.patient_id, p.full_name, u.login, u.short_name, c.at, c.entered_at, c.late, c.direction, c.state,"
    " c.phone, c.contact_id, c.spoke, c.spoke_name, c.connection, c.message_left, c.ended_at, c.note, c.corrects_id,"
    " c.undone_at FROM call c JOIN patient p ON p.id = c.patient_id JOIN app_user u ON u.id = c.user_id WHERE "
)


def calls(
    view: View,
    *,
    assistant: str | None = None,
    patient_id: int | None = None,
    first_on: date | None = None,
    last_on: date | None = None,
    direction: str | None = None,
    connection: str | None = None,
    undone: bool | None = None,
    text: str | None = None,
    limit: int | None = None,
) -> tuple[CallEntry, ...]:
    """Return calls, latest first: of a patient, else made by a user (a login, `*` for all, own by default).

    With `WITH_COVERED` also those made by colleagues for whom the user stands in today.

    `undone` narrows to calls that were undone (True) or stand (False); None gives both.
    """
    made = _owners(view, assistant, patient_id)
    found: dict[int, tuple[Any, ...]] = {}
    for where in made:  # each by its own index, which has them in order
        where.days("c.at", first_on, last_on)
        where.equal("c.direction", direction)
        where.equal("c.connection", connection)
        if undone is not None:
            where.add("c.undone_at IS NOT NULL" if undone else "c.undone_at IS NULL")
        where.text("p.search_key", text)
        order = f"ORDER BY c.at DESC, c.id DESC{limited(limit)}"
        found |= {row[0]: row for row in view.conn.rows(f"{_CALLS}{where} {order}", **where.params)}  # noqa: S608 - values are parameters
    rows = list(found.values())
    if len(made) > 1:
        rows.sort(key=lambda row: (row[5], row[0]), reverse=True)
        rows = rows[:limit]
    marks = marks_of(view, [row[0] for row in rows])
    return tuple(_entry(row, marks.get(row[0], ())) for row in rows)


def _owners(view: View, assistant: str | None, patient_id: int | None) -> list[Where]:
    """Return whose calls are read, one condition each: of a user, and of those for whom they stand in today."""
    made = Where(view)
    if patient_id is not None or assistant != WITH_COVERED:
        made.whose("c.user_id", assistant, patient_id, "c.patient_id")
        return [made]
    made.whose("c.user_id", None, None)
    conditions, covered = [made], covered_by(view, view.user.id)
    for user in sorted(covered.users):
        conditions.append(Where(view))
        conditions[-1].add("c.user_id = :whose", whose=user)
    if covered.patients:
        conditions.append(Where(view))
        conditions[-1].add("c.patient_id IN :covered", covered=sorted(covered.patients))
    return conditions


def _entry(row: tuple[Any, ...], marks: tuple[Mark, ...]) -> CallEntry:
    (
        i, patient_id, name, login, user, at, entered, late, direction, state, phone, contact_id, spoke, spoke_name,
        connection, message_left, ended, note, corrects_id, undone_at,
    ) = row  # fmt: skip
    seconds = None if ended is None or late else max(int((ended - at).total_seconds()), 0)
    return CallEntry(
        i, patient_id, name, login, user, at, entered, bool(late), direction, state, phone, contact_id, spoke,
        spoke_name, connection, bool(message_left), marks, seconds, note, corrects_id, undone_at is not None,
    )  # fmt: skip


def open_calls(view: View) -> tuple[OpenCall, ...]:
    """Return the user's calls that are not finished, the open ones first, then those put aside, latest first."""
    rows = view.conn.rows(
        "SELECT c.id, c.patient_id, p.full_name, c.state, c.direction, c.at, c.connection,"
        " (SELECT COUNT(*) FROM mark m WHERE m.call_id = c.id AND m.undone_at IS NULL)"
        " FROM call c JOIN patient p ON p.id = c.patient_id"
        " WHERE c.user_id = :me AND c.state IN ('open', 'aside') AND c.undone_at IS NULL"
        " ORDER BY c.state DESC, c.at DESC, c.id DESC",
        me=view.user.id,
    )
    return tuple(OpenCall(*row) for row in rows)
