"""Printing results: tables fitted to the terminal, JSON and CSV; nothing from data reaches the terminal raw."""

import csv
import io
import json
import os
import shutil
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, Generic, TypeAlias, TypeVar, cast

R = TypeVar("R")
Json: TypeAlias = "str | int | float | bool | None | Sequence[Json] | Mapping[str, Json]"
Record: TypeAlias = "Mapping[str, Json]"

_GAP: Final = "  "
_NARROWEST: Final = 3


@dataclass(frozen=True)
class Column(Generic[R]):
    """A column of a table: its title, what stands in it, and whether it is a number (right)."""

    title: str
    text: Callable[[R], object]
    right: bool = False


def write(text: str) -> None:
    """Write a result to stdout."""
    sys.stdout.write(text)


def tell(text: str) -> None:
    """Write a line for the person to stderr."""
    sys.stderr.write(text + "\n")


def print_rows(
    rows: Sequence[R], columns: Sequence[Column[R]], record: Callable[[R], Record], style: str, empty: str
) -> None:
    """Print a list in one of the three styles; an empty table says so on stderr."""
    if style == "json":
        print_json([record(row) for row in rows])
    elif style == "csv":
        print_csv([record(row) for row in rows], keys_of(record))
    elif rows:
        print_table(rows, columns)
    else:
        tell(empty)


class _Nothing(tuple[()]):
    """What nothing is known of, and of its parts neither."""

    __slots__ = ()

    def __getattr__(self, name: str) -> "_Nothing":
        return self

    def __call__(self, *_given: object, **_named: object) -> "_Nothing":
        return self


class _Blank:
    """A row of which nothing is known."""

    def __getattr__(self, name: str) -> _Nothing:
        return _Nothing()


def keys_of(record: Callable[[R], Record]) -> list[str]:
    """Return the keys that a record has, whatever the row: an empty list keeps its head."""
    return list(record(cast(R, _Blank())))


# --- JSON and CSV -----------------------------------------------------------------------------------------------------


def print_json(value: Json) -> None:
    r"""Print JSON, characters that a terminal would obey as \\u escapes."""
    text = json.dumps(value, ensure_ascii=False, indent=2)
    write("".join(sign if sign == "\n" or not _obeyed(sign) else _escaped(sign) for sign in text) + "\n")


def print_csv(records: Sequence[Record], names: Sequence[str]) -> None:
    """Print CSV with a head, one line a record; what a spreadsheet would run is made harmless."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(names)
    for record in records:
        writer.writerow([_cell(record[name]) for name in names])
    write(out.getvalue())


def _cell(value: Json) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return str(value)
    if isinstance(value, str):
        return harmless(value)
    if isinstance(value, Sequence) and all(isinstance(each, str) for each in value):
        return harmless("; ".join(str(each) for each in value))
    return harmless(json.dumps(value, ensure_ascii=False))


def harmless(text: str) -> str:
    """Return a text on one line that no spreadsheet takes for a formula; phone numbers keep their plus."""
    from assistant_tui.text.safe import plain

    words = plain(text)
    formula = words.startswith(("=", "-", "@")) or (
        words.startswith("+") and not words[1:].replace("; +", "").isdigit()
    )
    return "'" + words if formula else words


def _obeyed(sign: str) -> bool:
    code = ord(sign)
    return (
        code < 0x20 or 0x7F <= code < 0xA0 or 0x200B <= code <= 0x200F or 0x2028 <= code <= 0x202E
        or 0x2060 <= code <= 0x206F or code == 0xFEFF or 0xD800 <= code <= 0xDFFF or 0xE0000 <= code <= 0xE007F
    )  # fmt: skip


def _escaped(sign: str) -> str:
    return json.dumps(sign)[1:-1]


def iso(value: date | datetime | None) -> str | None:
    """Return a date or an instant in ISO 8601."""
    if not value:
        return None
    return value.isoformat(timespec="seconds") if isinstance(value, datetime) else value.isoformat()


# --- tables -----------------------------------------------------------------------------------------------------------


def print_table(rows: Sequence[R], columns: Sequence[Column[R]], width: int | None = None) -> None:
    """Print a table with a head, cut to the terminal's width; as wide as it needs where there is no terminal."""
    write("".join(line + "\n" for line in table_lines(rows, columns, table_width() if width is None else width)))


def table_width() -> int:
    """Return how many cells a line may have; 0 for no limit."""
    if sys.stdout.isatty() or os.environ.get("COLUMNS", "").isdigit():
        return shutil.get_terminal_size().columns
    return 0


def table_lines(rows: Sequence[R], columns: Sequence[Column[R]], limit: int) -> Iterable[str]:
    """Return the lines of a table, at most `limit` cells wide (0: no limit)."""
    from rich.cells import cell_len

    from assistant_tui.text.safe import plain
    from assistant_tui.text.width import pad

    cells = [[plain(column.text(row)) for column in columns] for row in rows]
    head = [column.title for column in columns]
    natural = [max(cell_len(line[place]) for line in [head, *cells]) for place in range(len(columns))]
    widths = _fitted(natural, limit)
    for line in [head, *cells]:
        parts = [
            pad(text, width, right=column.right) for text, width, column in zip(line, widths, columns, strict=True)
        ]
        yield _GAP.join(parts).rstrip()


def _fitted(natural: Sequence[int], limit: int) -> list[int]:
    """Return widths that fit: the widest columns give way first."""
    widths = list(natural)
    room = limit - len(_GAP) * (len(widths) - 1)
    if not limit or sum(widths) <= room:
        return widths
    low, high = _NARROWEST, max(widths)
    while low < high:
        middle = (low + high + 1) // 2
        if sum(min(width, middle) for width in widths) <= room:
            low = middle
        else:
            high = middle - 1
    fitted = [min(width, low) for width in widths]
    spare = room - sum(fitted)
    for place, width in enumerate(natural):
        if spare > 0 and width > fitted[place]:
            more = min(spare, width - fitted[place])
            fitted[place] += more
            spare -= more
    return fitted
