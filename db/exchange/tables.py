"""A table of a file: its header, found below the titles, and its rows with the numbers that a spreadsheet shows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from db.errors import BadData
from db.exchange.csv_text import read_csv
from db.exchange.files import read_regular
from db.exchange.profile import Profile
from db.exchange.sheets import Merge, Sheet
from db.exchange.workbook import OLE, ZIP, read_workbook

_OTHERS = {
    b"%PDF": "pdf", b"{\\rtf": "rtf", b"\x89PNG": "png", b"\xff\xd8\xff": "jpeg", b"\x1f\x8b": "gzip",
    b"SQLite": "sqlite", b"Rar!": "rar", b"7z\xbc\xaf": "7z", b"\x7fELF": "program", b"<!DO": "html", b"<htm": "html",
}  # fmt: skip
_MOST_SPREAD: Final = 3_000_000  # cells that merges may fill: a hostile file could ask for billions


@dataclass(frozen=True, slots=True)
class RawRow:
    """A row below the header; `heading` where its one cell stands over several columns."""

    number: int
    cells: tuple[str, ...]
    heading: bool = False
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class RawTable:
    """A table before its columns are understood; `headers` and every row have one length."""

    sheet: str
    encoding: str  # of a CSV file; "xlsx" else
    header_row: int
    headers: tuple[str, ...]
    rows: tuple[RawRow, ...]
    hidden: bool = False
    hidden_columns: frozenset[int] = frozenset()
    not_read: tuple[tuple[str, bool], ...] = ()  # other sheets by name, and whether hidden, with something to be missed


def read_table(path: Path, profile: Profile) -> RawTable:
    """Read the first sheet on which a header is found.

    Raises `BadInput` for what is no regular file, `BadData` for what is no table: no_header, not_a_table and the
    faults of `read_csv` and `read_workbook`.
    """
    content = read_regular(path)
    if content.startswith((ZIP, OLE)) or path.suffix.casefold() in {".xlsx", ".xlsm"}:
        sheets, encoding = read_workbook(content), "xlsx"
    else:
        for magic, kind in _OTHERS.items():
            if content.startswith(magic):
                raise BadData("not_a_table", kind=kind)
        sheet, encoding = read_csv(content, profile)
        sheets = (sheet,)
    for sheet in sheets:
        table = _table(sheet, encoding, profile)
        if table is not None:
            others = [other for other in sheets if other is not sheet and _is_missed(other, profile)]
            return replace(table, not_read=tuple((other.name, other.hidden) for other in others))
    raise BadData("no_header", rows=profile.header_search_rows)


def _is_missed(sheet: Sheet, profile: Profile) -> bool:
    """Say whether somebody may miss a sheet that is not read: one with a header, or a hidden one with anything."""
    if sheet.hidden:
        return any(cell.strip() for row in sheet.rows for cell in row)
    return _header(_spread_down(sheet.rows, sheet.merges), profile) is not None


def _table(sheet: Sheet, encoding: str, profile: Profile) -> RawTable | None:
    rows = _spread_down(sheet.rows, sheet.merges)
    header = _header(rows, profile)
    if header is None:
        return None
    headers = _spread_right(rows[header], [merge for merge in sheet.merges if merge[0] <= header <= merge[2]])
    width = max((index + 1 for index, text in enumerate(headers) if text.strip()), default=0)
    wide = {merge[0] for merge in sheet.merges if merge[3] > merge[1]}
    return RawTable(
        sheet.name, encoding, header + 1, _fitted(headers, width),
        tuple(
            RawRow(
                index + 1, _fitted(row, width), index in wide and sum(bool(cell.strip()) for cell in row) == 1,
                index in sheet.hidden_rows,
            )
            for index, row in enumerate(rows[header + 1 :], start=header + 1)
            if any(cell.strip() for cell in row[:width])
        ),
        sheet.hidden, sheet.hidden_columns,
    )  # fmt: skip


def _header(rows: Sequence[Sequence[str]], profile: Profile) -> int | None:
    """Return the index of the row with the most known headers among the first ones, the upper of two alike."""
    known = [profile.recognised(row) for row in rows[: profile.header_search_rows]]
    best = max(known, default=0)
    return known.index(best) if best else None


def _spread_down(rows: Sequence[tuple[str, ...]], merges: Sequence[Merge]) -> list[tuple[str, ...]]:
    """Give the value of cells merged downwards to every row that they cover."""
    spread: list[tuple[str, ...]] = list(rows)
    budget = _MOST_SPREAD
    for top, left, bottom, _ in merges:
        if bottom == top or top >= len(rows) or left >= len(rows[top]) or not rows[top][left]:
            continue
        value = rows[top][left]
        last = min(bottom, len(spread) - 1)
        budget -= (last - top) * len(rows[top])
        if budget < 0:
            raise BadData("workbook_too_large", most=_MOST_SPREAD)
        for index in range(top + 1, last + 1):
            row = list(spread[index]) + [""] * (left + 1 - len(spread[index]))
            row[left] = row[left] or value
            spread[index] = tuple(row)
    return spread


def _spread_right(row: Sequence[str], merges: Sequence[Merge]) -> tuple[str, ...]:
    """Give the header of cells merged sideways to every column that it covers."""
    cells = list(row)
    for _, left, _, right in merges:
        if right > left and left < len(cells):
            cells[left : right + 1] = [cells[left]] * (min(right, len(cells) - 1) - left + 1)
    return tuple(cells)


def _fitted(cells: Sequence[str], width: int) -> tuple[str, ...]:
    return (*cells[:width], *[""] * (width - len(cells)))
