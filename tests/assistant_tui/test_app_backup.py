"""Backups while people work: by themselves, from the menu, and what is said where none can be taken."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from db.actions.notes import add_note
from db.backup import back_up, folder_of, listed, safety_of
from db.clock import FrozenClock
from db.errors import EnvironmentFault
from tests.db.backup.conftest import Base, made
from tests.db.backup.test_taking import with_patient
from tests.desk import NOW, PASSWORD, copied
from tests.journeys.keyboard import sitting_at


@pytest.fixture(scope="module")
def made_once(tmp_path_factory: pytest.TempPathFactory) -> Base:
    base = made(tmp_path_factory.mktemp("backups"), plain=False)
    with base.desk() as desk:
        with_patient(desk)
    return base


@pytest.fixture
def real(made_once: Base, tmp_path: Path) -> Base:
    """An encrypted database of real work, no training."""
    return Base(copied(made_once.path, tmp_path / "caseload.db"), made_once.key, made_once.recovery_key, True)


async def test_by_itself_after_a_sign_in_then_hourly_where_something_changed(real: Base) -> None:
    clock = FrozenClock(NOW)
    with real.desk(clock) as desk:
        async with sitting_at(desk) as person:
            app = person.app
            await person.on_list()

            async def looked() -> int:
                app._next_look = 0.0
                app.mind_backups()
                await person.until(lambda: not app._backing_up, "the backup never ended")
                return len(listed(folder_of(real.url), real.url))

            assert await looked() == 1
            assert safety_of(real.url).tried_at == NOW  # and restored for trial
            assert await looked() == 1
            clock.move_to(NOW + timedelta(hours=2))
            assert await looked() == 1  # nothing changed
            await app.write(lambda: app.caseload.do(add_note, 1, "изменилось"))
            assert await looked() == 2
            clock.move_to(NOW + timedelta(hours=2, minutes=50))
            await app.write(lambda: app.caseload.do(add_note, 1, "и снова"))
            assert await looked() == 2  # within the hour
    clock.move_to(NOW + timedelta(hours=20))
    with real.desk(clock) as desk:
        async with sitting_at(desk) as person:
            await person.on_list()
            person.app.mind_backups()
            await person.until(lambda: not person.app._backing_up, "the backup never ended")
            assert len(listed(folder_of(real.url), real.url)) == 2  # the last one is not a day old yet
    clock.move_to(NOW + timedelta(hours=27))
    with real.desk(clock) as desk:
        async with sitting_at(desk) as person:
            await person.on_list()
            person.app.mind_backups()
            await person.until(lambda: not person.app._backing_up, "the backup never ended")
            assert len(listed(folder_of(real.url), real.url)) == 3


async def test_nobody_needs_to_think_of_it(real: Base, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("assistant_tui.app_backup._LOOK_EVERY", 0.05)
    with real.desk() as desk:
        async with sitting_at(desk) as person:
            await person.on_list()
            await person.until(lambda: listed(folder_of(real.url), real.url), "no backup was taken")


async def test_from_the_menu_and_said_again_where_nothing_changed(real: Base) -> None:
    with real.desk() as desk:
        async with sitting_at(desk) as person:
            await person.on_list()
            await person.menu("резервную")
            await person.says("Резервная копия сделана и проверена открытием")
            await person.menu("резервную")
            await person.says("ничего не изменилось")
            assert len(listed(folder_of(real.url), real.url)) == 1


async def test_a_failure_is_said_once_and_tried_again(real: Base, monkeypatch: pytest.MonkeyPatch) -> None:
    from db.backup import taking

    tries: list[int] = []

    def full(*_: object) -> None:
        tries.append(1)
        raise EnvironmentFault("disk_full")

    with real.desk() as desk:
        async with sitting_at(desk) as person:
            await person.on_list()
            monkeypatch.setattr(taking, "take", full)
            for _turn in range(2):
                person.app._next_look = 0.0
                person.app.say("")
                person.app.mind_backups()
                await person.until(lambda: not person.app._backing_up, "never ended")
                await person.still()
                if len(tries) == 1:
                    assert "Не удалось сделать резервную копию" in person.said
            assert len(tries) == 2
            assert "Не удалось" not in person.said


@pytest.mark.parametrize("plain", [True, False])
async def test_a_damaged_database_offers_its_last_backup_and_is_kept(tmp_path: Path, plain: bool) -> None:
    from assistant_tui.app import AssistantApp
    from assistant_tui.screens.not_opened import NotOpenedScreen
    from assistant_tui.screens.sign_in import SignInScreen
    from assistant_tui.settings import Settings
    from tests.assistant_tui.screen_text import screen_text
    from tests.assistant_tui.screens.test_entering import QUICK, shown, type_in, until, way_to

    base = made(tmp_path, plain=plain)
    with base.desk() as desk:
        with_patient(desk)
        assert back_up(desk) is not None
    harmed = bytes(4096) + base.path.read_bytes()[4096:]
    base.path.write_bytes(harmed)
    app = AssistantApp(way_to(base.path), Settings(language="ru", **QUICK))  # type: ignore[arg-type]  # of their types
    async with app.run_test(size=(80, 24)) as pilot:
        if not plain:  # what is locked shows its damage to whoever has the key
            await shown(pilot, SignInScreen)
            await type_in(pilot, "anna", "enter")
            await type_in(pilot, PASSWORD, "enter")
        await shown(pilot, NotOpenedScreen)
        await until(pilot, lambda: "от 20.11.2026 10:00" in screen_text(app))
        await pilot.press("1")
        await until(pilot, lambda: type(app.screen).__name__ == "PickDialog")
        await pilot.press("1")
        await until(pilot, lambda: type(app.screen).__name__ == "TextPrompt")
        await type_in(pilot, "anna", "enter")
        await until(pilot, lambda: type(app.screen).__name__ == "PasswordDialog")
        await type_in(pilot, "не тот пароль", "enter")
        await until(pilot, lambda: "! " in screen_text(app))
        assert base.path.read_bytes() == harmed
        await type_in(pilot, PASSWORD, "enter")
        await shown(pilot, SignInScreen)
    with base.desk() as desk:
        assert desk.rows("SELECT full_name FROM patient") == [("Петрова Мария Ивановна",)]
    (kept,) = base.path.parent.glob("caseload.db.damaged-*Z")
    assert kept.read_bytes() == harmed
