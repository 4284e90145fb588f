"""Measuring the program beside raw SQLite on the same machine in the same minutes: ratios, never absolute times.

Every measure runs both sides in turn (A B A B …), so that a machine that slows down slows both.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter
from typing import Final, Protocol

from db.actions.calls import log_call, mark_connection, open_call
from db.auth import user_by_id
from db.caseload import Caseload
from db.clock import FrozenClock
from db.door import Door
from db.engine import Connection, Cursor, open_sqlite, sqlite_module, written
from db.generate import generate
from db.queries.call_list import call_list
from db.queries.search import search
from db.schema import HEAD
from db.setup import FirstUser, create, remove_sqlite
from db.work import View

Progress = Callable[[int, int], None]
NOW: Final = datetime(2026, 11, 17, 7, 30, tzinfo=UTC)  # a Tuesday, 10:30 in Moscow
CASELOAD: Final = 1125  # 90,000 patients of 80 assistants
REVISION: Final = 3  # of the invented record: another one is made anew
ASSISTANT: Final = 1  # the user who is measured
SEED: Final = 90
YEARS: Final = 1.1  # so that 90,000 patients have some 900,000 visits and tests and 2,000,000 calls
PASSWORD: Final = "112233445566"  # noqa: S105 - of an invented database
SEARCHES: Final = ("ива", "петрова мар", "4567", "bdfyjd", "кузнецова", "9012", "сокол", "ким")


@dataclass(frozen=True, slots=True)
class Measure:
    """One measure: ours and the base in milliseconds (medians), their ratio, its spread, and the goal for the ratio.

    The spread is the distance between the quartiles of the paired ratios.
    """

    name: str
    value: float
    base: float
    ratio: float
    spread: float
    goal: float | None

    def to_json(self) -> dict[str, str | float | None]:
        """Return the row with the keys of the command line."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Bases:
    """The two databases that are measured: one of the size asked for, and one of a tenth of it."""

    large: Path
    small: Path


def prepare(folder: Path, patients: int, progress: Progress | None = None) -> Bases:
    """Return invented databases of this size and a tenth of it, made in minutes where the cache has none."""
    small = max(patients // 10, 1)
    total = patients + small

    def beside(before: int) -> Progress | None:
        return None if progress is None else lambda done, _: progress(before + done, total)

    return Bases(made(folder, patients, beside(0)), made(folder, small, beside(patients)))


def made(folder: Path, patients: int, progress: Progress | None, *, sealed: bool = False) -> Path:
    """Return an invented record of this size, made where the cache has none; `sealed` is an encrypted one."""
    assistants = max(1, round(patients / CASELOAD))
    path = folder / f"bench-{HEAD}-{REVISION}-{patients}-{assistants}{'-sealed' * sealed}.db"
    if path.exists():
        return path
    folder.mkdir(parents=True, exist_ok=True)
    making = path.with_name(path.name + ".making")
    remove_sqlite(making)
    try:
        first = FirstUser("bench", "Пробная Анна Петровна", PASSWORD, frozenset({"assistant"}), "ЦАОП № 0")
        create(str(making), first, training=True, plain=not sealed, clock=FrozenClock(NOW))
        with Door(str(making)) as door:
            key = door.enter(first.login, PASSWORD).keys[0]
        generate(
            str(making), patients=patients, assistants=assistants, years=YEARS, seed=SEED, password=PASSWORD, now=NOW,
            lead=ASSISTANT, progress=progress, key=key,
        )  # fmt: skip
        for ending in (".door", ""):
            making.with_name(making.name + ending).rename(path.with_name(path.name + ending))
    finally:
        remove_sqlite(making)
    return path


def measure(bases: Bases, runs: int = 30) -> list[Measure]:
    """Measure call list, growth, search and logging beside raw SQLite."""
    with _desk(bases.large) as large, _desk(bases.small) as small:
        return [
            *_call_lists(large, small, runs),
            _search(large, runs),
            *_logging(large, bases.large, runs),
        ]


@contextmanager
def _desk(path: Path) -> Iterator[Caseload]:
    with Caseload(str(path), clock=FrozenClock(NOW)) as caseload:
        caseload.act_as(user_by_id(caseload, ASSISTANT))
        yield caseload


# --- comparing ------------------------------------------------------------------------------------------------------


def compare(
    name: str, ours: Callable[[], object], base: Callable[[], object], runs: int, goal: float | None
) -> Measure:
    """Run both sides in turn and compare their medians; one run of each beforehand warms both."""
    pairs = [(_timed(ours), _timed(base)) for _ in range(runs + 1)][1:]
    return measured(name, pairs, goal)


def _timed(run: Callable[[], object]) -> float:
    start = perf_counter()
    run()
    return (perf_counter() - start) * 1000


def measured(name: str, pairs: Sequence[tuple[float, float]], goal: float | None) -> Measure:
    """Return the measure of pairs (ours, base)."""
    value, base = median(pair[0] for pair in pairs), median(pair[1] for pair in pairs)
    return Measure(name, round(value, 3), round(base, 3), round(value / base, 2), spread(a / b for a, b in pairs), goal)


def spread(ratios: Iterable[float]) -> float:
    """Return the distance between the quartiles."""
    listed = list(ratios)
    if len(listed) < 2:
        return 0.0
    low, _, high = quantiles(listed, n=4)
    return round(high - low, 2)


# --- the same statements, raw ---------------------------------------------------------------------------------------

Statement = tuple[str, dict[str, object]]


class _Raw(Protocol):
    """What is used of a DB-API connection."""

    def execute(self, sql: str, params: Mapping[str, object]) -> Cursor:
        """Run a statement."""

    def close(self) -> None:
        """Close."""


class _Listening:
    """A DB-API connection that notes what is run on it."""

    def __init__(self, raw: _Raw, heard: list[Statement]) -> None:
        self._raw, self._heard = raw, heard

    def execute(self, sql: str, params: Mapping[str, object]) -> Cursor:
        """Note a statement and run it."""
        self._heard.append((sql, dict(params)))
        return self._raw.execute(sql, params)

    def close(self) -> None:
        """Close."""
        self._raw.close()


def statements(caseload: Caseload, query: Callable[..., object], *args: object) -> list[Statement]:
    """Return the statements that a query runs, with their parameters as SQLite stores values."""
    heard: list[Statement] = []
    with open_sqlite(Path(caseload.url), read_only=True) as conn:
        listening = Connection(_Listening(conn.raw, heard), "sqlite", sqlite_module().Error)
        query(View(listening, caseload.user, caseload.clock.now(), caseload.rules, caseload.zone), *args)
    return [(sql, {name: _stored(value) for name, value in params.items()}) for sql, params in heard]


def _stored(value: object) -> object:
    return written(value) if isinstance(value, datetime) else value


@contextmanager
def _raw(path: Path) -> Iterator[Callable[[list[Statement]], Callable[[], object]]]:
    """Lend a raw reader with the same pragmas: given statements, it makes what runs and fetches them."""
    with open_sqlite(path, read_only=True, typed=False) as conn:
        cursor = conn.raw.cursor()

        def runner(wanted: list[Statement]) -> Callable[[], object]:
            def run() -> None:
                cursor.execute("BEGIN")
                for sql, params in wanted:
                    cursor.execute(sql, params).fetchall()
                cursor.execute("COMMIT")

            return run

        yield runner


def _call_lists(large: Caseload, small: Caseload, runs: int) -> list[Measure]:
    """Compare the call list with its raw statements, and how both grow from the small record to the large one."""
    with _raw(Path(large.url)) as of_large, _raw(Path(small.url)) as of_small:
        sides = (
            lambda: large.ask(call_list), of_large(statements(large, call_list)),
            lambda: small.ask(call_list), of_small(statements(small, call_list)),
        )  # fmt: skip
        rounds = [tuple(_timed(side) for side in sides) for _ in range(runs + 1)][1:]
    found = [measured("call_list", [(ours, raw) for ours, raw, _, _ in rounds], 3.0)]
    grown = [(ours / before, raw / base) for ours, raw, before, base in rounds]
    # Growth compares two factors, not two times: ours from a tenth to the whole, and raw SQLite's.
    found.append(measured("call_list_growth", grown, 1.25))
    return found


def _search(caseload: Caseload, runs: int) -> Measure:
    """Compare a few searches, as people type them, with their raw statements."""
    with _raw(Path(caseload.url)) as raw:
        base = raw([one for text in SEARCHES for one in statements(caseload, search, text)])

        def ours() -> None:
            for text in SEARCHES:
                caseload.ask(search, text)

        return compare("search", ours, base, runs, 3.0)


# --- writing --------------------------------------------------------------------------------------------------------


_CALLED: Final = (
    "SELECT p.id FROM patient p WHERE p.assistant_id = :me AND p.phase <> 'closed'"
    " AND NOT EXISTS (SELECT 1 FROM decision d WHERE d.patient_id = p.id AND d.kind = 'died') ORDER BY p.id"
)


def _logging(caseload: Caseload, path: Path, runs: int) -> list[Measure]:
    """Compare a logged call, everything included, with a raw insert and commit at `synchronous=FULL`.

    The calls stay in the cached record: few among many, each of another patient.
    """
    with caseload.reading() as conn:
        own = [row[0] for row in conn.rows(_CALLED, me=ASSISTANT)]
    chosen = iter(random.sample(own * (1 + 3 * (runs + 1) // len(own)), 2 * (runs + 1)))
    columns = "patient_id, user_id, state, at, entered_at, connection"
    insert = f"INSERT INTO call ({columns}) VALUES (?, ?, 'done', ?, ?, 'NO_ANSWER')"  # noqa: S608 - names from code
    at = written(NOW - timedelta(days=1))
    with open_sqlite(path, typed=False) as raw:
        cursor = raw.raw.cursor()

        def base() -> None:
            cursor.execute("BEGIN IMMEDIATE")
            cursor.execute(insert, (own[0], ASSISTANT, at, at))
            cursor.execute("COMMIT")

        def logged() -> None:
            caseload.do(log_call, next(chosen), "NO_ANSWER")

        def opened_and_marked() -> None:
            call = caseload.do(open_call, next(chosen)).result
            caseload.do(mark_connection, call.call_id, "NO_ANSWER")

        found = [
            compare("log_call", logged, base, runs, 20.0),
            compare("open_and_mark_call", opened_and_marked, base, runs, None),
        ]
        raw.run(
            "DELETE FROM call WHERE patient_id = :id AND at = :at AND user_id = :me", id=own[0], at=at, me=ASSISTANT
        )
    return found
