"""The patient's card: a patient, whole, to read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from typing import Final

from db.errors import Refused
from db.queries.about import (
    ContactLine,
    Hour,
    LastTalk,
    Namesake,
    age_on,
    best_hour,
    codes,
    flags_of,
    hour,
    last_talk,
    namesakes,
)
from db.queries.calls import CallEntry, calls
from db.queries.claims import InWork, in_work
from db.queries.contacts import contacts
from db.queries.courses import CourseRow, courses
from db.queries.deadlines import deadline_rows
from db.queries.facts import load
from db.queries.lists import (
    DeadlineRow,
    ReminderRow,
    TaskRow,
    TestRow,
    VisitRow,
    reminders,
    tasks,
    tests,
    visits,
)
from db.rules.facts import PatientFacts
from db.rules.follow_up import for_life, proposed, schedule_for
from db.work import View


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
    courses: tuple[CourseRow, ...]  # latest first
    reminders: tuple[ReminderRow, ...]
    barriers: tuple[BarrierLine, ...]
    pauses: tuple[PauseLine, ...]
    decisions: tuple[DecisionLine, ...]
    calls: tuple[CallEntry, ...]  # latest first, the last fifty
    notes: tuple[NoteLine, ...]
    last: LastTalk | None
    best: Hour | None
    erased_at: datetime | None = None
    in_work: InWork | None = None  # somebody else has the patient in work right now


_CARD: Final = (
    "SELECT p.full_name, p.birth_on, p.birth_year, p.sex, p.snils, p.policy, p.residence, p.region, p.address, p.zone,"
    " p.phase, p.closed_because, p.diagnosis, p.stage, p.clinical_group, p.flags, p.flag_note, p.code_word,"
    " p.not_before, p.not_after, p.call_weekdays, p.in_care_since, p.first_assigned_at, p.assistant_id, u.short_name,"
    " u.login, o.short_name, p.origin, p.version, p.erased_at"
    " FROM patient p LEFT JOIN app_user u ON u.id = p.assistant_id"
    " LEFT JOIN organisation o ON o.id = p.centre_id WHERE p.id = :id"
)


def card(view: View, patient_id: int) -> Card:
    """Return a patient, whole. Raises `Refused("unknown_patient")`.

    Looking at a card is audited by the action `open_card`; this query writes nothing.
    """
    row = view.conn.row(_CARD, id=patient_id)
    if row is None:
        raise Refused("unknown_patient", id=patient_id)
    (
        name, birth_on, birth_year, sex, snils, policy, residence, region, address, zone, phase, closed_because,
        diagnosis, stage, group, flags, flag_note, code_word, not_before, not_after, weekdays, since, assigned_at,
        owner, assistant, login, centre, origin, version, erased_at,
    ) = row  # fmt: skip
    others = namesakes(view, patient_id)
    (loaded,) = load(view.conn, [patient_id])
    limits = sorted(deadline_rows(loaded.facts, view, (name, login)), key=lambda one: (one.due_on, one.source))
    return Card(
        patient_id=patient_id, full_name=name, birth_on=birth_on,
        birth_year=birth_year or (birth_on.year if birth_on else None), age=age_on(birth_on, view.today), sex=sex,
        snils=snils, policy=policy, residence=residence, region=region, address=address, zone=zone, phase=phase,
        closed_because=closed_because, diagnosis=diagnosis, stage=stage, clinical_group=group,
        flags=flags_of(flags, others), flag_note=flag_note, code_word=code_word, not_before=not_before,
        not_after=not_after, call_weekdays=weekdays, in_care_since=since, first_assigned_at=assigned_at,
        assistant_id=owner, assistant=assistant, centre=centre, origin=origin, own=owner == view.user.id,
        version=version, namesakes=others,
        contacts=contacts(view, patient_id, told="not_told" not in codes(flags)),
        milestones=tuple(Milestone(kind, on) for kind, on in sorted(loaded.facts.milestones.items(), key=_by_date)),
        deadlines=tuple(limits), follow_up=_follow_up(view, loaded.facts), tasks=tasks(view, patient_id=patient_id),
        visits=tuple(reversed(visits(view, patient_id=patient_id))),
        tests=tuple(reversed(tests(view, patient_id=patient_id))),
        courses=courses(view, patient_id=patient_id, status=None),
        reminders=reminders(view, patient_id=patient_id, status=None), barriers=_barriers(view, patient_id),
        pauses=_pauses(view, patient_id), decisions=_decisions(view, patient_id),
        calls=calls(view, patient_id=patient_id, limit=50), notes=_notes(view, patient_id),
        last=last_talk(view, patient_id), best=hour(best_hour(view, patient_id, zone)), erased_at=erased_at,
        in_work=in_work(view, patient_id),
    )  # fmt: skip


def _by_date(item: tuple[str, date]) -> tuple[date, str]:
    return item[1], item[0]


def _follow_up(view: View, facts: PatientFacts, ahead: int = 6) -> tuple[FollowUpDate, ...]:
    """Return the next follow-up dates by the patient's schedule; none without a diagnosis or a schedule."""
    anchor = facts.milestones.get("diagnosis")
    numbers = view.rules.numbers.follow_up
    age = age_on(facts.birth_on, view.today)
    schedule = schedule_for(numbers, facts.icd, facts.stage, age)
    if anchor is None or schedule is None:
        return ()
    coming = ((index, on) for index, on in for_life(anchor, schedule) if on >= view.today)
    return tuple(
        FollowUpDate(index, on, proposed(on, numbers, view.rules.calendar)) for index, on in islice(coming, ahead)
    )


def _notes(view: View, patient_id: int) -> tuple[NoteLine, ...]:
    rows = view.conn.rows(
        "SELECT n.id, n.at, n.text, u.short_name, n.undone_at FROM note n LEFT JOIN app_user u ON u.id = n.user_id"
        " WHERE n.patient_id = :id ORDER BY n.at DESC, n.id DESC",
        id=patient_id,
    )
    return tuple(NoteLine(i, at, text, user, undone is not None) for i, at, text, user, undone in rows)


def _barriers(view: View, patient_id: int) -> tuple[BarrierLine, ...]:
    rows = view.conn.rows(
        "SELECT b.id, b.kind, b.opened_at, b.due_on, b.action, u.short_name, b.resolved_at, b.outcome FROM barrier b"
        " LEFT JOIN app_user u ON u.id = b.owner_id WHERE b.patient_id = :id ORDER BY b.opened_at DESC, b.id DESC",
        id=patient_id,
    )
    return tuple(BarrierLine(*row) for row in rows)


def _pauses(view: View, patient_id: int) -> tuple[PauseLine, ...]:
    rows = view.conn.rows(
        "SELECT id, kind, from_at, until_on, said_by, ended_at FROM pause WHERE patient_id = :id"
        " ORDER BY from_at DESC, id DESC",
        id=patient_id,
    )
    return tuple(PauseLine(*row) for row in rows)


def _decisions(view: View, patient_id: int) -> tuple[DecisionLine, ...]:
    rows = view.conn.rows(
        "SELECT d.id, d.kind, d.asked_at, a.short_name, d.said_by, d.said_name, d.happened_on, d.place, d.because,"
        " d.answer, d.answered_at, b.short_name, d.answer_text FROM decision d"
        " LEFT JOIN app_user a ON a.id = d.asked_by LEFT JOIN app_user b ON b.id = d.answered_by"
        " WHERE d.patient_id = :id ORDER BY d.asked_at DESC, d.id DESC",
        id=patient_id,
    )
    return tuple(DecisionLine(*row) for row in rows)
