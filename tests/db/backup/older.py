"""A database as an earlier version left it, plain or encrypted: built up to its schema, with somebody who signs in."""

from __future__ import annotations

from pathlib import Path

from db.defaults import default_rules
from db.door import Door
from db.engine import open_sqlite, written
from db.keys import derive, new_key
from db.migrations import migrate
from db.setup import make_private
from tests.db.backup.conftest import Base
from tests.desk import NOW, PASSWORD

SCHEMA = "0002"
PATIENT = "Петрова Мария Ивановна"
RECORD = (
    "INSERT INTO meta (name, value) VALUES ('id', 'older'), ('training', 'no'), ('language', 'ru')",
    "INSERT INTO organisation (kind, name, short_name, search_key) VALUES ('caop', 'ЦАОП № 3', 'ЦАОП № 3', 'цаоп 3')",
    "INSERT INTO app_user (login, name, short_name, roles, centre_id, language, created_at) VALUES ('anna',"
    " 'Иванова Анна Петровна', 'Иванова А. П.', 'assistant,supervisor,administrator,auditor', 1, 'ru', :at)",
    "INSERT INTO patient (full_name, search_key, sort_key, in_care_since, created_at, centre_id, assistant_id)"
    " VALUES (:patient, 'петрова мария ивановна', 'петрова мария ивановна', '2026-11-01', :at, 1, 1)",
    "INSERT INTO action (uuid, user_id, kind, at, real_at, undoable) VALUES ('u', 1, 'add_patient', :at, :at, FALSE)",
    "INSERT INTO audit_event (real_at, user_id, terminal, event, object_kind, object_id, outcome, action_id)"
    " VALUES (:at, 1, 'cli', 'add_patient', 'patient', 1, 'done', 1)",
    "INSERT INTO rule_stamp (stamp, at, body, in_force) VALUES (:stamp, :at, :body, TRUE)",
)


def make_older(folder: Path, *, plain: bool = False) -> Base:
    """Make a database of the schema before the last one, with one user of all roles and one patient."""
    path, key, rules = folder / "caseload.db", new_key(), default_rules()
    make_private(path)
    sqlite_key = None if plain else derive(key, "sqlite")
    migrate(str(path), to=SCHEMA, sqlite_key=sqlite_key)
    values = {"at": written(NOW), "patient": PATIENT, "stamp": rules.stamp, "body": rules.to_json()}
    with open_sqlite(path, key=sqlite_key, typed=False) as conn, conn.transaction(write=True):
        for sql in RECORD:
            conn.run(sql, **{name: value for name, value in values.items() if f":{name}" in sql})
    with Door(str(path), new=True) as door:
        recovery_key = door.open_new(key, plain=plain, identity="older", training=False, language="ru")
        door.set_password("anna", 1, PASSWORD, key=key)
    return Base(path, key, recovery_key, not plain)
