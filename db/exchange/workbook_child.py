"""Read a workbook from stdin and write its sheets to stdout as JSON: a program of its own, held to little memory.

Run by `db.exchange.workbook`, alone and by path, so that a hostile file kills this process and nothing else.
"""

from __future__ import annotations

import io
import json
import math
import posixpath
import re
import sys
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time

MEMORY = 512 * 1024 * 1024
MOST_SHEETS = 20
MOST_COLUMNS = 16_384  # of a spreadsheet
_CHUNK = 1 << 20
_TAG = re.compile(rb"<(?:[\w.-]+:)?(row|col)\s([^>]*)>")
_HIDDEN = re.compile(rb"""(?:^|\s)(?:hidden\s*=\s*["'](?:1|true)|(?:ht|width)\s*=\s*["']0(?:\.0*)?)["']""")
_NUMBER = re.compile(rb"""(?:^|\s)(r|min|max)\s*=\s*["'](\d{1,7})["']""")


def main() -> int:
    """Return 0 when the sheets were written; else the code of the fault stands in the JSON."""
    _limit_memory()
    most_rows, most_cells, most_text = map(int, sys.argv[1:4])
    try:
        answer = json.dumps({"sheets": _sheets(sys.stdin.buffer.read(), most_rows, most_cells, most_text)})
    except Unfit as error:
        answer = json.dumps({"code": error.args[0], "most": error.args[1]})
    except MemoryError:
        answer = '{"code": "workbook_too_large", "most": 0}'
    sys.stdout.buffer.write(answer.encode("ascii"))
    return 0


class Unfit(Exception):
    """The workbook is beyond the limits, or none."""


def _limit_memory() -> None:
    try:
        import resource
    except ImportError:  # no such limits on Windows
        return
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # a dump would hold patients' data
    resource.setrlimit(resource.RLIMIT_CPU, (30, 30))


def _sheets(content: bytes, most_rows: int, most_cells: int, most_text: int) -> list[dict[str, object]]:
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

    found: list[dict[str, object]] = []
    budget = most_cells
    unseen = _Unseen(content)
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        names = [sheet.name for sheet in book.sheets_metadata if sheet.typ == SheetTypeEnum.WorkSheet]
        hidden = {sheet.name for sheet in book.sheets_metadata if sheet.visible != SheetVisibleEnum.Visible}
        for name in sorted(names, key=hidden.__contains__)[:MOST_SHEETS]:  # what people see goes first
            sheet = book.get_sheet_by_name(name)
            if sheet.total_height > most_rows:
                raise Unfit("too_many_rows", most_rows)
            budget -= sheet.total_height * sheet.total_width
            if budget < 0:
                raise Unfit("too_many_cells", most_cells)
            rows = [[_text(cell, most_text) for cell in row] for row in sheet.to_python(skip_empty_area=False)]
            merges = [(top, left, bottom, right) for (top, left), (bottom, right) in sheet.merged_cell_ranges or ()]
            hidden_rows, hidden_columns = unseen.of(name)
            found.append(
                {
                    "name": name, "rows": rows, "merges": merges, "hidden": name in hidden,
                    "hidden_rows": [row for row in hidden_rows if row < len(rows)], "hidden_columns": hidden_columns,
                }
            )  # fmt: skip
    except PasswordError as error:
        raise Unfit("workbook_locked", 0) from error
    except CalamineError as error:
        raise Unfit("workbook_damaged", 0) from error
    return found


class _Unseen:
    """Which rows and columns of a sheet are hidden: calamine does not tell, so the tags are looked at."""

    def __init__(self, content: bytes) -> None:
        self._archive = zipfile.ZipFile(io.BytesIO(content))
        self._members = self._members_of_sheets()

    def of(self, name: str) -> tuple[list[int], list[int]]:
        """Return the indexes of hidden rows and columns."""
        rows: list[int] = []
        columns: set[int] = set()
        last = 0
        for kind, written in self._tags(self._members.get(name, "")):
            numbers = {found[1]: int(found[2]) for found in _NUMBER.finditer(written)}
            if kind == b"row":
                last = numbers.get(b"r", last + 1)
            if not _HIDDEN.search(written):
                continue
            if kind == b"row":
                rows.append(last - 1)
            elif numbers.keys() >= {b"min", b"max"}:
                columns.update(range(numbers[b"min"] - 1, min(numbers[b"max"], MOST_COLUMNS)))
        return rows, sorted(columns)

    def _members_of_sheets(self) -> dict[str, str]:
        from xml.etree.ElementTree import ParseError

        from defusedxml.ElementTree import fromstring

        try:
            links = fromstring(self._archive.read("xl/_rels/workbook.xml.rels"), forbid_dtd=True)
            book = fromstring(self._archive.read("xl/workbook.xml"), forbid_dtd=True)
        except (KeyError, ParseError):
            return {}
        targets = {link.get("Id"): posixpath.normpath(posixpath.join("/xl", link.get("Target", ""))) for link in links}
        found: dict[str, str] = {}
        for sheet in book.iter():
            if sheet.tag.rpartition("}")[2] == "sheet":
                link = next((value for key, value in sheet.attrib.items() if key.endswith("}id")), None)
                found[sheet.get("name", "")] = targets.get(link, "").lstrip("/")
        return found

    def _tags(self, member: str) -> Iterator[tuple[bytes, bytes]]:
        if member not in self._archive.namelist():
            return
        rest = b""
        with self._archive.open(member) as stream:
            while chunk := stream.read(_CHUNK):
                text = rest + chunk
                end = text.rfind(b">") + 1
                for tag in _TAG.finditer(text, 0, end):
                    yield tag[1], tag[2]
                rest = text[end:]


def _text(cell: object, most: int) -> str:
    if isinstance(cell, str):
        if len(cell) > most:
            raise Unfit("cell_too_long", most)
        return cell
    if isinstance(cell, bool):
        return "1" if cell else "0"
    if isinstance(cell, float):
        if not math.isfinite(cell):
            return ""
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e20 else repr(cell)
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat(sep=" ", timespec="minutes")
    if isinstance(cell, date):
        return cell.isoformat()
    return str(cell)


if __name__ == "__main__":
    sys.exit(main())
