"""Tasks of an invented record: the open ones by the plan itself, the settled ones from the marks that settled them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from db.engine import Connection
from db.generate.record import Cell, instant_text
from db.opening import Opening
from db.queries.facts import Loaded, load_range
from db.rules.facts import PlannedTask
from db.rules.outcomes import CALL_KINDS
from db.rules.plan import plan
from db.rules.rules import Rules

COLUMNS: Final = (
    "patient_id", "kind", "source", "rule", "channel", "audience", "reason", "params", "due_from", "due_by", "moot_at",
    "state", "closed_at", "closed_because", "owner_id", "centre_id",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Range:
    """Patients whose tasks are to be planned, and where their record lies."""

    way: Opening
    first: int
    last: int
    rules: str  # as JSON


_RULES: dict[str, Rules] = {}


def plan_range(wanted: Range) -> list[tuple[Cell, ...]]:
    """Return the tasks of a range of patients, read over a connection of its own."""
    if wanted.rules not in _RULES:
        _RULES[wanted.rules] = Rules.from_json(wanted.rules)
    with wanted.way.connect(read_only=True) as conn:
        return planned_rows(conn, wanted.first, wanted.last, _RULES[wanted.rules])


def planned_rows(conn: Connection, first: int, last: int, rules: Rules) -> list[tuple[Cell, ...]]:
    """Return the tasks of a range of patients as rows of `task`."""
    return [row for loaded in load_range(conn, first, last) for row in _rows(loaded, rules)]


def _rows(loaded: Loaded, rules: Rules) -> list[tuple[Cell, ...]]:
    planned = sorted(plan(loaded.facts, rules), key=lambda task: (task.kind.value, task.source))
    rows = [_open_row(task, loaded) for task in planned]
    seen = {(task.kind.value, task.source) for task in planned}
    for mark in sorted(loaded.facts.marks, key=lambda mark: (mark.at, mark.id), reverse=True):
        if mark.task is None or mark.source is None or (mark.task.value, mark.source) in seen:
            continue
        seen.add((mark.task.value, mark.source))
        at = instant_text(mark.at)
        kind, channel = mark.task.value, "call" if mark.task in CALL_KINDS else "desk"
        rows.append(
            (loaded.facts.patient_id, kind, mark.source, f"plan.{kind}", channel, "assistant", kind, "{}", at, at, None,
             "closed", at, "settled", loaded.assistant_id, loaded.centre_id)
        )  # fmt: skip
    return rows


def _open_row(task: PlannedTask, loaded: Loaded) -> tuple[Cell, ...]:
    return (
        loaded.facts.patient_id, task.kind.value, task.source, task.rule, task.channel.value, task.audience.value,
        task.reason, _params(task.params), instant_text(task.due_from), instant_text(task.due_by),
        instant_text(task.moot_at), "open", None, None, loaded.assistant_id, loaded.centre_id,
    )  # fmt: skip


def _params(params: Sequence[tuple[str, Any]]) -> str:
    return json.dumps(dict(params), ensure_ascii=False, separators=(",", ":"))
