"""Forms suggest what this patient has first, then what the user books, then all there is."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta

from db.actions import tests as orders
from db.actions.access import open_for_reason
from db.actions.people import add_organisation
from db.queries.habits import _PLACES, _USED, habits
from db.rules.names import sort_key
from tests.build import colleague, patient, sign_in, visit
from tests.desk import Desk

At = Callable[[str], datetime]


def clinic(desk: Desk, name: str) -> int:
    organisation_id: int = desk.administer(add_organisation, "polyclinic", name).result.organisation_id
    return organisation_id


def test_the_patients_own_come_first_then_the_users_then_all_by_name(desk: Desk, at: At) -> None:
    far, near, never = clinic(desk, "Дальняя"), clinic(desk, "Ближняя"), clinic(desk, "Арбатская")
    mother, other = patient(desk, "Петрова Мария", "89161234567"), patient(desk, "Орлов Пётр", "89161234568")
    visit(desk, mother, "oncologist", at("2026-11-23 10:30"), organisation_id=far, clinician="Котова О. С.", room="7")
    for day in ("24", "25"):
        visit(desk, other, "ct", at(f"2026-11-{day} 09:00"), organisation_id=near, clinician="Зимин В. П.", room="2")
    visit(desk, other, "oncologist", at("2026-11-26 09:00"), organisation_id=near)
    found = desk.ask(habits, mother)
    assert [code for code, _ru, _en in found.services][:2] == ["oncologist", "ct"]
    assert [name for _id, name in found.organisations][:2] == ["Дальняя", "Ближняя"]
    assert found.clinicians[:2] == ("Котова О. С.", "Зимин В. П.")
    assert found.rooms == ("7", "2")
    assert (found.works_at["Котова О. С."], found.works_at["Зимин В. П."]) == ("Дальняя", "Ближняя")
    rest = [name for _id, name in found.organisations][2:]
    assert rest == sorted(rest, key=sort_key)
    assert "Арбатская" in rest
    assert never in dict(found.organisations)
    by_other = desk.ask(habits, other)
    assert [name for _id, name in by_other.organisations][:2] == ["Ближняя", "Дальняя"]
    assert [code for code, _ru, _en in by_other.services][:2] == ["ct", "oncologist"]


def test_where_nothing_is_known_the_way_begins_with_a_doctor(desk: Desk) -> None:
    mother = patient(desk, "Петрова Мария", "89161234567")
    kinds = dict(desk.rows("SELECT code, kind FROM service"))
    found = [(kinds[code], ru) for code, ru, _en in desk.ask(habits, mother).services]
    assert found[0][0] == "oncologist"
    doctors = [ru for kind, ru in found if kind == "doctor"]
    assert [ru for _kind, ru in found[1 : 1 + len(doctors)]] == doctors == sorted(doctors, key=sort_key)
    rest = [ru for _kind, ru in found[1 + len(doctors) :]]
    assert rest == sorted(rest, key=sort_key)


def test_tests_count_and_names_stand_once(desk: Desk, at: At) -> None:
    mother = patient(desk, "Петрова Мария", "89161234567")
    place = clinic(desk, "Сириус")
    desk.do(orders.order_test, mother, "mri", ordered_on=date(2026, 11, 18), organisation_id=place)
    found = desk.ask(habits, mother)
    assert found.services[0][0] == "mri"
    assert found.organisations[0] == (place, "Сириус")
    for names in (found.services, found.organisations, found.clinicians, found.rooms):
        assert len(set(names)) == len(names)


def test_habits_are_ones_own_and_of_late(desk: Desk, at: At) -> None:
    near = clinic(desk, "Ближняя")
    mother = patient(desk, "Петрова Мария", "89161234567")
    visit(desk, mother, "ct", at("2026-11-24 09:00"), organisation_id=near, clinician="Зимин В. П.", room="2")
    assert desk.ask(habits).rooms == ("2",)
    desk.frozen.move_to(at("2026-11-24 09:00") + timedelta(days=91))
    assert desk.ask(habits).rooms == (), "90 days later it is forgotten"
    assert desk.ask(habits, mother).rooms == ("2",), "the patient's own is not"
    desk.frozen.move_to(at("2026-11-20 12:00"))
    sign_in(desk, colleague(desk))
    assert desk.ask(habits).rooms == ()
    desk.do(open_for_reason, mother, "calling_in")
    assert desk.ask(habits, mother).rooms == ("2",)


def test_what_is_no_longer_active_is_not_suggested(desk: Desk, at: At) -> None:
    near = clinic(desk, "Закрытая")
    mother = patient(desk, "Петрова Мария", "89161234567")
    visit(desk, mother, "ct", at("2026-11-24 09:00"), organisation_id=near, clinician="Зимин В. П.")
    with desk.opening.connect() as conn, conn.transaction(write=True):
        conn.run("UPDATE organisation SET active = :no WHERE id = :id", no=False, id=near)
        conn.run("UPDATE service SET active = :no WHERE code = 'ct'", no=False)
    found = desk.ask(habits, mother)
    assert near not in dict(found.organisations)
    assert "ct" not in [code for code, _ru, _en in found.services]
    assert "Зимин В. П." not in found.works_at


def test_it_reads_by_index(desk: Desk) -> None:
    if desk.dialect == "postgresql":  # its planner reads small tables whole, rightly
        return
    plan = " · ".join(str(row[-1]) for row in desk.rows(
        "EXPLAIN QUERY PLAN " + _USED, patient_id=1, me=1, since=desk.frozen.now(), since_on=date(2026, 8, 1)
    ))  # fmt: skip
    assert "SCAN v" not in plan
    assert "SCAN t" not in plan
    assert "SCAN p" not in plan
    assert "active" in _PLACES
