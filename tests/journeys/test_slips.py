"""Whatever keys come: nothing crashes, the record stays whole, and keys of a list write nothing."""

import random
from collections.abc import Callable

import pytest

from assistant_tui.screens.day import DayScreen
from db.checks import check
from tests.assistant_tui.screens.call.call_desk import DAUGHTER, MONDAY, patient, visit
from tests.assistant_tui.screens.call.call_desk import blood_due as order_due
from tests.desk import NOW, Desk
from tests.journeys.keyboard import sitting_at

LETTERS = "йукенгшщзфывапролдячсмитьwertuiopasdghkzcvbnm"
DIGITS = "1234567890"
ARROWS = ("up", "down", "left", "right", "pageup", "pagedown", "home", "end")
FUNCTION = tuple(f"f{number}" for number in range(1, 13))
OTHERS = ("escape", "enter", "tab", "shift+tab", "space", "backspace", "delete", "equals_sign", "question_mark",
          "ctrl+z", "ctrl+l", "ctrl+p", "ctrl+j", "ctrl+n")  # fmt: skip
WEIGHTED = [*LETTERS, *DIGITS * 3, *ARROWS * 2, *FUNCTION * 3, *OTHERS, *["enter", "escape"] * 8, "ctrl+q"]


def fill(desk: Desk) -> None:
    """Put people of every kind on the list."""
    for name in ("Ахметова Роза Ильдаровна", "Гусева Раиса Петровна", "Ильин Макар Петрович"):
        who = patient(desk, name)
        visit(desk, who)
        order_due(desk, who)
    visit(desk, patient(desk, "Козлова Анна Сергеевна", DAUGHTER), MONDAY, "ct")
    patient(desk, "Новикова Инна Павловна", known=False)


async def walk(desk: Desk, seed: int, steps: int, lang: str = "ru") -> None:
    """Press keys without sense, as a sleeve or a cat does."""
    choose = random.Random(seed)  # noqa: S311 - repeatable on purpose
    pressed: list[str] = []
    async with sitting_at(desk, lang=lang) as me:
        for step in range(steps):
            key = choose.choice(WEIGHTED)
            pressed.append(key)
            await me.pilot.press(key)
            if step % 4 == 0:
                await me.still()
            if not me.app.is_running or me.app.return_code is not None:
                break
        await me.still()
        assert me.app._exception is None, (seed, pressed[-12:])
        if me.app.return_code is None:  # else it was closed from the door
            if me.app.hidden:
                await me.unlock()
            for _leave in range(12):
                if isinstance(me.app.screen, DayScreen):
                    break
                await me.press("escape")
    report = check(desk)
    assert report.ok, (seed, pressed, report.to_json())


@pytest.mark.parametrize(("seed", "lang"), [(1, "ru"), (2, "en")])
async def test_four_hundred_keys_without_sense(opened: Callable[[], Desk], seed: int, lang: str) -> None:
    desk = opened()
    fill(desk)
    desk.frozen.move_to(NOW)
    await walk(desk, seed, 200, lang)


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(100, 112))
async def test_many_keys_without_sense(opened: Callable[[], Desk], seed: int) -> None:
    desk = opened()
    fill(desk)
    await walk(desk, seed, 600, "en" if seed % 2 else "ru")


@pytest.mark.parametrize("seed", [11, 12])
async def test_keys_of_a_list_write_nothing(opened: Callable[[], Desk], seed: int) -> None:
    desk = opened()
    fill(desk)
    tables = ("action", "change", "audit_event", "call", "mark", "note", "task")
    count = " + ".join(f"(SELECT count(*) FROM {table})" for table in tables)
    choose = random.Random(seed)  # noqa: S311 - repeatable on purpose
    async with sitting_at(desk) as me:
        before = desk.rows(f"SELECT {count}")
        for _step in range(150):
            await me.pilot.press(choose.choice([*LETTERS, *DIGITS, *ARROWS, "escape", "tab", "backspace"]))
            assert isinstance(me.app.screen, DayScreen)
        await me.still()
        assert desk.rows(f"SELECT {count}") == before
