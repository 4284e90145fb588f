"""Tables on their way out: CSV and XLSX that no spreadsheet takes for formulas, readable by their owner only."""

from __future__ import annotations

import csv
import io
import os
import re
import stat
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import date, datetime
from io import FileIO
from pathlib import Path
from typing import Final, TypeAlias, TypeVar

from db.errors import BadInput, EnvironmentFault
from db.exchange.csv_text import harmless
from db.exchange.sheets import MOST_TEXT

W = TypeVar("W")
Cell: TypeAlias = "str | int | float | bool | date | datetime | None"

_NO_XML: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_SHEET_ROWS: Final = 1_048_576


def export(rows: Iterable[Sequence[Cell]], columns: Sequence[str], path: str | Path, *, overwrite: bool = False) -> int:
    """Write a table to a new file, CSV or XLSX by its ending, and return how many rows were written.

    Texts stay texts in a spreadsheet; dates and instants are ISO 8601 in CSV. The file is readable by its owner only.
    Raises `BadInput`: unknown_ending, file_exists, no_such_folder, not_a_file, unfit_file_name, too_many_rows;
    `EnvironmentFault`: cannot_write, disk_full. Then nothing is left of it.
    """
    return write_new(path, _WRITERS, lambda write, stream: write(rows, columns, stream), overwrite=overwrite)


def write_new(
    path: str | Path, by_ending: Mapping[str, W], write: Callable[[W, FileIO], int], *, overwrite: bool = False
) -> int:
    """Write a new file by what its ending asks for and return what `write` does; raises as `export` does."""
    target = Path(path)
    shown = os.fsdecode(target)
    if "\0" in shown:
        raise BadInput("unfit_file_name", name=shown.replace("\0", "?"))
    how = by_ending.get(target.suffix.casefold())
    if how is None:
        raise BadInput("unknown_ending", path=shown, known=", ".join(by_ending))
    try:
        with new_file(target, overwrite=overwrite) as stream:
            return write(how, stream)
    except FileExistsError as error:
        raise BadInput("file_exists", path=shown) from error
    except (FileNotFoundError, NotADirectoryError) as error:
        raise BadInput("no_such_folder", path=shown) from error
    except OSError as error:
        raise EnvironmentFault("disk_full" if error.errno == 28 else "cannot_write", path=shown) from error


def inside(folder: Path, name: str) -> Path:
    """Return a path within a folder; raises `BadInput("unfit_file_name")` for a name that leads elsewhere."""
    leads_away = name != Path(name).name or name.startswith(".") or re.search(r"[/\\:\x00-\x1f]", name)
    if not name or leads_away or len(name) > 200:
        raise BadInput("unfit_file_name", name=re.sub(r"[\x00-\x1f]", "?", name[:80]))
    return folder / name


@contextmanager
def new_file(target: Path, *, overwrite: bool) -> Iterator[FileIO]:
    """Lend a file that did not exist, for its owner only; on failure it is removed, and what was there stays.

    An existing file is replaced only when the new one is whole. A symbolic link is never written through.
    """
    if overwrite and os.path.lexists(target):
        if not stat.S_ISREG(os.lstat(target).st_mode):
            raise BadInput("not_a_file", path=str(target))
        written = target.with_name(f".{target.name}.{os.getpid()}.part")
    else:
        written = target
    flags = os.O_CREAT | os.O_EXCL | os.O_RDWR | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
    stream = os.fdopen(os.open(written, flags | getattr(os, "O_CLOEXEC", 0), 0o600), "r+b", buffering=0)
    try:
        yield stream
        stream.flush()
        os.fsync(stream.fileno())
        stream.close()
        if written != target:
            os.replace(written, target)
    except BaseException:
        stream.close()
        with suppress(FileNotFoundError):
            written.unlink()
        raise


def _write_csv(rows: Iterable[Sequence[Cell]], columns: Sequence[str], stream: FileIO) -> int:
    """Write CSV as spreadsheets of Russia open it: UTF-8 with its mark, semicolons, CRLF."""
    count = 0
    text = io.TextIOWrapper(io.BufferedWriter(stream), encoding="utf-8-sig", errors="replace", newline="")
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow([harmless(name) for name in columns])
    for row in rows:
        writer.writerow([_csv_cell(cell) for cell in row])
        count += 1
    text.detach().detach()  # both flush; the file stays open for its fsync
    return count


def _csv_cell(cell: Cell) -> str | int | float:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return int(cell)
    if isinstance(cell, date):
        return cell.isoformat()
    return harmless(cell) if isinstance(cell, str) else cell


def _write_xlsx(rows: Iterable[Sequence[Cell]], columns: Sequence[str], stream: FileIO) -> int:
    """Write one sheet; every text is marked as text, so that none becomes a formula."""
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell

    listed = list(rows)  # a source that fails must not leave a half-written sheet in the folder for temporary files
    if len(listed) >= _SHEET_ROWS:
        raise BadInput("too_many_rows", most=_SHEET_ROWS - 1)
    book = Workbook(write_only=True)
    sheet = book.create_sheet("1")

    def cell(value: Cell) -> object:
        if not isinstance(value, str):
            return value.isoformat() if isinstance(value, datetime) and value.tzinfo else value
        made = WriteOnlyCell(sheet, value=_NO_XML.sub("\ufffd", value)[:MOST_TEXT])
        made.data_type = "s"
        return made

    sheet.freeze_panes = "A2"
    sheet.append([cell(name) for name in columns])
    for row in listed:
        sheet.append([cell(value) for value in row])
    book.save(stream)
    return len(listed)


_Writer: TypeAlias = Callable[[Iterable[Sequence[Cell]], Sequence[str], FileIO], int]
_WRITERS: Final[dict[str, _Writer]] = {".csv": _write_csv, ".xlsx": _write_xlsx}
