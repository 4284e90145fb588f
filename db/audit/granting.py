"""The role under which programs work on a server: it writes the audit and reads it, and can change nothing of it."""

from __future__ import annotations

from typing import Final

from db.audit.noted import TABLE
from db.caseload import Caseload
from db.engine import Connection, is_postgresql, open_postgresql
from db.errors import BadInput, Refused

_APPEND_ONLY: Final = ("audit_event", "audit_seal")
_READ_ONLY: Final = ("alembic_version",)
_TOO_STRONG: Final = (
    "SELECT r.rolsuper OR r.rolbypassrls OR r.rolcreaterole OR r.rolreplication OR EXISTS (SELECT 1 FROM pg_class c"
    " JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname IN ('public', 'door')"
    " AND pg_has_role(r.oid, c.relowner, 'MEMBER')) FROM pg_roles r WHERE r.rolname = :role"
)


def grant(caseload: Caseload, role: str) -> None:
    """Give a role of the server exactly what a program needs; whoever owns the tables runs this, an administrator.

    Of the audit that is to add and to read. Raises `BadInput("only_on_a_server" | "unknown_server_role")`,
    `Refused("role_too_strong")` for one that owns tables or may pass by what it is given, `Denied`.
    """
    if not is_postgresql(caseload.url):
        raise BadInput("only_on_a_server")
    caseload.require_confirmed()
    with open_postgresql(caseload.url) as conn:
        strong = conn.value(_TOO_STRONG, role=role)
        if strong is None:
            raise BadInput("unknown_server_role", role=role)
        if strong:
            raise Refused("role_too_strong", role=role)
        with conn.transaction(write=True):
            conn.run(TABLE.format(table="door.head"))  # the program itself makes no tables
            _give(conn, conn.value("SELECT quote_ident(:role)", role=role))
    caseload.record_event("grant_role")


def _give(conn: Connection, role: str) -> None:
    """Take everything back, then give what is needed; every statement is of names that the server quoted."""
    tables = [
        (schema, name)
        for schema, name in conn.rows(
            "SELECT schemaname, tablename FROM pg_tables WHERE schemaname IN ('public', 'door') ORDER BY 1, 2"
        )
    ]
    conn.run("REVOKE CREATE ON SCHEMA public FROM PUBLIC")  # older servers let everybody make tables there
    for schema in ("public", "door"):
        conn.run(f"REVOKE ALL ON ALL TABLES IN SCHEMA {schema} FROM PUBLIC, {role}")
        conn.run(f"REVOKE ALL ON SCHEMA {schema} FROM {role}")
        conn.run(f"GRANT USAGE ON SCHEMA {schema} TO {role}")
        conn.run(f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA {schema} TO {role}")
    for schema, name in tables:
        if schema == "public" and name in _READ_ONLY:
            rights = "SELECT"
        elif schema == "public" and name in _APPEND_ONLY:
            rights = "SELECT, INSERT"
        else:
            rights = "SELECT, INSERT, UPDATE, DELETE"
        conn.run(f"GRANT {rights} ON {schema}.{name} TO {role}")
