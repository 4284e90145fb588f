"""What was confirmed outlives a loss of power: a day's writes are logged, cut anywhere, torn, and opened again."""

from __future__ import annotations

import os
import random
import shutil
import struct
import subprocess
import sys
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

import pytest

from db.engine import open_sqlite
from db.errors import EnvironmentFault
from tests.db.reliability.conftest import ROOT

SECTOR = 512
ACKS = "acks"
DAY = """
import os, sys
from tests.desk import NOW, Desk
from db.actions.calls import log_call
from db.actions.notes import add_note
from db.clock import FrozenClock
acks = os.open(sys.argv[2], os.O_CREAT | os.O_WRONLY | os.O_APPEND, 0o600)
with Desk(sys.argv[1], FrozenClock(NOW)) as desk:
    desk._writer.execute("PRAGMA wal_autocheckpoint=40")
    desk._writer.execute(f"PRAGMA synchronous={sys.argv[3]}")
    for step in range(60):
        if step % 3 == 2:
            desk.do(log_call, 1, "BUSY")
        else:
            desk.do(add_note, 1, f"note {step} " + "x" * (step * 37 % 900))
        os.write(acks, b".")
"""


@dataclass
class Operation:
    """One write, cut, sync or removal of a file."""

    kind: str
    name: str
    offset: int
    data: bytes


def read_log(path: Path) -> list[Operation]:
    raw, at, found = path.read_bytes(), 0, []
    while at + 15 <= len(raw):
        kind, named, offset, size = struct.unpack_from("<cHQI", raw, at)
        name = raw[at + 15 : at + 15 + named].decode()
        found.append(Operation(kind.decode(), name, offset, raw[at + 15 + named : at + 15 + named + size]))
        at += 15 + named + size
    return found


def apply(content: bytearray, operation: Operation, data: bytes | None = None) -> None:
    body = operation.data if data is None else data
    if operation.kind == "t":
        del content[operation.offset :]
        content.extend(b"\0" * (operation.offset - len(content)))
    elif body:
        content.extend(b"\0" * (operation.offset + len(body) - len(content)))
        content[operation.offset : operation.offset + len(body)] = body


def lose_power(
    before: dict[str, bytes], log: list[Operation], cut: int, chance: random.Random
) -> tuple[dict[str, bytes], int]:
    """Return the files as they may lie on the disk after a cut, and how many steps were confirmed until then."""
    files = {name: bytearray(content) for name, content in before.items()}
    waiting: dict[str, list[Operation]] = defaultdict(list)
    confirmed = 0
    for operation in log[:cut]:
        if operation.name == ACKS:
            confirmed += len(operation.data) if operation.kind == "a" else 0
        elif operation.kind == "s":
            for one in waiting.pop(operation.name, []):
                apply(files.setdefault(operation.name, bytearray()), one)
        elif operation.kind == "u":
            files.pop(operation.name, None)
            waiting.pop(operation.name, None)
        else:
            waiting[operation.name].append(operation)
    for name, operations in waiting.items():
        for one in operations:
            fate = chance.random()
            if fate < 0.4:
                apply(files.setdefault(name, bytearray()), one)
            elif fate < 0.6:
                sectors = chance.randrange(len(one.data) // SECTOR + 1)
                apply(
                    files.setdefault(name, bytearray()), one, one.data[: sectors * SECTOR] if one.kind == "w" else None
                )
    return {name: bytes(content) for name, content in files.items()}, confirmed


def judge(folder: Path, files: dict[str, bytes], confirmed: int) -> str:
    """Open what is left: ok, lost, not_prefix, damaged."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    for name, content in files.items():
        (folder / name).write_bytes(content)
    try:
        with open_sqlite(folder / "caseload.db") as conn:
            if conn.value("PRAGMA integrity_check") != "ok":
                return "damaged"
            ids = [row[0] for row in conn.rows("SELECT id FROM action WHERE kind <> 'add_patient' ORDER BY id")]
            whole = conn.value("SELECT COUNT(*) FROM action WHERE result IS NULL")
            written = conn.value("SELECT (SELECT COUNT(*) FROM note) + (SELECT COUNT(*) FROM call)")
    except EnvironmentFault:
        return "damaged"
    if len(ids) < confirmed:
        return "lost"
    if whole or written != len(ids) or ids != list(range(ids[0], ids[0] + len(ids)) if ids else []):
        return "not_prefix"
    return "ok"


def power_cuts(database: Path, tmp_path: Path, synchronous: str, cuts: int) -> dict[str, int]:
    """Run a day under the log, cut it at random places, and count how it ended."""
    compiler = shutil.which("gcc") or shutil.which("cc")
    if compiler is None or not sys.platform.startswith("linux"):
        pytest.skip("the log of file operations needs a C compiler and Linux")
    library, log, folder = tmp_path / "crash_log.so", tmp_path / "crash.log", tmp_path / "day"
    source = Path(__file__).with_name("crash_log.c")
    subprocess.run([compiler, "-shared", "-fPIC", "-O1", "-o", str(library), str(source), "-ldl"], check=True)
    folder.mkdir()
    path = folder / "caseload.db"
    shutil.copy(database, path)
    before = {path.name: path.read_bytes()}
    environment = {
        **os.environ, "PYTHONPATH": str(ROOT), "LD_PRELOAD": str(library), "CRASH_FOLDER": str(folder),
        "CRASH_LOG": str(log),        "PYTHONDONTWRITEBYTECODE": "1",
    }  # fmt: skip
    command = [sys.executable, "-c", DAY, str(path), str(folder / ACKS), synchronous]
    subprocess.run(command, cwd=ROOT, env=environment, check=True)
    operations = read_log(log)
    assert sum(len(one.data) for one in operations if one.name == ACKS) == 60
    chance, ends = random.Random(7), dict.fromkeys(("ok", "lost", "not_prefix", "damaged"), 0)
    for _ in range(cuts):
        files, confirmed = lose_power(before, operations, chance.randrange(1, len(operations) + 1), chance)
        ends[judge(tmp_path / "after", files, confirmed)] += 1
    return ends


def test_a_loss_of_power_loses_nothing_that_was_confirmed(one_patient: Path, tmp_path: Path) -> None:
    assert power_cuts(one_patient, tmp_path, "FULL", 60) == {"ok": 60, "lost": 0, "not_prefix": 0, "damaged": 0}


def test_the_harness_sees_what_a_weaker_setting_loses(one_patient: Path, tmp_path: Path) -> None:
    assert power_cuts(one_patient, tmp_path, "NORMAL", 60)["lost"] > 10


@pytest.mark.soak
def test_six_hundred_losses_of_power(one_patient: Path, tmp_path: Path) -> None:
    assert power_cuts(one_patient, tmp_path, "FULL", 600)["ok"] == 600
