"""What should happen next: a table that is always equal to the plan, what was put off, and the day's counters."""

import datetime as dt

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field

from db.models.base import Table, one_of
from db.rules.facts import Audience, Channel, TaskKind


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
