"""Locking and coming back: what is seen, who comes in, whose work goes on."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from assistant_tui.app_coming_in import WrongPin
from assistant_tui.dialogs.note import NoteDialog
from assistant_tui.idle import Readings, Since
from assistant_tui.pin import TRIES, Pin, what_is_wrong
from assistant_tui.screens.call import CallScreen
from assistant_tui.screens.day import DayScreen
from assistant_tui.screens.sign_in import SignInScreen
from assistant_tui.settings import Settings
from assistant_tui.terminal import DAYS_KNOWN, Names, idle_seconds
from assistant_tui.text.slips import likely_slip
from assistant_tui.widgets.field import Field
from assistant_tui.widgets.warning_line import WarningLine
from db.actions.notes import add_note
from db.actions.people import add_user
from db.door import Door
from tests.assistant_tui.screens.day_desk import Driver, Run
from tests.build import patient, visit
from tests.desk import NOW, PASSWORD, Desk

VERA = "тихий омут на рассвете"
DIGITS = "294613"


@pytest.fixture
def kim(desk: Desk) -> int:
    known = patient(desk, "Ким Олег Сергеевич", "8 903 555-10-22", birth="1972-03-04")
    visit(desk, known, "oncologist", NOW.replace(day=23))
    return known


@pytest.fixture
def vera(desk: Desk) -> int:
    """Somebody else who may sign in here."""
    centre = desk.user.centre_id
    added = desk.administer(add_user, "vera", "Зимина Вера Николаевна", ("assistant",), centre_id=centre).result
    with Door(desk.url) as door:
        door.set_password("vera", added.user_id, VERA)
    assert isinstance(added.user_id, int)
    return added.user_id


class Hands:
    """Clocks that a test moves: monotonic, since boot, the wall's."""

    def __init__(self) -> None:
        self.now: list[float] = [1000.0, 2000.0, 3000.0]

    def __call__(self) -> Readings:
        return tuple(self.now)

    def pass_by(self, seconds: float) -> None:
        self.now = [each + seconds for each in self.now]


async def type_in(it: Driver, text: str, *then: str) -> None:
    await it.press(*("space" if sign == " " else sign for sign in text), *then)


async def at_door(it: Driver) -> SignInScreen:
    await it.until(lambda: isinstance(it.app.screen, SignInScreen) and bool(it.app.screen.query("#password")))
    assert isinstance(it.app.screen, SignInScreen)
    return it.app.screen


async def came_in(it: Driver, login: str, password: str, pin: str = "") -> None:
    """Sign in by the keys, whatever name stands there; with a PIN where one is asked for."""
    door = await at_door(it)
    door.query_one("#login", Field).value = login
    door.query_one("#password", Field).focus()
    await type_in(it, password, "enter")
    await it.until(lambda: door.step == "pin" or not it.app.hidden)
    if it.app.hidden:
        await (type_in(it, pin, "enter") if pin else it.press("escape"))
        if pin:
            await type_in(it, pin, "enter")
    await it.until(lambda: not it.app.hidden)


async def came_in_meanwhile(it: Driver, login: str, password: str) -> None:
    """Sign in without waiting for what waits for somebody else."""

    async def until(condition: Callable[[], bool]) -> None:
        for _turn in range(1000):
            if condition():
                return
            await it.pilot.pause(0.01)
        raise AssertionError(it.text)

    await until(lambda: isinstance(it.app.screen, SignInScreen) and it.app.screen.step == "who")
    door = it.app.screen
    assert isinstance(door, SignInScreen)
    door.query_one("#login", Field).value = login
    door.query_one("#password", Field).focus()
    await it.pilot.press(*("space" if sign == " " else sign for sign in password), "enter")
    await until(lambda: door.step == "pin" or not it.app.hidden)
    if it.app.hidden:
        await it.pilot.press("escape")
    await until(lambda: not it.app.hidden)


async def writing(it: Driver) -> NoteDialog:
    """Have half of a note on the screen."""
    await it.until(lambda: it.day.patient_here() is not None)
    await it.press("f6")
    await it.until(lambda: isinstance(it.app.screen, NoteDialog))
    await it.type("просила пере")
    assert isinstance(it.app.screen, NoteDialog)
    return it.app.screen


def events(desk: Desk, *names: str) -> list[tuple[Any, ...]]:
    return [
        row
        for row in desk.rows("SELECT event, user_id, outcome, reason FROM audit_event ORDER BY id")
        if row[0] in names
    ]


# Locking.


@pytest.mark.parametrize("key", ["f12", "ctrl+l", "ctrl+д"])
@pytest.mark.parametrize("place", ["list", "dialog", "call", "menu"])
async def test_one_key_leaves_nothing_of_a_patient_wherever_one_is(
    desk: Desk, running: Run, kim: int, place: str, key: str
) -> None:
    async with running() as it:
        await it.until(lambda: it.day.patient_here() is not None)
        if place == "dialog":
            await writing(it)
        elif place == "call":
            await it.press("enter")
            await it.until(lambda: isinstance(it.app.screen, CallScreen))
        elif place == "menu":
            await it.press("f9")
        it.app.notify("Ким О. С.")
        it.app.copy_to_clipboard("8 903 555-10-22")
        await it.press(key)
        await at_door(it)
        it.app.notify("Ким О. С.")
        await it.pilot.pause()
        assert "Экран закрыт" in it.text
        assert not [word for word in ("Ким", "903", "10-22", "приём", "пере") if word in it.text]
        assert it.app.clipboard == ""
        assert not it.app._notifications


async def test_it_is_covered_before_the_key_has_done_its_work(desk: Desk, running: Run, kim: int) -> None:
    async with running() as it:
        await writing(it)
        it.app.lock("key")  # nothing is awaited in between
        assert isinstance(it.app.screen, SignInScreen)
        assert it.app.front is None
        await at_door(it)


async def test_the_owner_comes_back_to_the_half_typed_words(desk: Desk, running: Run, kim: int) -> None:
    async with running() as it:
        note = await writing(it)
        await it.press("f12")
        await came_in(it, "anna", PASSWORD, DIGITS)
        assert it.app.screen is note
        assert "просила пере" in it.text
        await it.press("f12")
        door = await at_door(it)
        assert door.query_one("#login", Field).value == "anna"
        await type_in(it, DIGITS, "enter")  # the keys are where the PIN goes
        await it.until(lambda: it.app.screen is note)
        await it.type("звонить")
        assert "просила перезвонить" in it.text
        await it.until(lambda: len(events(desk, "lock", "unlock")) == 4)
        assert events(desk, "lock", "unlock") == [
            ("lock", 1, "done", "key"), ("unlock", 1, "done", "password"),
            ("lock", 1, "done", "key"), ("unlock", 1, "done", "pin"),
        ]  # fmt: skip


async def test_the_next_person_signs_in_over_it_and_sees_nothing_of_it(
    desk: Desk, running: Run, kim: int, vera: int
) -> None:
    async with running() as it:
        note = await writing(it)
        await it.press("f12")
        await came_in(it, "vera", VERA)
        await it.until(lambda: isinstance(it.app.screen, DayScreen))
        assert it.app.caseload.user.login == "vera"
        assert it.app.screen_stack == it.app.get_screen_stack(it.app.front.mode)  # type: ignore[union-attr]  # she is
        assert note not in it.app.screen_stack
        assert "Ким" not in it.text
        assert it.app.drafts.waiting() == []
        await it.press("f12")
        await came_in(it, "anna", PASSWORD)
        assert it.app.screen is note
        assert "просила пере" in it.text


# Whose work goes on.


async def test_a_write_that_was_begun_is_finished_under_the_own_name(
    desk: Desk, running: Run, kim: int, vera: int
) -> None:
    async with running() as it:
        gate = threading.Event()
        it.app.writer.submit(lambda: gate.wait(30))  # the disk is slow
        it.app.run_worker(it.app.done(add_note, kim, "просила перезвонить"), exclusive=False)
        await it.pilot.pause()
        it.app.lock("key")
        door = await at_door(it)
        assert desk.rows("SELECT id FROM note") == []
        door.query_one("#login", Field).value = "vera"
        door.query_one("#password", Field).focus()
        await it.pilot.press(*("space" if sign == " " else sign for sign in VERA), "enter")
        gate.set()
        await it.until(lambda: door.step == "pin" or not it.app.hidden)
        await it.press("escape")
        await it.until(lambda: not it.app.hidden)
        await it.until(lambda: bool(desk.rows("SELECT id FROM note")))
        said = it.app.last_said
        rows = desk.rows("SELECT user_id FROM action WHERE kind = 'add_note'")
        assert rows == [(1,)]
        assert it.app.last_said == said


async def test_screens_that_are_not_seen_neither_read_nor_tick(
    desk: Desk, running: Run, kim: int, vera: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with running() as it:
        await it.until(lambda: it.day.patient_here() is not None)
        hers, day = it.app.caseload, it.day
        asked: list[str] = []
        ticked: list[int] = []
        ask = hers.ask

        def noted(query: Any, *args: Any, **kwargs: Any) -> Any:
            asked.append(query.__name__)
            return ask(query, *args, **kwargs)

        monkeypatch.setattr(hers, "ask", noted)
        monkeypatch.setattr(day, "tick", lambda: ticked.append(1))
        await it.press("f12")
        await at_door(it)
        await asyncio.sleep(0.1)
        asked.clear()
        ticked.clear()
        day.refresh_list()  # as a timer or a message would
        await came_in_meanwhile(it, "vera", VERA)
        await asyncio.sleep(2.2)
        assert (asked, ticked) == ([], [])
        it.app.lock("key")
        await came_in_meanwhile(it, "anna", PASSWORD)
        await it.until(lambda: "call_list" in asked)


# The PIN.


@pytest.mark.parametrize(
    ("digits", "fits"),
    [("294613", True), ("12", False), ("000000", False), ("123456", False), ("654321", False), ("121212", False),
     ("135791", False), ("123123", False), ("123456789", False), ("29461a", False), ("901234", False),
     ("7294613", True)],
)  # fmt: skip
def test_a_pin_is_not_guessed_at_once(digits: str, fits: bool) -> None:
    assert (what_is_wrong(digits) == "") is fits


async def test_five_wrong_pins_and_only_the_password_opens(desk: Desk, running: Run, kim: int) -> None:
    async with running() as it:
        await it.press("f12")
        await came_in(it, "anna", PASSWORD, DIGITS)
        await it.press("f12")
        door = await at_door(it)
        for left in reversed(range(TRIES)):
            await type_in(it, "294614", "enter")
            words = f"{left} попыт" if left else "теперь пароль"
            await it.until(lambda words=words: words in it.text)  # type: ignore[misc]  # bound at once
        await type_in(it, DIGITS, "enter")  # the right one opens nothing any more
        await it.until(lambda: "Неверный логин или пароль" in it.text)
        assert it.app.hidden
        await type_in(it, PASSWORD, "enter")
        await it.until(lambda: door.step == "pin")  # the forgotten one is asked for anew
        await it.press("escape")
        await it.until(lambda: not it.app.hidden)
        await it.until(lambda: len(events(desk, "pin_failed")) == TRIES)
        assert set(events(desk, "pin_failed")) == {("pin_failed", 1, "failed", "wrong_pin")}


async def test_a_kept_pin_serves_only_after_the_password_of_this_start(desk: Desk, running: Run, kim: int) -> None:
    async with running() as it:
        await it.press("f12")
        await came_in(it, "anna", PASSWORD, DIGITS)
    async with running() as it:
        await it.press("f12")
        door = await at_door(it)
        await type_in(it, DIGITS, "enter")
        await it.until(lambda: "Неверный логин или пароль" in it.text)
        await type_in(it, PASSWORD, "enter")
        await it.until(lambda: not it.app.hidden)  # no PIN is invented anew
        await it.press("f12")
        await at_door(it)
        assert door.step == "who"
        await type_in(it, DIGITS, "enter")
        await it.until(lambda: not it.app.hidden)


def test_a_kept_pin_is_sealed_and_of_its_owner(desk: Desk, tmp_path: Path) -> None:
    pin = Pin.of(DIGITS)
    folder = tmp_path / "pins"
    pin.keep(desk, folder)
    (path,) = folder.iterdir()
    assert path.stat().st_mode & 0o777 == 0o600
    assert DIGITS.encode() not in path.read_bytes()
    assert b"digest" not in path.read_bytes()
    again = Pin.kept(desk, folder)
    assert again is not None
    assert again.opens(DIGITS)
    path.write_bytes(path.read_bytes()[:-1])
    assert Pin.kept(desk, folder) is None
    Pin.forget(desk, folder)
    assert list(folder.iterdir()) == []
    assert WrongPin(0).sentence() != WrongPin(1).sentence()


# Time.


@pytest.mark.parametrize("which", [0, 1, 2], ids=["monotonic", "since boot", "wall"])
def test_the_longest_gap_of_all_clocks_counts(which: int) -> None:
    hands = Hands()
    since = Since(hands)
    hands.now[which] += 500
    assert since.seconds == 500
    hands.now = [each - 10_000 if place == 2 else each for place, each in enumerate(hands.now)]
    assert since.seconds == (500 if which != 2 else 0)


@pytest.mark.parametrize(
    ("kind", "minutes", "seconds"), [("own", 0, 600), ("shared", 0, 120), ("shared", 15, 900), ("own", 1, 60)]
)
def test_how_long_a_terminal_stays_open(kind: str, minutes: int, seconds: int) -> None:
    assert idle_seconds(Settings(terminal_kind=kind, idle_minutes=minutes)) == seconds


async def test_idle_hands_are_warned_then_locked_out_and_any_key_keeps(desk: Desk, running: Run, kim: int) -> None:
    async with running(terminal_kind="shared") as it:
        hands = Hands()
        it.app.hands = Since(hands)
        hands.pass_by(99)
        it.app.mind_the_time()
        await it.pilot.pause()
        assert not it.app.screen.query(WarningLine)
        hands.pass_by(3)
        it.app.mind_the_time()
        await it.pilot.pause()
        assert "Экран закроется через 18 с" in it.text
        await it.press("down")
        assert "Экран закроется" not in it.text
        hands.pass_by(119)
        it.app.mind_the_time()
        await it.pilot.pause()
        assert "через 1 с" in it.text
        hands.pass_by(1)
        it.app.mind_the_time()
        await at_door(it)
        await it.until(lambda: events(desk, "lock") == [("lock", 1, "done", "idle")])


async def test_a_key_after_the_computer_slept_only_locks(desk: Desk, running: Run, kim: int) -> None:
    async with running(terminal_kind="shared") as it:
        note = await writing(it)
        hands = Hands()
        it.app.hands = Since(hands)
        hands.now[1] += 90_000  # only the clock that goes on in sleep
        await it.press("я")
        await at_door(it)
        await came_in(it, "anna", PASSWORD)
        assert it.app.screen is note
        assert note.query_one("TextArea").text == "просила пере"  # type: ignore[attr-defined]  # what it is


async def test_an_open_call_keeps_the_terminal_open_for_half_an_hour(desk: Desk, running: Run, kim: int) -> None:
    async with running(terminal_kind="shared") as it:
        await it.until(lambda: it.day.patient_here() is not None)
        await it.press("enter")
        await it.until(lambda: isinstance(it.app.screen, CallScreen))
        await it.press("f1")  # a dialog over the call changes nothing
        hands = Hands()
        it.app.hands = Since(hands)
        hands.pass_by(29 * 60)
        it.app.mind_the_time()
        assert not it.app.hidden
        hands.pass_by(60)
        it.app.mind_the_time()
        assert it.app.hidden
        await at_door(it)


async def test_after_twelve_hours_the_pin_is_void(desk: Desk, running: Run, kim: int) -> None:
    async with running() as it:
        await it.press("f12")
        await came_in(it, "anna", PASSWORD, DIGITS)
        seat = it.app.front
        assert seat is not None
        hands = Hands()
        seat.since_password = Since(hands)
        hands.pass_by(12 * 3600 - 1)
        it.app.mind_the_time()
        assert not it.app.hidden
        hands.pass_by(1)
        it.app.mind_the_time()
        await at_door(it)
        await it.until(lambda: "Смена длится 12 часов" in " ".join(it.text.replace("│", " ").split()))
        assert seat.pin is None


# The end of a shift.


async def quit_shift(it: Driver) -> None:
    await it.press("ctrl+q")
    await it.until(lambda: type(it.app.screen).__name__ == "EndShiftDialog")
    await it.press("9")


async def test_on_a_shared_terminal_the_frame_waits_for_the_next_person(desk: Desk, running: Run, kim: int) -> None:
    async with running(terminal_kind="shared") as it:
        seat = it.app.front
        await quit_shift(it)
        await at_door(it)
        await it.until(lambda: it.app.seats == [])
        assert seat is not None
        assert seat.gone
        assert it.app.return_code is None
        assert "на смене" not in it.text


# Names.


def test_names_are_forgotten_after_a_week_and_hold_no_patient(tmp_path: Path) -> None:
    now = [1_000_000.0]
    names = Names("base", tmp_path, clock=lambda: now[0])
    names.note("anna", "Иванова А. П.")
    now[0] += (DAYS_KNOWN - 1) * 86_400
    names.note("vera", "Зимина В. Н.")
    assert [each.login for each in names.known()] == ["vera", "anna"]
    now[0] += 2 * 86_400
    assert [each.login for each in names.known()] == ["vera"]
    assert names.path.stat().st_mode & 0o777 == 0o600
    assert Names("other", tmp_path).known() == []
    names.path.write_bytes(b'[{"login": 3}]')
    assert names.known() == []
    names.forget()
    assert list(tmp_path.iterdir()) == []


async def test_no_name_is_shown_where_that_is_not_wanted(desk: Desk, running: Run, kim: int) -> None:
    async with running(sign_in_names=False) as it:
        await it.press("f12")
        door = await at_door(it)
        assert not [word for word in ("Иванова", "anna") if word in it.text]
        assert door.query_one("#login", Field).value == ""
        await type_in(it, "anna", "enter")
        await type_in(it, PASSWORD, "enter")
        await it.until(lambda: door.step == "pin")


async def test_the_other_layout_is_said_before_the_try(desk: Desk, running: Run, kim: int) -> None:
    async with running(sign_in_names=False) as it:
        await it.press("f12")
        await at_door(it)
        await type_in(it, "фттф")
        assert likely_slip("фттф", "") in " ".join(it.text.replace("│", " ").split())


# The clipboard.


async def test_a_setting_forbids_copying(desk: Desk, running: Run, kim: int) -> None:
    async with running(copying=False) as it:
        await it.until(lambda: it.day.patient_here() is not None)
        await it.app.copy_ids(kim)
        assert it.app.clipboard == ""
        assert "Не скопировано" in it.app.last_said[0]
