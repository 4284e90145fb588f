"""Opening the app from the command line, on a real terminal."""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

from db.schema import HEAD
from tests.assistant_tui.cli.conftest import Cli
from tests.assistant_tui.pty_driver import ROOT, OnTerminal
from tests.desk import PASSWORD

COMMAND = [sys.executable, "-m", "assistant_tui"]


def on_terminal(home: Path, *arguments: str) -> OnTerminal:
    return OnTerminal([*COMMAND, *arguments], {"HOME": str(home), "PYTHONPATH": str(ROOT), "LC_ALL": "C.UTF-8"})


def commands_of_children(pid: int) -> list[str]:
    """The command lines and environments of a process's children."""
    found = []
    for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split():
        parts = (Path(f"/proc/{child}/{name}").read_bytes() for name in ("cmdline", "environ"))
        found += [part.decode("utf-8", "replace") for part in parts]
    return found


def test_demo_opens_signed_in_and_says_on_leaving_how_to_come_back(home: Path) -> None:
    from db.demo import LOGIN
    from db.demo import PASSWORD as SHOWN

    start = ["--lang", "ru", "--now", "2026-11-20T10:00"]
    child = on_terminal(home, *start, "demo", "--patients", "30", "--assistants", "1")
    child.until("УЧЕБНАЯ".encode(), 60)
    said = commands_of_children(child.pid)
    assert said
    assert not [each for each in said if SHOWN in each]
    child.kill(signal.SIGTERM)
    assert child.wait() == 143
    left = child.output.decode("utf-8", "replace")
    path = home / ".local" / "share" / "onco-assistant" / "demo.db"
    assert f"--db {path}" in left
    assert LOGIN in left
    assert SHOWN in left
    assert path.stat().st_mode & 0o077 == 0
    assert b"\x1b[?1049l" in child.output


def test_a_newer_database_is_refused_on_opening(bare: Cli, home: Path) -> None:
    from tests.assistant_tui.cli.test_database import changed, digest

    changed(bare.path, "UPDATE alembic_version SET version_num = '9999'")
    before = digest(bare.path)
    child = on_terminal(home, "--lang", "ru", "--db", str(bare.path))
    child.until(b"9999", 60)  # said on a frame, which stays
    child.press(b"\x11")  # ctrl+q
    assert child.wait(60) == 3
    said = child.output.decode("utf-8", "replace")
    assert "9999" in said
    assert HEAD in said
    assert digest(bare.path) == before


def test_wrong_settings_are_told_before_the_screen(bare: Cli, home: Path) -> None:
    folder = home / ".config" / "onco-assistant"
    folder.mkdir(parents=True)
    (folder / "settings.toml").write_text("nosuch = 1\n", "utf-8")
    child = on_terminal(home, "--lang", "ru", "--db", str(bare.path))
    assert child.wait(60) == 2
    assert "nosuch" in child.output.decode("utf-8", "replace")
    assert b"\x1b[?1049h" not in child.output


def test_a_killed_app_leaves_a_clean_terminal(cli: Cli, home: Path) -> None:
    child = on_terminal(home, "--lang", "ru", "--db", str(cli.path))
    child.until(b"\x1b[?1049h", 60)
    child.read(1.0)
    (app,) = Path(f"/proc/{child.pid}/task/{child.pid}/children").read_text().split()
    os.kill(int(app), signal.SIGKILL)
    assert child.wait() == 137
    end = child.output.rpartition(b"\x1b[?1049l")
    assert end[1]
    assert b"\x1b[?25h" in end[2]


def test_a_password_typed_on_the_terminal_is_not_shown(cli: Cli, home: Path) -> None:
    child = on_terminal(home, "--lang", "ru", "--db", str(cli.path), "patients", "--limit", "1")
    child.until("Логин".encode(), 60)
    child.press(b"anna\n")
    child.until("Пароль для anna".encode(), 60)
    child.read(0.3)
    child.press((PASSWORD + "\n").encode())
    assert child.wait(60) == 0
    said = child.output.decode("utf-8", "replace")
    assert PASSWORD not in said
    assert "ФИО" in said
