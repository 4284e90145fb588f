"""The journal of changes, the audit, and what imports brought."""

import datetime as dt

from sqlalchemy import Index
from sqlmodel import Field

from db.models.base import Table


class Action(Table, table=True):
    """One `do`: who, when, what; its rows before and after stand in `change`."""

    __tablename__ = "action"
    __table_args__ = (Index("ix_action_user", "user_id", "id"), Index("ix_action_patient", "patient_id", "id"))
    id: int | None = Field(default=None, primary_key=True)
    uuid: str = Field(unique=True)  # made by the client: a retry finds its own earlier result
    user_id: int | None = Field(default=None, foreign_key="app_user.id")
    kind: str
    patient_id: int | None = None
    call_id: int | None = None
    at: dt.datetime  # domain time
    real_at: dt.datetime
    result: str | None = None  # JSON
    undoable: bool = True
    undone_by: int | None = None


class Change(Table, table=True):
    """One row before and after an action, as JSON; `before` is empty for a new row."""

    __tablename__ = "change"
    __table_args__ = (Index("ix_change_row", "table_name", "row_key"),)
    id: int | None = Field(default=None, primary_key=True)
    action_id: int = Field(foreign_key="action.id", index=True)
    table_name: str
    row_key: str
    before: str | None = None
    after: str | None = None


class AuditEvent(Table, table=True):
    """Who did what to which record, from where, and whether it was allowed; ids only, never values.

    The events of a session are a chain: each `mac` is over the one before. The database itself lets nobody change one.
    """

    __tablename__ = "audit_event"
    __table_args__ = (
        Index("ix_audit_event_object", "object_kind", "object_id"),
        Index("ix_audit_event_chain", "session_id", "seq", unique=True),
        Index("ix_audit_event_user", "user_id", "id"),
        Index("ix_audit_event_event", "event", "id"),
        Index("ix_audit_event_time", "real_at", "id"),
    )
    id: int | None = Field(default=None, primary_key=True)
    real_at: dt.datetime
    user_id: int | None = None
    terminal: str
    event: str
    object_kind: str | None = None
    object_id: int | None = None
    outcome: str = "done"  # done, denied, failed
    reason: str | None = None  # a code
    action_id: int | None = None
    session_id: int | None = Field(default=None, foreign_key="session.id")  # empty: from before there were chains
    seq: int | None = None  # its place in the chain, from 1
    detail: str | None = None  # JSON of ids and codes
    mac: str | None = None


class ImportedValue(Table, table=True):
    """What a file last said of a field, so that a hand edit is known from an old value."""

    __tablename__ = "imported_value"
    __table_args__ = (Index("ix_imported_value_field", "field", "value"),)
    patient_id: int = Field(primary_key=True, foreign_key="patient.id")
    field: str = Field(primary_key=True)
    value: str
