"""Where a record was put back to an earlier state: which memories of it still count, and which tell of what was left.

Every restoring begins a branch of the record. Its event gives the branch a name made by chance and names the branches
that were left; a backup says, under its mark, of which branch it was taken. So an end of a chain that only a left
branch went on to is not missed, and one of the present branch always is: without the event, which stands in a chain,
a backup of another branch counts whole.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, NamedTuple

from db.audit.chain import Head, read
from db.engine import Connection
from db.schema import has_table

RESTORED: Final = "restore"
"""The event of a restoring."""
FIRST: Final = ""
"""The branch of a record that was never put back."""


class Branch(NamedTuple):
    """One branch: its name, the session in which it began, and the branches that were left for it."""

    name: str
    session_id: int
    left: frozenset[str]


@dataclass(frozen=True, slots=True)
class Remembered:
    """Ends of chains that a backup remembers, and its branch; None where nobody vouches for what it says of that."""

    heads: tuple[Head, ...]
    branch: str | None = None


def new_branch() -> str:
    """Return a name for a branch that begins."""
    return secrets.token_hex(8)


def line(conn: Connection) -> list[Branch]:
    """Return the branches through which a record came to be as it is, the first one at the beginning."""
    found = [Branch(FIRST, 0, frozenset())]
    if not has_table(conn, "session"):  # of a version that made no chains
        return found
    for session_id, detail in conn.rows(
        "SELECT session_id, detail FROM audit_event WHERE event = :event AND session_id IS NOT NULL ORDER BY id",
        event=RESTORED,
    ):
        said = read(detail)
        left = said.get("left")
        if isinstance(said.get("branch"), str):
            names = left if isinstance(left, list) else []
            found.append(Branch(said["branch"], session_id, frozenset(name for name in names if isinstance(name, str))))
    return found


def branch_of(conn: Connection) -> str:
    """Return the name of the present branch."""
    return line(conn)[-1].name


def known(branches: Iterable[Branch]) -> frozenset[str]:
    """Return the names of branches and of those that were left for them."""
    return frozenset(name for each in branches for name in (each.name, *each.left))


def weighed(conn: Connection, remembered: Iterable[Remembered]) -> tuple[list[Head], list[Head]]:
    """Return which of the remembered ends must be there, and which must only not differ from what is there.

    Of the present branch all must be there. Of one from which the present one went off, those are only compared that
    lie before it: the chains may have gone on in the branch that was left. Of one beside it nothing can be said.
    """
    branches = line(conn)
    names = [each.name for each in branches]
    left = known(branches) - set(names)
    must: list[Head] = []
    may: list[Head] = []
    for each in remembered:
        if each.branch in names[:-1]:
            parted = branches[names.index(each.branch) + 1].session_id
            may += [head for head in each.heads if head.session_id < parted]
        elif each.branch not in left:  # the present one, or one that nobody vouches for
            must += each.heads
    return must, may
