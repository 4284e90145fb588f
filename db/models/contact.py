"""Calls, what came out of them, notes."""

import datetime as dt

from sqlalchemy import Index
from sqlmodel import Field

from db.models.base import Table, one_of
from db.rules.facts import Connection, Outcome, Spoke


class Call(Table, table=True):
    """A call, open until it is finished; never deleted, it gets `undone_at`."""

    __tablename__ = "call"
    __table_args__ = (
        one_of("direction", ("out", "in")),
        one_of("state", ("open", "aside", "done")),
        one_of("connection", tuple(Connection)),
        one_of("spoke", tuple(Spoke)),
        Index("ix_call_patient_at", "patient_id", "at"),
        Index("ix_call_user_at", "user_id", "at"),
        Index("ix_call_state", "state", "user_id"),
    )
    id: int | None = Field(default=None, primary_key=True)
    patient_id: int = Field(foreign_key="patient.id")
    user_id: int = Field(foreign_key="app_user.id")
    direction: str = "out"
    state: str = "open"
    at: dt.datetime  # when it was
    entered_at: dt.datetime  # when it was written down
    late: bool = False  # entered afterwards
    ended_at: dt.datetime | None = None
    contact_id: int | None = Field(default=None, foreign_key="contact.id")
    phone: str | None = None
    connection: str | None = None
    spoke: str = "nobody"
    spoke_name: str | None = None
    message_left: bool = False
    note: str | None = None
    corrects_id: int | None = Field(default=None, foreign_key="call.id")
    undone_at: dt.datetime | None = None
    version: int = 1


class Mark(Table, table=True):
    """What came out for one task, in a call or at the desk; never deleted, it gets `undone_at`."""

    __tablename__ = "mark"
    __table_args__ = (one_of("outcome", tuple(Outcome)), Index("ix_mark_user_at", "user_id", "at"))
    id: int | None = Field(default=None, primary_key=True)
    patient_id: int = Field(foreign_key="patient.id", index=True)
    call_id: int | None = Field(default=None, foreign_key="call.id", index=True)
    task_id: int | None = None
    task: str | None = None  # kind of the task
    source: str | None = None  # of the task
    outcome: str
    at: dt.datetime
    spoke: str = "nobody"
    until_at: dt.datetime | None = None
    because: str | None = None
    detail: str | None = None  # JSON of what the outcome's form asked
    told_from: str | None = None  # system, words
    user_id: int | None = Field(default=None, foreign_key="app_user.id")
    undone_at: dt.datetime | None = None
    version: int = 1


class Note(Table, table=True):
    """What somebody wrote of a patient."""

    __tablename__ = "note"
    id: int | None = Field(default=None, primary_key=True)
    patient_id: int = Field(foreign_key="patient.id", index=True)
    user_id: int | None = Field(default=None, foreign_key="app_user.id")
    at: dt.datetime
    text: str
    undone_at: dt.datetime | None = None
    version: int = 1
