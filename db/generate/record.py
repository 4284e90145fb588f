"""Rows of an invented record as they go in, and the blocks of ids from which each part of it numbers its own."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Final, TypeAlias

Cell: TypeAlias = "str | int | None"
Row: TypeAlias = "tuple[Cell, ...]"

COLUMNS: Final[dict[str, tuple[str, ...]]] = {
    "patient": (
        "id", "full_name", "search_key", "sort_key", "birth_on", "birth_year", "sex", "snils", "policy", "residence",
        "region", "address", "zone", "phase", "closed_because", "diagnosis", "stage", "clinical_group", "flags",
        "flag_note", "code_word", "not_before", "not_after", "call_weekdays", "in_care_since", "first_assigned_at",
        "assistant_id", "centre_id", "origin", "created_at",
    ),
    "patient_word": ("word", "patient_id"),
    "contact": (
        "id", "patient_id", "phone", "written", "doubtful", "kind", "relation", "name", "standing", "scope",
        "consent_on", "consent_until", "consent_paper", "voicemail_ok", "active", "priority", "strikes", "set_aside",
    ),
    "milestone": ("id", "patient_id", "kind", "on_date"),
    "course": (
        "id", "patient_id", "template", "cycle_days", "infusion_days", "cycles", "starts_on", "status", "because",
        "created_at",
    ),
    "cycle": ("id", "course_id", "patient_id", "number", "starts_on", "status"),
    "visit": (
        "id", "patient_id", "service", "organisation_id", "clinician", "room", "starts_at", "ends_at", "zone", "status",
        "status_at", "status_source", "booked_in", "booking_number", "because", "initiative", "follows_id",
        "before_visit_id", "result_at", "centre_id", "created_at", "cycle_id",
    ),
    "test_order": (
        "id", "patient_id", "service", "organisation_id", "ordered_on", "due_on", "taken_on", "result_on", "status",
        "status_source", "for_visit_id", "created_at", "cycle_id",
    ),
    "reminder": ("id", "patient_id", "user_id", "text", "due_at", "channel", "every", "done", "status", "created_at"),
    "call": (
        "id", "patient_id", "user_id", "direction", "state", "at", "entered_at", "ended_at", "contact_id", "phone",
        "connection", "spoke", "spoke_name", "message_left",
    ),
    "mark": (
        "id", "patient_id", "call_id", "task", "source", "outcome", "at", "spoke", "until_at", "because", "detail",
        "told_from", "user_id",
    ),
    "note": ("id", "patient_id", "user_id", "at", "text"),
    "barrier": ("id", "patient_id", "kind", "opened_at", "owner_id", "due_on", "action", "resolved_at", "outcome",
    "call_id"),
    "pause": ("id", "patient_id", "kind", "from_at", "until_on", "said_by", "ended_at", "call_id"),
    "decision": (
        "id", "patient_id", "kind", "asked_at", "asked_by", "said_by", "said_name", "happened_on", "place", "because",
        "call_id", "answer", "answered_at", "answered_by", "answer_text",
    ),
}  # fmt: skip
"""Tables in the order in which they can be written, with the columns that an invented row fills."""

NUMBERED: Final = tuple(table for table, columns in COLUMNS.items() if columns[0] == "id")


@dataclass
class Record:
    """What one part of the making has written: rows by table, and the counts by user and day."""

    rows: dict[str, list[Row]] = field(default_factory=lambda: {table: [] for table in COLUMNS})
    days: Counter[tuple[int, str, int, str]] = field(default_factory=Counter)  # user, date, centre, which


class Ids:
    """Numbers of one part: dense inside it, with room before the next part, so that parts can be made side by side."""

    def __init__(self, part: int, room: dict[str, int]) -> None:
        """Begin at the part's own block of every table."""
        self._next = {table: part * size + 1 for table, size in room.items()}
        self._end = {table: (part + 1) * size for table, size in room.items()}

    def take(self, table: str) -> int:
        """Return the next number; `OverflowError` where a part has outgrown its block."""
        number = self._next[table]
        if number > self._end[table]:
            raise OverflowError(f"the block of {table} is full")
        self._next[table] = number + 1
        return number


def instant_text(at: datetime | None) -> str | None:
    """Return an instant as both engines read it: UTC, to the microsecond."""
    if at is None:
        return None
    if at.tzinfo is not UTC:
        at = at.astimezone(UTC)
    text = at.isoformat(" ")
    return text[:19] + ".000000" if text[19] == "+" else text[:26]


def day_text(on: date | None) -> str | None:
    """Return a date as both engines read it."""
    return None if on is None else on.isoformat()
