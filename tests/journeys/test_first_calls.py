"""What made a newcomer hesitate in the first twenty calls stays mended."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from assistant_tui.screens.menu import MenuDialog
from assistant_tui.widgets.choice_list import ChoiceList
from db.actions.contacts import NewContact
from tests.assistant_tui.screens.call.call_desk import MONDAY, blood_due, patient, visit
from tests.desk import Desk
from tests.journeys.keyboard import sitting_at


async def test_a_second_number_that_was_left_is_told_so_and_no_older_words_stay(opened: Callable[[], Desk]) -> None:
    desk = opened()
    two = (NewContact("8 916 123-45-67"), NewContact("8 916 765-43-21"))
    visit(desk, patient(desk, "Ким Ольга Сергеевна", *two))
    async with sitting_at(desk) as me:
        await me.call("Ким")
        await me.press("3")  # off: the call goes on with the other number
        await me.until(lambda: "765-43-21" in me.said)
        await me.press("enter")
        assert "Ничего не отмечено" in me.seen
        await me.press("escape")
        await me.on_list()
        await me.until(lambda: "на другой номер не звонили" in me.said, me.said)


@pytest.mark.parametrize("lang", ["ru", "en"])
async def test_every_heading_of_the_menu_stands_once(opened: Callable[[], Desk], lang: str) -> None:
    desk = opened()
    visit(desk, patient(desk, "Ким Ольга Сергеевна"))
    async with sitting_at(desk, lang=lang) as me:
        await me.press("f9")
        await me.dialog("MenuDialog")
        assert isinstance(me.app.screen, MenuDialog)
        groups = [choice.group for choice in me.app.screen.query_one(ChoiceList)._choices]
        headings = [group for place, group in enumerate(groups) if place == 0 or groups[place - 1] != group]
        assert len(headings) == len(set(headings)), headings


async def test_what_was_said_over_a_dialog_stands_on_the_line_and_in_no_box(opened: Callable[[], Desk]) -> None:
    desk = opened()
    visit(desk, patient(desk, "Ким Ольга Сергеевна"))
    async with sitting_at(desk) as me:
        await me.press("f9")
        await me.dialog("MenuDialog")
        me.app.say("Сохранено")
        await me.until(lambda: len(me.app._notifications) == 1)
        await me.press("escape")
        await me.on_list()
        assert me.said == "Сохранено"
        await me.until(lambda: len(me.app._notifications) == 0)


@pytest.mark.parametrize(
    ("lang", "keep", "aside"),
    [("ru", "Enter — сохранить", "Esc — отложить"), ("en", "Enter: keep it", "Esc: put aside")],
)
async def test_the_note_says_how_it_is_left(opened: Callable[[], Desk], lang: str, keep: str, aside: str) -> None:
    desk = opened()
    visit(desk, patient(desk, "Ким Ольга Сергеевна"))
    async with sitting_at(desk, lang=lang) as me:
        await me.call("Ким")
        assert aside in me.seen
        await me.press("f6")
        await me.until(lambda: keep in me.seen, me.seen)
        assert aside not in me.seen
        await me.press("escape")
        await me.until(lambda: aside in me.seen, me.seen)


async def test_two_visits_to_choose_from_are_named_as_the_call_names_them(opened: Callable[[], Desk]) -> None:
    desk = opened()
    who = patient(desk, "Ким Ольга Сергеевна")
    blood_due(desk, who)
    visit(desk, who, MONDAY + timedelta(days=9))
    visit(desk, who, MONDAY + timedelta(days=11), "surgeon")
    async with sitting_at(desk) as me:
        await me.call("Ким")
        await me.press("н")
        await me.until(lambda: "о чём речь?" in me.seen, me.seen)
        asked = me.seen.partition("о чём речь?")[2]
        assert "Приём онколога" in asked
        assert "Приём хирурга" in asked
