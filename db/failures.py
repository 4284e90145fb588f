"""Sign-ins that failed, kept at the door until a record is open that can take them into its audit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from db.door import Door

MOST: Final = 10_000  # kept until somebody signs in; more of them tell nothing more


@dataclass(frozen=True, slots=True)
class Failure:
    """A sign-in that failed: when (ISO 8601), under whose login, at which terminal, why."""

    at: str
    user_id: int | None
    terminal: str
    reason: str


def note_failure(door: Door, login: str, failed: Failure) -> None:
    """Keep a failure; of a login that nobody has only that it happened, for it may be a password in the wrong place."""
    user_id = door.user_id(login)
    with door.connection.transaction(write=True) as conn:
        table = door.named("failure")
        if conn.value(f"SELECT COUNT(*) FROM {table}") < MOST:  # noqa: S608 - a name from code
            conn.run(
                f"INSERT INTO {table} (at, user_id, terminal, reason) VALUES (:at, :user_id, :terminal, :reason)",  # noqa: S608 - as above
                at=failed.at, user_id=user_id, terminal=failed.terminal, reason=failed.reason,
            )  # fmt: skip


def failures(door: Door) -> list[Failure]:
    """Return what failed since the record last took it, in order of time."""
    rows = door.connection.rows(f"SELECT at, user_id, terminal, reason FROM {door.named('failure')} ORDER BY at")  # noqa: S608 - a name from code
    return [Failure(*row) for row in rows]


def forget_failures(door: Door, until: str) -> None:
    """Forget what the record has taken, to this instant."""
    with door.connection.transaction(write=True) as conn:
        conn.run(f"DELETE FROM {door.named('failure')} WHERE at <= :until", until=until)  # noqa: S608 - as above
