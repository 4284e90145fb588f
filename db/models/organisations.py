"""Organisations, their clinicians and services, the rules in force, and what the database is."""

import datetime as dt

from sqlmodel import Field

from db.models.base import Table, one_of

ORGANISATION_KINDS = (
    "polyclinic", "caop", "cancer_centre", "dispensary", "national_centre", "laboratory", "hospital", "other",
)  # fmt: skip


class Organisation(Table, table=True):
    """A place that gives care; a centre (ЦАОП) is one too."""

    __tablename__ = "organisation"
    __table_args__ = (one_of("kind", ORGANISATION_KINDS),)
    id: int | None = Field(default=None, primary_key=True)
    kind: str
    name: str
    short_name: str
    search_key: str = Field(index=True)
    address: str | None = None
    phone: str | None = None
    zone: str = "Europe/Moscow"
    active: bool = True
    version: int = 1


class Clinician(Table, table=True):
    """A doctor."""

    __tablename__ = "clinician"
    id: int | None = Field(default=None, primary_key=True)
    name: str
    speciality: str | None = None
    organisation_id: int | None = Field(default=None, foreign_key="organisation.id", index=True)
    active: bool = True
    version: int = 1


class Service(Table, table=True):
    """A kind of visit, examination or test, as data.

    `neutral_*` is what may be said or printed; `kind` is what the rules need to know of it.
    """

    __tablename__ = "service"
    __table_args__ = (
        one_of("kind", ("oncologist", "doctor", "examination", "treatment", "admission", "test", "other")),
    )
    code: str = Field(primary_key=True)
    kind: str
    ru: str
    en: str
    neutral_ru: str
    neutral_en: str
    minutes: int = 20
    preparation_ru: str | None = None
    preparation_en: str | None = None
    result_days: int | None = None
    diagnostic: bool = False
    active: bool = True
    version: int = 1


class RuleStamp(Table, table=True):
    """The rules under which tasks are planned, frozen: calendar and numbers as JSON."""

    __tablename__ = "rule_stamp"
    stamp: str = Field(primary_key=True)
    at: dt.datetime
    body: str
    in_force: bool = False
    revision: int = 0  # of the plan that the stored tasks were made by, see `db.rules.plan.REVISION`


class Meta(Table, table=True):
    """What the database is: training, organisation, language; one row a name."""

    __tablename__ = "meta"
    name: str = Field(primary_key=True)
    value: str


__all__ = ["Clinician", "Meta", "Organisation", "RuleStamp", "Service"]
