"""The first day: whoever only does what the tour says has called, undone, answered, searched and read a card."""

from collections.abc import Callable

import pytest

from assistant_tui.tour import STEPS, keep_progress, progress
from assistant_tui.widgets.tour_line import TourLine
from tests.assistant_tui.screens.call.call_desk import patient, visit
from tests.desk import Desk
from tests.journeys.keyboard import Person, sitting_at


def told(me: Person) -> str:
    lines = [line.words for screen in me.app.screen_stack[::-1] for line in screen.query(TourLine)]
    return lines[0] if lines else ""


async def step(me: Person, number: int) -> None:
    await me.until(lambda: told(me).startswith(f"{number}/{len(STEPS)} "), f"step {number}: {told(me)}")


@pytest.mark.parametrize(("lang", "twin"), [("ru", False), ("ru", True), ("en", False)])
async def test_the_tour_ends_with_the_day_done(opened: Callable[[], Desk], lang: str, twin: bool) -> None:
    desk = opened()
    for name in ("Ким Олег Сергеевич", "Петрова Мария Ивановна"):
        visit(desk, patient(desk, name))
    async with sitting_at(desk, lang=lang, twin=twin) as me:
        await me.menu("экскурсия" if lang == "ru" else "tour")
        await step(me, 1)
        assert "Enter" in me.seen
        assert "F9" not in me.said  # the offer is not made to whoever took it
        assert ("УЧЕБНАЯ БАЗА" if lang == "ru" else "TRAINING DATABASE") in me.seen
        await me.press("enter")
        await step(me, 2)
        await me.press("escape")
        await me.until(lambda: ("отложен" if lang == "ru" else "aside") in told(me))
        await me.press("enter", "1")
        await step(me, 3)
        await me.press("f8")
        await step(me, 4)
        await me.press("f2")
        await me.dialog("CallerDialog")
        await me.type("пет")
        await me.until(lambda: "Петрова" in me.seen)
        await me.press("enter")
        await step(me, 5)
        while type(me.app.screen).__name__ == "CallScreen":
            await me.press("escape")
        await step(me, 6)
        await me.type("rbv" if lang == "en" else "ким")
        await step(me, 7)
        await me.press("f3")
        await step(me, 8)
        await me.press("escape")
        await step(me, 9)
        await me.press("f9")
        await me.dialog("TellDialog")
        assert told(me) == ""
        assert len(me.app._notifications) == 0  # nothing over the words, least of all that the tour goes on
        kinds = [row[0] for row in desk.rows("SELECT kind FROM action ORDER BY id")]
        assert {"open_call", "mark_connection", "undo", "open_card"} <= set(kinds)
    assert progress() == len(STEPS)


async def test_esc_on_the_list_leaves_it_and_another_time_it_goes_on_from_there(opened: Callable[[], Desk]) -> None:
    desk = opened()
    visit(desk, patient(desk, "Ким Олег Сергеевич"))
    keep_progress(5)
    async with sitting_at(desk) as me:
        await me.menu("экскурсия")
        await step(me, 6)
        await me.press("escape")
        assert "Экскурсия продолжится" in me.said
        assert told(me) == ""
        assert "СЕГОДНЯ" in me.seen
        await me.menu("экскурсия")
        await step(me, 6)
    assert progress() == 5


async def test_it_is_offered_once_and_never_in_the_way(opened: Callable[[], Desk]) -> None:
    from assistant_tui.app import AssistantApp
    from assistant_tui.settings import Settings

    async def said() -> str:
        app = AssistantApp(opened, Settings(language="ru"))
        app.offers_tour = True
        async with app.run_test() as pilot:
            me = Person(app, pilot)
            await me.on_list()
            return me.said

    assert "Впервые здесь?" in await said()
    assert "Впервые здесь?" not in await said()


def test_every_step_fits_a_line_of_80_columns_in_both_languages() -> None:
    from assistant_tui.text.i18n import _, speaking

    for code in ("ru", "en"):
        with speaking(code):
            assert all(len(_(each.words)) <= 74 for each in STEPS)
            assert all(len(_(each.back)) <= 74 for each in STEPS)
