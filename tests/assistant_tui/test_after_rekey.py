"""After another key: what was half typed is there on every terminal, and the PIN still opens."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from assistant_tui.drafts import Drafts, drafts_folder, drafts_of
from assistant_tui.pin import Pin
from assistant_tui.screens.day import DayScreen
from assistant_tui.screens.sign_in import SignInScreen
from db import passwords
from db.auth import sign_in, user_by_id
from db.backup import Credentials, rekey, restore
from db.clock import FrozenClock
from db.door import Door
from db.keys import derive
from tests.assistant_tui.screen_text import screen_text
from tests.assistant_tui.screens.test_entering import shown, starting, type_in, until
from tests.db.backup.conftest import Base, KeyedDesk, made
from tests.desk import NOW, PASSWORD

CLOCK = FrozenClock(NOW)
TYPED = {"text": "просила перезвонить после дачи"}


@pytest.fixture
def at_terminal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Sit down at a terminal of this name: each keeps its own drafts and PINs."""
    monkeypatch.setattr(passwords, "COST", passwords.Cost(1, 8, 1))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))

    def sit(name: str) -> None:
        monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / name))

    sit("first")
    return sit


@pytest.fixture
def base(at_terminal: Callable[[str], None], tmp_path: Path) -> Base:
    folder = tmp_path / "data"
    folder.mkdir(mode=0o700)
    return made(folder, plain=False)


def key_of(base: Base) -> bytes:
    with Door(base.url) as door:
        (key,) = door.enter("anna", PASSWORD).keys
    return key


def given_another_key(base: Base) -> bytes:
    key = key_of(base)
    with KeyedDesk(base.url, CLOCK, key) as desk:
        user = user_by_id(desk, 1)
    rekey(base.url, key, user, clock=CLOCK)
    assert key_of(base) != key
    return key_of(base)


def leave_half_typed(base: Base, digits: str = "") -> Path:
    """Type a note half way and set a PIN, under the key of now."""
    with KeyedDesk(base.url, CLOCK, key_of(base)) as desk:
        drafts = drafts_of(desk)
        drafts.keep("note:1", TYPED)
        drafts.close()
        if digits:
            Pin.of(digits).keep(desk)
        return drafts.path


def kept_here(base: Base) -> tuple[dict[str, str] | None, bool]:
    """What is offered of the note, and whether the PIN opens."""
    with KeyedDesk(base.url, CLOCK, key_of(base)) as desk:
        pin = Pin.kept(desk)
        return drafts_of(desk).take("note:1"), pin is not None and pin.opens("271828")


def test_drafts_and_pins_of_every_terminal_are_there_and_sealed_under_the_new_key(
    base: Base, at_terminal: Callable[[str], None]
) -> None:
    for name in ("first", "second", "third"):
        at_terminal(name)
        leave_half_typed(base, "271828")
    old = key_of(base)
    given_another_key(base)
    for name in ("first", "second"):
        at_terminal(name)
        assert kept_here(base) == (TYPED, True)
    new = given_another_key(base)
    for name in ("second", "third", "first"):  # sealed under the key before the last one, and under the first of all
        at_terminal(name)
        assert kept_here(base) == (TYPED, True)
    with KeyedDesk(base.url, CLOCK, new) as desk, desk._writer.transaction(write=True) as conn:
        conn.run("DELETE FROM meta WHERE name LIKE '%_key:%'")  # and from now on the earlier keys are not needed
    for name in ("first", "second", "third"):
        at_terminal(name)
        assert kept_here(base) == (TYPED, True)
    with KeyedDesk(base.url, CLOCK, new) as desk:
        assert Drafts(drafts_folder(), 1, desk.identity, derive(old, "drafts")).take("note:1") is None


def test_what_goes_on_being_typed_is_added_to_what_was_there(base: Base) -> None:
    leave_half_typed(base)
    given_another_key(base)
    with KeyedDesk(base.url, CLOCK, key_of(base)) as desk:
        drafts = drafts_of(desk)
        drafts.keep("note:2", {"text": "другая"})
        drafts.close()
        assert drafts_of(desk).waiting() == ["note:1", "note:2"]


def test_the_earlier_keys_stand_in_the_database_for_nobody_without_the_new_one(base: Base) -> None:
    old = key_of(base)
    new = given_another_key(base)
    with KeyedDesk(base.url, CLOCK, new) as desk:
        stored = " ".join(str(row) for row in desk.rows("SELECT name, value FROM meta"))
    for purpose in ("drafts", "door", "backup", "audit"):
        assert f"{purpose}_key:" in stored
        assert derive(old, purpose).hex() not in stored


async def test_one_signs_in_by_the_password_and_is_asked_for_no_other_pin(base: Base) -> None:
    leave_half_typed(base, "271828")
    given_another_key(base)
    async with starting(base.path) as (app, pilot):
        await shown(pilot, SignInScreen)
        await type_in(pilot, "anna", "enter")
        await type_in(pilot, PASSWORD, "enter")
        await shown(pilot, DayScreen)
        assert app.drafts.take("note:1") == TYPED
        await pilot.press("f12")
        await shown(pilot, SignInScreen)
        await type_in(pilot, "271828", "enter")
        await shown(pilot, DayScreen)


async def test_a_pin_that_opens_no_more_is_said_and_the_password_counts(base: Base, tmp_path: Path) -> None:
    leave_half_typed(base, "271828")
    (place,) = (tmp_path / "first").rglob("pins/*")
    place.write_bytes(bytes(100))
    async with starting(base.path) as (app, pilot):
        await shown(pilot, SignInScreen)
        await type_in(pilot, "anna", "enter")
        await type_in(pilot, "271828", "enter")  # nobody is on shift here yet: only a password opens
        await until(pilot, lambda: "еверн" in screen_text(app))
        await type_in(pilot, PASSWORD, "enter")
        await until(pilot, lambda: "Прежний PIN на этом компьютере больше не действует" in screen_text(app))
        await type_in(pilot, "141421", "enter")
        await type_in(pilot, "141421", "enter")
        await shown(pilot, DayScreen)
    with sign_in(base.url, "anna", PASSWORD, clock=CLOCK) as caseload:
        kept = Pin.kept(caseload)
        assert kept is not None
        assert kept.opens("141421")
        assert Pin.lies_there(caseload)


def test_after_going_back_to_the_key_of_before_they_are_there_too(base: Base) -> None:
    key = key_of(base)
    with KeyedDesk(base.url, CLOCK, key) as desk:
        user = user_by_id(desk, 1)
    backup = rekey(base.url, key, user, clock=CLOCK).backup
    leave_half_typed(base, "271828")
    restore(base.url, backup, Credentials("anna", PASSWORD), clock=CLOCK)
    assert key_of(base) == key
    assert kept_here(base) == (TYPED, True)
