"""What is known of one patient, and what the plan makes of it: the types between the record and the rules.

Instants are aware UTC, `*_on` are dates. Nothing here reads a clock or a database.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from enum import StrEnum


class Channel(StrEnum):
    """How a task is done."""

    CALL = "call"
    DESK = "desk"


class Audience(StrEnum):
    """Whom a task waits for."""

    ASSISTANT = "assistant"
    SUPERVISOR = "supervisor"
    CENTRE = "centre"


class TaskKind(StrEnum):
    """What should happen next, a closed set."""

    FIRST_CONTACT = "first_contact"  # patient:<id>
    READINESS = "readiness"  # visit:<id>, some days before a visit that needs preparation or tests
    CONFIRM_VISIT = "confirm_visit"  # visit:<id>
    TOOK_PLACE = "took_place"  # visit:<id>, looked up at the desk
    ASK_TOOK_PLACE = "ask_took_place"  # visit:<id>, asked by phone where nobody looked it up in time
    MISSED_VISIT = "missed_visit"  # visit:<id>, offer a new time
    REBOOK = "rebook"  # visit:<id>, cancelled by the patient: talk again
    BOOK_MOVE = "book_move"  # visit:<id>, to be moved, no new time yet
    CHECK_BOOKING = "check_booking"  # visit:<id>, until it is booked in the city's system
    TEST_DUE = "test_due"  # test:<id>
    TEST_OVERDUE = "test_overdue"  # test:<id>
    RESULT_EXPECTED = "result_expected"  # test:<id> or visit:<id>
    BOOK_DOCTOR = "book_doctor"  # mark:<id>, a result is in or asked for: propose a visit
    CALLBACK = "callback"  # mark:<id>, at the exact time promised
    CALLBACK_OFFER = "callback_offer"  # mark:<id>, offered to the centre when late
    REMINDER = "reminder"  # reminder:<id>:<k>
    DEADLINE = "deadline"  # deadline:<rule>[:<test id>], nothing booked that would keep it
    FOLLOW_UP = "follow_up"  # follow_up:diagnosis:<k>
    FIND_CONTACTS = "find_contacts"  # patient:<id>
    TELL_DOCTOR = "tell_doctor"  # mark:<id>, complaints or unwilling: the doctor is to be told
    TALK_AGAIN = "talk_again"  # mark:<id>, unwilling: another talk after some days
    BARRIER = "barrier"  # barrier:<id>
    CONTROL_CALL = "control_call"  # decision:<id>, treated elsewhere or moved
    CONCLUSION = "conclusion"  # decision:<id>, ruled out by words: enter the doctor's conclusion
    DECISION = "decision"  # decision:<id>, waits for the supervisor
    ANSWER = "answer"  # decision:<id>, the supervisor's answer came back
    NOT_REACHED = "not_reached"  # round:<first call id>, escalated, never closed by itself
    ADMISSION_TESTS = "admission_tests"  # visit:<id>, an admission lacks tests that are valid on its day
    WELLBEING = "wellbeing"  # visit:<id>:<day>, how somebody fares after an infusion; only where it is switched on
    LEAVE_MESSAGE = "leave_message"  # call:<id>, after two rejected calls: a message with name and number


class Spoke(StrEnum):
    """Who spoke for the patient in a call."""

    NOBODY = "nobody"
    PATIENT = "patient"
    REPRESENTATIVE = "legal_representative"
    TRUSTED = "trusted"
    OTHER = "other"


class Connection(StrEnum):
    """The first stage of a call's outcome; see outcomes.toml."""

    NO_ANSWER = "NO_ANSWER"
    BUSY = "BUSY"
    UNAVAILABLE = "UNAVAILABLE"
    REJECTED = "REJECTED"
    MACHINE = "MACHINE"
    CUT_OFF = "CUT_OFF"
    OTHER_PERSON = "OTHER_PERSON"
    WRONG_NUMBER = "WRONG_NUMBER"
    DISCONNECTED = "DISCONNECTED"
    DISTRUST = "DISTRUST"
    REACHED = "REACHED"


class Outcome(StrEnum):
    """The second stage: what came out for one reason of a call, or of a task done at the desk (DONE)."""

    CONFIRMED = "CONFIRMED"
    TOOK_PLACE = "TOOK_PLACE"
    NOT_COME = "NOT_COME"
    RESULT_IN = "RESULT_IN"
    ACCEPTS = "ACCEPTS"
    RESCHEDULE = "RESCHEDULE"
    NOT_COMING = "NOT_COMING"
    CALLBACK = "CALLBACK"
    ANSWERED = "ANSWERED"
    ASKS_RESULTS = "ASKS_RESULTS"
    UNWELL = "UNWELL"
    RULED_OUT = "RULED_OUT"
    HOSPITAL = "HOSPITAL"
    AWAY = "AWAY"
    UNWILLING = "UNWILLING"
    DECLINES = "DECLINES"
    ELSEWHERE = "ELSEWHERE"
    MOVED = "MOVED"
    DIED = "DIED"
    BARRIER = "BARRIER"
    ESCALATE = "ESCALATE"
    DONE = "DONE"  # desk only


class VisitStatus(StrEnum):
    """Where a visit stands."""

    PLANNED = "planned"
    CONFIRMED = "confirmed"
    ATTENDED = "attended"
    MISSED = "missed"
    CANCELLED = "cancelled"
    MOVED = "moved"  # replaced by another visit
    TO_MOVE = "to_move"  # asked to move, no new time yet


class Booked(StrEnum):
    """What the city's booking system says of a visit."""

    PLANNED = "planned"
    BOOKED = "booked"
    NOT_FOUND = "not_found"


class TestStatus(StrEnum):
    """Where a test order stands."""

    __test__ = False

    ORDERED = "ordered"
    TAKEN = "taken"
    RESULT_IN = "result_in"
    CANCELLED = "cancelled"


class Phase(StrEnum):
    """Where a patient's way stands."""

    SUSPECTED = "suspected"
    DIAGNOSED = "diagnosed"
    COUNCIL = "council"
    TREATMENT = "treatment"
    FOLLOW_UP = "follow_up"
    PALLIATIVE = "palliative"
    CLOSED = "closed"


class DecisionKind(StrEnum):
    """What waits for a confirmation."""

    DECLINED = "declined"
    DIED = "died"
    MOVED = "moved"
    ELSEWHERE = "elsewhere"
    RULED_OUT = "ruled_out"
    ESCALATED = "escalated"


class Answer(StrEnum):
    """How a decision ended."""

    CONFIRMED = "confirmed"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class CallHours:
    """When a patient asked to be called, in their local time; None means no wish."""

    not_before: time | None = None
    not_after: time | None = None
    weekdays: frozenset[int] | None = None  # Monday is 0


@dataclass(frozen=True, slots=True)
class Contact:
    """A number and what may be said there."""

    id: int
    phone: str | None  # E.164
    active: bool
    priority: int
    standing: Spoke  # PATIENT, REPRESENTATIVE, TRUSTED, OTHER
    voicemail_ok: bool


@dataclass(frozen=True, slots=True)
class Visit:
    """A visit or examination at a time."""

    id: int
    service: str
    kind: str  # what the service is: oncologist, doctor, examination, treatment, admission
    starts_at: datetime
    ends_at: datetime
    zone: str
    status: VisitStatus
    booked: Booked
    preparation: bool  # the service asks for preparation or papers
    result_days: int | None  # a result is expected so many calendar days later
    status_at: datetime | None  # when the status was set
    result_at: datetime | None
    follows_id: int | None  # the visit that this one replaces
    bundle: str | None = None  # the tests that an admission asks for
    cycle_id: int | None = None  # the cycle whose infusion it is


@dataclass(frozen=True, slots=True)
class Test:
    """A test ordered by a doctor."""

    __test__ = False

    id: int
    service: str
    ordered_on: date
    due_on: date | None
    taken_on: date | None
    status: TestStatus
    for_visit_id: int | None
    result_days: int | None  # None: the rules' own number of days
    counts: bool  # a diagnostic test under the statutory limit, not a routine one


@dataclass(frozen=True, slots=True)
class Reminder:
    """A reminder that somebody set."""

    id: int
    due_at: datetime
    channel: Channel
    every: str | None  # "1d", "2w", "3m", "1y"; None is once
    done: int  # how many occurrences are settled
    active: bool
    until_on: date | None = None  # the last day on which one that comes again may come


@dataclass(frozen=True, slots=True)
class Barrier:
    """An open difficulty."""

    id: int
    kind: str
    due_on: date | None
    opened_at: datetime


@dataclass(frozen=True, slots=True)
class Pause:
    """A time in which calls are held; deadlines go on."""

    id: int
    kind: str  # hospital, away
    from_at: datetime
    until_on: date  # calls go on from this day


@dataclass(frozen=True, slots=True)
class Decision:
    """Something that waits for a confirmation, or has one."""

    id: int
    kind: DecisionKind
    asked_at: datetime
    answer: Answer | None
    answered_at: datetime | None


@dataclass(frozen=True, slots=True)
class Mark:
    """What came out for one task, in a call or at the desk; never an undone one."""

    id: int
    call_id: int | None
    task: TaskKind | None
    source: str | None
    outcome: Outcome
    at: datetime
    spoke: Spoke
    until_at: datetime | None  # CALLBACK: the exact time
    because: str | None


@dataclass(frozen=True, slots=True)
class Call:
    """A call that happened; not undone."""

    id: int
    at: datetime
    incoming: bool
    contact_id: int | None
    phone: str | None
    connection: Connection
    spoke: Spoke
    message_left: bool = False


@dataclass(frozen=True, slots=True)
class PutOff:
    """A task that somebody put to another time; of a promised call back: given to the centre from then on."""

    id: int
    task: TaskKind
    source: str
    until_at: datetime


@dataclass(frozen=True, slots=True)
class PatientFacts:
    """All that the plan may know of one patient; `calls` are those since the last conversation, and it."""

    patient_id: int
    in_care_since: date
    zone: str
    first_assigned_at: datetime | None
    phase: Phase
    hours: CallHours
    icd: str | None
    stage: str | None
    birth_on: date | None
    milestones: Mapping[str, date] = field(default_factory=dict)  # kind → date; see Numbers.deadlines
    contacts: tuple[Contact, ...] = ()
    visits: tuple[Visit, ...] = ()
    tests: tuple[Test, ...] = ()
    reminders: tuple[Reminder, ...] = ()
    barriers: tuple[Barrier, ...] = ()
    pauses: tuple[Pause, ...] = ()
    decisions: tuple[Decision, ...] = ()
    marks: tuple[Mark, ...] = ()
    calls: tuple[Call, ...] = ()
    erased: bool = False  # the personal data are gone by law: nothing may be asked of anybody
    put_off: tuple[PutOff, ...] = ()


@dataclass(frozen=True, slots=True)
class PlannedTask:
    """A task that must be open: identity is (kind, source), the rest is compared by `reconcile`."""

    kind: TaskKind
    source: str
    rule: str  # which rule asked for it: a deadline rule's id, or the name of the plan's own rule
    channel: Channel
    audience: Audience
    reason: str  # code of the reason, for words on the screen
    params: tuple[tuple[str, str | int | None], ...]  # sorted by name
    due_from: datetime
    due_by: datetime | None
    moot_at: datetime | None
