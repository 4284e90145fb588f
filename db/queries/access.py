"""How a patient may be opened: what ties a user to them now, what is open for how long, and who opened what why."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from db.engine import Bound
from db.errors import Refused
from db.queries.covering import NOW, PROMISED
from db.queries.filters import limited
from db.rules.permissions import Access, Asker, Bond, access
from db.work import User, View, Work, loads

_BATCH: Final = 5000
_LAST_OFFER: Final = timedelta(days=1, hours=6)  # as in `listed`: a patient's day may end later than the desk's
_TIE: Final = (
    "{patient}, q.assistant_id, q.centre_id,"
    " (SELECT MIN(g.kind) FROM access_grant g WHERE g.user_id = :me AND g.patient_id = p.id AND g.until_at > :real),"
    " EXISTS (SELECT 1 FROM cover c WHERE c.by_id = :me AND (c.patient_id = p.id OR c.patient_id IS NULL"
    "  AND c.user_id = q.assistant_id) AND {now}), {offered}"
)
_OF: Final = "patient q ON q.id = COALESCE(p.merged_into_id, p.id)"  # a joined record is where it leads
_OFFERED: Final = (  # noqa: S608 - from code
    "(EXISTS (SELECT 1 FROM task t WHERE t.patient_id = p.id AND t.audience = 'centre' AND t.state = 'open'"
    " AND t.due_from <= :now) OR EXISTS (SELECT 1 FROM task t WHERE t.patient_id = p.id AND "
) + f"{PROMISED}))"
_ROW: Final = {
    table: f"FROM {table} x JOIN patient p ON p.id = x.patient_id JOIN {_OF} WHERE x.id"  # noqa: S608 - names from code
    for table in (
        "barrier", "call", "contact", "course", "cycle", "decision", "pause", "reminder", "task", "test_order", "visit",
    )
} | {"patient": f"FROM patient p JOIN {_OF} WHERE p.id"}  # fmt: skip
_OWN_CALL: Final = "CASE WHEN x.user_id = :me AND x.state IN ('open', 'aside') THEN :me ELSE q.assistant_id END"


@dataclass(frozen=True, slots=True)
class Tie:
    """One patient and what ties the user to them."""

    patient_id: int
    owner_id: int | None
    bond: Bond


def asker_of(user: User) -> Asker:
    """Return a user as the rules of access see them."""
    return Asker(user.roles, user.centre_id, user.scope)


def ties(view: View, table: str, ids: Sequence[int]) -> Iterator[Tie]:
    """Yield for rows of a table whose patients they are and what ties the user to each; unknown rows give nothing.

    Whoever has a call open with somebody holds them until it is marked, whatever others do meanwhile.
    """
    sql, params = _statement(view, table)
    for start in range(0, len(ids), _BATCH):
        some = ids[start : start + _BATCH]
        where = "= :id" if len(some) == 1 else "IN :ids"
        given: dict[str, Bound] = {"id": some[0]} if len(some) == 1 else {"ids": list(some)}
        for i, owner_id, centre_id, grant, covered, offered in view.conn.rows(f"{sql} {where}", **params, **given):
            bond = Bond(owner_id == view.user.id, bool(covered), centre_id, bool(offered), grant)
            yield Tie(i, owner_id, bond)


def _statement(view: View, table: str) -> tuple[str, dict[str, Bound]]:
    params: dict[str, Bound] = {"me": view.user.id, "real": view.real, "today": view.today}
    offered = "FALSE"
    if view.user.centre_id is not None:
        offered = _OFFERED
        params |= {
            "centre": view.user.centre_id, "now": view.now, "until": view.midnight(view.today) + _LAST_OFFER,
        }  # fmt: skip
    asked = _TIE.format(patient="p.id", now=NOW, offered=offered)
    if table == "call":
        asked = asked.replace("q.assistant_id", _OWN_CALL, 1)
    return f"SELECT {asked} {_ROW[table]}", params


@dataclass(frozen=True, slots=True)
class AccessTo:
    """How a patient may be opened by the user, and what is open until when."""

    patient_id: int
    full_name: str  # what a search says too: nobody is to open somebody else by mistake
    access: Access
    whose: str | None  # short name of the assistant; None for nobody's
    centre: str | None  # short name
    grant_id: int | None  # the grant by which it is open now
    kind: str | None  # reason, break_glass
    reason: str | None
    until_at: datetime | None  # real time


def access_to(view: View, patient_id: int) -> AccessTo:
    """Return how a patient may be opened. Raises `Refused("unknown_patient")`."""
    tie = next(ties(view, "patient", [patient_id]), None)
    if tie is None:
        raise Refused("unknown_patient", id=patient_id)
    name, whose, centre = view.conn.rows(
        "SELECT p.full_name, u.short_name, o.short_name FROM patient p LEFT JOIN app_user u ON u.id = p.assistant_id"
        " LEFT JOIN organisation o ON o.id = p.centre_id WHERE p.id = :id",
        id=patient_id,
    )[0]  # fmt: skip
    asker = asker_of(view.user)
    without = access(asker, Bond(tie.bond.own, tie.bond.covered, tie.bond.centre_id, tie.bond.offered))
    grant = None if without is Access.FREE else live_grant(view, patient_id)
    return AccessTo(patient_id, name, access(asker, tie.bond), whose, centre, *(grant or (None, None, None, None)))


def live_grant(view: View, patient_id: int) -> tuple[int, str, str, datetime] | None:
    """Return the grant that is open for the user: id, kind, reason, until when; a broken glass before a reason."""
    row = view.conn.row(
        "SELECT id, kind, reason, until_at FROM access_grant WHERE user_id = :me AND patient_id = :id"
        " AND until_at > :real ORDER BY kind, until_at DESC LIMIT 1",
        me=view.user.id, id=patient_id, real=view.real,
    )  # fmt: skip
    return None if row is None else (row[0], row[1], row[2], row[3])


def open_glass(view: View) -> dict[int, datetime]:
    """Return the patients whom the user opened in an emergency, at whatever terminal, and until when each is open."""
    rows = view.conn.rows(
        "SELECT patient_id, until_at FROM access_grant WHERE user_id = :me AND kind = 'break_glass'"
        " AND until_at > :real ORDER BY until_at",
        me=view.user.id, real=view.real,
    )  # fmt: skip
    return dict(rows)


def accesses(view: View, patient_ids: Sequence[int]) -> dict[int, Access]:
    """Return how patients of colleagues may be opened; one statement, and none where every patient is free."""
    asker = asker_of(view.user)
    if asker.sees_all or not patient_ids:
        return {}
    return {tie.patient_id: access(asker, tie.bond) for tie in ties(view, "patient", patient_ids)}


@dataclass(frozen=True, slots=True)
class GrantRow:
    """A patient of somebody else, opened by somebody: who, whose, why, when, how long, and whether it was looked at."""

    id: int
    user_id: int
    user: str  # short name of who opened
    patient_id: int
    full_name: str
    whose: str | None  # short name of the assistant
    kind: str  # reason, break_glass
    reason: str
    text: str | None
    at: datetime  # real time
    until_at: datetime
    views: int  # how often the record was looked at or written to while it was open
    reviewed_at: datetime | None
    reviewed_by: str | None
    review_note: str | None
    version: int


_GRANTS: Final = (
    "SELECT g.id, g.user_id, u.short_name, g.patient_id, p.full_name, a.short_name, g.kind, g.reason, g.text, g.at,"
    " g.until_at, (SELECT COUNT(*) FROM audit_event e WHERE e.object_kind = 'patient' AND e.object_id = g.patient_id"
    "  AND e.user_id = g.user_id AND e.real_at >= g.at AND e.real_at <= g.until_at),"
    " g.reviewed_at, r.short_name, g.review_note, g.version FROM access_grant g JOIN app_user u ON u.id = g.user_id"
    " JOIN patient p ON p.id = g.patient_id LEFT JOIN app_user a ON a.id = p.assistant_id"
    " LEFT JOIN app_user r ON r.id = g.reviewed_by WHERE "
)


def grants(view: View, *, every: bool = False, limit: int | None = 500) -> tuple[GrantRow, ...]:
    """Return what a supervisor has to look at: broken glass first, then the latest; `every`: what was reviewed too.

    It is of those who work in the supervisor's centre and of its patients; nobody reviews what they did themselves.
    """
    conditions, params = ["g.user_id <> :me"], {"me": view.user.id}
    if not every:
        conditions.append("g.reviewed_at IS NULL")
    if not asker_of(view.user).sees_all and view.user.centre_id is not None:
        conditions.append("(u.centre_id = :centre OR p.centre_id = :centre)")
        params["centre"] = view.user.centre_id
    where = " AND ".join(conditions)
    rows = view.conn.rows(f"{_GRANTS}{where} ORDER BY g.kind, g.id DESC{limited(limit)}", **params)  # noqa: S608 - from code
    return tuple(GrantRow(*row) for row in rows)


def before(work: Work) -> dict[int, tuple[int | None, int | None] | None]:
    """Return whose the patients were whose own rows an action changed: owner and centre, None for a new one."""
    found: dict[int, tuple[int | None, int | None] | None] = {}
    for key, row in work.conn.rows(
        "SELECT row_key, before FROM change WHERE action_id = :id AND table_name = 'patient' ORDER BY id",
        id=work.action_id,
    ):
        if int(key) in found:
            continue
        known = None if row is None else loads(row)
        whole = known is not None and "assistant_id" in known
        if known is None or whole:
            found[int(key)] = (known["assistant_id"], known["centre_id"]) if known is not None else None
    return found


def undone_kind(work: Work) -> str | None:
    """Return the kind of the step that an undo takes back."""
    kind: str | None = work.conn.value("SELECT kind FROM action WHERE undone_by = :id", id=work.action_id)
    return kind
