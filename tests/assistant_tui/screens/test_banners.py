"""What must stay in sight at the top: a database that anybody can read, and one of invented people."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from textual.pilot import Pilot

from assistant_tui.app import AssistantApp
from assistant_tui.settings import Settings
from assistant_tui.way_in import WayIn
from db.clock import FrozenClock
from db.setup import create
from tests.assistant_tui.screen_text import screen_text
from tests.desk import FIRST, NOW, PASSWORD

BARE = "БЕЗ ШИФРОВАНИЯ"


@asynccontextmanager
async def at_door(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, plain: bool, training: bool, width: int = 80
) -> AsyncIterator[tuple[AssistantApp, Pilot[int]]]:
    """Start the program on a new database and wait for its door."""
    for name in ("CONFIG", "STATE"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(tmp_path / name.lower()))
    path = tmp_path / "caseload.db"
    create(str(path), FIRST, training=training, plain=plain, clock=FrozenClock(NOW))
    settings = Settings(language="ru", guard_after_change_ms=0, guard_same_mark_ms=0)
    app = AssistantApp(WayIn(str(path), lambda: FrozenClock(NOW)), settings)
    async with app.run_test(size=(width, 24)) as pilot:
        for _turn in range(500):
            if app.at_door.training == training and app.at_door.encrypted != plain and app.screen.query("#password"):
                break
            await pilot.pause(0.01)
        await pilot.pause()
        yield app, pilot


async def first_line_after_sign_in(app: AssistantApp, pilot: Pilot[int]) -> str:
    """Sign in without a PIN; return the first line of the list."""
    for text in ("anna", PASSWORD):
        await pilot.press(*("space" if sign == " " else sign for sign in text), "enter")
    for _turn in range(1000):
        await pilot.pause(0.01)
        if getattr(app.screen, "step", "") == "pin":
            await pilot.press("escape")
        if not app.hidden and "СЕГОДНЯ" in screen_text(app):
            break
    return screen_text(app).splitlines()[0]


@pytest.mark.parametrize("plain", [True, False])
async def test_a_database_without_encryption_says_so_at_the_door_and_on_the_screens(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, plain: bool
) -> None:
    async with at_door(tmp_path, monkeypatch, plain=plain, training=False) as (app, pilot):
        assert (BARE in screen_text(app).splitlines()[0]) is plain
        first = await first_line_after_sign_in(app, pilot)
        assert "Иванова А. П. · ЦАОП № 3" in first
        assert (BARE in first) is plain


@pytest.mark.parametrize(("width", "both"), [(80, False), (120, True)])
async def test_a_training_database_says_both_where_there_is_room(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, width: int, both: bool
) -> None:
    async with at_door(tmp_path, monkeypatch, plain=True, training=True, width=width) as (app, pilot):
        assert f"УЧЕБНАЯ БАЗА · {BARE}" in screen_text(app).splitlines()[0]
        first = await first_line_after_sign_in(app, pilot)
        assert "УЧЕБНАЯ БАЗА" in first
        assert (BARE in first) is both
