"""The password once more before files leave and users change: asked each time it was typed too long ago."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from assistant_tui.app import AssistantApp
from assistant_tui.desk_screens import PLACES
from assistant_tui.dialogs.password import PasswordDialog
from db.actions.people import add_user, disable_user, edit_user, enable_user
from db.queries.people import users
from db.rules.permitted_actions import ACTIONS
from tests.assistant_tui.screens.day_desk import Driver, Run
from tests.build import colleague, miss, patient
from tests.desk import PASSWORD, Desk

MINUTES = 5
LISTS = sorted(PLACES.keys() - {"workload", "grants", "audit"})  # lists that are saved by the common way


@pytest.fixture
def office(desk: Desk) -> Desk:
    """A desk with all roles, a colleague, and a patient with a call; the password was typed long ago."""
    desk.be("assistant", "supervisor", "administrator", "auditor")
    colleague(desk)
    miss(desk, patient(desk, "Ким Олег Сергеевич", "89160001022"))
    desk.confirmed_at = None
    return desk


def asks(it: Driver) -> Callable[[], bool]:
    return lambda: isinstance(it.app.screen, PasswordDialog)


async def confirmed_after(it: Driver, done: Callable[[], bool]) -> None:
    """See the question, nothing done before it, a wrong password refused; then it is done without another key."""
    await it.until(asks(it))
    assert not done()
    await it.type("wrong")
    await it.press("enter")
    await it.until(lambda: "неверн" in it.text.lower())
    assert asks(it)()
    assert not done()
    await it.type(PASSWORD)
    await it.press("enter")
    await it.until(done)


def changed(desk: Desk) -> dict[str, tuple[object, ...]]:
    return {row.login: (row.roles, row.active) for row in desk.ask(users, active=None)}


USERS: dict[str, Callable[[AssistantApp, Desk], Awaitable[object]]] = {
    "add_user": lambda app, desk: app.done(add_user, "ivan", "Иванов Иван", ("assistant",)),
    "edit_user": lambda app, desk: app.done(edit_user, 2, roles=("administrator",)),
    "disable_user": lambda app, desk: app.done(disable_user, 2),
    "enable_user": lambda app, desk: app.done(enable_user, 3),
    "reset_user": lambda app, desk: app._show_code(2, "olga", "Котова"),
}  # fmt: skip


@pytest.mark.parametrize("way", USERS)
async def test_users_and_roles_are_changed_after_the_password_alone(office: Desk, running: Run, way: str) -> None:
    office.confirmed_at = office.frozen.monotonic()
    office.do(add_user, "vera", "Зимина Вера", ("assistant",))
    office.do(disable_user, 3)
    before = changed(office)
    office.confirmed_at = None

    def done() -> bool:
        reset = office.rows("SELECT COUNT(*) FROM audit_event WHERE event = 'reset_password'") != [(0,)]
        return changed(office) != before or reset

    async with running() as it:
        it.app.run_worker(USERS[way](it.app, office), exclusive=False)
        await confirmed_after(it, done)


def test_every_action_that_asks_for_the_password_is_tried_here() -> None:
    asked = {name.rpartition(".")[2] for name, rule in ACTIONS.items() if rule.confirm}
    elsewhere = {"erase_patient"}
    assert asked | {"reset_user"} == set(USERS) | elsewhere


async def save(it: Driver, target: Path) -> None:
    """Save the list in front to a file."""
    await it.dialog("ExportDialog")
    field = it.app.screen.query_one("Input")
    field.value = str(target)  # type: ignore[attr-defined]  # an input
    await it.press("enter")


@pytest.mark.parametrize("name", LISTS)
async def test_no_list_leaves_as_a_file_before_the_password(
    office: Desk, running: Run, name: str, tmp_path: Path
) -> None:
    target = tmp_path / "list.csv"
    async with running() as it:
        it.app.run_worker(it.app.show_list(name), exclusive=False)
        await it.until(lambda: type(it.app.screen).__name__ == PLACES[name][1])
        it.app.run_worker(it.app.screen.do_export(), exclusive=False)  # type: ignore[attr-defined]  # every list has it
        await save(it, target)
        await confirmed_after(it, target.exists)


async def test_the_call_list_leaves_after_the_password_and_the_audit_has_it(
    office: Desk, running: Run, tmp_path: Path
) -> None:
    target = tmp_path / "today.csv"
    async with running() as it:
        it.app.run_worker(it.app.export_list(), exclusive=False)
        await save(it, target)
        await confirmed_after(it, target.exists)
        await it.settle()
    assert office.rows("SELECT COUNT(*) FROM audit_event WHERE event = 'export'") == [(1,)]


async def test_a_page_of_calls_leaves_after_the_password(office: Desk, running: Run, tmp_path: Path) -> None:
    target = tmp_path / "calls.txt"
    async with running() as it:
        it.app.run_worker(it.app.save_calls(1), exclusive=False)
        await it.dialog("ExtractDialog")
        it.app.screen.query("Input").first().value = str(target)  # type: ignore[attr-defined]  # an input
        await it.press("enter")
        if not asks(it)():
            await it.press("enter")
        await confirmed_after(it, target.exists)


async def test_for_five_minutes_it_is_not_asked_again(office: Desk, running: Run, tmp_path: Path) -> None:
    async with running() as it:
        office.confirmed_at = office.clock.monotonic() - (MINUTES * 60 - 1)
        it.app.run_worker(it.app.export_list(), exclusive=False)
        await save(it, tmp_path / "one.csv")
        await it.until((tmp_path / "one.csv").exists)
        office.confirmed_at = office.clock.monotonic() - (MINUTES * 60 + 1)
        it.app.run_worker(it.app.export_list(), exclusive=False)
        await save(it, tmp_path / "two.csv")
        await it.until(asks(it))
        assert not (tmp_path / "two.csv").exists()


async def test_who_leaves_the_question_changes_nothing(office: Desk, running: Run, tmp_path: Path) -> None:
    async with running() as it:
        it.app.run_worker(it.app.export_list(), exclusive=False)
        await save(it, tmp_path / "list.csv")
        await it.until(asks(it))
        await it.press("escape")
        await it.until(lambda: not asks(it)())
        await it.settle()
        assert not (tmp_path / "list.csv").exists()


async def test_a_slip_of_the_layout_is_explained(office: Desk, running: Run, tmp_path: Path) -> None:
    async with running() as it:
        it.app.run_worker(it.app.export_list(), exclusive=False)
        await save(it, tmp_path / "list.csv")
        await it.until(asks(it))
        await it.type("неверный")
        await it.press("enter")
        await it.until(lambda: "русские буквы" in it.text)
