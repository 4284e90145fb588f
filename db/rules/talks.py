"""What was said: marks by the task they were made on, promises to call back, and who was reached last."""

from __future__ import annotations

from datetime import datetime

from db.rules.facts import Call, Mark, Outcome, PatientFacts, TaskKind
from db.rules.outcomes import CALL_KINDS, RIGHT_PERSON, is_conversation, settles


class Marks:
    """The marks of a patient, found by the task they were made on."""

    __slots__ = ("_by_task",)

    def __init__(self, facts: PatientFacts) -> None:
        """Index the marks, oldest first."""
        by_task: dict[tuple[TaskKind, str], list[Mark]] = {}
        for mark in facts.marks:
            if mark.task is not None and mark.source is not None:
                key = mark.task, mark.source
                if (before := by_task.get(key)) is None:
                    by_task[key] = [mark]
                else:
                    before.append(mark)
        for several in by_task.values():
            if len(several) > 1:
                several.sort(key=_when)
        self._by_task = by_task

    def on(self, kind: TaskKind, source: str) -> list[Mark]:
        """Return the marks on one task, oldest first."""
        return self._by_task.get((kind, source), [])

    def settled(self, kind: TaskKind, source: str) -> bool:
        """Tell whether a mark ends the task."""
        return self.settled_by(kind, source) is not None

    def settled_by(self, kind: TaskKind, source: str) -> Mark | None:
        """Return the last mark that ends the task: from the right person, or made at the desk."""
        if not self._by_task:
            return None
        for mark in reversed(self.on(kind, source)):
            if counts(mark, kind) and settles(mark.outcome, kind):
                return mark
        return None


def _when(mark: Mark) -> tuple[datetime, int]:
    return mark.at, mark.id


def counts(mark: Mark, kind: TaskKind) -> bool:
    """Tell whether a mark can end a task: words count from the right person only, the desk always."""
    return mark.call_id is None or mark.spoke in RIGHT_PERSON or kind not in CALL_KINDS


def open_callbacks(facts: PatientFacts, marks: Marks | None = None) -> tuple[Mark, ...]:
    """Return the promises to call back that still hold, by their time; one for each call.

    A promise ends with any mark on it and with any later conversation with the right person.
    """
    promises: dict[int, Mark] = {}
    for mark in facts.marks:
        if mark.outcome is Outcome.CALLBACK and mark.until_at is not None:
            key = mark.call_id if mark.call_id is not None else -mark.id
            if key not in promises or _when(promises[key]) < _when(mark):
                promises[key] = mark
    if not promises:
        return ()
    marks = marks or Marks(facts)
    open_ones = (mark for mark in promises.values() if not _kept(mark, facts, marks))
    return tuple(sorted(open_ones, key=lambda mark: (mark.until_at or mark.at, mark.id)))


def _kept(promise: Mark, facts: PatientFacts, marks: Marks) -> bool:
    """Tell whether a promise to call back is over."""
    source = f"mark:{promise.id}"
    if marks.settled(TaskKind.CALLBACK, source) or marks.settled(TaskKind.CALLBACK_OFFER, source):
        return True
    if any(
        call.at > promise.at and call.id != promise.call_id and is_conversation(call.connection, call.spoke)
        for call in facts.calls
    ):
        return True
    return any(
        mark.at > promise.at and mark.call_id not in (None, promise.call_id) and mark.spoke in RIGHT_PERSON
        for mark in facts.marks
    )


def since_conversation(calls: tuple[Call, ...]) -> list[Call]:
    """Return our own calls after the last conversation, oldest first: those in which nobody was reached."""
    ordered = sorted(calls, key=lambda call: (call.at, call.id)) if len(calls) > 1 else list(calls)
    tail: list[Call] = []
    for call in ordered:
        if is_conversation(call.connection, call.spoke):
            tail.clear()
        elif not call.incoming:
            tail.append(call)
    return tail
