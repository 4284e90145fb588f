"""The one loader of what the plan may know: for one patient or many, in one statement, on both engines."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time
from functools import lru_cache
from operator import itemgetter
from typing import Any, Final

from db.engine import Connection
from db.rules import facts as f

_SQL: Final = """
SELECT p.id, p.in_care_since, p.zone, p.first_assigned_at, p.phase, p.not_before, p.not_after, p.call_weekdays,
 p.diagnosis, p.stage, p.birth_on, p.assistant_id, p.centre_id, p.erased_at,
 (SELECT json_group_array(json_array(m.kind, m.on_date)) FROM milestone m WHERE m.patient_id = p.id),
 (SELECT json_group_array(json_array(c.id, c.phone, c.active, c.priority, c.standing, c.voicemail_ok))
   FROM contact c WHERE c.patient_id = p.id),
 (SELECT json_group_array(json_array(v.id, v.service, s.kind, v.starts_at, v.ends_at, v.zone, v.status, v.booked_in,
    s.preparation_ru IS NOT NULL, s.result_days, v.status_at, v.result_at, v.follows_id,
    v.bundle, v.cycle_id))
   FROM visit v JOIN service s ON s.code = v.service WHERE v.patient_id = p.id),
 (SELECT json_group_array(json_array(t.id, t.service, t.ordered_on, t.due_on, t.taken_on, t.status, t.for_visit_id,
    s.result_days, s.diagnostic))
   FROM test_order t JOIN service s ON s.code = t.service WHERE t.patient_id = p.id),
 (SELECT json_group_array(json_array(r.id, r.due_at, r.channel, r.every, r.done, r.until_on))
   FROM reminder r WHERE r.patient_id = p.id AND r.status = 'open'),
 (SELECT json_group_array(json_array(b.id, b.kind, b.due_on, b.opened_at))
   FROM barrier b WHERE b.patient_id = p.id AND b.resolved_at IS NULL),
 (SELECT json_group_array(json_array(z.id, z.kind, z.from_at, z.until_on))
   FROM pause z WHERE z.patient_id = p.id AND z.ended_at IS NULL),
 (SELECT json_group_array(json_array(d.id, d.kind, d.asked_at, d.answer, d.answered_at))
   FROM decision d WHERE d.patient_id = p.id),
 (SELECT json_group_array(json_array(k.id, k.call_id, k.task, k.source, k.outcome, k.at, k.spoke, k.until_at,
    k.because))
   FROM mark k WHERE k.patient_id = p.id AND k.undone_at IS NULL),
 (SELECT json_group_array(json_array(l.id, l.at, l.direction, l.contact_id, l.phone, l.connection, l.spoke,
    l.message_left))
   FROM call l WHERE l.patient_id = p.id AND l.undone_at IS NULL AND l.connection IS NOT NULL AND l.at >= COALESCE(
    (SELECT MAX(x.at) FROM call x WHERE x.patient_id = p.id AND x.undone_at IS NULL AND x.connection = 'REACHED'),
    l.at)),
 (SELECT json_group_array(json_array(o.id, o.task, o.source, o.until_at)) FROM postponed o WHERE o.patient_id = p.id),
 (SELECT json_group_array(json_array(t.id, t.kind, t.source, t.rule, t.channel, t.audience, t.reason, t.params,
    t.due_from, t.due_by, t.moot_at, t.state, t.owner_id, t.centre_id))
   FROM task t WHERE t.patient_id = p.id)
FROM patient p WHERE """


class Loaded:
    """A patient's facts beside what is stored of them: tasks and owner."""

    __slots__ = ("assistant_id", "centre_id", "facts", "tasks")

    def __init__(
        self, facts: f.PatientFacts, tasks: list[list[Any]], assistant_id: int | None, centre_id: int | None
    ) -> None:
        """Hold the facts, the stored tasks as rows, the owner and the centre."""
        self.facts = facts
        self.tasks = tasks
        self.assistant_id = assistant_id
        self.centre_id = centre_id


def load(conn: Connection, patient_ids: Iterable[int]) -> list[Loaded]:
    """Return the facts of these patients, in the order of their ids; unknown ids are left out."""
    ids = sorted(set(patient_ids))
    if len(ids) == 1:
        rows = conn.rows(_SQL + "p.id = :id", id=ids[0])
    else:
        rows = conn.rows(_SQL + "p.id IN :ids ORDER BY p.id", ids=ids)
    return [_loaded(row) for row in rows]


def load_range(conn: Connection, first: int, last: int) -> list[Loaded]:
    """Return the facts of all patients with ids from `first` to `last`, for checks and large imports."""
    return [
        _loaded(row) for row in conn.rows(_SQL + "p.id BETWEEN :first AND :last ORDER BY p.id", first=first, last=last)
    ]


def load_all(conn: Connection, batch: int = 500) -> Iterator[list[Loaded]]:
    """Yield the facts of every patient, in batches by id."""
    last = conn.value("SELECT MAX(id) FROM patient") or 0
    for first in range(1, last + 1, batch):
        yield load_range(conn, first, first + batch - 1)


def _loaded(row: tuple[Any, ...]) -> Loaded:
    (
        patient_id, since, zone, assigned, phase, not_before, not_after, weekdays, icd, stage, birth, assistant_id,
        centre_id, erased_at, *lists,
    ) = row  # fmt: skip
    milestones, contacts, visits, tests, reminders, barriers, pauses, decisions, marks, calls, put_off, tasks = map(
        _list, lists
    )
    facts = f.PatientFacts(
        patient_id=patient_id, in_care_since=since, zone=zone, first_assigned_at=assigned, phase=f.Phase(phase),
        hours=f.CallHours(
            _time(not_before), _time(not_after), frozenset(map(int, weekdays)) if weekdays else None
        ),
        icd=icd, stage=stage, birth_on=birth,
        milestones={kind: date.fromisoformat(on) for kind, on in milestones},
        contacts=tuple(
            f.Contact(i, phone, bool(active), priority, f.Spoke(standing), bool(voicemail))
            for i, phone, active, priority, standing, voicemail in contacts
        ),
        visits=tuple(map(_visit, visits)),
        tests=tuple(map(_test, tests)),
        reminders=tuple(
            f.Reminder(i, _at(due), f.Channel(channel), every, done, True, _on(until))
            for i, due, channel, every, done, until in reminders
        ),
        barriers=tuple(f.Barrier(i, kind, _on(due), _at(opened)) for i, kind, due, opened in barriers),
        pauses=tuple(f.Pause(i, kind, _at(start), _day(until)) for i, kind, start, until in pauses),
        decisions=tuple(
            f.Decision(i, f.DecisionKind(kind), _at(asked), f.Answer(answer) if answer else None, _at_or_none(answered))
            for i, kind, asked, answer, answered in decisions
        ),
        marks=tuple(map(_mark, marks)),
        calls=tuple(map(_call, calls)),
        erased=erased_at is not None,
        put_off=tuple(f.PutOff(i, f.TaskKind(task), source, _at(until)) for i, task, source, until in put_off),
    )  # fmt: skip
    return Loaded(facts, tasks, assistant_id, centre_id)


def _visit(row: list[Any]) -> f.Visit:
    i, service, kind, starts, ends, zone, status, booked, preparation, result_days, status_at, result_at, *links = row
    return f.Visit(
        i, service, kind, _at(starts), _at(ends), zone, f.VisitStatus(status), f.Booked(booked), bool(preparation),
        result_days, _at_or_none(status_at), _at_or_none(result_at), *links,
    )  # fmt: skip


def _test(row: list[Any]) -> f.Test:
    i, service, ordered, due, taken, status, for_visit, result_days, diagnostic = row
    return f.Test(
        i,
        service,
        _day(ordered),
        _on(due),
        _on(taken),
        f.TestStatus(status),
        for_visit,
        result_days,
        bool(diagnostic),
    )


def _mark(row: list[Any]) -> f.Mark:
    i, call_id, task, source, outcome, at, spoke, until, because = row
    kind = f.TaskKind(task) if task else None
    return f.Mark(i, call_id, kind, source, f.Outcome(outcome), _at(at), f.Spoke(spoke), _at_or_none(until), because)


def _call(row: list[Any]) -> f.Call:
    i, at, direction, contact_id, phone, connection, spoke, message = row
    return f.Call(
        i, _at(at), direction == "in", contact_id, phone, f.Connection(connection), f.Spoke(spoke), bool(message)
    )


def _list(value: str | list[Any] | None) -> list[Any]:
    """JSON comes as text from SQLite and read from PostgreSQL, where an empty list is NULL; in the order of ids."""
    if value is None:
        return []
    rows: list[Any] = json.loads(value) if isinstance(value, str) else value
    rows.sort(key=itemgetter(0))
    return rows


@lru_cache(maxsize=65536)
def _at(text: str) -> datetime:
    value = datetime.fromisoformat(text)
    return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def _at_or_none(text: str | None) -> datetime | None:
    return None if text is None else _at(text)


@lru_cache(maxsize=8192)
def _day(text: str) -> date:
    return date.fromisoformat(text)


def _on(text: str | None) -> date | None:
    return None if text is None else _day(text)


@lru_cache(maxsize=256)
def _time(text: str | None) -> time | None:
    return time.fromisoformat(text) if text else None
