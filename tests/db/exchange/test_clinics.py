"""Two files as clinics hand them in, row by row as a careful clerk would take them."""

from __future__ import annotations

import importlib.util
import sys
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from db.actions.import_items import apply_items
from db.errors import BadData
from db.exchange.items import ItemsPlan
from db.exchange.plan_file import plan_file
from tests import build
from tests.db.exchange.files import outcome
from tests.desk import Desk

DATA = Path(__file__).parents[2] / "data"
VISITS = DATA / "clinic_visits.xlsx"
TESTS = DATA / "clinic_tests_cp1251.csv"

# row: (standing, or the code of the rejection; codes of what is said)
VISIT_ROWS: dict[int, tuple[str, set[str]]] = {
    4: ("new", {"service_read_as"}),
    5: ("new", set()),
    6: ("new", {"found_by_phone"}),
    7: ("new", {"organisation_unknown"}),
    8: ("new", set()),
    9: ("time_missing", set()),
    10: ("patients_found", set()),
    11: ("new", set()),
    12: ("patient_unknown", set()),
    13: ("birth_differs", set()),
    14: ("impossible_date", set()),
    15: ("unreadable_time", set()),
    16: ("service_unknown", set()),
    17: ("", {"row_is_moved"}),
    18: ("new", {"status_in_future"}),
    19: ("duplicate", {"row_again"}),
    20: ("new", set()),
    21: ("", {"row_is_total"}),
}
TEST_ROWS: dict[int, tuple[str, set[str]]] = {
    4: ("new", set()),
    5: ("new", {"service_read_as"}),
    6: ("new", {"organisation_unknown"}),
    7: ("due_before_ordered", set()),
    8: ("no_way_to_tell", set()),
    9: ("new", {"look_alike_letters"}),
    10: ("patient_unknown", set()),
    11: ("", {"row_is_heading"}),
    12: ("new", set()),
    13: ("service_unknown", set()),
    14: ("unreadable_date", {"formula_ignored"}),
    15: ("impossible_date", set()),
    16: ("no_day_of_order", set()),
    17: ("new", set()),
    18: ("duplicate", {"row_again"}),
    19: ("new", {"date_in_future", "status_unknown"}),
    20: ("patients_found", set()),
    21: ("", {"row_is_total"}),
}


@pytest.fixture
def record(desk: Desk) -> Desk:
    """A desk with the people of the files, and two of one name and birth date."""
    build.patient(desk, "Ромашкина Ольга Юрьевна", "89161110001", birth="1962-06-05")
    build.patient(desk, "Лютиков Яков Ильич", "8 916 111-00-03", birth="1950-01-01")
    build.patient(
        desk, "Ирисова Анна Львовна", birth="1955-04-03", snils="112-233-445 95", policy="4000000000000002"
    )  # fmt: skip
    for _ in range(2):
        build.patient(desk, "Тёзкина Инна Олеговна", birth="1960-07-07", met=False)
    return desk


def looked_at(desk: Desk, path: Path) -> ItemsPlan:
    plan = plan_file(desk, path)
    assert isinstance(plan, ItemsPlan)
    return plan


@pytest.mark.parametrize(
    ("path", "kind", "rows"), [(VISITS, "visits", VISIT_ROWS), (TESTS, "tests", TEST_ROWS)], ids=["visits", "tests"]
)
def test_every_row_as_a_careful_clerk_takes_it(
    record: Desk, path: Path, kind: str, rows: dict[int, tuple[str, set[str]]]
) -> None:
    plan = looked_at(record, path)
    assert plan.kind == kind
    assert outcome(plan) == rows
    with pytest.raises(BadData, match="rows_rejected") as caught:
        record.do(apply_items, plan)
    assert caught.value.exit_code == 4
    assert record.rows("SELECT (SELECT COUNT(*) FROM visit) + (SELECT COUNT(*) FROM test_order)") == [(0,)]
    done = record.do(apply_items, plan, skip_rejected=True).result
    assert (done.new, done.rejected) == (plan.new, len(plan.rejected_rows))
    again = looked_at(record, path)
    assert (again.new, again.updated, again.same, again.vanished) == (0, 0, plan.new, ())
    assert record.strays() == []


def test_what_stands_of_the_visits(record: Desk) -> None:
    plan = looked_at(record, VISITS)
    assert plan.seen.made_at == datetime(2026, 11, 19, 15, 0, tzinfo=UTC)  # as the workbook says of itself
    record.do(apply_items, plan, skip_rejected=True)
    rows = record.rows(
        "SELECT p.full_name, v.service, v.starts_at, v.ends_at, v.clinician, v.room, v.booked_in, v.booking_number,"
        " v.status, v.note FROM visit v JOIN patient p ON p.id = v.patient_id ORDER BY v.id"
    )
    assert [
        (row[0].split()[0], row[1], f"{row[2]:%d.%m %H:%M}", int((row[3] - row[2]).total_seconds()) // 60, *row[4:])
        for row in rows
    ] == [
        ("Ромашкина", "ct", "25.11 07:30", 30, "Снегирёв П. П.", "12", "booked", "A-1001", "planned", None),
        ("Ромашкина", "oncologist", "30.11 06:00", 20, "Дятлова А. А.", "5а", "booked", "A-1002", "planned", None),
        ("Лютиков", "ultrasound", "26.11 06:15", 20, None, None, "planned", None, "planned", None),
        ("Лютиков", "colonoscopy", "27.11 09:00", 40, None, None, "booked", "17", "planned", "Частная клиника «Мед+»"),
        ("Ирисова", "biopsy", "01.12 11:20", 30, None, None, "booked", "A-1003", "cancelled", None),
        ("Ирисова", "mri", "02.12 07:00", 40, None, None, "planned", None, "planned", None),
        ("Ирисова", "ultrasound", "04.12 08:00", 20, None, None, "planned", None, "planned", None),
        ("Ромашкина", "gastroscopy", "18.11 05:30", 30, None, None, "planned", None, "attended", None),
    ]


def test_what_stands_of_the_tests(record: Desk) -> None:
    record.do(apply_items, looked_at(record, TESTS), skip_rejected=True)
    assert record.rows(
        "SELECT patient_id, service, ordered_on, due_on, taken_on, result_on, status, note FROM test_order ORDER BY id"
    ) == [
        (1, "cbc", date(2026, 11, 10), date(2026, 11, 27), None, None, "ordered", None),
        (1, "biochem", date(2026, 11, 10), None, date(2026, 11, 12), None, "taken", None),
        (3, "markers", date(2026, 11, 16), date(2026, 11, 30), None, None, "ordered", "лаборатория «Гемотест»"),
        (2, "ecg", date(2026, 11, 12), None, None, None, "ordered", None),
        (3, "histology", date(2026, 11, 5), None, date(2026, 11, 6), date(2026, 11, 20), "result_in", None),
        (3, "urine", date(2026, 11, 20), date(2026, 11, 25), None, None, "cancelled", None),
        (3, "flg", date(2026, 11, 5), None, None, None, "ordered", None),
    ]


def test_the_files_are_what_their_script_makes(tmp_path: Path) -> None:
    sys.path.insert(0, str(DATA))
    try:
        spec = importlib.util.spec_from_file_location("make_item_clerks", DATA / "make_item_clerks.py")
        assert spec is not None
        assert spec.loader is not None
        made = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(made)
    finally:
        sys.path.remove(str(DATA))
    made.make_visits(tmp_path / "visits.xlsx")
    made.make_tests(tmp_path / "tests.csv")
    assert (tmp_path / "tests.csv").read_bytes() == TESTS.read_bytes()
    assert (tmp_path / "visits.xlsx").read_bytes() == VISITS.read_bytes()
