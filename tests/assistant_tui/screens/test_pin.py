"""The PIN by itself: what makes one, how many tries it has, whose it is, and what it is not enough for."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant_tui.pin import LEAST, TRIES, Pin, looks_like_pin, what_is_wrong
from db.auth import user_by_id
from tests.assistant_tui.screens.day_desk import Run
from tests.assistant_tui.screens.test_lock import at_door, came_in, type_in
from tests.build import colleague
from tests.desk import PASSWORD, Desk

DIGITS = "294613"


def test_a_pin_has_six_digits_at_least() -> None:
    assert LEAST == 6
    assert what_is_wrong(DIGITS) == ""
    assert what_is_wrong(DIGITS[:5])
    assert not looks_like_pin(DIGITS[:5])


def test_after_five_wrong_tries_the_right_one_opens_nothing() -> None:
    pin = Pin.of(DIGITS)
    assert TRIES == 5
    assert [pin.opens("294614") for _ in range(5)] == [False] * 5
    assert pin.tries_left == 0
    assert not pin.opens(DIGITS)


def test_a_right_one_gives_the_tries_back() -> None:
    pin = Pin.of(DIGITS)
    for _ in range(3):
        assert [pin.opens("294614") for _ in range(4)] == [False] * 4
        assert pin.opens(DIGITS)


def test_a_kept_one_that_is_laid_in_anothers_place_is_none(desk: Desk, tmp_path: Path) -> None:
    folder = tmp_path / "pins"
    Pin.of(DIGITS).keep(desk, folder)
    (annas,) = folder.iterdir()
    desk.act_as(user_by_id(desk, colleague(desk)))
    Pin.of("736150").keep(desk, folder)
    (hers,) = set(folder.iterdir()) - {annas}
    hers.write_bytes(annas.read_bytes())
    assert Pin.kept(desk, folder) is None


async def test_what_asks_for_the_password_asks_whoever_came_back_by_the_pin(desk: Desk, running: Run) -> None:
    async with running() as it:
        await it.press("f12")
        await came_in(it, "anna", PASSWORD, DIGITS)
        assert desk.confirmed
        desk.confirmed_at = None  # it was long ago
        await it.press("f12")
        await at_door(it)
        await type_in(it, DIGITS, "enter")
        await it.until(lambda: not it.app.hidden)
        assert not desk.confirmed


@pytest.mark.parametrize("typed", ["294613", "29461", "верная лошадь"])
async def test_nothing_that_is_typed_at_the_door_is_seen(desk: Desk, running: Run, typed: str) -> None:
    async with running() as it:
        await it.press("f12")
        await at_door(it)
        await type_in(it, typed)
        assert typed not in it.text
        assert "•" * len(typed) in it.text
