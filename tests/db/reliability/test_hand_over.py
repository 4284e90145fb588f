"""A cover, a hand-over or a user's switching off that is killed in the middle leaves all as before, never between."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from db.actions.assigning import assign_patients
from db.checks import check
from db.clock import FrozenClock
from tests.build import colleague
from tests.db.reliability.conftest import ROOT
from tests.desk import NOW, Desk

STEPS = {
    "cover": "desk.do(add_cover, olga, 1, TODAY, TODAY)",
    "hand over": "desk.do(assign_patients, range(1, 41), olga)",
    "switch off": "desk.do(disable_user, olga, to_id=1)",
}
KILLED = """
import os, signal, sys
from datetime import date
from db.actions.assigning import assign_patients
from db.actions.colleagues import add_cover
from db.actions.people import disable_user
from db.clock import FrozenClock
from db.engine import Connection
from tests.desk import NOW, Desk

TODAY, olga, left = NOW.date(), int(sys.argv[2]), int(sys.argv[4])
whole = Connection.execute
def counted(self, sql, params=None):
    global left
    done = whole(self, sql, params)
    if sql.lstrip().upper().startswith(("INSERT", "UPDATE", "DELETE")):
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
    return done
with Desk(sys.argv[1], FrozenClock(NOW)) as desk:
    Connection.execute = counted
    exec(sys.argv[3])
"""
TABLES = ("patient", "task", "cover", "app_user", "change")


def state(desk: Desk) -> list[object]:
    return [desk.rows(f"SELECT * FROM {table} ORDER BY 1") for table in TABLES]


@pytest.mark.parametrize("writes", [1, 2, 3])
@pytest.mark.parametrize("step", list(STEPS))
def test_killed_in_the_middle_it_has_not_happened(one_patient: Path, step: str, writes: int) -> None:
    with Desk(str(one_patient), FrozenClock(NOW)) as desk:
        olga = colleague(desk)
        desk.do(assign_patients, range(41, 61), olga)
        desk.be("assistant", "supervisor", "administrator")
        before = state(desk)
    ran = subprocess.run(  # noqa: S603 - our own code
        [sys.executable, "-c", KILLED, str(one_patient), str(olga), STEPS[step], str(writes)], cwd=ROOT, check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True,
    )  # fmt: skip
    assert ran.returncode == -signal.SIGKILL, ran.stderr.decode()[-2000:]
    with Desk(str(one_patient), FrozenClock(NOW)) as desk:
        assert state(desk) == before
        assert check(desk).ok
