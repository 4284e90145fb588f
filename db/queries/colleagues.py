"""Colleagues: who is at work, what each has to do, who stands in for whom, what they told each other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from db.engine import Bound
from db.queries.about import codes
from db.queries.access import asker_of
from db.queries.covering import NOW, short_names
from db.queries.filters import limited
from db.work import View

_WEST_OF_THE_DESK: Final = timedelta(hours=6)  # as in `listed`: a patient's day may end later than the desk's


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody of the centre; the load counts patients of the own list and of the covers of today."""

    id: int
    login: str
    name: str
    short_name: str
    roles: tuple[str, ...]
    active: bool
    me: bool
    status: str  # on_line, lunch, ill, away: as it is now, a break that is over is none
    status_at: datetime | None
    status_until: datetime | None
    patients: int
    due_today: int  # patients with something to do today, what is late among them
    overdue: int  # patients with something past its end
    covered_by: str | None  # short name of who stands in today
    covers: tuple[str, ...]  # short names of those for whose whole caseload they stand in today
    version: int

    @property
    def at_work(self) -> bool:
        """Tell whether they can be called to a patient now."""
        return self.active and self.status == "on_line" and self.covered_by is None


@dataclass(frozen=True, slots=True)
class MessageRow:
    """A message, to the user or from the user."""

    id: int
    patient_id: int | None
    full_name: str | None
    from_id: int
    from_name: str  # short name
    to_id: int
    to_name: str  # short name
    text: str
    at: datetime
    read_at: datetime | None
    incoming: bool  # to the user who asks


@dataclass(frozen=True, slots=True)
class CoverRow:
    """A cover: now, coming or over."""

    id: int
    user_id: int
    user: str  # short name of who is away
    by_id: int
    by: str  # short name of who stands in
    patient_id: int | None
    full_name: str | None  # of the one patient
    first_on: date
    last_on: date
    because: str | None
    ended_at: datetime | None
    state: str  # now, coming, over
    patients: int


@dataclass(frozen=True, slots=True)
class Outlook:
    """What a cover would mean for a colleague: patients with something to do today, before and after."""

    colleague: Colleague
    now: int
    then: int


def colleagues(view: View) -> tuple[Colleague, ...]:
    """Return the users of one's centre who accompany patients or decide, oneself first, then by name."""
    people = view.conn.rows(
        "SELECT u.id, u.login, u.name, u.short_name, u.roles, u.active, u.status, u.status_at, u.status_until,"
        " (SELECT COUNT(*) FROM patient p WHERE p.assistant_id = u.id), u.version FROM app_user u"
        " WHERE u.centre_id IS NOT DISTINCT FROM :centre ORDER BY u.short_name, u.id",
        centre=view.user.centre_id,
    )
    people = [row for row in people if row[5] or row[9]]  # who is disabled counts while patients are theirs
    due, late = _loads(view)
    whole, one = _covers_of_today(view, due)
    names = short_names(view, {*whole, *whole.values()})  # some may work in another centre
    found = []
    for i, login, name, short, roles, active, status, at, until, patients, version in people:
        back = status != "on_line" and until is not None and until <= view.now
        away = sorted(user for user, by in whole.items() if by == i)
        found.append(Colleague(
            i, login, name, short, codes(roles), bool(active), i == view.user.id, "on_line" if back else status, at,
            None if back else until, patients, due[i] + sum(due[user] for user in away) + one[i], late[i],
            names.get(whole.get(i, 0)), tuple(names.get(user, "") for user in away), version,
        ))  # fmt: skip
    found.sort(key=lambda each: not each.me)
    return tuple(found)


def _loads(view: View) -> tuple[Counter[int], Counter[int]]:
    """Return how many patients of each have something to do today, and something that is late."""
    due: Counter[int] = Counter()
    late: Counter[int] = Counter()
    for owner, patients, overdue in view.conn.rows(
        "SELECT t.owner_id, COUNT(DISTINCT t.patient_id), COUNT(DISTINCT CASE WHEN t.due_by < :now THEN t.patient_id"
        " END) FROM task t JOIN app_user u ON u.id = t.owner_id WHERE u.centre_id IS NOT DISTINCT FROM :centre"
        " AND t.state = 'open' AND t.due_from < :until AND (t.moot_at IS NULL OR t.moot_at > :now)"
        " AND t.audience = 'assistant' GROUP BY t.owner_id",
        **_moment(view),
        centre=view.user.centre_id,
    ):
        due[owner], late[owner] = patients, overdue
    return due, late


def _moment(view: View) -> dict[str, Bound]:
    return {"now": view.now, "until": view.midnight(view.today + timedelta(days=1)) + _WEST_OF_THE_DESK}


def _covers_of_today(view: View, due: Mapping[int, int]) -> tuple[dict[int, int], Counter[int]]:
    """Return who stands in for whom today, and how many single patients of others each has."""
    whole: dict[int, int] = {}
    one: Counter[int] = Counter()
    for user, by, patient in view.conn.rows(
        f"SELECT c.user_id, c.by_id, c.patient_id FROM cover c WHERE {NOW} ORDER BY c.id", today=view.today  # noqa: S608 - from code
    ):  # fmt: skip
        if patient is None:
            whole[user] = by
        else:
            one[by] += 1
    return whole, one


def outlook(view: View, user_id: int, patient_id: int | None = None) -> tuple[Outlook, ...]:
    """Return who may stand in for somebody, those at work first, with what they have to do before and after."""
    found = colleagues(view)
    more = 1 if patient_id is not None else sum(each.due_today for each in found if each.id == user_id)
    rows = [
        Outlook(each, each.due_today, each.due_today + more)
        for each in found
        if each.id != user_id and each.active and {"assistant", "supervisor"} & set(each.roles)
    ]
    rows.sort(key=lambda row: (not row.colleague.at_work, row.now, row.colleague.short_name))
    return tuple(rows)


@dataclass(frozen=True, slots=True)
class Standing:
    """What the head of every screen says of the user: unread messages, and a break that lasts."""

    unread: int
    status: str
    status_until: datetime | None
    agreed: str  # another text once anybody's status or cover is another one: lists are then read anew


def standing(view: View) -> Standing:
    """Return how many messages wait and whether the user is said to be at work."""
    status, until = view.conn.rows("SELECT status, status_until FROM app_user WHERE id = :me", me=view.user.id)[0]
    over = until is not None and until <= view.now
    agreed = view.conn.rows(
        "SELECT (SELECT COALESCE(SUM(version), 0) FROM cover), (SELECT COALESCE(SUM(version), 0) FROM app_user),"
        " (SELECT COUNT(*) FROM app_user WHERE status_until > :now), (SELECT COALESCE(MAX(id), 0) FROM message)",
        now=view.now,
    )[0]
    return Standing(
        unread_messages(view), "on_line" if over else status, None if over else until, "/".join(map(str, agreed))
    )


def unread_messages(view: View) -> int:
    """Return how many messages wait to be read."""
    count: int = view.conn.value("SELECT COUNT(*) FROM message WHERE to_id = :me AND read_at IS NULL", me=view.user.id)
    return count


def messages(view: View, *, limit: int | None = 500) -> tuple[MessageRow, ...]:
    """Return the messages to and from the user: unread ones first, then the latest first."""
    rows = view.conn.rows(
        "SELECT m.id, m.patient_id, p.full_name, m.from_id, f.short_name, m.to_id, t.short_name, m.text, m.at,"  # noqa: S608 - from code
        " m.read_at FROM message m JOIN app_user f ON f.id = m.from_id JOIN app_user t ON t.id = m.to_id"
        " LEFT JOIN patient p ON p.id = m.patient_id WHERE m.to_id = :me OR m.from_id = :me"
        " ORDER BY CASE WHEN m.to_id = :me AND m.read_at IS NULL THEN 0 ELSE 1 END, m.at DESC, m.id DESC"
        f"{limited(limit)}",
        me=view.user.id,
    )
    return tuple(MessageRow(*(*row, row[5] == view.user.id)) for row in rows)


def covers(view: View, *, over: bool = False) -> tuple[CoverRow, ...]:
    """Return the covers of the centre, those of now first, then those to come; with `over` also what is past.

    The one patient of a cover is named to the two whom it concerns and to supervisors.
    """
    named = "TRUE" if asker_of(view.user).supervises else "(c.by_id = :me OR c.user_id = :me)"
    held = "" if over else " AND c.ended_at IS NULL AND c.last_on >= :today"
    rows = view.conn.rows(
        "SELECT c.id, c.user_id, u.short_name, c.by_id, b.short_name, c.patient_id,"  # noqa: S608 - from code
        f" CASE WHEN {named} THEN p.full_name END, c.first_on,"
        " c.last_on, c.because, c.ended_at, CASE WHEN c.patient_id IS NULL THEN"
        " (SELECT COUNT(*) FROM patient x WHERE x.assistant_id = c.user_id) ELSE 1 END"
        " FROM cover c JOIN app_user u ON u.id = c.user_id JOIN app_user b ON b.id = c.by_id"
        " LEFT JOIN patient p ON p.id = c.patient_id WHERE (u.centre_id IS NOT DISTINCT FROM :centre"
        f" OR c.by_id = :me){held} ORDER BY c.first_on, c.id",
        centre=view.user.centre_id, me=view.user.id, **({} if over else {"today": view.today}),
    )  # fmt: skip
    order = {"now": 0, "coming": 1, "over": 2}
    found = [
        CoverRow(*(*values, first_on, last_on, because, ended, _state(view.today, first_on, last_on, ended), patients))
        for *values, first_on, last_on, because, ended, patients in rows
    ]
    found.sort(key=lambda row: order[row.state])
    return tuple(found)


def _state(today: date, first_on: date, last_on: date, ended_at: datetime | None) -> str:
    if ended_at is not None or last_on < today:
        return "over"
    return "now" if first_on <= today else "coming"
