"""Visits and tests from files, by keys."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from assistant_tui.profiles import profiles_folder
from assistant_tui.screens.import_file import ImportScreen
from db.actions.access import open_for_reason
from db.actions.visits import set_visit_status
from tests import build
from tests.assistant_tui.screens.day_desk import Driver, Run
from tests.assistant_tui.screens.test_import_file import asked, until
from tests.desk import Desk
from tests.hostile import FORBIDDEN

HEADER = "ФИО;Дата рождения;Дата приёма;Время;Услуга;Талон\n"
MARIA = "Сидорова Мария Ильинична;01.02.1960;25.11.2026;{at};КТ;N-1\n"
OLEG = "Кузьмин Олег Петрович;03.04.1955;26.11.2026;9:00;УЗИ;\n"
LAST = "Кузьмин Олег Петрович;03.04.1955;30.11.2026;9:00;МРТ;\n"
NOBODY = "[@click=app.exit(3)]Никто\x1b[2J Олег;01.01.1970;26.11.2026;9:00;УЗИ;\n"


@pytest.fixture
def known(desk: Desk) -> Desk:
    build.patient(desk, "Сидорова Мария Ильинична", birth="1960-02-01")
    build.patient(desk, "Кузьмин Олег Петрович", birth="1955-04-03")
    return desk


def file(folder: Path, *rows: str, name: str = "visits.csv", made: int = 1_700_000_000) -> str:
    path = folder / name
    path.write_text(HEADER + "".join(rows), encoding="utf-8")
    os.utime(path, (made, made))
    return str(path)


def visits(desk: Desk) -> list[str]:
    return [row[0] for row in desk.rows("SELECT status FROM visit ORDER BY id")]


def kind_of(screen: ImportScreen) -> str | None:
    return screen.plan.kind if screen.plan else None


async def another(it: Driver, path: str) -> None:
    """From the result of a file to the next one."""
    await it.pilot.press("2")
    await it.pilot.pause()
    screen = it.app.screen
    assert isinstance(screen, ImportScreen)
    screen.field.value = path
    await it.pilot.press("enter")


async def test_visits_are_shown_taken_moved_and_taken_back(tmp_path: Path, known: Desk, running: Run) -> None:
    async with running(size=(120, 40)) as it:
        screen = await asked(it, file(tmp_path, MARIA.format(at="10:30"), OLEG, LAST, NOBODY))
        await until(it, "взять 3 строки, отложить 1 строку")
        assert "приёмы" in it.text
        assert "такого пациента в базе нет" in it.text
        assert not FORBIDDEN & set(it.text) - {"\n"}
        await it.pilot.press("left", "left", "left")
        await until(it, "25.11.2026 10:30 · КТ")
        assert visits(known) == []
        await it.pilot.press("1")
        await until(it, "Взято из файла: 3 новых")
        assert visits(known) == ["planned"] * 3

        await another(it, file(tmp_path, MARIA.format(at="8:00"), LAST, name="next.csv", made=1_700_100_000))
        await until(it, "взять 1 строку")
        assert [(row.standing, row.name) for row in screen.rows][-1] == ("vanished", "Кузьмин Олег Петрович")
        await it.pilot.press("left")
        await until(it, "в прошлом файле было, в этом нет: 26")
        await it.pilot.press("1")
        await until(it, "Взято из файла: 0 новых, 1 с изменениями")
        assert visits(known) == ["moved", "planned", "planned", "planned"]
        await it.pilot.press("f8")
        await until(it, "отменено: в базе этого нет")
        assert visits(known) == ["planned"] * 3


async def test_a_digit_reads_the_file_as_something_else(tmp_path: Path, known: Desk, running: Run) -> None:
    async with running(language="en") as it:
        screen = await asked(it, file(tmp_path, MARIA.format(at="10:30")))
        await until(it, "take 1 row")
        await it.pilot.press("3")
        await until(it, "read it as: visits")
        assert kind_of(screen) == "patients"
        await it.pilot.press("3")
        await until(it, "take 1 row")
        await it.pilot.press("4")
        await until(it, "neither when it")
        assert kind_of(screen) == "tests"
        assert visits(known) == []


async def test_a_profile_is_chosen_in_the_preview_or_named_before(tmp_path: Path, known: Desk, running: Run) -> None:
    async with running() as it:
        profiles_folder().mkdir(parents=True)
        (profiles_folder() / "больница.toml").write_text('[services]\nct = ["ПЭТ"]\n', encoding="utf-8")
        path = file(tmp_path, MARIA.format(at="10:30").replace("КТ", "ПЭТ"), LAST)
        screen = await asked(it, path)
        await until(it, "такого ви")
        await it.pilot.press("5")
        await until(it, "Какой профиль?")
        await it.pilot.press("2")
        await until(it, "взять 2 строки")
        assert "профиль: больница" in it.text
        await it.pilot.press("escape")
        await it.pilot.pause()
        await it.pilot.press("down")
        screen.form.profile.value = "нет"
        await it.pilot.press("enter")
        await until(it, "! ")
        assert screen.form.profile.error


async def test_a_file_without_changes_is_remembered(tmp_path: Path, known: Desk, running: Run) -> None:
    async with running() as it:
        await asked(it, file(tmp_path, MARIA.format(at="10:30"), OLEG, LAST))
        await until(it, "взять 3 строки")
        await it.pilot.press("1")
        await until(it, "Взято из файла")
        await another(it, file(tmp_path, MARIA.format(at="10:30"), LAST, name="next.csv", made=1_700_100_000))
        await until(it, "запомнить этот файл")
        await it.pilot.press("1")
        await until(it, "Взято из файла: 0 новых")
        assert known.rows("SELECT COUNT(*) FROM import_file") == [(2,)]
        await another(it, str(tmp_path / "next.csv"))


async def test_whom_somebody_worked_with_since_is_said_to_stay(tmp_path: Path, known: Desk, running: Run) -> None:
    colleague = build.colleague(known)
    async with running() as it:
        await asked(it, file(tmp_path, MARIA.format(at="10:30"), OLEG))
        await until(it, "взять 2 строки")
        await it.pilot.press("1")
        await until(it, "Взято из файла: 2 новых")
        build.sign_in(known, colleague)
        known.do(open_for_reason, 1, "calling_in")
        known.do(set_visit_status, 1, "confirmed")
        build.sign_in(known, 1)
        await it.pilot.press("f8")
        await until(it, "отменено, кроме 1 пациента")
        assert visits(known) == ["confirmed"]
