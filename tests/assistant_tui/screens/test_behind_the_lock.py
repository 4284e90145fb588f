"""What goes on behind a locked screen: nothing that belongs to whoever left it."""

from __future__ import annotations

import asyncio

import pytest

from assistant_tui.dialogs.press_key import PressKeyDialog
from assistant_tui.screens.day import DayScreen
from tests.assistant_tui.screens.day_desk import Driver, Run
from tests.assistant_tui.screens.test_lock import at_door, came_in
from tests.build import patient, visit
from tests.desk import NOW, PASSWORD, Desk


async def test_the_clock_of_a_list_stands_still_until_its_owner_is_back(
    desk: Desk, running: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    ticked: list[int] = []
    tick = DayScreen.tick

    def noted(day: DayScreen) -> None:
        ticked.append(1)
        tick(day)

    monkeypatch.setattr("assistant_tui.screens.day._TICK", 0.05)
    monkeypatch.setattr(DayScreen, "tick", noted)
    async with running() as it:
        ticked.clear()
        await it.until(lambda: len(ticked) > 2)
        await it.press("f12")
        await at_door(it)
        await asyncio.sleep(0.1)  # one that was on its way
        ticked.clear()
        await asyncio.sleep(0.5)
        assert ticked == []
        await came_in(it, "anna", PASSWORD)
        ticked.clear()
        await it.until(lambda: len(ticked) > 2)


def changed_elsewhere(desk: Desk, **columns: str | bool) -> None:
    """Let another program change whoever sits here."""
    sets = ", ".join(f"{name} = :{name}" for name in columns)
    with Desk(desk.url, desk.frozen) as other, other._writer.transaction(write=True) as conn:
        conn.run(f"UPDATE app_user SET {sets} WHERE id = 1", **columns)


@pytest.mark.parametrize("columns", [{"active": False}, {"roles": "auditor"}], ids=["off", "roles"])
async def test_whoever_may_not_be_here_is_out_behind_the_lock_too(
    desk: Desk, running: Run, columns: dict[str, str | bool]
) -> None:
    async with running() as it:
        await it.press("f12")
        await at_door(it)
        changed_elsewhere(desk, **columns)
        for _look in range(2):
            it.app._look_who_stays()
            await it.until(lambda: not it.app._looking_who_stays)
        await it.until(lambda: it.app.seats == [])
        assert not it.app.has_pin("anna")


async def test_a_key_that_comes_just_as_its_owner_left_does_nothing_when_they_are_back(
    desk: Desk, running: Run
) -> None:
    visit(desk, patient(desk, "Ким Олег Сергеевич", "8 903 555-10-22"), "oncologist", NOW.replace(day=23))
    async with running() as it:
        await it.until(lambda: it.day.patient_here() is not None)
        day = it.day
        await it.press("f12")
        await at_door(it)
        await it.app.carry_out(day, "note")
        await came_in(it, "anna", PASSWORD)
        await asyncio.sleep(0.3)
        await it.settle()
        assert it.app.screen is day


async def ask_for_a_key(it: Driver, against: str | None) -> None:
    await it.app.ask(PressKeyDialog("?", lambda _key: against))


async def test_a_question_for_a_key_takes_the_keys_of_nobody_else(desk: Desk, running: Run) -> None:
    async with running() as it:
        it.app.run_worker(ask_for_a_key(it, None), exclusive=False)
        await it.dialog("PressKeyDialog")
        await it.press("f9")  # a key like any other
        await it.until(lambda: isinstance(it.app.screen, DayScreen))
        it.app.run_worker(ask_for_a_key(it, "no"), exclusive=False)
        await it.dialog("PressKeyDialog")
        it.app.lock("idle")
        door = await at_door(it)
        await it.press("f9")
        await it.dialog("MenuDialog")
        await it.press("escape")
        await came_in(it, "anna", PASSWORD)
        await it.dialog("PressKeyDialog")
        await it.press("f9")
        assert "! no" in it.text
        await it.press("f12")  # but this one
        assert await at_door(it) is door
