"""Lists with filters: visits, tests, tasks, reminders, deadlines."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from db.queries.reasons import Params


@dataclass(frozen=True, slots=True)
class VisitRow:
    """A visit in a list."""

    id: int
    patient_id: int
    full_name: str
    service: str
    kind: str
    ru: str
    en: str
    organisation: str | None
    organisation_id: int | None
    address: str | None
    clinician: str | None
    room: str | None
    starts_at: datetime
    ends_at: datetime
    zone: str
    mode: str
    status: str
    status_at: datetime | None
    booked_in: str
    booking_number: str | None
    because: str | None
    initiative: str | None
    follows_id: int | None
    before_visit_id: int | None
    result_at: datetime | None
    note: str | None
    assistant: str | None  # login
    version: int


@dataclass(frozen=True, slots=True)
class TestRow:
    """A test order in a list."""

    __test__ = False

    id: int
    patient_id: int
    full_name: str
    test: str  # code of the service
    ru: str
    en: str
    organisation: str | None
    ordered_on: date
    due_on: date | None
    taken_on: date | None
    valid_until: date | None
    result_on: date | None
    status: str
    for_visit_id: int | None
    assistant: str | None
    version: int


@dataclass(frozen=True, slots=True)
class TaskRow:
    """A task in a list."""

    id: int
    patient_id: int
    full_name: str
    kind: str
    channel: str
    audience: str
    reason: str
    params: Params
    rule: str
    source: str
    due_from: datetime
    due_by: datetime | None
    moot_at: datetime | None
    state: str
    closed_at: datetime | None
    closed_because: str | None
    assistant: str | None


@dataclass(frozen=True, slots=True)
class ReminderRow:
    """A reminder in a list."""

    id: int
    patient_id: int
    full_name: str
    text: str
    due_at: datetime  # the occurrence that is due next
    channel: str
    status: str
    recurrence: str | None  # 1d, 2w, 3m, 1y
    done: int
    user: str | None
    assistant: str | None
    version: int


@dataclass(frozen=True, slots=True)
class DeadlineRow:
    """A statutory limit of a patient."""

    patient_id: int
    full_name: str
    rule: str
    source: str
    started_on: date
    due_on: date
    days_left: int  # working days; 0 on the last day, below 0 once it passed
    band: str  # late, critical, soon, ok
    done_on: date | None
    assistant: str | None
