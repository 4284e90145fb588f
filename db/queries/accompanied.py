"""The patients of a caseload as a list: who they are, what comes next, when somebody last spoke with them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from db.engine import Bound, day, instant
from db.queries.about import age_on
from db.queries.access import asker_of
from db.rules.facts import Phase
from db.work import View


@dataclass(frozen=True, slots=True)
class Accompanied:
    """A patient, what comes next, and when the last talk was; `silent`: longer ago than the phase allows."""

    id: int
    full_name: str
    birth_on: date | None
    age: int | None
    phase: str
    closed_because: str | None
    assistant_id: int | None
    assistant: str | None  # short name
    own: bool
    next_kind: str | None  # visit, test, callback, call, desk
    next_at: datetime | None
    talked_at: datetime | None
    in_care_since: date
    silent: bool


_PATIENTS: Final = (
    "SELECT p.id, p.full_name, p.birth_on, p.phase, p.closed_because, p.assistant_id, u.short_name, p.in_care_since,"
    " p.zone FROM patient p LEFT JOIN app_user u ON u.id = p.assistant_id WHERE {who} ORDER BY p.sort_key, p.id"
)
_VISITS: Final = (
    "SELECT patient_id, MIN(starts_at) FROM visit WHERE starts_at >= :now AND status IN ('planned', 'confirmed')"
    " AND patient_id IN (SELECT p.id FROM patient p WHERE {who}) GROUP BY patient_id"
)
_TESTS: Final = (
    "SELECT patient_id, MIN(due_on) FROM test_order WHERE status = 'ordered' AND due_on >= :today"
    " AND patient_id IN (SELECT p.id FROM patient p WHERE {who}) GROUP BY patient_id"
)
_TASKS: Final = (
    "SELECT patient_id, CASE WHEN kind = 'callback' THEN 'callback' ELSE channel END, MIN(due_from) FROM task"
    " WHERE state = 'open' AND (moot_at IS NULL OR moot_at > :now)"
    " AND patient_id IN (SELECT p.id FROM patient p WHERE {who}) GROUP BY 1, 2"
)
_TALKS: Final = (
    "SELECT patient_id, MAX(at) FROM call WHERE connection = 'REACHED' AND undone_at IS NULL"
    " AND patient_id IN (SELECT p.id FROM patient p WHERE {who}) GROUP BY patient_id"
)


def accompanied(view: View, *, whole: bool = False) -> tuple[Accompanied, ...]:
    """Return the user's patients by name; to who supervises those of nobody too, and with `whole` all of the centre.

    Whoever supervises all centres is given the patients of all.
    """
    params: dict[str, Bound] = {"me": view.user.id}
    # The sign keeps SQLite from reading the whole record by the index of merged ones.
    who, asker = "+p.merged_into_id IS NULL", asker_of(view.user)
    if not asker.supervises:
        who += " AND p.assistant_id = :me"
    elif asker.sees_all:
        who += "" if whole else " AND (p.assistant_id = :me OR p.assistant_id IS NULL)"
    else:
        params["centre"] = view.user.centre_id
        near = "(p.centre_id = :centre OR p.centre_id IS NULL)"
        who += f" AND (p.assistant_id = :me OR {near}" + (")" if whole else " AND p.assistant_id IS NULL)")
    rows = view.conn.rows(_PATIENTS.format(who=who), **params)
    upcoming: dict[int, tuple[datetime, str]] = {}
    for patient_id, on in view.conn.rows(_TESTS.format(who=who), today=view.today, **params):
        _sooner(upcoming, patient_id, view.midnight(day(on) or view.today), "test")
    for patient_id, at in view.conn.rows(_VISITS.format(who=who), now=view.now, **params):
        _sooner(upcoming, patient_id, instant(at), "visit")
    work: dict[int, tuple[datetime, str]] = {}
    for patient_id, kind, at in view.conn.rows(_TASKS.format(who=who), now=view.now, **params):
        _sooner(upcoming if kind == "callback" else work, patient_id, instant(at), kind)
    talks = dict(view.conn.rows(_TALKS.format(who=who), **params))
    return tuple(_made(view, row, upcoming.get(row[0]) or work.get(row[0]), instant(talks.get(row[0]))) for row in rows)


def _sooner(found: dict[int, tuple[datetime, str]], patient_id: int, at: datetime | None, kind: str) -> None:
    if at is not None and (patient_id not in found or at < found[patient_id][0]):
        found[patient_id] = (at, kind)


def _made(
    view: View, row: tuple[Any, ...], coming: tuple[datetime, str] | None, talked_at: datetime | None
) -> Accompanied:
    i, name, born, phase, because, assistant_id, assistant, since, zone = row
    most = view.rules.numbers.waiting.silent_after_days.get(phase)
    last = talked_at.astimezone(ZoneInfo(zone)).date() if talked_at is not None else since
    silent = phase != Phase.CLOSED and most is not None and view.today - last > timedelta(days=most)
    return Accompanied(
        i, name, born, age_on(born, view.today), phase, because, assistant_id, assistant, assistant_id == view.user.id,
        coming[1] if coming else None, coming[0] if coming else None, talked_at, since, silent,
    )  # fmt: skip
