"""Keys that come all at once at the door go where each of them leads."""

from __future__ import annotations

import time

import pytest
from textual import events

from assistant_tui.app_keys import PATIENCE_S
from assistant_tui.widgets.field import Field
from tests.assistant_tui.screens.day_desk import Run
from tests.assistant_tui.screens.test_lock import at_door
from tests.build import patient, visit
from tests.desk import NOW, PASSWORD, Desk


@pytest.mark.parametrize("names", [True, False])
async def test_a_password_that_comes_with_the_name_is_not_typed_into_it(desk: Desk, running: Run, names: bool) -> None:
    visit(desk, patient(desk, "Ким Олег Сергеевич"), "oncologist", NOW.replace(day=23))
    async with running(sign_in_names=names) as it:
        await it.press("f12")
        door = await at_door(it)
        login, password = door.query_one("#login", Field), door.query_one("#password", Field)
        login.value = ""
        if names:
            await it.press("up")  # to the list of names
        first = ["1"] if names else [*"anna", "\r"]
        for sign in (*first, *PASSWORD):  # nothing waits in between
            it.app.post_message(events.Key("enter" if sign == "\r" else sign, sign))
        await it.until(lambda: password.value == PASSWORD)
        assert login.value == "anna"
        await it.press("enter")
        await it.until(lambda: door.step == "pin")


async def test_a_key_that_never_ends_makes_nobody_deaf(desk: Desk, running: Run) -> None:
    visit(desk, patient(desk, "Ким Олег Сергеевич"), "oncologist", NOW.replace(day=23))
    async with running(sign_in_names=False) as it:
        await it.press("f12")
        door = await at_door(it)
        door.query_one("#login", Field).value = ""
        it.app._typed.append(events.Key("a", "a"))  # the end of this one was lost on the way
        it.app._began = time.monotonic() - PATIENCE_S - 1
        for sign in "anna":
            it.app.post_message(events.Key(sign, sign))
        await it.until(lambda: door.query_one("#login", Field).value == "anna")
        assert not it.app._typed
