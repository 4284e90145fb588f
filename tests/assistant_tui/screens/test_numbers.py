"""The numbers of the rules by keys: set with a look ahead and a reason, given back, taken back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest

from assistant_tui.dialogs.pick import PickDialog
from assistant_tui.dialogs.text_prompt import TextPrompt
from assistant_tui.screens.numbers import NumbersScreen
from assistant_tui.text.i18n import LANGUAGES, Language, speaking
from assistant_tui.text.number_words import chapter_of, may_be, number_label, number_value, origin_of
from assistant_tui.widgets.record_table import RecordTable
from db.checks import check
from db.number_settings import number_settings
from tests.assistant_tui.screens.day_desk import Driver, Run
from tests.build import patient, visit
from tests.desk import Desk

At = Callable[[str], datetime]
CONFIRM = "reminding.confirm_visit_working_days_before"


@pytest.fixture(autouse=True)
def administrator(desk: Desk) -> None:
    """Numbers of the rules are set by administrators."""
    desk.be("assistant", "supervisor", "administrator")


async def at_numbers(it: Driver, key: str) -> RecordTable:
    """Open the screen by the menu, and stand on a number."""
    await it.press("f9")
    await it.type("числа")
    await it.press("enter")
    await it.until(lambda: isinstance(it.app.screen, NumbersScreen))
    table = it.app.screen.query_one(RecordTable)
    await it.until(lambda: key in table.keys)
    table.select(key)
    await it.settle()
    return table


def shows(it: Driver, kind: type) -> Callable[[], bool]:
    return lambda: isinstance(it.app.screen, kind)


async def test_a_number_is_changed_by_keys_with_a_look_ahead_and_a_reason(desk: Desk, running: Run, at: At) -> None:
    visit(desk, patient(desk, "Ким Олег Сергеевич", "8 916 000-10-22"), "oncologist", at("2026-11-26 10:00"))
    async with running() as it:
        await at_numbers(it, CONFIRM)
        assert "Может быть: от 1 до 5" in it.text
        assert "Источник: правила службы" in it.text
        await it.pilot.press("enter")
        await it.until(shows(it, TextPrompt))
        await it.press("backspace", "9", "enter")
        assert "9 не лежит от 1 до 5." in it.text
        await it.press("backspace", "3", "enter")
        await it.until(lambda: "1 → 3. Изменится 1 дело у 1 пациента" in " ".join(it.text.split()))
        await it.press("enter")
        assert "Напишите почему" in it.text
        await it.type("просят раньше")
        await it.press("enter")
        await it.until(lambda: desk.rules.numbers.reminding.confirm_visit_working_days_before == 3)
        await it.until(lambda: "Задано здесь: Иванова А. П." in it.text)
        assert "просят раньше" in it.text
        assert check(desk).ok
        await it.press("f8")
        await it.until(lambda: desk.rules.numbers.reminding.confirm_visit_working_days_before == 1)
        await it.until(lambda: "Задано здесь" not in it.text)


async def test_backspace_gives_the_value_back_that_ships(desk: Desk, running: Run) -> None:
    from db.actions.numbers import set_number

    desk.do(set_number, "windows.default_sunday", "10-14", "Работаем")
    async with running() as it:
        await at_numbers(it, "windows.default_sunday")
        assert "10–14" in it.text
        await it.pilot.press("backspace")
        await it.until(shows(it, TextPrompt))
        await it.type("хватит")
        await it.press("enter")
        await it.until(lambda: desk.rules.numbers.windows.default_sunday is None)
        await it.until(shows(it, NumbersScreen))
        await it.pilot.press("backspace")
        await it.until(lambda: "значение и так исходное" in it.text)


async def test_what_is_only_on_or_off_is_chosen_by_a_digit(desk: Desk, running: Run) -> None:
    async with running() as it:
        await at_numbers(it, "cycles.templates.q28_d1_8_15")
        await it.pilot.press("enter")
        await it.until(shows(it, PickDialog))
        await it.pilot.press("1")
        await it.until(shows(it, TextPrompt))
        await it.pilot.press("escape")
        await it.until(shows(it, NumbersScreen))
        assert desk.rows("SELECT COUNT(*) FROM action") == [(0,)]


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_number_has_words_of_its_own(code: Language) -> None:
    with speaking(code):
        said = []
        for setting in number_settings():
            words = [number_label(setting.key), origin_of(setting), number_value(setting, setting.default)]
            assert "_" not in "".join(words), setting.key
            if code == "ru":
                assert all(any("а" <= sign <= "я" for sign in each.lower()) for each in (words[0], may_be(setting)))
            if not setting.key.startswith("bundles."):  # several hospitals ask for the same test
                said.append((chapter_of(setting.key), words[0]))
        assert len(set(said)) == len(said)
