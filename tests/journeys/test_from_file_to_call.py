"""From an empty machine to the first call: the first run, a clerk's file, two keys, and all of it after a restart."""

import os
from pathlib import Path

import pytest

from assistant_tui.app import AssistantApp
from assistant_tui.beginning import made
from assistant_tui.database_place import database_place
from assistant_tui.screens.day import DayScreen
from assistant_tui.screens.first_run import FirstRunScreen
from assistant_tui.screens.import_file import ImportScreen
from assistant_tui.screens.recovery_key import RecoveryKeyScreen
from assistant_tui.screens.sign_in import SignInScreen
from assistant_tui.settings import Settings
from assistant_tui.way_in import WayIn
from db.checks import check
from db.queries.calls import calls
from db.queries.patients import patients
from db.setup import FirstUser
from tests.assistant_tui.pty_driver import ROOT
from tests.desk import PASSWORD
from tests.journeys.keyboard import Person

CLERK = ROOT / "tests" / "data" / "clerk_cp1251.csv"
QUICK = {"guard_after_change_ms": 0, "guard_same_mark_ms": 0}


async def first_run(me: Person) -> None:
    await me.until(lambda: isinstance(me.app.screen, FirstRunScreen))
    await me.still()
    await me.press("1")  # Russian
    for answer in ("Иванова Анна Петровна", "anna", PASSWORD, PASSWORD, "8 495 123-45-67"):
        await me.type(answer)
        await me.press("enter")
    assert "Что вы здесь делаете?" in me.seen or "3 из 5" in me.seen
    assert PASSWORD not in me.seen
    assert not Path(database_place()).exists()  # nothing is written before the last answer
    await me.press("1")  # I work alone
    await me.type("ЦАОП № 3")
    await me.press("enter")
    await me.press("1")  # from a file now


async def take_the_file(me: Person, path: Path) -> tuple[int, int]:
    await me.until(lambda: isinstance(me.app.screen, ImportScreen), "no import")
    screen = me.app.screen
    assert isinstance(screen, ImportScreen)
    await me.still()
    assert path.name in os.listdir(path.parent)
    await me.press("end", *["backspace"] * len(screen.field.value))
    await me.type(str(path))
    await me.press("enter")
    await me.until(lambda: screen.plan is not None, "the file was not read")
    await me.still()
    plan = screen.plan
    assert plan is not None
    rejected = len({each.row for each in plan.rejected})
    assert plan.new > 0
    assert rejected > 0
    assert str(plan.new) in me.seen
    assert str(rejected) in me.seen
    await me.press("enter")  # take so many, set the others aside
    await me.until(lambda: me.app.caseload.ask(patients, assistant="*"), "nothing was taken")
    await me.still()
    await me.press("enter")
    return plan.new, rejected


async def write_down(me: Person) -> None:
    """Type back two groups of the recovery key."""
    await me.dialog("RecoveryKeyScreen")
    screen = me.app.screen
    assert isinstance(screen, RecoveryKeyScreen)
    for place in screen.asked:
        await me.type(screen.groups[place])
        await me.press("enter")


async def test_an_empty_machine_a_file_a_call_a_restart(tmp_path: Path, home: Path) -> None:
    path = tmp_path / "c.csv"
    path.write_bytes(CLERK.read_bytes())
    app = AssistantApp(None, Settings(**QUICK))  # type: ignore[arg-type]  # numbers of the guard
    async with app.run_test(size=(80, 24)) as pilot:
        me = Person(app, pilot)
        await first_run(me)
        await write_down(me)
        new, _rejected = await take_the_file(me, path)
        day = await me.on_list()
        known = app.caseload.ask(patients, assistant="*")
        assert len(known) == new
        await me.until(lambda: day.rows.loaded and me.said)
        assert "УЧЕБНАЯ" not in me.seen
        first = known[0].id
        if day.table.keys:  # at night nobody is to be called: whoever it is, is found by name
            first = day.patient_here() or first
        else:
            await me.type(known[0].full_name.split()[0])
            await me.until(lambda: day.patient_here() == first)
        await me.press("enter")
        await me.on_call()
        await me.press("1")
        await me.until(lambda: [call.connection for call in app.caseload.ask(calls, patient_id=first)])
        app.caseload.close()

    place = database_place()
    app = AssistantApp(WayIn(place), Settings(language="ru", **QUICK))  # type: ignore[arg-type]  # as above
    async with app.run_test(size=(80, 24)) as pilot:
        me = Person(app, pilot)
        await me.until(lambda: isinstance(app.screen, SignInScreen), "nobody asks who is here")
        await me.type("anna")
        await me.press("enter")
        await me.type(PASSWORD)
        await me.press("enter")
        await me.sees("6–8 цифр")
        await me.press("escape")
        await me.until(lambda: isinstance(app.screen, DayScreen), "not signed in")
        await me.still()
        assert len(app.caseload.ask(patients, assistant="*")) == new
        assert "NO_ANSWER" in [call.connection for call in app.caseload.ask(calls, patient_id=first)]
        report = check(app.caseload)
        assert report.ok, report.to_json()
        app.caseload.close()


async def test_the_first_run_left_half_way_leaves_nothing(home: Path) -> None:
    app = AssistantApp(None, Settings(language="ru", **QUICK))  # type: ignore[arg-type]  # numbers of the guard
    async with app.run_test(size=(80, 24)) as pilot:
        me = Person(app, pilot)
        await me.until(lambda: isinstance(app.screen, FirstRunScreen))
        await me.still()
        await me.press("1")
        await me.type("Иванова")
        await me.press("escape", "1")
        assert "Иванова" in me.seen  # nothing typed is lost
        await pilot.press("ctrl+q")
        await me.until(lambda: not app.is_running or app.return_code is not None)
    assert not Path(database_place()).exists()
    assert not list(home.rglob("*.db*"))


@pytest.mark.parametrize("name", ["нет-такого.csv", "."])
async def test_a_file_that_is_none_is_one_sentence(home: Path, tmp_path: Path, name: str) -> None:
    first = FirstUser("anna", "Иванова Анна", PASSWORD, frozenset({"assistant"}), "ЦАОП", "ru", None)
    caseload, _ = made(str(tmp_path / "own.db"), first, training=False)
    app = AssistantApp(lambda: caseload, Settings(language="ru", **QUICK))  # type: ignore[arg-type]  # as above
    async with app.run_test(size=(80, 24)) as pilot:
        me = Person(app, pilot)
        await me.on_list()
        await me.menu("из файла")
        await me.until(lambda: isinstance(app.screen, ImportScreen))
        screen = app.screen
        assert isinstance(screen, ImportScreen)
        await me.press("end", *["backspace"] * len(screen.field.value))
        await me.type(str(tmp_path / name))
        await me.press("enter")
        await me.until(lambda: screen.field.error, "no sentence")
        assert screen.plan is None
    assert not caseload.ask(patients)
    caseload.close()
