"""Another connection to the record, past the program and past what the database refuses by itself."""

from __future__ import annotations

from pathlib import Path

from db.engine import Connection, open_postgresql, open_sqlite
from tests.desk import Desk

TRIGGERS = {
    "sqlite": ("DROP TRIGGER audit_event_no_update", "DROP TRIGGER audit_event_no_delete"),
    "postgresql": ("ALTER TABLE audit_event DISABLE TRIGGER USER",),
}


def raw(desk: Desk) -> Connection:
    """Open the record as somebody would who has the file, or is the owner of the schema."""
    return open_sqlite(Path(desk.url)) if desk.dialect == "sqlite" else open_postgresql(desk.url)
