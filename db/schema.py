"""Which schema a database has, and which one this program knows."""

from __future__ import annotations

from typing import Final

from db.engine import Connection
from db.errors import Refused

HEAD: Final = "0003"  # the newest schema that this program knows; a newer database is refused, never opened


def has_table(conn: Connection, table: str) -> bool:
    """Say whether the database has this table."""
    if conn.dialect == "sqlite":
        return conn.value("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = :table", table=table) is not None
    return conn.value("SELECT to_regclass(:table)", table=table) is not None


def schema_of(conn: Connection) -> str | None:
    """Return the schema's name, or None where there is none."""
    if not has_table(conn, "alembic_version"):
        return None
    found: str | None = conn.value("SELECT version_num FROM alembic_version")
    return found


def require_head(conn: Connection) -> None:
    """Refuse a database of another program, of a newer version, or one that wants `db migrate` first."""
    found = schema_of(conn)
    if found is None:
        raise Refused("not_our_database")
    if found > HEAD:
        raise Refused("newer_schema", found=found, known=HEAD)
    if found < HEAD:
        raise Refused("older_schema", found=found, known=HEAD)
