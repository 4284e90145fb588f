"""Files that are no table, or would eat the machine: each gets one clear refusal, fast and in little memory."""

from __future__ import annotations

import io
import os
import socket
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from db.errors import CaseloadError
from db.exchange.profile import load_profile
from db.exchange.tables import RawTable, read_table

HEADER = "ФИО;Дата рождения;Телефон\r\n"
ROW = "Иванова Анна Петровна;12.03.1958;89161234567\r\n"
GOOD = (HEADER + ROW).encode("cp1251")
TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/></Types>'
)


def table(path: Path) -> RawTable:
    return read_table(path, load_profile())


def workbook(rows: list[list[object]]) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def archive(members: dict[str, bytes | str], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as made:
        for name, content in members.items():
            made.writestr(name, content)
    return out.getvalue()


def changed(replaced: dict[str, bytes | str], more: dict[str, bytes | str] | None = None) -> bytes:
    """A good workbook with some members replaced."""
    with zipfile.ZipFile(io.BytesIO(workbook([["ФИО", "ДР", "Телефон"], ["Иванова Анна", "12.03.1958", "1"]]))) as good:
        members: dict[str, bytes | str] = {name: good.read(name) for name in good.namelist()}
    return archive({**members, **replaced, **(more or {})})


def sheet(rows: str) -> str:
    return f'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{rows}</sheetData></worksheet>'


SHEET = "xl/worksheets/sheet1.xml"
LAUGHS = '<!DOCTYPE l [<!ENTITY a "ha">' + "".join(
    f'<!ENTITY {chr(98 + n)} "{"&" + chr(97 + n) + ";" * 1}{("&" + chr(97 + n) + ";") * 9}">' for n in range(9)
)
FILES: dict[str, tuple[str, Callable[[], bytes], str]] = {
    "empty": ("a.csv", lambda: b"", "file_empty"),
    "only a BOM": ("a.csv", lambda: b"\xef\xbb\xbf", "no_header"),
    "only blanks": ("a.csv", lambda: b"\r\n \r\n;;;\r\n", "no_header"),
    "no header": ("a.csv", lambda: ROW.encode() * 3, "no_header"),
    "header too low": ("a.csv", lambda: ("строка\r\n" * 15 + HEADER + ROW).encode(), "no_header"),
    "header of visits": ("a.csv", lambda: "Услуга;Врач;Кабинет\r\n1;2;3\r\n".encode(), "no_header"),
    "random bytes": ("a.csv", lambda: bytes(range(256)) * 64, "encoding_unknown"),
    "zero bytes": ("a.csv", lambda: b"\0" * 4096, "binary_file"),
    "UTF-16 without its mark": ("a.csv", lambda: (HEADER + ROW).encode("utf-16-le"), "binary_file"),
    "UTF-16 cut in half": ("a.csv", lambda: (HEADER + ROW).encode("utf-16")[:-1], "encoding_unknown"),
    "UTF-32": ("a.csv", lambda: (HEADER + ROW).encode("utf-32"), "encoding_unknown"),
    "KOI8-R": ("a.csv", lambda: (HEADER + ROW).encode("koi8-r"), "no_header"),
    "unclosed quote": ("a.csv", lambda: GOOD + '"Петрова Анна;1;2\r\n'.encode("cp1251") + GOOD * 2, "unclosed_quote"),
    "cell over many rows": ("a.csv", lambda: GOOD + b'"a' + b"\n" * 50 + b'";1;2\r\n', "unclosed_quote"),
    "line of 10 MB": ("a.csv", lambda: GOOD + b"x" * 10_000_000, "cell_too_long"),
    "too many rows": ("a.csv", lambda: GOOD + b";1\r\n" * 200_001, "too_many_rows"),
    "too many cells": ("a.csv", lambda: GOOD + b";" * 3_000_001, "too_many_cells|cell_too_long"),
    "PDF": ("a.csv", lambda: b"%PDF-1.7\n" + GOOD, "not_a_table"),
    "PNG": ("a.xlsx", lambda: b"\x89PNG\r\n\x1a\n" + b"\0" * 100, "workbook_damaged"),
    "web page": ("a.csv", lambda: b"<html><table><tr><td>1</td></tr></table></html>", "not_a_table"),
    "gzip": ("a.csv", lambda: b"\x1f\x8b\x08" + b"x" * 50, "not_a_table"),
    "old Excel": ("a.xls", lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 512, "old_or_locked_workbook"),
    "locked workbook": ("a.xlsx", lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 512, "old_or_locked_workbook"),
    "text called xlsx": ("a.xlsx", lambda: GOOD, "workbook_damaged"),
    "half a workbook": ("a.xlsx", lambda: workbook([["ФИО", "ДР"]])[:2000], "workbook_damaged"),
    "another archive": ("a.xlsx", lambda: archive({"readme.txt": "hello"}), "not_a_workbook"),
    "open document": ("a.ods", lambda: archive({"mimetype": "x", "content.xml": "<a/>"}), "open_document"),
    "workbook without sheets": (
        "a.xlsx",
        lambda: archive({"[Content_Types].xml": TYPES, "xl/workbook.xml": "<workbook/>"}),
        "no_header|workbook_damaged",
    ),
    "bomb by ratio": ("a.xlsx", lambda: changed({SHEET: sheet("<row/>" * 3_000_000)}), "workbook_too_large"),
    "bomb by size": (
        "a.xlsx",
        lambda: changed({}, {"xl/media/a.bin": os.urandom(1000) * 60_000}),
        "workbook_too_large",
    ),
    "too many members": (
        "a.xlsx",
        lambda: changed({}, {f"xl/media/{n}.txt": "x" for n in range(201)}),
        "workbook_too_large",
    ),
    "name outside": ("a.xlsx", lambda: changed({}, {"../../evil.txt": "x"}), "workbook_unsafe"),
    "absolute name": ("a.xlsx", lambda: changed({}, {"/etc/evil": "x"}), "workbook_unsafe"),
    "drive name": ("a.xlsx", lambda: changed({}, {"C:/evil": "x"}), "workbook_unsafe"),
    "billion laughs": (
        "a.xlsx",
        lambda: changed({SHEET: LAUGHS + "]>" + sheet("<row><c><v>&j;</v></c></row>")}),
        "workbook_unsafe",
    ),
    "file by entity": (
        "a.xlsx",
        lambda: changed(
            {"xl/sharedStrings.xml": '<!DOCTYPE s [<!ENTITY x SYSTEM "file:///etc/passwd">]><sst>&x;</sst>'}
        ),
        "workbook_unsafe",
    ),
    "unknown entity": (
        "a.xlsx",
        lambda: changed({SHEET: sheet('<row r="1"><c r="A1" t="str"><v>&nope;</v></c></row>')}),
        "workbook_damaged|no_header",
    ),
    "broken xml": ("a.xlsx", lambda: changed({SHEET: "<worksheet><"}), "workbook_damaged|no_header"),
    "cell at the far corner": (
        "a.xlsx",
        lambda: changed(
            {
                SHEET: sheet(
                    '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
                )
            }
        ),
        "too_many_rows|too_many_cells|workbook_too_large",
    ),
    "cell of 40,000 letters": (
        "a.xlsx",
        lambda: changed(
            {SHEET: sheet('<row r="1"><c r="A1" t="str"><v>' + os.urandom(20_000).hex() + "</v></c></row>")}
        ),
        "cell_too_long",
    ),
}


@pytest.mark.parametrize("case", FILES)
def test_one_clear_refusal(tmp_path: Path, case: str) -> None:
    name, make, code = FILES[case]
    path = tmp_path / name
    path.write_bytes(make())
    with pytest.raises(CaseloadError, match=rf"^({code})\b"):
        table(path)


MEASURED = """
import sys, time
from pathlib import Path
from db.errors import CaseloadError
from db.exchange.profile import load_profile
from db.exchange.tables import read_table
profile = load_profile()
start = time.process_time()
try:
    read_table(Path(sys.argv[1]), profile)
except CaseloadError as error:
    spent = time.process_time() - start
    peak = next(line for line in open("/proc/self/status") if line.startswith("VmHWM"))
    print(error.code, int(peak.split()[1]) // 1024, spent)
"""


@pytest.mark.parametrize(("case", "seconds"), [("bomb by ratio", 0.5), ("bomb by size", 0.5), ("billion laughs", 1.0)])
def test_bombs_are_refused_before_they_unpack(tmp_path: Path, case: str, seconds: float) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(FILES[case][1]())
    done = subprocess.run([sys.executable, "-c", MEASURED, str(path)], capture_output=True, text=True, check=True)
    code, megabytes, spent = done.stdout.split()
    assert code == FILES[case][2]
    assert int(megabytes) <= 100
    assert float(spent) <= seconds


def test_a_cell_at_the_far_corner_is_the_end_of_the_child_only(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(FILES["cell at the far corner"][1]())
    done = subprocess.run([sys.executable, "-c", MEASURED, str(path)], capture_output=True, text=True, check=True)
    assert int(done.stdout.split()[1]) <= 100


def refused(path: Path) -> str:
    start = time.monotonic()
    with pytest.raises(CaseloadError) as caught:
        table(path)
    assert time.monotonic() - start < 5  # nothing waits
    return caught.value.code


def test_only_regular_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    os.mkfifo(tmp_path / "pipe.csv")
    assert refused(tmp_path / "pipe.csv") == "not_a_file"
    assert refused(tmp_path) == "not_a_file"
    assert refused(Path("/dev/zero")) == "not_a_file"
    assert refused(tmp_path / "missing.csv") == "file_not_found"
    assert refused(tmp_path / ("x" * 300)) == "cannot_read"
    assert refused(Path("a\0.csv")) == "cannot_read"
    (tmp_path / "loop.csv").symlink_to(tmp_path / "loop.csv")
    assert refused(tmp_path / "loop.csv") == "cannot_read"
    (tmp_path / "pipe_link.csv").symlink_to(tmp_path / "pipe.csv")
    assert refused(tmp_path / "pipe_link.csv") == "not_a_file"
    with socket.socket(socket.AF_UNIX) as made:
        monkeypatch.chdir(tmp_path)  # the names of sockets are short
        made.bind("s.csv")
        assert refused(tmp_path / "s.csv") == "not_a_file"


def test_a_sparse_file_of_10_gb_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "big.csv"
    with path.open("wb") as stream:
        stream.truncate(10 * 1024**3)
    assert refused(path) == "file_too_large"


def test_a_link_to_a_table_is_a_table(tmp_path: Path) -> None:
    (tmp_path / "real.csv").write_bytes(GOOD)
    (tmp_path / "link.csv").symlink_to(tmp_path / "real.csv")
    assert len(table(tmp_path / "link.csv").rows) == 1


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1251"])
@pytest.mark.parametrize("delimiter", [";", "\t", ","])
def test_what_clerks_save(tmp_path: Path, encoding: str, delimiter: str) -> None:
    text = f"Список; на 20.11, всего 1\r\n\r\n{HEADER}{ROW}".replace(";", delimiter)
    path = tmp_path / "a.csv"
    path.write_bytes(text.encode(encoding))
    found = table(path)
    assert found.headers[:3] == ("ФИО", "Дата рождения", "Телефон")
    assert found.header_row == 3
    assert [(row.number, row.cells[0]) for row in found.rows] == [(4, "Иванова Анна Петровна")]


def test_rows_are_numbered_as_the_spreadsheet_shows_them(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    text = f'sep=;\r\n{HEADER}"Иванова\nАнна";12.03.1958;1\r\n\r\n;;\r\nПетрова Анна;12.03.1958;"1\n2"\r\n'
    path.write_bytes(text.encode("cp1251"))
    assert [row.number for row in table(path).rows] == [2, 5]


def test_quotes_within_quotes_are_people_typing(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes((HEADER + '"Иванова "Аня" Анна";12.03.1958;1\r\n').encode("cp1251"))
    assert "Аня" in table(path).rows[0].cells[0]


def test_a_null_among_letters_is_no_binary(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(GOOD + "Петро\0ва Анна;12.03.1958;1\r\n".encode("cp1251") + GOOD)
    assert len(table(path).rows) == 4
