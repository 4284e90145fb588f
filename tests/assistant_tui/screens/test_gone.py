"""A database that is gone from its place while its backups are there: the first frame offers the newest one."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant_tui.screens.not_opened import NotOpenedScreen
from assistant_tui.screens.sign_in import SignInScreen
from db import passwords
from db.actions.notes import add_note
from db.backup import back_up
from tests.assistant_tui.screen_text import screen_text
from tests.assistant_tui.screens.test_entering import answer_all, shown, starting, type_in, until
from tests.db.backup.conftest import Base, made
from tests.db.backup.test_taking import with_patient
from tests.desk import PASSWORD


@pytest.fixture
def base(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Base:
    for name in ("CONFIG", "STATE", "DATA"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(tmp_path / name.lower()))
    monkeypatch.setattr(passwords, "COST", passwords.Cost(1, 8, 1))
    folder = tmp_path / "data"
    folder.mkdir(mode=0o700)
    return made(folder, plain=False)


async def test_the_newest_backup_is_offered_and_restored(base: Base) -> None:
    with base.desk() as desk:
        desk.do(add_note, with_patient(desk), "есть")
        assert back_up(desk) is not None
    base.path.unlink()
    async with starting(base.path) as (app, pilot):
        await shown(pilot, NotOpenedScreen)
        await until(pilot, lambda: "20.11.2026 10:00" in screen_text(app))
        assert "Файла базы нет на месте" in screen_text(app)
        await pilot.press("1")
        await until(pilot, lambda: type(app.screen).__name__ == "PickDialog")
        await pilot.press("1")
        await until(pilot, lambda: type(app.screen).__name__ == "TextPrompt")
        await type_in(pilot, "anna", "enter")
        await until(pilot, lambda: type(app.screen).__name__ == "PasswordDialog")
        assert not base.path.exists()
        await type_in(pilot, PASSWORD, "enter")
        await shown(pilot, SignInScreen)
    with base.desk() as desk:
        assert desk.rows("SELECT text FROM note") == [("есть",)]


async def test_its_door_alone_is_said_and_trying_again_finds_the_file(base: Base) -> None:
    base.path.rename(base.path.with_name("moved"))
    async with starting(base.path) as (app, pilot):
        await shown(pilot, NotOpenedScreen)
        await until(pilot, lambda: "файл входа" in " ".join(screen_text(app).replace("│", " ").split()))
        assert "1 —" not in screen_text(app)
        base.path.with_name("moved").rename(base.path)
        await pilot.press("enter")
        await shown(pilot, SignInScreen)


async def test_the_first_run_makes_none_beside_them(base: Base, monkeypatch: pytest.MonkeyPatch) -> None:
    """Even where it was begun before the others came: a disk that was mounted late."""
    with base.desk() as desk:
        with_patient(desk)
        assert back_up(desk) is not None
    base.path.unlink()
    monkeypatch.setenv("ASSISTANT_TUI_DB", base.url)
    async with starting(None) as (app, pilot):
        await answer_all(pilot, "2")
        await until(pilot, lambda: "нет на месте" in " ".join(screen_text(app).split()))
    assert not base.path.exists()
