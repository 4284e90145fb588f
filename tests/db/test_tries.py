"""Tries that are broken off, clocks that are set, names that are none: nothing is gained by them and nothing told."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
import time_machine

from db import passwords
from db.actions.people import add_user
from db.auth import sign_in
from db.clock import FrozenClock
from db.credentials import reset_user
from db.door import Door
from db.errors import Refused
from db.setup import create
from tests.desk import FIRST, NOW, PASSWORD, Desk


class Killed(BaseException):
    """A program that ends while it looks at a password."""


@pytest.fixture
def url(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A database whose passwords cost little."""
    monkeypatch.setattr(passwords, "COST", passwords.Cost(1, 8, 1))
    path = tmp_path / "data" / "caseload.db"
    create(str(path), FIRST, training=True, plain=True, clock=FrozenClock(NOW))
    return str(path)


def wrong(url: str, login: str = "anna") -> None:
    with pytest.raises(Refused, match="wrong_name_or_password"):
        sign_in(url, login, "не тот пароль")


def test_a_try_that_is_broken_off_counts(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def ends(*_: object) -> None:
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(Door, "enter", ends)
        for _ in range(5):
            with pytest.raises(Killed):
                sign_in(url, "anna", "не тот пароль")
    with pytest.raises(Refused, match="wait"):
        sign_in(url, "anna", PASSWORD)


@pytest.mark.parametrize("year", [2001, 2051])
def test_a_clock_that_is_set_shortens_no_wait(url: str, year: int) -> None:
    for _ in range(5):
        wrong(url)
    with time_machine.travel(datetime(year, 1, 1, tzinfo=UTC)), pytest.raises(Refused, match="wait"):
        sign_in(url, "anna", PASSWORD)


def test_what_was_typed_in_the_place_of_a_name_is_written_nowhere(url: str) -> None:
    typed = "мой-тайный-пароль-7"
    wrong(url, typed)
    files = [path for path in Path(url).parent.iterdir() if path.is_file()]
    assert len(files) >= 2
    assert not [path for path in files if typed.encode() in path.read_bytes()]
    sign_in(url, "anna", PASSWORD).close()  # what failed is in the audit now
    assert not [path for path in Path(url).parent.iterdir() if path.is_file() and typed.encode() in path.read_bytes()]


def with_olga(url: str) -> int:
    """Add somebody else with the same password."""
    with Desk(url, FrozenClock(NOW)) as desk:
        user_id: int = desk.administer(add_user, "olga", "Котова Ольга", ("assistant",)).result.user_id
    with Door(url) as door:
        door.set_password("olga", user_id, PASSWORD)
    return user_id


def test_a_one_time_code_confirms_nobody(url: str) -> None:
    user_id = with_olga(url)
    with sign_in(url, "olga", PASSWORD, clock=FrozenClock(NOW)) as olga, Desk(url, FrozenClock(NOW)) as desk:
        olga.confirmed_at = None
        desk.be("administrator")
        code = reset_user(desk, user_id)
        with pytest.raises(Refused, match="wrong_name_or_password"):
            olga.confirm(code)
        assert not olga.confirmed


def test_two_users_with_one_password_have_two_salts(url: str) -> None:
    with_olga(url)
    with Door(url) as door:
        salts = [row[0] for row in door.connection.rows("SELECT salt FROM wrap WHERE login <> '*'")]
    assert len(set(salts)) == 2
    assert not [salt for salt in salts if not int(salt, 16)]
