"""The running program, and its computer sleeps, and its clock is set: it locks, and neither hides nor repeats."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import pytest

from db.actions.marks import settle_task
from db.actions.reminders import add_reminder
from db.checks import check
from db.queries.audit import events
from tests.assistant_tui.pty_driver import ROOT
from tests.assistant_tui.real.conftest import Record
from tests.assistant_tui.real.program import ENTER, F6, Program, descendants
from tests.build import patient
from tests.desk import NOW, moscow

LIBRARIES = sorted(Path("/usr/lib").glob("*/faketime/libfaketime.so.1"))
YEAR = 365 * 86_400
MOVED = """
import ctypes, os, sys, time
from assistant_tui.idle import Since
libc = ctypes.CDLL(None, use_errno=True)
NEW_TIME = 0x80
if libc.unshare(NEW_TIME):
    sys.exit(77)
since = Since()
with open("/proc/self/timens_offsets", "w") as offsets:
    offsets.write("boottime 90000 0\\n")
there = os.open("/proc/self/ns/time_for_children", os.O_RDONLY)
print(round(since.seconds), time.monotonic() > 0, flush=True)
if libc.setns(there, NEW_TIME):
    sys.exit(77)
print(round(since.seconds))
"""


def test_a_process_whose_computer_slept_knows_how_long() -> None:
    """The kernel moves the running process to where 25 hours of sleep have passed; no other clock moves."""
    ran = subprocess.run(
        [sys.executable, "-c", MOVED], env={**os.environ, "PYTHONPATH": str(ROOT)}, cwd=ROOT, capture_output=True,
        text=True, timeout=60, check=False,
    )  # fmt: skip
    if ran.returncode == 77 or "Permission" in ran.stderr or "No such file" in ran.stderr:
        pytest.skip("no process may have clocks of its own here")
    assert ran.stdout.split() == ["0", "True", "90000"], ran.stderr


@dataclass
class Clocks:
    """The clocks that a program sees: the wall's, and the one that goes on in sleep."""

    wall: Path
    slept: Path
    env: dict[str, str]

    def set(self, seconds: int) -> None:
        """Set the wall's clock so far from where the desk began."""
        offset = round(NOW.timestamp() - self._begun) + seconds
        self.wall.write_text(f"{offset:+d}\n", "ascii")

    def sleep(self, seconds: int) -> None:
        """Let the computer have slept so long."""
        self.slept.write_text(f"{seconds}\n", "ascii")

    def __post_init__(self) -> None:
        self._begun = time.time()


@pytest.fixture
def clocks(tmp_path: Path) -> Clocks:
    """Clocks that a test moves under a running program."""
    compiler = shutil.which("cc")
    if not LIBRARIES or compiler is None:
        pytest.skip("clocks are moved by libfaketime and a C compiler")
    library = tmp_path / "sleep.so"
    source = Path(__file__).with_name("sleep.c")
    subprocess.run([compiler, "-shared", "-fPIC", "-O1", "-o", str(library), str(source), "-ldl"], check=True)  # noqa: S603 - ours
    wall, slept = tmp_path / "wall", tmp_path / "slept"
    env = {
        "LD_PRELOAD": f"{library}:{LIBRARIES[0]}", "FAKETIME_TIMESTAMP_FILE": str(wall), "FAKETIME_NO_CACHE": "1",
        "DONT_FAKE_MONOTONIC": "1", "SLEPT": str(slept),
    }  # fmt: skip
    made = Clocks(wall, slept, env)
    made.set(0)
    made.sleep(0)
    return made


def awake_late() -> tuple[str, ...]:
    """Return what starts a command on a computer that has slept for a day before, where that is permitted."""
    words = ("unshare", "--time", "--boottime", "90000", "--monotonic", "0", "--fork")
    found = shutil.which("unshare")
    if found is None or subprocess.run([*words, "true"], capture_output=True, check=False).returncode:  # noqa: S603 - ours
        return ()
    return words


def stays_open(child: Program, note: str = "") -> None:
    """See that the screen is not hidden, over two looks at the clocks, and that it hears keys."""
    end = time.monotonic() + 2.2
    while time.monotonic() < end:
        child.read(0.1)
        assert "Экран закрыт" not in child.screen.text
    child.go(F6, "Заметка:")
    child.type(note)
    child.sees(note)
    if note:
        child.go(ENTER, "заметка сохранена")
    else:
        child.leave("Заметка:")


def test_clocks_that_jump_lock_and_lose_nothing(training: Record, home: Path, clocks: Clocks) -> None:
    with training.desk() as desk:
        waiting, told = patient(desk, "Ахметова Роза Ильдаровна"), patient(desk, "Бурова Нина Олеговна")
        desk.do(add_reminder, waiting, "спросить про полис", moscow("2026-11-20 09:30"))
        desk.do(add_reminder, told, "собрать выписки", moscow("2026-11-20 09:30"), channel="desk")
        ((task_id,),) = desk.rows("SELECT id FROM task WHERE patient_id = :id AND kind = 'reminder'", id=told)
        desk.do(settle_task, task_id, "DONE")
    child = Program(training.path, home, env=clocks.env, before=awake_late())
    child.sign_in()
    child.sees("20.11.2026 10:0", "Ахметова", "полис")
    stays_open(child)

    clocks.set(-3 * 3600)  # an hour before she is to be reminded
    child.sees("20.11.2026 07:0")
    stays_open(child, "за три часа до того")
    assert "выписки" not in child.screen.text  # what was told is not told again

    clocks.set(YEAR)
    child.sees("Экран закрыт")
    assert "Ахметова" not in child.screen.text
    child.read(0.5)
    child.sign_in()
    child.sees("20.11.2027 10:0")

    clocks.set(60)
    child.sees("20.11.2026 10:0", "Ахметова", "полис")
    stays_open(child)
    assert "выписки" not in child.screen.text

    clocks.sleep(25 * 3600)
    child.sees("Экран закрыт")
    child.read(0.5)
    assert "Ахметова" not in child.screen.text
    os.kill([child.pid, *descendants(child.pid)][-2], signal.SIGTERM)  # the launcher, whoever started it
    assert child.wait() == 128 + signal.SIGTERM

    with training.desk() as desk:
        assert check(desk).ok
        assert desk.rows("SELECT patient_id FROM task WHERE kind = 'reminder' AND state = 'open'") == [(waiting,)]
        assert desk.rows("SELECT text FROM note") == [("за три часа до того",)]
        rows = desk.rows("SELECT id, session_id, seq, real_at FROM audit_event ORDER BY id")
        times = [at for *_ids, at in rows]
        assert times != sorted(times)  # the clock was set back between two events
        for session in {session for _id, session, *_rest in rows if session is not None}:
            numbers = [seq for _id, found, seq, _at in rows if found == session]
            assert numbers == sorted(numbers) == list(range(numbers[0], numbers[0] + len(numbers)))
        listed = [row.id for row in desk.ask(events)]
        assert listed == sorted(listed, reverse=True)
        of_day = [found for found, *_rest, at in rows if str(at).startswith("2026-11-20")]
        assert [row.id for row in desk.ask(events, first_on=NOW.date(), last_on=NOW.date())] == of_day[::-1]
