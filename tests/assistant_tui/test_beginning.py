"""What the first run finds wrong with its answers."""

from __future__ import annotations

import pytest

from assistant_tui.beginning import wrong_fields

RIGHT = "слон пьет чай"


@pytest.mark.parametrize(
    ("password", "fits"),
    [(RIGHT, True), ("password1234", False), ("Петрова-2026!", False), ("ghostwriter-7", False), ("коротко", False)],
)
def test_the_first_password_is_held_against_what_everybody_knows(password: str, fits: bool) -> None:
    values = {"name": "Петрова Анна", "login": "ghostwriter", "password": password, "again": password}
    assert (wrong_fields(values).keys() == set()) is fits


def test_a_password_is_typed_twice_alike() -> None:
    values = {"name": "Петрова Анна", "login": "anna", "password": RIGHT, "again": RIGHT + "."}
    assert wrong_fields(values).keys() == {"again"}
