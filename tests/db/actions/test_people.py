"""Users and organisations: changed, switched off and on, never the last who manages users."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from db.actions.organisations import (
    add_organisation,
    disable_organisation,
    edit_organisation,
    enable_organisation,
)
from db.actions.people import add_user, disable_user, edit_user, enable_user
from db.actions.undo import undo
from db.auth import user_by_id
from db.credentials import reset_user
from db.door import Door
from db.errors import BadInput, Conflict, Denied, Refused
from db.queries.habits import habits
from db.queries.people import UserRow, organisation_use, organisations, users
from tests.build import patient, visit
from tests.desk import Desk

AT = datetime(2026, 11, 23, 7, 30, tzinfo=UTC)


@pytest.fixture
def office(desk: Desk) -> Desk:
    """A desk where the first user manages users too, and has just typed the password."""
    desk.be("assistant", "supervisor", "administrator")
    return desk


def user(desk: Desk, user_id: int) -> UserRow:
    return next(row for row in desk.ask(users, active=None) if row.id == user_id)


def olga(desk: Desk, *roles: str, **more: Any) -> int:
    return desk.do(add_user, "olga", "Котова Ольга Сергеевна", roles or ("assistant",), **more).result.user_id


def test_what_is_not_given_stays(office: Desk) -> None:
    found = olga(office)
    before = user(office, found)
    done = office.do(edit_user, found, version=before.version, name="Котова-Белая Ольга Сергеевна", phone="8495")
    now = user(office, found)
    assert (now.name, now.short_name, now.phone) == ("Котова-Белая Ольга Сергеевна", "Котова-Белая О. С.", "8495")
    assert (now.roles, now.language, now.login, now.centre_id) == (
        before.roles, before.language, before.login, before.centre_id,
    )  # fmt: skip
    assert done.result.version == now.version == before.version + 1
    with pytest.raises(Conflict):
        office.do(edit_user, found, version=before.version, phone="1")


def test_roles_are_a_set_and_scope_is_a_supervisors(office: Desk) -> None:
    found = olga(office, "supervisor", scope="all")
    assert user(office, found).scope == "all"
    office.do(edit_user, found, roles=("auditor", "assistant"))
    now = user(office, found)
    assert (now.roles, now.scope) == (("assistant", "auditor"), "centre")
    office.do(undo)
    assert (user(office, found).roles, user(office, found).scope) == (("supervisor",), "all")
    for roles in ((), ("chief",)):
        with pytest.raises(BadInput):
            office.do(edit_user, found, roles=roles)


def test_the_last_administrator_stays_one(office: Desk) -> None:
    with pytest.raises(Refused, match="last_administrator"):
        office.do(edit_user, 1, roles=("assistant", "supervisor"))
    found = olga(office, "administrator")
    office.do(disable_user, found)
    with pytest.raises(Refused, match="last_administrator"):  # one who is switched off does not count
        office.do(edit_user, 1, roles=("assistant",))
    office.do(enable_user, found)
    office.do(edit_user, found, roles=("administrator", "auditor"))
    office.do(edit_user, 1, roles=("assistant", "administrator"))
    office.act_as(user_by_id(office, found))
    office.do(edit_user, 1, roles=("assistant",))
    with pytest.raises(Refused, match="last_administrator"):
        office.do(disable_user, found)


def test_whoever_is_switched_on_again_needs_a_new_way_in(office: Desk) -> None:
    found = olga(office)
    office.do(disable_user, found)
    with pytest.raises(Refused):
        reset_user(office, found)
    office.do(enable_user, found)
    assert user(office, found).active
    with pytest.raises(Refused, match="user_enabled"):
        office.do(enable_user, found)
    code = reset_user(office, found)
    with Door(office.url) as door:
        entered = door.enter("olga", code.lower().replace("-", " "))
        assert (entered.user_id, bool(entered.code_until)) == (found, True)
        with pytest.raises(Refused):
            door.enter("olga", code[:-1] + ("0" if code[-1] != "0" else "1"))
    for table in ("action", "change", "audit_event"):
        assert not any(code in str(row) for row in office.rows(f"SELECT * FROM {table}"))  # noqa: S608 - from this test


@pytest.mark.parametrize("way", ["add", "edit", "disable", "enable", "reset"])
def test_who_does_not_manage_users_is_denied(office: Desk, way: str) -> None:
    found = olga(office, "assistant", "supervisor")
    ways: dict[str, Callable[[], object]] = {
        "add": lambda: office.do(add_user, "ivan", "Иванов Иван", ("assistant",)),
        "edit": lambda: office.do(edit_user, found, roles=("administrator",)),
        "disable": lambda: office.do(disable_user, 1, unassign=True), "enable": lambda: office.do(enable_user, 1),
        "reset": lambda: reset_user(office, 1),
    }  # fmt: skip
    office.act_as(user_by_id(office, found))
    with pytest.raises(Denied):
        ways[way]()


@pytest.mark.parametrize("way", ["add", "edit", "disable", "enable", "reset"])
def test_users_are_changed_by_whoever_has_just_typed_the_password(office: Desk, way: str) -> None:
    found = olga(office)
    ways: dict[str, Callable[[], object]] = {
        "add": lambda: office.do(add_user, "ivan", "Иванов Иван", ("assistant",)),
        "edit": lambda: office.do(edit_user, found, roles=("administrator",)),
        "disable": lambda: office.do(disable_user, found), "enable": lambda: office.do(enable_user, found),
        "reset": lambda: reset_user(office, found),
    }  # fmt: skip
    office.confirmed_at = None
    with pytest.raises(Denied, match="confirm_yourself"):
        ways[way]()


def test_a_change_of_roles_is_taken_back_after_the_password_alone(office: Desk) -> None:
    found = olga(office)
    office.do(edit_user, found, roles=("administrator",))
    office.confirmed_at = None
    with pytest.raises(Denied, match="confirm_yourself"):
        office.do(undo)
    assert user(office, found).roles == ("administrator",)
    office.confirmed_at = office.frozen.monotonic()
    office.do(undo)
    assert user(office, found).roles == ("assistant",)


def test_an_organisation_is_changed_and_found_by_its_new_name(office: Desk) -> None:
    made = office.do(add_organisation, "polyclinic", "Поликлиника № 5").result.organisation_id
    office.do(edit_organisation, made, name="ГКБ имени Ёлкина", short_name=None, address="Мира, 1", zone="Asia/Omsk")
    (row,) = office.ask(organisations, text="елкин")
    assert (row.name, row.short_name, row.address, row.kind) == (
        "ГКБ имени Ёлкина", "ГКБ имени Ёлкина", "Мира, 1", "polyclinic",
    )  # fmt: skip
    with pytest.raises(Conflict):
        office.do(edit_organisation, made, version=row.version - 1, phone="1")
    wrongs: tuple[dict[str, Any], ...] = ({"kind": "shop"}, {"name": " "}, {"zone": "Mars/Olympus"})
    for wrong in wrongs:
        with pytest.raises(BadInput):
            office.do(edit_organisation, made, **wrong)


def test_visits_that_lead_there_are_named_before_it_is_switched_off(office: Desk) -> None:
    made = office.do(add_organisation, "polyclinic", "Поликлиника № 5").result.organisation_id
    kim = patient(office, "Ким Олег Сергеевич", "89161234567")
    booked = visit(office, kim, "oncologist", AT, organisation_id=made)
    assert office.ask(organisation_use, made).visits == 1
    assert office.ask(organisation_use, made).first_at == AT
    with pytest.raises(Refused, match="organisation_has_visits"):
        office.do(disable_organisation, made)
    done = office.do(disable_organisation, made, leave_visits=True)
    assert done.result.visits == 1
    assert office.rows("SELECT status, organisation_id FROM visit WHERE id = :id", id=booked) == [("planned", made)]
    assert made not in {row.id for row in office.ask(organisations)}
    assert made not in dict(office.ask(habits, kim).organisations)
    with pytest.raises(Refused, match="organisation_off"):
        office.do(add_user, "ivan", "Иванов Иван", ("assistant",), centre_id=made)
    office.do(enable_organisation, made)
    assert made in dict(office.ask(habits, kim).organisations)


def test_a_centre_with_users_is_not_switched_off(office: Desk) -> None:
    assert office.user.centre_id is not None
    with pytest.raises(Refused, match="organisation_has_users"):
        office.do(disable_organisation, office.user.centre_id)


def test_a_user_keeps_a_centre_that_was_switched_off_meanwhile(office: Desk) -> None:
    made = office.do(add_organisation, "caop", "ЦАОП № 9").result.organisation_id
    found = olga(office, "assistant")
    office.do(edit_user, found, centre_id=made)
    office.do(disable_user, found)
    office.do(disable_organisation, made)
    office.do(enable_user, found)
    office.do(edit_user, found, centre_id=made, phone="8495")
    assert user(office, found).phone == "8495"
