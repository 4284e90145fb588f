"""Other rules for the whole record: plans made anew in batches beside the work of others, then flipped at once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final, TypeAlias

from db.actions.planning import BATCH, TaskWrites, difference, lock, replan, task_writes, write_tasks
from db.actions.pulse import refresh_pulse
from db.engine import Connection
from db.queries.facts import load_all
from db.rules.rules import REVISION, Rules
from db.work import View, Work, loads

Progress: TypeAlias = Callable[[int, int], None]
_LATEST: Final = 1000  # actions; ids are given out before they are committed, so some of them may still come


@dataclass(frozen=True, slots=True)
class Staged:
    """What other rules would change, made under `base`; tasks that come, go, and are said or laid otherwise."""

    base: str
    rules: Rules
    seen: frozenset[int]
    since: int
    writes: tuple[TaskWrites, ...]
    come: int
    go: int
    differ: int

    @property
    def tasks(self) -> int:
        """How many tasks change."""
        return self.come + self.go + self.differ

    @property
    def patients(self) -> int:
        """How many patients have a task that changes."""
        return len(self.writes)


def stage(view: View, rules: Rules, progress: Progress | None = None) -> Staged:
    """Plan every patient by other rules and keep what differs; nothing is written."""
    conn = view.conn
    seen = _latest(conn)
    total: int = conn.value("SELECT COUNT(*) FROM patient")
    writes: list[TaskWrites] = []
    come = go = differ = done = 0
    for batch in load_all(conn):
        for loaded in batch:
            diff = difference(loaded, rules)
            if diff:
                writes.append(task_writes(loaded, diff))
                come += len(diff.open) + len(diff.reopen)
                go += len(diff.close)
                differ += len(diff.update)
        done += len(batch)
        if progress is not None:
            progress(done, total)
    return Staged(view.rules.stamp, rules, seen, min(seen, default=0), tuple(writes), come, go, differ)


def flip(work: Work, rules: Rules, staged: Staged | None = None) -> tuple[int, int]:
    """Put other rules in force and make all plans equal to them; return how many patients and tasks changed.

    What was staged is taken, except for patients who were touched since: their plan is made anew.
    """
    conn, before = work.conn, work.rules.stamp
    conn.run("UPDATE rule_stamp SET in_force = FALSE WHERE in_force")
    conn.run(
        "INSERT INTO rule_stamp (stamp, at, body, in_force, revision) VALUES (:stamp, :at, :body, TRUE, :revision)"
        " ON CONFLICT (stamp) DO UPDATE SET in_force = TRUE",
        stamp=rules.stamp, at=work.now, body=rules.to_json(), revision=REVISION,
    )  # fmt: skip
    work.rules = rules
    if staged is None or staged.base != before or staged.rules.stamp != rules.stamp:
        return _replan_all(conn, rules, work.now)
    touched = _touched_since(work, staged)
    taken = [each for each in staged.writes if each.patient_id not in touched]
    for start in range(0, len(taken), BATCH):
        lock(conn, [each.patient_id for each in taken[start : start + BATCH]])
    write_tasks(conn, taken, work.now)
    for start in range(0, len(taken), BATCH):
        refresh_pulse(conn, [each.patient_id for each in taken[start : start + BATCH]])
    patients, tasks = _counted(conn, touched, rules, work.now)
    return len(taken) + patients, sum(len(each) for each in taken) + tasks


def _replan_all(conn: Connection, rules: Rules, at: datetime) -> tuple[int, int]:
    last: int = conn.value("SELECT MAX(id) FROM patient") or 0
    patients = tasks = 0
    for first in range(1, last + 1, BATCH):
        more, changed = _counted(conn, set(range(first, min(first + BATCH, last + 1))), rules, at)
        patients, tasks = patients + more, tasks + changed
    return patients, tasks


def _counted(conn: Connection, patient_ids: set[int], rules: Rules, at: datetime) -> tuple[int, int]:
    diffs = [found.diff for found in replan(conn, patient_ids, rules, at).values() if found.diff]
    return len(diffs), sum(len(diff.open) + len(diff.reopen) + len(diff.update) + len(diff.close) for diff in diffs)


def _latest(conn: Connection) -> frozenset[int]:
    return frozenset(
        row[0] for row in conn.rows("SELECT id FROM action ORDER BY id DESC LIMIT :most", most=_LATEST)
    )  # fmt: skip


def _touched_since(work: Work, staged: Staged) -> set[int]:
    """Return the patients of every action that was not there yet when the plans were staged."""
    rows = work.conn.rows(
        "SELECT id, result, patient_id FROM action WHERE id >= :since AND id <> :own",
        since=staged.since, own=work.action_id,
    )  # fmt: skip
    found: set[int] = set()
    for action_id, result, patient_id in rows:
        if action_id not in staged.seen:
            found.update(loads(result)["patients"] if result else ())
            found.update(() if patient_id is None else (patient_id,))
    return found
