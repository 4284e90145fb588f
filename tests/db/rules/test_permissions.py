"""Roles and what they may."""

from db.rules.permissions import TABLE, Right, Role, may, rights


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
