"""A database of an earlier version at the frame where one signs in: asked once, backed up, brought up to date."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant_tui.screens.day import DayScreen
from assistant_tui.screens.not_opened import NotOpenedScreen
from assistant_tui.screens.sign_in import SignInScreen
from db import passwords
from db.backup import folder_of, listed
from db.migrations import current
from db.schema import HEAD
from db.swap import Hold
from tests.assistant_tui.screen_text import screen_text
from tests.assistant_tui.screens.test_entering import shown, starting, type_in, until
from tests.db.backup.conftest import Base
from tests.db.backup.older import PATIENT, SCHEMA, make_older
from tests.desk import PASSWORD


@pytest.fixture
def older(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Base:
    for name in ("CONFIG", "STATE", "DATA"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(tmp_path / name.lower()))
    monkeypatch.setattr(passwords, "COST", passwords.Cost(1, 8, 1))
    folder = tmp_path / "data"
    folder.mkdir(mode=0o700)
    return make_older(folder)


def schema(base: Base) -> str | None:
    return current(base.url, base.opening().sqlite_key)


def said(text: str) -> str:
    return " ".join(text.replace("│", " ").split())


async def test_one_signs_in_says_yes_once_and_is_in(older: Base) -> None:
    async with starting(older.path) as (app, pilot):
        await shown(pilot, SignInScreen)
        await type_in(pilot, "anna", "enter")
        await type_in(pilot, PASSWORD, "enter")
        await shown(pilot, NotOpenedScreen)
        await until(pilot, lambda: "создана прежней версией" in screen_text(app))
        assert "Сначала будет сделана резервная копия" in said(screen_text(app))
        await pilot.press("x", "f2", "1")
        assert schema(older) == SCHEMA
        await pilot.press("enter")
        await until(pilot, lambda: "База обновлена." in said(screen_text(app)))
        assert "PIN" in screen_text(app)  # and there is nothing to sign in to once more
        await pilot.press("escape")
        await shown(pilot, DayScreen)
        assert app.caseload.user.login == "anna"
        with app.caseload.reading() as conn:
            assert conn.rows("SELECT full_name FROM patient") == [(PATIENT,)]
    assert schema(older) == HEAD
    assert [one.manifest.kind for one in listed(folder_of(older.url), older.url)] == ["before_migration"]


async def test_a_wrong_password_changes_nothing_and_asks_nothing(older: Base) -> None:
    before = older.path.read_bytes()
    async with starting(older.path) as (app, pilot):
        await shown(pilot, SignInScreen)
        await type_in(pilot, "anna", "enter")
        await type_in(pilot, "не тот пароль", "enter")
        await until(pilot, lambda: "или пароль." in screen_text(app))
    assert older.path.read_bytes() == before
    assert listed(folder_of(older.url), older.url) == []


async def test_who_says_no_leaves_it_as_it_is(older: Base) -> None:
    async with starting(older.path) as (app, pilot):
        await shown(pilot, SignInScreen)
        await type_in(pilot, "anna", "enter")
        await type_in(pilot, PASSWORD, "enter")
        await shown(pilot, NotOpenedScreen)
        await pilot.press("ctrl+q")
        await until(pilot, lambda: app.return_code is not None)
    assert app.return_code == 3
    assert schema(older) == SCHEMA


async def test_while_a_colleague_has_it_open_it_is_refused_in_words(older: Base) -> None:
    async with starting(older.path) as (app, pilot):
        await shown(pilot, SignInScreen)
        with Hold(older.path):
            await type_in(pilot, "anna", "enter")
            await type_in(pilot, PASSWORD, "enter")
            await shown(pilot, NotOpenedScreen)
            await pilot.press("enter")
            await until(pilot, lambda: "База открыта в другой программе" in said(screen_text(app)))
            assert schema(older) == SCHEMA
        await type_in(pilot, PASSWORD, "enter")  # the name stands there still
        await shown(pilot, NotOpenedScreen)
        await pilot.press("enter")
        await until(pilot, lambda: "База обновлена." in said(screen_text(app)))
    assert schema(older) == HEAD
