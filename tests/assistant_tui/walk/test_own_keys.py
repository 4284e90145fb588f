"""Where a person has other keys, no hint, sentence or help names the keys that the program has by itself."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

import pytest
from textual.pilot import Pilot
from textual.screen import ModalScreen

from assistant_tui.app import AssistantApp
from assistant_tui.commands.catalogue import BY_ID
from assistant_tui.commands.keymap import problems
from assistant_tui.commands.said_keys import follow
from assistant_tui.screens.day import DayScreen
from assistant_tui.settings import Settings
from assistant_tui.text.i18n import _, speaking
from tests.assistant_tui.screen_text import screen_text
from tests.assistant_tui.walk.looks import in_front
from tests.assistant_tui.walk.places import PLACES, Stay
from tests.assistant_tui.walk.test_walk import invented, opened, still
from tests.desk import Desk

OWN: Final = {
    "help": ("ctrl+b",), "incoming": ("ctrl+d",), "undo": ("ctrl+e",), "menu": ("ctrl+f",), "privacy": ("ctrl+g",),
    "quit": ("ctrl+k",), "card": ("ctrl+o",), "book": ("ctrl+r",), "task": ("ctrl+s",), "note": ("ctrl+t",),
    "tests": ("ctrl+u",), "edit_patient": ("ctrl+w",), "settle": ("ctrl+y",), "leave": ("ctrl+x",),
    "put_aside": ("ctrl+x",),
}  # fmt: skip
"""Other keys for every command that texts name."""
_OLD: Final = re.compile(r"(?<![\w+])(?:F\d\d?|Ins|Space|[Пп]робел|Esc|Ctrl\+[QPL])(?!\w)")
_MAY: Final = re.compile(
    r"(?:Ожидание|Wait) (?:после|after) Esc"  # the setting of that key
    r"|F1 .* F9, F12|F1–F9, F12"  # which keys are good
    r"|Ctrl\+P"  # the palette keeps its key here
)


@pytest.fixture(autouse=True)
def _the_keys_of_nobody_else() -> Iterator[None]:
    yield
    follow({})


def old_keys(text: str) -> list[str]:
    """Return the lines that name a key which does something else now."""
    return [line.strip() for line in text.splitlines() if _OLD.search(_MAY.sub(" ", line))]


async def back(app: AssistantApp, pilot: Pilot[int]) -> None:
    """Leave whatever lies over the call list, whichever key that takes."""
    while not isinstance(app.screen, DayScreen):
        screen = app.screen
        if isinstance(screen, ModalScreen):
            screen.dismiss(None)
        else:
            await app.pop_screen()
        await still(app, pilot)


async def test_no_place_names_a_key_that_was_given_away(desk: Desk) -> None:
    mother, other, booked = invented(desk)
    settings = Settings(language="ru", keys=OWN, guard_after_change_ms=0, guard_same_mark_ms=0)
    app = AssistantApp(lambda: desk, settings)
    wrong: list[str] = []
    async with app.run_test(size=(80, 24)) as pilot:
        for _turn in range(100):
            await pilot.pause(0.01)
            if isinstance(app.screen, DayScreen):
                break
        await still(app, pilot)
        stay = Stay(app, mother, other, booked)
        for place in PLACES:
            assert await opened(stay, pilot, place) is None, place
            found = old_keys(in_front(app.screen, screen_text(app)))
            wrong += [f"{place.kind} {place.what}: {each}" for each in found]
            await back(app, pilot)
    assert not wrong, "\n".join(wrong)


def test_the_keys_of_this_test_are_sound() -> None:
    assert problems(OWN) == []


@pytest.mark.parametrize(
    ("said", "in_english", "in_russian"),
    [
        ("No note yet. F6 writes one.", "No note yet. Ctrl+T writes one.", "Заметок нет. Написать — Ctrl+T."),
        ("Note (F6):", "Note (Ctrl+T):", "Заметка (Ctrl+T):"),
        ("Enter CARD  Space tick", "Enter CARD  Ctrl+Y tick", "Enter КАРТОЧКА  Ctrl+Y отметить"),
        ("Esc: put aside", "Ctrl+X: put aside", "Ctrl+X — отложить"),
        ("Wait after Esc, ms", "Wait after Esc, ms", "Ожидание после Esc, мс"),
    ],
)
def test_a_sentence_names_the_key_of_the_person_in_both_languages(said: str, in_english: str, in_russian: str) -> None:
    follow(OWN)
    with speaking("en"):
        assert _(said) == in_english
    with speaking("ru"):
        assert _(said) == in_russian
    follow({})
    with speaking("en"):
        assert _(said) == said


def test_arrows_of_sections_follow_and_other_arrows_stay() -> None:
    follow({"section_prev": ("f5",), "section_next": ("f6",)})
    with speaking("en"):
        assert _("←→ sections") == "F5F6 sections"
        assert _("↑↓ choose") == "↑↓ choose"
    assert BY_ID["section_prev"].keys["*"] == ("left",)
