"""No list, search or dialog lets out a phone, a СНИЛС or a diagnosis; the call list and an opened patient do."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from textual.pilot import Pilot

from assistant_tui.app import AssistantApp
from assistant_tui.dialogs.base import Dialog
from assistant_tui.screens.day import DayScreen
from assistant_tui.settings import Settings
from db.actions.courses import plan_course
from db.actions.tests import order_test
from db.actions.visits import book_visit
from tests.assistant_tui.screen_text import screen_text
from tests.assistant_tui.walk.places import PLACES, Stay
from tests.assistant_tui.walk.planted import DIAGNOSIS, OTHER, OWN, PHONE, SNILS, Values, plant
from tests.assistant_tui.walk.test_walk import back, opened, still
from tests.build import colleague, miss, talk
from tests.desk import Desk

OPENED = frozenset({"phone", "tail", "snils", "diagnosis"})
ALLOWED: dict[str, frozenset[str]] = {
    "DayScreen": frozenset({"phone", "tail"}),  # the person's own call list
    "CallScreen": frozenset({"phone", "tail"}),  # an open call: the patient is opened
    "CardScreen": OPENED,
    "CompareDialog": OPENED,  # two opened cards side by side, each noted as opened
}
"""What may stand where; nothing anywhere else."""


def invented(desk: Desk) -> tuple[int, int, int]:
    """Put an own patient on the call list and one of a colleague's beside; return both and a visit of the first."""
    olga = colleague(desk)
    mother = plant(desk, "Петрова Мария Ивановна", OWN)
    talk(desk, mother, "ACCEPTS")
    booked = desk.do(
        book_visit, mother, "oncologist", datetime(2026, 11, 23, 7, 30, tzinfo=UTC), booked_in="booked",
        booking_number="7",
    ).result.visit_id  # fmt: skip
    desk.do(order_test, mother, "cbc", due_on=desk.frozen.now().date())
    desk.do(plan_course, mother, "q21", desk.frozen.now().date(), 3)
    miss(desk, mother)
    other = plant(desk, "Петрова Марина Ивановна", OTHER, assistant_id=olga)
    return mother, other, booked


def shown(app: AssistantApp) -> str:
    """Return what the screen in front shows; of a dialog its own rectangle alone."""
    text = screen_text(app)
    if not isinstance(app.screen, Dialog):
        return text
    part = app.screen.query_one("#dialog").region
    return "\n".join(line[part.x : part.right] for line in text.splitlines()[part.y : part.bottom])


async def day_of(app: AssistantApp, pilot: Pilot[int]) -> None:
    """Wait for the call list."""
    for _turn in range(200):
        await pilot.pause(0.01)
        if isinstance(app.screen, DayScreen) and app.screen.query("CallTable") and app.screen.rows.loaded:
            break
    await still(app, pilot)


def running(desk: Desk) -> AssistantApp:
    return AssistantApp(lambda: desk, Settings(guard_after_change_ms=0, guard_same_mark_ms=0))


async def test_values_stand_on_the_call_list_and_on_opened_patients_alone(desk: Desk) -> None:
    mother, other, booked = invented(desk)
    app, leaks = running(desk), []
    seen: dict[str, set[str]] = {}
    async with app.run_test(size=(120, 40)) as pilot:
        await day_of(app, pilot)
        stay = Stay(app, mother, other, booked)
        for place in PLACES:
            if await opened(stay, pilot, place) is None:
                found = OWN.found_in(shown(app))
                seen.setdefault(place.kind, set()).update(found)
                too_much = (found - ALLOWED.get(place.kind, frozenset())) | {
                    f"of another: {each}" for each in OTHER.found_in(shown(app)) if place.kind != "CompareDialog"
                }
                leaks += [f"{place.kind} {place.what}: {each}" for each in sorted(too_much)]
            await back(app, pilot)
    assert not leaks, "\n".join(leaks)
    assert "phone" in seen["DayScreen"]
    assert seen["CardScreen"] >= {"phone", "diagnosis"}
    assert "phone" in seen["CallScreen"]


async def typed(app: AssistantApp, pilot: Pilot[int], way: Callable[[], object], text: str) -> str:
    """Go somewhere, type a text there, and return what is shown then."""
    way()
    await still(app, pilot)
    await pilot.press(*text)
    for _turn in range(20):
        await pilot.pause(0.01)
        await still(app, pilot)
    return shown(app)


@pytest.mark.parametrize("text", ["петрова", "0142", "0467"])
async def test_searches_mask_whom_they_find(desk: Desk, text: str) -> None:
    mother, other, booked = invented(desk)
    app = running(desk)
    async with app.run_test(size=(120, 40)) as pilot:
        await day_of(app, pilot)
        assert isinstance(app.screen, DayScreen)
        found = await typed(app, pilot, lambda: None, text)
        if text != "0467":
            assert "Марин" in found
        day = app.screen
        while text != "0467" and day.patient_here() != other:
            await pilot.press("down")
            await still(app, pilot)
        assert not OTHER.found_in(shown(app)), shown(app)
        assert OWN.found_in(shown(app)) <= ALLOWED["DayScreen"]
        await pilot.press("escape")
        for kind, key in (("CallerDialog", "f2"), ("PaletteDialog", "ctrl+p")):
            await pilot.press(key)
            await still(app, pilot)
            assert type(app.screen).__name__ == kind
            found = await typed(app, pilot, lambda: None, text)
            assert not OTHER.found_in(found), found
            own = {"tail"} if kind == "CallerDialog" else set()
            assert OWN.found_in(found) <= own, found
            await back(app, pilot)


async def test_a_late_call_keeps_the_number_that_its_form_masks(desk: Desk) -> None:
    mother, _other, _booked = invented(desk)
    ((before,),) = desk.rows("SELECT COUNT(*) FROM call")
    app = running(desk)
    async with app.run_test(size=(80, 24)) as pilot:
        await day_of(app, pilot)
        app.run_worker(app.enter_late(mother), exclusive=False)
        await still(app, pilot)
        assert type(app.screen).__name__ == "LateEntryForm"
        assert "+7 *** ***-**-67" in shown(app)
        assert not OWN.found_in(shown(app))
        await pilot.press("enter")
        await still(app, pilot)
        assert type(app.screen).__name__ == "AnyOutcome"
        for _question in range(5):
            if isinstance(app.screen, DayScreen):
                break
            await pilot.press("enter")
            await still(app, pilot)
    assert desk.rows("SELECT COUNT(*) FROM call") == [(before + 1,)]
    assert desk.rows("SELECT phone FROM call ORDER BY id DESC LIMIT 1") == [(PHONE,)]


async def test_a_saved_list_of_calls_has_whole_numbers(desk: Desk, tmp_path: object) -> None:
    from pathlib import Path

    from assistant_tui.screens.calls import CallsScreen

    invented(desk)
    app = running(desk)
    async with app.run_test(size=(80, 24)) as pilot:
        await day_of(app, pilot)
        await app.show_list("calls")
        await still(app, pilot)
        screen = app.screen
        assert isinstance(screen, CallsScreen)
        assert "phone" not in OWN.found_in(shown(app))
        target = Path(str(tmp_path)) / "calls.csv"
        assert screen.saver()(target) > 0
        assert "8 916 123-04-67" in target.read_text(encoding="utf-8-sig")


def test_the_planted_values_are_found_in_any_writing() -> None:
    for text in ("8 916 123-04-67", "+79161230467", "(916) 123 04 67"):
        assert Values(PHONE, SNILS, DIAGNOSIS).found_in(text) == {"phone"}
    assert OWN.found_in("…04-67 +2") == {"tail"}
    assert OWN.found_in("112-233-445 95") == {"snils"}
    assert OWN.found_in("диагноз C504") == {"diagnosis"}
    assert not OWN.found_in("+7 *** ***-**-67 ***-***-445 95 ***")
