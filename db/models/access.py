"""Who is at work where, who opened whose record and why, and who holds a patient for a call."""

import datetime as dt

from sqlalchemy import Index
from sqlmodel import Field

from db.models.base import Table, one_of

GRANT_KINDS = ("reason", "break_glass")
"""Why somebody sees a patient who is not theirs: a reason within the centre, or the glass broken across centres."""


class Session(Table, table=True):
    """One person at work from signing in to the end; its audit events are one chain."""

    __tablename__ = "session"
    __table_args__ = (Index("ix_session_user", "user_id", "started_at"), Index("ix_session_ended", "ended"))
    id: int | None = Field(default=None, primary_key=True)
    user_id: int | None = Field(default=None, foreign_key="app_user.id")  # nobody's: what failed before a sign-in
    terminal: str
    started_at: dt.datetime  # real time
    beat: float  # the last sign of life, in seconds of the database's own clock
    ended_at: dt.datetime | None = None
    ended: str | None = None  # a code: one of `db.audit.chain.ENDS`, or lost


class AccessGrant(Table, table=True):
    """A patient of somebody else, opened for a reason and for a time."""

    __tablename__ = "access_grant"
    __table_args__ = (
        one_of("kind", GRANT_KINDS),
        Index("ix_access_grant_user", "user_id", "patient_id", "until_at"),
        Index("ix_access_grant_unreviewed", "kind", "reviewed_at"),
    )
    id: int | None = Field(default=None, primary_key=True)
    user_id: int = Field(foreign_key="app_user.id")
    patient_id: int = Field(foreign_key="patient.id", index=True)
    kind: str
    reason: str  # a code
    text: str | None = None  # in the person's own words, where the glass was broken
    at: dt.datetime  # real time
    until_at: dt.datetime  # real time
    reviewed_by: int | None = Field(default=None, foreign_key="app_user.id")
    reviewed_at: dt.datetime | None = None
    review_note: str | None = None
    version: int = 1


class Claim(Table, table=True):
    """Somebody has a patient in work now; without a heartbeat it lapses."""

    __tablename__ = "claim"
    __table_args__ = (Index("ix_claim_user", "user_id"),)
    patient_id: int = Field(primary_key=True, foreign_key="patient.id")
    user_id: int = Field(foreign_key="app_user.id")
    terminal: str
    holder: str  # made by the program that claimed: two programs of one person are two holders
    call_id: int
    at: dt.datetime  # real time
    beat: float  # the last sign of life, in seconds of the database's own clock


class AuditSeal(Table, table=True):
    """A year of the audit that is over: how many events, and one mark over the ends of all its chains."""

    __tablename__ = "audit_seal"
    year: int = Field(primary_key=True)
    through: int  # the last session that it covers
    events: int
    sessions: int
    mac: str
    at: dt.datetime  # real time
