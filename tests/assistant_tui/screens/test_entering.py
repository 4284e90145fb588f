"""Signing in and the first run, by keys."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, closing
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.screen import Screen

from assistant_tui.app import AssistantApp
from assistant_tui.commands.layouts import other_layout
from assistant_tui.screens.day import DayScreen
from assistant_tui.screens.first_run import FirstRunScreen
from assistant_tui.screens.import_file import ImportScreen
from assistant_tui.screens.not_opened import NotOpenedScreen
from assistant_tui.screens.recovery_key import RecoveryKeyScreen
from assistant_tui.screens.sign_in import SignInScreen
from assistant_tui.settings import Settings
from assistant_tui.text.i18n import use_language
from assistant_tui.text.slips import likely_slip
from assistant_tui.way_in import AtDoor, WayIn
from assistant_tui.widgets.choice_list import ChoiceList
from assistant_tui.widgets.field import Field
from db.auth import sign_in
from db.caseload import Caseload
from db.clock import FrozenClock
from db.door import Door, one_time
from db.engine import open_sqlite
from db.errors import EnvironmentFault
from db.queries.people import place as here
from db.schema import HEAD
from tests.assistant_tui.screen_text import screen_text
from tests.desk import NOW, PASSWORD, copied

QUICK = {"guard_after_change_ms": 0, "guard_same_mark_ms": 0}


async def until(pilot: Pilot[int], happened: Callable[[], bool]) -> None:
    for _turn in range(1000):
        await pilot.pause(0.01)
        if happened():
            await pilot.pause()
            return
    raise AssertionError(f"did not happen:\n{screen_text(pilot.app)}")


async def shown(pilot: Pilot[int], kind: type[Screen[Any]]) -> None:
    await until(pilot, lambda: isinstance(pilot.app.screen, kind))


async def type_in(pilot: Pilot[int], text: str, *then: str) -> None:
    await pilot.press(*("space" if sign == " " else sign for sign in text), *then)


def way_to(place: Path) -> WayIn:
    return WayIn(str(place), lambda: FrozenClock(NOW))


@asynccontextmanager
async def starting(
    place: Path | None, language: str = "ru", size: tuple[int, int] = (80, 24)
) -> AsyncIterator[tuple[AssistantApp, Pilot[int]]]:
    app = AssistantApp(None if place is None else way_to(place), Settings(language=language, **QUICK))  # type: ignore[arg-type]  # of their types
    async with app.run_test(size=size) as pilot:
        yield app, pilot


@pytest.fixture
def place(template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    return copied(template, tmp_path / "caseload.db")


@pytest.fixture
def empty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the database of an empty machine will lie."""
    for name in ("CONFIG", "STATE", "DATA"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(tmp_path / name.lower()))
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("ASSISTANT_TUI_DB", str(tmp_path / "own" / "caseload.db"))
    return tmp_path / "own" / "caseload.db"


async def test_name_and_password_lead_to_the_day(place: Path) -> None:
    async with starting(place) as (app, pilot):
        await shown(pilot, SignInScreen)
        await until(pilot, lambda: "УЧЕБНАЯ БАЗА" in screen_text(app))
        await type_in(pilot, "anna", "enter")
        await type_in(pilot, PASSWORD, "enter")
        await until(pilot, lambda: "PIN" in screen_text(app))
        await pilot.press("escape")
        await shown(pilot, DayScreen)
        assert app.caseload.user.login == "anna"


@pytest.mark.parametrize(
    ("code", "advice"),
    [
        ("database_busy", "Закройте другую программу"),
        ("cannot_connect", "работает ли сервер базы"),
        ("read_only", "открыть доступ на чтение и запись"),
        ("database_damaged", "Повторите; если не поможет"),
    ],
)
async def test_a_database_that_cannot_be_opened_is_tried_again(place: Path, code: str, advice: str) -> None:
    faults = [EnvironmentFault(code), EnvironmentFault(code)]

    class Faulty(WayIn):
        def entrance(self) -> AtDoor:
            if faults:
                raise faults.pop()
            return super().entrance()

    app = AssistantApp(Faulty(str(place), lambda: FrozenClock(NOW)), Settings(language="ru", **QUICK))  # type: ignore[arg-type]  # of their types
    async with app.run_test(size=(80, 24)) as pilot:
        await shown(pilot, NotOpenedScreen)
        await until(pilot, lambda: advice in " ".join(screen_text(app).replace("│", " ").split()))
        first = app.screen
        await pilot.press("x", "f2", "enter")
        await until(pilot, lambda: isinstance(app.screen, NotOpenedScreen) and app.screen is not first)
        await pilot.press("enter")
        await shown(pilot, SignInScreen)


async def test_a_newer_database_is_left_alone_until_it_can_be_opened(place: Path) -> None:
    def schema(version: str) -> None:
        with closing(open_sqlite(place)) as conn, conn.transaction(write=True):
            conn.run("UPDATE alembic_version SET version_num = :version", version=version)

    schema("9999")
    async with starting(place, "en") as (app, pilot):
        await shown(pilot, NotOpenedScreen)
        await until(pilot, lambda: "After an update start the program anew" in screen_text(app))
        schema(HEAD)
        await pilot.press("enter")
        await shown(pilot, SignInScreen)
    schema("9999")
    async with starting(place) as (app, pilot):
        await shown(pilot, NotOpenedScreen)
        await pilot.press("ctrl+q")
        await pilot.pause(0.1)
    assert app.return_code == 3


async def test_a_file_of_an_earlier_version_is_brought_up_to_date_where_one_says_so(tmp_path: Path) -> None:
    from db.migrations import current, migrate

    path = tmp_path / "earlier.db"
    path.touch(0o600)
    migrate(str(path), to="0001")

    settings = Settings(language="ru", **QUICK)  # type: ignore[arg-type]  # of their types
    app = AssistantApp(way_to(path), settings, bring_up=lambda: migrate(str(path)))
    async with app.run_test(size=(80, 24)) as pilot:
        await shown(pilot, NotOpenedScreen)
        await until(pilot, lambda: "создана прежней версией" in screen_text(app))
        await pilot.press("x", "f2")
        assert current(str(path)) == "0001"
        await pilot.press("enter")
        await until(pilot, lambda: not isinstance(app.screen, NotOpenedScreen))
        await until(pilot, lambda: current(str(path)) == HEAD)
    assert current(str(path.with_name("earlier.db.before-0001"))) == "0001"


@pytest.mark.parametrize(("login", "password"), [("anna", "не тот пароль"), ("nobody", PASSWORD)])
async def test_whether_the_name_is_known_is_not_told(place: Path, login: str, password: str) -> None:
    async with starting(place) as (app, pilot):
        await shown(pilot, SignInScreen)
        await type_in(pilot, login, "enter")
        await type_in(pilot, password, "enter")
        await until(pilot, lambda: "Неверный логин или пароль." in screen_text(app))
        assert [app.screen.query_one(f"#{name}", Field).value for name in ("login", "password")] == [login, ""]
        assert "раскладка" in screen_text(app)  # the Russian password of a Latin name, in both cases alike
        assert password not in screen_text(app)
        await type_in(pilot, "x")
        assert "Неверный логин" not in screen_text(app)


async def test_a_password_is_wanted_before_anything_is_tried(place: Path) -> None:
    async with starting(place, "en") as (app, pilot):
        await shown(pilot, SignInScreen)
        await pilot.press("enter")
        await pilot.pause()
        assert "Type your login" in screen_text(app)
        await type_in(pilot, "anna", "enter", "enter", "enter")
        await pilot.pause(0.1)
        assert isinstance(app.screen, SignInScreen)
        assert "Wrong" not in screen_text(app)
    with Caseload(str(place)) as caseload, caseload.reading() as conn:
        assert conn.value("SELECT COUNT(*) FROM audit_event WHERE event LIKE 'sign_in%'") == 0


def test_slips_of_the_keyboard_are_guessed_from_what_was_typed() -> None:
    use_language("en")
    assert "layout" in likely_slip("фттф", "x")
    assert "mixes" in likely_slip("аnna", "x")
    assert "Caps Lock" in likely_slip("anna", "CORRECT1")
    assert "layout" in likely_slip("anna", "пароль")
    assert likely_slip("anna", "correct horse") == ""


async def test_nothing_of_the_record_works_before_somebody_is_here(place: Path) -> None:
    async with starting(place) as (app, pilot):
        await shown(pilot, SignInScreen)
        await pilot.press("f2", "f8", "f12", "ctrl+p")
        await pilot.pause(0.1)
        assert isinstance(app.screen, SignInScreen)
        await pilot.press("ctrl+q")
        await pilot.pause(0.1)
    assert app.return_code == 0


async def answer_all(pilot: Pilot[int], how: str, language: str = "1") -> None:
    """Answer every question of the first run; ``how`` is the last answer."""
    await shown(pilot, FirstRunScreen)
    await pilot.press(language)
    await type_in(pilot, "Иванова Анна", "enter")
    await type_in(pilot, "anna", "enter")
    await type_in(pilot, "слон пьет чай", "enter")
    await type_in(pilot, "слон пьет чай", "enter")
    await type_in(pilot, "84951234567", "enter")
    await pilot.press("1")
    await type_in(pilot, "ЦАОП 3", "enter")
    await pilot.press(how)


async def write_down(pilot: Pilot[int]) -> str:
    """Type back what the page of the recovery key asks for; return the key."""
    await shown(pilot, RecoveryKeyScreen)
    screen = pilot.app.screen
    assert isinstance(screen, RecoveryKeyScreen)
    await until(pilot, lambda: bool(screen.query("#second")))
    for place in screen.asked:
        await type_in(pilot, screen.groups[place].lower(), "enter")
    await until(pilot, lambda: pilot.app.screen is not screen)
    return "-".join(screen.groups)


async def test_the_recovery_key_is_on_paper_before_one_goes_on(empty: Path) -> None:
    async with starting(None) as (app, pilot):
        await answer_all(pilot, "2")
        await shown(pilot, RecoveryKeyScreen)
        screen = app.screen
        assert isinstance(screen, RecoveryKeyScreen)
        await until(pilot, lambda: screen.groups[0] in screen_text(app))
        assert all(group in screen_text(app) for group in screen.groups)
        assert len(screen.groups) == 7
        await pilot.press("escape", "ctrl+q", "f12", "enter")
        await type_in(pilot, "мимо", "enter")
        await until(pilot, lambda: "посмотрите на бумагу" in screen_text(app))
        assert isinstance(app.screen, RecoveryKeyScreen)
        await pilot.press(*["backspace"] * 4)
        typed = screen.groups[screen.asked[0]].lower()
        await type_in(pilot, "".join(other_layout(sign) or sign for sign in typed), "enter")  # the other layout
        await type_in(pilot, screen.groups[screen.asked[1]], "enter")
        await shown(pilot, DayScreen)
        key = "-".join(screen.groups)
    for path in empty.parent.parent.rglob("*"):  # it is written down nowhere
        assert not path.is_file() or key.encode() not in path.read_bytes()
    # Who forgot the password comes in by the key, and chooses another one.
    async with starting(empty) as (app, pilot):
        await shown(pilot, SignInScreen)
        await until(pilot, lambda: bool(app.screen.query("#password")))
        app.screen.query_one("#login", Field).value = "anna"
        app.screen.query_one("#password", Field).focus()
        await type_in(pilot, key.lower(), "enter")
        await until(pilot, lambda: "Новый пароль" in screen_text(app))
        await type_in(pilot, "тихий омут на рассвете", "enter")
        await type_in(pilot, "тихий омут на рассвете", "enter")
        await until(pilot, lambda: "PIN для" in screen_text(app))
        await pilot.press("escape")
        await shown(pilot, DayScreen)


async def test_a_one_time_code_asks_for_a_password_of_ones_own(place: Path) -> None:
    from datetime import timedelta

    from db.codes import ONE_TIME, new_code

    code = new_code(ONE_TIME)
    until_when = (NOW + timedelta(hours=1)).isoformat()
    with Door(str(place)) as door:
        door.set_password("anna", 1, one_time(code), code_until=until_when)
    async with starting(place) as (app, pilot):
        await shown(pilot, SignInScreen)
        await type_in(pilot, "anna", "enter")
        await type_in(pilot, code.lower(), "enter")
        await until(pilot, lambda: "Новый пароль" in screen_text(app))
        await type_in(pilot, "коротко", "enter")
        await type_in(pilot, "коротко", "enter")
        await until(pilot, lambda: "12" in app.screen.query_one("#new", Field).error)
        for name in ("new", "again"):
            app.screen.query_one(f"#{name}", Field).value = "тихий омут на рассвете"
        app.screen.query_one("#again", Field).focus()
        await pilot.press("enter")
        await until(pilot, lambda: "PIN для" in screen_text(app))


async def test_after_five_wrong_tries_a_name_waits_and_others_do_not(place: Path) -> None:
    async with starting(place) as (app, pilot):
        await shown(pilot, SignInScreen)
        await type_in(pilot, "anna", "enter")
        door = app.screen
        assert isinstance(door, SignInScreen)
        for _try in range(6):
            await type_in(pilot, "wrong password", "enter")
            await until(pilot, lambda: not door._busy)
        await until(pilot, lambda: "подождите" in screen_text(app))
        await type_in(pilot, PASSWORD, "enter")  # the right one waits too
        await pilot.pause()
        assert isinstance(app.screen, SignInScreen)
        assert "подождите 00:" in screen_text(app)
        app.screen.query_one("#login", Field).value = "nobody"
        await type_in(pilot, "wrong password", "enter")
        await until(pilot, lambda: "Неверный логин" in screen_text(app))


async def test_an_empty_machine_comes_to_an_empty_call_list(empty: Path) -> None:
    async with starting(None) as (app, pilot):
        await answer_all(pilot, "2")
        await write_down(pilot)
        await shown(pilot, DayScreen)
        user = app.caseload.user
        assert (user.login, user.short_name, user.phone) == ("anna", "Иванова А.", "84951234567")
        assert user.roles == {"assistant", "supervisor", "administrator", "auditor"}
        assert not app.training
        assert "УЧЕБНАЯ" not in screen_text(app)
        assert "ЦАОП 3" in screen_text(app)
    assert empty.stat().st_mode & 0o777 == 0o600
    assert sorted(path.name for path in empty.parent.iterdir() if path.is_file() and "-" not in path.name) == [
        "caseload.db", "caseload.db.door", "caseload.db.lock",
    ]  # fmt: skip


async def test_trying_it_out_makes_a_training_database_with_invented_patients(empty: Path) -> None:
    async with starting(None, "en", (120, 40)) as (app, pilot):
        await answer_all(pilot, "3", language="2")
        await shown(pilot, ImportScreen)
        await until(pilot, lambda: app.screen.has_class("-looking"))
        assert "TRAINING DATABASE" in screen_text(app)
        await until(pilot, lambda: isinstance(app.focused, type(app.screen.query_one(ChoiceList).table)))
        await pilot.press("1")
        await until(pilot, lambda: "Taken from the file" in screen_text(app))
        await pilot.press("1")
        await shown(pilot, DayScreen)
        assert app.caseload.ask(here).patients == 12


async def test_each_wrong_field_has_its_sentence_and_nothing_typed_is_lost(empty: Path) -> None:
    async with starting(None) as (app, pilot):
        await shown(pilot, FirstRunScreen)
        await pilot.press("1")
        await type_in(pilot, "", "enter")
        await type_in(pilot, "a b", "enter")
        await type_in(pilot, "short", "enter")
        await type_in(pilot, "other", "enter", "enter")
        await pilot.pause()
        screen = app.screen
        wrong = {field.id: field.error for field in screen.query(Field) if field.error}
        assert set(wrong) == {"name", "login", "password"}
        assert "12" in wrong["password"]
        assert app.focused is not None
        assert app.focused.parent is not None
        assert app.focused.parent.parent is screen.query_one("#name")
        await pilot.press("escape")
        assert "Язык" in screen_text(app)
        await pilot.press("1")
        values = [screen.query_one(f"#{name}", Field).value for name in ("name", "login", "password", "again")]
        assert values == ["", "a b", "short", "other"]
        screen.query_one("#name", Field).value = "Иванова Анна"
        screen.query_one("#login", Field).value = "anna"
        screen.query_one("#password", Field).value = "слон пьет чай"
        screen.query_one("#phone", Field).focus()
        await pilot.press("enter")
        await pilot.pause()
        assert {field.id for field in screen.query(Field) if field.error} == {"again"}
    assert not empty.parent.exists()


async def test_roles_are_ticked_and_one_is_needed(empty: Path) -> None:
    async with starting(None) as (app, pilot):
        await shown(pilot, FirstRunScreen)
        await pilot.press("1")
        for text in ("Иванова Анна", "anna", "слон пьет чай", "слон пьет чай", ""):
            await type_in(pilot, text, "enter")
        await pilot.press("6")
        await pilot.pause()
        assert "сначала выберите" in screen_text(app)
        await pilot.press("2", "3", "3", "6")
        await pilot.press("enter")
        await pilot.press("2")
        await write_down(pilot)
        await shown(pilot, DayScreen)
        assert app.caseload.user.roles == {"assistant"}


async def test_a_place_that_cannot_be_written_is_said_and_the_answers_stay(
    empty: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("x")
    monkeypatch.setenv("ASSISTANT_TUI_DB", str(tmp_path / "file" / "caseload.db"))
    async with starting(None) as (app, pilot):
        await answer_all(pilot, "2")
        await until(pilot, lambda: "нельзя" in screen_text(app) or "удаётся" in screen_text(app))
        assert isinstance(app.screen, FirstRunScreen)
        monkeypatch.setenv("ASSISTANT_TUI_DB", str(empty))
        await pilot.press("2")
        await write_down(pilot)
        await shown(pilot, DayScreen)


MAKER = """
import sys
from db.setup import FirstUser
from assistant_tui.beginning import made
print("begun", flush=True)
made(sys.argv[1], FirstUser("anna", "Иванова Анна", "слон пьет чай", frozenset({"assistant"})), training=False)
"""


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="no such signal here")
@pytest.mark.parametrize("wait", [0.05, 0.2, 0.5])
def test_killed_while_making_leaves_nothing_half_done(empty: Path, wait: float) -> None:
    root = str(Path(__file__).parents[3])
    with subprocess.Popen([sys.executable, "-c", MAKER, str(empty)], stdout=subprocess.PIPE, cwd=root) as maker:
        assert maker.stdout is not None
        maker.stdout.readline()
        time.sleep(wait)
        maker.send_signal(signal.SIGKILL)
    if empty.exists():  # then it was made whole
        assert maker.returncode != 0
    else:
        subprocess.run([sys.executable, "-c", MAKER, str(empty)], check=True, cwd=root, capture_output=True)
    with sign_in(str(empty), "anna", "слон пьет чай") as caseload, caseload.reading() as conn:
        assert conn.value("SELECT COUNT(*) FROM app_user") == 1
    assert not [name for name in os.listdir(empty.parent) if "making" in name and not name.endswith(("-wal", "-shm"))]


async def test_leaving_the_first_run_writes_nothing(empty: Path) -> None:
    async with starting(None) as (app, pilot):
        await shown(pilot, FirstRunScreen)
        await pilot.press("escape")
        await pilot.pause()
        assert isinstance(app.screen, FirstRunScreen)
        await pilot.press("ctrl+q")
        await asyncio.sleep(0)
        await pilot.pause(0.1)
    assert app.return_code == 0
    assert not empty.parent.exists()
