"""The log of calls and the page of a patient's calls, driven by keys."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest

from assistant_tui.dialogs.correct_call import CorrectDialog
from assistant_tui.dialogs.extract import ExtractDialog
from assistant_tui.screens.calls import CallsScreen
from db.actions.calls import log_call
from db.actions.forms import MarkForm
from tests.assistant_tui.screens.day_desk import Driver, Run
from tests.build import miss, patient
from tests.desk import Desk

At = Callable[[str], datetime]


@pytest.fixture
def kim(desk: Desk, at: At) -> int:
    """Kim: talked to early today, missed once, somebody asked about, complaints of last week entered later."""
    found = patient(desk, "Ким Олег Сергеевич", "8 903 555-10-22")
    miss(desk, found)
    desk.do(log_call, found, "UNWELL", spoke="patient", at=at("2026-11-12 15:00"), incoming=True)
    desk.do(log_call, found, "CALLBACK", spoke="trusted", spoke_name="Анна Кимова", at=at("2026-11-19 15:00"),
            form=MarkForm(until_at=at("2026-11-23 12:00")))  # fmt: skip
    return found


async def at_calls(it: Driver) -> CallsScreen:
    await it.press("f9", "6")
    await it.until(lambda: isinstance(it.app.screen, CallsScreen))
    await it.settle()
    screen = it.app.screen
    assert isinstance(screen, CallsScreen)
    return screen


async def test_sections_and_results_are_found_by_typing(desk: Desk, running: Run, kim: int) -> None:
    async with running() as it:
        screen = await at_calls(it)
        assert "ЗВОНКИ" in it.text
        assert "Сегодня 2 │ Неделя 3 │ Все 4 │ Входящие 1 │ Внесены 2 │ Снятые 0" in it.text
        assert "не отвечает" in it.text
        await it.type("yt jndtx")
        assert len([key for key in screen.table.keys if isinstance(key, int)]) == 1
        await it.press("escape", "right", "right", "right")
        assert screen.rows.section == "incoming"
        assert "нам: " in it.text


async def test_enter_puts_right_an_own_call_of_today_alone(desk: Desk, running: Run, kim: int) -> None:
    async with running() as it:
        await at_calls(it)
        await it.press("enter", "1")
        await it.until(lambda: isinstance(it.app.screen, CorrectDialog))
        await it.press("2")
        await it.until(lambda: desk.rows("SELECT 1 FROM call WHERE connection = 'BUSY'") == [(1,)])
        await it.press("left")
        assert "Снятые 1" in it.text
        await it.press("enter", "1")
        await it.pilot.pause()
        assert "отменён" in it.text
        assert not isinstance(it.app.screen, CorrectDialog)


async def test_the_page_of_the_calls_says_all_and_nothing_of_illness_or_others(
    desk: Desk, running: Run, kim: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    async with running() as it:
        await at_calls(it)
        await it.press("enter", "4")
        await it.until(lambda: isinstance(it.app.screen, ExtractDialog))
        await it.press("enter")
        await it.until(lambda: "Сохранено 4 звонка" in it.text)
        (made,) = tmp_path.glob("звонки-*.pdf")
        assert made.read_bytes().startswith(b"%PDF-")
        await it.press("enter", "4")
        await it.until(lambda: isinstance(it.app.screen, ExtractDialog))
        await it.press("home", "shift+end", "delete")
        await it.type(str(tmp_path / "ким.txt").replace(" ", ""))
        await it.press("enter")
        await it.until(lambda: (tmp_path / "ким.txt").exists())
    said = (tmp_path / "ким.txt").read_text(encoding="utf-8")
    assert "Ким Олег Сергеевич" in said
    assert said.count("8 903 555-10-22") == 3
    assert "чт 12.11.2026 15:00 (внесён позже)" in said
    assert "разговор с пациентом" in said
    assert "не отвечает" in said
    assert "4 звонка, из них с разговором" in said
    for word in ("Анна", "Кимова", "чувств", "жалоб", "C50", "рак"):
        assert word not in said
    events = desk.rows("SELECT object_id, detail FROM audit_event WHERE event = 'print' ORDER BY id")
    kinds = [json.loads(detail) for _id, detail in events]
    assert [of for of, _detail in events] == [kim] * 2
    assert kinds == [{"what": "calls", "rows": 4, "format": ending} for ending in ("pdf", "txt")]


async def test_an_empty_log_says_so_and_a_wrong_file_is_named(desk: Desk, running: Run) -> None:
    async with running(language="en") as it:
        await at_calls(it)
        assert "No call today yet." in it.text
        await it.press("escape")
        today = it.app.today()
        await it.app.push_screen(ExtractDialog("x", "/nowhere/x.doc", today, today, it.app.local_now))
        await it.press("enter")
        assert "must end with .pdf, .txt or .csv" in it.text
