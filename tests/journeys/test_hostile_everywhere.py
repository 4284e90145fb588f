"""Whatever a file or a person brings as a name, a note, a place: it is shown as text, and no byte of it is obeyed."""

import io
import re
import sys
import unicodedata
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlcipher3 import dbapi2

from assistant_tui.cli import main
from assistant_tui.screens.call import CallScreen
from db.actions.calls import log_call
from db.actions.contacts import NewContact
from db.actions.notes import add_note
from db.actions.patients import NewPatient, add_patient
from db.actions.people import add_organisation
from db.actions.reminders import add_reminder
from db.actions.visits import book_visit
from db.clock import FrozenClock
from db.errors import BadInput
from db.queries.lists import reminders
from tests.assistant_tui.pty_driver import ROOT, OnTerminal
from tests.assistant_tui.screens.call.call_desk import MONDAY
from tests.desk import NOW, PASSWORD, Desk, copied
from tests.hostile import FORBIDDEN, HOSTILE
from tests.journeys.keyboard import Person, sitting_at

SOON = datetime(2026, 11, 20, 9, 30, tzinfo=ZoneInfo("Europe/Moscow")).astimezone(UTC)


def fill(desk: Desk) -> list[int]:
    """Put a patient on the desk for each hostile string, with it in every place where words go."""
    ids = []
    for number, text in enumerate(HOSTILE):
        words = text[:300]
        contact = NewContact(f"8 916 300-00-{number:02}", relation="daughter", standing="trusted", name=words[:100],
                             scope="time_place_only")  # fmt: skip
        own = NewContact(f"8 916 400-00-{number:02}")
        try:
            added = desk.do(add_patient, NewPatient(f"Яя{number:02} {words[:150]}", (own, contact)))
        except BadInput:
            continue
        who = added.result.patient_id
        ids.append(who)
        name = f"Место {number} {words[:60]}"
        place = desk.administer(add_organisation, "polyclinic", name).result.organisation_id
        desk.do(book_visit, who, "oncologist", MONDAY, booked_in="booked", organisation_id=place)
        if words.strip():
            desk.do(add_note, who, f"заметка {words}")
            desk.do(add_reminder, who, f"напомнить {words}", SOON)
    _write_raw(desk.url)
    return ids


def _write_raw(path: str) -> None:
    """Put the strings past the door: a file of long ago, another program, whoever had the database in hand."""
    raw = dbapi2.connect(path)
    for number, text in enumerate(HOSTILE[:-1]):
        name, start = text[:150], f"Яя{number:02}%"
        who = [row[0] for row in raw.execute("SELECT id FROM patient WHERE full_name LIKE ?", (start,))]
        raw.execute("UPDATE patient SET full_name = ? WHERE full_name LIKE ?", (f"Яя{number:02} {name}", start))
        for each in who:
            raw.execute("UPDATE note SET text = ? WHERE patient_id = ?", (f"заметка {text}", each))
            raw.execute("UPDATE reminder SET text = ? WHERE patient_id = ?", (f"напомнить {text}", each))
            raw.execute("UPDATE contact SET name = ? WHERE patient_id = ? AND name IS NOT NULL", (name, each))
        raw.execute("UPDATE organisation SET name = ?, short_name = ? WHERE name LIKE ?",
                    (f"Место {name}", f"М {name}", f"Место {number} %"))  # fmt: skip
    raw.commit()
    raw.close()


@pytest.fixture(scope="module")
def filled(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database full of them, to be copied."""
    path = copied(template, tmp_path_factory.mktemp("hostile") / "hostile.db")
    with Desk(str(path), FrozenClock(NOW)) as desk:
        ids = fill(desk)
        assert len(ids) >= len(HOSTILE) - 2
        desk.do(log_call, ids[0], "NO_ANSWER")
    return path


@pytest.fixture
def place(filled: Path, tmp_path: Path) -> Path:
    """A copy of it, instead of the empty one."""
    return copied(filled, tmp_path / "caseload.db")


@pytest.fixture
def desk(opened: Callable[[], Desk]) -> Desk:
    return opened()


def clean(me: Person) -> None:
    """Assert that nothing forbidden is on the screen and nothing of it can be clicked."""
    text = me.seen
    bad = sorted({unicodedata.name(sign, hex(ord(sign))) for sign in text if sign in FORBIDDEN and sign != "\n"})
    assert not bad, (bad, text)
    for widget in me.app.screen.walk_children():
        assert "@click" not in str(getattr(widget, "border_title", "") or "")
    assert me.app._exception is None


async def leave(me: Person, screen: object) -> None:
    """Go back to a screen by Esc."""
    for _turn in range(5):
        if me.app.screen is screen:
            return
        await me.press("escape")
    await me.until(lambda: me.app.screen is screen)


SOAK = pytest.mark.soak
"""With every string on every screen; the shorter walk takes some of them to each."""


@pytest.mark.parametrize(
    ("lang", "step"), [("ru", 3), pytest.param("ru", 1, marks=SOAK), pytest.param("en", 1, marks=SOAK)]
)
async def test_every_screen_and_dialog_shows_it_as_text(desk: Desk, lang: str, step: int) -> None:
    async with sitting_at(desk, lang=lang) as me:
        day = me.day
        for _row in range(len(day.table.keys)):
            clean(me)
            await me.press("down")
        await me.press("home")
        for number in range(0, len(HOSTILE) - 1, step):
            await me.type(f"яя{number:02}")
            if not isinstance(day.patient_here(), int):
                await me.press("escape")
                continue
            clean(me)
            await me.press("f3")
            await me.until(lambda: me.app.screen is not day)
            for _tab in range(1 if number % 4 else 7):
                await me.still()
                clean(me)
                await me.press("right")
            await leave(me, day)
            for key in ("f6", "f5", "equals_sign") if number % 3 == 0 else ():
                if key != "equals_sign" or not day.rows.text:
                    await me.press(key)
                    clean(me)
                    await leave(me, day)
            await me.press("escape")


@pytest.mark.parametrize("step", [7, pytest.param(1, marks=SOAK)])
async def test_calls_and_their_dialogs_show_it_as_text(desk: Desk, step: int) -> None:
    async with sitting_at(desk) as me:
        day = me.day
        for number in range(0, len(HOSTILE) - 1, step):
            await me.type(f"яя{number:02}")
            await me.press("enter")
            screen = await me.on_call()
            clean(me)
            for key in ("н", "о", "з", "т", "в", "7", "е", "f2", "f9"):
                await me.press(key)
                clean(me)
                await leave(me, screen)
                assert isinstance(me.app.screen, CallScreen)
            await me.press("1")
            await me.still()
            clean(me)
            await leave(me, day)
        await me.menu("Исправить")
        await me.dialog("CorrectDialog")
        clean(me)
        await me.press("enter")
        await me.still()
        clean(me)
    assert desk.ask(reminders)


_OWN = re.compile(
    rb"\x1b\[[0-?]*[ -/]*[@-~]"  # CSI: what a program of the screen is made of
    rb"|\x1b[78=>c]|\x1b[()][0AB]|\x1b\][0-9;]*;?[^\x07\x1b]{0,40}(?:\x07|\x1b\\)|\x1bP[^\x1b]*\x1b\\|\x1b_[^\x1b]*\x1b\\"
)


def obeyed(output: bytes) -> list[str]:
    """Return what of the data would be obeyed by a terminal: clipboard, links, titles, hidden and turning signs."""
    obeying = (b"\x1b]52;", b"\x1b]8;;", b"\x1b]0;", b"\x1b]2;", b"\xc2\x9b")
    found = [name.decode("latin-1") for name in obeying if name in output]
    words = _OWN.sub(b"", output).decode("utf-8", "replace")
    hidden = sorted({hex(ord(sign)) for sign in words if sign in FORBIDDEN and sign not in "\r\n\t\x08"})
    return found + hidden


def test_no_byte_of_it_reaches_a_terminal(place: Path, home: Path) -> None:
    child = OnTerminal(
        [sys.executable, "-m", "assistant_tui", "--db", str(place), "--lang", "ru", "--now", "2026-11-20T10:00"],
        {"HOME": str(home), "PYTHONPATH": str(ROOT), "COLORTERM": "truecolor"},
    )
    child.until("Пароль".encode())
    child.press(b"anna\r")
    child.read(0.5)
    child.press(PASSWORD.encode() + b"\r")
    child.until(b"PIN")
    child.read(0.5)
    child.press(b"\x1b")
    child.until("Яя".encode())
    begun = len(child.output)
    for key in (b"\x1b[B" * 8, b"\x1b[6~", b"\x1b[6~", b"\x1b[H", b"\x1bOR", b"\x1b[C", b"\x1b[C", b"\x1b"):
        child.press(key)
        child.read(0.8)
    child.press(b"\r")
    child.until("ЗВОНЮ".encode())
    child.press("е".encode())
    child.read(0.8)
    assert len(child.output) > begun
    child.kill(15)
    assert child.wait() == 143
    assert not obeyed(child.output)


@pytest.mark.parametrize("arguments", [("today",), ("patients",), ("calls",), ("reminders",), ("visits",),
                                       ("search", "яя"), ("organisations", "list"), ("show", "6")])  # fmt: skip
def test_no_byte_of_it_comes_from_the_command_line(
    desk: Desk, place: Path, arguments: tuple[str, ...], capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setattr("sys.stdin", io.StringIO(PASSWORD + "\n"))
    capsys.readouterr()
    start = ["--db", str(place), "--lang", "ru", "--now", "2026-11-20T10:00", "--user", "anna", "--password-stdin"]
    assert main([*start, *arguments]) == 0
    out = capsys.readouterr().out
    assert out.strip()
    assert not [hex(ord(sign)) for sign in out if sign in FORBIDDEN and sign not in "\n"]
