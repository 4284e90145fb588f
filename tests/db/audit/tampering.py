"""Another connection to the record, past the program and past what the database refuses by itself."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from db.audit.chain import Head
from db.audit.verifying import AuditReport, verify
from db.engine import Connection, open_postgresql, open_sqlite
from tests.desk import Desk

OPEN_THE_WAY = {
    "sqlite": (
        "DROP TRIGGER IF EXISTS audit_event_no_update", "DROP TRIGGER IF EXISTS audit_event_no_delete",
        "DROP TRIGGER IF EXISTS audit_seal_no_update", "DROP TRIGGER IF EXISTS audit_seal_no_delete",
    ),
    "postgresql": (
        "ALTER TABLE audit_event DISABLE TRIGGER audit_event_no_change",
        "ALTER TABLE audit_seal DISABLE TRIGGER audit_seal_no_change",
    ),
}  # fmt: skip


def raw(desk: Desk) -> Connection:
    """Open the record as somebody would who has the file and its key, or is the owner of the schema."""
    return open_sqlite(Path(desk.url)) if desk.dialect == "sqlite" else open_postgresql(desk.url)


def untouched(desk: Desk, heads: Iterable[Head] = ()) -> AuditReport:
    """Verify the audit as it is."""
    return tampered(desk, heads=heads)


def tampered(desk: Desk, *statements: str, heads: Iterable[Head] = ()) -> AuditReport:
    """Do something to the record past its protection, verify, and take it back again."""
    with raw(desk) as conn:
        conn.execute("BEGIN")
        for statement in (*OPEN_THE_WAY[desk.dialect], *statements):
            conn.execute(statement)
        report = verify(conn, desk.derived("audit"), heads=heads)
        conn.execute("ROLLBACK")
    return report
