"""What was confirmed outlives a killed process, and many writers wait for each other without an error."""

from __future__ import annotations

import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from db.clock import FrozenClock
from tests.desk import NOW, Desk

Start = Callable[[Path, str, int], tuple[subprocess.Popen[bytes], Path]]


def acknowledged(ledgers: list[Path]) -> tuple[set[int], dict[int, str], list[str]]:
    """Return confirmed calls, confirmed notes with their text, and errors; a torn last line was not confirmed."""
    called: set[int] = set()
    noted: dict[int, str] = {}
    errors: list[str] = []
    for ledger in ledgers:
        whole = ledger.read_text(encoding="utf-8").rpartition("\n")[0]
        for line in filter(None, whole.split("\n")):
            kind, number, *rest = line.split()
            if kind == "call":
                called.add(int(number))
            elif kind == "note":
                noted[int(number)] = rest[0]
            else:
                errors.append(number)
    return called, noted, errors


def check(database: Path, ledgers: list[Path]) -> int:
    """Compare the record with the ledgers and with itself; return how much was confirmed."""
    called, noted, errors = acknowledged(ledgers)
    assert errors == []
    with Desk(str(database), FrozenClock(NOW)) as desk:
        assert called <= {row[0] for row in desk.rows("SELECT id FROM call")}
        assert noted.items() <= dict(desk.rows("SELECT id, text FROM note")).items()
        assert desk.rows("PRAGMA integrity_check") == [("ok",)]
        assert desk.rows("PRAGMA foreign_key_check") == []
        assert desk.rows("SELECT COALESCE(SUM(calls), 0) FROM day_count") == desk.rows("SELECT COUNT(*) FROM call")
        assert desk.rows("SELECT COUNT(*) FROM action WHERE result IS NULL") == [(0,)]
        assert desk.strays() == []
    return len(called) + len(noted)


def killed(database: Path, start: Start, rounds: int) -> int:
    total, ledgers = 0, []
    for number in range(rounds):
        running = [start(database, f"w{number}-{writer}", 100_000) for writer in range(4)]
        ledgers += [ledger for _, ledger in running]
        deadline = time.monotonic() + 30
        while sum(ledger.stat().st_size for _, ledger in running) < 1500 and time.monotonic() < deadline:
            time.sleep(0.02)
        for process, _ in running:
            process.send_signal(signal.SIGKILL)
        for process, _ in running:
            process.communicate()
        total = check(database, ledgers)
    return total


def test_a_killed_process_loses_nothing_that_was_confirmed(one_patient: Path, start_writer: Start) -> None:
    assert killed(one_patient, start_writer, 2) > 20


@pytest.mark.soak
def test_forty_rounds_of_four_killed_writers(one_patient: Path, start_writer: Start) -> None:
    assert killed(one_patient, start_writer, 40) > 1000


def together(database: Path, start: Start, processes: int, each: int) -> None:
    running = [start(database, f"p{number}", each) for number in range(processes)]
    for process, _ in running:
        _, stderr = process.communicate(timeout=500)
        assert process.returncode == 0, stderr.decode()[-2000:]
    assert check(database, [ledger for _, ledger in running]) == processes * each


def test_eight_writers_wait_for_each_other(one_patient: Path, start_writer: Start) -> None:
    together(one_patient, start_writer, 8, 10)


@pytest.mark.soak
def test_eighty_writers_wait_for_each_other(one_patient: Path, start_writer: Start) -> None:
    together(one_patient, start_writer, 80, 25)
