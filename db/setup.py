"""Making a new database: schema, rules in force, services, the first organisation and the first user."""

from __future__ import annotations

import os
import uuid
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Final

from db.auth import roles_text
from db.clock import Clock
from db.defaults import default_rules
from db.door import Door
from db.engine import Connection, is_postgresql, open_postgresql, open_sqlite, refuse_network_file_system
from db.errors import BadInput, EnvironmentFault, Refused
from db.folders import make_private_folder
from db.keys import derive, new_key
from db.passwords import check_password
from db.rules.names import search_key
from db.rules.rules import REVISION
from db.schema import schema_of
from db.services import SERVICES
from db.state import door_path, refuse_remains

WORKS_ALONE: Final = frozenset({"supervisor", "administrator"})
"""Whoever has both keeps the whole record: nobody else is there who could open the other centres' patients."""


@dataclass(frozen=True, slots=True)
class FirstUser:
    """Who opens a new database, and where they work."""

    login: str
    name: str
    password: str = field(repr=False)
    roles: frozenset[str]
    organisation: str = ""
    language: str = "ru"
    phone: str | None = None


@dataclass(frozen=True, slots=True)
class Created:
    """What is told of a new database once: the recovery key, to be kept on paper."""

    recovery_key: str = field(repr=False)


def create(
    url: str, first: FirstUser, *, training: bool = False, plain: bool = False, clock: Clock | None = None
) -> Created:
    """Make a database that is ready for use, whole or not at all; return its recovery key.

    A SQLite file is encrypted, unless `plain` says that its data key may lie open in the door; what a PostgreSQL
    server keeps is encrypted by its disk, and `plain` speaks of the data key alone.
    Raises `BadInput` for an unfit login, name, role or password, `Refused("already_there")`, `EnvironmentFault`; where
    backups or the door of a database that is gone lie at its place, none is made beside them.
    """
    from db.migrations import migrate

    roles = roles_text(first.roles)
    check_password(first.password)
    check_login(first.login)
    if not search_key(first.name):
        raise BadInput("name_missing")
    making = _Making(first, roles, training, plain, (clock or Clock()).real(), new_key(), uuid.uuid4().hex)
    if is_postgresql(url):
        with open_postgresql(url) as conn:
            if schema_of(conn) is not None:
                raise Refused("already_there")
        migrate(url)
        with open_postgresql(url) as conn:
            return _fill(conn, url, making)
    path = Path(url)
    unfinished = path.with_name(path.name + ".making")  # a process killed in between leaves no half of a database
    try:
        if path.exists():
            raise Refused("already_there")
        refuse_remains(path)
        remove_sqlite(unfinished)
    except OSError as error:
        raise EnvironmentFault("cannot_open", path=str(path)) from error
    make_private(unfinished)
    sqlite_key = None if plain else derive(making.key, "sqlite")
    try:
        migrate(str(unfinished), sqlite_key=sqlite_key)
        with open_sqlite(unfinished, key=sqlite_key) as conn:
            created = _fill(conn, str(unfinished), making)
        for ending in (".door", ""):
            unfinished.with_name(unfinished.name + ending).replace(path.with_name(path.name + ending))
    finally:
        remove_sqlite(unfinished)
    return created


def make_private(path: Path) -> None:
    """Make an empty database file that only its owner may read, in a folder of the same kind.

    Raises `Refused("already_there")`, `EnvironmentFault("cannot_open")`.
    """
    try:
        if not path.parent.exists():
            make_private_folder(path.parent)
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


@dataclass(frozen=True, slots=True)
class _Making:
    """What a database is made of."""

    first: FirstUser
    roles: str
    training: bool
    plain: bool
    now: datetime
    key: bytes = field(repr=False)
    identity: str


def _fill(conn: Connection, url: str, making: _Making) -> Created:
    first, now = making.first, making.now
    with conn.transaction(write=True):
        known = {"id": making.identity, "training": "yes" if making.training else "no", "language": first.language}
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
            "INSERT INTO app_user (login, name, short_name, phone, roles, scope, centre_id, language, created_at)"
            " VALUES (:login, :name, :short, :phone, :roles, :scope, :centre, :language, :at) RETURNING id",
            login=first.login, name=first.name.strip(), short=initials(first.name), phone=first.phone,
            roles=making.roles, scope="all" if first.roles >= WORKS_ALONE else "centre", centre=centre,
            language=first.language, at=now,
        )  # fmt: skip
        with Door(url, new=True) as door:
            recovery_key = door.open_new(
                making.key, plain=making.plain, identity=making.identity, training=making.training,
                language=first.language,
            )  # fmt: skip
            door.set_password(first.login, user_id, first.password, key=making.key)
    return Created(recovery_key)


def initials(name: str) -> str:
    """Return «Иванова А. П.» for «Иванова Анна Петровна»."""
    family, *given = name.split()
    return " ".join([family, *(f"{part[0]}." for part in given[:2])])
