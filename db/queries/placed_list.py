"""The call list with what explains every place, for who reads it as a table."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from typing import Final
from zoneinfo import ZoneInfo

from db.queries.call_list import CallList, CallRow, call_list, explain
from db.queries.filters import user_id
from db.queries.reasons import Part
from db.work import View

START_OF_WORK: Final = time(9)


@dataclass(frozen=True, slots=True)
class PlacedRow:
    """A row of the list with its place, counted from 1, and the parts that put it there."""

    row: CallRow
    place: int
    parts: tuple[Part, ...]
    local_time: str


def placed_list(
    view: View, assistant: str | None = None, day: date | None = None
) -> tuple[CallList, tuple[PlacedRow, ...]]:
    """Return the list of a user, as it will be at 9:00 of another day; raises `Refused("unknown_user")`."""
    if day is not None and day != view.today:
        view = replace(view, now=datetime.combine(day, START_OF_WORK, view.zone).astimezone(UTC))
    found = call_list(view, user_id(view, assistant))
    return found, tuple(
        PlacedRow(
            row, place, explain(view, row.patient_id).parts, f"{view.now.astimezone(ZoneInfo(row.zone)):%H:%M}"
        )
        for place, row in enumerate(found.rows, 1)
    )  # fmt: skip
