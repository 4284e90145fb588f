"""Measuring what encryption costs: the same record twice, in turn, one plain and one encrypted."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from itertools import cycle
from pathlib import Path
from time import perf_counter
from typing import Final

from db.actions.notes import add_note
from db.auth import sign_in
from db.bench import NOW, PASSWORD, SEARCHES, Measure, compare, made, measured
from db.caseload import Caseload
from db.clock import FrozenClock
from db.passwords import COST, SALT_BYTES, stretched
from db.queries.call_list import call_list
from db.queries.search import search

READS: Final = 1.15
COMMITS: Final = 2.5
SIGN_IN: Final = 2.0  # beside one bare computation of argon2id: there is no second one


def measure_sealed(folder: Path, patients: int, runs: int = 30) -> list[Measure]:
    """Compare reads and commits of an encrypted record with those of a plain one; both are made where none is kept."""
    with ExitStack() as stack:
        sealed, plain = (
            stack.enter_context(
                sign_in(str(made(folder, patients, None, sealed=one)), "bench", PASSWORD, clock=FrozenClock(NOW))
            )
            for one in (True, False)
        )  # fmt: skip
        writing = [_noting(caseload) for caseload in (sealed, plain)]
        return [
            compare("sealed_reads", lambda: _read(sealed), lambda: _read(plain), runs, READS),
            compare("sealed_commits", lambda: next(writing[0]), lambda: next(writing[1]), runs, COMMITS),
            _after_commits(sealed, plain, writing, runs),
            compare("sign_in", lambda: _sign_in(sealed), _stretch, min(runs, 10), SIGN_IN),
        ]


def _read(caseload: Caseload) -> None:
    caseload.ask(call_list)
    for text in SEARCHES:
        caseload.ask(search, text)


def _noting(caseload: Caseload) -> Iterator[None]:
    own = [row.patient_id for row in caseload.ask(call_list).rows]
    for patient_id in cycle(own):
        caseload.do(add_note, patient_id, "Проба")
        yield


def _after_commits(sealed: Caseload, plain: Caseload, writing: list[Iterator[None]], runs: int) -> Measure:
    """Compare the first call list after a commit: what a reader kept is read, and decrypted, anew."""
    pairs = []
    for _ in range(runs):
        times = []
        for caseload, notes in zip((sealed, plain), writing, strict=True):
            next(notes)
            start = perf_counter()
            caseload.ask(call_list)
            times.append((perf_counter() - start) * 1000)
        pairs.append((times[0], times[1]))
    return measured("sealed_reads_after_commit", pairs, None)


def _sign_in(caseload: Caseload) -> None:
    sign_in(caseload.url, "bench", PASSWORD, clock=FrozenClock(NOW)).close()


def _stretch() -> None:
    stretched(PASSWORD, bytes(SALT_BYTES), COST)
