"""Measure what is written: patients a second from a file, and calls of many writers on one record.

A part of `tools/performance.py`, which runs it.
"""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from shutil import copy
from statistics import median, quantiles
from typing import Final

ROOT: Final = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from db.auth import user_by_id
from db.bench import ASSISTANT, NOW
from db.caseload import Caseload
from db.clock import FrozenClock
from db.engine import open_sqlite

SECONDS: Final = 20
WRITERS: Final = 80
WRITER: Final = """
import sys, time
from db.actions.calls import log_call
from db.auth import user_by_id
from db.bench import NOW
from db.caseload import Caseload
from db.clock import FrozenClock
from db.errors import EnvironmentFault
url, user, pause = sys.argv[1], int(sys.argv[2]), float(sys.argv[3])
first, *patients = (int(each) for each in sys.argv[4].split(","))
with Caseload(url, clock=FrozenClock(NOW)) as caseload:
    caseload.act_as(user_by_id(caseload, user))
    caseload.do(log_call, first, "NO_ANSWER")
    print("ready", flush=True)
    end = float(sys.stdin.readline())
    times, turn, refused = [], 0, 0
    while time.time() < end:
        start = time.perf_counter()
        try:
            caseload.do(log_call, patients[turn % len(patients)], "NO_ANSWER")
            times.append((time.perf_counter() - start) * 1000)
        except EnvironmentFault:
            refused += 1
        turn += 1
        time.sleep(pause)
print(refused, *(f"{each:.2f}" for each in times))
"""


def row(what: str, *cells: object) -> None:
    """Print a row of a Markdown table."""
    print("|", " | ".join([what, *(f"{each:,.1f}" if isinstance(each, float) else str(each) for each in cells)]), "|",
          flush=True)  # fmt: skip


# --- import -----------------------------------------------------------------------------------------------------------


def importing(small: Path, rows: int = 10_000) -> None:
    """Patients a second from a clerk's CSV, beside `executemany` of as many plain rows."""
    from db.actions.imports import apply_import
    from db.exchange.patients import plan_import

    lines = ["ФИО;Дата рождения;СНИЛС;Телефон;Диагноз"]
    for number in range(rows):
        born = NOW.date() - timedelta(days=12_000 + number)
        lines.append(f"Новая {number} Пробная;{born:%d.%m.%Y};;8 9{number:09d};C50.1")
    print(f"\n| import of {rows:,} patients | rows a second |\n|---|---:|")
    with _copied(small) as path:
        file = path.parent / "clerk.csv"
        file.write_text("\n".join(lines), encoding="utf-8-sig")
        with Caseload(str(path), clock=FrozenClock(NOW)) as caseload:
            caseload.act_as(user_by_id(caseload, ASSISTANT))
            begin = time.perf_counter()
            plan = plan_import(caseload, file)
            read = time.perf_counter()
            done = caseload.do(apply_import, plan).result
            end = time.perf_counter()
        if done.new != rows:
            raise SystemExit(f"only {done.new} of {rows} patients were new")
        row("read and compared", rows / (read - begin))
        row("written, with tasks, search words and journal", rows / (end - read))
        row("the whole", rows / (end - begin))
        with open_sqlite(path, typed=False) as raw:
            cursor = raw.raw.cursor()
            names = "full_name, search_key, sort_key, zone, phase, in_care_since, origin, created_at"
            begin = time.perf_counter()
            cursor.execute("BEGIN IMMEDIATE")
            cursor.executemany(
                f"INSERT INTO patient ({names}) VALUES (?, ?, ?, 'Europe/Moscow', 'suspected', ?, 'import', ?)",  # noqa: S608 - names from code
                [(f"Имя {each}", f"имя {each}", f"имя {each}", "2026-11-17", "2026-11-17T07:30:00.000000+00:00")
                 for each in range(rows)],
            )  # fmt: skip
            cursor.execute("COMMIT")
            row("`executemany` of one table", rows / (time.perf_counter() - begin))


@contextmanager
def _copied(base: Path) -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="performance-") as folder:
        path = Path(folder) / base.name
        for ending in ("", ".door"):
            copy(base.with_name(base.name + ending), path.with_name(path.name + ending))
        yield path


# --- many writers -----------------------------------------------------------------------------------------------------


def writers(small: Path) -> None:
    """80 processes that log calls for 20 seconds on one SQLite file: flat out, and at one call a second each."""
    print(
        f"\n| {WRITERS} writers, {SECONDS} s | commits a second | p50, ms | p99, ms | worst, ms | refused |"
        "\n|---|---:|---:|---:|---:|---:|"
    )
    for name, pause in (("flat out", 0.0), ("a call a second each", 1.0)):
        with _copied(small) as path:
            refused, times = _together(path, pause)
            cuts = quantiles(times, n=100)
            row(name, len(times) / SECONDS, median(times), cuts[98], max(times), refused)


def _together(path: Path, pause: float) -> tuple[int, list[float]]:
    with open_sqlite(path, read_only=True) as conn:
        rows = conn.rows("SELECT id, assistant_id FROM patient WHERE phase <> 'closed' AND assistant_id IS NOT NULL"
                         " AND NOT EXISTS (SELECT 1 FROM decision d WHERE d.patient_id = patient.id)"
                         " ORDER BY id")  # fmt: skip
    own: dict[int, list[int]] = {}
    for patient, user in rows:
        own.setdefault(user, []).append(patient)
    users = sorted(own)
    running = []
    for number in range(WRITERS):
        user = users[number % len(users)]
        share = own[user][number // len(users) :: -(-WRITERS // len(users))]
        command = [sys.executable, "-c", WRITER, str(path), str(user), str(pause), ",".join(map(str, share))]
        running.append(
            subprocess.Popen(  # noqa: S603 - our own code
                command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT,
                env=os.environ | {"PYTHONPATH": str(ROOT)}, text=True,
            )
        )  # fmt: skip
    for process in running:
        if process.stdout is None or process.stdout.readline() != "ready\n":
            raise SystemExit("a writer failed")
    end = time.time() + SECONDS
    for process in running:
        if process.stdin is not None:
            process.stdin.write(f"{end}\n")
            process.stdin.flush()
    refused, times = 0, []
    for process in running:
        out, _ = process.communicate()
        if process.returncode:
            raise SystemExit("a writer failed")
        busy, *took = out.split()
        refused += int(busy)
        times += [float(each) for each in took]
    return refused, times
