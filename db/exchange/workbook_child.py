"""Read a workbook from stdin and write its sheets to stdout as JSON: a program of its own, held to little memory.

Run by `db.exchange.workbook`, alone and by path, so that a hostile file kills this process and nothing else.
"""

from __future__ import annotations

import io
import json
import math
import sys
from datetime import date, datetime, time

MEMORY = 512 * 1024 * 1024
MOST_SHEETS = 20


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
            found.append({"name": name, "rows": rows, "merges": merges})
    except PasswordError as error:
        raise Unfit("workbook_locked", 0) from error
    except CalamineError as error:
        raise Unfit("workbook_damaged", 0) from error
    return found


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
