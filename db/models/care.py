"""Visits, test orders, reminders, barriers, pauses, decisions."""

import datetime as dt

from sqlalchemy import Index
from sqlmodel import Field

from db.models.base import Table, one_of
from db.rules.facts import Answer, Booked, Channel, DecisionKind, TestStatus, VisitStatus


class Visit(Table, table=True):
    """An appointment or examination at a time."""

    __tablename__ = "visit"
    __table_args__ = (
        one_of("status", tuple(VisitStatus)),
        one_of("booked_in", tuple(Booked)),
        Index("ix_visit_patient", "patient_id", "starts_at"),
        Index("ix_visit_centre_starts", "centre_id", "starts_at"),
    )
    id: int | None = Field(default=None, primary_key=True)
    patient_id: int = Field(foreign_key="patient.id")
    service: str = Field(foreign_key="service.code")
    organisation_id: int | None = Field(default=None, foreign_key="organisation.id")
    clinician: str | None = None
    room: str | None = None
    starts_at: dt.datetime
    ends_at: dt.datetime
    zone: str
    mode: str = "in_person"  # in_person, phone, video
    status: str = "planned"
    status_at: dt.datetime | None = None
    status_source: str | None = None  # system (looked up), words
    booked_in: str = "planned"
    booking_number: str | None = None
    because: str | None = None
    initiative: str | None = None  # patient, clinic, equipment
    follows_id: int | None = Field(default=None, foreign_key="visit.id", index=True)
    before_visit_id: int | None = Field(default=None, foreign_key="visit.id", index=True)  # this one comes before that
    result_at: dt.datetime | None = None
    cycle_id: int | None = Field(default=None, foreign_key="cycle.id", index=True)  # an infusion of this cycle
    bundle: str | None = None  # the bundle of tests that an admission asks for, a code of bundles.toml
    centre_id: int | None = Field(default=None, foreign_key="organisation.id")
    note: str | None = None
    created_at: dt.datetime
    version: int = 1


class TestOrder(Table, table=True):
    """A test that a doctor ordered."""

    __test__ = False

    __tablename__ = "test_order"
    __table_args__ = (one_of("status", tuple(TestStatus)),)
    id: int | None = Field(default=None, primary_key=True)
    patient_id: int = Field(foreign_key="patient.id", index=True)
    service: str = Field(foreign_key="service.code")
    organisation_id: int | None = Field(default=None, foreign_key="organisation.id")
    ordered_on: dt.date
    due_on: dt.date | None = None
    taken_on: dt.date | None = None
    valid_until: dt.date | None = None
    result_on: dt.date | None = None
    status: str = "ordered"
    status_source: str | None = None
    for_visit_id: int | None = Field(default=None, foreign_key="visit.id", index=True)
    cycle_id: int | None = Field(default=None, foreign_key="cycle.id", index=True)  # taken before this cycle
    note: str | None = None
    created_at: dt.datetime
    version: int = 1


class Reminder(Table, table=True):
    """Something to be reminded of, once or again and again."""

    __tablename__ = "reminder"
    __table_args__ = (one_of("channel", tuple(Channel)), one_of("status", ("open", "done", "cancelled")))
    id: int | None = Field(default=None, primary_key=True)
    patient_id: int = Field(foreign_key="patient.id", index=True)
    user_id: int | None = Field(default=None, foreign_key="app_user.id")
    text: str
    due_at: dt.datetime  # of the first occurrence
    channel: str = "call"
    every: str | None = None  # 1d, 2w, 3m, 1y
    until_on: dt.date | None = None  # of one that comes again: its last day
    done: int = 0
    status: str = "open"
    created_at: dt.datetime
    version: int = 1


class Barrier(Table, table=True):
    """A difficulty, what is done about it, and what came of it."""

    __tablename__ = "barrier"
    id: int | None = Field(default=None, primary_key=True)
    patient_id: int = Field(foreign_key="patient.id", index=True)
    kind: str
    opened_at: dt.datetime
    owner_id: int | None = Field(default=None, foreign_key="app_user.id")
    due_on: dt.date | None = None
    action: str | None = None
    resolved_at: dt.datetime | None = None
    outcome: str | None = None
    call_id: int | None = None
    version: int = 1


class Pause(Table, table=True):
    """A time in which calls are held; deadlines and results go on."""

    __tablename__ = "pause"
    __table_args__ = (one_of("kind", ("hospital", "away")),)
    id: int | None = Field(default=None, primary_key=True)
    patient_id: int = Field(foreign_key="patient.id", index=True)
    kind: str
    from_at: dt.datetime
    until_on: dt.date
    said_by: str
    ended_at: dt.datetime | None = None
    call_id: int | None = None
    version: int = 1


class Decision(Table, table=True):
    """What waits for a confirmation, and the answer."""

    __tablename__ = "decision"
    __table_args__ = (one_of("kind", tuple(DecisionKind)), one_of("answer", tuple(Answer)))
    id: int | None = Field(default=None, primary_key=True)
    patient_id: int = Field(foreign_key="patient.id", index=True)
    kind: str
    asked_at: dt.datetime
    asked_by: int | None = Field(default=None, foreign_key="app_user.id")
    said_by: str | None = None  # who says so: a Spoke code
    said_name: str | None = None
    happened_on: dt.date | None = None
    place: str | None = None
    because: str | None = None
    note: str | None = None
    call_id: int | None = None
    answer: str | None = None
    answered_at: dt.datetime | None = None
    answered_by: int | None = Field(default=None, foreign_key="app_user.id")
    answer_text: str | None = None
    version: int = 1
