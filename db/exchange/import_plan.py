"""What an import would do: people as the file tells of them, and what that means beside the record."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Generic, Literal, Protocol, TypeAlias, TypeVar

Param: TypeAlias = tuple[str, "str | int"]
Standing: TypeAlias = Literal["new", "updated", "moved", "same", "duplicate", "kept"]
"""What becomes of a row; only visits and tests are moved, or kept as they are on purpose."""


@dataclass(frozen=True, slots=True)
class Remark:
    """Something to be said of a row: its number in the spreadsheet, the column as the file names it, a code.

    `column` is empty where the whole row is meant.
    """

    row: int
    column: str
    code: str
    params: tuple[Param, ...] = ()


@dataclass(frozen=True, slots=True)
class FilePhone:
    """A number in a cell, and whose it is by the words beside it."""

    e164: str | None
    written: str
    extension: str | None
    doubtful: str | None
    kind: str  # mobile, landline, other
    relation: str
    name: str | None

    @property
    def key(self) -> str:
        """What makes two numbers one."""
        return self.e164 or self.written


@dataclass(frozen=True, slots=True)
class Candidate:
    """A person as a file tells of them; None and empty mean that it says nothing.

    `values` are columns of the patient, `milestones` kinds with dates; `assistant_id` only where the file names one.
    """

    row: int
    values: tuple[tuple[str, str | date | int], ...]
    phones: tuple[FilePhone, ...] = ()
    milestones: tuple[tuple[str, date], ...] = ()
    assistant_id: int | None = None
    assistant_named: bool = False

    def value(self, name: str) -> str | date | int | None:
        """Return what the file says of one column."""
        return dict(self.values).get(name)

    def text(self, name: str) -> str | None:
        """Return what the file says of a column of text."""
        value = self.value(name)
        return value if isinstance(value, str) else None


@dataclass(frozen=True, slots=True)
class PlannedRow:
    """What becomes of one row: `changes` are the fields that would be written, none for a new or a same one."""

    row: int
    standing: Standing
    full_name: str
    patient_id: int | None = None
    changes: tuple[str, ...] = ()


class Planned(Protocol):
    """A row of any kind of file, with what becomes of it."""

    @property
    def row(self) -> int:
        """Its number in the spreadsheet."""

    @property
    def standing(self) -> Standing:
        """What becomes of it."""

    @property
    def full_name(self) -> str:
        """Whom it tells of."""


CandidateT = TypeVar("CandidateT")
PlannedT = TypeVar("PlannedT", bound=Planned)


@dataclass(frozen=True, slots=True)
class FilePlan(Generic[CandidateT, PlannedT]):
    """What all previews of a file hold: how it was read, and what becomes of each of its rows."""

    sheet: str
    encoding: str
    columns: tuple[tuple[str, str | None], ...]  # header as in the file → field, None where unknown
    candidates: tuple[CandidateT, ...]
    rows: tuple[PlannedT, ...]
    rejected: tuple[Remark, ...]
    rejected_names: tuple[tuple[int, str], ...]  # row → the name as read, where one stood there
    warnings: tuple[Remark, ...]
    assistant_id: int | None  # whose new patients are where the file names nobody; of whose part of the record it tells
    unseen: frozenset[int]  # patients of the rows of whom nothing may be shown to whoever imports

    @property
    def new(self) -> int:
        """How many rows tell of something new."""
        return self._count("new")

    @property
    def updated(self) -> int:
        """How many known ones would be changed or moved."""
        return self._count("updated", "moved")

    @property
    def moved(self) -> int:
        """How many known visits would be moved."""
        return self._count("moved")

    @property
    def same(self) -> int:
        """How many known ones stay as they are, those among them that are kept on purpose."""
        return self._count("same", "kept")

    @property
    def duplicates(self) -> int:
        """How many rows tell again of an earlier one."""
        return self._count("duplicate")

    @property
    def rejected_rows(self) -> tuple[int, ...]:
        """The numbers of the rows that cannot be taken."""
        return tuple(sorted({remark.row for remark in self.rejected}))

    @property
    def hidden_rows(self) -> int:
        """How many rows are hidden in the spreadsheet; they are read like the others."""
        return sum(remark.code == "row_hidden" for remark in self.warnings)

    @property
    def names(self) -> dict[int, str]:
        """The name in each row, whatever becomes of it; for people who look, never for a log."""
        return {row.row: row.full_name for row in self.rows} | dict(self.rejected_names)

    def _count(self, *standings: Standing) -> int:
        return sum(row.standing in standings for row in self.rows)


@dataclass(frozen=True, slots=True)
class ImportPlan(FilePlan[Candidate, PlannedRow]):
    """The preview of an import of patients, and all that is needed to apply it."""

    file: str

    @property
    def kind(self) -> Literal["patients"]:
        """What the file holds."""
        return "patients"
