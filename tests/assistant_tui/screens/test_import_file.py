"""Patients from a file, by keys."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from assistant_tui.last_folder import completed, last_folder, remember_folder
from assistant_tui.screens.import_file import ImportScreen
from assistant_tui.widgets import patience
from assistant_tui.widgets.field import Field
from db.caseload import Caseload
from db.exchange import plan_file
from db.exchange.import_plan import ImportPlan
from db.exchange.items import ItemsPlan
from tests.assistant_tui.screens.day_desk import Driver, Run
from tests.desk import Desk
from tests.hostile import FORBIDDEN

CLERK = """Список пациентов;;;;
ФИО;Д.р.;Телефон;СНИЛС;Прочее
Петрова Мария Ивановна;04.03.1959;8 916 123-45-67;112-233-445 94;а
[@click=app.exit(3)]Ким\x1b[2J Олег;01.01.1970;8 916 000-10-22;;б
;01.01.1950;8 916 000 00 00;;
Орлова Нина Павловна;05.05.1955;8 (916) 555-66-77, дочь 8 903 111 22 33;;
"""


@pytest.fixture
def clerk(tmp_path: Path) -> Path:
    folder = tmp_path / "выгрузка"
    folder.mkdir()
    path = folder / "clerk.csv"
    path.write_text(CLERK, encoding="cp1251", errors="replace")
    return path


async def until(it: Driver, words: str) -> None:
    for _turn in range(600):
        await it.pilot.pause(0.02)
        if words in it.text:
            return
    raise AssertionError(f"{words!r} did not come:\n{it.text}")


async def asked(it: Driver, path: str) -> ImportScreen:
    """Open the screen and give it a path."""
    await it.app.open_import()
    await it.pilot.pause()
    screen = it.app.screen
    assert isinstance(screen, ImportScreen)
    screen.query_one(Field).value = path
    await it.pilot.press("enter")
    return screen


def people(desk: Desk) -> list[str]:
    return [row[0] for row in desk.rows("SELECT full_name FROM patient ORDER BY id")]


async def test_a_file_is_shown_then_taken_then_taken_back(clerk: Path, desk: Desk, running: Run) -> None:
    async with running(size=(120, 40)) as it:
        screen = await asked(it, str(clerk))
        await until(it, "взять 3 пациентов, отложить 1 строку")
        text = it.text
        assert "ФИО: нет имени" in text
        assert "cp1251" in text
        assert "понято столбцов: 4 из 5" in text
        assert "УЧЕБНАЯ БАЗА" in text
        assert people(desk) == []
        await it.pilot.press("right")
        await until(it, "контрольные цифры СНИЛС")
        await it.pilot.press("1")
        await until(it, "Взято из файла: 3 новых, 1 строка отложена")
        assert len(people(desk)) == 3
        assert not FORBIDDEN & set(it.text) - {"\n"}
        await it.pilot.press("f8")
        await until(it, "отменено: в базе этого нет")
        assert people(desk) == []
        await it.pilot.press("escape")
        await it.pilot.pause()
        assert it.app.screen is it.day
        assert screen.plan is not None


async def test_rows_tell_themselves_in_full_and_markup_is_text(clerk: Path, running: Run) -> None:
    async with running() as it:
        await asked(it, str(clerk))
        await until(it, "взять 3")
        await it.pilot.press("left", "left", "left", "left")  # all rows
        await until(it, "[@click=app.exit(3)]")
        await it.pilot.press("shift+tab", "end", "enter")
        await until(it, "Строка 6: Орлова Нина Павловна")
        assert it.app.return_code is None


async def test_a_row_that_is_set_aside_is_named(tmp_path: Path, running: Run) -> None:
    path = tmp_path / "clerk.csv"
    path.write_text("ФИО;Д.р.;Телефон\nКузьмин Пётр Ильич;31.02.1950;\n", encoding="utf-8")
    async with running() as it:
        screen = await asked(it, str(path))
        await until(it, "Кузьмин Пётр Ильич")
        assert [(row.number, row.standing) for row in screen.rows] == [(2, "rejected")]


async def test_hidden_rows_are_counted_above_the_rows(tmp_path: Path, running: Run) -> None:
    book = openpyxl.Workbook()
    assert isinstance(book.active, Worksheet)
    for row in (("ФИО", "Д.р."), ("Кузьмин Пётр Ильич", "1950-01-31"), ("Осина Ольга Ильинична", "1951-02-28")):
        book.active.append(row)
    book.active.row_dimensions[3].hidden = True
    book.save(tmp_path / "clerk.xlsx")
    async with running() as it:
        await asked(it, str(tmp_path / "clerk.xlsx"))
        await until(it, "скрытых строк: 1")
        await until(it, "строка скрыта в таблице")


async def test_a_long_reading_tells_how_far_it_is(clerk: Path, running: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    seen = threading.Event()

    def slow(
        caseload: Caseload, path: Path, *, progress: Callable[[int, int], None], **options: Any
    ) -> ImportPlan | ItemsPlan:
        progress(300, 400)
        assert seen.wait(20)
        return read(caseload, path, progress=progress, **options)

    read = plan_file.plan_file
    monkeypatch.setattr(plan_file, "plan_file", slow)
    monkeypatch.setattr(patience, "PATIENCE", 0.05)
    async with running() as it:
        try:
            await asked(it, str(clerk))
            await until(it, "Читаю clerk.csv: 300 из 400")
        finally:
            seen.set()
        await until(it, "взять 3")
        assert "300 из 400" not in it.text


async def test_the_same_file_twice_has_nothing_to_take(clerk: Path, desk: Desk, running: Run) -> None:
    async with running(language="en") as it:
        await asked(it, str(clerk))
        await until(it, "take 3 patients, set 1 row aside")
        await it.pilot.press("1")
        await until(it, "Taken from the file")
        await it.pilot.press("2")
        await it.pilot.pause()
        await it.pilot.press("enter")
        await until(it, "nothing to take")
        assert len(people(desk)) == 3


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("empty.csv", b"", "Файл пуст"),
        ("picture.csv", b"\x89PNG\r\n\x1a\n" + b"\0" * 50, "не таблица"),
        ("words.csv", "просто слова\nи ещё\n".encode(), "названиями столбцов"),
        ("damaged.xlsx", b"PK\x03\x04" + b"x" * 100, "Книга повреждена"),
        ("missing.csv", None, "Такого файла нет"),
    ],
    ids=["empty", "picture", "words", "damaged", "missing"],
)
async def test_a_wrong_file_is_one_sentence_and_nothing_is_written(
    name: str, content: bytes | None, said: str, tmp_path: Path, desk: Desk, running: Run
) -> None:
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)
    async with running() as it:
        screen = await asked(it, str(path))
        for _turn in range(600):
            await it.pilot.pause(0.02)
            if screen.field.error:
                break
        assert said.casefold() in screen.field.error.casefold()
        assert screen.field.value == str(path)
        assert people(desk) == []


async def test_a_folder_is_asked_to_go_on_and_tab_completes(clerk: Path, running: Run) -> None:
    async with running() as it:
        screen = await asked(it, f"{clerk.parent}/")
        await until(it, "Наберите имя файла")
        await it.pilot.press("tab")
        assert screen.field.value == str(clerk)
        await it.pilot.press("enter")
        await until(it, "взять 3")
        await it.pilot.press("escape", "escape")
        await it.pilot.pause()
        await it.app.open_import()
        await it.pilot.pause()
        await it.pilot.press("c")  # goes on behind the folder
        assert it.app.screen.query_one(Field).value == f"{clerk.parent}/c"


def test_names_are_completed_as_far_as_they_are_plain(tmp_path: Path) -> None:
    for name in ("список 1.csv", "список 2.xlsx", "Список.docx", ".hidden.csv"):
        (tmp_path / name).write_text("x")
    (tmp_path / "папка").mkdir()
    assert completed(f"{tmp_path}/с") == (f"{tmp_path}/список ", ["список 1.csv", "список 2.xlsx"])
    assert completed(f"{tmp_path}/п") == (f"{tmp_path}/папка/", ["папка/"])
    assert completed(f"{tmp_path}/нет") == (f"{tmp_path}/нет", [])
    assert completed(f"{tmp_path}/none/x") == (f"{tmp_path}/none/x", [])
    assert completed("\0")[1] == []


def test_the_last_folder_is_known_while_it_is_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setenv("HOME", str(tmp_path))
    assert last_folder() == tmp_path
    folder = tmp_path / "там"
    folder.mkdir()
    remember_folder(folder)
    assert last_folder() == folder
    folder.rmdir()
    assert last_folder() == tmp_path
