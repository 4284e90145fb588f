"""Keeping the stored tasks equal to the plan, in the transaction that changed the facts."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, TypeAlias

from db.actions.bulk import insert_many
from db.actions.pulse import own_pulse, refresh_pulse
from db.engine import Connection, instant
from db.queries.facts import Loaded, load
from db.rules.facts import Audience, Channel, PatientFacts, PlannedTask, TaskKind
from db.rules.plan import Diff, plan, reconcile
from db.rules.rules import Rules
from db.work import Work

_TASK = (
    "patient_id", "kind", "source", "rule", "channel", "audience", "reason", "params", "due_from", "due_by", "moot_at",
    "owner_id", "centre_id",
)  # fmt: skip
_UPDATE = (
    "UPDATE task SET rule = :rule, channel = :channel, audience = :audience, reason = :reason, params = :params,"
    " due_from = :due_from, due_by = :due_by, moot_at = :moot_at, owner_id = :owner_id, centre_id = :centre_id,"
    " state = 'open', closed_at = NULL, closed_because = NULL, version = version + 1 WHERE id = :id"
)
_CLOSE = (
    "UPDATE task SET state = 'closed', closed_at = :at, closed_because = :because, version = version + 1 WHERE id = :id"
)


_OWN = (
    "UPDATE task SET owner_id = p.assistant_id, centre_id = p.centre_id FROM patient p WHERE p.id = task.patient_id"
    " AND task.patient_id IN :ids AND task.state = 'open'"
    " AND (task.owner_id IS DISTINCT FROM p.assistant_id OR task.centre_id IS DISTINCT FROM p.centre_id)"
)
BATCH: Final = 5000
_STATE: Final = 11  # of a stored task's row
Progress: TypeAlias = Callable[[int, int], None]
_TOLD_EVERY: Final = 250  # patients


@dataclass(frozen=True, slots=True)
class Stored:
    """A task of the table, as the rules compare it."""

    id: int
    planned: PlannedTask
    open: bool


@dataclass(frozen=True, slots=True)
class Planned:
    """What is known of a patient after a change, the tasks that follow, and what the change did to them."""

    facts: PatientFacts
    tasks: frozenset[PlannedTask]
    diff: Diff


def replan(
    conn: Connection, patient_ids: Iterable[int], rules: Rules, at: datetime, progress: Progress | None = None
) -> dict[int, Planned]:
    """Make the plan of these patients anew, store what differs, and return what was planned.

    `at` is when closed tasks are said to have closed; `progress` is told now and then how many are planned.
    """
    ids = sorted(set(patient_ids))
    found: dict[int, Planned] = {}
    for start in range(0, len(ids), BATCH):
        some = ids[start : start + BATCH]
        lock(conn, some)
        writes: list[TaskWrites] = []
        for loaded in load(conn, some):
            planned = _planned(loaded, rules)
            if planned.diff:
                writes.append(task_writes(loaded, planned.diff))
            found[loaded.facts.patient_id] = planned
            if progress is not None and len(found) % _TOLD_EVERY == 0:
                progress(len(found), len(ids))
        write_tasks(conn, writes, at)
        refresh_pulse(conn, some)
    if progress is not None:
        progress(len(found), len(ids))
    return found


def plan_now(work: Work, progress: Progress | None = None) -> dict[int, Planned]:
    """Make the plan of the touched patients before the action ends, so that it can say what comes next.

    Facts that change afterwards must `touch` their patient again.
    """
    found = replan(work.conn, work.touched - work.planned, work.rules, work.now, progress)
    work.planned |= work.touched
    return found


def lock(conn: Connection, patient_ids: Sequence[int]) -> None:
    """Hold these patients until the commit; in SQLite the only writer holds everything anyway."""
    if conn.dialect == "postgresql":  # another writer may have read the same facts
        conn.rows("SELECT id FROM patient WHERE id IN :ids ORDER BY id FOR NO KEY UPDATE", ids=list(patient_ids))


def difference(loaded: Loaded, rules: Rules) -> Diff:
    """Return what must change for one patient so that the stored tasks equal the plan."""
    return _planned(loaded, rules).diff


def _planned(loaded: Loaded, rules: Rules) -> Planned:
    tasks = plan(loaded.facts, rules)
    return Planned(loaded.facts, tasks, reconcile(_stored(loaded, tasks), tasks, loaded.facts))


def _stored(loaded: Loaded, planned: Iterable[PlannedTask]) -> list[Stored]:
    """Return the stored tasks that matter: the open ones, and those closed that would be opened again."""
    wanted = {(task.kind.value, task.source) for task in planned}
    return [stored_task(row) for row in loaded.tasks if row[_STATE] == "open" or (row[1], row[2]) in wanted]


def own_tasks(conn: Connection, patient_ids: Iterable[int]) -> None:
    """Let the open tasks of these patients wait for whoever owns the patient now."""
    ids = sorted(set(patient_ids))
    for start in range(0, len(ids), BATCH):
        conn.run(_OWN, ids=ids[start : start + BATCH])
        own_pulse(conn, ids[start : start + BATCH])


def stored_task(row: Sequence[Any]) -> Stored:
    """Return a stored task as the rules see it."""
    i, kind, source, rule, channel, audience, reason, params, due_from, due_by, moot_at, state, _, _ = row
    start = instant(due_from)
    assert start is not None  # noqa: S101 - NOT NULL in the table
    task = PlannedTask(
        TaskKind(kind), source, rule, Channel(channel), Audience(audience), reason, read_params(params), start,
        instant(due_by), instant(moot_at),
    )  # fmt: skip
    return Stored(i, task, state == "open")


def read_params(text: str) -> tuple[tuple[str, str | int | None], ...]:
    """Return the parameters of a task from their JSON."""
    return tuple(sorted(json.loads(text).items()))


@dataclass(frozen=True, slots=True)
class TaskWrites:
    """A difference as rows, ready to be written without the facts it came from."""

    patient_id: int
    new: tuple[dict[str, Any], ...]
    changed: tuple[dict[str, Any], ...]
    closed: tuple[dict[str, Any], ...]

    def __len__(self) -> int:
        """Count the tasks that are written."""
        return len(self.new) + len(self.changed) + len(self.closed)


def task_writes(loaded: Loaded, diff: Diff) -> TaskWrites:
    """Return what a difference writes."""
    ids = {(row[1], row[2]): row[0] for row in loaded.tasks}
    return TaskWrites(
        loaded.facts.patient_id,
        tuple(task_row(task, loaded) for task in diff.open),
        tuple({"id": ids[task.kind, task.source], **_columns(task, loaded)} for task in (*diff.reopen, *diff.update)),
        tuple({"id": ids[task.kind, task.source], "because": because} for task, because in diff.close),
    )


def write_tasks(conn: Connection, writes: Sequence[TaskWrites], at: datetime) -> None:
    """Write differences of many patients; tasks are derived from facts, so they are not in the journal."""
    insert_many(conn, "task", _TASK, [row for each in writes for row in each.new])
    conn.many(_UPDATE, [row for each in writes for row in each.changed])
    conn.many(_CLOSE, [{**row, "at": at} for each in writes for row in each.closed])


def task_row(task: PlannedTask, loaded: Loaded) -> dict[str, Any]:
    """Return a planned task as a row for bulk inserts."""
    return {
        "patient_id": loaded.facts.patient_id, "kind": task.kind.value, "source": task.source, **_columns(task, loaded)
    }  # fmt: skip


def _columns(task: PlannedTask, loaded: Loaded) -> dict[str, Any]:
    return {
        "rule": task.rule, "channel": task.channel.value, "audience": task.audience.value, "reason": task.reason,
        "params": json.dumps(dict(task.params), ensure_ascii=False, separators=(",", ":")),
        "due_from": task.due_from, "due_by": task.due_by, "moot_at": task.moot_at,
        "owner_id": loaded.assistant_id, "centre_id": loaded.centre_id,
    }  # fmt: skip
