"""A visit and a test order as they stand while their story is told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from db.generate.world import DESK


@dataclass
class Visit:
    """A visit as it stands."""

    id: int
    service: str
    place: int
    starts_at: datetime
    ends_at: datetime
    created_at: datetime
    status: str = "planned"
    status_at: datetime | None = None
    status_source: str | None = None
    booked: str = "booked"
    because: str | None = None
    initiative: str | None = None
    follows: int | None = None
    before: int | None = None
    result_at: datetime | None = None
    cycle: int | None = None

    @property
    def day(self) -> date:
        """The desk's date of the visit."""
        return self.starts_at.astimezone(DESK).date()


@dataclass
class Test:
    """A test order as it stands."""

    id: int
    service: str
    ordered_on: date
    due_on: date | None
    created_at: datetime
    for_visit: int | None = None
    taken_on: date | None = None
    result_on: date | None = None
    status: str = "ordered"
    source: str | None = None
    cycle: int | None = None
