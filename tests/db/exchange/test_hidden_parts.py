"""What a spreadsheet hides is read like the rest, and said."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from db.actions.imports import apply_import
from db.exchange.import_plan import ImportPlan
from db.exchange.patients import plan_import
from tests.desk import Desk

HEADER = ("ФИО", "Дата рождения", "Телефон", "Участок")
PEOPLE = (
    ("Осина Ольга Ильинична", "01.02.1950", "8 916 123-45-67", "1"),
    ("Клёнов Олег Юрьевич", "02.03.1951", "8 916 123-45-68", "2"),
    ("Ивина Ия Ивановна", "31.02.1952", "8 916 123-45-69", "3"),
    ("Дубов Иван Сергеевич", "04.05.1953", "8 916 123-45-70", "4"),
)
PlanOf = Callable[..., ImportPlan]


def plain_book() -> tuple[openpyxl.Workbook, Worksheet]:
    book = openpyxl.Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.title = "Пациенты"
    for row in (HEADER, *PEOPLE, ("Итого", "4")):
        sheet.append(row)
    return book, sheet


@pytest.fixture
def plan_of(desk: Desk, tmp_path: Path) -> PlanOf:
    def plan(book: openpyxl.Workbook, change: Callable[[str, bytes], bytes] | None = None) -> ImportPlan:
        path = tmp_path / "book.xlsx"
        book.save(path)
        if change is not None:
            path.write_bytes(rewritten(path.read_bytes(), change))
        return plan_import(desk, path)

    return plan


def rewritten(content: bytes, change: Callable[[str, bytes], bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, change(name, old.read(name)))
    return out.getvalue()


def of_hiding(plan: ImportPlan) -> list[tuple[int, str, str]]:
    return [(one.row, one.column, one.code) for one in plan.warnings if "hidden" in one.code or "sheet" in one.code]


def test_hidden_rows_are_read_and_said_but_not_where_nobody_stands(desk: Desk, plan_of: PlanOf) -> None:
    book, sheet = plain_book()
    for number in (3, 4, 6):  # the last one is a sum
        sheet.row_dimensions[number].hidden = True
    plan = plan_of(book)
    assert of_hiding(plan) == [(3, "", "row_hidden"), (4, "", "row_hidden")]
    assert (plan.hidden_rows, plan.new, plan.rejected_rows) == (2, 3, (4,))
    desk.do(apply_import, plan, skip_rejected=True)
    assert ("Клёнов Олег Юрьевич",) in desk.rows("SELECT full_name FROM patient")


def test_a_row_of_no_height_is_hidden_too_and_other_spellings_are_known(plan_of: PlanOf) -> None:
    book, sheet = plain_book()
    sheet.row_dimensions[2].hidden = True
    sheet.row_dimensions[5].height = 0.1

    def change(name: str, content: bytes) -> bytes:
        if name != "xl/worksheets/sheet1.xml":
            return content
        content = content.replace(b'ht="0.1"', b'ht="0"').replace(b'hidden="1"', b"hidden = 'true'")
        return (
            content.replace(b"<row ", b"<x:row ")
            .replace(b"</row>", b"</x:row>")
            .replace(b"<worksheet ", b'<worksheet xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main" ')
        )

    assert of_hiding(plan_of(book, change)) == [(2, "", "row_hidden"), (5, "", "row_hidden")]


def test_rows_without_numbers_are_counted(plan_of: PlanOf) -> None:
    book, sheet = plain_book()
    sheet.row_dimensions[3].hidden = True

    def change(name: str, content: bytes) -> bytes:
        if name != "xl/worksheets/sheet1.xml":
            return content
        for number in range(1, 7):
            content = content.replace(f'<row r="{number}"'.encode(), b"<row ")
        return content

    assert of_hiding(plan_of(book, change)) == [(3, "", "row_hidden")]


def test_a_hidden_column_is_said_where_it_is_read(plan_of: PlanOf) -> None:
    book, sheet = plain_book()
    for letter in "BD":
        sheet.column_dimensions[letter].hidden = True
    plan = plan_of(book)
    assert of_hiding(plan) == [(1, "Дата рождения", "column_hidden")]
    assert (1, "column_unknown") in {(one.row, one.code) for one in plan.warnings if one.column == "Участок"}


def test_sheets_that_are_not_read_are_named_if_somebody_may_miss_them(plan_of: PlanOf) -> None:
    book, _sheet = plain_book()
    book.create_sheet("Справочник").append(("C50", "C61"))
    book.create_sheet("Пусто").sheet_state = "hidden"
    old = book.create_sheet("Архив")
    old.sheet_state = "veryHidden"
    old.append(("что-то",))
    book.create_sheet("Второй кабинет").append(HEADER)
    plan = plan_of(book)
    assert {(one.code, one.params) for one in plan.warnings if "sheet" in one.code} == {
        ("hidden_sheet_not_read", (("sheet", "Архив"),)),
        ("sheet_not_read", (("sheet", "Второй кабинет"),)),
    }


def test_a_hidden_sheet_is_read_where_there_is_no_other_and_said(plan_of: PlanOf) -> None:
    book, sheet = plain_book()
    sheet.sheet_state = "hidden"
    book.create_sheet("Титул").append(("Сведения",))
    plan = plan_of(book)
    assert (plan.sheet, plan.new) == ("Пациенты", 3)
    assert of_hiding(plan) == [(1, "", "sheet_hidden")]


def test_an_ordinary_book_has_nothing_to_say(plan_of: PlanOf) -> None:
    assert of_hiding(plan_of(plain_book()[0])) == []
