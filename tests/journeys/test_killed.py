"""The program is killed in the middle of a day: what was said to be written is written, nobody is left to be read."""

import os
import shutil
import signal
import sys
import time
from pathlib import Path

from db.checks import check
from db.clock import FrozenClock
from db.queries.calls import calls
from tests.assistant_tui.pty_driver import ROOT, OnTerminal
from tests.assistant_tui.screens.call.call_desk import patient, visit
from tests.desk import NOW, PASSWORD, Desk

NAMES = ("Ахметова Роза Ильдаровна", "Ильин Макар Петрович", "Козлова Анна Сергеевна")
RESTORED = (b"\x1b[?1049l", b"\x1b[?1000l", b"\x1b[?25h")


class Terminal(OnTerminal):
    """The program under its launcher; `until` looks only at what came since the last key."""

    def __init__(self, path: Path, home: Path) -> None:
        self._since = 0
        env = {"HOME": str(home), "PYTHONPATH": str(ROOT)}
        for name in ("XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME"):
            env[name] = str(home / name.lower())
        super().__init__(
            [sys.executable, "-m", "assistant_tui", "--db", str(path), "--lang", "ru", "--now", "2026-11-20T10:00"], env
        )

    def press(self, keys: bytes) -> None:
        self._since = len(self.output)
        super().press(keys)

    def comes(self, words: str, seconds: float = 40.0) -> None:
        """Wait until words are drawn, and until the guard against slips lets the next key pass."""
        end = time.monotonic() + seconds
        while words.encode() not in self.output[self._since :]:
            assert time.monotonic() < end, (words, self.output[self._since :][-2000:].decode("utf-8", "replace"))
            self.read(0.1)
        self.read(1.0)

    def sign_in(self) -> None:
        self.comes("Пароль")
        self.press(b"anna\r")
        self.read(0.5)
        self.press(PASSWORD.encode() + b"\r")
        self.comes("PIN")
        self.press(b"\x1b")  # without one, it is the password again
        self.comes("СЕГОДНЯ")

    def app_pid(self) -> int:
        """Return the process that draws, the launcher's child."""
        children = Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text("ascii").split()
        return int(children[0])


def test_killed_in_the_middle_of_a_day(template: Path, tmp_path: Path, home: Path) -> None:
    path = tmp_path / "day.db"
    for ending in ("", ".door"):
        shutil.copy(template.with_name(template.name + ending), path.with_name(path.name + ending))
    with Desk(str(path), FrozenClock(NOW)) as desk:
        people = [patient(desk, name) for name in NAMES]
        for each in people:
            visit(desk, each)

    child = Terminal(path, home)
    child.sign_in()
    child.press(b"\r")
    child.comes("НЕЛЬЗЯ")
    child.press(b"1")
    child.comes("повтор сегодня")
    child.press(b"\r")
    child.comes("НЕЛЬЗЯ")
    child.press("п".encode())
    child.comes("придёт")
    child.press(b"\x1b[17~")  # F6
    child.comes("Заметка")
    child.press("просила позвонить сестре".encode())
    child.comes("сестре")
    child.read(1.0)
    os.kill(child.app_pid(), signal.SIGKILL)
    assert child.wait() == 128 + signal.SIGKILL
    after = child.output[child.output.rindex("сестре".encode()) :]
    assert after.index(b"\x1b[2J") < after.index(b"\x1b[?1049l")
    assert b"\x1b[3J" in after
    assert all(end in after for end in RESTORED)
    gone = after[after.rindex(b"\x1b[2J") :].decode("utf-8", "replace")
    assert not [name for name in NAMES if name.split()[0] in gone]

    with Desk(str(path), FrozenClock(NOW)) as desk:
        found = [call for each in people for call in desk.ask(calls, patient_id=each) if call.at >= NOW]
        assert sorted(call.connection or "" for call in found) == ["NO_ANSWER", "REACHED"]
        assert [mark.conversation for call in found for mark in call.marks] == ["CONFIRMED"]
        report = check(desk)
        assert report.ok, report.to_json()
        called = {call.patient_id for call in found}
        (left,) = [name for each, name in zip(people, NAMES, strict=True) if each not in called]

    child = Terminal(path, home)
    child.sign_in()
    child.press(left.split()[0].lower().encode())
    child.comes("Поиск")
    child.press(b"\x1b[17~")
    child.comes("просила позвонить сестре")
    child.kill(signal.SIGTERM)
    assert child.wait() == 128 + signal.SIGTERM
