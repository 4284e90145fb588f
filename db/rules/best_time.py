"""The best part of the day to call a patient, from the patient's own answered and unanswered calls."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time
from zoneinfo import ZoneInfo

from db.rules.facts import Call, Connection
from db.rules.numbers import Hours
from db.rules.outcomes import NOT_COUNTED, is_conversation

FEWEST_CALLS = 3
"""With fewer calls than this nothing is said: it would be a guess."""


@dataclass(frozen=True, slots=True)
class BestTime:
    """A part of the day in which the patient answers: `answered` of `tried` calls, local hours."""

    part: int
    start: time
    end: time
    answered: int
    tried: int


def part_of(at: time, parts: tuple[Hours, ...]) -> int:
    """Return the index of the part of the day that a local time belongs to; before the first it is the first."""
    index = 0
    for number, (start, _) in enumerate(parts):
        if at >= start:
            index = number
    return index


def tallies(calls: Iterable[Call], zone: str, parts: tuple[Hours, ...]) -> tuple[tuple[int, int], ...]:
    """Count calls by part of the day as (answered, tried); calls that nobody could answer are left out."""
    local = ZoneInfo(zone)
    answered, tried = [0] * len(parts), [0] * len(parts)
    for call in calls:
        talked = is_conversation(call.connection, call.spoke)
        if call.connection in NOT_COUNTED or (call.connection is Connection.BUSY) or (call.incoming and not talked):
            continue
        part = part_of(call.at.astimezone(local).time(), parts)
        tried[part] += 1
        answered[part] += talked
    return tuple(zip(answered, tried, strict=True))


def best_time(counts: Iterable[tuple[int, int]], parts: tuple[Hours, ...]) -> BestTime | None:
    """Return the part in which the patient answers most often, or None below three calls or without a difference.

    `counts` are (answered, tried) by part of the day, as `tallies` makes them or as they were counted in the
    database. Shares are smoothed after Laplace, (answered + 1) / (tried + 2), so one lucky call proves little.
    """
    rows = tuple(counts)
    if sum(tried for _, tried in rows) < FEWEST_CALLS:
        return None
    shares = [(answered + 1) / (tried + 2) for answered, tried in rows]
    best = max(range(len(rows)), key=lambda part: (shares[part], -part))
    answered, tried = rows[best]
    if answered == 0 or all(share >= shares[best] for share in shares):
        return None
    start, end = parts[best]
    return BestTime(best, start, end, answered, tried)


def good_now(best: BestTime | None, now: datetime, zone: str) -> bool:
    """Tell whether an instant lies in the patient's answering part of the day."""
    return best is not None and best.start <= now.astimezone(ZoneInfo(zone)).time() < best.end
