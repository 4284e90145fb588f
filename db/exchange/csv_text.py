"""CSV as clerks save it: the encoding and the delimiter are found out, quoted line breaks belong to their cell."""

from __future__ import annotations

import codecs
import csv
import io
from typing import Final

from db.errors import BadData
from db.exchange.profile import Profile
from db.exchange.sheets import MOST_CELLS, MOST_ROWS, Sheet

HARMFUL: Final = "=+-@\t\r\n\0"  # a spreadsheet may take a cell that begins so for a formula
_SAMPLE: Final = 64_000  # characters in which the delimiter is looked for
_MOST_BREAKS: Final = 20  # more line breaks in one cell: a quote was never closed
_UTF_16: Final = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def read_csv(content: bytes, profile: Profile) -> tuple[Sheet, str]:
    """Return the table of a CSV file and its encoding; rows are numbered as a spreadsheet would.

    Raises `BadData`: encoding_unknown, binary_file, unclosed_quote, cell_too_long, too_many_rows, too_many_cells.
    """
    text, encoding = _decoded(content, profile)
    first, _, rest = text.partition("\n")
    if first.strip().casefold().startswith("sep=") and len(first.strip()) == 5:
        return Sheet("", _records(rest, first.strip()[4]), ()), encoding  # the spreadsheet eats this line
    return Sheet("", _records(text, _delimiter(text, profile)), ()), encoding


def harmless(text: str) -> str:
    """Return a cell that no spreadsheet takes for a formula; `original` takes the sign away again."""
    return f"'{text}" if text[:1] and (text[0] in HARMFUL or text[0] == "'") else text


def original(cell: str) -> str:
    """Return what `harmless` was given, and `="007"` (a trick to keep zeros) as its text."""
    if len(cell) > 1 and cell[0] == "'" and (cell[1] in HARMFUL or cell[1] == "'"):
        return cell[1:]
    if len(cell) > 3 and cell.startswith('="') and cell.endswith('"') and '"' not in cell[2:-1]:
        return cell[2:-1]
    return cell


def _decoded(content: bytes, profile: Profile) -> tuple[str, str]:
    if content.startswith(codecs.BOM_UTF32_LE):  # begins like UTF-16, and no clerk has it
        raise BadData("encoding_unknown")
    if content.startswith(_UTF_16):
        encodings: tuple[str, ...] = ("utf-16",)
    elif content.count(b"\0") > len(content) // 100:
        raise BadData("binary_file")
    else:
        encodings = profile.encodings
    for encoding in encodings:
        try:
            return content.decode(encoding), encoding
        except UnicodeDecodeError:
            continue
    raise BadData("encoding_unknown")


def _delimiter(text: str, profile: Profile) -> str:
    """Return the delimiter by which the most headers are known, the earlier one where two do as well."""
    sample = text[:_SAMPLE]

    def known(delimiter: str) -> int:
        reader = csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter)
        best = 0
        try:
            for _, row in zip(range(profile.header_search_rows), reader, strict=False):
                best = max(best, profile.recognised(row))
        except csv.Error:  # the whole file will tell what is wrong
            return best
        return best

    return max(profile.delimiters, key=known)


def _records(text: str, delimiter: str) -> tuple[tuple[str, ...], ...]:
    try:
        return _read(text, delimiter, strict=True)
    except csv.Error as error:
        if "unexpected end" in str(error):
            raise BadData("unclosed_quote", row=_last_row(text, delimiter)) from error
        if "limit" in str(error):
            raise BadData("cell_too_long", row=_last_row(text, delimiter)) from error
    try:
        return _read(text, delimiter, strict=False)  # quotes within quotes, as people type them
    except csv.Error as error:
        raise BadData("cell_too_long", row=_last_row(text, delimiter)) from error


def _read(text: str, delimiter: str, *, strict: bool) -> tuple[tuple[str, ...], ...]:
    rows: list[tuple[str, ...]] = []
    cells = 0
    for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=strict):
        if len(rows) >= MOST_ROWS:
            raise BadData("too_many_rows", most=MOST_ROWS)
        cells += len(row)
        if cells > MOST_CELLS:
            raise BadData("too_many_cells", most=MOST_CELLS)
        if any(cell.count("\n") > _MOST_BREAKS for cell in row):
            raise BadData("unclosed_quote", row=len(rows) + 1)
        rows.append(tuple(map(original, row)))
    return tuple(rows)


def _last_row(text: str, delimiter: str) -> int:
    """Return the number of the row at which reading stopped."""
    number = 1
    try:
        for _ in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True):
            number += 1
    except csv.Error:
        return number
    return number
