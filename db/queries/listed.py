"""What the call list is made of, in bulk: a few statements whose cost grows with the list, not with the database.

Every statement asks for the patients by the same sub-query, so its text never changes and stays prepared.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from db.engine import Bound
from db.queries.about import DAYS_OF_HISTORY
from db.queries.covering import ONE, PROMISED, WHOLE, Covered, covered_by
from db.queries.reasons import Reason, read_params
from db.rules import facts as f
from db.rules.best_time import best_time, part_of
from db.rules.outcomes import NOT_COUNTED, RIGHT_PERSON
from db.rules.plan_contact import GIVEN
from db.rules.rounds import rounds
from db.work import View

TALKS: Final = frozenset({"REACHED", "OTHER_PERSON"})  # conversations, where the right person spoke
_DAYS_OF_TRIES: Final = 14
_WEST_OF_THE_DESK: Final = timedelta(hours=6)  # a patient's day may end later than the desk's

_TASK: Final = (
    "SELECT t.id, t.patient_id, t.kind, t.reason, t.params, t.rule, t.source, t.channel, t.audience, t.due_from,"
    " t.due_by, t.moot_at FROM task t WHERE"
)
_OPEN: Final = "t.state = 'open' AND t.due_from < :until AND (t.moot_at IS NULL OR t.moot_at > :now)"
_OWN: Final = f"t.owner_id = :me AND {_OPEN} AND t.audience = 'assistant'"
_OFFERED: Final = (
    "t.centre_id = :centre AND t.audience = 'centre' AND t.state = 'open' AND t.due_from <= :now"
    " AND (t.owner_id IS NULL OR t.owner_id <> :me)"
)
_COVERED: Final = f"t.owner_id IN ({WHOLE}) AND {_OPEN} AND t.audience = 'assistant'"
_COVERED_ONE: Final = f"t.patient_id IN ({ONE}) AND {_OPEN} AND t.audience = 'assistant' AND t.owner_id <> :me"
_DECISIONS: Final = "t.centre_id = :centre AND t.audience = 'supervisor' AND t.state = 'open' AND t.due_from <= :now"
_DECISIONS_ALONE: Final = "t.owner_id = :me AND t.audience = 'supervisor' AND t.state = 'open' AND t.due_from <= :now"
_WORKED_ON: Final = (
    "SELECT patient_id FROM call WHERE user_id = :me AND at >= :start AND undone_at IS NULL"
    " UNION SELECT patient_id FROM mark WHERE user_id = :me AND at >= :start AND undone_at IS NULL"
    " UNION SELECT patient_id FROM call WHERE state IN ('open', 'aside') AND user_id = :me AND undone_at IS NULL"
)


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose tasks are read: those of a user's list, or of one patient."""

    tasks: tuple[str, ...]  # conditions, each with an index of its own
    worked_on: str | None
    params: dict[str, Bound]
    covered: Covered = Covered(frozenset(), frozenset())

    @property
    def task_sql(self) -> str:
        """Return the statement of the tasks."""
        return " UNION ALL ".join(f"{_TASK} {condition}" for condition in self.tasks)

    @property
    def patients_sql(self) -> str:
        """Return the sub-query of the patients."""
        asked = [f"SELECT t.patient_id FROM task t WHERE {condition}" for condition in self.tasks]  # noqa: S608 - from code
        return " UNION ".join([*asked, self.worked_on] if self.worked_on else asked)


def scope_of_user(view: View, user_id: int) -> Scope:
    """Return the scope of a user's list: own tasks and those of colleagues whom the user covers today.

    What waits for supervisors and for the centre belongs to one's own list only.
    """
    params: dict[str, Bound] = {
        "me": user_id, "now": view.now, "start": view.midnight(view.today), "today": view.today,
        "until": view.midnight(view.today + timedelta(days=1)) + _WEST_OF_THE_DESK,
    }  # fmt: skip
    covered = covered_by(view, user_id)
    tasks = [_OWN]
    if covered.users:
        tasks.append(_COVERED)
    if covered.patients:
        tasks.append(_COVERED_ONE)
    if user_id == view.user.id:
        if view.user.centre_id is not None:
            params["centre"] = view.user.centre_id
            tasks += [_OFFERED, PROMISED]
        if "supervisor" in view.user.roles:
            tasks.append(_DECISIONS if view.user.centre_id is not None else _DECISIONS_ALONE)
    return Scope(tuple(tasks), _WORKED_ON, params, covered)


def scope_of_patient(view: View, patient_id: int) -> Scope:
    """Return the scope of one patient: what the user who asks may settle."""
    params: dict[str, Bound] = {
        "id": patient_id, "now": view.now,
        "until": view.midnight(view.today + timedelta(days=1)) + _WEST_OF_THE_DESK,
    }  # fmt: skip
    audience = "('assistant', 'supervisor')" if "supervisor" in view.user.roles else "('assistant')"
    own = f"t.patient_id = :id AND {_OPEN} AND t.audience IN {audience}"
    return Scope((own,), "SELECT id FROM patient WHERE id = :id", params)


@dataclass(slots=True)
class Listed:
    """One patient as the list needs it."""

    id: int
    full_name: str
    sort_key: str
    birth_on: date | None
    sex: str | None
    phase: str
    zone: str
    flags: str
    assistant_id: int | None
    barriers: int
    diagnosed_on: date | None
    reasons: list[tuple[Reason, datetime | None]] = field(default_factory=list)  # with `moot_at`
    contacts: list[tuple[Any, ...]] = field(default_factory=list)  # id, phone, relation, standing, shared
    rounds_today: int = 0
    last_part: int | None = None
    best_part: int | None = None
    last_try: tuple[datetime, int | None] | None = None  # of the last days, by whomever: when, by which user


_PATIENTS: Final = (
    "SELECT p.id, p.full_name, p.sort_key, p.birth_on, p.sex, p.phase, p.zone, p.flags, p.assistant_id,"
    " (SELECT COUNT(*) FROM barrier b WHERE b.patient_id = p.id AND b.resolved_at IS NULL),"
    " (SELECT m.on_date FROM milestone m WHERE m.patient_id = p.id AND m.kind = 'diagnosis')"
    " FROM patient p WHERE p.id IN ({patients})"
)
_CONTACTS: Final = (
    "SELECT c.patient_id, c.id, c.phone, c.relation, c.standing, EXISTS (SELECT 1 FROM contact o"
    " WHERE o.phone = c.phone AND o.patient_id <> c.patient_id AND o.active)"
    " FROM contact c WHERE c.patient_id IN ({patients}) AND c.active AND c.phone IS NOT NULL"
    " ORDER BY c.patient_id, c.priority, c.id"
)
_TRIES: Final = (
    "SELECT c.patient_id, c.id, c.at, c.direction, c.contact_id, c.phone, c.connection, c.spoke, c.user_id"
    " FROM call c WHERE c.patient_id IN ({patients}) AND c.at >= :tries_from AND c.undone_at IS NULL"
    " AND c.connection IS NOT NULL ORDER BY c.patient_id, c.at, c.id"
)
_HISTORY: Final = (
    "SELECT c.patient_id, substr(CAST(c.at AS TEXT), 12, 2), SUM(CASE WHEN c.connection IN ('REACHED', 'OTHER_PERSON')"
    " AND c.spoke IN ('patient', 'legal_representative', 'trusted') THEN 1 ELSE 0 END), COUNT(*) FROM call c"
    " WHERE c.patient_id IN ({patients}) AND c.at >= :history_from AND c.undone_at IS NULL AND (c.direction = 'out'"
    "  OR c.spoke IN ('patient', 'legal_representative', 'trusted'))"
    " AND c.connection IN ('REACHED', 'OTHER_PERSON', 'NO_ANSWER', 'UNAVAILABLE', 'REJECTED', 'MACHINE', 'DISTRUST')"
    " GROUP BY 1, 2"
)


def listed(view: View, scope: Scope) -> dict[int, Listed]:
    """Return the patients of a scope with their open tasks of today, by id."""
    read = [view.conn.rows(sql, **params) for sql, params in statements(view, scope)]
    tasks, patients, contacts, tries, history = read
    found = {row[0]: Listed(*row) for row in patients}
    _reasons(view, found, tasks)
    for patient_id, *contact in contacts:
        found[patient_id].contacts.append(tuple(contact))
    _tries(view, found, tries)
    _history(view, found, history)
    return found


def statements(view: View, scope: Scope) -> tuple[tuple[str, dict[str, Bound]], ...]:
    """Return the statements of a list with their values: tasks, patients, contacts, tries, history of answering.

    They are the whole of what is read for the rows, so the list can be measured beside them.
    """
    params, patients = scope.params, scope.patients_sql
    return (
        (scope.task_sql, params),
        (_PATIENTS.format(patients=patients), params),
        (_CONTACTS.format(patients=patients), params),
        (_TRIES.format(patients=patients), {**params, "tries_from": view.now - timedelta(days=_DAYS_OF_TRIES)}),
        (_HISTORY.format(patients=patients), {**params, "history_from": view.now - timedelta(days=DAYS_OF_HISTORY)}),
    )


def _reasons(view: View, found: dict[int, Listed], tasks: Sequence[tuple[Any, ...]]) -> None:
    """Give each patient the tasks; a reminder brings its words."""
    reminders = [int(row[6].split(":")[1]) for row in tasks if row[2] == "reminder"]
    words = dict(view.conn.rows("SELECT id, text FROM reminder WHERE id IN :ids", ids=reminders)) if reminders else {}
    early = timedelta(minutes=view.rules.numbers.waiting.callback_offer_minutes)
    own = {(row[1], row[6]) for row in tasks if row[2] == "callback"}
    known: set[int] = set()  # somebody may be covered twice, as a patient and with the caseload
    for i, patient_id, kind, reason, params, rule, source, channel, audience, due_from, due_by, moot_at in tasks:
        if i in known:
            continue
        known.add(i)
        if kind == "callback_offer":
            if (patient_id, source) in own:
                continue  # whoever has the promise itself needs no offer of it
            if due_from > view.now and rule != GIVEN:
                due_from -= early  # its owner is not at work: the promise stands at its own time
        given = read_params(params)
        if kind == "reminder":
            given = tuple(sorted((*given, ("text", words.get(int(source.split(":")[1]))))))
        made = Reason(i, kind, reason, given, rule, source, channel, audience, due_from, due_by)
        found[patient_id].reasons.append((made, moot_at))


def _tries(view: View, found: dict[int, Listed], rows: Sequence[tuple[Any, ...]]) -> None:
    """Count today's rounds, and note the part of the day of the last try that reached nobody."""
    numbers = view.rules.numbers
    parts = numbers.attempts.parts_of_day
    for row in rows:
        found[row[0]].last_try = row[2], row[8]
    for patient_id, calls in _unanswered(rows).items():
        patient = found[patient_id]
        zone = ZoneInfo(patient.zone)
        today = view.now.astimezone(zone).date()
        contacts = tuple(
            f.Contact(i, phone, True, 1, f.Spoke(standing), False) for i, phone, _, standing, _ in patient.contacts
        )
        made = rounds(tuple(calls), contacts, numbers)
        patient.rounds_today = sum(1 for one in made if one.counted and one.started_at.astimezone(zone).date() == today)
        if calls[-1].connection not in NOT_COUNTED:
            patient.last_part = part_of(calls[-1].at.astimezone(zone).time(), parts)


def _unanswered(rows: Sequence[tuple[Any, ...]]) -> dict[int, list[f.Call]]:
    """Return our own calls since the last conversation, by patient, oldest first; most patients have none."""
    tails: dict[int, list[tuple[Any, ...]]] = {}
    for row in rows:
        if row[7] in RIGHT_PERSON and row[6] in TALKS:
            tails.pop(row[0], None)
        elif row[3] == "out":
            tails.setdefault(row[0], []).append(row)
    return {
        patient_id: [
            f.Call(i, at, False, contact_id, phone, f.Connection(connection), f.Spoke(spoke))
            for _, i, at, _, contact_id, phone, connection, spoke, _ in tail
        ]
        for patient_id, tail in tails.items()
    }


def _history(view: View, found: dict[int, Listed], rows: Sequence[tuple[Any, ...]]) -> None:
    """Find the part of the day in which each patient answers, from calls counted by the hour."""
    parts = view.rules.numbers.attempts.parts_of_day
    tables: dict[str, list[int]] = {}
    counts: dict[int, list[list[int]]] = {}
    for patient_id, hour, answered, tried in rows:
        zone = found[patient_id].zone
        table = tables.get(zone)
        if table is None:
            table = tables[zone] = _part_of_hours(view, zone)
        tally = counts.get(patient_id)
        if tally is None:
            tally = counts[patient_id] = [[0, 0] for _ in parts]
        part = tally[table[int(hour)]]
        part[0] += answered
        part[1] += tried
    for patient_id, tally in counts.items():
        best = best_time(((answered, tried) for answered, tried in tally), parts)
        found[patient_id].best_part = None if best is None else best.part


def _part_of_hours(view: View, zone: str) -> list[int]:
    """Return for each hour of UTC the part of the day in a zone, by its offset of today."""
    parts = view.rules.numbers.attempts.parts_of_day
    start = view.now.replace(hour=0, minute=0, second=0, microsecond=0)
    return [part_of((start + timedelta(hours=n)).astimezone(ZoneInfo(zone)).time(), parts) for n in range(24)]
