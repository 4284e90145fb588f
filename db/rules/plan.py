"""The plan: facts of one patient → the tasks that must be open for them; and its difference from what is stored.

Pure and without a clock: a task becomes visible when its `due_from` passes and falls silent at `moot_at`. Who owns the
patient is no input. Nothing that lies before the patient came into care asks for a call.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from db.rules.facts import Channel, PatientFacts, PlannedTask, TaskKind
from db.rules.plan_case import Case
from db.rules.plan_contact import plan_complaints, plan_contact, plan_unreached
from db.rules.plan_courses import plan_courses
from db.rules.plan_decisions import death_is_said, is_over, is_with_supervisor, plan_death, plan_decisions
from db.rules.plan_tests import plan_follow_up, plan_limits, plan_tests
from db.rules.plan_visits import plan_visits
from db.rules.rules import Rules
from db.rules.talks import Marks


def plan(facts: PatientFacts, rules: Rules) -> frozenset[PlannedTask]:
    """Return the tasks that must be open for a patient.

    Erased by law: nothing. Said to have died: only the supervisor's question, until it is found untrue. Closed or
    declined: only what must remain (questions, answers, control calls, complaints that the doctor has to hear).
    Referred to the supervisor: no calls until the answer.
    """
    if facts.erased:
        return frozenset()
    case = Case(facts, rules)
    if death_is_said(facts):
        plan_death(case)
        return frozenset(case.tasks)
    plan_decisions(case)
    if is_over(facts):
        plan_complaints(case)
        return frozenset(case.tasks)
    plan_contact(case)
    plan_visits(case)
    plan_tests(case)
    plan_courses(case)
    plan_limits(case)
    plan_follow_up(case)
    plan_unreached(case)
    if is_with_supervisor(facts):
        return frozenset(task for task in case.tasks if task.channel is not Channel.CALL)
    return frozenset(case.tasks)


class StoredTask(Protocol):
    """What is compared of a stored task; `open` is False for a closed one, which may be opened again."""

    @property
    def open(self) -> bool:
        """Tell whether the task is open."""

    @property
    def planned(self) -> PlannedTask:
        """Return the task as it was planned when it was stored."""


@dataclass(frozen=True, slots=True)
class Diff:
    """What makes the stored tasks equal to the plan, each part by identity; nothing is ever deleted.

    `open` is new, `reopen` was closed and has the same identity, `update` is open and differs, `close` (with the code
    of the reason) is no longer planned.
    """

    open: tuple[PlannedTask, ...] = ()
    reopen: tuple[PlannedTask, ...] = ()
    update: tuple[PlannedTask, ...] = ()
    close: tuple[tuple[PlannedTask, str], ...] = ()

    def __bool__(self) -> bool:
        """Tell whether anything has to change."""
        return bool(self.open or self.reopen or self.update or self.close)


def reconcile(stored: Iterable[StoredTask], planned: Iterable[PlannedTask], facts: PatientFacts | None = None) -> Diff:
    """Return how the stored tasks of one patient become the plan; `facts` tell why a task is closed.

    Identity is (kind, source). Reasons of closing: see `why_closed`.
    """
    wanted = {(task.kind, task.source): task for task in planned}
    reopen: list[PlannedTask] = []
    update: list[PlannedTask] = []
    close: list[tuple[PlannedTask, str]] = []
    marks: Marks | None = None
    for row in stored:
        old = row.planned
        new = wanted.pop((old.kind, old.source), None)
        if new is None:
            if row.open:
                marks = marks or (Marks(facts) if facts is not None else None)
                close.append((old, why_closed(old, facts, marks)))
        elif not row.open:
            reopen.append(new)
        elif new != old:
            update.append(new)
    return Diff(
        tuple(sorted(wanted.values(), key=_identity)),
        tuple(sorted(reopen, key=_identity)),
        tuple(sorted(update, key=_identity)),
        tuple(sorted(close, key=lambda closed: _identity(closed[0]))),
    )


def _identity(task: PlannedTask) -> tuple[str, str]:
    return task.kind.value, task.source


def why_closed(task: PlannedTask, facts: PatientFacts | None, marks: Marks | None = None) -> str:
    """Name why a task is not planned any more.

    `died`, `over` (closed or declined), `with_supervisor`, `settled` (a mark ended it, or what it asked for came true),
    `paused` (calls are held past its end), `no_longer` (its reason is gone).
    """
    if facts is None:
        return "no_longer"
    if death_is_said(facts):
        return "died"
    if (marks or Marks(facts)).settled(task.kind, task.source):
        return "settled"
    if is_over(facts):
        return "over"
    if task.channel is Channel.CALL and is_with_supervisor(facts):
        return "with_supervisor"
    if _came_true(task, facts):
        return "settled"
    if task.channel is Channel.CALL and facts.pauses and task.moot_at is not None:
        return "paused"
    return "no_longer"


_TRUE_STATUS: dict[TaskKind, frozenset[str]] = {
    TaskKind.CONFIRM_VISIT: frozenset({"confirmed", "attended", "missed"}),
    TaskKind.READINESS: frozenset({"attended", "missed"}),
    TaskKind.TOOK_PLACE: frozenset({"attended", "missed"}),
    TaskKind.ASK_TOOK_PLACE: frozenset({"attended", "missed"}),
    TaskKind.BOOK_MOVE: frozenset({"moved", "planned", "confirmed", "attended"}),
    TaskKind.TEST_DUE: frozenset({"taken", "result_in"}),
    TaskKind.TEST_OVERDUE: frozenset({"taken", "result_in"}),
    TaskKind.RESULT_EXPECTED: frozenset({"result_in"}),
}
# What these asked for is there once they are not planned any more.
_TRUE_WHEN_GONE = frozenset(
    {
        TaskKind.FIRST_CONTACT, TaskKind.CHECK_BOOKING, TaskKind.BOOK_DOCTOR, TaskKind.CALLBACK,
        TaskKind.CALLBACK_OFFER, TaskKind.DEADLINE, TaskKind.FOLLOW_UP, TaskKind.FIND_CONTACTS, TaskKind.BARRIER,
        TaskKind.DECISION, TaskKind.CONCLUSION, TaskKind.NOT_REACHED, TaskKind.LEAVE_MESSAGE, TaskKind.MISSED_VISIT,
        TaskKind.REBOOK, TaskKind.ADMISSION_TESTS,
    }
)  # fmt: skip


def _came_true(task: PlannedTask, facts: PatientFacts) -> bool:
    """Tell whether what a task asked for has happened without a mark on it."""
    if task.kind in _TRUE_WHEN_GONE:
        return True
    statuses = _TRUE_STATUS.get(task.kind)
    if statuses is None:
        return False
    what, _, number = task.source.partition(":")
    if what == "visit":
        for visit in facts.visits:
            if str(visit.id) == number:
                return visit.status.value in statuses or visit.result_at is not None
    return what == "test" and any(str(test.id) == number and test.status.value in statuses for test in facts.tests)
