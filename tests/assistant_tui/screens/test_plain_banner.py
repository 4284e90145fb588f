"""A record that whoever has the file can read: nobody comes to one unawares, and a banner says so all the time."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant_tui.screens.day import DayScreen
from assistant_tui.screens.sign_in import SignInScreen
from db.clock import FrozenClock
from db.setup import create
from db.state import is_encrypted
from tests.assistant_tui.screen_text import screen_text
from tests.assistant_tui.screens.test_entering import answer_all, shown, starting, type_in, until, write_down
from tests.assistant_tui.screens.test_entering import empty as empty  # noqa: PLC0414 - a fixture
from tests.assistant_tui.screens.test_entering import place as place  # noqa: PLC0414 - a fixture
from tests.desk import FIRST, NOW, PASSWORD


@pytest.mark.parametrize("plain", [True, False])
async def test_a_banner_says_it_at_the_door_and_inside(place: Path, plain: bool) -> None:
    path = place.with_name("real.db")
    create(str(path), FIRST, plain=plain, clock=FrozenClock(NOW))
    async with starting(path) as (app, pilot):
        await shown(pilot, SignInScreen)
        await until(pilot, lambda: app.at_door.encrypted is not plain)  # what the door says comes after the first frame
        await pilot.pause()
        assert ("БЕЗ ШИФРОВАНИЯ" in screen_text(app)) is plain
        await type_in(pilot, "anna", "enter")
        await type_in(pilot, PASSWORD, "enter")
        await until(pilot, lambda: "PIN" in screen_text(app))
        await pilot.press("escape")
        await shown(pilot, DayScreen)
        await until(pilot, lambda: "Иванова" in screen_text(app))
        assert ("БЕЗ ШИФРОВАНИЯ" in screen_text(app)) is plain


async def test_the_first_run_makes_an_encrypted_one(empty: Path) -> None:
    async with starting(None) as (app, pilot):
        await answer_all(pilot, "2")
        await write_down(pilot)
        await shown(pilot, DayScreen)
        assert not app.caseload.plain
    assert is_encrypted(empty)
