"""Two files as clerks hand them in, row by row as a careful person would take them."""

from __future__ import annotations

import importlib.util
from datetime import date
from pathlib import Path
from types import ModuleType

import pytest

from db.actions.imports import apply_import
from db.errors import BadData
from db.exchange.patients import plan_import
from tests.db.exchange.files import outcome
from tests.desk import Desk

DATA = Path(__file__).parents[2] / "data"
CSV = DATA / "clerk_cp1251.csv"
XLSX = DATA / "clerk_messy.xlsx"

# row: (standing, or the code of the rejection; codes of what is said)
CSV_ROWS: dict[int, tuple[str, set[str]]] = {
    4: ("", {"column_not_taken"}),
    5: ("new", set()),
    6: ("new", {"century_guessed"}),
    7: ("new", {"snils_check"}),
    8: ("new", {"look_alike_letters", "policy_check"}),
    9: ("new", {"birth_year_only", "phone_doubtful"}),
    10: ("", {"row_is_heading"}),
    11: ("new", {"icd_unread", "stage_unknown"}),
    12: ("duplicate", {"duplicate_row"}),
    13: ("impossible_date", set()),
    14: ("name_missing", set()),
    15: ("birth_in_future", set()),
    16: ("no_way_to_tell", {"birth_missing"}),
    17: ("formula_for_name", set()),
    18: ("new", {"spreadsheet_error", "formula_ignored", "number_shortened", "no_phone"}),
    19: ("new", {"no_phone"}),
    20: ("duplicate", {"duplicate_row"}),
    21: ("new", {"month_first", "icd_several", "date_in_future"}),
    22: ("", {"header_again"}),
    23: ("new", {"hidden_characters", "century_guessed"}),
    24: ("", {"row_is_total"}),
}
NAMES_ASIDE = {
    13: "Дубов Иван Сергеевич", 14: "", 15: "Грушин Семён Ильич", 16: "Калинина Зоя Павловна", 17: "",
}  # fmt: skip
XLSX_ROWS: dict[int, tuple[str, set[str]]] = {
    4: ("", {"column_not_taken"}),
    5: ("new", set()),
    6: ("new", set()),
    7: ("", {"row_is_heading"}),
    8: ("new", {"assistant_unknown"}),
    9: ("new", set()),
    10: ("new", set()),
    11: ("duplicate", {"duplicate_row"}),
    12: ("new", {"no_phone"}),
    13: ("no_way_to_tell", {"birth_missing", "name_incomplete"}),
    14: ("impossible_date", set()),
    15: ("", {"row_is_total"}),
}


@pytest.mark.parametrize(("path", "rows"), [(CSV, CSV_ROWS), (XLSX, XLSX_ROWS)], ids=["csv", "xlsx"])
def test_every_row_as_a_careful_person_takes_it(desk: Desk, path: Path, rows: dict[int, tuple[str, set[str]]]) -> None:
    assert outcome(plan_import(desk, path)) == rows


def test_columns_are_named_as_in_the_file(desk: Desk) -> None:
    plan = plan_import(desk, XLSX)
    assert plan.sheet == "Пациенты"
    assert dict(plan.columns)["Телефон родственника"] == "phone"
    (rejected,) = [one for one in plan.rejected if one.code == "impossible_date"]
    assert (rejected.row, rejected.column) == (14, "ДР")


def test_rows_that_cannot_be_taken_keep_the_name_as_read(desk: Desk) -> None:
    plan = plan_import(desk, CSV)
    assert {row: plan.names.get(row, "") for row in plan.rejected_rows} == NAMES_ASIDE
    assert plan.names[5] == "Берёзкина Анна Петровна"


def test_a_row_that_cannot_be_taken_stops_the_file(desk: Desk) -> None:
    plan = plan_import(desk, CSV)
    with pytest.raises(BadData, match="rows_rejected") as caught:
        desk.do(apply_import, plan)
    assert caught.value.exit_code == 4
    assert desk.rows("SELECT COUNT(*) FROM patient") == [(0,)]
    assert desk.rows("SELECT COUNT(*) FROM action") == [(0,)]


SELECT = (
    "SELECT full_name, birth_on, birth_year, sex, snils, policy, diagnosis, stage, clinical_group, phase, zone,"
    " assistant_id FROM patient WHERE full_name LIKE :name"
)


def one(desk: Desk, name: str) -> tuple[object, ...]:
    (row,) = desk.rows(SELECT, name=f"{name}%")
    return row[1:]


def phones(desk: Desk, name: str) -> list[tuple[object, ...]]:
    return desk.rows(
        "SELECT c.phone, c.written, c.extension, c.kind, c.relation, c.name, c.standing, c.doubtful FROM contact c"
        " JOIN patient p ON p.id = c.patient_id WHERE p.full_name LIKE :name ORDER BY c.priority",
        name=f"{name}%",
    )


MOSCOW = "Europe/Moscow"


def test_people_of_the_csv_in_the_record(desk: Desk) -> None:
    done = desk.do(apply_import, plan_import(desk, CSV), skip_rejected=True).result
    assert (done.new, done.updated, done.same, done.duplicates, done.rejected) == (10, 0, 0, 2, 5)
    assert one(desk, "Берёзкина") == (
        date(1958, 3, 12), 1958, "f", "11223344595", "4000000000000002", "C50.9", "IIA", "II", "diagnosed", MOSCOW, 1,
    )  # fmt: skip
    assert one(desk, "Сосновский Пётр")[5:8] == ("C34.1", "IIIB", "II")
    assert one(desk, "ОСИНА")[3:8] == ("11223344590", None, "C18.7", "II", "IIa")
    assert one(desk, "Клeнов")[0] == date(1960, 12, 5)  # a serial number of a spreadsheet
    assert one(desk, "Тополева")[:2] == (None, 1955)
    assert one(desk, "Рябинина Елена")[5:7] == ("рак желудка", "TNM?")
    assert one(desk, "Грабова")[4:9] == ("ЕА 123456", "C43.5", "unknown", "IV", "palliative")
    assert one(desk, "Вязова")[0] == date(1963, 4, 25)
    assert one(desk, "Ивина Ия")[0] == date(1966, 6, 6)
    assert phones(desk, "Сосновский") == [
        ("+79031112233", "89031112233", None, "mobile", "self", None, "patient", None),
        ("+79034445566", "8-903-444-55-66", None, "mobile", "daughter", "Ольга", "other", None),
    ]
    assert phones(desk, "Тополева") == [(None, "2-12-85", None, "other", "self", None, "patient", "no_area_code")]
    assert phones(desk, "Клeнов")[0][0] == "+79267770001"
    assert phones(desk, "Рябинина")[0][4:7] == ("husband", "Сергей", "other")
    assert phones(desk, "Липина") == []
    assert desk.rows(
        "SELECT m.kind, m.on_date FROM milestone m JOIN patient p ON p.id = m.patient_id"
        " WHERE p.full_name LIKE 'Грабова%'"
    ) == [("diagnosis", date(2026, 8, 18))]


def test_people_of_the_workbook_in_the_record(desk: Desk) -> None:
    done = desk.do(apply_import, plan_import(desk, XLSX), skip_rejected=True).result
    assert (done.new, done.duplicates, done.rejected) == (6, 1, 2)
    assert one(desk, "Ландышева")[0] == date(1957, 2, 3)
    assert one(desk, "Васильков")[0] == date(1954, 10, 3)
    assert one(desk, "Васильков")[9:] == ("Asia/Yekaterinburg", 1)  # by the address, and the name with initials
    assert one(desk, "Фиалкина")[-1] is None  # somebody is named whom nobody knows: unassigned
    assert one(desk, "Маков")[0] == date(1948, 6, 7)
    assert one(desk, "Маков")[-1] == 1  # nobody is named: of the one who imports
    assert one(desk, "Нарциссов")[0] == date(1959, 12, 12)
    assert phones(desk, "Васильков") == [
        ("+79161110003", "8 916 111 00 03", "12", "mobile", "self", None, "patient", None)
    ]
    assert phones(desk, "Ландышева")[1][4:7] == ("son", "Игорь", "other")
    assert phones(desk, "Фиалкина")[1][4:7] == ("other", "соседка", "other")
    assert [phone[0] for phone in phones(desk, "Розина")] == ["+79161110006", "+79161110007"]  # two rows, merged cells
    assert desk.rows("SELECT kind, on_date FROM milestone ORDER BY on_date") == [
        ("dispensary_set", date(2026, 9, 25)),
        ("dispensary_set", date(2026, 10, 5)),
        ("dispensary_set", date(2026, 11, 2)),
    ]


@pytest.mark.parametrize("path", [CSV, XLSX], ids=["csv", "xlsx"])
def test_the_same_file_twice_changes_nothing(desk: Desk, path: Path) -> None:
    first = desk.do(apply_import, plan_import(desk, path), skip_rejected=True)
    tables = ("patient", "contact", "milestone", "imported_value", "patient_word", "task")
    before = {table: sorted(map(str, desk.rows(f"SELECT * FROM {table}"))) for table in tables}
    plan = plan_import(desk, path)
    assert (plan.new, plan.updated, plan.same) == (0, 0, first.result.new)
    desk.do(apply_import, plan, skip_rejected=True)
    assert {table: sorted(map(str, desk.rows(f"SELECT * FROM {table}"))) for table in tables} == before
    assert desk.rows("SELECT COUNT(*) FROM change WHERE action_id > :first", first=first.action_id) == [(0,)]


def maker() -> ModuleType:
    spec = importlib.util.spec_from_file_location("make_clerks", DATA / "make_clerks.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_files_are_what_their_script_makes(tmp_path: Path) -> None:
    made = maker()
    made.make_csv(tmp_path / "a.csv")
    assert (tmp_path / "a.csv").read_bytes() == CSV.read_bytes()
