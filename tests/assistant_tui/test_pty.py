"""Crashes, signals and the environment on a real terminal."""

import os
import pty
import signal
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.assistant_tui.pty_driver import ROOT, OnTerminal

APP = str(Path(__file__).with_name("pty_app.py"))
SECRETS = ("КАНАРЕЙКА-ЛОКАЛЬНАЯ", "КАНАРЕЙКА-В-ОШИБКЕ")
SHOWN = "ПАЦИЕНТ-НА-ЭКРАНЕ".encode()
RESTORED = (b"\x1b[?1049l", b"\x1b[?1000l", b"\x1b[?25h")


def start(tmp_path: Path, *arguments: str, **env: str) -> OnTerminal:
    home = {"HOME": str(tmp_path), "XDG_STATE_HOME": str(tmp_path / "state"), "DRAFT": str(tmp_path / "draft")}
    return OnTerminal([sys.executable, APP, *arguments], {**home, "PYTHONPATH": str(ROOT), **env})


def files_under(folder: Path) -> str:
    return "".join(path.read_text("utf-8", "replace") for path in folder.rglob("*") if path.is_file())


@pytest.mark.parametrize("how", ["compose", "mount", "timer", "worker", "thread", "key"])
def test_a_crash_prints_a_code_and_no_values(tmp_path: Path, how: str) -> None:
    child = start(tmp_path, how)
    if how == "key":
        child.until(SHOWN)
        child.press(b"x")
    code = child.wait()
    shown = child.output.decode("utf-8", "replace")
    assert code == 1
    assert "код E-" in shown
    everything = shown + files_under(tmp_path)
    assert not [secret for secret in SECRETS if secret in everything]
    log = tmp_path / "state" / "onco-assistant" / "crash.log"
    assert "RuntimeError" in log.read_text("utf-8")
    assert "pty_app.py" in log.read_text("utf-8")
    assert stat.S_IMODE(log.stat().st_mode) == 0o600
    assert all(end in child.output for end in RESTORED)


@pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, 143), (signal.SIGHUP, 129)])
def test_a_signal_ends_cleanly_with_the_draft_kept(tmp_path: Path, number: int, code: int) -> None:
    child = start(tmp_path, "stay")
    child.until(SHOWN)
    child.kill(number)
    assert child.wait(seconds=10) == code
    assert all(end in child.output for end in RESTORED)
    assert (tmp_path / "draft").read_text("utf-8") == "draft"


def test_the_launcher_passes_a_signal_on_and_ends_with_its_code(tmp_path: Path) -> None:
    child = start(tmp_path, "launch", "stay")
    child.until(SHOWN)
    child.kill(signal.SIGTERM)
    assert child.wait(seconds=10) == 143
    assert all(end in child.output for end in RESTORED)


def test_a_killed_child_leaves_no_patient_on_the_terminal(tmp_path: Path) -> None:
    child = start(tmp_path, "launch", "segfault")
    assert child.wait() == 128 + signal.SIGKILL
    assert SHOWN in child.output
    after = child.output[child.output.rindex(SHOWN) + len(SHOWN) :]
    assert after.index(b"\x1b[2J") < after.index(b"\x1b[?1049l")
    assert b"\x1b[3J" in after
    assert all(end in after for end in RESTORED)


def test_a_killed_child_empties_the_clipboard(tmp_path: Path) -> None:
    child = start(tmp_path, "launch", "segfault")
    assert child.wait() == 128 + signal.SIGKILL
    assert b"\x1b]52;c;\x07" in child.output[child.output.rindex(SHOWN) :]


def gone(process: int, seconds: float = 15.0) -> bool:
    """Tell whether a process ends in time; a zombie has ended."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            state = Path(f"/proc/{process}/stat").read_text("utf-8").rpartition(")")[2].split()[0]
        except OSError:
            return True
        if state == "Z":
            return True
        time.sleep(0.05)
    os.kill(process, signal.SIGKILL)
    return False


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="looks at /proc")
def test_a_terminal_that_hangs_up_without_a_signal_ends_the_app(tmp_path: Path) -> None:
    leader, follower = pty.openpty()
    env = {
        **os.environ, "TERM": "xterm-256color", "HOME": str(tmp_path), "DRAFT": str(tmp_path / "draft"),
        "PYTHONPATH": str(ROOT),
    }  # fmt: skip
    child = subprocess.Popen(
        [sys.executable, APP, "stay"], stdin=follower, stdout=follower, stderr=follower, env=env, start_new_session=True
    )  # a session of its own, without a controlling terminal: nobody sends SIGHUP
    os.close(follower)
    seen = b""
    while SHOWN not in seen:
        seen += os.read(leader, 65536)
    os.close(leader)
    assert child.wait(timeout=15) == 129
    assert (tmp_path / "draft").read_text("utf-8") == "draft"


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="looks at /proc")
@pytest.mark.parametrize("how", [("launch", "stay"), ("fork",)])
def test_the_app_ends_when_its_launcher_is_killed(tmp_path: Path, how: tuple[str, ...]) -> None:
    child = start(tmp_path, *how, PID=str(tmp_path / "pid"))
    child.until(SHOWN)
    app = int((tmp_path / "pid").read_text("utf-8"))
    assert app != child.pid
    child.kill(signal.SIGKILL)
    child.read(1.0)
    assert gone(app)
    child.wait()


def test_developer_hooks_of_textual_are_deaf(tmp_path: Path) -> None:
    hooks = {
        "TEXTUAL_SCREENSHOT": "0",
        "TEXTUAL_SCREENSHOT_LOCATION": str(tmp_path),
        "TEXTUAL_LOG": str(tmp_path / "textual.log"),
        "TEXTUAL_PRESS": "ctrl+q",
        "TEXTUAL_DRIVER": "no.such:Driver",
    }
    child = start(tmp_path, "stay", **hooks)
    child.until(SHOWN)
    child.read(0.5)
    assert not list(tmp_path.glob("*.svg"))
    assert not (tmp_path / "textual.log").exists()
    child.press(b"\x11")
    assert child.wait() == 0


def test_a_program_that_is_stuck_ends_when_its_terminal_hangs_up(tmp_path: Path) -> None:
    """Where the event loop stands still no signal is heard; the end of the terminal must not leave it turning."""
    child = OnTerminal(
        [sys.executable, "-c", _STUCK], {"HOME": str(tmp_path), "PYTHONPATH": str(ROOT), "TERM": "xterm-256color"}
    )
    child.until(b"stuck")
    child.read(0.5)
    os.close(child.fd)
    end = time.monotonic() + 25
    found = (0, 0)
    while time.monotonic() < end and found == (0, 0):
        found = os.waitpid(child.pid, os.WNOHANG)
        time.sleep(0.2)
    if found == (0, 0):
        os.kill(child.pid, signal.SIGKILL)
        os.waitpid(child.pid, 0)
    assert found != (0, 0)


_STUCK = """
import threading
from textual.widgets import Static
from assistant_tui.app_ground import GroundApp
class Stuck(GroundApp):
    def compose(self):
        yield Static("stuck")
    def on_mount(self):
        self.set_timer(0.3, lambda: threading.Event().wait())
raise SystemExit(Stuck().run_to_exit())
"""
