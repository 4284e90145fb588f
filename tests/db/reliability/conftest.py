"""A SQLite desk with one patient, for tests that do harm to files and processes."""

from __future__ import annotations

import itertools
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from db.actions.contacts import NewContact
from db.actions.patients import NewPatient, add_patient
from db.clock import FrozenClock
from tests.desk import NOW, Desk

PATIENTS = 80  # each writer has one of its own, as assistants do
ROOT = Path(__file__).parents[3]


@pytest.fixture
def one_patient(template: Path, tmp_path: Path) -> Path:
    """The path of a database with Petrova in it, as the first of some patients."""
    path = tmp_path / "caseload.db"
    shutil.copy(template, path)
    with Desk(str(path), FrozenClock(NOW)) as desk:
        for number in range(PATIENTS):
            desk.do(add_patient, NewPatient("Петрова Мария Ивановна", (NewContact(f"8 916 123-45-{number + 10}"),)))
    return path


@pytest.fixture
def start_writer(tmp_path: Path) -> Callable[[Path, str, int], tuple[subprocess.Popen[bytes], Path]]:
    """Start a process that writes and keeps a ledger of what was confirmed."""

    turn = itertools.count()

    def start(database: Path, name: str, count: int) -> tuple[subprocess.Popen[bytes], Path]:
        ledger = tmp_path / f"{name}.ledger"
        ledger.touch()
        patient = next(turn) % PATIENTS + 1
        writer = [sys.executable, "-m", "tests.db.reliability.writer"]
        command = [*writer, str(database), str(ledger), name, str(count), str(patient)]
        process = subprocess.Popen(  # noqa: S603 - our own module
            command, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}, stderr=subprocess.PIPE
        )
        return process, ledger

    return start
