"""The rules in force, and their stamp as a write begins by it."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, Final

from db.engine import Connection
from db.errors import EnvironmentFault, Refused
from db.rules.rules import REVISION, Rules

_TRIES: Final = 3
_BEGIN: Final = (
    "SELECT r.stamp, a.id, a.result, a.undoable FROM rule_stamp r LEFT JOIN action a ON a.uuid = :uuid WHERE r.in_force"
)


def rules_in_force(conn: Connection) -> Rules:
    """Return calendar and numbers as they were frozen.

    Raises `EnvironmentFault("no_rules")`, and `Refused("newer_plan")` where a newer program planned: what this one
    would write beside it would contradict it.
    """
    row = conn.row("SELECT body, revision FROM rule_stamp WHERE in_force")
    if row is None:
        raise EnvironmentFault("no_rules")
    body, revision = row
    if revision > REVISION:
        raise Refused("newer_plan", found=revision, known=REVISION)
    return _read(body)


@lru_cache(maxsize=4)
def _read(body: str) -> Rules:
    """Read frozen rules once for all who open a record under them: they are many in tests, several at a terminal."""
    return Rules.from_json(body)


def stamp_in_force(conn: Connection) -> str | None:
    """Return the stamp of the rules in force."""
    found: str | None = conn.value("SELECT stamp FROM rule_stamp WHERE in_force")
    return found


def begun(conn: Connection, uuid: str) -> tuple[Any, ...]:
    """Return the stamp in force, held until the commit, and what the same action left before: id, result, undoable.

    In PostgreSQL whoever flips the rules waits for the writers under way, and the writers after it for the flip: the
    row then no longer holds, and is asked for again.
    """
    for _ in range(_TRIES):
        row = conn.row(_BEGIN + (" FOR SHARE OF r" if conn.dialect == "postgresql" else ""), uuid=uuid)
        if row is not None:
            return row
    raise EnvironmentFault("no_rules")
