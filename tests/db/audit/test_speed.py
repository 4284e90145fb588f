"""A million events: how long it takes to append and to verify them, plain and encrypted."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from db.audit import Told, Trail
from db.audit.verifying import verify
from db.clock import FrozenClock
from db.engine import open_sqlite
from tests.desk import NOW, copied

EVENTS = 1_000_000
BY_SESSION = 250
KEY = bytes(range(32))


@pytest.mark.soak
@pytest.mark.parametrize("encrypted", [False, True])
def test_a_million_events_are_verified_in_twenty_seconds(template: Path, tmp_path: Path, encrypted: bool) -> None:
    source = copied(template, tmp_path / "caseload.db")
    if encrypted:
        source = _encrypted(source, tmp_path / "encrypted.db")
    clock = FrozenClock(NOW)
    with open_sqlite(source, key=KEY if encrypted else None) as conn:
        conn.execute("PRAGMA synchronous=OFF")  # the disk is not what is measured
        conn.run("DELETE FROM session")
        trail = Trail(clock, "post-2", lambda: KEY)
        began = time.perf_counter()
        for session in range(EVENTS // BY_SESSION):
            trail.act_as(None)
            trail.act_as(1)
            with trail.writing(conn):
                for number in range(BY_SESSION - 1):
                    trail.write(conn, Told("open_card", 1, "patient", session * 7 + number, detail={"grant": number}))
        appended = time.perf_counter() - began
        began = time.perf_counter()
        report = verify(conn, KEY)
        verified = time.perf_counter() - began
    print(f"appended {appended:.1f} s, verified {verified:.1f} s")  # noqa: T201 - the figure is the point
    assert (report.events, report.ok) == (EVENTS, True)
    assert verified <= 20


def _encrypted(source: Path, target: Path) -> Path:
    from db.engine import sqlite_module

    raw = sqlite_module().connect(str(source), isolation_level=None)
    raw.execute(f"ATTACH DATABASE '{target}' AS other KEY \"x'{KEY.hex()}'\"")
    raw.execute("SELECT sqlcipher_export('other')")
    raw.execute("DETACH DATABASE other")
    raw.close()
    return target
