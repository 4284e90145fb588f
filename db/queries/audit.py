"""Reading the audit: a page of events, newest first, and who had to do with one patient's record."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final

from db.audit.chain import read
from db.engine import instant
from db.errors import BadInput
from db.rules.names import search_key
from db.work import PATIENTS, View

PAGE: Final = 200
LOOKED: Final = ("open_card", "open_call", "view_patient")
"""Events that say that somebody saw a record."""

GROUPS: Final = {
    "entering": ("sign_in", "sign_in_failed", "lock", "unlock", "pin_failed", "session", "session_end", "recover"),
    "seen": (*LOOKED, "search"),
    "beyond": ("break_glass", "open_for_reason", "review_grant", "denied"),
    "files": ("export", "print", "import_patients", "import_items", "export_audit", "access_report", "copied"),
    "keeping": (
        "backup", "restore", "rekey", "recovery_key", "reset_password", "add_user", "edit_user", "disable_user",
        "enable_user", "add_organisation", "edit_organisation", "disable_organisation", "enable_organisation", "number",
        "set_number", "reset_number", "seal",
    ),
}  # fmt: skip
"""Sections of the screen: signing in; records seen; access beyond one's own; files; administration."""

_NO_CHANGE: Final = (*LOOKED, "search", "session", "session_end", "sign_in", "copied")
_SELECT: Final = (
    "SELECT e.id, e.real_at, e.user_id, u.login, u.short_name, e.terminal, e.event, e.object_kind, e.object_id,"
    " e.outcome, e.reason, e.action_id, e.session_id, e.seq, e.detail"
)
_FROM: Final = " FROM audit_event e LEFT JOIN app_user u ON u.id = e.user_id"
_JOINED: Final = (  # a patient's record, the one that it leads to, and those that lead there
    "SELECT p.id FROM patient p JOIN patient mine ON mine.id = :id"
    " WHERE COALESCE(p.merged_into_id, p.id) = COALESCE(mine.merged_into_id, mine.id) ORDER BY p.id"
)
_LISTED: Final = "({0} LIKE :alone OR {0} LIKE :first OR {0} LIKE :last OR {0} LIKE :between)"
_BESIDE: Final = (  # what concerned many: as the event says, or, where it was written before events said it, its action
    f"SELECT b.id FROM audit_event b WHERE {_LISTED.format('b.detail')} UNION SELECT b.id FROM action a"  # noqa: S608 - from code
    f" JOIN audit_event b ON b.action_id = a.id AND b.event = a.kind WHERE {_LISTED.format('a.result')}"
)
_CONCERNS: Final = f"(e.object_kind = 'patient' AND e.object_id = :patient OR e.id IN ({_BESIDE}))"  # noqa: S608 - as above
_REPORT: Final = (
    "SELECT e.id, e.real_at, u.login, u.name, e.terminal, e.event, e.outcome, e.reason, e.object_kind, e.detail,"  # noqa: S608 - as above
    " a.result FROM audit_event e LEFT JOIN app_user u ON u.id = e.user_id LEFT JOIN action a ON a.id = e.action_id"
    f" WHERE {_CONCERNS}"
)
_BEFORE_ALL: Final = datetime(1970, 1, 1, tzinfo=UTC)
_AFTER_ALL: Final = datetime(9999, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class AuditRow:
    """One event: ids and codes, and the login and the short name of who did it; nothing of a patient but the number."""

    id: int
    at: datetime
    user_id: int | None
    user: str | None
    user_name: str | None
    terminal: str
    event: str
    object_kind: str | None
    object_id: int | None
    outcome: str
    reason: str | None
    action_id: int | None
    session_id: int | None
    seq: int | None
    detail: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Access:
    """Somebody had to do with a record: when, who, from where, what, why."""

    at: datetime
    user: str | None
    user_name: str | None
    terminal: str
    event: str
    outcome: str
    reason: str | None
    patients: int = 1  # how many the event concerned: of a list, a file, a step with many


def events(
    view: View,
    *,
    users: Sequence[str] | None = None,
    patient_id: int | None = None,
    kinds: Sequence[str] | None = None,
    group: str | None = None,
    outcome: str | None = None,
    first_on: date | None = None,
    last_on: date | None = None,
    before: int | None = None,
    limit: int = PAGE,
) -> tuple[AuditRow, ...]:
    """Return a page of events, the newest first; `before` is the last id of the page above it.

    `users` are logins, `kinds` events, `group` one of `GROUPS`, or "changes".
    Raises `BadInput("unknown_code")` for a group that there is not.
    """
    if group is not None and group not in (*GROUPS, "changes"):
        raise BadInput("unknown_code", field="group", value=group)
    where = ["e.id < :before"]
    given: dict[str, Any] = {"before": before or 2**62, "limit": limit}
    given |= _narrowed(view, where, users, patient_id, outcome, first_on, last_on)
    if group == "changes":
        where.append("e.action_id IS NOT NULL AND e.event NOT IN :unchanged")
        given["unchanged"] = _NO_CHANGE
    wanted = GROUPS.get(group or "") if kinds is None else kinds
    if wanted is None:
        sql = f"{_SELECT}{_FROM} WHERE {' AND '.join(where)} ORDER BY e.id DESC LIMIT :limit"
        return tuple(_row(row) for row in view.conn.rows(sql, **given))
    if not wanted:
        return ()
    parts = []
    for number, name in enumerate(wanted):  # each kind by its own index: rare ones are not looked for row by row
        given[f"event{number}"] = name
        narrowed = " AND ".join([f"e.event = :event{number}", *where])
        page = f"{_SELECT}{_FROM} WHERE {narrowed} ORDER BY e.id DESC LIMIT :limit"
        parts.append(f"SELECT * FROM ({page}) AS k{number}")  # noqa: S608 - as below
    sql = f"SELECT * FROM ({' UNION ALL '.join(parts)}) AS found ORDER BY 1 DESC LIMIT :limit"  # noqa: S608 - parts from code
    return tuple(_row(row) for row in view.conn.rows(sql, **given))


def _narrowed(
    view: View,
    where: list[str],
    users: Sequence[str] | None,
    patient_id: int | None,
    outcome: str | None,
    first_on: date | None,
    last_on: date | None,
) -> dict[str, Any]:
    """Add what narrows the events down, and return the values for it."""
    given: dict[str, Any] = {}
    if users is not None:
        where.append("e.user_id IN (SELECT id FROM app_user WHERE login IN :users)")
        given["users"] = tuple(users)
    if patient_id is not None:
        where.append(_CONCERNS)
        given |= _concerning(patient_id)
    if outcome is not None:
        where.append("e.outcome = :outcome")
        given["outcome"] = outcome
    if first_on is not None or last_on is not None:
        given |= _between(view, first_on, last_on)
        where.append("e.id >= :from_id AND e.id <= :to_id AND e.real_at >= :since AND e.real_at < :until")
    return given


def _between(view: View, first_on: date | None, last_on: date | None) -> dict[str, Any]:
    """Return the instants between which events are looked for, and the first and the last id there.

    Clocks are set: an event of today may stand before one of yesterday, so that no id is told by the time of another.
    """
    since = _BEFORE_ALL if first_on is None else view.midnight(first_on)
    until = _AFTER_ALL if last_on is None else view.midnight(last_on + timedelta(days=1))
    given = {"since": since, "until": until}
    row = view.conn.row(
        "SELECT MIN(id), MAX(id) FROM audit_event WHERE real_at >= :since AND real_at < :until", **given
    )
    first, last = row if row is not None and row[0] is not None else (1, 0)
    return {**given, "from_id": first, "to_id": last}


def _row(row: tuple[Any, ...]) -> AuditRow:
    at = instant(row[1])
    assert at is not None  # noqa: S101 - the column is never empty
    return AuditRow(*(row[0], at, *row[2:14], read(row[14])))


def access_report(view: View, patient_id: int) -> tuple[Access, ...]:
    """Return who opened or changed a record, from where, when and why, the newest first: what a patient may ask for.

    What concerned many at once is in it too, and what concerned a record that was joined with this one.
    [152-FZ, article 14]
    """
    ids = [row[0] for row in view.conn.rows(_JOINED, id=patient_id)] or [patient_id]
    found = {row[0]: row[1:] for one in ids for row in view.conn.rows(_REPORT, **_concerning(one))}
    return tuple(
        Access(*(_at(row[0]), *row[1:7], _how_many(*row[7:]))) for _id, row in sorted(found.items(), reverse=True)
    )


def _concerning(patient_id: int) -> dict[str, Any]:
    """Return the values for `_CONCERNS`: a number, and how it looks in a list alone, first, last, between others."""
    start = f'%"{PATIENTS}":['  # the list stands last in what events and actions say
    places = {
        "alone": f"{patient_id}]%", "first": f"{patient_id},%", "last": f"%,{patient_id}]%",
        "between": f"%,{patient_id},%",
    }  # fmt: skip
    return {"patient": patient_id} | {name: start + text for name, text in places.items()}


def _how_many(kind: str | None, detail: str | None, result: str | None) -> int:
    """Return how many patients an event concerned."""
    listed = read(detail).get(PATIENTS) or (read(result).get(PATIENTS) if kind is None else None) or ()
    return len(listed) + (kind == "patient") or 1


def _at(value: datetime | str) -> datetime:
    at = instant(value)
    assert at is not None  # noqa: S101 - the column is never empty
    return at


def people_like(view: View, text: str) -> tuple[str, ...]:
    """Return the logins of people whose login or name begins so, for filtering by what is typed."""
    key = search_key(text)
    rows = view.conn.rows("SELECT login, name FROM app_user ORDER BY login")
    return tuple(
        login for login, name in rows
        if key and (login.startswith(text.casefold()) or any(part.startswith(key) for part in search_key(name).split()))
    )  # fmt: skip
