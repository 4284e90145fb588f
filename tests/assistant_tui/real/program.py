"""The program as it is installed, under its launcher, on a terminal whose screen is read."""

import os
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from tests.assistant_tui.pty_driver import ROOT, OnTerminal
from tests.assistant_tui.pty_screen import Screen
from tests.desk import PASSWORD

F3, F6, F9, F12 = b"\x1bOR", b"\x1b[17~", b"\x1b[20~", b"\x1b[24~"
ESCAPE, ENTER, PALETTE, LEFT = b"\x1b", b"\r", b"\x10", b"\x1b[D"
RESTORED = (b"\x1b[?1049l", b"\x1b[?1000l", b"\x1b[?25h")
AT = "2026-11-20T10:00"
"""The time of the program where a test sets it: Friday, as on the desk."""
PATIENCE = 60.0
"""Seconds to wait for what must come; it decides nothing but when a test gives up."""


def folders(home: Path) -> dict[str, str]:
    """Return the environment of a person whose files all lie in one folder."""
    env = {"HOME": str(home), "PYTHONPATH": str(ROOT), "TMPDIR": str(home / "tmp")}
    for name in ("XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME"):
        env[name] = str(home / name.lower())
    return env


def settle_in(home: Path, *lines: str) -> None:
    """Make the folders of a person with a settings file: keys count at once, names are typed."""
    (home / "tmp").mkdir(mode=0o700)
    place = home / "xdg_config_home" / "onco-assistant" / "settings.toml"
    place.parent.mkdir(parents=True, mode=0o700)
    place.parent.parent.chmod(0o700)
    quick = ('language = "ru"', "guard_after_change_ms = 0", "guard_same_mark_ms = 0", "sign_in_names = false")
    place.write_text("\n".join((*quick, *lines, "")), "utf-8")
    place.chmod(0o600)


def descendants(process: int) -> list[int]:
    """Return all processes below one."""
    try:
        below = Path(f"/proc/{process}/task/{process}/children").read_text("ascii").split()
    except OSError:
        return []
    return [each for child in map(int, below) for each in (child, *descendants(child))]


def is_running(process: int) -> bool:
    """Tell whether a process is there; a zombie has ended."""
    try:
        state = Path(f"/proc/{process}/stat").read_text("utf-8").rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


class Seen(OnTerminal):
    """A person at a terminal: `screen` is what it shows, waiting ends when it shows what is waited for."""

    def __init__(self, command: Sequence[str], env: dict[str, str]) -> None:
        """Start a command on it."""
        self.screen = Screen()
        self._fed = 0
        super().__init__(command, env)

    def read(self, seconds: float) -> None:
        """Take what was written, and draw it."""
        super().read(seconds)
        self.screen.feed(self.output[self._fed :])
        self._fed = len(self.output)

    def sees(self, *words: str) -> None:
        """Wait until all these words stand on the screen."""
        end = time.monotonic() + PATIENCE
        while missing := [each for each in words if each not in self.screen.text]:
            assert time.monotonic() < end, f"never saw {missing}\n{self.screen.text}"
            self.read(0.03)

    def sees_one_of(self, *words: str) -> str:
        """Wait until one of these words stands on the screen, and return it."""
        end = time.monotonic() + PATIENCE
        while True:
            found = next((each for each in words if each in self.screen.text), "")
            if found:
                return found
            assert time.monotonic() < end, f"saw none of {words}\n{self.screen.text}"
            self.read(0.03)

    def type(self, words: str) -> None:
        """Type words."""
        self.press(words.encode())

    def go(self, key: bytes, *words: str) -> None:
        """Press a key and wait for what comes of it."""
        self.press(key)
        self.sees(*words)

    def leave(self, *words: str) -> None:
        """Press Esc, and wait until these words are gone: what follows is not taken for a part of the same key."""
        self.press(ESCAPE)
        end = time.monotonic() + PATIENCE
        while left := [each for each in words if each in self.screen.text]:
            assert time.monotonic() < end, f"still there: {left}\n{self.screen.text}"
            self.read(0.03)
        self.read(0.2)

    def menu(self, words: str, *then: str) -> None:
        """Choose a command from the menu by words of its name, and wait for what comes of it."""
        self.go(F9, "Цифра или")
        self.type(words)
        self.sees(words)
        self.read(0.3)
        self.go(ENTER, *then)

    def at_door(self) -> None:
        """Wait for the frame where one signs in, and until it hears keys."""
        self.sees("Кто здесь?", "Пароль")
        self.read(0.3)

    def sign_in(self, login: str = "anna", pin: str = "", first: str = "СЕГОДНЯ") -> None:
        """Sign in by the password, with a PIN where one is asked for, and wait for the first screen."""
        self.give_password(login)
        if self.sees_one_of("PIN для этого", first) != first:
            if pin:
                self.type(f"{pin}\r{pin}\r")
            else:
                self.press(ESCAPE)
        self.sees(first)

    def give_password(self, login: str = "anna") -> None:
        """Type a name and the password at the door, all at once as over a line that stood still."""
        self.at_door()
        self.type(f"{login}\r{PASSWORD}\r")

    def find(self, name: str) -> None:
        """Search for somebody on the list, and come to them."""
        if "Поиск:" in self.screen.text:
            self.leave("Поиск:")
        self.type(name.split()[0].lower())
        self.sees("Поиск", name.split()[0])
        self.read(0.3)

    def leave_no_process(self, processes: Sequence[int], seconds: float = 15.0) -> None:
        """Wait until all these processes have ended."""
        end = time.monotonic() + seconds
        while left := [each for each in processes if is_running(each)]:
            assert time.monotonic() < end, f"still running: {left}"
            self.read(0.1)

    def ended(self) -> int:
        """Return the exit code of a program whose window was closed."""
        end = time.monotonic() + PATIENCE
        while True:
            process, status = os.waitpid(self.pid, os.WNOHANG)
            if process:
                return os.waitstatus_to_exitcode(status)
            assert time.monotonic() < end, "still running"
            time.sleep(0.02)


def command_for(place: Path, *arguments: str, program: Sequence[str] = ("-m", "assistant_tui")) -> list[str]:
    """Return the command that starts the program on a database."""
    return [sys.executable, *program, "--db", str(place), "--lang", "ru", *arguments]


class Program(Seen):
    """The program on a terminal of its own."""

    def __init__(
        self, place: Path, home: Path, *arguments: str, env: Mapping[str, str] | None = None,
        before: Sequence[str] = (), program: Sequence[str] = ("-m", "assistant_tui"),
    ) -> None:  # fmt: skip
        """Start it on a database; `before` are words of a command that starts it, `program` what Python runs."""
        command = [*before, *command_for(place, *arguments, program=program)]
        super().__init__(command, {**folders(home), **(env or {})})

    def app_pid(self) -> int:
        """Return the process that draws, the last one of those that started each other."""
        return descendants(self.pid)[-1]
