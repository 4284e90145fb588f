"""Difficulties and pauses by hand: what stands in the way, who sees to it, what came of it; calls held for a time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from db.actions.living import living
from db.actions.text import line, one_of
from db.defaults import outcome_table
from db.engine import Value
from db.errors import BadInput, Refused
from db.rules.facts import Spoke
from db.rules.working_days import add_working_days
from db.work import Work, action

PAUSES: Final = ("hospital", "away")
_SAID_BY: Final = (Spoke.PATIENT.value, Spoke.REPRESENTATIVE.value, Spoke.TRUSTED.value, Spoke.OTHER.value)
_BARRIER_FIELDS: Final = frozenset({"kind", "action", "owner_id", "due_on", "outcome"})
_PAUSE_FIELDS: Final = frozenset({"kind", "until_on", "said_by"})


@dataclass(frozen=True, slots=True)
class BarrierSet:
    """A difficulty as it stands now."""

    barrier_id: int
    patient_id: int
    due_on: date | None
    resolved: bool


@dataclass(frozen=True, slots=True)
class PauseSet:
    """A time in which calls are held, as it stands now."""

    pause_id: int
    patient_id: int
    until_on: date
    ended: bool


@action("add_barrier")
def add_barrier(
    work: Work,
    patient_id: int,
    kind: str,
    *,
    action: str | None = None,
    owner_id: int | None = None,
    due_on: date | None = None,
) -> BarrierSet:
    """Open a difficulty; by default it is seen to by whoever enters it, within the rules' working days.

    Raises `BadInput("unknown_code" | "text_too_long")`, `Refused("unknown_row" | "user_disabled")`.
    """
    living(work, patient_id)
    wait = work.rules.numbers.waiting.barrier_due_working_days
    row = work.insert(
        "barrier", patient_id=patient_id, kind=_kind(kind), opened_at=work.now,
        owner_id=_owner(work, owner_id or work.user.id), action=line(action, "action", 300),
        due_on=due_on or add_working_days(work.today, wait, calendar=work.rules.calendar),
    )  # fmt: skip
    return _barrier(work, row)


@action("edit_barrier")
def edit_barrier(work: Work, /, barrier_id: int, version: int, **changes: Value) -> BarrierSet:
    """Change a difficulty: kind, action, owner_id, due_on, outcome.

    Raises `BadInput`, `Refused("unknown_row" | "user_disabled")`, `Conflict("changed_meanwhile")`.
    """
    fields: dict[str, Any] = dict(changes)
    _known(fields, _BARRIER_FIELDS)
    if "kind" in fields:
        fields["kind"] = _kind(str(fields["kind"]))
    for name in ("action", "outcome"):
        if name in fields:
            fields[name] = line(fields[name], name, 300)
    if fields.get("owner_id") is not None:
        _owner(work, int(fields["owner_id"]))
    return _barrier(work, work.update("barrier", barrier_id, version=version, **fields))


@action("settle_barrier")
def settle_barrier(work: Work, barrier_id: int, outcome: str, *, version: int | None = None) -> BarrierSet:
    """Say what came of a difficulty; it stands in the way no more.

    Raises `BadInput("text_missing" | "text_too_long")`, `Refused("unknown_row" | "already_settled")`, `Conflict`.
    """
    said = line(outcome, "outcome", 300)
    if said is None:
        raise BadInput("text_missing")
    if work.fetch("barrier", barrier_id)["resolved_at"] is not None:
        raise Refused("already_settled", id=barrier_id)
    return _barrier(work, work.update("barrier", barrier_id, version=version, resolved_at=work.now, outcome=said))


@action("reopen_barrier")
def reopen_barrier(work: Work, barrier_id: int, *, due_on: date | None = None) -> BarrierSet:
    """Take up a difficulty again that was thought to be settled; raises `Refused("unknown_row" | "not_settled")`."""
    if work.fetch("barrier", barrier_id)["resolved_at"] is None:
        raise Refused("not_settled", id=barrier_id)
    wait = work.rules.numbers.waiting.barrier_due_working_days
    due = due_on or add_working_days(work.today, wait, calendar=work.rules.calendar)
    return _barrier(work, work.update("barrier", barrier_id, resolved_at=None, due_on=due))


@action("pause_calls")
def pause_calls(work: Work, patient_id: int, kind: str, until_on: date, *, said_by: str = "patient") -> PauseSet:
    """Hold the calls until a day; a pause that runs is replaced.

    Raises `BadInput("unknown_code" | "until_must_be_later")`, `Refused("unknown_row")`.
    """
    living(work, patient_id)
    one_of(kind, PAUSES, "kind")
    one_of(said_by, _SAID_BY, "said_by")
    hold_until(work, patient_id, until_on, work.today, work.now)
    row = work.insert(
        "pause", patient_id=patient_id, kind=kind, from_at=work.now, until_on=until_on, said_by=said_by
    )  # fmt: skip
    return _pause(work, row)


def hold_until(work: Work, patient_id: int, until_on: date, today: date, at: datetime) -> None:
    """End the pauses that run, before another one begins; raises `BadInput("until_must_be_later")`."""
    if until_on <= today:
        raise BadInput("until_must_be_later", date=until_on.isoformat())
    for (pause_id,) in work.conn.rows(
        "SELECT id FROM pause WHERE patient_id = :id AND ended_at IS NULL AND until_on > :day ORDER BY id",
        id=patient_id, day=today,
    ):  # fmt: skip
        work.update("pause", pause_id, ended_at=at)


@action("edit_pause")
def edit_pause(work: Work, /, pause_id: int, version: int, **changes: Value) -> PauseSet:
    """Change a pause that runs: kind, until_on, said_by.

    Raises `BadInput`, `Refused("unknown_row" | "pause_is_over")`, `Conflict("changed_meanwhile")`.
    """
    fields: dict[str, Any] = dict(changes)
    _known(fields, _PAUSE_FIELDS)
    for name, known in (("kind", PAUSES), ("said_by", _SAID_BY)):
        if name in fields:
            one_of(fields[name], known, name)
    _runs(work, pause_id)
    if "until_on" in fields and fields["until_on"] <= work.today:
        raise BadInput("until_must_be_later", date=fields["until_on"].isoformat())
    return _pause(work, work.update("pause", pause_id, version=version, **fields))


@action("end_pause")
def end_pause(work: Work, pause_id: int, *, version: int | None = None) -> PauseSet:
    """Let the calls go on from now; raises `Refused("unknown_row" | "pause_is_over")`, `Conflict`."""
    _runs(work, pause_id)
    return _pause(work, work.update("pause", pause_id, version=version, ended_at=work.now))


def _runs(work: Work, pause_id: int) -> None:
    row = work.fetch("pause", pause_id)
    if row["ended_at"] is not None or row["until_on"] < work.today:
        raise Refused("pause_is_over", id=pause_id)


def _known(fields: dict[str, Any], known: frozenset[str]) -> None:
    unknown = sorted(fields.keys() - known)
    if unknown:
        raise BadInput("unknown_field", field=unknown[0])


def _kind(code: str) -> str:
    return one_of(code, tuple(outcome_table().barriers), "barrier")


def _owner(work: Work, user_id: int) -> int:
    if not work.fetch("app_user", user_id)["active"]:
        raise Refused("user_disabled", id=user_id)
    return user_id


def _barrier(work: Work, row: dict[str, Any]) -> BarrierSet:
    work.touch(row["patient_id"])
    return BarrierSet(row["id"], row["patient_id"], row["due_on"], row["resolved_at"] is not None)


def _pause(work: Work, row: dict[str, Any]) -> PauseSet:
    work.touch(row["patient_id"])
    return PauseSet(row["id"], row["patient_id"], row["until_on"], row["ended_at"] is not None)
