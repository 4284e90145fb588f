"""Users, patients, their words for search, contacts and milestones."""

import datetime as dt

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field

from db.models.base import KEY_TEXT, Table, one_of
from db.rules.facts import Phase, Spoke

USER_STATUSES = ("on_line", "lunch", "ill", "away")
"""Whether somebody can be called to a patient now."""


USER_SCOPES = ("centre", "all")
"""Whose patients a supervisor sees: those of the own centre, or everybody's."""


class AppUser(Table, table=True):
    """Somebody who signs in; passwords live behind the door file, not here."""

    __tablename__ = "app_user"
    __table_args__ = (one_of("status", USER_STATUSES), one_of("scope", USER_SCOPES))
    id: int | None = Field(default=None, primary_key=True)
    login: str = Field(unique=True)
    name: str
    short_name: str
    phone: str | None = None  # the number on the patient's card
    roles: str  # codes in one order, comma between
    scope: str = "centre"  # of a supervisor: centre, all
    centre_id: int | None = Field(default=None, foreign_key="organisation.id")
    language: str = "ru"
    active: bool = True
    status: str = "on_line"  # what colleagues see: see USER_STATUSES
    status_at: dt.datetime | None = None
    status_until: dt.datetime | None = None
    created_at: dt.datetime
    version: int = 1


class Patient(Table, table=True):
    """A person who is accompanied."""

    __tablename__ = "patient"
    __table_args__ = (
        one_of("phase", tuple(Phase)),
        Index("ix_patient_assistant_sort", "assistant_id", "sort_key"),
        Index("ix_patient_name_birth", "search_key", "birth_on"),
        Index("ix_patient_sort", "sort_key"),
    )
    id: int | None = Field(default=None, primary_key=True)
    full_name: str  # family name first, as written
    search_key: str = Field(sa_type=KEY_TEXT)
    sort_key: str = Field(sa_type=KEY_TEXT)
    birth_on: dt.date | None = None
    birth_year: int | None = None
    sex: str | None = None  # f, m
    snils: str | None = Field(default=None, index=True)
    policy: str | None = Field(default=None, index=True)
    residence: str | None = None  # kind, see codes.toml
    region: str | None = None
    address: str | None = None
    zone: str = "Europe/Moscow"
    phase: str = "suspected"
    closed_because: str | None = None
    diagnosis: str | None = None  # ICD-10, normalised
    stage: str | None = None
    clinical_group: str | None = None
    flags: str = ""  # codes, comma between
    flag_note: str | None = None
    code_word: str | None = None
    not_before: str | None = None  # HH:MM, the patient's time
    not_after: str | None = None
    call_weekdays: str | None = None  # digits 0–6, Monday is 0
    in_care_since: dt.date
    first_assigned_at: dt.datetime | None = None
    assistant_id: int | None = Field(default=None, foreign_key="app_user.id")
    centre_id: int | None = Field(default=None, foreign_key="organisation.id")
    origin: str = "hand"  # hand, import, incoming, generated
    merged_into_id: int | None = Field(default=None, foreign_key="patient.id", index=True)  # was a duplicate of
    erased_at: dt.datetime | None = None  # personal data were erased by law
    created_at: dt.datetime
    version: int = 1


class PatientWord(Table, table=True):
    """The search index: name words, reversed digits of phones, policy and СНИЛС digits."""

    __tablename__ = "patient_word"
    word: str = Field(primary_key=True, sa_type=KEY_TEXT)
    patient_id: int = Field(primary_key=True, foreign_key="patient.id", index=True)


class Contact(Table, table=True):
    """A number: whose, of what kind, and what may be said there."""

    __tablename__ = "contact"
    __table_args__ = (
        one_of("standing", (Spoke.PATIENT, Spoke.REPRESENTATIVE, Spoke.TRUSTED, Spoke.OTHER)),
        one_of("scope", ("none", "time_place_only", "preparation", "full_logistics")),
        Index("ix_contact_phone", "phone"),
    )
    id: int | None = Field(default=None, primary_key=True)
    patient_id: int = Field(foreign_key="patient.id", index=True)
    phone: str | None = None  # E.164
    written: str  # as it was written
    extension: str | None = None
    doubtful: str | None = None  # why the number is doubted
    kind: str = "mobile"  # mobile, landline, other
    relation: str = "self"  # self, daughter, son, wife, husband, mother, father, sister, brother, other
    name: str | None = None
    standing: str = "patient"
    scope: str = "none"
    consent_on: dt.date | None = None
    consent_until: dt.date | None = None
    consent_paper: str | None = None  # where the signed paper lies
    voicemail_ok: bool = False
    active: bool = True
    priority: int = 1
    strikes: int = 0  # wrong-number calls
    set_aside: str | None = None  # why it is not active
    version: int = 1


class Milestone(Table, table=True):
    """A dated event of a patient's way, from which deadlines run."""

    __tablename__ = "milestone"
    __table_args__ = (UniqueConstraint("patient_id", "kind"),)
    id: int | None = Field(default=None, primary_key=True)
    patient_id: int = Field(foreign_key="patient.id")
    kind: str
    on_date: dt.date
    version: int = 1
