"""The first user of a new database: as they were chosen, alone, and made once."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from db import passwords
from db.auth import sign_in
from db.door import Door
from db.errors import BadInput, Refused
from db.setup import create
from tests.desk import FIRST, PASSWORD


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(passwords, "COST", passwords.Cost(1, 8, 1))
    return tmp_path / "caseload.db"


@pytest.mark.parametrize("roles", [{"assistant"}, {"auditor"}, {"supervisor", "administrator"}])
def test_a_new_database_has_one_user_with_the_roles_that_were_chosen(place: Path, roles: set[str]) -> None:
    create(str(place), replace(FIRST, roles=frozenset(roles)))
    with sign_in(str(place), "anna", PASSWORD) as caseload, caseload.reading() as conn:
        assert caseload.user.roles == roles
        assert conn.rows("SELECT login FROM app_user") == [("anna",)]
    with Door(str(place)) as door:
        assert door.connection.rows("SELECT login FROM wrap ORDER BY login") == [("*",), ("anna",)]


def test_without_a_role_there_is_no_user(place: Path) -> None:
    with pytest.raises(BadInput, match="unknown_role"):
        create(str(place), replace(FIRST, roles=frozenset()))
    assert not place.exists()


def test_nobody_becomes_the_first_user_of_a_database_that_is_there(place: Path) -> None:
    create(str(place), FIRST)
    with pytest.raises(Refused, match="already_there"):
        create(str(place), replace(FIRST, login="vera"))
    with pytest.raises(Refused, match="wrong_name_or_password"):
        sign_in(str(place), "vera", PASSWORD)
    sign_in(str(place), "anna", PASSWORD).close()
