"""The time since somebody was there, by real clocks that are moved."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.assistant_tui.pty_driver import ROOT

LIBRARIES = sorted(Path("/usr/lib").glob("*/faketime/libfaketime.so.1"))
WATCHER = """
import sys
from pathlib import Path
from assistant_tui.idle import Since
since = Since()
print(round(since.seconds), flush=True)
for line in sys.stdin:
    Path(sys.argv[1]).write_text(line)
    print(round(since.seconds), flush=True)
"""


@pytest.mark.skipif(not LIBRARIES, reason="no libfaketime here")
def test_a_clock_set_forward_counts_and_one_set_back_hides_nothing(tmp_path: Path) -> None:
    told = tmp_path / "time"
    told.write_text("+0\n")
    env = {
        **os.environ, "LD_PRELOAD": str(LIBRARIES[0]), "FAKETIME_TIMESTAMP_FILE": str(told), "FAKETIME_NO_CACHE": "1",
        "DONT_FAKE_MONOTONIC": "1", "PYTHONPATH": str(ROOT),
    }  # fmt: skip
    command = [sys.executable, "-c", WATCHER, str(told)]
    found = subprocess.run(
        command, input="+1y\n-3h\n", capture_output=True, text=True, env=env, cwd=ROOT, timeout=60, check=True
    )
    first, year, back = (int(line) for line in found.stdout.split())
    assert first < 60
    assert year > 300 * 86_400
    assert 0 <= back < 120  # by the clocks that nobody sets


SLEEPER = """
import ctypes, os, sys
from assistant_tui.idle import Since
since = Since()
CLONE_NEWTIME = 0x80
if ctypes.CDLL(None).unshare(CLONE_NEWTIME):
    sys.exit(77)
with open("/proc/self/timens_offsets", "w") as offsets:
    offsets.write("boottime 90000 0")  # what the kernel counts while a computer sleeps
process = os.fork()
if process == 0:
    print(round(since.seconds), flush=True)
    os._exit(0)
os.waitpid(process, 0)
"""


@pytest.mark.skipif(not Path("/proc/self/timens_offsets").exists(), reason="the kernel moves no clock of a process")
def test_a_computer_that_slept_has_been_left_alone() -> None:
    ran = subprocess.run(
        [sys.executable, "-c", SLEEPER], capture_output=True, text=True, env={**os.environ, "PYTHONPATH": str(ROOT)},
        cwd=ROOT, timeout=60, check=False,
    )  # fmt: skip
    if ran.returncode == 77:
        pytest.skip("only root may move the clocks of a process")
    assert 90_000 <= int(ran.stdout) < 90_060
