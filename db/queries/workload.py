"""The supervisor's board: a row an assistant, who needs help first; by ranges of indexes and counters."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from db.engine import Bound, instant
from db.errors import Denied
from db.queries.about import codes
from db.queries.covering import NOW, short_names
from db.queries.first_contacts import first_counts
from db.queries.reasons import Part
from db.rules.patient_clock import clock_of
from db.rules.windows import ANY_HOURS
from db.rules.workload import REACHED_DAYS, Load, Share, need, points
from db.work import View

__all__ = ["Numbers", "Share", "Workload", "WorkloadRow", "workload"]


@dataclass(frozen=True, slots=True)
class Numbers:
    """The numbers of a row; patients, where nothing else is said."""

    caseload: int
    due: int
    overdue: int
    untried: int
    done: int
    reached: Share  # of attempts
    first: Share  # of new patients
    silent: int
    nothing: int
    first_late: int  # new patients past the limit, not spoken with yet


@dataclass(frozen=True, slots=True)
class WorkloadRow:
    """An assistant; `parts` say how much help is needed and why, the heaviest first."""

    user_id: int
    login: str
    name: str
    short_name: str
    centre_id: int | None
    centre: str | None  # short name
    active: bool
    status: str  # on_line, lunch, ill, away: as it is now
    status_until: datetime | None
    covered_by: str | None  # short name of who stands in today
    numbers: Numbers
    last_at: datetime | None  # of the last thing that they wrote
    points: int
    parts: tuple[Part, ...]

    @property
    def at_work(self) -> bool:
        """Tell whether they can be asked now."""
        return self.active and self.status == "on_line" and self.covered_by is None


@dataclass(frozen=True, slots=True)
class Workload:
    """The board: rows in their order, sums, and patients whom nobody accompanies."""

    rows: tuple[WorkloadRow, ...]
    total: Numbers
    unassigned: int
    whole: bool  # of all centres, not of one


_PEOPLE: Final = (
    "SELECT u.id, u.login, u.name, u.short_name, u.roles, u.centre_id, o.short_name, u.active, u.status,"
    " u.status_until, (SELECT COUNT(*) FROM pulse b WHERE b.owner_id = u.id AND b.phase <> 'closed'),"
    " (SELECT COUNT(*) FROM pulse b WHERE b.owner_id = u.id AND b.nothing_from <= :now),"
    " (SELECT MAX(c.at) FROM call c WHERE c.user_id = u.id), (SELECT MAX(m.at) FROM mark m WHERE m.user_id = u.id),"
    " (SELECT a.at FROM action a WHERE a.user_id = u.id ORDER BY a.id DESC LIMIT 1)"
    " FROM app_user u LEFT JOIN organisation o ON o.id = u.centre_id WHERE {who}"
)
_SILENT: Final = (
    "SELECT owner_id, COUNT(*) FROM pulse WHERE owner_id IN :users AND phase = :phase AND contact_at < :before"
    " GROUP BY owner_id"
)
_WORK: Final = (
    "SELECT w.owner_id, COUNT(*), SUM(w.late), SUM(CASE WHEN w.calls = 1 AND b.tried_at IS NULL THEN 1 ELSE 0 END)"
    " FROM (SELECT owner_id, patient_id, MAX(CASE WHEN due_by < :now THEN 1 ELSE 0 END) AS late,"
    "  MAX(CASE WHEN channel = 'call' AND due_from <= :now THEN 1 ELSE 0 END) AS calls FROM task"
    "  WHERE owner_id IN :users AND state = 'open' AND audience = 'assistant' AND due_from < :until"
    "  AND (moot_at IS NULL OR moot_at > :now) GROUP BY owner_id, patient_id) AS w"
    " JOIN pulse b ON b.patient_id = w.patient_id GROUP BY w.owner_id"
)
_DAYS: Final = (
    "SELECT user_id, SUM(attempts), SUM(answered), SUM(CASE WHEN on_date = :today THEN settled ELSE 0 END)"
    " FROM day_count WHERE user_id IN :users AND on_date > :before AND on_date <= :today GROUP BY user_id"
)


def scope_of(view: View, centre_id: int | None = None) -> tuple[str, dict[str, Bound], bool]:
    """Return whose rows may be seen, as a condition on `u` with its values, and whether those are all centres'.

    Raises `Denied("other_centre")` where another centre is asked for by somebody who sees one only.
    """
    own, everybodys = view.user.centre_id, view.user.scope == "all" or view.user.centre_id is None
    if everybodys and centre_id is None:
        return "TRUE", {}, True
    if not everybodys and centre_id not in (None, own):
        raise Denied("other_centre", id=centre_id or 0)
    return "u.centre_id IS NOT DISTINCT FROM :centre", {"centre": own if centre_id is None else centre_id}, False


def workload(view: View, centre_id: int | None = None) -> Workload:
    """Return the board of the user's centre, or of one or all where the user's scope is all.

    Raises `Denied("other_centre")`.
    """
    who, params, whole = scope_of(view, centre_id)
    people = [
        person
        for person in view.conn.rows(_PEOPLE.format(who=who), **params, now=view.now)
        if person[10] or (person[7] and "assistant" in codes(person[4]))
    ]
    read, hours = _read(view, [person[0] for person in people]), hours_of_today(view)
    covered = _covered(view)
    names = short_names(view, covered.values())
    rows = [_row(view, person, read, names.get(covered.get(person[0], 0)), hours) for person in people]
    rows.sort(key=lambda row: (-row.points, row.short_name, row.user_id))
    return Workload(tuple(rows), _total(rows), _unassigned(view, params), whole)


@dataclass(frozen=True, slots=True)
class _Read:
    work: Mapping[int, tuple[int, int, int]]
    days: Mapping[int, tuple[int, int, int]]
    silent: Mapping[int, int]
    first: Mapping[int, tuple[int, int, int]]  # kept, decided, late and not met


def _read(view: View, users: list[int]) -> _Read:
    conn = view.conn
    work = conn.rows(_WORK, users=users, now=view.now, until=end_of_today(view))
    days = conn.rows(_DAYS, users=users, today=view.today, before=view.today - timedelta(days=REACHED_DAYS))
    silent: Counter[int] = Counter()
    for phase, before in silent_before(view).items():
        silent.update(dict(conn.rows(_SILENT, users=users, phase=phase, before=before)))
    return _Read(
        {owner: (n, late, untried) for owner, n, late, untried in work},
        {user: (made, answered, done) for user, made, answered, done in days},
        silent,
        first_counts(view, users),
    )


def _row(
    view: View, person: tuple[Any, ...], read: _Read, covered_by: str | None, hours: tuple[datetime, datetime] | None
) -> WorkloadRow:
    i, login, name, short, _, centre_id, centre, active, status, until, caseload, nothing, *last = person
    back = status != "on_line" and until is not None and until <= view.now
    status, until = ("on_line", None) if back else (status, until)
    due, overdue, untried = read.work.get(i, (0, 0, 0))
    made, answered, done = read.days.get(i, (0, 0, 0))
    kept, of, late = read.first.get(i, (0, 0, 0))
    reached, first = Share(answered, made), Share(kept, of)
    numbers = Numbers(caseload, due, overdue, untried, done, reached, first, read.silent.get(i, 0), nothing, late)
    last_at = max((at for at in map(instant, last) if at is not None), default=None)
    at_work = bool(active) and status == "on_line" and covered_by is None
    # Nobody is called back from lunch by a board: only who is away for long leaves work to nobody.
    there = at_work or (bool(active) and status == "lunch")
    load = Load(
        due, overdue, untried, reached, late, numbers.silent, nothing, there, covered_by is not None, last_at, hours
    )
    needs = need(load, view.now)
    return WorkloadRow(
        i, login, name, short, centre_id, centre, bool(active), status, until, covered_by, numbers, last_at,
        points(needs), tuple(Part(part.code, part.points, part.params) for part in needs),
    )  # fmt: skip


def _covered(view: View) -> dict[int, int]:
    """Return who stands in today for whose whole caseload."""
    return dict(view.conn.rows(
        f"SELECT c.user_id, c.by_id FROM cover c WHERE c.patient_id IS NULL AND {NOW} ORDER BY c.id",  # noqa: S608 - from code
        today=view.today,
    ))  # fmt: skip


def _unassigned(view: View, params: dict[str, Bound]) -> int:
    here = " AND p.centre_id IS NOT DISTINCT FROM :centre" if params else ""
    found: int = view.conn.value(
        "SELECT COUNT(*) FROM pulse b JOIN patient p ON p.id = b.patient_id WHERE b.owner_id IS NULL"  # noqa: S608 - from code
        f" AND b.phase <> 'closed'{here}",
        **params,
    )
    return found


def _total(rows: Sequence[WorkloadRow]) -> Numbers:
    """Return the sums; shares add up by what they are made of."""

    def of(name: str) -> int:
        return sum(getattr(row.numbers, name) for row in rows)

    def share(name: str) -> Share:
        shares: list[Share] = [getattr(row.numbers, name) for row in rows]
        return Share(sum(each.kept for each in shares), sum(each.of for each in shares))

    return Numbers(
        of("caseload"), of("due"), of("overdue"), of("untried"), of("done"), share("reached"), share("first"),
        of("silent"), of("nothing"), of("first_late"),
    )  # fmt: skip


# Windows and limits, the same for a number and for the patients behind it.


def end_of_today(view: View) -> datetime:
    """Return until when something belongs to today at the desk."""
    return view.midnight(view.today + timedelta(days=1))


def silent_before(view: View) -> dict[str, datetime]:
    """Return for each phase the instant before which a last talk lies too long ago."""
    return {
        phase: view.midnight(view.today - timedelta(days=days))
        for phase, days in view.rules.numbers.waiting.silent_after_days.items()
    }


def hours_of_today(view: View) -> tuple[datetime, datetime] | None:
    """Return from when until when one works today at the desk, None on a day off."""
    if not view.rules.calendar.is_working(view.today):
        return None
    return clock_of(view.zone.key, ANY_HOURS, view.rules).hours(view.today)
