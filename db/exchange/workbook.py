"""XLSX workbooks from anybody: the archive is looked at first, then a small process of its own reads the values."""

from __future__ import annotations

import io
import json
import re
import subprocess
import sys
import zipfile
import zlib
from pathlib import Path
from typing import Any, Final

from db.errors import BadData, EnvironmentFault
from db.exchange.sheets import MOST_CELLS, MOST_ROWS, MOST_TEXT, Sheet

ZIP: Final = b"PK\x03\x04"
OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # .xls, and an .xlsx under a password
MOST_UNPACKED: Final = 50_000_000
MOST_RATIO: Final = 100
MOST_MEMBERS: Final = 200
SECONDS: Final = 20
_UNFIT_NAME: Final = re.compile(r"^[/\\]|^[A-Za-z]:|(^|[/\\])\.\.([/\\]|$)|\0")
_CHILD: Final = Path(__file__).with_name("workbook_child.py")


def read_workbook(content: bytes) -> tuple[Sheet, ...]:
    """Return the sheets of an XLSX file; dates are ISO texts, formulas their stored values.

    Raises `BadData`: old_or_locked_workbook, not_a_workbook, open_document, workbook_damaged, workbook_too_large,
    workbook_unsafe, workbook_locked, too_many_rows, too_many_cells, cell_too_long, workbook_takes_too_long.
    """
    if content.startswith(OLE):
        raise BadData("old_or_locked_workbook")
    _check_archive(content)
    answer = _asked_of_the_child(content)
    if "code" in answer:
        raise BadData(answer["code"], **({"most": answer["most"]} if answer["most"] else {}))
    return tuple(
        Sheet(
            sheet["name"], tuple(map(tuple, sheet["rows"])), tuple(map(tuple, sheet["merges"])), sheet["hidden"],
            frozenset(sheet["hidden_rows"]), frozenset(sheet["hidden_columns"]),
        )
        for sheet in answer["sheets"]
    )  # fmt: skip


def _check_archive(content: bytes) -> None:
    """Refuse what would unpack to too much, names outside, or defines entities; nothing is unpacked for the sizes."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = archive.infolist()
            _check_sizes(members)
            names = [member.filename for member in members]
            if "content.xml" in names and "mimetype" in names:
                raise BadData("open_document")
            if "xl/workbook.xml" not in names:
                raise BadData("not_a_workbook")
            if len(set(names)) < len(names) or any(_UNFIT_NAME.search(name) for name in names):
                raise BadData("workbook_unsafe")
            if any(member.flag_bits & 1 for member in members):
                raise BadData("workbook_locked")
            for name in names:
                if name.endswith((".xml", ".rels", ".vml")):
                    _check_prolog(archive, name)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, ValueError) as error:
        raise BadData("workbook_damaged") from error


def _check_sizes(members: list[zipfile.ZipInfo]) -> None:
    unpacked = sum(member.file_size for member in members)
    packed = sum(member.compress_size for member in members)
    if len(members) > MOST_MEMBERS or unpacked > MOST_UNPACKED or unpacked > MOST_RATIO * max(packed, 1):
        raise BadData("workbook_too_large", most=MOST_UNPACKED)


def _check_prolog(archive: zipfile.ZipFile, name: str) -> None:
    """Read a member up to its first element: a document type, where entities are defined, must stand before it."""
    from xml.etree.ElementTree import ParseError

    from defusedxml import DefusedXmlException
    from defusedxml.ElementTree import iterparse

    try:
        with archive.open(name) as stream:
            for _ in iterparse(stream, events=("start",), forbid_dtd=True):
                return
    except DefusedXmlException as error:
        raise BadData("workbook_unsafe") from error
    except (ParseError, LookupError) as error:
        raise BadData("workbook_damaged") from error


def _asked_of_the_child(content: bytes) -> dict[str, Any]:
    command = [sys.executable, "-I", str(_CHILD), str(MOST_ROWS), str(MOST_CELLS), str(MOST_TEXT)]
    try:
        done = subprocess.run(command, input=content, capture_output=True, timeout=SECONDS, check=False)
    except subprocess.TimeoutExpired as error:
        raise BadData("workbook_takes_too_long", seconds=SECONDS) from error
    except OSError as error:
        raise EnvironmentFault("no_child_process") from error
    if done.returncode != 0:  # killed by its limits, or calamine gave up
        raise BadData("workbook_too_large" if done.returncode < 0 else "workbook_damaged")
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer
