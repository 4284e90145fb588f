"""What colleagues do for one another: cover, messages, patients given from hand to hand."""

import datetime as dt

from sqlalchemy import Index
from sqlmodel import Field

from db.models.base import Table, one_of

ASSIGNED_BECAUSE = ("assigned", "wrong", "handed_over", "absent", "disabled", "imported")


class Cover(Table, table=True):
    """Somebody is away and a colleague stands in: for the whole caseload, or for one patient of it."""

    __tablename__ = "cover"
    __table_args__ = (Index("ix_cover_by", "by_id", "last_on"), Index("ix_cover_user", "user_id", "last_on"))
    id: int | None = Field(default=None, primary_key=True)
    user_id: int = Field(foreign_key="app_user.id")  # who is away
    by_id: int = Field(foreign_key="app_user.id")  # who stands in
    patient_id: int | None = Field(default=None, foreign_key="patient.id", index=True)  # empty: the whole caseload
    first_on: dt.date
    last_on: dt.date
    because: str | None = None
    created_at: dt.datetime
    created_by: int | None = Field(default=None, foreign_key="app_user.id")
    ended_at: dt.datetime | None = None
    version: int = 1


class Message(Table, table=True):
    """What one colleague tells another, mostly about a patient."""

    __tablename__ = "message"
    __table_args__ = (Index("ix_message_to", "to_id", "read_at"),)
    id: int | None = Field(default=None, primary_key=True)
    patient_id: int | None = Field(default=None, foreign_key="patient.id", index=True)
    from_id: int = Field(foreign_key="app_user.id")
    to_id: int = Field(foreign_key="app_user.id")
    text: str
    at: dt.datetime
    read_at: dt.datetime | None = None
    version: int = 1


class Assignment(Table, table=True):
    """A patient came to somebody, or into nobody's hands, and why."""

    __tablename__ = "assignment"
    __table_args__ = (one_of("because", ASSIGNED_BECAUSE),)
    id: int | None = Field(default=None, primary_key=True)
    patient_id: int = Field(foreign_key="patient.id", index=True)
    from_id: int | None = Field(default=None, foreign_key="app_user.id")
    to_id: int | None = Field(default=None, foreign_key="app_user.id")
    at: dt.datetime
    by_id: int | None = Field(default=None, foreign_key="app_user.id")
    because: str = "assigned"
