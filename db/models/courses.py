"""Courses of treatment and their cycles: dates are proposed here, the doctor decides."""

import datetime as dt

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from db.models.base import Table, one_of

COURSE_STATUSES = ("active", "done", "stopped")
CYCLE_STATUSES = ("planned", "given", "skipped")


class Course(Table, table=True):
    """A course of treatment by a template: so many cycles of so many days."""

    __tablename__ = "course"
    __table_args__ = (one_of("status", COURSE_STATUSES),)
    id: int | None = Field(default=None, primary_key=True)
    patient_id: int = Field(foreign_key="patient.id", index=True)
    template: str  # a code of courses.toml
    cycle_days: int
    infusion_days: str  # days of a cycle, the first is 1, comma between
    cycles: int
    starts_on: dt.date
    organisation_id: int | None = Field(default=None, foreign_key="organisation.id")
    status: str = "active"
    because: str | None = None
    note: str | None = None
    created_at: dt.datetime
    version: int = 1


class Cycle(Table, table=True):
    """One cycle of a course; a delay shifts it and all later ones."""

    __tablename__ = "cycle"
    __table_args__ = (one_of("status", CYCLE_STATUSES), UniqueConstraint("course_id", "number"))
    id: int | None = Field(default=None, primary_key=True)
    course_id: int = Field(foreign_key="course.id")
    patient_id: int = Field(foreign_key="patient.id", index=True)
    number: int
    starts_on: dt.date
    status: str = "planned"
    because: str | None = None
    version: int = 1
