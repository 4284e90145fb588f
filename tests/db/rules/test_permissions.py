"""Roles and what they may."""

from pathlib import Path

import pytest

from db.rules.permissions import TABLE, Access, Asker, Bond, Hold, Right, Role, access, may, rights


def test_every_role_stands_in_the_table_and_every_right_is_somebodys() -> None:
    assert set(TABLE) == set(Role)
    assert rights(Role) == frozenset(Right)


def test_nobody_and_unknown_roles_may_nothing() -> None:
    assert rights([]) == rights(["king"]) == frozenset()


def test_administrators_see_no_patients_and_supervisors_decide() -> None:
    assert not may(["administrator"], Right.SEE_OWN_PATIENTS)
    assert may(["supervisor"], Right.DECIDE)
    assert not may(["assistant"], Right.DECIDE)


def test_rights_add_up() -> None:
    assert may(["assistant", "administrator"], Right.CALL)
    assert may(["assistant", "administrator"], Right.BACKUP)


HERE, THERE = 1, 2
OWN, NEAR, FAR = Bond(True, False, HERE), Bond(False, False, HERE), Bond(False, False, THERE)
F, R, G, N = Access.FREE, Access.REASON_NEEDED, Access.BREAK_GLASS_NEEDED, Access.DENIED


@pytest.mark.parametrize(("roles", "scope", "expected"), [
    ({"assistant"}, "centre", (F, R, G)), ({"supervisor"}, "centre", (F, F, G)), ({"supervisor"}, "all", (F, F, F)),
    ({"administrator"}, "centre", (N, N, N)), ({"auditor"}, "all", (N, N, N)), (set(), "centre", (N, N, N)),
    ({"king"}, "all", (N, N, N)), ({"assistant", "administrator"}, "centre", (F, R, G)),
])  # fmt: skip
def test_whose_patient_it_is_says_how_it_opens(
    roles: set[str], scope: str, expected: tuple[Access, Access, Access]
) -> None:
    asker = Asker(frozenset(roles), HERE, scope)
    assert tuple(access(asker, bond) for bond in (OWN, NEAR, FAR)) == expected
    for bond in (NEAR, FAR):  # for what only an owner may, nothing is opened
        assert access(asker, bond, Hold.OWN) in {F, N}


def test_a_grant_opens_for_what_it_was_given_and_no_further() -> None:
    asker = Asker(frozenset({"assistant"}), HERE, "centre")
    near = Bond(False, False, HERE, grant="reason")
    assert (access(asker, near), access(asker, near, Hold.HELD)) == (F, N)
    assert access(asker, Bond(False, False, THERE, grant="reason")) is G
    assert access(asker, Bond(False, False, THERE, grant="break_glass")) is F
    assert access(asker, Bond(False, False, THERE, offered=True)) is G
    assert access(asker, Bond(False, True, HERE), Hold.HELD) is F
    assert access(asker, Bond(False, True, HERE), Hold.OWN) is N


@pytest.mark.parametrize("lang", ["en", "ru"])
def test_the_page_of_roles_says_what_the_table_says(lang: str) -> None:
    page = (Path(__file__).parents[3] / "docs" / lang / "access.md").read_text(encoding="utf-8")
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in page.splitlines() if "| `" in line]
    said = {row[1].strip("`"): [cell == "✓" for cell in row[2:6]] for row in rows}
    assert said == {right.value: [right in TABLE[role] for role in Role] for right in Right}
