"""Where a patient stands on the call list, and why: named parts with points, whose sum orders the rows.

Computed when the list is read, for every row of it; so it works on a few fields of each open task, and words or
objects for an explanation are made only for the row that is asked about.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import NamedTuple

from db.rules.deadlines import days_left
from db.rules.facts import TaskKind
from db.rules.patient_clock import PatientClock, clock_of
from db.rules.rules import Rules
from db.rules.windows import ANY_HOURS

SECTIONS = ("now", "callback", "later", "desk", "done", "old")
Params = tuple[tuple[str, str | int | None], ...]

_CALLBACKS = frozenset({TaskKind.CALLBACK.value, TaskKind.CALLBACK_OFFER.value})
_POINTS_OF_KIND = {
    TaskKind.FIRST_CONTACT.value: "first_contact",
    TaskKind.CONFIRM_VISIT.value: "visit_soon",
    TaskKind.READINESS.value: "visit_soon",
    TaskKind.MISSED_VISIT.value: "missed_visit",
    TaskKind.REBOOK.value: "missed_visit",
    TaskKind.ANSWER.value: "answer_from_supervisor",
}
_UNWELL = "tell_doctor_unwell"


class OpenTask(NamedTuple):
    """What the list needs of an open task; `statutory`: it is a limit, or serves one (its params name a deadline)."""

    kind: str
    reason: str
    call: bool
    due_from: datetime
    due_by: datetime | None
    moot_at: datetime | None = None
    statutory: bool = False


class Who(NamedTuple):
    """What the list needs of a patient, beside the open tasks.

    `best_part` is the part of the day in which the patient answers, `last_part` that of the last unanswered call.
    """

    phase: str
    zone: str
    rounds_today: int = 0
    barriers: int = 0
    aside: bool = False
    done_today: bool = False
    best_part: int | None = None
    last_part: int | None = None
    diagnosed_on: date | None = None


class Part(NamedTuple):
    """One named reason of a place, with its points."""

    code: str
    points: int
    params: Params = ()


class Place(NamedTuple):
    """The section and the points of a row; `parts` add up to the points.

    `waits_until` is set where nothing can be done before; `rank` orders sections, and rows of one rank by `order`.
    """

    section: str
    points: int
    parts: tuple[Part, ...]
    rank: int
    waits_until: datetime | None
    due_by: datetime | None

    @property
    def order(self) -> tuple[int, float, int, float]:
        """Return the key by which rows are sorted: by points, or by time where they wait for one."""
        waits = self.waits_until.timestamp() if self.waits_until is not None else 0.0
        due = self.due_by.timestamp() if self.due_by is not None else float("inf")
        return self.rank, waits, -self.points, due


class _Today(NamedTuple):
    clock: PatientClock
    day: date
    ends_at: datetime
    part: int


class Moment:
    """An instant as the list sees it, made once for all its rows."""

    __slots__ = ("_days", "_left", "near", "now", "old_before", "rules")

    def __init__(self, now: datetime, rules: Rules) -> None:
        """Stand at `now` (aware UTC)."""
        self.now, self.rules = now, rules
        self.near = now + timedelta(minutes=rules.numbers.waiting.callback_punctual_minutes)
        self.old_before = now - timedelta(days=rules.numbers.waiting.old_after_days)
        self._days: dict[str, _Today] = {}
        self._left: dict[tuple[date, date], int] = {}

    def today(self, zone: str) -> _Today:
        """Return the patient's day."""
        found = self._days.get(zone)
        if found is None:
            clock = clock_of(zone, ANY_HOURS, self.rules)
            local = self.now.astimezone(clock.zone)
            starts = [start for start, _ in self.rules.numbers.attempts.parts_of_day]
            part = max(sum(1 for start in starts if start <= local.time()) - 1, 0)
            found = self._days[zone] = _Today(clock, local.date(), clock.end_of(local.date()), part)
        return found

    def left(self, due_by: datetime, zone: str) -> int:
        """Return the working days left until the day of an instant: 0 today, below 0 when it has passed."""
        today = self.today(zone)
        key = today.clock.day(due_by), today.day
        left = self._left.get(key)
        if left is None:
            left = self._left[key] = days_left(key[0], key[1], self.rules.calendar)
        return left


def place(tasks: Iterable[OpenTask], who: Who, moment: Moment) -> Place:
    """Return where a patient stands on the list; `tasks` are the open ones that wait for the assistant."""
    now = moment.now
    today = moment.today(who.zone)
    calls: list[OpenTask] = []
    desk: list[OpenTask] = []
    callback: OpenTask | None = None
    later: datetime | None = None
    for task in tasks:
        if task.moot_at is not None and task.moot_at <= now:
            continue
        if task.kind in _CALLBACKS and task.due_from <= today.ends_at:
            if callback is None or task.due_from < callback.due_from:
                callback = task
        elif task.due_from <= now:
            (calls if task.call else desk).append(task)
        elif task.call and task.due_from <= today.ends_at and (later is None or task.due_from < later):
            later = task.due_from
    near = callback is not None and callback.due_from <= moment.near
    visible = [*calls, *desk]
    if near and callback is not None:
        visible.append(callback)
    section, rank, waits_until = _section(who, calls, desk, callback, near, later, moment)
    parts = _parts(visible, callback if near else None, who, moment, today)
    due_by = min((task.due_by for task in visible if task.due_by is not None), default=None)
    return Place(section, sum(part.points for part in parts), tuple(parts), rank, waits_until, due_by)


def _section(
    who: Who,
    calls: list[OpenTask],
    desk: list[OpenTask],
    callback: OpenTask | None,
    near: bool,
    later: datetime | None,
    moment: Moment,
) -> tuple[str, int, datetime | None]:
    """Return the section, its rank among the others, and until when the row waits."""
    if who.aside:
        return "now", 0, None
    if near:
        return "callback", 0, None
    if any(task.kind == TaskKind.FIND_CONTACTS for task in desk):  # there is no number to call
        return "desk", 3, None
    if calls and not _all_old(calls, moment):
        return "now", 0, None
    if callback is not None:
        return "callback", 1, callback.due_from
    if later is not None:  # another try comes back by itself: work without a call need not wait for it
        return ("later", 2, later) if _all_old(desk, moment) else ("desk", 3, None)
    if calls:
        return "old", 5, None
    if desk:
        return ("old", 5, None) if _all_old(desk, moment) else ("desk", 3, None)
    return ("done", 4, None) if who.done_today else ("later", 2, None)


def _all_old(tasks: list[OpenTask], moment: Moment) -> bool:
    """Tell whether every task is more than a year late."""
    return all((task.due_by or task.due_from) < moment.old_before for task in tasks)


def _parts(visible: list[OpenTask], callback: OpenTask | None, who: Who, moment: Moment, today: _Today) -> list[Part]:
    """Return the parts that have points, the named reasons first."""
    points, acuity, now = moment.rules.numbers.urgency, moment.rules.numbers.acuity, moment.now
    parts: list[Part] = []
    if who.aside:
        parts.append(Part("put_aside", points.put_aside))
    if callback is not None:
        parts.append(Part("callback_now", points.callback_now))
        if callback.due_by is not None and callback.due_by < now:
            parts.append(Part("callback_late", points.callback_late))
    parts.extend(_of_tasks(visible, who.zone, moment, today))
    base = acuity.base.get(who.phase, 0)
    if base:
        parts.append(Part("acuity", base, (("phase", who.phase),)))
    if who.diagnosed_on is not None and 0 <= (today.day - who.diagnosed_on).days <= points.newly_diagnosed_days:
        parts.append(Part("newly_diagnosed", points.newly_diagnosed))
    if who.barriers:
        parts.append(Part("barriers", points.per_barrier * min(who.barriers, points.barriers_most)))
    if who.best_part == today.part:
        parts.append(Part("good_hour", points.good_hour, (("part", today.part),)))
    if who.last_part is not None and who.last_part != today.part:
        parts.append(Part("other_part_of_day", points.other_part_of_day, (("part", who.last_part),)))
    if who.rounds_today:
        parts.append(Part("rounds_today", points.per_round_today * who.rounds_today, (("rounds", who.rounds_today),)))
    return parts


def _of_tasks(visible: list[OpenTask], zone: str, moment: Moment, today: _Today) -> list[Part]:
    """Return the parts that come from the tasks, each named once."""
    points, now = moment.rules.numbers.urgency, moment.now
    parts: list[Part] = []
    names: set[str] = set()
    limit: datetime | None = None
    late_by: datetime | None = None
    due_today = False
    for task in visible:
        name = "unwell" if task.reason == _UNWELL else _POINTS_OF_KIND.get(task.kind)
        if name is not None and name not in names:
            names.add(name)
            parts.append(Part(name, getattr(points, name)))
        due = task.due_by
        if due is None or task.kind in _CALLBACKS:
            continue
        if task.statutory and (limit is None or due < limit):
            limit = due
        if due < now:
            late_by = due if late_by is None or due < late_by else late_by
        elif due <= today.ends_at:
            due_today = True
    if limit is not None:
        parts.extend(_of_limit(moment.left(limit, zone), moment.rules))
    if due_today:
        parts.append(Part("due_today", points.due_today))
    if late_by is not None:
        days = max(-moment.left(late_by, zone), 0)
        late = min(points.overdue_per_working_day * days, points.overdue_most)
        # Late today means late by less than a working day, and still more urgent than due today.
        parts.append(Part("late", points.due_today + late, (("days", days),)))
    return parts


def _of_limit(left: int, rules: Rules) -> list[Part]:
    """Return the part of the nearest statutory limit."""
    points, bands, params = rules.numbers.urgency, rules.numbers.bands, (("days_left", left),)
    if left < 0:
        return [Part("deadline_late", points.deadline_late, params)]
    if left <= bands.critical:
        return [Part("deadline_critical", points.deadline_critical, params)]
    return [Part("deadline_soon", points.deadline_soon, params)] if left <= bands.soon else []


class DueWords(NamedTuple):
    """How a row says its deadline.

    `code`: `late`, `today`, `working_days` (`left` of them), `at` (the exact time `when`), `on` (the date of `when`),
    `none`.
    """

    code: str
    left: int | None = None
    when: datetime | None = None


def deadline_words_code(
    due_by: datetime | None, zone: str, moment: Moment, exact_at: datetime | None = None
) -> DueWords:
    """Return how to say until when; `exact_at` is the time of a promised call back, which is said as it is."""
    if exact_at is not None:
        return DueWords("at", None, exact_at)
    if due_by is None:
        return DueWords("none")
    left = moment.left(due_by, zone)
    if due_by < moment.now:
        return DueWords("late", left, due_by)
    if moment.today(zone).clock.day(due_by) == moment.today(zone).day:
        return DueWords("today", 0, due_by)
    if 0 < left <= moment.rules.numbers.bands.soon:
        return DueWords("working_days", left, due_by)
    return DueWords("on", left, due_by)
