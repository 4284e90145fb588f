"""Having a patient in work: claimed with the call, kept by a sign of life, given back, taken over by a supervisor.

A claim stands beside the record, not in it: the journal does not tell of it, and undo leaves it alone. Whoever writes
both holds the patient first and the claim second, so that no two wait for each other.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from db.actions.planning import lock
from db.engine import Connection
from db.errors import Conflict, Refused
from db.holders import has_ended
from db.queries.claims import LIVES, InWork, in_work
from db.rules.permissions import Role
from db.ticks import ticks
from db.work import Work, action

_TAKE: Final = (
    "INSERT INTO claim (patient_id, user_id, terminal, holder, call_id, at, beat)"
    " VALUES (:id, :me, :terminal, :holder, :call_id, :at, {tick})"
    " ON CONFLICT (patient_id) DO UPDATE SET user_id = excluded.user_id, terminal = excluded.terminal,"
    " holder = excluded.holder, call_id = excluded.call_id, at = excluded.at, beat = excluded.beat"
)
_UNLESS_HELD: Final = (
    " WHERE (claim.holder = excluded.holder AND claim.user_id = excluded.user_id)"
    " OR abs(excluded.beat - claim.beat) > :lives"
)


@dataclass(frozen=True, slots=True)
class TakenOver:
    """A patient who is now in work with another one: from whom, and at which terminal they had them."""

    patient_id: int
    from_id: int
    name: str
    terminal: str


@dataclass(frozen=True, slots=True)
class Released:
    """Patients whom a program has no longer in work."""

    patient_ids: tuple[int, ...]


def claim(work: Work, patient_id: int, call_id: int) -> None:
    """Take a patient into work for a call; raises `Conflict("in_work")` while somebody else's claim lives.

    A program of the same person that ended without giving back, a crash, stands in nobody's way.
    """
    if _took(work, patient_id, call_id, _UNLESS_HELD):
        return
    other = in_work(work, patient_id)
    if other is not None and not (other.user_id == work.user.id and has_ended(other.holder)):
        raise held_by(work, other)
    _took(work, patient_id, call_id, "")


def claim_if_free(work: Work, patient_id: int, call_id: int) -> bool:
    """Take a patient into work unless somebody else has; tell whether it was done."""
    return _took(work, patient_id, call_id, _UNLESS_HELD)


def _took(work: Work, patient_id: int, call_id: int, unless: str) -> bool:
    tick, given = ticks(work.conn)
    return (
        work.conn.run(
            _TAKE.format(tick=tick) + unless, id=patient_id, me=work.user.id, terminal=work.terminal,
            holder=work.holder, call_id=call_id, at=work.clock.real(), lives=LIVES, **given,
        )
        > 0
    )  # fmt: skip


def refuse_held(work: Work, call: dict[str, Any]) -> None:
    """Refuse to write into a call whose patient somebody else has in work: what they mark would stand there twice.

    Whoever calls in themselves is on the line here, whoever else was about to call them. Raises `Conflict("in_work")`.
    """
    if call["direction"] == "in" and call["state"] == "open":
        return
    other = in_work(work, call["patient_id"])
    if other is not None:
        raise held_by(work, other)


def held_by(work: Work, other: InWork) -> Conflict:
    """Return the refusal that names who has a patient in work, since when and where."""
    since = other.since.astimezone(work.zone).strftime("%H:%M")
    return Conflict("in_work", id=other.patient_id, name=other.name, since=since, terminal=other.terminal)


def release(work: Work, *patient_ids: int) -> None:
    """Give patients back whom this program has in work."""
    work.conn.run(
        "DELETE FROM claim WHERE patient_id IN :ids AND holder = :holder AND user_id = :me",
        ids=patient_ids, holder=work.holder, me=work.user.id,
    )  # fmt: skip


@action("release_claims", undoable=False)
def release_claims(work: Work) -> Released:
    """Give back everybody whom this program has in work; their calls stay open and one's own."""
    held = work.conn.rows(
        "SELECT patient_id FROM claim WHERE holder = :holder AND user_id = :me ORDER BY patient_id",
        holder=work.holder, me=work.user.id,
    )  # fmt: skip
    freed = tuple(row[0] for row in held)
    lock(work.conn, freed)
    release(work, *freed)
    work.touch(*freed)
    return Released(freed)


def release_all_of(work: Work, user_id: int) -> None:
    """Give everybody back whom a user has in work, wherever that is: they can do it themselves no more."""
    held = work.conn.rows("SELECT patient_id FROM claim WHERE user_id = :id ORDER BY patient_id", id=user_id)
    freed = tuple(row[0] for row in held)
    lock(work.conn, freed)
    work.conn.run("DELETE FROM claim WHERE patient_id IN :ids AND user_id = :id", ids=freed, id=user_id)
    work.touch(*freed)


@action("take_over", undoable=False)
def take_over(work: Work, patient_id: int) -> TakenOver:
    """Take a patient into work whom somebody else has: a supervisor from anybody, anybody from oneself elsewhere.

    The call of the other one is put aside and stays theirs. Raises `Refused`: not_in_work, only_a_supervisor,
    unknown_row.
    """
    work.fetch("patient", patient_id)
    lock(work.conn, (patient_id,))
    other = in_work(work, patient_id)
    if other is None:
        raise Refused("not_in_work", id=patient_id)
    if other.user_id != work.user.id and Role.SUPERVISOR not in work.user.roles:
        raise Refused("only_a_supervisor")
    if work.fetch("call", other.call_id)["state"] == "open":
        work.update("call", other.call_id, state="aside")
    _took(work, patient_id, other.call_id, "")
    work.patient_id, work.call_id = patient_id, other.call_id
    return TakenOver(patient_id, other.user_id, other.name, other.terminal)


def beat(conn: Connection, holder: str) -> tuple[int, ...]:
    """Give a sign of life for all claims of a program; return the calls that they belong to."""
    tick, given = ticks(conn)
    rows = conn.rows(
        f"UPDATE claim SET beat = {tick} WHERE holder = :holder RETURNING call_id", holder=holder, **given  # noqa: S608 - from code
    )  # fmt: skip
    return tuple(sorted(row[0] for row in rows))
