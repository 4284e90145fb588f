"""The clipboard: that something was copied is on record, and it does not stay there."""

from __future__ import annotations

import pytest

from assistant_tui.settings import Settings
from db.actions.clipboard import copied
from db.errors import Refused
from tests.assistant_tui.screens.day_desk import Driver, Run
from tests.build import patient, visit
from tests.desk import NOW, Desk


@pytest.fixture
def kim(desk: Desk) -> int:
    known = patient(desk, "Ким Олег Сергеевич", "8 903 555-10-22", birth="1972-03-04")
    visit(desk, known, "oncologist", NOW.replace(day=23))
    return known


async def copy(it: Driver) -> None:
    await it.until(lambda: it.day.patient_here() is not None)
    await it.press("f9")
    await it.type("скопировать")
    await it.press("enter")
    await it.until(lambda: "Скопировано" in it.app.last_said[0])


def events(desk: Desk) -> list[tuple[object, ...]]:
    return desk.rows("SELECT event, object_kind, object_id, reason FROM audit_event WHERE event = 'copied'")


async def test_what_was_copied_is_audited_by_its_id_alone_and_emptied_when_its_time_is_up(
    desk: Desk, running: Run, kim: int
) -> None:
    async with running(clipboard_seconds=1) as it:
        await copy(it)
        assert it.app.clipboard == "04.03.1972"
        assert "буфер обмена очистится через 1 с" in it.text
        await it.until(lambda: events(desk) == [("copied", "patient", kim, None)])
        await it.until(lambda: it.app.clipboard == "")
        assert "Буфер обмена очищен" in it.text


async def test_hiding_the_screen_empties_it(desk: Desk, running: Run, kim: int) -> None:
    async with running(clipboard_seconds=0) as it:
        await copy(it)
        assert "при скрытии и выходе" in it.text
        await it.press("f12")
        assert it.app.clipboard == ""


async def test_a_lock_empties_the_clipboard_of_the_terminal_itself(
    desk: Desk, running: Run, kim: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with running(clipboard_seconds=0) as it:
        told: list[str] = []
        monkeypatch.setattr(it.app._driver, "write", told.append)
        await copy(it)
        await it.press("f12")
        copies = [each for each in told if each.startswith("\x1b]52;c;")]
        assert len(copies) >= 2
        assert copies[-1] == "\x1b]52;c;\a"


def test_it_is_emptied_after_ten_seconds_unless_somebody_chose_otherwise() -> None:
    assert Settings().clipboard_seconds == 10


async def test_the_end_of_the_shift_empties_it(desk: Desk, running: Run, kim: int) -> None:
    async with running() as it:
        await copy(it)
        it.app.exit(0)
        assert it.app.clipboard == ""


def test_nobody_unknown_is_noted(desk: Desk) -> None:
    with pytest.raises(Refused):
        desk.do(copied, 999)
    desk.do(copied)
    assert events(desk) == [("copied", None, None, None)]
