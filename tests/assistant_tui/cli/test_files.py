"""Files in and out by the command line."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from tests.assistant_tui.cli.conftest import Cli

GOOD = (
    "№;ФИО;Дата рождения;Телефон;СНИЛС\n"
    "1;Сидорова Мария Ильинична;01.02.1960;8 916 123-45-67;112-233-445 95\n"
    "2;Кузьмин Олег Петрович;03.04.1955;8 916 765-43-21;\n"
)
BAD = GOOD + "3;;05.06.1950;;\n4;Ивaнов Пётр;31.02.1950;89160000000;111-111-111 11\n"


@pytest.fixture
def clerk(tmp_path: Path) -> Path:
    path = tmp_path / "список.csv"
    path.write_bytes(GOOD.encode("cp1251"))
    return path


def test_a_file_is_looked_at_taken_and_taken_again(bare: Cli, clerk: Path) -> None:
    seen = bare("import", str(clerk), "--dry-run", "--format", "json")
    assert (seen.code, seen.err) == (0, "Только просмотр: ничего не записано.\n")
    assert (seen.json["new"], seen.json["action"]) == (2, None)
    assert bare.ids("patients") == []
    taken = bare("import", str(clerk), "--format", "json").json
    assert set(taken) >= {"new", "updated", "same", "rejected", "warnings", "action"}
    assert (taken["new"], taken["rejected"]) == (2, [])
    assert len(bare.ids("patients")) == 2
    again = bare("import", str(clerk), "--format", "json").json
    assert (again["new"], again["updated"], again["same"]) == (0, 0, 2)
    assert bare("undo", str(taken["action"])).code == 0
    assert bare.ids("patients") == []


def test_a_row_that_cannot_be_taken_stops_the_file(bare: Cli, clerk: Path) -> None:
    clerk.write_text(BAD, "utf-8")
    ran = bare("import", str(clerk), "--format", "json")
    assert ran.code == 4
    assert "--skip-rejected" in ran.err
    assert ran.json["action"] is None
    assert {row["row"] for row in ran.json["rejected"]} == {4, 5}
    assert all(row["reason"] for row in ran.json["rejected"])
    assert bare.ids("patients") == []
    words = bare("import", str(clerk), lang="en")
    assert words.code == 4
    assert "rejected: 2" in words.out
    assert [line.split()[2:4] for line in words.out.splitlines() if "✗" in line][1] == ["Ивaнов", "Пётр"]
    assert "Пётр" not in ran.out
    rows = bare("import", str(clerk), "--format", "csv").out.splitlines()
    assert rows[0] == "kind,row,column,text"
    skipped = bare("import", str(clerk), "--skip-rejected", "--format", "json")
    assert (skipped.code, skipped.json["new"]) == (0, 2)
    assert len(bare.ids("patients")) == 2


@pytest.mark.parametrize(
    ("content", "code"), [(b"", 4), (b"\x00\x01\x02" * 50, 4), (b"a;b\n1;2\n", 4), (b"PK\x03\x04broken", 4)]
)
def test_a_file_that_is_no_table_is_told(bare: Cli, tmp_path: Path, content: bytes, code: int) -> None:
    path = tmp_path / ("x.xlsx" if content.startswith(b"PK") else "x.csv")
    path.write_bytes(content)
    ran = bare("import", str(path))
    assert (ran.code, ran.out) == (code, "")
    assert ran.err.count("\n") == 1
    assert bare("import", str(tmp_path)).code == 2


@pytest.mark.parametrize("ending", [".csv", ".xlsx"])
@pytest.mark.parametrize("what", ["today", "patients", "visits", "tests", "tasks", "reminders", "calls", "deadlines"])
def test_every_list_is_exported(cli: Cli, tmp_path: Path, what: str, ending: str) -> None:
    path = tmp_path / f"out{ending}"
    ran = cli("export", what, "--to", str(path))
    assert (ran.code, ran.out) == (0, ""), ran.err
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    content = path.read_bytes()
    assert content.startswith(b"PK") if ending == ".xlsx" else b";" in content
    again = cli("export", what, "--to", str(path))
    assert again.code == 2
    assert path.read_bytes() == content
    assert cli("export", what, "--to", str(path), "--overwrite").code == 0


def test_what_was_exported_can_be_imported_and_changes_nothing(cli: Cli, tmp_path: Path) -> None:
    path = tmp_path / "out.csv"
    cli("export", "patients", "--to", str(path))
    plan = cli("import", str(path), "--format", "json").json
    assert (plan["new"], plan["updated"], plan["same"], plan["rejected"]) == (0, 0, 40, [])


def test_an_export_that_cannot_be_written_leaves_nothing(cli: Cli, tmp_path: Path) -> None:
    assert cli("export", "patients", "--to", str(tmp_path / "out.pdf")).code == 2
    assert cli("export", "patients", "--to", str(tmp_path / "no" / "out.csv")).code == 2
    assert cli("export", "patients", "--to", str(tmp_path)).code == 2
    assert not [path for path in tmp_path.iterdir() if path.name.startswith("out")]
