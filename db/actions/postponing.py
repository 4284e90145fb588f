"""Tasks put to another time by hand, and promised calls given to the centre."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from db.actions.planning import plan_now
from db.errors import BadInput, Refused
from db.rules.facts import TaskKind
from db.work import Work, action, expand_ids

PROMISES: Final = frozenset({TaskKind.CALLBACK, TaskKind.CALLBACK_OFFER})
"""Somebody waits for these at an exact time: they are agreed upon anew or handed over, never put off."""


@dataclass(frozen=True, slots=True)
class PutOffTask:
    """A task that was put off: when it shows again."""

    task_id: int
    patient_id: int
    task: str  # its kind
    until_at: datetime


@dataclass(frozen=True, slots=True)
class PutOffTasks:
    """How many tasks were put off, and how many had to stay."""

    put_off: int
    stayed: int


@dataclass(frozen=True, slots=True)
class Offered:
    """A promised call that every colleague of the centre may make."""

    task_id: int
    patient_id: int


@action("postpone")
def postpone(work: Work, task_id: int, until_at: datetime) -> PutOffTask:
    """Put a task to a later time; a call waits from then on for its calling hours.

    Raises `BadInput("naive_instant" | "time_is_over")`, `Refused("unknown_row" | "task_closed" | "promise_stays" |
    "not_yours_to_put_off" | "due_today" | "due_before_then")`.
    """
    task = work.fetch("task", task_id)
    _refuse_unfit(work, task, until_at)
    _write(work, task, task["kind"], until_at)
    plan_now(work)
    shown = work.fetch("task", task_id)["due_from"]
    if shown <= max(work.now, task["due_from"]) and shown < until_at:
        raise _too_late(work, task)
    return PutOffTask(task_id, task["patient_id"], task["kind"], shown)


@action("postpone_all")
def postpone_all(work: Work, task_ids: Sequence[int], until_at: datetime) -> PutOffTasks:
    """Put all of these tasks to a later time that may be put off; the others stay, nothing is refused for them.

    Raises `BadInput("naive_instant" | "time_is_over")`, `Refused("unknown_row" | "nothing_to_put_off")`.
    """
    ids, put_off = expand_ids(task_ids), 0
    for task_id in ids:
        task = work.fetch("task", task_id)
        try:
            _refuse_unfit(work, task, until_at)
        except Refused:
            continue
        _write(work, task, task["kind"], until_at)
        put_off += 1
    if not put_off:
        raise Refused("nothing_to_put_off")
    plan_now(work)
    if len(work.touched) > 1:
        work.patient_id = None
    return PutOffTasks(put_off, len(ids) - put_off)


@action("offer_callback")
def offer_callback(work: Work, task_id: int) -> Offered:
    """Give a promised call to the centre at once, not only when it is late.

    Raises `Refused("unknown_row" | "task_closed" | "no_promise" | "offered_already")`.
    """
    task = work.fetch("task", task_id)
    if task["state"] != "open":
        raise Refused("task_closed", id=task_id)
    if task["kind"] != TaskKind.CALLBACK:
        raise Refused("no_promise")
    known = work.conn.value(
        "SELECT 1 FROM postponed WHERE patient_id = :id AND task = :task AND source = :source LIMIT 1",
        id=task["patient_id"], task=TaskKind.CALLBACK_OFFER.value, source=task["source"],
    )  # fmt: skip
    if known is not None:
        raise Refused("offered_already")
    _write(work, task, TaskKind.CALLBACK_OFFER.value, work.now)
    return Offered(task_id, task["patient_id"])


def _refuse_unfit(work: Work, task: dict[str, Any], until_at: datetime) -> None:
    if until_at.tzinfo is None:
        raise BadInput("naive_instant")
    if until_at <= work.now:
        raise BadInput("time_is_over")
    if task["state"] != "open":
        raise Refused("task_closed", id=task["id"])
    if task["kind"] in PROMISES:
        raise Refused("promise_stays")
    if task["audience"] != "assistant":
        raise Refused("not_yours_to_put_off")
    if any(end is not None and until_at > end for end in (task["due_by"], task["moot_at"])):
        raise _too_late(work, task)


def _too_late(work: Work, task: dict[str, Any]) -> Refused:
    ends = [at for at in (task["due_by"], task["moot_at"]) if at is not None]
    on = min(ends).astimezone(work.zone).date() if ends else work.today
    return Refused("due_today") if on <= work.today else Refused("due_before_then", on=f"{on:%d.%m.%Y}")


def _write(work: Work, task: dict[str, Any], kind: str, until_at: datetime) -> None:
    work.insert(
        "postponed", patient_id=task["patient_id"], task=kind, source=task["source"], until_at=until_at, at=work.now,
        user_id=work.user.id,
    )  # fmt: skip
    work.touch(task["patient_id"])
