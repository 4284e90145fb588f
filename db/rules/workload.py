"""Who needs help: named parts with points, whose sum orders the assistants on the supervisor's board."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, NamedTuple

from db.rules.urgency import Part

NUMBERS: Final = (
    "caseload", "due", "overdue", "untried", "done", "reached", "first", "silent", "nothing",
)  # fmt: skip
"""The numbers of the board, in their order."""
RATES: Final = frozenset({"reached", "first"})
"""Numbers that are shares: of so many, so many went well."""

REACHED_DAYS: Final = 7
"""Days of the reached rate, today among them."""
FIRST_DAYS: Final = 30
"""Days in which somebody was assigned to count as a new patient, today among them."""


@dataclass(frozen=True, slots=True)
class Weights:
    """How much each sign of trouble weighs; caps keep one of them from hiding all others."""

    nobody_there: int = 60  # work is waiting, its assistant is not at work and nobody stands in
    overdue: int = 3  # a patient
    overdue_most: int = 45
    first_late: int = 6  # a new patient past the limit whom nobody has spoken with
    first_late_most: int = 30
    untried: int = 1  # a patient
    untried_most: int = 20
    silent: int = 1  # a patient
    silent_most: int = 15
    nothing: int = 2  # a patient
    nothing_most: int = 12
    rarely_reached: int = 10
    rarely_below: int = 40  # per cent
    rarely_from: int = 20  # attempts, fewer say nothing
    idle: int = 15
    idle_minutes: int = 120


WEIGHTS: Final = Weights()
"""What ships."""
NEEDS_HELP: Final = 50
"""From so many points on a row is marked as one that needs help."""


class Share(NamedTuple):
    """So many of so many; of none there is no rate."""

    kept: int
    of: int

    @property
    def percent(self) -> int | None:
        """Return the share in per cent, rounded down, None of nothing."""
        return self.kept * 100 // self.of if self.of else None


class Load(NamedTuple):
    """What the order needs of an assistant."""

    due: int
    overdue: int
    untried: int
    reached: Share
    first_late: int
    silent: int
    nothing: int
    at_work: bool
    covered: bool
    last_at: datetime | None
    hours: tuple[datetime, datetime] | None  # of work today, None on a day off


def need(load: Load, now: datetime, weights: Weights = WEIGHTS) -> tuple[Part, ...]:
    """Return the parts that have points, the heaviest first; they add up to how much help is needed."""
    w = weights
    parts = []
    if load.due and not load.at_work and not load.covered:
        parts.append(Part("nobody_there", w.nobody_there, (("n", load.due),)))
    for code, n, each, most in (
        ("overdue", load.overdue, w.overdue, w.overdue_most),
        ("first_late", load.first_late, w.first_late, w.first_late_most),
        ("untried", load.untried, w.untried, w.untried_most),
        ("silent", load.silent, w.silent, w.silent_most),
        ("nothing", load.nothing, w.nothing, w.nothing_most),
    ):
        if n:
            parts.append(Part(code, min(n * each, most), (("n", n),)))
    percent = load.reached.percent
    if percent is not None and load.reached.of >= w.rarely_from and percent < w.rarely_below:
        parts.append(Part("rarely_reached", w.rarely_reached, (("percent", percent),)))
    since = _idle_since(load, now, timedelta(minutes=w.idle_minutes))
    if since is not None:
        parts.append(Part("idle", w.idle, (("since", since.isoformat()),)))
    return tuple(sorted(parts, key=lambda part: -part.points))


def _idle_since(load: Load, now: datetime, longest: timedelta) -> datetime | None:
    """Return since when somebody who is at work and has work did nothing, where that is long; breaks count too."""
    if load.hours is None or not load.due or not load.at_work:
        return None
    start, end = load.hours
    since = start if load.last_at is None else max(load.last_at, start)
    return since if now < end and now - since >= longest else None


def points(parts: tuple[Part, ...]) -> int:
    """Return how much help the parts ask for."""
    return sum(part.points for part in parts)
