"""One key locks from every place of the program, at once, and its owner comes back to that very place."""

from __future__ import annotations

from statistics import median
from time import process_time

from assistant_tui.app import AssistantApp
from assistant_tui.commands.host import CommandHost
from assistant_tui.screens.day import DayScreen
from assistant_tui.screens.sign_in import SignInScreen
from assistant_tui.settings import Settings
from tests.assistant_tui.screen_text import screen_text
from tests.assistant_tui.walk.places import PLACES, Stay
from tests.assistant_tui.walk.test_walk import back, invented, opened, still
from tests.desk import Desk

AT_ONCE = 0.2
"""Seconds of work until the frame at the door is drawn; how many others the machine works for counts for nothing."""
NAMES = ("Петрова", "Сидорова", "916", "C50")


async def test_one_key_covers_every_place_at_once_and_leaves_it_as_it_was(desk: Desk) -> None:
    mother, other, booked = invented(desk)
    settings = Settings(language="ru", guard_after_change_ms=0, guard_same_mark_ms=0)
    app = AssistantApp(lambda: desk, settings)
    wrong: list[str] = []
    took: list[float] = []
    async with app.run_test(size=(80, 24)) as pilot:
        while not isinstance(app.screen, DayScreen):
            await pilot.pause(0.01)
        await still(app, pilot)
        seat, stay = app.front, Stay(app, mother, other, booked)
        assert seat is not None
        for place in {place.kind: place for place in PLACES}.values():
            instead = await opened(stay, pilot, place)
            here = app.screen
            if instead or not isinstance(here, CommandHost):
                wrong.append(f"{place.kind}: {instead}")
            elif not here.PRIVATE:
                begun = process_time()
                await pilot.press("f12")
                took.append(process_time() - begun)
                if not isinstance(app.screen, SignInScreen) or app.front is not None:
                    wrong.append(f"{place.kind}: not locked")
                wrong += [f"{place.kind}: {name}" for name in NAMES if name in screen_text(app)]
                app.bring_to_front(seat)
                await still(app, pilot)
                if app.screen is not here:
                    wrong.append(f"{place.kind}: {type(app.screen).__name__} afterwards")
            await back(app, pilot)
    assert not wrong, "\n".join(wrong)
    assert len(took) > 40
    assert median(took) <= AT_ONCE
