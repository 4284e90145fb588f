"""The rules in force, and their stamp as a write begins by it."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, Final

from db.engine import Connection
from db.errors import EnvironmentFault, Refused
from db.queries.who import ME, user_of
from db.rules.rules import REVISION, Rules

_TRIES: Final = 3
_BEGIN: Final = (
    f"SELECT r.stamp, {ME}, a.id, a.result, a.undoable FROM rule_stamp r LEFT JOIN app_user u ON u.id = :user"  # noqa: S608 - from code
    " LEFT JOIN action a ON a.uuid = :uuid WHERE r.in_force"
)
_OF_USER: Final = ME.count(",") + 1


def rules_in_force(conn: Connection) -> Rules:
    """Return calendar and numbers as they were frozen.

    Raises `EnvironmentFault("no_rules" | "database_damaged")`, and `Refused("newer_plan")` where a newer program
    planned: what this one would write beside it would contradict it.
    """
    row = conn.row("SELECT body, revision FROM rule_stamp WHERE in_force")
    if row is None:
        raise EnvironmentFault("no_rules")
    body, revision = row
    if revision > REVISION:
        raise Refused("newer_plan", found=revision, known=REVISION)
    try:
        return _read(body)
    except (ValueError, LookupError, TypeError) as error:  # frozen whole: what cannot be read was damaged since
        raise EnvironmentFault("database_damaged") from error


@lru_cache(maxsize=4)
def _read(body: str) -> Rules:
    """Read frozen rules once for all who open a record under them: they are many in tests, several at a terminal."""
    return Rules.from_json(body)


def stamp_in_force(conn: Connection) -> str | None:
    """Return the stamp of the rules in force."""
    found: str | None = conn.value("SELECT stamp FROM rule_stamp WHERE in_force")
    return found


def begun(conn: Connection, uuid: str, user_id: int) -> tuple[Any, ...]:
    """Return the stamp in force, held until the commit, the user as they stand now, None where they sign in no more.

    Behind them what the same action left before: id, result, undoable.

    In PostgreSQL whoever flips the rules waits for the writers under way, and the writers after it for the flip: the
    row then no longer holds, and is asked for again.
    """
    for _ in range(_TRIES):
        row = conn.row(_BEGIN + (" FOR SHARE OF r" if conn.dialect == "postgresql" else ""), uuid=uuid, user=user_id)
        if row is not None:
            stamp, me, earlier = row[0], row[1 : 1 + _OF_USER], row[1 + _OF_USER :]
            return stamp, user_of(user_id, me) if me[0] is not None else None, *earlier
    raise EnvironmentFault("no_rules")
