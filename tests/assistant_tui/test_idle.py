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
