"""Two terminals, four programs, one call list: nobody is called by two people at once, and no mark is lost."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

from db.actions.colleagues import add_cover
from tests.build import colleague, patient
from tests.desk import Desk

ROOT = Path(__file__).parents[3]
TRIES = 250
"""Of each of four programs: a thousand."""
PATIENTS = 8


def test_in_a_thousand_tries_nobody_is_called_by_two_at_once(desk: Desk, tmp_path: Path) -> None:
    for number in range(PATIENTS):
        patient(desk, f"Петрова Мария {number}", f"8 916 123-45-{number + 10}", met=False)
    today = desk.frozen.now().date()
    desk.do(add_cover, 1, colleague(desk), today, today + timedelta(days=1))
    ledgers = [tmp_path / name for name in ("one", "two")]
    running = [
        subprocess.Popen(  # noqa: S603 - our own module
            [sys.executable, "-m", "tests.db.reliability.caller", desk.url, str(ledger), str(TRIES), str(PATIENTS)],
            cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}, stderr=subprocess.PIPE,
        )
        for ledger in ledgers
    ]  # fmt: skip
    for process in running:
        _, stderr = process.communicate(timeout=500)
        assert process.returncode == 0, stderr.decode()[-2000:]
    tries = [line.split() for ledger in ledgers for line in ledger.read_text(encoding="utf-8").splitlines()]
    assert [line for line in tries if line[0] == "failed"] == []
    assert len(tries) == 4 * TRIES
    refused = [line[1:] for line in tries if line[0] == "refused"]
    assert {(code, named) for code, _, named in refused} == {("in_work", "named")}
    called = [line[1:] for line in tries if line[0] == "called"]
    for patient_id in {line[1] for line in called}:
        spans = sorted((float(line[2]), float(line[3])) for line in called if line[1] == patient_id)
        assert all(before[1] <= after[0] for before, after in pairwise(spans))
    marked = desk.rows("SELECT id FROM call WHERE connection = 'BUSY' AND state = 'done' ORDER BY id")
    assert [row[0] for row in marked] == sorted(int(line[0]) for line in called)
    assert desk.rows("SELECT COUNT(*) FROM call") == [(len(called),)]
    assert desk.rows("SELECT COUNT(*) FROM claim") == [(0,)]
    if desk.dialect == "postgresql":  # who holds in one order never waits for one another: a second each
        assert desk.rows("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()") == [(0,)]
