"""A desk with patients to call, and the app on it, driven by keys."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from textual.pilot import Pilot
from textual.screen import ModalScreen

from assistant_tui.app import AssistantApp
from assistant_tui.screens.call import CallScreen
from assistant_tui.screens.day import DayScreen
from assistant_tui.settings import Settings
from assistant_tui.widgets.status_line import StatusLine
from db.actions.calls import log_call
from db.actions.contacts import NewContact
from db.actions.patients import NewPatient, add_patient
from db.actions.tests import order_test
from db.actions.visits import book_visit
from db.queries.calls import CallEntry, calls, open_calls
from tests.desk import MOSCOW, NOW, Desk

MONDAY = datetime(2026, 11, 23, 10, 30, tzinfo=MOSCOW).astimezone(UTC)
WEDNESDAY = datetime(2026, 11, 25, 12, 0, tzinfo=MOSCOW).astimezone(UTC)
DAUGHTER = NewContact(
    "8 495 765-43-21", relation="daughter", standing="trusted", name="Анна", scope="time_place_only",
    consent_on=date(2026, 10, 3),
)  # fmt: skip


def patient(desk: Desk, name: str, *numbers: NewContact, known: bool = True, **more: Any) -> int:
    """Put a patient on the desk; ``known``: the first talk was a week ago."""
    contacts = numbers or (NewContact("8 916 123-45-67"),)
    added = desk.do(add_patient, NewPatient(name, contacts, birth_on=date(1959, 4, 2), sex="f", **more))
    patient_id = added.result.patient_id
    if known:
        desk.do(log_call, patient_id, "ACCEPTS", at=NOW - timedelta(days=7))
    return patient_id


def visit(desk: Desk, patient_id: int, at: datetime = MONDAY, service: str = "oncologist") -> int:
    """Book a visit."""
    return desk.do(book_visit, patient_id, service, at, booked_in="booked").result.visit_id


def blood_due(desk: Desk, patient_id: int) -> int:
    """Order a blood test that is due today."""
    return desk.do(order_test, patient_id, "cbc", due_on=date(2026, 11, 20)).result.test_id


@dataclass
class Hand:
    """The hand on the keys, and the eye on the screen and in the record."""

    app: AssistantApp
    pilot: Pilot[int]
    desk: Desk

    async def until(self, condition: Callable[[], object], what: str = "") -> None:
        """Wait until something holds, half a minute at most."""
        end = time.monotonic() + 30
        while not condition():
            assert time.monotonic() < end, what or f"waited in vain on {self.app.screen!r}"
            await self.pilot.pause()
            await asyncio.sleep(0)

    async def still(self) -> None:
        """Wait until nothing is written, read or drawn any more."""
        for _turn in range(3):
            await self.app.write(lambda: None)
            for _reader in range(3):
                await self.app.read(lambda: None)
            await self.pilot.pause()
        end = time.monotonic() + 5
        while self.app._running_commands and not isinstance(self.app.screen, ModalScreen) and time.monotonic() < end:
            await self.pilot.pause()
            await asyncio.sleep(0)

    async def press(self, *keys: str) -> None:
        """Press keys one by one, each when the last one has done its work."""
        for key in keys:
            await self.pilot.press(key)
            await self.still()

    async def type(self, text: str) -> None:
        """Type text."""
        await self.pilot.press(*["space" if sign == " " else sign for sign in text])
        await self.still()

    async def call(self, *keys: str) -> CallScreen:
        """Press keys on the list and wait for the call."""
        await self.pilot.press(*(keys or ("enter",)))
        await self.until(lambda: isinstance(self.app.screen, CallScreen) and self.app.screen.sheet is not None)
        await self.still()
        assert isinstance(self.app.screen, CallScreen)
        return self.app.screen

    async def open(self, patient_id: int, **how: Any) -> CallScreen:
        """Open a call with a patient, wherever the list has them."""
        self.app.run_worker(self.app.open_call(patient_id, **how), exclusive=False)
        return await self.call("f24")

    async def on_list(self) -> DayScreen:
        """Wait for the list."""
        await self.until(lambda: isinstance(self.app.screen, DayScreen), f"no list: {self.said}")
        await self.still()
        assert isinstance(self.app.screen, DayScreen)
        return self.app.screen

    async def dialog(self, name: str) -> None:
        """Wait for a dialog."""
        await self.until(lambda: type(self.app.screen).__name__ == name, f"no {name}: {self.app.screen!r} {self.said}")
        await self.still()

    @property
    def said(self) -> str:
        """What the status line of the screen in front says."""
        lines = list(self.app.screen.query(StatusLine))
        return lines[0].words if lines else ""

    @property
    def seen(self) -> str:
        """The text of the screen."""
        from rich.console import Console

        width, height = self.app.size
        console = Console(width=width, height=height, file=open("/dev/null", "w"), record=True, color_system=None)  # noqa: SIM115 - closed with the test
        console.print(self.app.screen._compositor.render_update(full=True))
        return console.export_text()

    def calls(self, patient_id: int) -> tuple[CallEntry, ...]:
        """The calls of a patient of today, the last one first."""
        return self.desk.ask(calls, patient_id=patient_id, first_on=date(2026, 11, 20))

    def last(self, patient_id: int) -> CallEntry:
        """The last call of a patient."""
        return self.calls(patient_id)[0]

    def outcomes(self, patient_id: int) -> list[str]:
        """What came out of today's calls with a patient."""
        return [mark.conversation for call in self.calls(patient_id) for mark in call.marks if not mark.undone]

    def unfinished(self) -> list[tuple[int, str]]:
        """The calls of the user that are not finished: patient and state."""
        return [(each.patient_id, each.state) for each in self.desk.ask(open_calls)]


@asynccontextmanager
async def at_desk(
    desk: Desk, *, lang: str = "ru", size: tuple[int, int] = (80, 24), **settings: Any
) -> AsyncIterator[Hand]:
    """Run the app on a desk until the list is there; the guard is off unless a test sets it."""
    chosen = {"guard_after_change_ms": 0, "guard_same_mark_ms": 0, **settings}
    app = AssistantApp(lambda: desk, Settings(language=lang, **chosen))
    async with app.run_test(size=size) as pilot:
        hand = Hand(app, pilot, desk)
        await hand.until(lambda: isinstance(app.screen, DayScreen) and app.screen.rows.loaded)
        await hand.still()
        yield hand
