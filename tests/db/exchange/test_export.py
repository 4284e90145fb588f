"""Tables on their way out, and back in."""

from __future__ import annotations

import os
import stat
import zipfile
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.errors import BadInput, CaseloadError
from db.exchange.csv_text import harmless, original, read_csv
from db.exchange.export import export, inside
from db.exchange.profile import load_profile
from db.exchange.workbook import read_workbook

HEADERS = ("ФИО", "Телефон", "Заметка")
FORMULAS = (
    "=1+1",
    '=HYPERLINK("http://x")',
    "+79161234567",
    "-5",
    "@SUM(A1)",
    "\tx",
    "\rx",
    "\nx",
    "\0x",
    "'=1",
    "'",
    "''+7",
    "=",
    "обычный текст",
    "O'Brien",
    "",
    "7;8",
    'с "кавычками"',
    "строка\nвторая",
)


@pytest.fixture(autouse=True)
def _open_umask() -> Iterator[None]:
    before = os.umask(0)
    yield
    os.umask(before)


def back(path: Path) -> list[tuple[str, ...]]:
    content = path.read_bytes()
    if path.suffix.lower() == ".csv":
        return list(read_csv(content, load_profile())[0].rows)
    return list(read_workbook(content)[0].rows)


def test_csv_round_trip_keeps_every_text(tmp_path: Path) -> None:
    rows = [("Иванова Анна", "+79161234567", text) for text in FORMULAS]
    assert export(rows, HEADERS, tmp_path / "a.csv") == len(rows)
    assert back(tmp_path / "a.csv") == [HEADERS, *rows]
    raw = (tmp_path / "a.csv").read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    assert b";'+79161234567;" in raw
    assert raw.endswith(b"\r\n")


@given(st.lists(st.text(alphabet=st.characters(codec="utf-8"), max_size=20), min_size=1, max_size=4))
def test_every_text_is_harmless_and_comes_back(texts: list[str]) -> None:
    for text in texts:
        assert harmless(text)[:1] not in set("=+-@\t\r\n\0")
        assert original(harmless(text)) == text


def test_xlsx_has_no_formula_and_keeps_texts(tmp_path: Path) -> None:
    rows = [("Иванова Анна", "+79161234567", text) for text in FORMULAS]
    export(rows, HEADERS, tmp_path / "a.xlsx")
    with zipfile.ZipFile(tmp_path / "a.xlsx") as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in sheet
    assert "<f " not in sheet
    found = back(tmp_path / "a.xlsx")
    assert found[0] == HEADERS
    assert [row[1] for row in found[1:]] == ["+79161234567"] * len(rows)
    assert [row[2] for row in found[1:]][:5] == list(FORMULAS[:5])


def test_values_have_one_form(tmp_path: Path) -> None:
    rows = [(date(2026, 3, 4), datetime(2026, 3, 4, 7, 0, tzinfo=UTC), None, True, -5, 1.5)]
    names = ("a", "b", "c", "d", "e", "f")
    export(rows, names, tmp_path / "a.csv")
    assert back(tmp_path / "a.csv")[1] == ("2026-03-04", "2026-03-04T07:00:00+00:00", "", "1", "-5", "1.5")
    export(rows, names, tmp_path / "a.xlsx")
    assert back(tmp_path / "a.xlsx")[1] == ("2026-03-04", "2026-03-04T07:00:00+00:00", "", "1", "-5", "1.5")


@pytest.mark.parametrize("name", ["a.csv", "a.xlsx", "A.CSV"])
def test_files_are_for_their_owner_only(tmp_path: Path, name: str) -> None:
    export([("x",)], ("a",), tmp_path / name)
    assert stat.S_IMODE((tmp_path / name).stat().st_mode) == 0o600
    with pytest.raises(BadInput, match="file_exists"):
        export([("y",)], ("a",), tmp_path / name)
    export([("z",)], ("a",), tmp_path / name, overwrite=True)
    assert back(tmp_path / name)[1] == ("z",)
    assert stat.S_IMODE((tmp_path / name).stat().st_mode) == 0o600
    assert os.listdir(tmp_path) == [name]


def test_never_through_a_link(tmp_path: Path) -> None:
    victim = tmp_path / "victim.csv"
    victim.write_text("precious")
    link = tmp_path / "link.csv"
    link.symlink_to(victim)
    for overwrite in (False, True):
        with pytest.raises(BadInput):
            export([("x",)], ("a",), link, overwrite=overwrite)
    dangling = tmp_path / "dangling.csv"
    dangling.symlink_to(tmp_path / "nowhere.csv")
    with pytest.raises(BadInput):
        export([("x",)], ("a",), dangling)
    assert victim.read_text() == "precious"
    assert not (tmp_path / "nowhere.csv").exists()


@pytest.mark.parametrize("name", ["a.csv", "a.xlsx"])
@pytest.mark.parametrize("overwrite", [False, True])
def test_a_failure_leaves_nothing_behind(tmp_path: Path, name: str, overwrite: bool) -> None:
    if overwrite:
        (tmp_path / name).write_text("before")

    def broken() -> Iterator[Sequence[str]]:
        yield ("x",)
        raise RuntimeError("the source is gone")

    with pytest.raises(RuntimeError):
        export(broken(), ("a",), tmp_path / name, overwrite=overwrite)
    assert os.listdir(tmp_path) == ([name] if overwrite else [])
    if overwrite:
        assert (tmp_path / name).read_text() == "before"


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("a.txt", "unknown_ending"),
        ("a", "unknown_ending"),
        ("no/such/a.csv", "no_such_folder"),
        ("a\0.csv", "unfit_file_name"),
    ],
)
def test_unfit_targets(tmp_path: Path, name: str, code: str) -> None:
    with pytest.raises(CaseloadError, match=code):
        export([("x",)], ("a",), tmp_path / name)
    assert os.listdir(tmp_path) == []


@pytest.mark.parametrize(
    "name", ["../a.csv", "/etc/a.csv", "a/b.csv", "..", ".a.csv", "", "a\0.csv", "a\\b.csv", "x" * 300 + ".csv"]
)
def test_names_stay_inside_their_folder(tmp_path: Path, name: str) -> None:
    with pytest.raises(BadInput, match="unfit_file_name"):
        inside(tmp_path, name)
    assert inside(tmp_path, "список 20.11.csv") == tmp_path / "список 20.11.csv"
