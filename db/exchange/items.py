"""What an import of visits or tests would do: rows as the file tells of them, and what that means beside the record."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Literal, TypeAlias

from db.exchange.import_plan import Candidate, FilePlan, Standing

Kind: TypeAlias = Literal["visits", "tests"]
ItemValue: TypeAlias = "str | int | date | None"


@dataclass(frozen=True, slots=True)
class ItemCandidate:
    """A visit or a test as a row tells of it; `values` hold only what the row says.

    `on`, `at` and `until` are the day and the times of a visit, as clocks show them where it is; `at` is None where
    the row names a day alone. Dates of a test stand among its values.
    """

    row: int
    person: Candidate
    service: str
    values: tuple[tuple[str, ItemValue], ...]
    on: date | None = None
    at: time | None = None
    until: time | None = None

    def value(self, name: str) -> ItemValue:
        """Return what the row says of one field."""
        return dict(self.values).get(name)

    def day(self, name: str) -> date | None:
        """Return what the row says of a date."""
        found = self.value(name)
        return found if isinstance(found, date) else None

    @property
    def number(self) -> str | None:
        """The booking number."""
        found = self.value("booking_number")
        return found if isinstance(found, str) else None

    @property
    def place_id(self) -> int | None:
        """The organisation."""
        found = self.value("organisation_id")
        return found if isinstance(found, int) else None

    @property
    def days(self) -> tuple[date, ...]:
        """The days by which the row is known: of the visit, or of the order and its limit."""
        found = (self.on, self.day("ordered_on"), self.day("due_on"))
        return tuple(day for day in found if day is not None)


@dataclass(frozen=True, slots=True)
class ItemRow:
    """What becomes of one row: `changes` are the fields that would be written, `item_id` is what it means on record.

    Standings: kept is left as it is on purpose; a remark says why.
    """

    row: int
    standing: Standing
    full_name: str
    service: str
    on: date | None = None
    at: time | None = None
    patient_id: int | None = None
    item_id: int | None = None
    changes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Vanished:
    """What the last file had and this one has not; nothing is done about it."""

    item_id: int
    patient_id: int
    full_name: str
    service: str
    on: date
    at: time | None

    @property
    def days(self) -> tuple[date]:
        """The day by which it is known."""
        return (self.on,)


@dataclass(frozen=True, slots=True)
class FileSeen:
    """The file itself: its name without a folder, a hash of its content, when it was made."""

    name: str
    sha256: str
    made_at: datetime


@dataclass(frozen=True, slots=True)
class ItemsPlan(FilePlan[ItemCandidate, ItemRow]):
    """The preview of an import of visits or tests, and all that is needed to apply it."""

    kind: Kind
    seen: FileSeen
    vanished: tuple[Vanished, ...]
    services: tuple[tuple[str, tuple[str, str]], ...]  # code → name in Russian and English
    taken_before: bool = False  # this very file was taken last

    @property
    def file(self) -> str:
        """The name of the file."""
        return self.seen.name
