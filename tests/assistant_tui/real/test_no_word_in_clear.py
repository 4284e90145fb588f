"""What is planted in a record is found in the file that was asked for and nowhere else, however the program ends."""

from __future__ import annotations

import base64
import json
import os
import signal
import stat
import subprocess
import time
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from db.actions.notes import add_note
from db.keys import derive
from tests.assistant_tui.real.conftest import Record
from tests.assistant_tui.real.program import (
    ESCAPE,
    F3,
    F6,
    F12,
    PATIENCE,
    Program,
    command_for,
    descendants,
    folders,
)
from tests.build import patient
from tests.desk import PASSWORD

FAILING = str(Path(__file__).with_name("failing_app.py"))
F2 = b"\x1bOQ"
PIN = "73920518"
NAME = "Тайнописцева Клавдия Ильинична"
PLANTED = {
    "name": ("Тайнописцева", "Клавдия", "Ильинична", "aynopistsev"), "diagnosis": ("C50.4",),
    "phone": ("9161230467", "916 123-04-67", "(916) 123"), "snils": ("11223344595", "112-233-445"),
    "policy": ("7700123412341234",), "note": ("злокачественноеслово",), "half a note": ("недописанноеслово",),
}  # fmt: skip

pytestmark = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="looks at /proc")


@dataclass(frozen=True)
class Canaries:
    """Words that may stand nowhere, each in every way of writing that a file may have."""

    readings: tuple[tuple[str, bytes], ...]

    def found_in(self, content: bytes) -> set[str]:
        """Return which of them stand there."""
        return {name for name, reading in self.readings if reading in content}

    def in_files(self, folder: Path) -> dict[str, set[str]]:
        """Return which of them stand in which file below a folder, or in its name."""
        found = {}
        for path in folder.rglob("*"):
            said = os.fsencode(path.relative_to(folder))
            with suppress(FileNotFoundError):
                said += path.read_bytes() if path.is_file() else b""
            if names := self.found_in(said):
                found[path.name] = names
        return found

    def in_processes(self, processes: Iterable[int]) -> dict[str, set[str]]:
        """Return which of them stand in arguments, environment, names of threads and of open files of a process."""
        found = {}
        for process in processes:
            place = Path(f"/proc/{process}")
            said = [place / "cmdline", place / "environ", place / "maps", *place.glob("task/*/comm")]
            content = b"\n".join(each.read_bytes() for each in said)
            content += b"\n".join(os.fsencode(os.readlink(each)) for each in place.glob("fd/*"))
            if names := self.found_in(content):
                found[str(process)] = names
        if names := self.found_in(Path("/proc/net/unix").read_bytes()):
            found["sockets"] = names
        return found


def every_way(word: str) -> set[bytes]:
    """Return a word as texts, JSON and addresses write it."""
    forms = {word, word.lower(), word.upper()}
    written = {form.encode(code) for form in forms for code in ("utf-8", "utf-16-le", "cp1251")}
    written |= {json.dumps(form).strip('"').encode() for form in forms} | {quote(form).encode() for form in forms}
    return written


def canaries(record: Record) -> tuple[Canaries, Canaries]:
    """Return what is known of the patient, and what nobody may read at all: password, PIN, keys."""
    words = [(name, reading) for name, forms in PLANTED.items() for word in forms for reading in every_way(word)]
    secrets = [("password", reading) for reading in every_way(PASSWORD)] + [("PIN", PIN.encode())]
    for code in {record.recovery_key, record.recovery_key.replace("-", "").replace(" ", "")}:
        secrets += [("recovery key", reading) for reading in every_way(code)]
    for name in ("", "sqlite", "drafts", "audit", "backup", "door"):
        key = derive(record.key, name) if name else record.key
        ways = (key, key.hex().encode(), key.hex().upper().encode(), base64.b64encode(key).rstrip(b"="))
        secrets += [(f"key {name}", way) for way in ways]
    return Canaries(tuple(words)), Canaries(tuple(secrets))


def readable_by_others(folder: Path) -> list[str]:
    """Return what somebody else on this computer could read."""
    return [str(path) for path in folder.rglob("*") if stat.S_IMODE(path.lstat().st_mode) & 0o077]


def listening(processes: Iterable[int]) -> list[str]:
    """Return the network sockets that these processes have open."""
    links = [os.readlink(each) for process in processes for each in Path(f"/proc/{process}/fd").glob("*")]
    sockets = {link.removeprefix("socket:[").removesuffix("]") for link in links if link.startswith("socket:")}
    tables = [Path(f"/proc/net/{name}") for name in ("tcp", "tcp6", "udp", "udp6")]
    lines = [line.split() for table in tables if table.exists() for line in table.read_text("ascii").splitlines()[1:]]
    return [line[9] for line in lines if line[9] in sockets]


def at_work(child: Program, pin: str) -> None:
    """Open the card, leave half a note there, search, and come to the card again."""
    child.sign_in(pin=pin)
    child.find(NAME)
    child.go(F3, "C50")
    child.go(F6, "Заметка:")
    child.type("недописанноеслово")
    child.sees("недописанноеслово")
    child.read(0.7)  # longer than a draft waits
    child.leave("Заметка:")
    child.go(ESCAPE, "СЕГОДНЯ")
    child.read(0.2)


def backed_up(child: Program, home: Path) -> None:
    """Wait until there is a backup, with its door and its manifest."""
    end = time.monotonic() + PATIENCE
    while not list(home.rglob("backups/*.json")):
        assert time.monotonic() < end, child.screen.text
        child.read(0.1)


def exported(record: Record, home: Path) -> Path:
    """Write the list to a file by the command line, and see that nothing else tells of it."""
    target = home / "exported.csv"
    known, secret = canaries(record)
    command = command_for(record.path, "--user", "anna", "--password-stdin", "export", "patients", "--to", str(target))
    with subprocess.Popen(  # noqa: S603 - our own interpreter
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        env={**os.environ, **folders(home)},
    ) as ran:  # fmt: skip
        said, _none = ran.communicate((PASSWORD + "\n").encode(), timeout=120)
    assert ran.returncode == 0, said.decode()
    assert not known.found_in(said) | secret.found_in(said)
    return target


def test_nothing_planted_stands_anywhere_but_in_the_file_that_was_asked_for(earnest: Record, home: Path) -> None:
    with earnest.desk() as desk:
        given: dict[str, Any] = {"snils": "11223344595", "policy": "7700123412341234", "diagnosis": "C50.4"}
        known_id = patient(desk, NAME, "8 916 123-04-67", **given)
        desk.do(add_note, known_id, "злокачественноеслово")
    known, secret = canaries(earnest)
    all_open = ("sh", "-c", 'umask 0; exec "$@"', "sh")

    # At work, and while the terminal is locked over it.
    child = Program(earnest.path, home, before=all_open, program=(FAILING,))
    at_work(child, PIN)
    child.menu("резервную")  # if the program is not at it by itself just now
    backed_up(child, home)
    child.find(NAME)
    child.go(F3, "C50")
    processes = [child.pid, *descendants(child.pid)]
    assert len(processes) == 2
    child.go(F12, "Экран закрыт")
    kinds = {path.name.rpartition(".")[2] for path in home.rglob("*") if path.is_file()}
    assert {"db-wal", "db-shm", "door", "draft"} <= kinds
    assert not listening(processes)
    for one in (known, secret):
        assert not one.in_processes(processes)
        assert not one.in_files(home)

    # It falls over a patient.
    child.at_door()
    child.type(f"anna\r{PIN}\r")
    child.sees("C50")
    child.press(F2)
    assert child.wait() == 1
    assert "код E-" in child.screen.text
    assert not known.found_in(child.screen.whole.encode())
    assert not secret.found_in(child.output)
    assert "RuntimeError" in next(home.rglob("crash.log")).read_text("utf-8")
    for one in (known, secret):
        assert not one.in_files(home)

    # It is killed.
    child = Program(earnest.path, home, before=all_open)
    at_work(child, "")
    os.kill(child.app_pid(), signal.SIGKILL)
    assert child.wait() == 128 + signal.SIGKILL
    assert not known.found_in(child.screen.whole.encode())
    assert not secret.found_in(child.output)
    for one in (known, secret):
        assert not one.in_files(home)
    assert not readable_by_others(home)

    # What is asked for is found: these eyes can see.
    target = exported(earnest, home)
    assert known.in_files(home) == {target.name: {"name", "diagnosis", "phone", "snils", "policy"}}
    assert not secret.in_files(home)
