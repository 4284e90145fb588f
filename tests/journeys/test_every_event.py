"""Every kind of event that the audit promises is written by the screens, with its patient where there is one."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from assistant_tui.screens.card import CardScreen
from assistant_tui.screens.import_file import ImportScreen
from assistant_tui.widgets.field import Field
from tests.build import talk
from tests.desk import PASSWORD, Desk
from tests.elsewhere import NEAR, later, two_centres
from tests.journeys.keyboard import Person, sitting_at

NEAR_ID, FAR_ID = 1, 2
Way = Callable[[Person, Path], Awaitable[None]]
Event = tuple[str, str, str | None, int | None]


def asking(me: Person, what: Awaitable[object]) -> None:
    """Ask the app for something, as a command of a screen does."""

    async def go() -> None:
        await what

    me.app.run_worker(go(), exclusive=False)


async def answer(me: Person, kind: str, text: str) -> None:
    """Answer the first field of a dialog."""
    await me.dialog(kind)
    field = me.app.screen.query(Field).first()
    field.value = text
    field.focus()
    await me.press("enter")


async def card(me: Person, _folder: Path) -> None:
    asking(me, me.app.open_card(NEAR_ID))
    await me.dialog("CardScreen")
    assert isinstance(me.app.screen, CardScreen)


async def search(me: Person, _folder: Path) -> None:
    await me.find(NEAR.split()[0])
    await me.press("enter")
    await me.dialog("SettleDialog")


async def edit(me: Person, _folder: Path) -> None:
    asking(me, me.app.change_section(NEAR_ID, "home"))
    await me.dialog("OutcomeForm")
    await me.fill("", "Тула")


async def consent(me: Person, _folder: Path) -> None:
    asking(me, me.app.act_on_contact(1))
    await me.dialog("PickDialog")
    await me.press("4")  # voicemail


async def export(me: Person, folder: Path) -> None:
    asking(me, me.app.export_list())
    await answer(me, "ExportDialog", str(folder / "list.csv"))
    await me.until(lambda: (folder / "list.csv").exists(), "no file")
    await me.still()


async def page(me: Person, folder: Path) -> None:
    asking(me, me.app.save_calls(NEAR_ID))
    await answer(me, "ExtractDialog", str(folder / "page.txt"))
    await me.until(lambda: (folder / "page.txt").exists(), "no page")
    await me.still()


async def take(me: Person, folder: Path) -> None:
    await me.app.open_import(str(later(folder)))
    await me.until(lambda: isinstance(me.app.screen, ImportScreen) and me.app.screen.plan is not None, "no preview")
    await me.still()
    await me.press("1")
    await me.says("Взято из файла")


async def backup(me: Person, _folder: Path) -> None:
    await me.menu("резервную")
    await me.says("Резервная копия")


async def necessity(me: Person, _folder: Path) -> None:
    asking(me, me.app.open_card(FAR_ID))
    await answer(me, "BreakGlassDialog", "на линии, помощника нет")
    await me.dialog("CardScreen")


async def lock(me: Person, _folder: Path) -> None:
    await me.press("f12")
    await me.until(lambda: me.app.hidden, "not locked")


async def wrong(me: Person, folder: Path) -> None:
    await lock(me, folder)
    await me.dialog("SignInScreen")
    login, password = me.app.screen.query_one("#login", Field), me.app.screen.query_one("#password", Field)
    login.value, password.value = "anna", "неверный пароль"
    password.focus()
    await me.press("enter")
    await me.sees("Неверный логин или пароль")
    await me.unlock()


async def unlock(me: Person, folder: Path) -> None:
    await lock(me, folder)
    await me.unlock(PASSWORD)


WAYS: dict[str, tuple[Way, list[Event]]] = {
    "view_patient": (card, [("open_card", "done", "patient", NEAR_ID)]),
    "search": (search, [("search", "done", "patient", NEAR_ID)]),
    "edit": (edit, [("open_card", "done", "patient", NEAR_ID), ("edit_patient", "done", "patient", NEAR_ID)]),
    "consent_change": (consent, [("open_card", "done", "patient", NEAR_ID), ("consent_change", "done", "patient", 1)]),
    "export": (export, [("export", "done", None, None)]),
    "print": (page, [("print", "done", "patient", NEAR_ID)]),
    "import": (take, [("import_items", "done", None, None)]),
    "backup": (backup, [("backup", "done", None, None)]),
    "break_glass": (
        necessity,
        [
            ("denied", "denied", "patient", FAR_ID), ("break_glass", "done", "patient", FAR_ID),
            ("open_card", "done", "patient", FAR_ID),
        ],
    ),
    "lock": (lock, [("lock", "done", None, None)]),
    "unlock": (unlock, [("unlock", "done", None, None)]),
    "login_failed": (wrong, [("sign_in_failed", "failed", "user", 1)]),
}  # fmt: skip


@pytest.mark.parametrize("name", sorted(WAYS))
async def test_a_screen_leaves_the_event(opened: Callable[[], Desk], tmp_path: Path, name: str) -> None:
    way, wanted = WAYS[name]
    desk = opened()
    assert two_centres(desk, tmp_path) == (NEAR_ID, FAR_ID)
    talk(desk, NEAR_ID, "ACCEPTS")
    desk.be("assistant", "supervisor", "administrator", scope="centre")
    ((last,),) = desk.rows("SELECT MAX(id) FROM audit_event")
    async with sitting_at(desk) as me:
        await way(me, tmp_path)
        await me.still()
        told = desk.rows(
            "SELECT event, outcome, object_kind, object_id FROM audit_event WHERE id > :last ORDER BY id", last=last
        )
    left = list(told)
    for event in wanted:  # in this order, whatever stands between
        assert event in left, told
        left = left[left.index(event) + 1 :]
