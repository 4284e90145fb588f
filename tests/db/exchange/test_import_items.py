"""Files of visits and tests beside a record that lives: whose they are, moves, hand edits, what has vanished, undo."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from db.actions.import_items import apply_items
from db.actions.people import add_organisation
from db.actions.planning import difference
from db.actions.tests import order_test, set_test
from db.actions.undo import undo
from db.actions.visits import cancel_visit, move_visit, set_visit_status
from db.caseload import Done
from db.errors import BadData, BadInput, Conflict
from db.exchange.clerk_times import read_moment
from db.exchange.items import ItemsPlan
from db.exchange.plan_file import kind_of, plan_file
from db.exchange.profile import load_profile
from db.exchange.tables import read_table
from db.queries.facts import load_all
from tests import build
from tests.desk import NOW, Desk

VISITS = "ФИО;Дата рождения;Дата приёма;Время;Услуга;Врач;МО;Талон;Статус"
TESTS = "ФИО;Дата рождения;Анализ;Дата назначения;Сдать до;Дата сдачи;Статус"
ANNA = "Берёзкина Анна Петровна;12.03.1958"
VERA = "Тополева Вера Ильинична;01.02.1950"
PlanOf = Callable[..., ItemsPlan]


@pytest.fixture
def plan_of(desk: Desk, tmp_path: Path) -> PlanOf:
    def plan(
        *rows: str,
        header: str = VISITS,
        made: datetime = NOW,
        name: str = "file.csv",
        profile: str | None = None,
        assistant: str | None = None,
    ) -> ItemsPlan:
        path = tmp_path / name
        path.write_text("\r\n".join([header, *rows]), encoding="utf-8-sig")
        os.utime(path, (made.timestamp(), made.timestamp()))
        found = plan_file(desk, path, profile=profile, assistant=assistant)
        assert isinstance(found, ItemsPlan)
        return found

    return plan


@pytest.fixture
def anna(desk: Desk) -> int:
    return build.patient(desk, "Березкина Анна Петровна", "8 916 123-45-67", birth="1958-03-12", snils="112-233-445 95")


@pytest.fixture
def vera(desk: Desk) -> int:
    return build.patient(desk, "Тополева Вера Ильинична", "8 916 123-45-68", birth="1950-02-01")


def apply(desk: Desk, plan: ItemsPlan, *, skip_rejected: bool = False) -> Done:
    return desk.do(apply_items, plan, skip_rejected=skip_rejected)


def later(hours: float = 1) -> datetime:
    return NOW + timedelta(hours=hours)


def codes(plan: ItemsPlan) -> set[str]:
    return {one.code for one in plan.warnings}


def refusals(plan: ItemsPlan) -> list[tuple[int, str]]:
    return [(one.row, one.code) for one in plan.rejected]


def standings(plan: ItemsPlan) -> list[tuple[int, str]]:
    return [(row.row, row.standing) for row in plan.rows]


def visits(desk: Desk) -> list[tuple[Any, ...]]:
    columns = "id, patient_id, service, starts_at, status, booked_in, booking_number"
    return desk.rows(f"SELECT {columns} FROM visit ORDER BY id")


def consistent(desk: Desk) -> bool:
    with desk.reading() as conn:
        return not any(difference(one, desk.rules) for some in load_all(conn) for one in some)


def kept_in(desk: Desk, table: str) -> list[dict[str, object]]:
    """Return the rows of a table without their versions, which only go up."""
    with desk.reading() as conn:
        rows = conn.dicts(f"SELECT * FROM {table}")
    return sorted(({**row, "version": 0} for row in rows), key=str)


def msk(text: str) -> datetime:
    return datetime.fromisoformat(f"{text}+03:00").astimezone(UTC)


# --- new ones ---------------------------------------------------------------------------------------------------------


def test_a_visit_is_taken_planned_and_noted(desk: Desk, plan_of: PlanOf, anna: int) -> None:
    plan = plan_of(f"{ANNA};25.11.2026;10:30;КТ;;;12-345;")
    assert (plan.kind, plan.new, plan.rejected) == ("visits", 1, ())
    done = apply(desk, plan)
    assert done.patient_ids == (anna,)
    assert visits(desk) == [(1, anna, "ct", msk("2026-11-25 10:30"), "planned", "booked", "12-345")]
    assert desk.rows("SELECT ends_at, zone FROM visit") == [(msk("2026-11-25 11:00"), "Europe/Moscow")]
    assert {row[0] for row in desk.rows("SELECT kind FROM task WHERE source = 'visit:1'")} >= {"confirm_visit"}
    assert desk.rows("SELECT name, made_at, action_id FROM import_file") == [("file.csv", NOW, done.action_id)]
    assert dict(desk.rows("SELECT field, value FROM imported_item")) == {
        "file": "", "starts_at": "2026-11-25T10:30", "service": "ct", "booking_number": "12-345", "booked_in": "booked",
    }  # fmt: skip
    assert desk.rows("SELECT event, object_id FROM audit_event WHERE action_id = :id", id=done.action_id) == [
        ("import_items", None)
    ]
    assert consistent(desk)


def test_the_same_file_twice_changes_nothing(desk: Desk, plan_of: PlanOf, anna: int) -> None:
    rows = (f"{ANNA};25.11.2026;10:30;КТ;;;12;", f"{ANNA};30.11.2026;;онколог;Петров П.П.;;;")
    plan = plan_of(rows[0], rows[1].replace(";;онк", ";9-00;онк"))
    apply(desk, plan)
    tables = ("visit", "imported_item", "import_file", "task")
    before = [desk.rows(f"SELECT * FROM {table}") for table in tables]
    again = plan_of(*rows)  # the second one without its time now: it is known by its day
    assert (again.new, again.updated, again.same, codes(again)) == (0, 0, 2, set())
    same = plan_of(rows[0], rows[1].replace(";;онк", ";9-00;онк"))
    assert same.taken_before
    apply(desk, same)
    assert before == [desk.rows(f"SELECT * FROM {table}") for table in tables]


def test_without_a_number_it_is_only_planned(desk: Desk, plan_of: PlanOf, anna: int) -> None:
    apply(desk, plan_of(f"{ANNA};25.11.2026;10:30;КТ;;;;"))
    assert visits(desk)[0][5:] == ("planned", None)


def test_a_place_gives_its_zone_and_an_unknown_one_goes_to_the_note(desk: Desk, plan_of: PlanOf, anna: int) -> None:
    place = desk.do(
        add_organisation, "hospital", "Городская больница № 40", short_name="ГКБ 40", zone="Asia/Yekaterinburg"
    ).result.organisation_id
    rows = (f"{ANNA};25.11.2026;10:30;КТ;;ГКБ №40, корпус 2;;", f"{ANNA};26.11.2026;10:30;МРТ;;Частная клиника;;")
    plan = plan_of(*rows)
    assert codes(plan) == {"organisation_unknown"}
    apply(desk, plan)
    assert desk.rows("SELECT organisation_id, starts_at, note FROM visit ORDER BY id") == [
        (place, datetime(2026, 11, 25, 5, 30, tzinfo=UTC), None),
        (None, msk("2026-11-26 10:30"), "Частная клиника"),
    ]


def test_services_by_their_words(desk: Desk, plan_of: PlanOf, anna: int) -> None:
    plan = plan_of(
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


def test_a_test_is_taken_and_goes_on(desk: Desk, plan_of: PlanOf, anna: int) -> None:
    plan = plan_of(f"{ANNA};ОАК;10.11.2026;27.11.2026;;", f"{ANNA};биохимия;10.11.2026;;12.11.2026;", header=TESTS)
    assert (plan.kind, plan.new) == ("tests", 2)
    apply(desk, plan)
    select = "SELECT service, ordered_on, due_on, taken_on, status FROM test_order ORDER BY id"
    assert desk.rows(select) == [
        ("cbc", date(2026, 11, 10), date(2026, 11, 27), None, "ordered"),
        ("biochem", date(2026, 11, 10), None, date(2026, 11, 12), "taken"),
    ]
    plan = plan_of(f"{ANNA};ОАК;;27.11.2026;19.11.2026;", f"{ANNA};биохимия;10.11.2026;;;готов", header=TESTS)
    assert [row.changes for row in plan.rows] == [("status", "taken_on"), ("status",)]
    apply(desk, plan)
    assert desk.rows("SELECT taken_on, result_on, status FROM test_order ORDER BY id") == [
        (date(2026, 11, 19), None, "taken"),
        (date(2026, 11, 12), date(2026, 11, 20), "result_in"),
    ]
    assert consistent(desk)


# --- whose ------------------------------------------------------------------------------------------------------------

WHOSE = "ФИО;Дата рождения;Телефон;СНИЛС;Полис;Дата приёма;Время;Услуга"
AT = "25.11.2026;10:30;КТ"


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (";;;112-233-445 95;", None),
        ("Берёзкина Анна Петровна;12.03.1958;;;", None),
        ("БЕРЕЗКИНА  Анна Петровна;1958;;;", None),
        ("Березкина А.П.;12.03.1958;89161234567;;", "found_by_phone"),
        ("Осина Анна Петровна;12.03.1958;89161234567;;", "patient_suggested!"),
        ("Берёзкина Анна Петровна;13.03.1958;;;", "birth_differs!"),
        ("Берёзкина Анна Петровна;;;;", "no_way_to_tell!"),
        ("Берёзкина Анна Петровна;;89990000000;;", "namesakes_only!"),
        ("Никто Анна Петровна;12.03.1958;;;", "patient_unknown!"),
        ("Осина Анна Петровна;13.03.1961;;112-233-445 95;", "number_of_another_patient!"),
        ("Осина Анна Петровна;12.03.1958;;112-233-445 95;", "other_name_same_number"),
        (";;;;", "name_missing!"),
    ],
)
def test_whose_it_is(desk: Desk, plan_of: PlanOf, anna: int, vera: int, row: str, code: str | None) -> None:
    plan = plan_of(f"{row};{AT}", header=WHOSE)
    assert plan.new == (0 if code and code.endswith("!") else 1)
    if code is None:
        assert codes(plan) <= {"birth_year_only"}
    elif code.endswith("!"):
        assert refusals(plan) == [(2, code[:-1])]
        with pytest.raises(BadData, match="rows_rejected"):
            apply(desk, plan)
        apply(desk, plan, skip_rejected=True)
        assert visits(desk) == []
    else:
        assert code in codes(plan)


def test_several_who_may_be_meant_are_counted_never_guessed(desk: Desk, plan_of: PlanOf) -> None:
    for _ in range(3):
        build.patient(desk, "Тополева Вера Ильинична", birth="1950-02-01", met=False)
    plan = plan_of(f"{VERA};25.11.2026;10:30;КТ;;;;")
    (refusal,) = plan.rejected
    assert (refusal.code, dict(refusal.params)) == ("patients_found", {"count": 3})
    assert plan.names == {2: "Тополева Вера Ильинична"}


def test_patients_of_colleagues_are_found_and_stay_theirs(desk: Desk, plan_of: PlanOf, anna: int) -> None:
    build.sign_in(desk, build.colleague(desk))
    apply(desk, plan_of(f"{ANNA};25.11.2026;10:30;КТ;;;;"))
    assert desk.rows("SELECT DISTINCT owner_id FROM task WHERE source = 'visit:1' AND state = 'open'") == [(1,)]


def test_the_dead_get_no_visits(desk: Desk, plan_of: PlanOf, anna: int) -> None:
    with desk._writer.transaction(write=True) as conn:
        conn.run("UPDATE patient SET phase = 'closed' WHERE id = :id", id=anna)
    plan = plan_of(f"{ANNA};25.11.2026;10:30;КТ;;;;")
    assert (standings(plan), codes(plan)) == ([(2, "kept")], {"patient_closed"})


# --- moves ------------------------------------------------------------------------------------------------------------


def test_a_changed_time_of_the_same_number_is_a_move(desk: Desk, plan_of: PlanOf, anna: int) -> None:
    apply(desk, plan_of(f"{ANNA};25.11.2026;10:30;КТ;;;12-345;"))
    plan = plan_of(f"{ANNA};27.11.2026;12:00;КТ;;;12-345;", made=later())
    assert (standings(plan), plan.moved, plan.updated) == ([(2, "moved")], 1, 1)
    apply(desk, plan)
    assert [row[3:] for row in visits(desk)] == [
        (msk("2026-11-25 10:30"), "moved", "booked", "12-345"),
        (msk("2026-11-27 12:00"), "planned", "booked", "12-345"),
    ]
    assert desk.rows("SELECT initiative FROM visit WHERE id = 1") == [("clinic",)]
    assert desk.rows("SELECT follows_id FROM visit WHERE id = 2") == [(1,)]
    assert desk.rows("SELECT DISTINCT item_id FROM imported_item") == [(2,)]
    assert consistent(desk)
    assert plan_of(f"{ANNA};27.11.2026;12:00;КТ;;;12-345;", made=later(2)).same == 1


def test_a_changed_time_on_the_same_day_is_a_move(desk: Desk, plan_of: PlanOf, anna: int) -> None:
    apply(desk, plan_of(f"{ANNA};25.11.2026;10:30;КТ;;;;"))
    plan = plan_of(f"{ANNA};25.11.2026;14:00;КТ;;;;", made=later())
    assert standings(plan) == [(2, "moved")]
    two = plan_of(f"{ANNA};25.11.2026;10:30;КТ;;;;", f"{ANNA};25.11.2026;14:00;КТ;;;;", made=later())
    assert standings(two) == [(2, "same"), (3, "new")]
    told_twice = plan_of(f"{ANNA};25.11.2026;10:30;КТ;;;;", f"{ANNA};25.11.2026;10:30;КТ;;;;", made=later())
    assert standings(told_twice) == [(2, "same"), (3, "duplicate")]


def test_a_small_number_that_comes_again_is_no_identity(desk: Desk, plan_of: PlanOf, anna: int) -> None:
    apply(desk, plan_of(f"{ANNA};25.11.2026;10:30;КТ;;;5;", f"{ANNA};27.11.2026;10:30;МРТ;;;5;"))
    plan = plan_of(f"{ANNA};25.11.2026;10:30;КТ;;;5;", f"{ANNA};02.12.2026;10:30;КТ;;;5;", made=later())
    assert standings(plan) == [(2, "same"), (3, "new")]
    desk.do(set_visit_status, 1, "attended")
    plan = plan_of(f"{ANNA};02.12.2026;10:30;КТ;;;5;", made=later())
    assert standings(plan) == [(2, "new")]


def test_a_hand_made_visit_is_completed_not_doubled(desk: Desk, plan_of: PlanOf, anna: int) -> None:
    build.visit(desk, anna, "ct", msk("2026-11-25 10:30"), booked_in="planned", booking_number=None)
    plan = plan_of(f"{ANNA};25.11.2026;10:30;КТ;Петров П.П.;;77;", made=later())
    assert [row.changes for row in plan.rows] == [("clinician", "booking_number", "booked_in")]
    apply(desk, plan)
    assert visits(desk)[0][5:] == ("booked", "77")


# --- what hands have done ---------------------------------------------------------------------------------------------


def test_a_hand_move_wins_over_the_old_time_of_the_file(desk: Desk, plan_of: PlanOf, anna: int) -> None:
    apply(desk, plan_of(f"{ANNA};25.11.2026;10:30;КТ;;;12;"))
    desk.do(move_visit, 1, msk("2026-11-26 09:00"))
    for row in (f"{ANNA};25.11.2026;10:30;КТ;;;12;", f"{ANNA};25.11.2026;10:30;КТ;;;;"):
        plan = plan_of(row, made=later(5))
        assert plan.new == 0
        first = plan.warnings[0]
        assert (first.code, dict(first.params)) == ("hand_edit_kept", {"field": "starts_at"})
    assert plan_of(f"{ANNA};26.11.2026;09:00;КТ;;;;", made=later(5)).same == 1


def test_a_time_changed_by_hand_after_the_file_was_made_stays(desk: Desk, plan_of: PlanOf, anna: int) -> None:
    build.visit(desk, anna, "ct", msk("2026-11-25 10:30"), booking_number="12")
    row = f"{ANNA};27.11.2026;10:30;КТ;;;12;"
    assert (standings(plan_of(row, made=later(-1))), plan_of(row, made=later(-1)).updated) == ([(2, "kept")], 0)
    desk.frozen.move_to(later(2))
    assert standings(plan_of(row, made=later(1))) == [(2, "moved")]


def test_a_cancelled_visit_stays_cancelled_by_hand(desk: Desk, plan_of: PlanOf, anna: int) -> None:
    apply(desk, plan_of(f"{ANNA};25.11.2026;10:30;КТ;;;12;записан"))
    desk.do(cancel_visit, 1)
    plan = plan_of(f"{ANNA};25.11.2026;10:30;КТ;;;12;записан", made=later())
    assert (plan.updated, codes(plan)) == (0, set())
    plan = plan_of(f"{ANNA};25.11.2026;10:30;КТ;;;12;состоялся", made=later())
    assert (plan.updated, codes(plan)) == (0, {"status_in_future"})


def test_the_clinic_cancels_what_the_patient_has_confirmed_before(desk: Desk, plan_of: PlanOf, anna: int) -> None:
    apply(desk, plan_of(f"{ANNA};25.11.2026;10:30;КТ;;;12;"))
    desk.do(set_visit_status, 1, "confirmed")
    stale = plan_of(f"{ANNA};25.11.2026;10:30;КТ;;;12;отменён", made=later(-1), name="old.csv")
    assert stale.updated == 0
    desk.frozen.move_to(later(2))
    plan = plan_of(f"{ANNA};25.11.2026;10:30;КТ;;;12;отменён", made=later())
    apply(desk, plan)
    assert desk.rows("SELECT status, status_source, initiative FROM visit") == [("cancelled", "system", "clinic")]
    assert consistent(desk)


def test_empty_cells_erase_nothing_and_hand_edits_are_kept(desk: Desk, plan_of: PlanOf, anna: int) -> None:
    test_id = desk.do(order_test, anna, "cbc", ordered_on=date(2026, 11, 10)).result.test_id
    apply(desk, plan_of(f"{ANNA};ОАК;10.11.2026;27.11.2026;;", header=TESTS))
    assert desk.rows("SELECT due_on FROM test_order") == [(date(2026, 11, 27),)]
    assert plan_of(f"{ANNA};ОАК;10.11.2026;;;", header=TESTS, made=later()).same == 1
    desk.do(set_test, test_id, due_on=date(2026, 12, 1), ordered_on=date(2026, 11, 9))
    plan = plan_of(f"{ANNA};ОАК;10.11.2026;28.11.2026;;", header=TESTS, made=later())
    assert (plan.new, plan.updated) == (0, 0)
    assert {dict(one.params).get("field") for one in plan.warnings} == {"due_on", "ordered_on"}


# --- older files, vanished --------------------------------------------------------------------------------------------


def test_an_older_file_changes_nothing_that_a_newer_one_said(desk: Desk, plan_of: PlanOf, anna: int, vera: int) -> None:
    newer = (f"{ANNA};27.11.2026;12:00;КТ;;;12;", f"{VERA};23.11.2026;09:00;УЗИ;;;;", f"{VERA};30.11.2026;9:00;УЗИ;;;;")
    apply(desk, plan_of(*newer, made=NOW))
    older = plan_of(
        f"{ANNA};25.11.2026;10:30;КТ;;;12;", f"{ANNA};26.11.2026;08:00;МРТ;;;;", f"{ANNA};10.12.2026;08:00;МРТ;;;;",
        made=later(-24), name="old.csv",
    )  # fmt: skip
    assert standings(older) == [(2, "kept"), (3, "kept"), (4, "new")]
    assert codes(older) == {"older_than_last_file", "not_in_newer_file"}
    assert older.vanished == ()
    apply(desk, older)
    assert [row[3] for row in visits(desk)] == [
        msk("2026-11-27 12:00"), msk("2026-11-23 09:00"), msk("2026-11-30 09:00"), msk("2026-12-10 08:00"),
    ]  # fmt: skip
    assert plan_of(*newer, made=later()).same == 3


def test_what_has_vanished_is_shown_and_nothing_is_done(desk: Desk, plan_of: PlanOf, anna: int, vera: int) -> None:
    rows = [
        f"{ANNA};25.11.2026;10:30;КТ;;;12;", f"{VERA};26.11.2026;9:00;УЗИ;;;;", f"{VERA};27.11.2026;9:00;МРТ;;;;",
        f"{ANNA};20.11.2026;9:00;УЗИ;;;;", f"{ANNA};30.11.2026;9:00;УЗИ;;;;",
    ]  # fmt: skip
    apply(desk, plan_of(*rows))
    without = plan_of(rows[0], rows[2], rows[4], f"{VERA};19.11.2026;9:00;онколог;;;;", made=later())
    assert [(one.full_name, one.service, one.on) for one in without.vanished] == [
        ("Тополева Вера Ильинична", "ultrasound", date(2026, 11, 26))
    ]  # the one of the morning is over
    apply(desk, without)
    assert len(visits(desk)) == 6
    assert {row[4] for row in visits(desk)} == {"planned"}
    again = plan_of(rows[0], rows[2], rows[4], f"{VERA};19.11.2026;9:00;онколог;;;;", made=later(2))
    assert again.vanished == ()  # only since the last file
    short = plan_of(rows[0], made=later(3))
    assert short.vanished == ()  # outside of the days of the file


def test_files_of_other_clinics_and_assistants_stand_apart(desk: Desk, plan_of: PlanOf, anna: int) -> None:
    desk.do(add_organisation, "hospital", "Городская больница № 40", short_name="ГКБ 40")
    apply(desk, plan_of(f"{ANNA};25.11.2026;10:30;КТ;;ГКБ 40;;", f"{ANNA};27.11.2026;10:30;КТ;;ГКБ 40;;"))
    build.sign_in(desk, build.colleague(desk))
    build.patient(desk, "Тополева Вера Ильинична", birth="1950-02-01")
    hers = plan_of(
        f"{VERA};24.11.2026;10:30;КТ;;ГКБ 40;;", f"{VERA};30.11.2026;10:30;КТ;;ГКБ 40;;", made=later()
    )  # fmt: skip
    assert hers.vanished == ()
    other = plan_of(f"{ANNA};24.11.2026;10:30;УЗИ;;;;", f"{ANNA};30.11.2026;10:30;УЗИ;;;;", made=later())
    assert other.vanished == ()
    both = (f"{ANNA};24.11.2026;10:30;УЗИ;;ГКБ 40;;", f"{VERA};30.11.2026;10:30;УЗИ;;ГКБ 40;;")
    assert len(plan_of(*both, made=later()).vanished) == 2
    assert len(plan_of(*both, made=later(), assistant="olga").vanished) == 0
    with pytest.raises(BadInput, match="unknown_login"):
        plan_of(*both, assistant="nobody")


# --- the plan, undo ---------------------------------------------------------------------------------------------------


def test_a_plan_is_refused_when_the_record_has_moved_on(desk: Desk, plan_of: PlanOf, anna: int) -> None:
    plan = plan_of(f"{ANNA};25.11.2026;10:30;КТ;;;;")
    build.visit(desk, anna, "ct", msk("2026-11-25 10:30"))
    with pytest.raises(Conflict, match="record_changed_since_preview"):
        apply(desk, plan)
    assert len(visits(desk)) == 1


def test_undo_takes_back_what_an_import_brought(desk: Desk, plan_of: PlanOf, anna: int, vera: int) -> None:
    first = apply(desk, plan_of(f"{ANNA};25.11.2026;10:30;КТ;;;12;", f"{VERA};26.11.2026;9:00;УЗИ;;;;"))
    tables = ("visit", "imported_item", "import_file")
    before = [kept_in(desk, table) for table in tables]
    plan = plan_of(
        f"{ANNA};27.11.2026;10:30;КТ;;;12;", f"{VERA};26.11.2026;9:00;УЗИ;Петров;;;отменён",
        f"{VERA};28.11.2026;9:00;МРТ;;;;", made=later(),
    )  # fmt: skip
    second = apply(desk, plan)
    assert len(visits(desk)) == 4
    assert desk.do(undo, second.action_id).result.kept == ()
    assert [kept_in(desk, table) for table in tables] == before
    assert consistent(desk)
    desk.do(undo, first.action_id)
    assert [desk.rows(f"SELECT COUNT(*) FROM {table}") for table in tables] == [[(0,)]] * 3
    assert consistent(desk)


def test_undo_keeps_what_was_done_since(desk: Desk, plan_of: PlanOf, anna: int, vera: int) -> None:
    apply(desk, plan_of(f"{VERA};26.11.2026;9:00;УЗИ;;;9;"))
    done = apply(
        desk,
        plan_of(
            f"{ANNA};23.11.2026;10:30;КТ;;;;", f"{ANNA};24.11.2026;10:30;МРТ;;;;", f"{ANNA};25.11.2026;10:30;УЗИ;;;;",
            f"{VERA};27.11.2026;9:00;УЗИ;;;9;", made=later(),
        ),
    )  # fmt: skip
    ct, mri, us = (row[0] for row in visits(desk) if row[1] == anna)
    (task,) = desk.rows("SELECT id FROM task WHERE source = :s AND kind = 'confirm_visit'", s=f"visit:{ct}")[0]
    build.talk(desk, anna, "CONFIRMED", task)
    desk.do(move_visit, mri, msk("2026-11-24 12:00"))
    moved = [row[0] for row in visits(desk) if row[1] == vera and row[4] == "planned"][0]
    desk.do(set_visit_status, moved, "confirmed")
    result = desk.do(undo, done.action_id).result
    assert result.kept == (anna, vera)
    left = {row[0]: row[4] for row in visits(desk)}
    assert us not in left
    assert (left[ct], left[mri], left[moved]) == ("confirmed", "moved", "confirmed")
    assert consistent(desk)
    assert desk.rows("SELECT COUNT(*) FROM imported_item WHERE kind = 'visits' AND item_id = :id", id=moved) != [(0,)]


# --- what a file holds ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("header", "kind"),
    [
        ("ФИО;Дата рождения;Телефон;МКБ-10;Стадия;Адрес", "patients"),
        ("ФИО;Дата рождения;Телефон;МКБ-10;Стадия;Адрес;Дата приёма;Услуга", "patients"),
        ("ФИО;Телефон;Дата;Врач", "patients"),
        ("ФИО;Дата направления;Талон", "patients"),
        ("ФИО;Дата рождения;Дата приёма;Врач", "visits"),
        ("Пациент;Дата записи;Исследование;Врач;ЛПУ", "visits"),
        ("СНИЛС;Приём;Услуга", "visits"),
        ("ФИО;Дата;Время;Услуга;Дата назначения", "visits"),
        ("ФИО;Исследование;Дата назначения;Сдать до", "tests"),
        ("Полис;Анализ;Срок", "tests"),
        ("Patient;Test;Ordered on;Due on", "tests"),
    ],
)
def test_the_headers_say_what_a_file_holds(tmp_path: Path, header: str, kind: str) -> None:
    path = tmp_path / "file.csv"
    path.write_text(f"{header}\n{';'.join('x' for _ in header.split(';'))}\n", encoding="utf-8")
    profile = load_profile()
    assert kind_of(read_table(path, profile), profile) == kind


def test_own_words_for_services_are_added_and_win(desk: Desk, plan_of: PlanOf, anna: int, tmp_path: Path) -> None:
    own = tmp_path / "own.toml"
    own.write_text('[services]\nmri = ["ФГДС", "головы"]\nnone_such = ["Нечто"]\n', encoding="utf-8")
    rows = (f"{ANNA};25.11.2026;10:30;ФГДС;;;;", f"{ANNA};26.11.2026;10:30;ЭГДС;;;;")
    assert [row.service for row in plan_of(*rows, profile=str(own)).rows] == ["mri", "gastroscopy"]
    assert codes(plan_of(*rows, profile=str(own))) == {"profile_service_unknown"}
    assert [row.service for row in plan_of(*rows).rows] == ["gastroscopy", "gastroscopy"]
    own.write_text('[services]\nmri = "ФГДС"\n', encoding="utf-8")
    with pytest.raises(BadInput, match="bad_profile"):
        plan_of(*rows, profile=str(own))


@pytest.mark.parametrize(
    ("day", "hour", "read"),
    [
        ("25.11.2026 10:30", "", "2026-11-25 10:30"), ("25.11.26", "9-30", "2026-11-25 09:30"),
        ("2026-11-25T10:30:00+05:00", "", "2026-11-25 10:30"), ("46351.4375", "", "2026-11-25 10:30"),
        ("25.11.2026 в 10.30", "", "2026-11-25 10:30"), ("пн 23.11.2026 10:30", "", "2026-11-23 10:30"),
        ("4 декабря 2026 9 ч", "", "2026-12-04 09:00"), ("25.11.27", "10:00–10:40", "2027-11-25 10:00"),
        ("25.11.2026", "0.4375", "2026-11-25 10:30"), ("25.11.2026 00:00:00", "", "2026-11-25 None"),
        ("31.02.2026", "10:00", "impossible_date"), ("25.11.2036", "10:00", "date_too_far"),
        ("25.11.2026", "25:00", "unreadable_time"), ("завтра", "10:00", "unreadable_date"),
        ("25.11.2026 " * 2000, "", "unreadable_time"),
    ],
)  # fmt: skip
def test_when_a_visit_is(day: str, hour: str, read: str) -> None:
    found = read_moment(day, hour, NOW.date())
    assert (found.fault or f"{found.on} {found.at and found.at.isoformat('minutes')}") == read
