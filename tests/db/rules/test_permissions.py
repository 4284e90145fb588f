"""Roles and what they may."""

from pathlib import Path

import pytest

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


@pytest.mark.parametrize("lang", ["en", "ru"])
def test_the_page_of_roles_says_what_the_table_says(lang: str) -> None:
    page = (Path(__file__).parents[3] / "docs" / lang / "access.md").read_text(encoding="utf-8")
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in page.splitlines() if "| `" in line]
    said = {row[1].strip("`"): [cell == "✓" for cell in row[2:6]] for row in rows}
    assert said == {right.value: [right in TABLE[role] for role in Role] for right in Right}
