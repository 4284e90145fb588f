"""The tables, described once with SQLModel; the running program writes SQL against them, migrations create them."""

from sqlalchemy import DefaultClause, false, true
from sqlalchemy.sql.schema import ScalarElementColumnDefault

from db.models.access import AccessGrant, AuditSeal, Claim, Session
from db.models.audit import Action, AuditEvent, Change, ImportedValue
from db.models.base import Table
from db.models.care import Barrier, Decision, Pause, Reminder, TestOrder, Visit
from db.models.colleagues import Assignment, Cover, Message
from db.models.contact import Call, Mark, Note
from db.models.courses import Course, Cycle
from db.models.organisations import Clinician, Meta, Organisation, RuleStamp, Service
from db.models.people import AppUser, Contact, Milestone, Patient, PatientWord
from db.models.tasks import DayCount, Postponed, Pulse, Task
from db.models.twins import Erasure, ImportedItem, ImportFile, NotSame


def _defaults_in_the_database() -> None:
    """Give every scalar default to the database too: rows are written with plain SQL."""
    for table in Table.metadata.tables.values():
        for column in table.columns:
            if isinstance(column.default, ScalarElementColumnDefault) and column.server_default is None:
                value = column.default.arg
                if isinstance(value, bool):
                    column.server_default = DefaultClause(true() if value else false())
                else:
                    column.server_default = DefaultClause(str(value))


_defaults_in_the_database()

__all__ = [
    "AccessGrant", "Action", "AppUser", "Assignment", "AuditEvent", "AuditSeal", "Barrier", "Call", "Change", "Claim",
    "Clinician", "Contact", "Course",
    "Cover", "Cycle", "DayCount", "Decision", "Erasure", "ImportFile", "ImportedItem", "ImportedValue", "Mark",
    "Message", "Meta", "Milestone", "NotSame", "Note", "Organisation", "Patient", "PatientWord", "Pause", "Postponed",
    "Pulse", "Reminder", "RuleStamp", "Service", "Session", "Table", "Task", "TestOrder", "Visit",
]  # fmt: skip
