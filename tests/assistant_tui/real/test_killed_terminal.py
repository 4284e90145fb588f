"""The app or its launcher is killed: nothing of a patient stays on the terminal, and no process behind."""

from __future__ import annotations

import os
import shlex
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.assistant_tui.real.conftest import Record
from tests.assistant_tui.real.program import (
    AT,
    ENTER,
    F3,
    F12,
    RESTORED,
    Program,
    Seen,
    command_for,
    descendants,
    folders,
)
from tests.build import patient, visit
from tests.desk import NOW

NAME = "Тайнописцева Клавдия Ильинична"
POLICY = "7700123412341234"
OF_PATIENT = ("Тайнописцева", "Клавдия", "C50", "123-45-67", POLICY, "12.04.1959")
FROM_SHELL = ("sh", "-c", '"$@"; code=$?; read end; echo "ended $code"', "sh")
"""As people start it: the shell outlives both, and the terminal is its own."""

pytestmark = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="looks at /proc")


@pytest.fixture
def record(training: Record) -> Record:
    """A record with one patient, who comes on Monday."""
    with training.desk() as desk:
        known = patient(desk, NAME, "8 916 123-45-67", policy=POLICY, diagnosis="C50.4")
        visit(desk, known, "oncologist", NOW.replace(day=23))
    return training


def on_card(child: Seen) -> None:
    """Open a card, and have the policy in the clipboard."""
    child.sign_in()
    child.find(NAME)
    child.go(F3, "Сводка", "C50")
    child.menu("скопировать", "Скопировано")
    assert POLICY in child.screen.clipboard[-1]


def on_lock(child: Seen) -> None:
    """Lock with the card open: it is seen no more, and the clipboard is empty."""
    on_card(child)
    before = len(child.output)
    child.go(F12, "Экран закрыт")
    child.read(0.3)
    written = child.output[before:]
    assert written.index(b"\x1b[2J") < written.index("Экран закрыт".encode())  # emptied before the frame is made
    assert emptied(child)


def on_pin(child: Seen) -> None:
    """Come back to the card without a PIN: the frame asks for one, the card is behind it."""
    on_lock(child)
    child.give_password()
    child.sees("PIN для этого")


def emptied(child: Seen) -> bool:
    return child.screen.clipboard[-1].strip() == ""


def of_patient(words: str) -> list[str]:
    return [word for word in OF_PATIENT if word in words]


def app(processes: list[int]) -> int:
    return processes[-1]


def launcher(processes: list[int]) -> int:
    return processes[0]


@pytest.mark.parametrize("place", [on_card, on_lock, on_pin])
@pytest.mark.parametrize("victim", [app, launcher])
def test_a_kill_leaves_an_empty_terminal_and_no_process(
    record: Record, home: Path, place: Callable[[Seen], None], victim: Callable[[list[int]], int]
) -> None:
    child = Program(record.path, home, "--now", AT, before=FROM_SHELL)
    place(child)
    if place is not on_card:
        assert not of_patient(child.screen.text)
    processes, before = descendants(child.pid), len(child.output)
    assert len(processes) == 2
    os.kill(victim(processes), signal.SIGKILL)
    child.leave_no_process(processes)
    child.read(0.2)
    after = child.output[before:]
    assert [mark for mark in RESTORED if mark not in after] == []
    assert not child.screen.alternate
    assert not of_patient(child.screen.whole)
    assert not child.screen.titles  # no title at all, so none of a patient
    assert emptied(child)
    child.go(ENTER, "ended 137")  # the terminal hears whole lines again
    child.wait()


STUCK = """
import assistant_tui.app_ground as ground
from textual.widgets import Static
from assistant_tui.launcher import run_forked
from threading import Event
ground._SECONDS_TO_END = 0.5
class Stuck(ground.GroundApp):
    def compose(self):
        yield Static("Клавдия")
    def on_mount(self):
        self.set_timer(0.3, lambda: Event().wait())
raise SystemExit(run_forked(lambda: Stuck().run_to_exit()))
"""


def test_a_stuck_program_whose_launcher_is_killed_empties_the_terminal(home: Path) -> None:
    child = Seen([*FROM_SHELL, sys.executable, "-c", STUCK], folders(home))
    child.sees("Клавдия")
    child.read(0.8)  # by now it hears nothing any more
    processes = descendants(child.pid)
    os.kill(launcher(processes), signal.SIGKILL)
    child.leave_no_process(processes)
    child.read(0.3)
    assert not child.screen.alternate
    assert not of_patient(child.screen.whole)
    child.go(ENTER, "ended 137")
    child.wait()


class Tmux:
    """A terminal multiplexer of our own, which keeps what scrolls away and takes what programs copy."""

    def __init__(self, program: str, folder: Path, settings: Path) -> None:
        settings.write_text("set -g status off\nset -g set-clipboard on\nset -g escape-time 0\n", "utf-8")
        self.words = [program, "-u", "-S", str(folder / "socket"), "-f", str(settings)]

    def says(self, *arguments: str) -> str:
        """Run one of its commands, and return what it prints."""
        return subprocess.run([*self.words, *arguments], capture_output=True, text=True, check=True).stdout  # noqa: S603 - tmux


@pytest.fixture
def tmux(home: Path) -> Iterator[Tmux]:
    """A multiplexer where there is one."""
    found = shutil.which("tmux")
    if found is None or shutil.which("bash") is None:
        pytest.skip("no tmux here")
    with tempfile.TemporaryDirectory(dir="/tmp") as folder:  # noqa: S108 - the name of a socket has to be short
        made = Tmux(found, Path(folder), home / "tmux.conf")
        yield made
        subprocess.run([*made.words, "kill-server"], capture_output=True, check=False)  # noqa: S603 - tmux


def test_nobody_finds_a_patient_who_scrolls_back_after_a_kill(record: Record, home: Path, tmux: Tmux) -> None:
    child = Seen(
        [*tmux.words, "new-session", "-x", "80", "-y", "24", "env PS1='prompt> ' bash --norc --noprofile -i"],
        {**folders(home), "TMUX": "", "LC_ALL": "C.UTF-8"},
    )
    child.sees("prompt>")
    shell = int(tmux.says("display-message", "-p", "#{pane_pid}"))
    for victim in (app, launcher):
        child.type(shlex.join(command_for(record.path, "--now", AT)))
        child.press(ENTER)
        on_card(child)
        assert POLICY in tmux.says("show-buffer")
        assert of_patient(tmux.says("capture-pane", "-p"))
        processes = descendants(shell)
        os.kill(victim(processes), signal.SIGKILL)
        child.leave_no_process(processes)
        child.sees("prompt>")
        child.type("echo $((40 + 2))")  # it is read and drawn as before
        child.go(ENTER, "42")
        assert not of_patient(tmux.says("capture-pane", "-p", "-S", "-3000"))
        assert not of_patient(tmux.says("display-message", "-p", "#{pane_title} #{window_name}"))
        assert tmux.says("show-buffer").strip() == ""
        child.type("clear")
        child.press(ENTER)
        child.read(0.3)
