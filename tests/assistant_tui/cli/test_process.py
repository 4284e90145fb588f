"""The command line as a process: pipes, signals, crashes, and where secrets must not stand."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from functools import wraps
from pathlib import Path

import pytest

from db.queries.patients import patients
from tests.architecture.sources import ROOT
from tests.assistant_tui.cli.conftest import Cli
from tests.desk import PASSWORD

CANARY = "КАНАРЕЙКА-ПАРОЛЬ-8"
COMMAND = [sys.executable, "-m", "assistant_tui"]


def environment(home: Path) -> dict[str, str]:
    return {"PATH": os.environ["PATH"], "HOME": str(home), "PYTHONPATH": str(ROOT), "LC_ALL": "C.UTF-8"}


def started(cli: Cli, home: Path, *arguments: str) -> subprocess.Popen[bytes]:
    start = ["--lang", "ru", "--db", str(cli.path), "--user", "anna", "--password-stdin"]
    return subprocess.Popen(
        [*COMMAND, *start, *arguments], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        env=environment(home), cwd=ROOT,
    )  # fmt: skip


def test_a_list_comes_out_of_a_real_process(cli: Cli, home: Path) -> None:
    child = started(cli, home, "patients", "--limit", "2")
    out, err = child.communicate((PASSWORD + "\n").encode(), timeout=60)
    assert (child.returncode, err) == (0, b"")
    assert len(out.decode().splitlines()) == 3


def test_a_broken_pipe_is_quiet(cli: Cli, home: Path) -> None:
    child = started(cli, home, "calls", "--format", "json")
    assert child.stdin is not None
    assert child.stdout is not None
    assert child.stderr is not None
    child.stdout.close()
    child.stdin.write((PASSWORD + "\n").encode())
    child.stdin.close()
    err = child.stderr.read()
    assert (child.wait(60), err) == (141, b"")


def test_an_interrupt_ends_with_130_and_no_words(cli: Cli, home: Path) -> None:
    child = started(cli, home, "patients")
    deadline = time.monotonic() + 60
    while "sqlcipher" not in Path(f"/proc/{child.pid}/maps").read_text() and time.monotonic() < deadline:
        time.sleep(0.02)  # it has opened the database by then, and reads stdin
    child.send_signal(signal.SIGINT)
    out, err = child.communicate(timeout=60)
    assert (child.returncode, out, err) == (130, b"", b"")


def test_a_full_disk_is_told(cli: Cli, home: Path) -> None:
    with Path("/dev/full").open("wb") as full:
        ran = subprocess.run(
            [*COMMAND, "--lang", "ru", "--help"], stdout=full, stderr=subprocess.PIPE, env=environment(home), cwd=ROOT,
            timeout=60, check=False,
        )  # fmt: skip
    assert ran.returncode == 1
    assert ran.stderr.decode() == "Диск заполнен. Освободите место и повторите; наполовину ничего не записано.\n"


def test_a_crash_says_a_code_and_no_values(cli: Cli, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    @wraps(patients)  # under its name: what has no line in the table of roles is refused before it runs
    def fall(*_arguments: object, **_more: object) -> None:
        secret = CANARY
        raise RuntimeError(secret)

    monkeypatch.setattr("db.queries.patients.patients", fall)
    ran = cli("patients")
    assert (ran.code, ran.out) == (1, "")
    assert "код E-" in ran.err
    assert "Traceback" not in ran.err
    written = "".join(path.read_text("utf-8", "replace") for path in home.rglob("*.log"))
    assert "RuntimeError" in written
    assert CANARY not in ran.err + written


def test_a_password_stands_neither_in_arguments_nor_environment_nor_files(
    bare: Cli, home: Path, tmp_path: Path
) -> None:
    ran = bare(
        "users", "add", "petr", "--name", "Петров Пётр", "--role", "assistant", stdin=f"{PASSWORD}\n{CANARY}-{CANARY}\n"
    )
    assert ran.code == 0
    assert CANARY not in ran.out + ran.err
    assert CANARY not in "".join(os.environ.values())
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert files
    for path in files:
        assert CANARY.encode() not in path.read_bytes(), path


def test_files_are_for_their_owner_only_whatever_the_umask(lonely: Cli, home: Path) -> None:
    before = os.umask(0)
    try:
        lonely.path = lonely.path.parent / "new" / "base.db"
        made = lonely.raw(
            "--db", str(lonely.path), "--password-stdin", "db", "init", "--training", "--first-user", "anna", "--name",
            "Иванова Анна", stdin=PASSWORD + "\n",
        )  # fmt: skip
        assert made.code == 0
        assert lonely("organisations", "add", "ЦАОП", "--kind", "caop").code == 0
        assert lonely("export", "patients", "--to", str(lonely.path.parent / "out.csv")).code == 0
    finally:
        os.umask(before)
    for path in lonely.path.parent.rglob("*"):
        assert path.stat().st_mode & 0o077 == 0, path
    assert lonely.path.parent.stat().st_mode & 0o077 == 0
