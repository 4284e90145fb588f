"""All work of a user's patients that is open, later, silent, or was closed lately, in one list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from db.queries.filters import Where
from db.queries.reasons import Reason, read_params
from db.rules.urgency import Moment
from db.work import View

MOST_CLOSED: Final = 300
_TEXTS: Final = 500  # ids in one statement


@dataclass(frozen=True, slots=True)
class WorkRow:
    """A task with whose it is and where it stands."""

    patient_id: int
    full_name: str
    reason: Reason
    state: str  # open, silent, closed
    closed_at: datetime | None
    closed_because: str | None
    due_left: int | None  # working days until its end, below 0 when late; None where it has no end
    assistant: str | None  # login of whose patient it is


_SELECT: Final = (
    "SELECT t.id, t.patient_id, p.full_name, t.kind, t.reason, t.params, t.rule, t.source, t.channel, t.audience,"
    " t.due_from, t.due_by, t.moot_at, t.state, t.closed_at, t.closed_because, p.zone, u.login"
    " FROM task t JOIN patient p ON p.id = t.patient_id LEFT JOIN app_user u ON u.id = p.assistant_id WHERE "
)
_OPEN: Final = " AND t.state = 'open' ORDER BY t.due_from, t.id"
_CLOSED: Final = " AND t.state = 'closed' AND t.closed_at >= :since ORDER BY t.closed_at DESC, t.id DESC LIMIT :most"


def open_work(view: View, closed_since: datetime, *, assistant: str | None = None) -> tuple[WorkRow, ...]:
    """Return all open tasks of a user by their end, the latest closed ones behind them; own by default.

    `assistant` is a login, or `WITH_COVERED`.

    A task whose `moot_at` has passed is not open any more: it has fallen silent.
    """
    owned, theirs = Where(view), Where(view)
    owned.whose("t.owner_id", assistant, None, "t.patient_id")
    theirs.whose("p.assistant_id", assistant, None)
    rows = [
        *view.conn.rows(f"{_SELECT}{owned}{_OPEN}", **owned.params),  # noqa: S608 - values are parameters
        *view.conn.rows(
            f"{_SELECT}{theirs}{_CLOSED}", since=closed_since, most=MOST_CLOSED, **theirs.params  # noqa: S608 - as above
        ),
    ]  # fmt: skip
    texts, moment = _texts(view, rows), Moment(view.now, view.rules)
    found = [_row(row, texts, moment) for row in rows]
    found.sort(key=_order)
    return tuple(found)


def _order(row: WorkRow) -> tuple[bool, float, float, int]:
    """Open ones by their end, those without one by their beginning; closed ones the latest first."""
    if row.closed_at is not None and row.state == "closed":
        return True, -row.closed_at.timestamp(), 0.0, row.reason.task_id
    start = row.reason.due_from.timestamp()
    return False, row.reason.due_by.timestamp() if row.reason.due_by else start, start, row.reason.task_id


def _row(row: tuple[Any, ...], texts: dict[int, str], moment: Moment) -> WorkRow:
    (
        i, patient_id, name, kind, reason, params, rule, source, channel, audience, due_from, due_by, moot_at, state,
        closed_at, because, zone, login,
    ) = row  # fmt: skip
    given = read_params(params)
    if kind == "reminder":
        given = tuple(sorted((*given, ("text", texts.get(int(source.split(":")[1]))))))
    if state == "open" and moot_at is not None and moot_at <= moment.now:
        state = "silent"
    left = moment.left(due_by, zone) if due_by is not None else None
    made = Reason(i, kind, reason, given, rule, source, channel, audience, due_from, due_by)
    return WorkRow(patient_id, name, made, state, closed_at, because, left, login)


def _texts(view: View, rows: Sequence[tuple[Any, ...]]) -> dict[int, str]:
    """Return the words of the reminders among these tasks."""
    ids = sorted({int(row[7].split(":")[1]) for row in rows if row[3] == "reminder"})
    found: dict[int, str] = {}
    for start in range(0, len(ids), _TEXTS):
        found.update(view.conn.rows("SELECT id, text FROM reminder WHERE id IN :ids", ids=ids[start : start + _TEXTS]))
    return found
