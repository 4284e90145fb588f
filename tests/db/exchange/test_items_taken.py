"""Files of visits and tests: what a new row becomes, and the same file again."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from db.actions.people import add_organisation
from db.errors import BadInput
from tests.db.exchange.files import ANNA, TESTS, ItemsOf, apply, codes, refusals, visits
from tests.desk import NOW, Desk, moscow


def test_a_visit_is_taken_planned_and_noted(desk: Desk, items_of: ItemsOf, anna: int) -> None:
    plan = items_of(f"{ANNA};25.11.2026;10:30;КТ;;;12-345;")
    assert (plan.kind, plan.new, plan.rejected) == ("visits", 1, ())
    done = apply(desk, plan)
    assert done.patient_ids == (anna,)
    assert visits(desk) == [(1, anna, "ct", moscow("2026-11-25 10:30"), "planned", "booked", "12-345")]
    assert desk.rows("SELECT ends_at, zone FROM visit") == [(moscow("2026-11-25 11:00"), "Europe/Moscow")]
    assert {row[0] for row in desk.rows("SELECT kind FROM task WHERE source = 'visit:1'")} >= {"confirm_visit"}
    assert desk.rows("SELECT name, made_at, action_id FROM import_file") == [("file.csv", NOW, done.action_id)]
    assert dict(desk.rows("SELECT field, value FROM imported_item")) == {
        "file": "", "starts_at": "2026-11-25T10:30", "service": "ct", "booking_number": "12-345", "booked_in": "booked",
    }  # fmt: skip
    assert desk.rows("SELECT event, object_id FROM audit_event WHERE action_id = :id", id=done.action_id) == [
        ("import_items", anna)
    ]
    assert desk.strays() == []


def test_the_same_file_twice_changes_nothing(desk: Desk, items_of: ItemsOf, anna: int) -> None:
    rows = (f"{ANNA};25.11.2026;10:30;КТ;;;12;", f"{ANNA};30.11.2026;;онколог;Петров П.П.;;;")
    plan = items_of(rows[0], rows[1].replace(";;онк", ";9-00;онк"))
    apply(desk, plan)
    tables = ("visit", "imported_item", "import_file", "task")
    before = [desk.rows(f"SELECT * FROM {table}") for table in tables]
    again = items_of(*rows)  # the second one without its time now: it is known by its day
    assert (again.new, again.updated, again.same, codes(again)) == (0, 0, 2, set())
    same = items_of(rows[0], rows[1].replace(";;онк", ";9-00;онк"))
    assert same.taken_before
    apply(desk, same)
    assert before == [desk.rows(f"SELECT * FROM {table}") for table in tables]


def test_without_a_number_it_is_only_planned(desk: Desk, items_of: ItemsOf, anna: int) -> None:
    apply(desk, items_of(f"{ANNA};25.11.2026;10:30;КТ;;;;"))
    assert visits(desk)[0][5:] == ("planned", None)


def test_a_place_gives_its_zone_and_an_unknown_one_goes_to_the_note(desk: Desk, items_of: ItemsOf, anna: int) -> None:
    place = desk.administer(
        add_organisation, "hospital", "Городская больница № 40", short_name="ГКБ 40", zone="Asia/Yekaterinburg"
    ).result.organisation_id
    rows = (f"{ANNA};25.11.2026;10:30;КТ;;ГКБ №40, корпус 2;;", f"{ANNA};26.11.2026;10:30;МРТ;;Частная клиника;;")
    plan = items_of(*rows)
    assert codes(plan) == {"organisation_unknown"}
    apply(desk, plan)
    assert desk.rows("SELECT organisation_id, starts_at, note FROM visit ORDER BY id") == [
        (place, datetime(2026, 11, 25, 5, 30, tzinfo=UTC), None),
        (None, moscow("2026-11-26 10:30"), "Частная клиника"),
    ]


def test_services_by_their_words(desk: Desk, items_of: ItemsOf, anna: int) -> None:
    plan = items_of(
        f"{ANNA};25.11.2026;10:30;Прием (осмотр, консультация) врача-онколога первичный;;;;",
        f"{ANNA};26.11.2026;10:30;МСКТ;;;;",
        f"{ANNA};27.11.2026;10:30;;онколог Петров;;;",
        f"{ANNA};28.11.2026;10:30;Маммаграфия;;;;",
        f"{ANNA};28.11.2026;10:30;;;;;",
        f"{ANNA};28.11.2026;10:30;\u4f60\u597d;;;;",
    )
    assert [row.service for row in plan.rows] == ["oncologist", "ct", "oncologist"]
    assert refusals(plan) == [(5, "service_unknown"), (6, "service_missing"), (7, "service_unlike")]
    assert "Маммография" in str(dict(plan.rejected[0].params)["nearest"])
    assert [one.row for one in plan.warnings if one.code == "service_read_as"] == [2, 4]


def test_a_test_is_taken_and_goes_on(desk: Desk, items_of: ItemsOf, anna: int) -> None:
    plan = items_of(f"{ANNA};ОАК;10.11.2026;27.11.2026;;", f"{ANNA};биохимия;10.11.2026;;12.11.2026;", header=TESTS)
    assert (plan.kind, plan.new) == ("tests", 2)
    apply(desk, plan)
    select = "SELECT service, ordered_on, due_on, taken_on, status FROM test_order ORDER BY id"
    assert desk.rows(select) == [
        ("cbc", date(2026, 11, 10), date(2026, 11, 27), None, "ordered"),
        ("biochem", date(2026, 11, 10), None, date(2026, 11, 12), "taken"),
    ]
    plan = items_of(f"{ANNA};ОАК;;27.11.2026;19.11.2026;", f"{ANNA};биохимия;10.11.2026;;;готов", header=TESTS)
    assert [row.changes for row in plan.rows] == [("status", "taken_on"), ("status",)]
    apply(desk, plan)
    assert desk.rows("SELECT taken_on, result_on, status FROM test_order ORDER BY id") == [
        (date(2026, 11, 19), None, "taken"),
        (date(2026, 11, 12), date(2026, 11, 20), "result_in"),
    ]
    assert desk.strays() == []


def test_own_words_for_services_are_added_and_win(desk: Desk, items_of: ItemsOf, anna: int, tmp_path: Path) -> None:
    own = tmp_path / "own.toml"
    own.write_text('[services]\nmri = ["ФГДС", "головы"]\nnone_such = ["Нечто"]\n', encoding="utf-8")
    rows = (f"{ANNA};25.11.2026;10:30;ФГДС;;;;", f"{ANNA};26.11.2026;10:30;ЭГДС;;;;")
    assert [row.service for row in items_of(*rows, profile=str(own)).rows] == ["mri", "gastroscopy"]
    assert codes(items_of(*rows, profile=str(own))) == {"profile_service_unknown"}
    assert [row.service for row in items_of(*rows).rows] == ["gastroscopy", "gastroscopy"]
    own.write_text('[services]\nmri = "ФГДС"\n', encoding="utf-8")
    with pytest.raises(BadInput, match="bad_profile"):
        items_of(*rows, profile=str(own))
