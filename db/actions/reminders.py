"""Reminders: set, cancelled, and counted as their occurrences are settled."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from db.actions.text import line, one_of
from db.errors import BadInput, Refused
from db.rules.facts import Channel
from db.work import Work, action

_EVERY = re.compile(r"([1-9][0-9]{0,2})([dwmy])")


@dataclass(frozen=True, slots=True)
class ReminderSet:
    """A reminder as it stands now."""

    reminder_id: int
    patient_id: int
    status: str


@action("add_reminder")
def add_reminder(
    work: Work, patient_id: int, text: str, due_at: datetime, *, channel: str = "call", every: str | None = None
) -> ReminderSet:
    """Set a reminder, once or `every` 1d, 2w, 3m, 1y.

    Raises `BadInput("text_missing" | "unknown_code" | "no_such_rhythm" | "naive_instant")`, `Refused("unknown_row")`.
    """
    work.fetch("patient", patient_id)
    words = line(text, "text", 1000)
    if words is None:
        raise BadInput("text_missing")
    one_of(channel, tuple(Channel), "channel")
    if every is not None and not _EVERY.fullmatch(every):
        raise BadInput("no_such_rhythm", value=every[:20])
    if due_at.utcoffset() is None:
        raise BadInput("naive_instant")
    row = work.insert(
        "reminder", patient_id=patient_id, user_id=work.user.id, text=words, due_at=due_at, channel=channel,
        every=every,
        created_at=work.now,
    )  # fmt: skip
    work.touch(patient_id)
    return ReminderSet(row["id"], patient_id, "open")


@action("cancel_reminder")
def cancel_reminder(work: Work, reminder_id: int) -> ReminderSet:
    """Cancel a reminder that is still open; raises `Refused("unknown_row" | "not_open")`."""
    row = work.fetch("reminder", reminder_id)
    if row["status"] != "open":
        raise Refused("not_open", table="reminder", id=reminder_id)
    work.update("reminder", reminder_id, status="cancelled")
    work.touch(row["patient_id"])
    return ReminderSet(reminder_id, row["patient_id"], "cancelled")


def count_occurrence(work: Work, source: str) -> None:
    """Count the occurrence that a task was for (`reminder:<id>:<k>`); a reminder for once is then done."""
    _, number, index = source.split(":")
    row = work.fetch("reminder", int(number))
    settled = max(row["done"], int(index) + 1)
    work.update("reminder", row["id"], done=settled, status="done" if row["every"] is None else row["status"])
