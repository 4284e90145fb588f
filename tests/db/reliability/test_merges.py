"""A merge that is killed in the middle leaves the record as it was before, never between."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from db.actions.notes import add_note
from db.actions.twins import merge_patients
from db.checks import check
from db.clock import FrozenClock
from tests.desk import NOW, Desk

ROOT = Path(__file__).parents[3]
KILLED_AFTER = """
import os, signal, sys
import db.actions.twins as twins
from db.clock import FrozenClock
from tests.desk import NOW, Desk

whole = getattr(twins, sys.argv[2])
def killed(*args, **kwargs):
    whole(*args, **kwargs)
    os.kill(os.getpid(), signal.SIGKILL)
setattr(twins, sys.argv[2], killed)
with Desk(sys.argv[1], FrozenClock(NOW)) as desk:
    desk.do(twins.merge_patients, 1, 2)
"""


@pytest.mark.parametrize("stage", ["once_contacts", "move_rows", "own_tasks"])
def test_a_killed_merge_has_not_happened_and_can_be_repeated(one_patient: Path, stage: str) -> None:
    with Desk(str(one_patient), FrozenClock(NOW)) as desk:
        desk.do(add_note, 2, "живёт у дочери")
        before = [desk.rows(f"SELECT * FROM {table} ORDER BY 1") for table in ("patient", "contact", "note", "task")]
    ran = subprocess.run(  # noqa: S603 - our own code
        [sys.executable, "-c", KILLED_AFTER, str(one_patient), stage], cwd=ROOT, check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True,
    )  # fmt: skip
    assert ran.returncode == -signal.SIGKILL, ran.stderr.decode()[-2000:]
    with Desk(str(one_patient), FrozenClock(NOW)) as desk:
        after = [desk.rows(f"SELECT * FROM {table} ORDER BY 1") for table in ("patient", "contact", "note", "task")]
        assert after == before
        assert check(desk).ok
        desk.do(merge_patients, 1, 2)
        assert desk.rows("SELECT patient_id FROM note") == [(1,)]
        assert check(desk).ok
