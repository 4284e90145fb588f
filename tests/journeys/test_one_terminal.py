"""One terminal, two people: half a note, a lock, a supervisor in between, and back by the PIN; all of it audited."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from assistant_tui.app import AssistantApp
from assistant_tui.screens.card import CardScreen
from assistant_tui.screens.sign_in import SignInScreen
from assistant_tui.settings import Settings
from assistant_tui.way_in import WayIn
from db.actions.people import add_user
from db.clock import FrozenClock
from tests.build import patient, visit
from tests.desk import NOW, PASSWORD, Desk
from tests.journeys.keyboard import Person

PIN = "294613"
WHY = "помощник не на связи"


@pytest.fixture
def far(place: Path) -> int:
    """Two patients of Anna's, and one of another centre; return the latter."""
    with Desk(str(place), FrozenClock(NOW)) as desk:
        kim = patient(desk, "Ким Олег Сергеевич", "8 903 555-10-22", birth="1972-03-04")
        visit(desk, kim, "oncologist", NOW.replace(day=23))
        with desk._writer.transaction(write=True) as conn:
            there: int = conn.value(
                "INSERT INTO organisation (kind, name, short_name, search_key, zone, active, version)"
                " VALUES ('cancer_centre', 'ЦАОП № 7', 'ЦАОП № 7', 'цаоп 7', 'Europe/Moscow', TRUE, 1) RETURNING id"
            )
        farida = desk.administer(add_user, "farida", "Дальняя Фарида", ["assistant"], centre_id=there).result.user_id
        from db.auth import user_by_id

        desk.act_as(user_by_id(desk, farida))
        return patient(desk, "Уткина Раиса Павловна", "8 916 111-22-33", birth="1950-01-02")


@asynccontextmanager
async def terminal(place: Path) -> AsyncIterator[Person]:
    """Start the program on a shared terminal at 80×24, in Russian; nobody is signed in."""
    settings = Settings(language="ru", terminal_kind="shared", guard_after_change_ms=0, guard_same_mark_ms=0)
    app = AssistantApp(WayIn(str(place), lambda: FrozenClock(NOW)), settings)
    async with app.run_test(size=(80, 24)) as pilot:
        me = Person(app, pilot)
        await at_door(me)
        yield me


async def at_door(me: Person) -> SignInScreen:
    await me.until(lambda: isinstance(me.app.screen, SignInScreen) and me.app.screen.query("#password"), "no door")
    assert isinstance(me.app.screen, SignInScreen)
    return me.app.screen


async def sign_in(me: Person, login: str) -> None:
    """Type a name and the password, then a PIN twice."""
    await me.type(login)
    await me.press("enter")
    await me.type(PASSWORD)
    await me.press("enter")
    await me.sees("PIN для этого компьютера")
    for _time in range(2):
        await me.type(PIN)
        await me.press("enter")
    await me.until(lambda: not me.app.hidden, "not in")


async def test_half_a_note_waits_for_its_owner_while_a_supervisor_works(place: Path, far: int) -> None:
    async with terminal(place) as me:
        # Anna works, and is called away in the middle of a word.
        await sign_in(me, "anna")
        await me.on_list()
        await me.press("f6")
        await me.dialog("NoteDialog")
        await me.type("просила пере")
        await me.press("f12")
        await at_door(me)
        assert not [word for word in ("Ким", "пере", "10-22") if word in me.seen]

        # Vera takes her place: another name, her own screens, nothing of Anna's.
        await me.press("up", "2")  # the names, then another one
        await sign_in(me, "vera")
        await me.until(lambda: type(me.app.screen).__name__ == "WorkloadScreen", "no board")
        await me.sees("Иванова")
        assert "пере" not in me.seen

        # She opens a patient of another centre in necessity.
        await me.press("ctrl+з")
        await me.dialog("PaletteDialog")
        await me.type("уткина")
        await me.sees("Уткина")
        await me.press("enter")
        await me.dialog("BreakGlassDialog")
        await me.type("мало")
        await me.press("enter")
        assert type(me.app.screen).__name__ == "BreakGlassDialog"  # too few words
        await me.press(*["backspace"] * 4)
        await me.type(WHY)
        await me.press("enter")
        await me.until(lambda: isinstance(me.app.screen, CardScreen), "no card")
        await me.sees("Уткина")
        await me.press("ctrl+д")
        await at_door(me)
        assert "Уткина" not in me.seen

        # Anna comes back to the middle of her word.
        await me.press("up", "2")
        assert "anna" in me.seen
        await me.type(PIN)
        await me.press("enter")
        await me.dialog("NoteDialog")
        assert "просила пере" in me.seen
        await me.type("звонить")
        await me.press("enter")
        await me.until(lambda: "заметка сохранена" in me.said, "not saved")
        assert me.app.caseload.user.login == "anna"

    with Desk(str(place), FrozenClock(NOW)) as desk:
        told = desk.rows("SELECT event, user_id, object_id, outcome FROM audit_event WHERE id > :id ORDER BY id", id=0)
        events = [(event, user) for event, user, _object, _outcome in told]
        for expected in (
            ("sign_in", 1), ("lock", 1), ("sign_in", 2), ("break_glass", 2), ("open_card", 2), ("lock", 2),
            ("unlock", 1), ("add_note", 1),
        ):  # fmt: skip
            assert expected in events, (expected, events)
        order = [each for each in events if each[0] in {"sign_in", "lock", "unlock", "add_note", "break_glass"}]
        assert order[-7:] == [
            ("sign_in", 1), ("lock", 1), ("sign_in", 2), ("break_glass", 2), ("lock", 2), ("unlock", 1),
            ("add_note", 1),
        ]  # fmt: skip
        assert ("open_card", 2, far, "denied") in told or ("denied", 2) in events
        assert desk.rows("SELECT text FROM note") == [("просила перезвонить",)]
        from db.checks import check

        assert check(desk).ok
