"""The case that the parts of the plan work on: facts made ready once, and how a task is laid in time."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from db.rules.deadlines import Deadline
from db.rules.facts import Audience, Channel, PatientFacts, PlannedTask, TaskKind, Visit
from db.rules.outcomes import RIGHT_PERSON
from db.rules.patient_clock import clock_of
from db.rules.patient_deadlines import open_deadlines, visit_day
from db.rules.retries import next_try
from db.rules.rounds import rounds_on
from db.rules.rules import Rules
from db.rules.talks import Marks, open_callbacks

Params = Mapping[str, str | int | None]

# Falling behind these sends the patient to the supervisor; the others have a later task that takes over.
_ESCALATES = frozenset(
    {TaskKind.FIRST_CONTACT, TaskKind.CONFIRM_VISIT, TaskKind.MISSED_VISIT, TaskKind.TEST_DUE, TaskKind.ASK_TOOK_PLACE}
)
_ROUNDS_BEFORE_ESCALATION = 2
_RULES = {kind: f"plan.{kind.value}" for kind in TaskKind}
_REASONS = {kind: kind.value for kind in TaskKind}


class Case:
    """One patient's facts and rules, with what several parts of the plan need; `tasks` collects the plan."""

    __slots__ = (
        "callbacks", "clock", "facts", "held_until", "late_kind", "limits", "marks", "numbers", "paused_until",
        "put_off", "retry", "rules", "since", "tasks", "to_event",
    )  # fmt: skip

    def __init__(self, facts: PatientFacts, rules: Rules) -> None:
        """Make the facts ready."""
        self.facts, self.rules, self.numbers = facts, rules, rules.numbers
        self.clock = clock_of(facts.zone, facts.hours, rules)
        self.since = facts.in_care_since
        self.marks = Marks(facts)
        self.limits = open_deadlines(facts, rules)
        self.to_event = self.numbers.to_event
        self.retry = next_try(facts, rules, self.limits)
        self.callbacks = tuple(
            mark for mark in open_callbacks(facts, self.marks) if self.clock.day(mark.at) >= self.since
        )
        self.held_until = self._promised()
        self.paused_until = self._paused()
        self.put_off = {(each.task, each.source): each.until_at for each in facts.put_off}
        self.late_kind: TaskKind | None = None
        self.tasks: list[PlannedTask] = []

    def _promised(self) -> datetime | None:
        """Return the allowed moment to which a promise to call back holds the other calls."""
        times = [mark.until_at for mark in self.callbacks if mark.until_at is not None and self.exact(mark.until_at)]
        return self.clock.fit(max(times)) if times else None

    def exact(self, until_at: datetime) -> bool:
        """Tell whether a promised time still stands: nobody has tried since a little before it."""
        near = timedelta(minutes=self.numbers.waiting.callback_punctual_minutes)
        return self.retry.last_at is None or self.retry.last_at < until_at - near

    def _paused(self) -> datetime | None:
        """Return the opening to which pauses hold the calls."""
        if not self.facts.pauses:
            return None
        return self.clock.opening(max(pause.until_on for pause in self.facts.pauses))

    def is_open(self, kind: TaskKind, source: str) -> bool:
        """Tell whether no mark has ended the task."""
        return not self.facts.marks or self.marks.settled_by(kind, source) is None

    def visit_day(self, visit: Visit) -> date:
        """Return the date of a visit where it takes place."""
        return self.clock.day(visit.starts_at) if visit.zone == self.facts.zone else visit_day(visit, self.rules)

    def limit_at(self, limit: Deadline | None) -> datetime | None:
        """Return the end of a limit's last day."""
        return None if limit is None else self.clock.end_of(limit.due_on)

    def desk(
        self,
        kind: TaskKind,
        source: str,
        due_from: datetime,
        due_by: datetime | None,
        params: Params,
        *,
        moot_at: datetime | None = None,
        audience: Audience = Audience.ASSISTANT,
        reason: str | None = None,
        rule: str | None = None,
        limit: Deadline | None = None,
        again: bool = False,
    ) -> None:
        """Add a task without a call, unless it is settled; pauses and retries do not touch it."""
        if not again and not self.is_open(kind, source):
            return
        due_by = _earlier(due_by, self.limit_at(limit), due_from)
        if limit is not None:
            params = {**params, "deadline": limit.source}
        if due_by is not None and due_by < due_from:
            due_by = due_from
        self._add(kind, source, rule, Channel.DESK, audience, reason, params, due_from, due_by, moot_at)

    def call(
        self,
        kind: TaskKind,
        source: str,
        due_from: datetime,
        due_by: datetime | None,
        params: Params,
        *,
        moot_at: datetime | None = None,
        limit: Deadline | None = None,
        rule: str | None = None,
        reason: str | None = None,
        held: bool = False,
        again: bool = False,
    ) -> None:
        """Add a call, unless it is settled; promises, pauses and retries move it, in this order.

        `held`: a promise to call back holds it even past its `due_by`. `again`: no mark ends it, its maker decides.
        """
        if not again and not self.is_open(kind, source):
            return
        due_by = _earlier(due_by, self.limit_at(limit), due_from)
        if limit is not None:
            params = {**params, "deadline": limit.source}
        hold = self.held_until
        if hold is not None and due_from < hold and (held or due_by is None or hold <= due_by):
            due_from = hold
        pause = self.paused_until
        if pause is not None and due_from < pause:
            due_from = pause
            if moot_at is not None and moot_at <= pause:
                return
        due_from = self._retried(kind, due_from, due_by)
        if due_by is not None and due_by < due_from:
            due_by = self.clock.closing(self.clock.day(due_from))
        self._add(kind, source, rule, Channel.CALL, Audience.ASSISTANT, reason, params, due_from, due_by, moot_at)

    def _retried(self, kind: TaskKind, due_from: datetime, due_by: datetime | None) -> datetime:
        """Return when a call may be tried again; never behind its end where a moment before it is left."""
        at, last = self.retry.at, self.retry.last_at
        if at is None or last is None or at <= due_from:
            return due_from
        if due_by is None or at <= due_by:
            return at
        attempts = self.numbers.attempts
        latest = self.clock.last_before(due_by, timedelta(minutes=attempts.last_try_minutes))
        full = rounds_on(self.retry.counted, self.clock.day(latest), self.clock) >= attempts.max_rounds_per_day
        if latest >= max(due_from, last + timedelta(minutes=attempts.min_gap_minutes)) and not full:
            return latest
        if kind in _ESCALATES and last <= due_by and self.retry.rounds >= _ROUNDS_BEFORE_ESCALATION:
            self.late_kind = self.late_kind or kind
        # Too late for another part of the day: the first moment that the gaps and the day's cap leave.
        return max(due_from, self.retry.soonest or at)

    def _put_off(
        self,
        kind: TaskKind,
        source: str,
        channel: Channel,
        due_from: datetime,
        due_by: datetime | None,
        moot_at: datetime | None,
    ) -> datetime:
        """Return when a task shows that somebody put to another time; never behind its end, never when it is moot."""
        until = self.put_off.get((kind, source))
        if until is None or until <= due_from:
            return due_from
        by_phone, clock = channel is Channel.CALL, self.clock
        at = clock.fit(until) if by_phone else until
        if due_by is not None and at > due_by:  # the end came nearer since it was put off
            room = timedelta(minutes=self.numbers.attempts.last_try_minutes)
            at = clock.last_before(due_by, room) if by_phone else clock.start_of(clock.day(due_by))
        return due_from if moot_at is not None and at >= moot_at else max(due_from, at)

    def add(self, task: PlannedTask) -> None:
        """Add a task that lays itself in time."""
        self.tasks.append(task)

    def _add(
        self,
        kind: TaskKind,
        source: str,
        rule: str | None,
        channel: Channel,
        audience: Audience,
        reason: str | None,
        params: Params,
        due_from: datetime,
        due_by: datetime | None,
        moot_at: datetime | None,
    ) -> None:
        if self.put_off:
            due_from = self._put_off(kind, source, channel, due_from, due_by, moot_at)
        self.tasks.append(
            PlannedTask(
                kind,
                source,
                rule or _RULES[kind],
                channel,
                audience,
                reason or _REASONS[kind],
                tuple(sorted(params.items())),
                due_from,
                due_by,
                moot_at,
            )
        )

    def again_after(self, kind: TaskKind, source: str) -> datetime | None:
        """Return when a task that no mark ends is asked for again: some days after the last talk about it."""
        talks = [mark for mark in self.marks.on(kind, source) if mark.call_id is None or mark.spoke in RIGHT_PERSON]
        return talks[-1].at + timedelta(days=self.numbers.waiting.ask_again_days) if talks else None

    def end_of_working_day(self, day: date, n: int) -> datetime:
        """Return the end of the n-th working day after a day."""
        return self.clock.end_of(self.clock.working(day, n))

    def close_of_working_day(self, day: date, n: int) -> datetime:
        """Return the end of the calling hours of the n-th working day after a day."""
        return self.clock.closing(self.clock.working(day, n))


def _earlier(due_by: datetime | None, limit: datetime | None, due_from: datetime) -> datetime | None:
    """Return the earlier of a task's own end and the end of the limit it serves, if that is still ahead of it."""
    if limit is None or limit < due_from:
        return due_by
    return limit if due_by is None else min(due_by, limit)
