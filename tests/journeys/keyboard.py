"""A person at the program: keys of one language of the screen and one layout of the keyboard, and eyes."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

import pytest
from textual.pilot import Pilot

from assistant_tui.app import AssistantApp
from assistant_tui.commands.catalogue import BY_ID
from assistant_tui.commands.layouts import other_layout
from assistant_tui.screens.call import CallScreen
from assistant_tui.screens.day import DayScreen
from assistant_tui.screens.workload import WorkloadScreen
from assistant_tui.settings import Settings
from assistant_tui.widgets.field import Field
from assistant_tui.widgets.status_line import StatusLine
from db.clock import FrozenClock
from tests.assistant_tui.screen_text import screen_text
from tests.desk import MOSCOW, PASSWORD, Desk

PATIENCE = 60.0
"""Seconds to wait for what must come; it decides nothing but when a test gives up."""
IN_RUSSIAN = ("ru", pytest.param("en", marks=pytest.mark.soak))
"""The languages of a long journey: Russian at every run, both where there is time."""
IN_ENGLISH = ("en", pytest.param("ru", marks=pytest.mark.soak))
"""The same, with English at every run."""
_NAMES: Mapping[str, str] = {
    " ": "space", ".": "full_stop", ":": "colon", "-": "minus", "+": "plus", "=": "equals_sign", "/": "slash",
    "_": "underscore", ",": "comma",
}  # fmt: skip


@dataclass
class Person:
    """Hands on the keys, eyes on the screen.

    ``lang`` is the language of the screen, ``twin``: the keyboard stands in the layout of the other language.
    """

    app: AssistantApp
    pilot: Pilot[int]
    lang: str = "ru"
    twin: bool = False

    # Waiting.

    async def until(self, condition: Callable[[], object], what: str = "") -> None:
        """Wait until something holds."""
        end = time.monotonic() + PATIENCE
        while not condition():
            assert time.monotonic() < end, f"{what or 'waited in vain'}\n{self.app.screen!r}\n{self.seen}"
            await self.pilot.pause()
            await asyncio.sleep(0.02)

    async def still(self) -> None:
        """Wait until nothing is written, read or drawn any more."""
        for _turn in range(2):
            await self.app.write(lambda: None)
            for _reader in range(3):
                await self.app.read(lambda: None)
            await self.pilot.pause()

    async def on_list(self) -> DayScreen:
        """Wait for the list; a screen is in front a moment before it has its widgets."""

        def there() -> bool:
            screen = self.app.screen
            return isinstance(screen, DayScreen) and bool(screen.query("CallTable")) and screen.rows.loaded

        await self.until(there, "no list")
        await self.still()
        return self.day

    async def on_call(self) -> CallScreen:
        """Wait for the call."""
        await self.until(lambda: isinstance(self.app.screen, CallScreen) and self.app.screen.sheet, "no call")
        await self.still()
        assert isinstance(self.app.screen, CallScreen)
        return self.app.screen

    async def dialog(self, name: str) -> None:
        """Wait for a dialog."""
        await self.until(lambda: type(self.app.screen).__name__ == name, f"no {name}")
        await self.still()

    async def says(self, words: str) -> None:
        """Wait until the status line in front says something."""
        await self.until(lambda: words in self.said, f"never said: {words}")

    async def sees(self, *words: str) -> None:
        """Wait until all these words stand on the screen, in whatever letters."""
        for each in words:
            await self.until(partial(self._stands, each.lower()), f"never saw: {each}")

    def _stands(self, words: str) -> bool:
        return words in self.seen.lower()

    # Hands.

    async def press(self, *keys: str) -> None:
        """Press keys one by one, each when the last one has done its work."""
        for key in keys:
            await self.pilot.press(key)
            await self.still()

    async def type(self, text: str) -> None:
        """Type a text as it is: whoever writes words has switched to their layout."""
        await self.pilot.press(*[_NAMES.get(sign, sign) for sign in text])
        await self.still()

    async def unlock(self, password: str = PASSWORD) -> None:
        """Come back from the locked screen by the password, without a PIN."""
        from assistant_tui.screens.sign_in import SignInScreen

        await self.still()
        screen = self.app.screen
        while not isinstance(screen, SignInScreen):  # a dialog over it
            await self.press("escape")
            screen = self.app.screen
        login, field = screen.query_one("#login", Field), screen.query_one("#password", Field)
        own = self.app.seats[0].caseload.user.login
        if login.value != own or field.query_one("Input") is not self.app.focused:
            await self.press("escape", "escape")  # what stray keys began there; then the name is typed
            login.value, field.value = own, ""
            field.focus()
            await self.still()
        await self.type(password)
        await self.press("enter")
        await self.until(lambda: screen.step == "pin" or not self.app.hidden, "the password does not open")
        if self.app.hidden:
            await self.press("escape")
        await self.until(lambda: not self.app.hidden, "still locked")
        await self.still()

    async def mark(self, command_id: str) -> None:
        """Press the key of an outcome, as it lies on this keyboard."""
        (key,) = BY_ID[command_id].keys_in("en" if self.lang == "en" else "ru")
        await self.press((other_layout(key) or key) if self.twin else key)

    async def menu(self, words: str) -> None:
        """Choose a command from the menu by typing a part of its name."""
        await self.press("f9")
        await self.dialog("MenuDialog")
        await self.type(words)
        await self.press("enter")

    def either(self, ru: str, en: str) -> str:
        """Return the words of the language that the screen is in."""
        return ru if self.lang == "ru" else en

    async def fill(self, *answers: str) -> None:
        """Answer the fields of a form one after another, an empty answer leaves a field as it is; and write it."""
        form = self.app.screen
        for place, answer in enumerate(answers):
            if place:
                await self.press("tab")
            if answer:
                await self.type(answer)
        await self.press("enter")
        if self.app.screen is form:  # it took what was marked
            await self.press("enter")

    async def go(self, words: str, name: str) -> None:
        """Go to a screen by the menu."""
        await self.menu(words)
        await self.dialog(name)

    async def section(self, name: str) -> None:
        """Go to a section of the list in front."""
        rows = self.app.screen.rows  # type: ignore[attr-defined]  # every list has them
        for _step in range(12):
            if rows.section == name:
                break
            await self.press("right")
        assert rows.section == name, self.seen

    async def home(self) -> None:
        """Leave what is open until the call list stands there, and what is typed in it."""
        while not isinstance(self.app.screen, DayScreen) or self.day.rows.text:
            await self.press("escape")
        await self.on_list()

    async def time_is(self, at: datetime) -> None:
        """Let the clock be moved, and wait until the list has seen it."""
        clock = self.app.caseload.clock
        assert isinstance(clock, FrozenClock)
        clock.move_to(at)
        head = at.astimezone(MOSCOW).strftime("%d.%m.%Y %H:%M")
        await self.until(lambda: head in self.seen, f"it is not {head}")
        await self.on_list()

    async def find(self, name: str) -> None:
        """Search the list for a name, in the layout that is on, and come to the patient."""
        if self.day.rows.text:
            await self.press("escape")
        latin = (self.lang == "en") != self.twin
        typed = [(other_layout(sign) or sign) if latin else sign for sign in name.lower()]
        await self.pilot.press(*typed)
        day = self.day

        def found() -> bool:
            here = day.patient_here()
            if not day.rows.answered or here is None:
                return False
            row = day.rows.row(here)  # none for somebody who is not on the list of today
            return row.full_name.startswith(name) if row is not None else name in self.seen

        await self.until(found, f"{name} is not found")
        await self.still()

    async def call(self, name: str) -> CallScreen:
        """Search for somebody and call."""
        await self.find(name)
        await self.press("enter")
        return await self.on_call()

    # Eyes.

    @property
    def day(self) -> DayScreen:
        """The call list, wherever it is in the stack."""
        return next(screen for screen in self.app.screen_stack if isinstance(screen, DayScreen))

    @property
    def said(self) -> str:
        """What the status line of the screen in front says."""
        lines = list(self.app.screen.query(StatusLine))
        return lines[0].words if lines else ""

    @property
    def seen(self) -> str:
        """The text of the screen."""
        return screen_text(self.app)

    @property
    def name_here(self) -> str:
        """The name in the row under the cursor; empty for nobody."""
        row = self.day.rows.row(self.day.patient_here())
        return row.full_name if row else ""


@asynccontextmanager
async def sitting_at(
    desk: Desk, *, lang: str = "ru", twin: bool = False, size: tuple[int, int] = (80, 24), **settings: Any
) -> AsyncIterator[Person]:
    """Start the program on a desk and wait for the list; the guard against slips is off unless a test sets it."""
    quick = {"guard_after_change_ms": 0, "guard_same_mark_ms": 0, **settings}
    app = AssistantApp(lambda: desk, Settings(language=lang, **quick))
    async with app.run_test(size=size) as pilot:
        person = Person(app, pilot, lang, twin)
        await person.until(lambda: isinstance(app.screen, DayScreen | WorkloadScreen), "no first screen")
        if isinstance(app.screen, WorkloadScreen):  # whoever only supervises begins with the board
            await person.still()
            await person.press("f9", "1")
        await person.on_list()
        yield person
