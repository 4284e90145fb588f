"""The patient's card, and patients as a list."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from db.queries.about import ContactLine, Hour, LastTalk, Namesake
from db.queries.calls import CallEntry
from db.queries.lists import DeadlineRow, ReminderRow, TaskRow, TestRow, VisitRow


@dataclass(frozen=True, slots=True)
class PatientRow:
    """A patient in a list."""

    id: int
    full_name: str
    birth_on: date | None
    age: int | None
    sex: str | None
    phones: tuple[str, ...]  # E.164, the first to dial first
    email: str | None
    snils: str | None
    policy: str | None
    diagnosis: str | None
    stage: str | None
    phase: str
    residence: str | None
    assistant: str | None  # login
    assistant_name: str | None
    centre: str | None
    flags: tuple[str, ...]
    own: bool


@dataclass(frozen=True, slots=True)
class NoteLine:
    """A note on a patient."""

    id: int
    at: datetime
    text: str
    user: str | None
    undone: bool


@dataclass(frozen=True, slots=True)
class BarrierLine:
    """A difficulty."""

    id: int
    kind: str
    opened_at: datetime
    due_on: date | None
    action: str | None
    owner: str | None
    resolved_at: datetime | None
    outcome: str | None


@dataclass(frozen=True, slots=True)
class PauseLine:
    """A time in which calls are held."""

    id: int
    kind: str
    from_at: datetime
    until_on: date
    said_by: str
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class DecisionLine:
    """What waits for a confirmation, or got one."""

    id: int
    kind: str
    asked_at: datetime
    asked_by: str | None
    said_by: str | None
    said_name: str | None
    happened_on: date | None
    place: str | None
    because: str | None
    answer: str | None
    answered_at: datetime | None
    answered_by: str | None
    answer_text: str | None


@dataclass(frozen=True, slots=True)
class Milestone:
    """A dated event of a patient's way."""

    kind: str
    on_date: date


@dataclass(frozen=True, slots=True)
class FollowUpDate:
    """A follow-up visit by the schedule, as a day to propose."""

    index: int
    due_on: date
    proposed_on: date


@dataclass(frozen=True, slots=True)
class Card:
    """A patient, whole; to read."""

    patient_id: int
    full_name: str
    birth_on: date | None
    birth_year: int | None
    age: int | None
    sex: str | None
    snils: str | None
    policy: str | None
    residence: str | None
    region: str | None
    address: str | None
    zone: str
    phase: str
    closed_because: str | None
    diagnosis: str | None
    stage: str | None
    clinical_group: str | None
    flags: tuple[str, ...]
    flag_note: str | None
    code_word: str | None
    not_before: str | None
    not_after: str | None
    call_weekdays: str | None
    in_care_since: date
    first_assigned_at: datetime | None
    assistant_id: int | None
    assistant: str | None  # short name
    centre: str | None
    origin: str
    own: bool
    version: int
    namesakes: tuple[Namesake, ...]
    contacts: tuple[ContactLine, ...]
    milestones: tuple[Milestone, ...]
    deadlines: tuple[DeadlineRow, ...]
    follow_up: tuple[FollowUpDate, ...]
    tasks: tuple[TaskRow, ...]  # open ones, also those whose time has not come
    visits: tuple[VisitRow, ...]  # latest first
    tests: tuple[TestRow, ...]
    reminders: tuple[ReminderRow, ...]
    barriers: tuple[BarrierLine, ...]
    pauses: tuple[PauseLine, ...]
    decisions: tuple[DecisionLine, ...]
    calls: tuple[CallEntry, ...]  # latest first, the last fifty
    notes: tuple[NoteLine, ...]
    last: LastTalk | None
    best: Hour | None
