"""Visits and tests from files by the command line."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.assistant_tui.cli.conftest import Cli

PEOPLE = (
    "ФИО;Дата рождения;Телефон;СНИЛС\n"
    "Сидорова Мария Ильинична;01.02.1960;8 916 123-45-67;112-233-445 95\n"
    "Кузьмин Олег Петрович;03.04.1955;8 916 765-43-21;\n"
)
HEADER = "ФИО;Дата рождения;Дата приёма;Время;Услуга;Талон\n"
MARIA = "Сидорова Мария Ильинична;01.02.1960;{on};{at};КТ;N-1\n"
OLEG = "Кузьмин Олег Петрович;03.04.1955;26.11.2026;9:00;УЗИ;\n"
LAST = "Кузьмин Олег Петрович;03.04.1955;30.11.2026;9:00;МРТ;\n"
TESTS = (
    "СНИЛС;Анализ;Дата назначения;Сдать до\n112-233-445 95;=ОАК;10.11.2026;27.11.2026\n112-233-445 95;ОАК;10.11.2026;\n"
)


@pytest.fixture
def known(bare: Cli, tmp_path: Path) -> Cli:
    path = tmp_path / "people.csv"
    path.write_text(PEOPLE, "utf-8")
    assert bare("import", str(path)).code == 0
    return bare


def written(path: Path, *rows: str, header: str = HEADER, made: int = 1_700_000_000) -> str:
    path.write_text(header + "".join(rows), "utf-8")
    os.utime(path, (made, made))
    return str(path)


def test_visits_are_looked_at_taken_moved_and_taken_back(known: Cli, tmp_path: Path) -> None:
    first = written(tmp_path / "one.csv", MARIA.format(on="25.11.2026", at="10:30"), OLEG, LAST)
    seen = known("import", first, "--dry-run", "--format", "json")
    assert seen.code == 0
    assert "приёмы" in seen.err
    assert (seen.json["kind"], seen.json["new"], seen.json["action"]) == ("visits", 3, None)
    assert known.ids("visits") == []
    assert known("import", first, "--kind", "visits", "--format", "json").json["new"] == 3
    again = known("import", first, "--kind", "visits", "--format", "json")
    assert (again.err, again.json["new"], again.json["updated"], again.json["same"]) == ("", 0, 0, 3)

    moved = MARIA.format(on="27.11.2026", at="12:00")
    second = written(tmp_path / "two.csv", MARIA.format(on="25.11.2026", at="8:00"), LAST, made=1_700_100_000)
    plan = known("import", second, "--dry-run", "--format", "json").json
    assert (plan["moved"], plan["updated"], plan["vanished"]) == (1, 1, 1)
    (gone,) = [one for one in plan["warnings"] if one["code"] == "vanished"]
    assert "УЗИ" in gone["text"]
    assert gone["row"] == 0
    table = known("import", second, "--dry-run")
    assert "исчезло с прошлого файла: 1" in table.out
    assert "Кузьмин" in table.out
    assert "vanished,0" in known("import", second, "--dry-run", "--format", "csv").out
    done = known("import", second, "--format", "json").json
    starts = {row["starts_at"]: row["status"] for row in known("visits", "--format", "json").json}
    assert starts["2026-11-25T10:30:00+03:00"] == "moved"
    assert starts["2026-11-25T08:00:00+03:00"] == "planned"
    older = written(tmp_path / "old.csv", moved, made=1_600_000_000)
    kept = known("import", older, "--format", "json").json
    assert (kept["new"], kept["updated"]) == (0, 0)
    assert [one["code"] for one in kept["warnings"]] == ["older_than_last_file"]
    assert known("undo", str(done["action"])).code == 0
    starts = {row["starts_at"]: row["status"] for row in known("visits", "--format", "json").json}
    assert starts["2026-11-25T10:30:00+03:00"] == "planned"
    assert len(starts) == 3


def test_rejected_rows_stop_the_file(known: Cli, tmp_path: Path) -> None:
    nobody = MARIA.format(on="25.11.2026", at="10:30").replace("Сидорова", "Никто")
    path = written(tmp_path / "one.csv", nobody, OLEG)
    ran = known("import", path, "--format", "json")
    assert (ran.code, ran.json["action"]) == (4, None)
    assert [(one["row"], one["code"]) for one in ran.json["rejected"]] == [(2, "patient_unknown")]
    assert known.ids("visits") == []
    assert known("import", path, "--skip-rejected", "--format", "json").json["new"] == 1
    assert len(known.ids("visits")) == 1
    assert known("import", path, lang="en").out.splitlines()[-1].split()[:2] == ["2", "✗"]


def test_tests_by_a_number_alone_and_a_formula_is_no_test(known: Cli, tmp_path: Path) -> None:
    path = tmp_path / "tests.csv"
    path.write_text(TESTS, "utf-8")
    ran = known("import", str(path), "--skip-rejected", "--format", "json").json
    assert (ran["kind"], ran["new"]) == ("tests", 1)
    assert [one["code"] for one in ran["rejected"]] == ["service_missing"]
    assert [row["test"] for row in known("tests", "--format", "json").json] == ["cbc"]


def test_a_profile_by_its_path_or_its_name(known: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "config" / "onco-assistant" / "profiles"
    folder.mkdir(parents=True)
    own = folder / "больница.toml"
    own.write_text('[columns]\nvisit_datetime = ["Когда"]\n[services]\nct = ["ПЭТ"]\n', "utf-8")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    header = HEADER.replace("Дата приёма", "Когда")
    row = MARIA.format(on="25.11.2026", at="10:30").replace("КТ", "ПЭТ")
    path = written(tmp_path / "one.csv", row, header=header)
    assert known("import", path, "--dry-run", "--kind", "visits").code == 4
    for name in ("больница", str(own)):
        ran = known("import", path, "--dry-run", "--profile", name, "--format", "json").json
        assert (ran["kind"], ran["new"], ran["rejected"]) == ("visits", 1, [])
    assert known("import", path, "--profile", "нет такого").code == 2
    own.write_text("[services]\nct = 5\n", "utf-8")
    assert known("import", path, "--profile", "больница").code == 2


def test_hostile_text_goes_in_and_out_as_text(known: Cli, tmp_path: Path) -> None:
    header = HEADER.replace("\n", ";Врач;МО;Примечание\n")
    row = MARIA.format(on="25.11.2026", at="10:30").replace("\n", ";+79@evil;@SUM(1);\x1b]52;c;[/bold]\u202e-1+1\n")
    path = written(tmp_path / "one.csv", row, header=header)
    ran = known("import", path)
    assert ran.code == 0
    assert "\x1b" not in ran.out + ran.err
    out = tmp_path / "out.csv"
    assert known("export", "visits", "--to", str(out)).code == 0
    cells = out.read_text("utf-8-sig").splitlines()[1].split(";")
    assert "'+79@evil" in cells
    assert not [cell for cell in cells if cell[:1] in "=+-@" and cell]
