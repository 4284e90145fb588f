"""Files beside a record that lives: matches, updates, hand edits, undo."""

from __future__ import annotations

import stat
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from db.actions.calls import open_call
from db.actions.contacts import edit_contact
from db.actions.imports import apply_import
from db.actions.notes import add_note
from db.actions.patients import NewPatient, add_patient, edit_patient
from db.actions.people import add_user, assign_patients, disable_user
from db.actions.undo import undo
from db.caseload import Done
from db.errors import BadInput, Conflict
from db.exchange.export import export
from db.exchange.import_plan import ImportPlan
from db.exchange.patients import plan_import
from tests.db.exchange.files import refusals
from tests.desk import Desk

HEADER = "ФИО;Дата рождения;Телефон;СНИЛС;Полис;Адрес;МКБ-10;Стадия;Дата диагноза;Помощник"
ANNA = "Берёзкина Анна Петровна;12.03.1958;89161234567;112-233-445 95;;Москва;C50.9;IIA;01.10.2026;"
VERA = "Тополева Вера Ильинична;01.02.1950;89161234568;;;;C61;;;"


@pytest.fixture
def plan_of(desk: Desk, tmp_path: Path) -> Callable[..., ImportPlan]:
    def plan(
        *rows: str, header: str = HEADER, progress: Callable[[int, int], None] | None = None, **options: str | None
    ) -> ImportPlan:
        path = tmp_path / "file.csv"
        path.write_text("\r\n".join([header, *rows]), encoding="utf-8-sig")
        return plan_import(desk, path, progress=progress, **options)

    return plan


PlanOf = Callable[..., ImportPlan]


def apply(desk: Desk, plan: ImportPlan) -> Done:
    return desk.do(apply_import, plan)


def codes(plan: ImportPlan) -> set[str]:
    return {one.code for one in plan.warnings} - {"birth_missing", "no_phone", "name_incomplete"}


def version(desk: Desk, patient_id: int) -> int:
    return int(desk.rows("SELECT version FROM patient WHERE id = :id", id=patient_id)[0][0])


def edit(desk: Desk, patient_id: int, **changes: str) -> None:
    desk.do(edit_patient, patient_id, version(desk, patient_id), **changes)


def field(desk: Desk, name: str, patient_id: int = 1) -> object:
    return desk.rows(f"SELECT {name} FROM patient WHERE id = :id", id=patient_id)[0][0]


def test_new_people_are_planned_found_and_noted(desk: Desk, plan_of: PlanOf) -> None:
    done = apply(desk, plan_of(ANNA, VERA))
    assert done.patient_ids == (1, 2)
    assert desk.rows("SELECT patient_id, kind FROM task WHERE kind = 'first_contact' ORDER BY 1") == [
        (1, "first_contact"),
        (2, "first_contact"),
    ]
    words = {row[0] for row in desk.rows("SELECT word FROM patient_word WHERE patient_id = 1")}
    assert {"березкина", "анна", "-76543216197", "#11223344595"} <= words
    assert field(desk, "in_care_since") == date(2026, 11, 20)
    assert desk.rows("SELECT origin, centre_id FROM patient") == [("import", 1), ("import", 1)]
    assert desk.rows("SELECT table_name, COUNT(*) FROM change GROUP BY 1 ORDER BY 1") == [
        ("contact", 2),
        ("milestone", 1),
        ("patient", 2),
    ]
    assert desk.rows("SELECT event, object_id FROM audit_event WHERE action_id = :id", id=done.action_id) == [
        ("import_patients", None)
    ]
    assert desk.strays() == []


def test_the_file_changes_what_a_file_brought(desk: Desk, plan_of: PlanOf) -> None:
    apply(desk, plan_of(ANNA))
    plan = plan_of(ANNA.replace("IIA", "IIB").replace("Москва", "Тверь").replace("01.10", "02.10"))
    assert [row.changes for row in plan.rows] == [("address", "stage", "diagnosis")]
    assert codes(plan) == set()
    apply(desk, plan)
    assert (field(desk, "stage"), field(desk, "address")) == ("IIB", "Тверь")
    assert desk.rows("SELECT on_date FROM milestone") == [(date(2026, 10, 2),)]
    assert desk.strays() == []
    assert plan_of(ANNA.replace("IIA", "IIB").replace("Москва", "Тверь").replace("01.10", "02.10")).same == 1


def test_empty_cells_erase_nothing(desk: Desk, plan_of: PlanOf) -> None:
    apply(desk, plan_of(ANNA))
    plan = plan_of("Берёзкина Анна Петровна;12.03.1958;нет;-;;;;;;")
    assert (plan.same, plan.updated, codes(plan)) == (1, 0, set())


def test_hand_edits_win_with_a_warning(desk: Desk, plan_of: PlanOf) -> None:
    apply(desk, plan_of(ANNA))
    edit(desk, 1, stage="IIIA", address="")
    plan = plan_of(ANNA.replace("IIA", "IIB"))
    assert [(one.row, dict(one.params)["field"]) for one in plan.warnings if one.code == "hand_edit_kept"] == [
        (2, "address"),
        (2, "stage"),
    ]
    assert plan.same == 1
    apply(desk, plan)
    assert (field(desk, "stage"), field(desk, "address")) == ("IIIA", None)


def test_a_name_or_birth_date_mended_by_hand_is_the_same_person(desk: Desk, plan_of: PlanOf) -> None:
    apply(desk, plan_of(VERA))
    edit(desk, 1, full_name="Тополёва-Ким Вера Ильинична")
    assert plan_of(VERA).same == 1
    desk.do(edit_patient, 1, version(desk, 1), birth_on=date(1951, 2, 1))
    plan = plan_of(VERA)
    assert (plan.new, plan.same) == (0, 1)
    assert codes(plan) == {"hand_edit_kept"}


def test_a_number_mended_by_hand_does_not_come_back(desk: Desk, plan_of: PlanOf) -> None:
    apply(desk, plan_of(VERA))
    desk.do(edit_contact, 1, 1, written="8 916 000 00 01")
    plan = plan_of(VERA)
    assert (plan.same, codes(plan)) == (1, {"hand_edit_kept"})
    more = plan_of(VERA.replace("89161234568", "89161234568, 89035556677"))
    assert [row.changes for row in more.rows] == [("phone",)]
    apply(desk, more)
    assert desk.rows("SELECT phone, priority FROM contact ORDER BY priority") == [
        ("+79160000001", 1),
        ("+79035556677", 2),
    ]


def test_what_stands_by_hand_is_completed_not_overwritten(desk: Desk, plan_of: PlanOf) -> None:
    desk.do(add_patient, NewPatient("Березкина Анна Петровна", birth_on=date(1958, 3, 12), stage="IV"))
    plan = plan_of(ANNA)
    assert plan.updated == 1
    assert codes(plan) == {"hand_edit_kept"}
    apply(desk, plan)
    assert (field(desk, "stage"), field(desk, "snils"), field(desk, "full_name")) == (
        "IV",
        "11223344595",
        "Березкина Анна Петровна",
    )


def test_matching_goes_by_snils_first(desk: Desk, plan_of: PlanOf) -> None:
    apply(desk, plan_of(ANNA))
    married = plan_of(ANNA.replace("Берёзкина", "Осина"))
    assert [(row.standing, row.changes) for row in married.rows] == [("updated", ("full_name",))]
    assert codes(married) == {"other_name_same_number"}
    apply(desk, married)
    assert {row[0] for row in desk.rows("SELECT word FROM patient_word")} >= {"осина"}
    stranger = plan_of("Клёнов Олег Ильич;01.01.1940;89160000009;112-233-445 95;;;;;;")
    assert refusals(stranger) == [(2, "number_of_another_patient")]


def test_numbers_of_two_patients_are_refused(desk: Desk, plan_of: PlanOf) -> None:
    apply(desk, plan_of(ANNA, VERA.replace(";;;;C61", ";;4000000000000002;;C61")))
    plan = plan_of(ANNA.replace("95;;", "95;4000000000000002;"))
    assert refusals(plan) == [(2, "numbers_of_two_patients")]
    assert plan.rejected_names == ((2, "Берёзкина Анна Петровна"),)


def test_namesakes_with_right_numbers_stay_two(desk: Desk, plan_of: PlanOf) -> None:
    apply(desk, plan_of(ANNA))
    plan = plan_of(ANNA.replace("112-233-445 95", "087-654-303 00").replace("4567", "9999"))
    assert (plan.new, codes(plan)) == (1, {"namesake"})
    both = plan_of(ANNA, ANNA.replace("112-233-445 95", "087-654-303 00"))
    assert [row.standing for row in both.rows] == ["same", "new"]


def test_two_of_one_name_and_birth_date_cannot_be_told_apart(desk: Desk, plan_of: PlanOf) -> None:
    for _ in range(2):
        desk.do(add_patient, NewPatient("Тополева Вера Ильинична", birth_on=date(1950, 2, 1)))
    assert refusals(plan_of(VERA)) == [(2, "several_patients")]


def test_a_phone_and_a_birth_date_only_suggest(desk: Desk, plan_of: PlanOf) -> None:
    apply(desk, plan_of(VERA))
    plan = plan_of(VERA.replace("Тополева", "Ясенева"))
    assert (plan.new, codes(plan)) == (1, {"maybe_same_person"})


def test_without_a_birth_date_name_and_phone_are_enough(desk: Desk, plan_of: PlanOf) -> None:
    row = "Тополева Вера;;89161234568;;;;;;;"
    apply(desk, plan_of(row))
    assert plan_of(row).same == 1
    assert plan_of("Тополева Вера;1950;89161234568;;;;;;;").updated == 1
    assert plan_of("Тополева Вера;;89161234569;;;;;;;").new == 1


def test_a_right_number_is_not_replaced_by_a_wrong_one(desk: Desk, plan_of: PlanOf) -> None:
    apply(desk, plan_of(ANNA))
    plan = plan_of(ANNA.replace("445 95", "445 90"))
    assert (plan.same, codes(plan)) == (1, {"snils_check", "right_number_kept"})


def test_rows_of_one_person_are_joined(desk: Desk, plan_of: PlanOf) -> None:
    plan = plan_of(
        ANNA,
        ANNA.replace("89161234567", "89169999999").replace("IIA", "IV"),
        "Другая Ольга;02.02.1970;1234567;112-233-445 95;;;;;;",
    )
    assert [(row.row, row.standing) for row in plan.rows] == [(2, "new"), (3, "duplicate")]
    assert refusals(plan) == [(4, "number_of_another_row")]
    (differs,) = [one for one in plan.warnings if one.code == "duplicate_differs"]
    assert dict(differs.params) == {"fields": "stage", "other_row": 2}
    desk.do(apply_import, plan, skip_rejected=True)
    assert field(desk, "stage") == "IIA"
    assert len(desk.rows("SELECT phone FROM contact")) == 2


# --- whose they are ---------------------------------------------------------------------------------------------------


def test_whose_new_patients_are(desk: Desk, plan_of: PlanOf) -> None:
    other = desk.administer(add_user, "olga", "Петрова Ольга Ивановна", ["assistant"]).result.user_id
    apply(desk, plan_of(ANNA, VERA + "Петрова О.И."))
    assert desk.rows("SELECT assistant_id FROM patient ORDER BY id") == [(1,), (other,)]
    plan = plan_of("Ивина Ия Ильинична;01.01.1960;89160000001;;;;;;;", assistant="OLGA")
    apply(desk, plan)
    assert field(desk, "assistant_id", 3) == other
    with pytest.raises(BadInput, match="unknown_login"):
        plan_of(VERA, assistant="nobody")


def test_without_an_assistant_they_wait_unassigned(desk: Desk, plan_of: PlanOf) -> None:
    desk.be("administrator")
    apply(desk, plan_of(VERA))
    assert desk.rows("SELECT assistant_id, first_assigned_at FROM patient") == [(None, None)]
    assert desk.rows("SELECT COUNT(*) FROM task WHERE owner_id IS NOT NULL") == [(0,)]
    assert desk.strays() == []


def test_a_file_hands_over_only_whom_nobody_has_moved(desk: Desk, plan_of: PlanOf) -> None:
    other = desk.administer(add_user, "olga", "Петрова Ольга Ивановна", ["assistant"]).result.user_id
    apply(desk, plan_of(VERA + "anna"))
    plan = plan_of(VERA + "olga")
    assert [row.changes for row in plan.rows] == [("assistant_id",)]
    apply(desk, plan)
    assert field(desk, "assistant_id") == other
    assert {row[0] for row in desk.rows("SELECT owner_id FROM task WHERE state = 'open'")} == {other}
    desk.do(assign_patients, [1], 1)
    assert codes(plan_of(VERA + "olga")) == {"hand_edit_kept"}
    desk.administer(disable_user, other)
    assert codes(plan_of(VERA + "olga")) == {"assistant_unknown"}


# --- the plan and time ------------------------------------------------------------------------------------------------


def test_a_plan_is_refused_when_the_record_has_moved_on(desk: Desk, plan_of: PlanOf) -> None:
    plan = plan_of(ANNA, VERA)
    desk.do(add_patient, NewPatient("Тополева Вера Ильинична", birth_on=date(1950, 2, 1)))
    with pytest.raises(Conflict, match="record_changed_since_preview"):
        apply(desk, plan)
    assert desk.rows("SELECT COUNT(*) FROM patient") == [(1,)]
    apply(desk, plan_of(ANNA, VERA))
    assert desk.rows("SELECT COUNT(*) FROM patient") == [(2,)]


def test_one_plan_is_applied_once(desk: Desk, plan_of: PlanOf) -> None:
    plan = plan_of(ANNA)
    first = desk.do_once("one", apply_import, plan)
    again = desk.do_once("one", apply_import, plan)
    assert again.result == first.result
    assert desk.rows("SELECT COUNT(*) FROM patient") == [(1,)]


def test_progress_counts_rows_and_then_people(desk: Desk, plan_of: PlanOf) -> None:
    told: list[tuple[int, int]] = []

    def progress(done: int, total: int) -> None:
        told.append((done, total))

    rows = [f"Клёнов Олег;{day:02}.{month:02}.1950;;;;;;;;" for month in range(1, 13) for day in range(1, 27)]
    plan = plan_of(*rows, progress=progress)
    assert told == [(0, 312), (250, 312), (312, 312)]
    told.clear()
    desk.do(apply_import, plan, progress=progress)
    assert told == [(250, 312), (312, 312)]
    assert desk.strays() == []


def test_planning_writes_nothing(desk: Desk, plan_of: PlanOf) -> None:
    plan_of(ANNA, VERA)
    assert desk.rows("SELECT (SELECT COUNT(*) FROM patient) + (SELECT COUNT(*) FROM action)") == [(0,)]


# --- undo -------------------------------------------------------------------------------------------------------------


def test_undo_takes_back_what_an_import_brought(desk: Desk, plan_of: PlanOf) -> None:
    done = apply(desk, plan_of(ANNA, VERA))
    result = desk.do(undo, done.action_id).result
    assert result.kept == ()
    for table in ("patient", "contact", "milestone", "task", "patient_word", "imported_value"):
        assert desk.rows(f"SELECT COUNT(*) FROM {table}") == [(0,)], table
    assert plan_of(ANNA, VERA).new == 2


def test_undo_keeps_whom_somebody_worked_with(desk: Desk, plan_of: PlanOf) -> None:
    rows = [f"Иванова Анна{letter};0{n}.01.1950;8916000000{n};;;;;;;" for n, letter in enumerate("абвгд", 1)]
    done = apply(desk, plan_of(*rows))
    desk.do(open_call, 1)
    desk.do(add_note, 2, "спросить о дочери")
    edit(desk, 3, stage="II")
    desk.do(edit_contact, 4, 1, name="сама")
    result = desk.do(undo, done.action_id).result
    assert result.kept == (1, 2, 3, 4)
    assert desk.rows("SELECT id FROM patient ORDER BY id") == [(1,), (2,), (3,), (4,)]
    assert desk.strays() == []


def test_undo_restores_fields_that_nobody_touched_since(desk: Desk, plan_of: PlanOf) -> None:
    apply(desk, plan_of(ANNA))
    changed = (
        ANNA.replace("IIA", "IIB")
        .replace("Москва", "Тверь")
        .replace("01.10", "02.10")
        .replace("567;", "567,89165550000;")
    )
    done = apply(desk, plan_of(changed))
    edit(desk, 1, address="Казань")
    desk.do(undo, done.action_id)
    assert (field(desk, "stage"), field(desk, "address")) == ("IIA", "Казань")
    assert desk.rows("SELECT on_date FROM milestone") == [(date(2026, 10, 1),)]
    assert desk.rows("SELECT phone FROM contact") == [("+79161234567",)]
    assert "-00005556197" not in {row[0] for row in desk.rows("SELECT word FROM patient_word")}
    assert desk.strays() == []
    plan = plan_of(ANNA)
    assert plan.same == 1
    assert [dict(one.params)["field"] for one in plan.warnings] == ["address"]


# --- profiles, exports ------------------------------------------------------------------------------------------------


def test_a_profile_of_ones_own(desk: Desk, plan_of: PlanOf, tmp_path: Path) -> None:
    profile = tmp_path / "mine.toml"
    profile.write_text('[columns]\nfull_name = ["Кто"]\nphone = ["Куда"]\n', encoding="utf-8")
    plan = plan_of("Иванова Анна;89161234567", header="Кто;Куда", profile=str(profile))
    assert plan.new == 1
    for text, key in (
        ("colums = 1", "colums"),
        ("[columns]\nname = ['x']", "name"),
        ("delimiters = [';;']", "delimiters"),
        ("x", "-"),
        ("encodings = ['klingon']", "klingon"),
        ("[columns]\nphone = 'Куда'", "phone"),
        ("header_search_rows = 0", "header"),
    ):
        profile.write_text(text, encoding="utf-8")
        with pytest.raises(BadInput, match="bad_profile") as caught:
            plan_of(ANNA, profile=str(profile))
        assert key in str(caught.value.params["key"])


@pytest.mark.parametrize("name", ["out.csv", "out.xlsx"])
def test_what_was_exported_is_the_same_when_imported(desk: Desk, plan_of: PlanOf, tmp_path: Path, name: str) -> None:
    apply(desk, plan_of(ANNA, VERA))
    rows = desk.rows(
        "SELECT p.full_name, p.birth_on, c.phone, p.snils, p.policy, p.address, p.diagnosis, p.stage"
        " FROM patient p JOIN contact c ON c.patient_id = p.id"
    )
    export(rows, HEADER.split(";")[:8], tmp_path / name)
    plan = plan_import(desk, tmp_path / name)
    assert (plan.same, plan.updated, plan.rejected) == (2, 0, ())
    assert stat.S_IMODE((tmp_path / name).stat().st_mode) == 0o600


def test_the_sample_file_is_taken_whole(desk: Desk) -> None:
    plan = plan_import(desk, Path(__file__).parents[3] / "db/exchange/sample/patients.csv")
    assert (plan.new, plan.rejected, plan.warnings) == (12, (), ())
    apply(desk, plan)
    assert desk.strays() == []
