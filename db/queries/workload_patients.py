"""The patients behind a number of the supervisor's board: as many rows as the number says."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any, Final, TypeAlias

from db.engine import Bound
from db.errors import BadInput, Denied
from db.queries.about import age_on
from db.queries.attempts import attempts_of
from db.queries.first_contacts import new_patients
from db.queries.reasons import Reason, read_params
from db.queries.workload import end_of_today, scope_of, silent_before, workload
from db.rules.workload import NUMBERS, REACHED_DAYS
from db.work import View

_BATCH: Final = 5000  # ids in one statement


@dataclass(frozen=True, slots=True)
class Behind:
    """One patient, or one attempt, that a number counts.

    `at` is when: the last talk, the first sign of life today, the attempt, the assignment. `good`: of a share, whether
    it went well. `reason` is the most urgent open task that counts, `outcome` what came out last.
    """

    patient_id: int
    user_id: int
    at: datetime | None = None
    good: bool | None = None
    due_by: datetime | None = None
    met_at: datetime | None = None
    outcome: str | None = None
    reason: Reason | None = None
    full_name: str = ""
    age: int | None = None
    phase: str = ""
    zone: str = ""
    assistant: str = ""  # short name of the one whose number it is


Found: TypeAlias = Iterable[Behind]
_PULSE: Final = "SELECT b.patient_id, b.owner_id, b.contact_at FROM pulse b WHERE b.owner_id IN :users AND "
_TASKS: Final = (
    "SELECT t.patient_id, t.owner_id, t.id, t.kind, t.reason, t.params, t.rule, t.source, t.channel, t.audience,"
    " t.due_from, t.due_by FROM task t JOIN pulse b ON b.patient_id = t.patient_id WHERE t.owner_id IN :users"
    " AND t.state = 'open' AND t.audience = 'assistant' AND t.due_from < :until"
    " AND (t.moot_at IS NULL OR t.moot_at > :now){more} ORDER BY COALESCE(t.due_by, t.due_from), t.id"
)
_DONE: Final = (
    "SELECT patient_id, user_id, at, outcome FROM mark WHERE user_id IN :users AND at >= :start AND at < :until"
    " AND undone_at IS NULL ORDER BY at, id"
)


def workload_patients(
    view: View, number: str, user_id: int | None = None, centre_id: int | None = None
) -> tuple[Behind, ...]:
    """Return what stands behind a number of an assistant, of all rows of the board where none is named.

    What needs somebody stands first: late, not reached, the longest silence. Raises `BadInput("unknown_code")`,
    `Denied("other_centre")`.
    """
    if number not in NUMBERS:
        raise BadInput("unknown_code", field="number", value=number[:40], known=", ".join(NUMBERS))
    found = list(_FINDERS[number](view, _users(view, user_id, centre_id)))
    named = _named(view, {each.patient_id for each in found})
    people = dict(view.conn.rows("SELECT id, short_name FROM app_user"))
    rows = [
        replace(
            each, full_name=name, age=age_on(born, view.today), phase=phase, zone=zone,
            assistant=people.get(each.user_id, ""),
        )
        for each in found
        for name, born, phase, zone in (named[each.patient_id],)
    ]  # fmt: skip
    rows.sort(key=_order)
    return tuple(rows)


def _users(view: View, user_id: int | None, centre_id: int | None) -> list[int]:
    if user_id is None:
        return [row.user_id for row in workload(view, centre_id).rows]
    who, params, _ = scope_of(view, centre_id)
    if view.conn.value(f"SELECT u.id FROM app_user u WHERE u.id = :one AND {who}", one=user_id, **params) is None:  # noqa: S608 - from code
        raise Denied("other_centre")
    return [user_id]


def _order(row: Behind) -> tuple[bool, float, str, int]:
    """Failures first, then what has waited longest, then by name."""
    since = row.due_by or row.at
    return bool(row.good), since.timestamp() if since else 0.0, row.full_name, row.patient_id


def _named(view: View, patient_ids: Iterable[int]) -> dict[int, tuple[str, date | None, str, str]]:
    ids = sorted(patient_ids)
    found = {}
    for at in range(0, len(ids), _BATCH):
        for i, *rest in view.conn.rows(
            "SELECT id, full_name, birth_on, phase, zone FROM patient WHERE id IN :ids", ids=ids[at : at + _BATCH]
        ):
            found[i] = tuple(rest)
    return found


# One for each number.


def _caseload(view: View, users: Sequence[int]) -> Found:
    return _pulses(view, users, "b.phase <> 'closed'")


def _silent(view: View, users: Sequence[int]) -> Found:
    for phase, before in silent_before(view).items():
        yield from _pulses(view, users, "b.phase = :phase AND b.contact_at < :before", phase=phase, before=before)


def _nothing(view: View, users: Sequence[int]) -> Found:
    return _pulses(view, users, "b.nothing_from <= :now", now=view.now)


def _pulses(view: View, users: Sequence[int], condition: str, **params: Bound) -> Iterator[Behind]:
    for patient_id, owner, at in view.conn.rows(_PULSE + condition, users=users, **params):
        yield Behind(patient_id, owner, at)


def _due(view: View, users: Sequence[int]) -> Found:
    return _tasks(view, users, "")


def _overdue(view: View, users: Sequence[int]) -> Found:
    return _tasks(view, users, " AND t.due_by < :now")


def _untried(view: View, users: Sequence[int]) -> Found:
    return _tasks(view, users, " AND t.channel = 'call' AND t.due_from <= :now AND b.tried_at IS NULL")


def _tasks(view: View, users: Sequence[int], more: str) -> Iterator[Behind]:
    """Yield each patient once, with the task whose end comes first."""
    seen: set[int] = set()
    words: dict[int, str] = {}
    rows = view.conn.rows(_TASKS.format(more=more), users=users, now=view.now, until=end_of_today(view))
    ids = [_reminder_of(row[7]) for row in rows if row[3] == "reminder"]
    for at in range(0, len(ids), _BATCH):
        words |= dict(view.conn.rows("SELECT id, text FROM reminder WHERE id IN :ids", ids=ids[at : at + _BATCH]))
    for patient_id, owner, i, kind, code, params, *rest in rows:
        if patient_id in seen:
            continue
        seen.add(patient_id)
        reason = _reason(i, kind, code, params, rest, words)
        yield Behind(patient_id, owner, reason.due_from, due_by=reason.due_by, reason=reason)


def _reason(i: int, kind: str, code: str, params: str, rest: list[Any], words: dict[int, str]) -> Reason:
    given = read_params(params)
    if kind == "reminder":
        given = tuple(sorted((*given, ("text", words.get(_reminder_of(rest[1]))))))
    return Reason(i, kind, code, given, *rest)


def _reminder_of(source: str) -> int:
    return int(source.split(":")[1])


def _done(view: View, users: Sequence[int]) -> Found:
    """Yield whoever something was settled for today, with the last of it."""
    last: dict[tuple[int, int], Behind] = {}
    start, until = view.midnight(view.today), end_of_today(view)
    for patient_id, user, at, outcome in view.conn.rows(_DONE, users=users, start=start, until=until):
        last[user, patient_id] = Behind(patient_id, user, at, outcome=outcome)
    return last.values()


def _reached(view: View, users: Sequence[int]) -> Found:
    first_on = view.today - timedelta(days=REACHED_DAYS - 1)
    for user in users:
        for each in attempts_of(view, user, first_on, view.today):
            yield Behind(each.patient_id, user, each.at, each.answered)


def _first(view: View, users: Sequence[int]) -> Found:
    """Yield new patients of whom it is known whether they were reached in time."""
    for each in new_patients(view, users):
        yield Behind(each.patient_id, each.user_id, each.assigned_at, each.in_time, each.due_by, each.met_at)


_FINDERS: Final[dict[str, Callable[[View, Sequence[int]], Found]]] = {
    "caseload": _caseload, "due": _due, "overdue": _overdue, "untried": _untried, "done": _done, "reached": _reached,
    "first": _first, "silent": _silent, "nothing": _nothing,
}  # fmt: skip
