"""A walk through all screens and dialogs in both languages at 80×24: words, widths, Esc, keys of both layouts."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from textual.pilot import Pilot
from textual.screen import ModalScreen

from assistant_tui.app import AssistantApp
from assistant_tui.commands.host import CommandHost
from assistant_tui.screens.day import DayScreen
from assistant_tui.screens.too_small import TooSmallScreen
from assistant_tui.settings import Settings
from db.actions.courses import plan_course
from db.actions.tests import order_test
from tests.assistant_tui.screen_text import screen_text
from tests.assistant_tui.walk.looks import cut, foreign, hidden, in_front, twinless
from tests.assistant_tui.walk.places import NOT_WALKED, PLACES, Place, Stay, kinds
from tests.build import colleague, miss, patient, visit
from tests.desk import NOW, Desk

_TURNS = 100


def test_every_screen_and_dialog_is_on_the_way() -> None:
    reached = {place.kind for place in PLACES}
    assert kinds().keys() - reached == NOT_WALKED.keys()
    assert reached <= kinds().keys()


def invented(desk: Desk) -> tuple[int, int, int]:
    """Put two patients and a colleague on the desk; return the patients and a visit of the first."""
    colleague(desk)
    mother = patient(desk, "Петрова Мария Ивановна", "8 916 123-45-67", region="Москва", address="Мира, 1")
    other = patient(desk, "Сидорова Анна Ивановна", "8 916 555-01-42", met=False)
    booked = visit(desk, mother, "oncologist", datetime(2026, 11, 23, 7, 30, tzinfo=UTC))
    visit(desk, mother, "ct", NOW - timedelta(days=1))
    desk.do(order_test, mother, "cbc", due_on=date(2026, 11, 20))
    desk.do(plan_course, mother, "q21", date(2026, 12, 1), 3)
    miss(desk, mother)
    return mother, other, booked


async def still(app: AssistantApp, pilot: Pilot[int]) -> None:
    """Wait until nothing is read or written, and what came of it is drawn."""
    for _turn in range(3):
        await app.write(lambda: None)
        for _reader in range(3):
            await app.read(lambda: None)
        await pilot.pause()


def written(desk: Desk) -> int:
    ((count,),) = desk.rows("SELECT COUNT(*) FROM action")
    return int(count)


async def opened(stay: Stay, pilot: Pilot[int], place: Place) -> str | None:
    """Go to a place; return what came instead of it."""
    stay.app.run_worker(place.way(stay), exclusive=False)
    for _turn in range(_TURNS):
        await pilot.pause(0.01)
        if type(stay.app.screen).__name__ == place.kind:
            await still(stay.app, pilot)
            return None
    return f"opened {type(stay.app.screen).__name__}"


async def faults(stay: Stay, pilot: Pilot[int], place: Place, language: str) -> list[str]:
    """Look at the place in front; leave a dialog by Esc."""
    app, text = stay.app, screen_text(stay.app)
    screen = app.screen
    assert isinstance(screen, CommandHost)
    found = [f"foreign: {word}" for word in foreign(in_front(app.screen, text), language)]
    found += [f"cut: {line}" for line in cut(app.screen, text)]
    found += [f"hidden: {part}" for part in hidden(app.screen)]
    found += [f"no key: {key}" for key in twinless(app, screen)]
    if isinstance(screen, ModalScreen):
        desk = app.caseload
        assert isinstance(desk, Desk)
        before = written(desk)
        await pilot.press("escape")
        await still(app, pilot)
        if app.screen is screen:
            found.append("Esc does not leave it")
        if written(desk) != before:
            found.append("Esc wrote something")
    return found


async def back(app: AssistantApp, pilot: Pilot[int]) -> None:
    """Go back to the call list, whatever lies over it."""
    for _turn in range(5):
        screen = app.screen
        if isinstance(screen, DayScreen):
            return
        if isinstance(screen, CommandHost) and screen.PRIVATE:
            break
        await pilot.press("escape")
        await still(app, pilot)
    while not isinstance(app.screen, DayScreen):
        await app.pop_screen()
        await still(app, pilot)


@pytest.mark.parametrize("language", ["ru", "en"])
async def test_no_place_has_a_foreign_word_a_cut_label_or_a_deaf_key(desk: Desk, language: str) -> None:
    mother, other, booked = invented(desk)
    settings = Settings(language=language, guard_after_change_ms=0, guard_same_mark_ms=0)
    app = AssistantApp(lambda: desk, settings)
    wrong: list[str] = []
    async with app.run_test(size=(80, 24)) as pilot:
        for _turn in range(_TURNS):
            await pilot.pause(0.01)
            if isinstance(app.screen, DayScreen):
                break
        await still(app, pilot)
        stay = Stay(app, mother, other, booked)
        for place in PLACES:
            instead = await opened(stay, pilot, place)
            found = [instead] if instead else await faults(stay, pilot, place, language)
            wrong += [f"{place.kind} {place.what}: {each}" for each in found]
            await back(app, pilot)
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("language", ["ru", "en"])
async def test_a_window_that_is_too_small_is_told_of_in_one_language(desk: Desk, language: str) -> None:
    app = AssistantApp(lambda: desk, Settings(language=language))
    async with app.run_test(size=(50, 14)) as pilot:
        for _turn in range(_TURNS):
            await pilot.pause(0.01)
            if isinstance(app.screen, TooSmallScreen):
                break
        assert isinstance(app.screen, TooSmallScreen)
        text = screen_text(app)
        assert "50×14" in text
        assert not foreign(text, language)
        assert not hidden(app.screen)
