"""What is half typed: written before the program is stopped, kept for its owner, gone once it is on record."""

from __future__ import annotations

import signal

import pytest

from assistant_tui import drafts
from assistant_tui.dialogs.note import NoteDialog
from assistant_tui.drafts import drafts_of
from tests.assistant_tui.screens.day_desk import Run
from tests.assistant_tui.screens.test_lock import at_door, quit_shift, writing
from tests.build import patient, visit
from tests.desk import NOW, Desk

HALF = {"text": "просила пере"}


@pytest.fixture
def kim(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> int:
    """A patient on the list; and nothing is written by time alone."""
    monkeypatch.setattr(drafts, "WAIT_SECONDS", 600.0)
    known = patient(desk, "Ким Олег Сергеевич", "8 903 555-10-22")
    visit(desk, known, "oncologist", NOW.replace(day=23))
    return known


async def test_a_signal_writes_it_before_the_program_ends(desk: Desk, running: Run, kim: int) -> None:
    async with running() as it:
        await writing(it)
        assert drafts_of(desk).take(f"note:{kim}") is None
        it.app._told_to_stop(int(signal.SIGTERM))
        assert drafts_of(desk).take(f"note:{kim}") == HALF


async def test_the_end_of_a_shift_at_the_door_writes_it(desk: Desk, running: Run, kim: int) -> None:
    async with running(terminal_kind="shared") as it:
        await writing(it)
        await it.press("escape")
        await it.until(lambda: not isinstance(it.app.screen, NoteDialog))
        await quit_shift(it)
        await at_door(it)
        await it.until(lambda: it.app.seats == [])
        assert drafts_of(desk).take(f"note:{kim}") == HALF


async def test_it_is_offered_until_it_is_on_record_and_no_longer(desk: Desk, running: Run, kim: int) -> None:
    async with running() as it:
        await writing(it)
        await it.press("escape")
        await it.until(lambda: not isinstance(it.app.screen, NoteDialog))
        await it.press("f6")
        await it.until(lambda: isinstance(it.app.screen, NoteDialog))
        assert it.app.screen.text == HALF["text"]  # type: ignore[attr-defined]  # it is a note
        await it.press("enter")
        await it.until(lambda: desk.rows("SELECT text FROM note") == [(HALF["text"],)])
        await it.until(lambda: it.app.drafts.take(f"note:{kim}") is None)
