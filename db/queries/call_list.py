"""The call list: one row a patient with all reasons, in order of urgency, and why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from db.queries.reasons import Part, Reason


@dataclass(frozen=True, slots=True)
class PhoneTail:
    """A number as a row shows it."""

    phone: str  # E.164
    relation: str
    standing: str


@dataclass(frozen=True, slots=True)
class CallRow:
    """A patient on the list."""

    patient_id: int
    section: str  # now, callback, later, desk, done, old
    points: int
    full_name: str
    age: int | None
    sex: str | None
    phones: tuple[PhoneTail, ...]  # active ones, the first to dial first
    reasons: tuple[Reason, ...]
    due_by: datetime | None  # the nearest of the reasons
    due_code: str  # late, today, working_days, at, on, none: how the deadline is said
    due_left: int | None  # working days left where `due_code` is working_days
    rounds_today: int
    rounds_cap: int
    zone: str
    flags: tuple[str, ...]  # codes, with namesake and shared_number as found now
    aside: bool  # a call of the user waits, put aside or open
    call_id: int | None  # that call
    sign: str  # late, asked, calm, done


@dataclass(frozen=True, slots=True)
class Counts:
    """What stands on top of the list."""

    now: int
    callback: int
    later: int
    desk: int
    done: int
    old: int
    calls_today: int
    reached_today: int


@dataclass(frozen=True, slots=True)
class CallList:
    """The whole list, in order."""

    rows: tuple[CallRow, ...]
    counts: Counts
    next_change_at: datetime  # the list is another one from this instant on, without anybody's doing
    assistant_id: int


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a row stands where it stands."""

    patient_id: int
    section: str
    points: int
    parts: tuple[Part, ...]
