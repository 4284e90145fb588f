"""What a file holds before anything of it is understood: sheets of texts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, TypeAlias

MOST_ROWS: Final = 200_000
MOST_CELLS: Final = 3_000_000
MOST_TEXT: Final = 32_767  # characters that a spreadsheet keeps in a cell

Merge: TypeAlias = tuple[int, int, int, int]  # first row, first column, last row, last column, from 0


@dataclass(frozen=True, slots=True)
class Sheet:
    """Rows from the first of the sheet, empty ones too, so that an index is a spreadsheet's number less one.

    What is hidden is read like the rest: `hidden_rows` and `hidden_columns` are indexes, so that it can be said.
    """

    name: str
    rows: tuple[tuple[str, ...], ...]
    merges: tuple[Merge, ...]
    hidden: bool = False
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
