"""Reminders: set, changed, put off, cancelled, and counted as their occurrences are settled."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from db.actions.living import living
from db.actions.text import line, one_of
from db.engine import Value
from db.errors import BadInput, Conflict, Refused
from db.rules.facts import Channel
from db.rules.recurrence import occurrence, occurrence_day
from db.work import Work, action

_EVERY = re.compile(r"([1-9][0-9]{0,2})([dwmy])")
_FIELDS: Final = frozenset({"text", "due_at", "channel", "every", "until_on"})
_RHYTHM: Final = frozenset({"due_at", "every"})


@dataclass(frozen=True, slots=True)
class ReminderSet:
    """A reminder as it stands now; `replaces` is the one whose later occurrences it took over."""

    reminder_id: int
    patient_id: int
    status: str
    replaces: int | None = None


@action("add_reminder")
def add_reminder(
    work: Work,
    patient_id: int,
    text: str,
    due_at: datetime,
    *,
    channel: str = "call",
    every: str | None = None,
    until_on: date | None = None,
) -> ReminderSet:
    """Set a reminder, once or `every` 1d, 2w, 3m, 1y, then not after the day `until_on`; on the desk it is a task.

    Raises `BadInput("text_missing" | "unknown_code" | "no_such_rhythm" | "naive_instant" | "until_before_due" |
    "until_without_rhythm")`, `Refused("unknown_row")`.
    """
    patient = living(work, patient_id)
    row = _checked(
        {"text": text, "due_at": due_at, "channel": channel, "every": every, "until_on": until_on}, patient["zone"]
    )
    new = work.insert("reminder", patient_id=patient_id, user_id=work.user.id, created_at=work.now, **row)
    work.touch(patient_id)
    return ReminderSet(new["id"], patient_id, "open")


def _checked(fields: dict[str, Any], zone: str) -> dict[str, Any]:
    """Return the fields of a reminder made safe; `due_at` is its next occurrence."""
    words = line(fields["text"], "text", 1000)
    if words is None:
        raise BadInput("text_missing")
    one_of(fields["channel"], tuple(Channel), "channel")
    every, due_at, until_on = fields["every"], fields["due_at"], fields["until_on"]
    if every is not None and not _EVERY.fullmatch(every):
        raise BadInput("no_such_rhythm", value=every[:20])
    if due_at.utcoffset() is None:
        raise BadInput("naive_instant")
    if until_on is not None:
        if every is None:
            raise BadInput("until_without_rhythm")
        if until_on < _day(due_at, zone):
            raise BadInput("until_before_due")
    return {**fields, "text": words}


def _day(at: datetime, zone: str) -> date:
    return at.astimezone(ZoneInfo(zone)).date()


@action("edit_reminder")
def edit_reminder(work: Work, /, reminder_id: int, *, version: int | None = None, **changes: Value) -> ReminderSet:
    """Change an open reminder: text, due_at (of the next occurrence), channel, every, until_on.

    Where occurrences were settled already, they keep their reminder: it ends, and another one goes on from the new
    time or in the new rhythm. Raises as `add_reminder` does, and `BadInput("unknown_field")`,
    `Refused("unknown_row" | "not_open")`, `Conflict("changed_meanwhile")`.
    """
    unknown = sorted(changes.keys() - _FIELDS)
    if unknown:
        raise BadInput("unknown_field", field=unknown[0])
    row = work.fetch("reminder", reminder_id)
    if row["status"] != "open":
        raise Refused("not_open", table="reminder", id=reminder_id)
    if version is not None and row["version"] != version:
        raise Conflict("changed_meanwhile", table="reminder", id=reminder_id)
    patient_id = row["patient_id"]
    zone = work.fetch("patient", patient_id)["zone"]
    index = _next_index(work, row)
    now = {name: row[name] for name in _FIELDS} | {"due_at": occurrence(row["due_at"], row["every"], index, zone)}
    new = _checked({**now, **changes}, zone)
    work.touch(patient_id)
    if all(new[name] == now[name] for name in _RHYTHM):
        work.update("reminder", reminder_id, **{name: new[name] for name in _FIELDS - _RHYTHM})
        return ReminderSet(reminder_id, patient_id, "open")
    if not row["done"]:
        work.update("reminder", reminder_id, **new)
        return ReminderSet(reminder_id, patient_id, "open")
    work.update("reminder", reminder_id, status="done")
    later = work.insert("reminder", patient_id=patient_id, user_id=row["user_id"], created_at=work.now, **new)
    return ReminderSet(later["id"], patient_id, "open", reminder_id)


def _next_index(work: Work, row: dict[str, Any]) -> int:
    """Return which occurrence is open now, from 0."""
    source = work.conn.value(
        "SELECT MIN(source) FROM task WHERE patient_id = :patient AND kind = 'reminder' AND state = 'open'"
        " AND source LIKE :source",
        patient=row["patient_id"], source=f"reminder:{row['id']}:%",
    )  # fmt: skip
    return int(source.rpartition(":")[2]) if source else row["done"]


@action("cancel_reminder")
def cancel_reminder(work: Work, reminder_id: int, *, version: int | None = None) -> ReminderSet:
    """Cancel a reminder that is still open; raises `Refused("unknown_row" | "not_open")`, `Conflict`."""
    row = work.fetch("reminder", reminder_id)
    if row["status"] != "open":
        raise Refused("not_open", table="reminder", id=reminder_id)
    work.update("reminder", reminder_id, version=version, status="cancelled")
    work.touch(row["patient_id"])
    return ReminderSet(reminder_id, row["patient_id"], "cancelled")


def count_occurrence(work: Work, source: str) -> None:
    """Count the occurrence that a task was for (`reminder:<id>:<k>`); after the last one the reminder is done."""
    _, number, index = source.split(":")
    row = work.fetch("reminder", int(number))
    settled = max(row["done"], int(index) + 1)
    over = row["every"] is None
    if not over and row["until_on"] is not None:
        first = _day(row["due_at"], work.fetch("patient", row["patient_id"])["zone"])
        over = occurrence_day(first, row["every"], settled) > row["until_on"]
    work.update("reminder", row["id"], done=settled, status="done" if over else row["status"])
