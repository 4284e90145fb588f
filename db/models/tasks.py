"""What should happen next: a table that is always equal to the plan, what was put off, and what the board counts by."""

import datetime as dt

from sqlalchemy import Index, UniqueConstraint, text
from sqlmodel import Field

from db.models.base import Table, one_of
from db.rules.facts import Audience, Channel, TaskKind

_ON_THE_BOARD = text("state = 'open' AND audience = 'assistant'")


class Task(Table, table=True):
    """A task; one row for an identity (patient, kind, source), opened and closed by the plan alone."""

    __tablename__ = "task"
    __table_args__ = (
        one_of("kind", tuple(TaskKind)),
        one_of("channel", tuple(Channel)),
        one_of("audience", tuple(Audience)),
        one_of("state", ("open", "closed")),
        UniqueConstraint("patient_id", "kind", "source"),
        Index("ix_task_list", "owner_id", "state", "due_from"),
        Index("ix_task_centre", "centre_id", "audience", "state", "due_from"),
        Index(
            "ix_task_board",
            "owner_id",
            "due_from",
            "patient_id",
            "due_by",
            "moot_at",
            "channel",
            sqlite_where=_ON_THE_BOARD,
            postgresql_where=_ON_THE_BOARD,
        ),
    )
    id: int | None = Field(default=None, primary_key=True)
    patient_id: int = Field(foreign_key="patient.id")
    kind: str
    source: str
    rule: str
    channel: str
    audience: str
    reason: str
    params: str = "{}"  # JSON, sorted keys
    due_from: dt.datetime
    due_by: dt.datetime | None = None
    moot_at: dt.datetime | None = None
    state: str = "open"
    closed_at: dt.datetime | None = None
    closed_because: str | None = None
    owner_id: int | None = Field(default=None, foreign_key="app_user.id")
    centre_id: int | None = Field(default=None, foreign_key="organisation.id")
    version: int = 1


class Postponed(Table, table=True):
    """A task that somebody put to another time; the plan shows it from then on, never behind its end."""

    __tablename__ = "postponed"
    id: int | None = Field(default=None, primary_key=True)
    patient_id: int = Field(foreign_key="patient.id", index=True)
    task: str  # kind of the task
    source: str
    until_at: dt.datetime
    at: dt.datetime
    user_id: int | None = Field(default=None, foreign_key="app_user.id")
    version: int = 1


class DayCount(Table, table=True):
    """What adds up, per user and local day."""

    __tablename__ = "day_count"
    user_id: int = Field(primary_key=True, foreign_key="app_user.id")
    on_date: dt.date = Field(primary_key=True)
    centre_id: int | None = Field(default=None, foreign_key="organisation.id")
    calls: int = 0
    reached: int = 0
    done: int = 0
    attempts: int = 0  # rounds over the numbers of a patient
    answered: int = 0  # of them, those that ended in a talk with the right person
    settled: int = 0  # patients of whom something was settled


class Pulse(Table, table=True):
    """What time alone changes for a patient, as instants: one row a patient, always equal to the facts."""

    __tablename__ = "pulse"
    __table_args__ = (
        Index("ix_pulse_contact", "owner_id", "phase", "contact_at"),
        Index("ix_pulse_nothing", "owner_id", "nothing_from"),
        Index("ix_pulse_assigned", "owner_id", "assigned_at", "met_at", "zone"),
    )
    patient_id: int = Field(primary_key=True, foreign_key="patient.id")
    owner_id: int | None = Field(default=None, foreign_key="app_user.id")
    phase: str
    zone: str
    assigned_at: dt.datetime | None = None  # for the first time, to anybody
    met_at: dt.datetime | None = None  # the first talk with the right person since then
    contact_at: dt.datetime  # the last such talk; without one the beginning of the care
    tried_at: dt.datetime | None = None  # the first call since that talk: empty where nobody has tried
    nothing_from: dt.datetime | None = None  # when the last that is to come is over; empty: that is never so
