"""Where somebody begins who calls nobody: at their own work, without a refusal, and not out by one slip."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from assistant_tui.app import AssistantApp
from assistant_tui.dialogs.confirm import ConfirmDialog
from assistant_tui.dialogs.pick import PickDialog
from assistant_tui.listing.list_screen import ListScreen
from assistant_tui.screens.audit import AuditScreen
from assistant_tui.screens.import_file import ImportScreen
from assistant_tui.screens.users import UsersScreen
from assistant_tui.settings import Settings
from assistant_tui.widgets.field import Field
from tests.assistant_tui.screens.day_desk import Driver
from tests.build import colleague
from tests.desk import Desk


@asynccontextmanager
async def seated(desk: Desk, kind: type[ListScreen[Any]]) -> AsyncIterator[Driver]:
    """Start the program and wait for the first screen."""
    settings = Settings(language="ru", guard_after_change_ms=0, guard_same_mark_ms=0)
    app = AssistantApp(lambda: desk, settings)
    async with app.run_test(size=(80, 24)) as pilot:
        it = Driver(app, pilot)
        await it.until(lambda: isinstance(app.screen, kind) and app.screen.rows.entries != [])
        yield it


@pytest.mark.parametrize(("role", "kind"), [("administrator", UsersScreen), ("auditor", AuditScreen)])
async def test_who_sees_no_patients_begins_at_their_work_and_is_refused_nothing(
    desk: Desk, role: str, kind: type[ListScreen[Any]]
) -> None:
    colleague(desk)
    desk.be("assistant", "administrator", user_id=2)  # the last administrator stays one
    desk.record_event("lock", reason="key")
    desk.be(role)
    async with seated(desk, kind) as it:
        first = it.app.screen
        await it.press("escape", "escape")
        assert it.app.screen is first
        await it.press("f9")
        await it.dialog("MenuDialog")
        await it.press("1")  # the call list is off, and says so
        await it.settle()
        assert not any(type(screen).__name__ == "DayScreen" for screen in it.app.screen_stack)
        await it.press("escape")
        await it.press("ctrl+q")
        await it.until(lambda: isinstance(it.app.screen, ConfirmDialog))
        await it.press("enter")  # no
        assert it.app.screen is first
    assert desk.rows("SELECT reason FROM audit_event WHERE outcome = 'denied'") == []


async def test_another_screen_lies_over_the_first_one(desk: Desk) -> None:
    desk.be("administrator")
    async with seated(desk, UsersScreen) as it:
        first = it.app.screen
        it.app.run_worker(it.app.show_list("organisations"), exclusive=False)
        await it.dialog("OrganisationsScreen")
        await it.press("escape")
        assert it.app.screen is first
        it.app.run_worker(it.app.show_list("organisations"), exclusive=False)
        await it.dialog("OrganisationsScreen")
        it.app.run_worker(it.app.show_list("users"), exclusive=False)
        await it.until(lambda: it.app.screen is first)


async def test_nobody_is_switched_off_by_one_digit(desk: Desk) -> None:
    olga = colleague(desk)
    desk.be("administrator")
    async with seated(desk, UsersScreen) as it:
        await it.type("котов")
        await it.press("enter")
        await it.until(lambda: isinstance(it.app.screen, PickDialog))
        await it.press("2")
        await it.until(lambda: isinstance(it.app.screen, ConfirmDialog))
        assert "понадобится новый код" in " ".join(it.text.split())
        await it.press("escape")
        await it.settle()
        assert desk.rows("SELECT active FROM app_user WHERE id = :id", id=olga) == [(1,)]
        await it.press("enter")
        await it.until(lambda: isinstance(it.app.screen, PickDialog))
        await it.press("2")
        await it.until(lambda: isinstance(it.app.screen, ConfirmDialog))
        await it.press("2")
        await it.until(lambda: desk.rows("SELECT active FROM app_user WHERE id = :id", id=olga) == [(0,)])


async def test_an_administrators_import_shows_rows_and_no_values(desk: Desk, tmp_path: Path) -> None:
    """Numbers and reasons while the file is looked at, in each row told in full, and after it was taken."""
    path = tmp_path / "clerk.csv"
    path.write_text(
        "ФИО;Д.р.;Телефон;СНИЛС\nПетрова Мария;04.03.1959;8 916 123-45-67;112-233-445 94\n"
        "Кузьмин Пётр;31.02.1950;8 903 555-10-22;\n;01.01.1950;8 926 777-54-40;\n",
        encoding="utf-8",
    )
    secret = ("Петрова", "Мария", "Кузьмин", "1959", "1950", "123-45", "45-67", "10-22", "54-40", "112-233", "445 94")
    desk.be("administrator")
    seen: list[str] = []
    async with seated(desk, UsersScreen) as it:
        await it.app.open_import()
        await it.dialog("ImportScreen")
        screen = it.app.screen
        assert isinstance(screen, ImportScreen)
        screen.query_one(Field).value = str(path)
        await it.press("enter")
        await it.until(lambda: screen.plan is not None and "отложить" in it.text)
        while screen._section != "all":
            seen.append(it.text)
            await it.press("right")
        await it.press("shift+tab", "home")
        for number in range(2, 5):
            await it.press("enter")
            await it.dialog("TellDialog")
            assert f"Строка {number}" in it.text
            seen.append(it.text)
            await it.press("escape", "down")
        await it.press("tab", "1")
        await it.until(lambda: desk.rows("SELECT full_name FROM patient") != [])
        await it.settle()
        seen.append(it.text)
    whole = "\n".join(seen)
    assert "***" in whole
    assert "ФИО: нет имени" in whole
    assert {part for part in secret if part in whole} == set()
    assert desk.rows("SELECT full_name FROM patient") == [("Петрова Мария",)]
