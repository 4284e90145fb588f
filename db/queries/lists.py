"""Lists with filters: visits, tests, tasks, reminders, deadlines."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

from db.queries.deadlines import DeadlineRow, deadlines
from db.queries.filters import Where, limited
from db.queries.reasons import Params, read_params
from db.rules.recurrence import occurrence
from db.work import View

__all__ = [
    "DeadlineRow", "ReminderRow", "TaskRow", "TestRow", "VisitRow", "deadlines", "reminders", "tasks", "tests",
    "visits",
]  # fmt: skip

# ruff: noqa: PT028 -- `tests` lists test orders, it is no test


@dataclass(frozen=True, slots=True)
class VisitRow:
    """A visit in a list."""

    id: int
    patient_id: int
    full_name: str
    service: str
    kind: str
    ru: str
    en: str
    organisation: str | None
    organisation_id: int | None
    address: str | None
    clinician: str | None
    room: str | None
    starts_at: datetime
    ends_at: datetime
    zone: str
    mode: str
    status: str
    status_at: datetime | None
    booked_in: str
    booking_number: str | None
    because: str | None
    initiative: str | None
    follows_id: int | None
    before_visit_id: int | None
    result_at: datetime | None
    note: str | None
    assistant: str | None  # login
    version: int


@dataclass(frozen=True, slots=True)
class TestRow:
    """A test order in a list."""

    __test__ = False

    id: int
    patient_id: int
    full_name: str
    test: str  # code of the service
    ru: str
    en: str
    organisation: str | None
    ordered_on: date
    due_on: date | None
    taken_on: date | None
    valid_until: date | None
    result_on: date | None
    status: str
    for_visit_id: int | None
    assistant: str | None
    version: int


@dataclass(frozen=True, slots=True)
class TaskRow:
    """A task in a list."""

    id: int
    patient_id: int
    full_name: str
    kind: str
    channel: str
    audience: str
    reason: str
    params: Params
    rule: str
    source: str
    due_from: datetime
    due_by: datetime | None
    moot_at: datetime | None
    state: str  # open, silent, closed
    closed_at: datetime | None
    closed_because: str | None
    assistant: str | None


@dataclass(frozen=True, slots=True)
class ReminderRow:
    """A reminder in a list."""

    id: int
    patient_id: int
    full_name: str
    text: str
    due_at: datetime  # the occurrence that is due next
    channel: str
    status: str
    recurrence: str | None  # 1d, 2w, 3m, 1y
    done: int
    user: str | None
    assistant: str | None
    version: int
    until_on: date | None = None
    task_id: int | None = None  # the open task of that occurrence


_VISITS: Final = (
    "SELECT v.id, v.patient_id, p.full_name, v.service, s.kind, s.ru, s.en, o.short_name, v.organisation_id, o.address,"
    " v.clinician, v.room, v.starts_at, v.ends_at, v.zone, v.mode, v.status, v.status_at, v.booked_in,"
    " v.booking_number, v.because, v.initiative, v.follows_id, v.before_visit_id, v.result_at, v.note, u.login,"
    " v.version FROM visit v JOIN patient p ON p.id = v.patient_id JOIN service s ON s.code = v.service"
    " LEFT JOIN organisation o ON o.id = v.organisation_id LEFT JOIN app_user u ON u.id = p.assistant_id WHERE "
)


def visits(
    view: View,
    *,
    assistant: str | None = None,
    patient_id: int | None = None,
    first_on: date | None = None,
    last_on: date | None = None,
    status: str | None = None,
    centre_id: int | None = None,
    text: str | None = None,
    limit: int | None = None,
) -> tuple[VisitRow, ...]:
    """Return visits by their time; of a patient, else of a user's patients (a login, `*` for all, own by default)."""
    where = Where(view)
    where.people("p.assistant_id", assistant, patient_id, text)
    where.days("v.starts_at", first_on, last_on)
    where.equal("v.status", status)
    where.equal("v.centre_id", centre_id)
    rows = view.conn.rows(f"{_VISITS}{where} ORDER BY v.starts_at, v.id{limited(limit)}", **where.params)  # noqa: S608 - values are parameters
    return tuple(VisitRow(*row) for row in rows)


_TESTS: Final = (
    "SELECT t.id, t.patient_id, p.full_name, t.service, s.ru, s.en, o.short_name, t.ordered_on, t.due_on, t.taken_on,"
    " t.valid_until, t.result_on, t.status, t.for_visit_id, u.login, t.version"
    " FROM test_order t JOIN patient p ON p.id = t.patient_id JOIN service s ON s.code = t.service"
    " LEFT JOIN organisation o ON o.id = t.organisation_id LEFT JOIN app_user u ON u.id = p.assistant_id WHERE "
)


def tests(
    view: View,
    *,
    assistant: str | None = None,
    patient_id: int | None = None,
    first_on: date | None = None,
    last_on: date | None = None,
    status: str | None = None,
    text: str | None = None,
    limit: int | None = None,
) -> tuple[TestRow, ...]:
    """Return test orders by the day they are due (or were ordered, where none is set)."""
    where = Where(view)
    where.people("p.assistant_id", assistant, patient_id, text)
    where.dates("COALESCE(t.due_on, t.ordered_on)", first_on, last_on)
    where.equal("t.status", status)
    order = "COALESCE(t.due_on, t.ordered_on), t.id"
    rows = view.conn.rows(f"{_TESTS}{where} ORDER BY {order}{limited(limit)}", **where.params)  # noqa: S608 - values are parameters
    return tuple(TestRow(*row) for row in rows)


_TASKS: Final = (
    "SELECT t.id, t.patient_id, p.full_name, t.kind, t.channel, t.audience, t.reason, t.params, t.rule, t.source,"
    " t.due_from, t.due_by, t.moot_at, t.state, t.closed_at, t.closed_because, u.login"
    " FROM task t JOIN patient p ON p.id = t.patient_id LEFT JOIN app_user u ON u.id = p.assistant_id WHERE "
)


def tasks(
    view: View,
    *,
    assistant: str | None = None,
    patient_id: int | None = None,
    first_on: date | None = None,
    last_on: date | None = None,
    state: str | None = "open",
    kind: str | None = None,
    channel: str | None = None,
    audience: str | None = None,
    text: str | None = None,
    limit: int | None = None,
) -> tuple[TaskRow, ...]:
    """Return tasks by the time from which they are shown; open ones unless another state, or None, is asked for.

    A task whose `moot_at` has passed is not open: it has fallen silent.
    """
    where = Where(view)
    owner, patient = ("t.owner_id", "t.patient_id") if state in ("open", "silent") else ("p.assistant_id", "p.id")
    where.people(owner, assistant, patient_id, text, patient)
    where.days("t.due_from", first_on, last_on)
    where.equal("t.state", "open" if state == "silent" else state)
    if state == "open":
        where.add("(t.moot_at IS NULL OR t.moot_at > :now)", now=view.now)
    elif state == "silent":
        where.add("t.moot_at <= :now", now=view.now)
    where.equal("t.kind", kind)
    where.equal("t.channel", channel)
    where.equal("t.audience", audience)
    rows = view.conn.rows(f"{_TASKS}{where} ORDER BY t.due_from, t.id{limited(limit)}", **where.params)  # noqa: S608 - values are parameters
    return tuple(_task_row(row, view.now) for row in rows)


def _task_row(row: tuple[Any, ...], now: datetime) -> TaskRow:
    i, patient, name, kind, channel, audience, reason, params, rule, source, start, end, moot_at, state, *rest = row
    if state == "open" and moot_at is not None and moot_at <= now:
        state = "silent"
    return TaskRow(
        i, patient, name, kind, channel, audience, reason, read_params(params), rule, source, start, end, moot_at,
        state, *rest,
    )  # fmt: skip


_REMINDERS: Final = (
    "SELECT r.id, r.patient_id, p.full_name, r.text, r.due_at, r.channel, r.status, r.every, r.done, w.short_name,"
    " u.login, r.version, p.zone, t.source, r.until_on, t.id FROM reminder r LEFT JOIN task t"
    " ON t.patient_id = r.patient_id AND t.kind = 'reminder' AND t.state = 'open'"
    " AND t.source LIKE 'reminder:' || r.id || ':%' JOIN patient p ON p.id = r.patient_id"
    " LEFT JOIN app_user u ON u.id = p.assistant_id LEFT JOIN app_user w ON w.id = r.user_id WHERE "
)


def reminders(
    view: View,
    *,
    assistant: str | None = None,
    patient_id: int | None = None,
    first_on: date | None = None,
    last_on: date | None = None,
    status: str | None = "open",
    text: str | None = None,
    limit: int | None = None,
) -> tuple[ReminderRow, ...]:
    """Return reminders by their next occurrence; open ones unless another status, or None, is asked for."""
    where = Where(view)
    where.people("p.assistant_id", assistant, patient_id, text)
    where.equal("r.status", status)
    found = []
    for row in view.conn.rows(f"{_REMINDERS}{where} ORDER BY r.id", **where.params):  # noqa: S608 - as above
        i, patient, name, words, due_at, channel, state, every, done, user, login, version, zone, source, *more = row
        last = done if state == "open" else max(done - 1, 0)
        due_at = occurrence(due_at, every, int(source.rpartition(":")[2]) if source else last, zone)
        found.append(
            ReminderRow(i, patient, name, words, due_at, channel, state, every, done, user, login, version, *more)
        )
    start = view.midnight(first_on) if first_on else None
    end = view.midnight(last_on + timedelta(days=1)) if last_on else None
    kept = [row for row in found if (not start or row.due_at >= start) and (not end or row.due_at < end)]
    kept.sort(key=lambda row: (row.due_at, row.id))
    return tuple(kept[:limit])
