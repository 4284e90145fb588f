"""Somebody is switched off, or may less than before, by another program: theirs says so and is at the door."""

from __future__ import annotations

import asyncio
import os
import sys
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from assistant_tui.app import AssistantApp
from assistant_tui.drafts import drafts_folder, drafts_of
from assistant_tui.screens.sign_in import SignInScreen
from assistant_tui.settings import Settings
from assistant_tui.way_in import WayIn
from db.actions.people import add_user
from db.auth import user_by_id
from db.clock import FrozenClock
from db.door import Door
from tests.architecture.sources import ROOT
from tests.build import patient
from tests.desk import NOW, PASSWORD, Desk, postgres_server
from tests.journeys.keyboard import Person

AT_MOST = 5.0
OLGA = "тихий омут на рассвете"
PIN = "294613"
HALF = "просила пере"
SAID = {"disable": "учётная запись отключена", "edit": "Ваши права изменены: войдите ещё раз"}
ACTS = {
    "disable": ("users", "disable", "olga", "--unassign"),
    "edit": ("users", "edit", "olga", "--role", "assistant"),  # she was a supervisor too
}
SPOTS = ("list", "form", "lock", "pin")
ANYWHERE = [
    *(pytest.param("sqlite", spot, id=f"sqlite-{spot}") for spot in SPOTS),
    pytest.param("postgresql", "form", id="postgresql-form"),
    *(
        pytest.param("postgresql", spot, id=f"postgresql-{spot}", marks=pytest.mark.soak)
        for spot in SPOTS
        if spot != "form"
    ),
]
"""Where somebody stands is the program's own business: on a server one spot at every run, all with the soaks."""


@dataclass(frozen=True)
class Place:
    """A database of the test, and where its programs live."""

    url: str
    home: Path
    olga: int
    kim: int

    def desk(self) -> Desk:
        return Desk(self.url, FrozenClock(NOW))

    async def run(self, login: str, password: str, *arguments: str) -> tuple[int, str]:
        """Run the command line as another program, as somebody; return its code and what it said."""
        child = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "assistant_tui", "--lang", "ru", "--db", self.url, "--user", login,
            "--password-stdin", *arguments, cwd=ROOT, stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
            env={"PATH": os.environ["PATH"], "HOME": str(self.home), "PYTHONPATH": str(ROOT), "LC_ALL": "C.UTF-8"},
        )  # fmt: skip
        out, _none = await child.communicate((password + "\n").encode())
        return child.returncode or 0, out.decode()


@pytest.fixture(params=["sqlite", "postgresql"])
def where(request: pytest.FixtureRequest, place: Path, home: Path) -> Iterator[Place]:
    """A database of each engine with an administrator, and with Olga, who accompanies a patient and supervises."""
    if request.param == "sqlite":
        yield prepared(str(place), home)
        return
    url, drop = postgres_server().fresh()
    try:
        yield prepared(url.replace("postgres:@", "postgres@"), home)
    finally:
        drop()


def prepared(url: str, home: Path) -> Place:
    with Desk(url, FrozenClock(NOW)) as desk:
        desk.be("assistant", "supervisor", "administrator")
        roles, centre = ("assistant", "supervisor"), desk.user.centre_id
        olga: int = desk.do(add_user, "olga", "Котова Ольга Сергеевна", roles, centre_id=centre).result.user_id
        with Door(url) as door:
            door.set_password("olga", olga, OLGA)
        desk.act_as(user_by_id(desk, olga))
        return Place(url, home, olga, patient(desk, "Ким Олег Сергеевич", "8 903 555-10-22", met=False))


@asynccontextmanager
async def olgas_program(where: Place) -> AsyncIterator[Person]:
    """Start the program on a shared terminal; Olga typed her name and password and is asked for a PIN."""
    settings = Settings(language="ru", terminal_kind="shared", guard_after_change_ms=0, guard_same_mark_ms=0)
    app = AssistantApp(WayIn(where.url, lambda: FrozenClock(NOW)), settings)
    async with app.run_test(size=(80, 24)) as pilot:
        she = Person(app, pilot)
        await she.until(lambda: isinstance(app.screen, SignInScreen) and app.screen.query("#password"), "no door")
        await she.type("olga")
        await she.press("enter")
        await she.type(OLGA)
        await she.press("enter")
        await she.sees("PIN для этого компьютера")
        yield she


async def come_to(she: Person, spot: str) -> None:
    """Come to the call list, an open form, the locked screen, or stay at the question for a PIN."""
    if spot == "pin":
        return
    for _time in range(2):
        await she.type(PIN)
        await she.press("enter")
    await she.on_list()
    await she.sees("Ким")
    if spot == "form":
        await she.press("f6")
        await she.dialog("NoteDialog")
        await she.type(HALF)
    elif spot == "lock":
        await she.press("f12")
        await she.sees("Экран закрыт")
        assert she.app.has_pin("olga")


async def is_out(she: Person, what: str) -> float:
    """Wait until Olga's program says why and asks who is here; return how long it took."""
    begun = time.monotonic()
    await she.until(lambda: SAID[what] in " ".join(she.seen.replace("│", " ").split()), "never said")
    took = time.monotonic() - begun
    door = she.app.screen
    assert isinstance(door, SignInScreen)
    assert door.step == "who"
    await she.until(lambda: she.app.seats == [], "her seat is kept")
    assert not she.app.has_pin("olga")
    assert not [word for word in ("Ким", "10-22", HALF) if word in she.seen]
    return took


def draft_is_kept(where: Place) -> None:
    (file,) = drafts_folder().glob("*.draft")
    assert HALF.encode() not in file.read_bytes()
    with where.desk() as desk:
        desk.act_as(user_by_id(desk, where.olga))
        assert drafts_of(desk).take(f"note:{where.kim}") == {"text": HALF}


@pytest.mark.parametrize(("where", "spot"), ANYWHERE, indirect=["where"])
async def test_whoever_is_switched_off_is_out_wherever_they_are(where: Place, spot: str) -> None:
    async with olgas_program(where) as she:
        await come_to(she, spot)
        code, said = await where.run("anna", PASSWORD, *ACTS["disable"])
        assert code == 0, said
        assert await is_out(she, "disable") <= AT_MOST
        await she.type("olga")
        await she.press("enter")
        await she.type(OLGA)
        await she.press("enter")
        await she.sees("или пароль")
        code, said = await where.run("olga", OLGA, "today")
        assert (code, "или пароль" in said) == (3, True), said
    with where.desk() as desk:
        assert desk.rows("SELECT ended FROM session WHERE user_id = :id", id=where.olga)[-1] == ("disabled",)
    if spot == "form":
        with where.desk() as desk, desk._writer.transaction(write=True) as conn:
            conn.run("UPDATE app_user SET active = TRUE WHERE id = :id", id=where.olga)
        draft_is_kept(where)


@pytest.mark.parametrize(("where", "spot"), ANYWHERE, indirect=["where"])
async def test_whoever_loses_a_role_signs_in_again(where: Place, spot: str) -> None:
    async with olgas_program(where) as she:
        await come_to(she, spot)
        code, said = await where.run("anna", PASSWORD, *ACTS["edit"])
        assert code == 0, said
        assert await is_out(she, "edit") <= AT_MOST
        code, said = await where.run("olga", OLGA, "workload")
        assert (code, "роль" in said) == (3, True), said
        door = she.app.screen
        assert isinstance(door, SignInScreen)
        await she.type("olga")
        await she.press("enter")
        await she.type(OLGA)
        await she.press("enter")
        await she.sees("PIN для этого компьютера")  # the one of before is void
        await she.press("escape")
        await she.on_list()
        assert she.app.caseload.user.roles == {"assistant"}
    with where.desk() as desk:
        ends = [row[0] for row in desk.rows("SELECT ended FROM session WHERE user_id = :id ORDER BY id", id=where.olga)]
        assert "rights" in ends
    if spot == "form":
        draft_is_kept(where)


async def test_a_role_more_is_said_and_nothing_is_lost(where: Place) -> None:
    async with olgas_program(where) as she:
        await come_to(she, "form")
        role = [word for name in ("assistant", "supervisor", "auditor") for word in ("--role", name)]
        code, said = await where.run("anna", PASSWORD, "users", "edit", "olga", *role)
        assert code == 0, said
        await she.until(lambda: "auditor" in she.app.caseload.user.roles, "the role never came")
        await she.until(lambda: "Теперь ваши роли" in she.app.last_said[0], "never said")
        assert HALF in she.seen
        assert len(she.app.seats) == 1


async def test_another_person_in_front_is_not_disturbed(where: Place) -> None:
    async with olgas_program(where) as she:
        await come_to(she, "form")
        await she.press("f12")
        await she.press("up", "2")
        await she.type("anna")
        await she.press("enter")
        await she.type(PASSWORD)
        await she.press("enter")
        await she.sees("PIN для этого компьютера")
        await she.press("escape")
        await she.on_list()
        code, said = await where.run("anna", PASSWORD, *ACTS["disable"])
        assert code == 0, said
        await she.until(lambda: len(she.app.seats) == 1, "Olga's seat is kept")
        assert she.app.caseload.user.login == "anna"
        assert SAID["disable"] not in she.seen
        assert not isinstance(she.app.screen, SignInScreen)
        with where.desk() as desk, desk._writer.transaction(write=True) as conn:
            conn.run("UPDATE app_user SET active = TRUE WHERE id = :id", id=where.olga)
    draft_is_kept(where)
