"""What a mark is about: the task that was named, or the only one that the outcome can mean."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from db.actions.forms import MarkForm
from db.errors import BadInput, Refused
from db.rules.facts import Outcome, TaskKind
from db.rules.outcomes import fits
from db.work import Work

_NAMES_A_TASK: Final = frozenset(
    {
        Outcome.CONFIRMED, Outcome.TOOK_PLACE, Outcome.NOT_COME, Outcome.RESULT_IN, Outcome.ACCEPTS, Outcome.RESCHEDULE,
        Outcome.NOT_COMING,
    }
)  # fmt: skip
_NEEDS_ONE: Final = _NAMES_A_TASK - {Outcome.ACCEPTS, Outcome.RESULT_IN}
_COMING: Final = frozenset({Outcome.CONFIRMED, Outcome.RESCHEDULE, Outcome.NOT_COMING})
_FIRST: Final = (TaskKind.CONFIRM_VISIT, TaskKind.TEST_DUE, TaskKind.TOOK_PLACE)
"""Of two tasks about one thing, the one that the words are meant for."""


@dataclass(frozen=True, slots=True)
class About:
    """The task that a mark is for, or what it is about without one; all None is the call as a whole."""

    task_id: int | None = None
    kind: TaskKind | None = None
    source: str | None = None


def pick(work: Work, patient_id: int, outcome: Outcome, task_id: int | None, form: MarkForm) -> About:
    """Return what an outcome is about.

    Raises `Refused("unknown_row" | "other_patients_task" | "task_closed")`, `BadInput("which_reason" | "which_visit")`.
    """
    if task_id is not None:
        return _named(work, patient_id, task_id)
    wanted = _wanted(form)
    if outcome not in _NAMES_A_TASK:
        return About(source=wanted)
    fitting = [
        (due_from <= work.now, About(i, TaskKind(kind), source))
        for i, kind, source, due_from in work.conn.rows(
            "SELECT id, kind, source, due_from FROM task WHERE patient_id = :id AND state = 'open'"
            " ORDER BY due_from, id",
            id=patient_id,
        )
        if fits(outcome, TaskKind(kind)) and (wanted is None or source == wanted)
    ]
    # What is asked already goes before what will be asked some day.
    found = [about for visible, about in fitting if visible] or [about for _, about in fitting]
    if len({one.source for one in found}) > 1:
        raise BadInput("which_reason")
    if found:
        return min(found, key=lambda one: (one.kind not in _FIRST, one.task_id))
    if wanted is not None:
        return About(source=wanted)
    return _next_visit(work, patient_id, outcome)


def _named(work: Work, patient_id: int, task_id: int) -> About:
    task = work.fetch("task", task_id)
    if task["patient_id"] != patient_id:
        raise Refused("other_patients_task", id=task_id)
    if task["state"] != "open":
        raise Refused("task_closed", id=task_id)
    return About(task_id, TaskKind(task["kind"]), task["source"])


def _wanted(form: MarkForm) -> str | None:
    if form.visit_id is not None:
        return f"visit:{form.visit_id}"
    return None if form.test_id is None else f"test:{form.test_id}"


def _next_visit(work: Work, patient_id: int, outcome: Outcome) -> About:
    """Return the one visit that is to come; words about coming mean it though no task asks yet."""
    if outcome in _COMING:
        rows = work.conn.rows(
            "SELECT id FROM visit WHERE patient_id = :id AND starts_at > :now"
            " AND status IN ('planned', 'confirmed', 'to_move') ORDER BY starts_at",
            id=patient_id, now=work.now,
        )  # fmt: skip
        if len(rows) == 1:
            return About(source=f"visit:{rows[0][0]}")
    if outcome in _NEEDS_ONE:
        raise BadInput("which_visit")
    return About()
