"""An import of visits that is killed in the middle leaves the record as it was, or whole."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path

import pytest

from db.actions.patients import NewPatient, add_patient
from db.clock import FrozenClock
from tests.desk import NOW, Desk, copied

ROOT = Path(__file__).parents[3]
PEOPLE = 30
HEADER = "ФИО;Дата рождения;Дата приёма;Время;Услуга;Талон\n"


def born(number: int) -> date:
    return date(1950, 1, 1) + timedelta(days=number)


def rows(day: str, services: tuple[str, ...]) -> str:
    return HEADER + "".join(
        f"Петрова Мария Ивановна;{born(number)};{day};{9 + place}:00;{service};{number}-{service}\n"
        for number in range(PEOPLE)
        for place, service in enumerate(services)
    )


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory, template: Path) -> Path:
    """A record with the visits of a first file, and the second one beside it: half of it moves, half is new."""
    folder = tmp_path_factory.mktemp("import")
    path = copied(template, folder / "caseload.db")
    with Desk(str(path), FrozenClock(NOW)) as desk:
        for number in range(PEOPLE):
            desk.do(add_patient, NewPatient("Петрова Мария Ивановна", birth_on=born(number)))
    (folder / "first.csv").write_text(rows("25.11.2026", ("КТ",)), encoding="utf-8")
    (folder / "second.csv").write_text(rows("27.11.2026", ("КТ", "МРТ")), encoding="utf-8")
    for name, made in (("first.csv", 1_700_000_000), ("second.csv", 1_700_100_000)):
        os.utime(folder / name, (made, made))
    assert imported(path, folder / "first.csv") > 0
    return path


def imported(database: Path, file: Path, last: int = 0) -> int:
    """Take a file in a process of its own; return the number of statements, 0 where it was killed."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.db.reliability.importer", str(database), str(file), str(last)],
        cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, check=False, timeout=120,
    )  # fmt: skip
    assert done.returncode in (0, -9), done.stderr.decode()[-2000:]
    return int(done.stdout) if done.returncode == 0 else 0


def stands(database: Path) -> tuple[int, ...]:
    """Return how much of each kind stands, once the record has been checked against itself."""
    with Desk(str(database), FrozenClock(NOW)) as desk:
        assert desk.rows("PRAGMA integrity_check") == [("ok",)]
        assert desk.rows("PRAGMA foreign_key_check") == []
        assert desk.rows("SELECT COUNT(*) FROM action WHERE result IS NULL") == [(0,)]
        assert desk.strays() == []
        tables = ("visit", "import_file", "action", "change", "imported_item")
        return tuple(desk.rows(f"SELECT COUNT(*) FROM {table}")[0][0] for table in tables)


def test_a_killed_import_leaves_the_record_before_or_after(before: Path, tmp_path: Path) -> None:
    file = before.with_name("second.csv")
    old = stands(before)
    whole = copied(before, tmp_path / "whole.db")
    statements = imported(whole, file)
    new = stands(whole)
    assert (old[0], new[0]) == (PEOPLE, 3 * PEOPLE)  # moved ones stay, as moved
    for number, part in enumerate((0.02, 0.3, 0.6, 0.8, 0.95, 1.0)):
        database = copied(before, tmp_path / f"{number}.db")
        assert imported(database, file, max(2, round(statements * part))) == 0
        assert stands(database) == old
        assert imported(database, file) > 0
        assert stands(database) == new
