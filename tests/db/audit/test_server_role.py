"""The role of programs on a server: what works with it, and that nothing of the audit can be changed by it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from db.actions.patients import NewPatient, add_patient
from db.audit import Told
from db.audit.granting import grant
from db.audit.verifying import verify
from db.caseload import Caseload
from db.clock import FrozenClock
from db.engine import open_postgresql
from db.errors import BadInput, Denied, Refused
from tests.desk import NOW, Desk, copied, postgres_server

ROLE = "desk_program"
BYPASSES = (
    "UPDATE audit_event SET event = 'x'", "DELETE FROM audit_event", "TRUNCATE audit_event",
    "DROP TABLE audit_event", "SET session_replication_role = replica",
    "ALTER TABLE audit_event DISABLE TRIGGER ALL",
    "DROP TRIGGER audit_event_no_change ON audit_event", "DROP FUNCTION append_only() CASCADE",
    "UPDATE audit_seal SET mac = 'x'", "DELETE FROM audit_seal", "TRUNCATE audit_seal", "DROP TABLE audit_seal",
    "UPDATE alembic_version SET version_num = '0001'", "CREATE TABLE mine (id INTEGER)",
)  # fmt: skip


@pytest.fixture
def served() -> Iterator[tuple[Desk, str]]:
    """A desk of the owner on a server, and the URL by which the program's role comes to it."""
    url, drop = postgres_server().fresh()
    with open_postgresql(url) as conn:
        conn.run(f"DROP ROLE IF EXISTS {ROLE}")
        conn.run(f"CREATE ROLE {ROLE} LOGIN")
        conn.run("GRANT CREATE ON SCHEMA public TO PUBLIC")  # as servers before PostgreSQL 15 have it
        conn.run("GRANT ALL ON audit_event TO PUBLIC")  # and as somebody may have been generous
        conn.run(f"GRANT ALL ON audit_event, audit_seal TO {ROLE}")
    try:
        with Desk(url, FrozenClock(NOW)) as desk:
            yield (
                desk,
                url.replace("postgresql://postgres:@", f"postgresql://{ROLE}:@").replace("://postgres@", f"://{ROLE}@"),
            )
    finally:
        with open_postgresql(url) as conn:
            conn.run(f"DROP OWNED BY {ROLE}")
            conn.run(f"DROP ROLE {ROLE}")
        drop()


def as_program(url: str) -> psycopg.Connection:
    """Connect as the program's role, whatever way the server takes it."""
    conn = psycopg.connect(url, autocommit=True)
    assert conn.execute("SELECT current_user").fetchone() == (ROLE,)
    return conn


def test_a_program_works_under_its_role_and_changes_nothing_of_the_audit(served: tuple[Desk, str]) -> None:
    desk, url = served
    grant(desk, ROLE)
    with Caseload(url, clock=desk.clock) as caseload:
        caseload.act_as(desk.user)
        caseload.do(add_patient, NewPatient("Орлова Нина"))
        caseload.record_event("lock")
        caseload.end_session("left")
        before = desk.rows("SELECT * FROM audit_event ORDER BY id")
    refused = 0
    for statement in BYPASSES:
        with as_program(url) as conn, pytest.raises(psycopg.errors.InsufficientPrivilege):
            conn.execute(statement)
        refused += 1
    assert refused == len(BYPASSES)
    assert desk.rows("SELECT * FROM audit_event ORDER BY id") == before
    with open_postgresql(url) as conn:
        assert verify(conn, desk.derived("audit")).ok


def test_two_sessions_write_their_events_without_waiting_for_each_other(served: tuple[Desk, str]) -> None:
    """Eighty writers would stand in one row behind a common chain: here the second ends while the first is open."""
    desk, _url = served
    with Caseload(desk.url, clock=desk.clock) as first, Caseload(desk.url, clock=desk.clock) as second:
        for each in (first, second):
            each.act_as(desk.user)
            each.record_event("look")  # each has begun its chain
            each._writer.run("SET lock_timeout = 500")
        with first.trail.writing(first._writer) as conn:
            first.trail.write(conn, Told("look", desk.user.id))
            second.record_event("look")
            second.do(add_patient, NewPatient("Орлова Нина"))
    with open_postgresql(desk.url) as conn:
        assert verify(conn, desk.derived("audit")).ok
        assert conn.rows("SELECT MAX(seq) FROM audit_event GROUP BY session_id ORDER BY 1") == [(3,), (4,)]


def test_where_it_may_not_add_to_the_audit_nothing_is_done(served: tuple[Desk, str]) -> None:
    desk, url = served
    grant(desk, ROLE)
    with open_postgresql(desk.url) as conn:
        conn.run(f"REVOKE INSERT ON audit_event FROM {ROLE}")
    with Caseload(url, clock=desk.clock) as caseload:
        caseload.act_as(desk.user)
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            caseload.do(add_patient, NewPatient("Орлова Нина"))
    for table in ("patient", "action", "change", "session"):
        assert desk.rows(f"SELECT COUNT(*) FROM {table} WHERE TRUE")[0][0] == (table == "session")  # the grant's own


def test_who_may_more_is_no_role_for_programs(served: tuple[Desk, str], template: Path, tmp_path: Path) -> None:
    desk, _url = served
    with pytest.raises(BadInput):
        grant(desk, "nobody_of_this_name")
    with pytest.raises(Refused) as refused:
        grant(desk, "postgres")
    assert refused.value.code == "role_too_strong"
    desk.confirmed_at = None
    with pytest.raises(Denied):
        grant(desk, ROLE)
    with Desk(str(copied(template, tmp_path / "file.db")), FrozenClock(NOW)) as file, pytest.raises(BadInput):
        grant(file, ROLE)
