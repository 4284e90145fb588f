"""What waits for the supervisor and what was answered lately: who said it, in which call, what a death would cancel."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Final

from db.engine import Bound
from db.queries.access import asker_of
from db.queries.filters import WITH_COVERED, Where
from db.queries.reasons import Reason, read_params
from db.work import View


@dataclass(frozen=True, slots=True)
class Coming:
    """A visit that is still to come."""

    service: str
    starts_at: datetime
    zone: str


@dataclass(frozen=True, slots=True)
class DecisionRow:
    """A question to the supervisor, or its answer; of one who was never reached, only the task."""

    id: int | None  # None: not reached after all rounds, there is nothing to confirm
    patient_id: int
    full_name: str
    kind: str  # a DecisionKind, or not_reached
    reason: Reason | None  # the open task; None once it is answered
    asked_at: datetime
    asked_by: str | None  # short name
    said_by: str | None  # a Spoke code
    said_name: str | None
    happened_on: date | None
    place: str | None
    because: str | None
    note: str | None
    call_id: int | None
    call_at: datetime | None
    call_note: str | None
    answer: str | None
    answered_at: datetime | None
    answered_by: str | None
    answer_text: str | None
    assistant: str | None  # login of whose patient it is
    coming: tuple[Coming, ...] = ()  # visits that a confirmed death cancels


_DECISIONS: Final = (
    "SELECT d.id, d.patient_id, p.full_name, d.kind, t.id, t.kind, t.reason, t.params, t.rule, t.source, t.channel,"
    " t.audience, t.due_from, t.due_by, d.asked_at, a.short_name, d.said_by, d.said_name, d.happened_on, d.place,"
    " d.because, d.note, d.call_id, c.at, c.note, d.answer, d.answered_at, b.short_name, d.answer_text, u.login"
    " FROM decision d CROSS JOIN patient p LEFT JOIN app_user u ON u.id = p.assistant_id"  # decisions are few
    " LEFT JOIN app_user a ON a.id = d.asked_by LEFT JOIN app_user b ON b.id = d.answered_by"
    " LEFT JOIN call c ON c.id = d.call_id LEFT JOIN task t ON t.patient_id = d.patient_id AND t.state = 'open'"
    " AND t.kind IN ('decision', 'conclusion') AND t.source = 'decision:' || d.id"
    " WHERE p.id = d.patient_id AND (d.answer IS NULL AND t.id IS NOT NULL OR d.answered_at >= :since) AND "
)
_UNREACHED: Final = (
    "SELECT t.id, t.kind, t.reason, t.params, t.rule, t.source, t.channel, t.audience, t.due_from, t.due_by,"
    " t.patient_id, p.full_name, u.short_name, u.login FROM task t JOIN patient p ON p.id = t.patient_id"
    " LEFT JOIN app_user u ON u.id = p.assistant_id WHERE t.kind = 'not_reached' AND t.state = 'open'"
    " AND t.due_from <= :now AND "
)
_VISITS: Final = (
    "SELECT v.patient_id, v.service, v.starts_at, v.zone FROM visit v WHERE v.patient_id IN :ids"
    " AND v.status IN ('planned', 'confirmed', 'to_move') AND v.starts_at > :now ORDER BY v.starts_at, v.id"
)


def decisions(view: View, since: datetime, *, patient_id: int | None = None) -> tuple[DecisionRow, ...]:
    """Return what waits, the longest first, then what was answered since an instant, the latest first.

    A supervisor sees those of the centre, anybody else those that they asked for, and those of their own patients and
    of those for whom they stand in today.
    """
    scope: dict[str, Bound] = {"id": patient_id} if patient_id is not None else {"me": view.user.id}
    if patient_id is not None:
        whose, tasks = "d.patient_id = :id", "t.patient_id = :id"
    elif asker_of(view.user).sees_all:
        scope, whose, tasks = {}, "TRUE", "t.audience = 'supervisor'"
    elif "supervisor" in view.user.roles:
        scope = {"centre": view.user.centre_id}
        whose, tasks = "p.centre_id = :centre", "t.centre_id = :centre AND t.audience = 'supervisor'"
    else:
        theirs, owned = Where(view), Where(view)
        theirs.whose("p.assistant_id", WITH_COVERED, None)
        owned.whose("t.owner_id", WITH_COVERED, None, "t.patient_id")
        scope |= theirs.params
        whose, tasks = f"({theirs} OR d.asked_by = :me)", str(owned)
    rows = [_decision(row) for row in view.conn.rows(_DECISIONS + whose, since=since, **scope)]
    rows += [_unreached(row) for row in view.conn.rows(_UNREACHED + tasks, now=view.now, **scope)]
    coming = _coming(view, [row.patient_id for row in rows if row.kind == "died" and row.answer is None])
    found = [_with(row, coming.get(row.patient_id, ()) if row.kind == "died" and row.answer is None else ())
             for row in rows]  # fmt: skip
    found.sort(key=_order)
    return tuple(found)


def _order(row: DecisionRow) -> tuple[bool, float, int]:
    if row.answered_at is not None:
        return True, -row.answered_at.timestamp(), row.id or 0
    return False, row.asked_at.timestamp(), row.id or 0


def _decision(row: tuple[Any, ...]) -> DecisionRow:
    i, patient_id, name, kind, task_id, task_kind, reason, params, *rest = row
    rule, source, channel, audience, due_from, due_by, *said = rest
    made = None
    if task_id is not None:
        given = read_params(params)
        made = Reason(task_id, task_kind, reason, given, rule, source, channel, audience, due_from, due_by)
    return DecisionRow(i, patient_id, name, kind, made, *said)


def _unreached(row: tuple[Any, ...]) -> DecisionRow:
    i, kind, reason, params, rule, source, channel, audience, due_from, due_by, patient_id, name, whose, login = row
    made = Reason(i, kind, reason, read_params(params), rule, source, channel, audience, due_from, due_by)
    nothing = (None,) * 13
    return DecisionRow(None, patient_id, name, "not_reached", made, due_from, whose, *nothing, login)


def _coming(view: View, patient_ids: Iterable[int]) -> dict[int, tuple[Coming, ...]]:
    ids = sorted(set(patient_ids))
    found: dict[int, tuple[Coming, ...]] = {}
    for patient_id, *visit in view.conn.rows(_VISITS, ids=ids, now=view.now) if ids else ():
        found[patient_id] = (*found.get(patient_id, ()), Coming(*visit))
    return found


def _with(row: DecisionRow, coming: tuple[Coming, ...]) -> DecisionRow:
    return replace(row, coming=coming) if coming else row
