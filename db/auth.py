"""The door: logins and password hashes, in a file beside a SQLite database or a schema of their own in PostgreSQL.

No patient data stand here. Hashes are argon2id with the parameters of RFC 9106's second choice (64 MiB, 3 passes).
"""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from db.caseload import Caseload
from db.engine import Connection, Value, is_postgresql, open_postgresql, open_sqlite
from db.errors import BadInput, Refused
from db.work import User

LEAST: Final = 12
MOST: Final = 1024
ROLES: Final = ("assistant", "supervisor", "administrator", "auditor")
ALL_ALONE: Final = frozenset(ROLES)  # "I work alone"

_TABLE = "CREATE TABLE IF NOT EXISTS {login} (login TEXT PRIMARY KEY, user_id INTEGER NOT NULL, hash TEXT NOT NULL)"
_SET = (
    "INSERT INTO {login} (login, user_id, hash) VALUES (:login, :user_id, :hash)"
    " ON CONFLICT (login) DO UPDATE SET user_id = excluded.user_id, hash = excluded.hash"
)
_GET = "SELECT user_id, hash FROM {login} WHERE login = :login"
_USER = "SELECT id, login, name, short_name, roles, centre_id, language, phone FROM app_user WHERE id = :id AND active"


def door_path(database: Path) -> Path:
    """Return where the door of a SQLite database lies."""
    return database.with_name(database.name + ".door")


class Door:
    """Logins and password hashes of one database."""

    def __init__(self, url: str) -> None:
        """Open the door of a database, made where it is missing, readable by its owner only."""
        if is_postgresql(url):
            self._conn = open_postgresql(url)
            self._conn.run("CREATE SCHEMA IF NOT EXISTS door")
            self._login = "door.login"
        else:
            path = door_path(Path(url))
            if not path.exists():
                os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
            self._conn = open_sqlite(path)
            self._login = "login"
        self._conn.run(_TABLE.format(login=self._login))

    def set_password(self, login: str, user_id: int, password: str) -> None:
        """Store a new password; raises `BadInput` where it is too short or too long."""
        check_password(password)
        from argon2 import PasswordHasher

        digest = PasswordHasher().hash(normal(password))
        with self._conn.transaction(write=True) as conn:
            conn.run(_SET.format(login=self._login), login=login, user_id=user_id, hash=digest)

    def set_passwords(self, users: Mapping[str, int], password: str) -> None:
        """Give many invented users, by login and id, one password, hashed once; raises `BadInput`."""
        check_password(password)
        from argon2 import PasswordHasher

        digest = PasswordHasher().hash(normal(password))
        rows: list[Mapping[str, Value]] = [
            {"login": login, "user_id": user_id, "hash": digest} for login, user_id in users.items()
        ]
        with self._conn.transaction(write=True) as conn:
            conn.many(_SET.format(login=self._login), rows)

    def verify(self, login: str, password: str) -> int:
        """Return the user's id; raises `Refused("wrong_name_or_password")`, after the same work for an unknown name."""
        from argon2 import PasswordHasher
        from argon2.exceptions import InvalidHashError, VerificationError

        row = self._conn.row(_GET.format(login=self._login), login=login.strip())
        hasher = PasswordHasher()
        digest = row[1] if row else hasher.hash("nobody of this name")
        try:
            hasher.verify(digest, normal(password))
        except (VerificationError, InvalidHashError) as error:
            raise Refused("wrong_name_or_password") from error
        if row is None:
            raise Refused("wrong_name_or_password")
        if hasher.check_needs_rehash(digest):
            with self._conn.transaction(write=True) as conn:
                digest = hasher.hash(normal(password))
                conn.run(_SET.format(login=self._login), login=login.strip(), user_id=row[0], hash=digest)
        user_id: int = row[0]
        return user_id

    def remove(self, login: str) -> None:
        """Forget a login."""
        with self._conn.transaction(write=True) as conn:
            conn.run(f"DELETE FROM {self._login} WHERE login = :login", login=login)  # noqa: S608 - a name from code

    @property
    def connection(self) -> Connection:
        """The door's own connection."""
        return self._conn

    def close(self) -> None:
        """Close."""
        self._conn.close()

    def __enter__(self) -> Door:
        """Use as a context manager that closes."""
        return self

    def __exit__(self, *error: object) -> None:
        """Close on leaving."""
        self.close()


def sign_in(caseload: Caseload, login: str, password: str) -> User:
    """Sign in and act as that user; the audit keeps it, and a failure too.

    Raises `Refused("wrong_name_or_password")`.
    """
    with Door(caseload.url) as door:
        try:
            user_id = door.verify(login, password)
        except Refused:
            caseload.record_event(None, "sign_in", outcome="failed", reason="wrong_name_or_password")
            raise
    user = user_by_id(caseload, user_id)
    caseload.act_as(user)
    caseload.record_event(user.id, "sign_in")
    return user


def user_by_id(caseload: Caseload, user_id: int) -> User:
    """Return an active user; raises `Refused("wrong_name_or_password")` where there is none any more."""
    with caseload.reading() as conn:
        row = conn.row(_USER, id=user_id)
    if row is None:
        raise Refused("wrong_name_or_password")
    i, login, name, short, roles, centre, language, phone = row
    return User(i, login, name, short, frozenset(filter(None, roles.split(","))), centre, language, phone)


def normal(password: str) -> str:
    """Return a password in the form in which it is hashed (NFKC), so that й typed in two ways is one letter."""
    return unicodedata.normalize("NFKC", password)


def check_password(password: str, least: int = LEAST) -> None:
    """Refuse a password that is too short, too long, or only blanks; raises `BadInput`."""
    if len(normal(password)) < least:
        raise BadInput("password_too_short", least=least)
    if len(password) > MOST:
        raise BadInput("password_too_long", most=MOST)
    if not password.strip():
        raise BadInput("password_blank")


def roles_text(roles: frozenset[str] | set[str]) -> str:
    """Return roles as stored, in one order; raises `BadInput` for an unknown one or none."""
    unknown = sorted(set(roles) - set(ROLES))
    if unknown or not roles:
        raise BadInput("unknown_role", role=", ".join(unknown) or "-", known=", ".join(ROLES))
    return ",".join(role for role in ROLES if role in roles)
