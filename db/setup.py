"""Making a new database: schema, rules in force, services, the first organisation and the first user."""

from __future__ import annotations

import os
import uuid
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from db.auth import Door, check_password, door_path, roles_text
from db.clock import Clock
from db.defaults import default_rules
from db.engine import Connection, is_postgresql, open_postgresql, open_sqlite, refuse_network_file_system
from db.errors import BadInput, EnvironmentFault, Refused
from db.rules.names import search_key
from db.rules.rules import REVISION
from db.schema import schema_of
from db.services import SERVICES


@dataclass(frozen=True, slots=True)
class FirstUser:
    """Who opens a new database, and where they work."""

    login: str
    name: str
    password: str
    roles: frozenset[str]
    organisation: str = ""
    language: str = "ru"
    phone: str | None = None


def create(url: str, first: FirstUser, *, training: bool = False, clock: Clock | None = None) -> None:
    """Make a database that is ready for use, whole or not at all.

    Raises `BadInput` for an unfit login, name, role or password, `Refused("already_there")`, `EnvironmentFault`.
    """
    from db.migrations import migrate

    roles = roles_text(first.roles)
    check_password(first.password)
    check_login(first.login)
    if not search_key(first.name):
        raise BadInput("name_missing")
    now = (clock or Clock()).real()
    if is_postgresql(url):
        with open_postgresql(url) as conn:
            if schema_of(conn) is not None:
                raise Refused("already_there")
        migrate(url)
        with open_postgresql(url) as conn:
            _fill(conn, url, first, roles, training, now)
        return
    path = Path(url)
    making = path.with_name(path.name + ".making")  # a process killed in between leaves no half of a database
    try:
        if path.exists():
            raise Refused("already_there")
        remove_sqlite(making)
    except OSError as error:
        raise EnvironmentFault("cannot_open", path=str(path)) from error
    make_private(making)
    try:
        migrate(str(making))
        with open_sqlite(making) as conn:
            _fill(conn, str(making), first, roles, training, now)
        for ending in (".door", ""):
            making.with_name(making.name + ending).replace(path.with_name(path.name + ending))
    finally:
        remove_sqlite(making)


def make_private(path: Path) -> None:
    """Make an empty database file that only its owner may read, in a folder of the same kind.

    Raises `Refused("already_there")`, `EnvironmentFault("cannot_open")`.
    """
    try:
        if not path.parent.exists():
            path.parent.mkdir(parents=True, mode=0o700)
        refuse_network_file_system(path)
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    except FileExistsError as error:
        raise Refused("already_there") from error
    except OSError as error:
        raise EnvironmentFault("cannot_open", path=str(path)) from error


def remove_sqlite(path: Path) -> None:
    """Remove a SQLite database with everything that lies beside it."""
    for name in (path, door_path(path)):
        for ending in ("", "-wal", "-shm", "-journal"):
            name.with_name(name.name + ending).unlink(missing_ok=True)


def check_login(login: str) -> None:
    """Refuse a login that could not be typed again: letters, digits, dot, dash, underscore, 2 to 40 of them."""
    if not (2 <= len(login) <= 40 and all(sign.isalnum() or sign in "._-" for sign in login)):
        raise BadInput("unfit_login", login=login)


def _fill(conn: Connection, url: str, first: FirstUser, roles: str, training: bool, now: datetime) -> None:
    with conn.transaction(write=True):
        known = {"id": uuid.uuid4().hex, "training": "yes" if training else "no", "language": first.language}
        for name, value in known.items():
            conn.run("INSERT INTO meta (name, value) VALUES (:name, :value)", name=name, value=value)
        rules = default_rules()
        conn.run(
            "INSERT INTO rule_stamp (stamp, at, body, in_force, revision) VALUES (:stamp, :at, :body, TRUE, :revision)",
            stamp=rules.stamp, at=now, body=rules.to_json(), revision=REVISION,
        )  # fmt: skip
        for service in SERVICES:
            columns = service.columns()
            names = ", ".join(columns)
            marks = ", ".join(f":{name}" for name in columns)
            conn.run(f"INSERT INTO service ({names}) VALUES ({marks})", **columns)  # noqa: S608 - names from code
        centre = None
        if first.organisation.strip():
            centre = conn.value(
                "INSERT INTO organisation (kind, name, short_name, search_key)"
                " VALUES ('caop', :name, :short, :key) RETURNING id",
                name=first.organisation.strip(), short=first.organisation.strip()[:32],
                key=search_key(first.organisation),
            )  # fmt: skip
        user_id = conn.value(
            "INSERT INTO app_user (login, name, short_name, phone, roles, centre_id, language, created_at)"
            " VALUES (:login, :name, :short, :phone, :roles, :centre, :language, :at) RETURNING id",
            login=first.login, name=first.name.strip(), short=initials(first.name), phone=first.phone, roles=roles,
            centre=centre, language=first.language, at=now,
        )  # fmt: skip
        with Door(url) as door:
            door.set_password(first.login, user_id, first.password)


def initials(name: str) -> str:
    """Return «Иванова А. П.» for «Иванова Анна Петровна»."""
    family, *given = name.split()
    return " ".join([family, *(f"{part[0]}." for part in given[:2])])
