"""Filling a fresh training database with an invented record."""

from __future__ import annotations

import multiprocessing
import os
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from datetime import datetime
from functools import partial
from random import Random
from typing import Final, TypeVar

from db.door import Door
from db.engine import Connection
from db.errors import BadInput, Refused
from db.generate.cast import make_cast
from db.generate.load import MANY, advance_sequences, bulk, write_days, write_record, write_rows
from db.generate.parts import PART, make_part, parts
from db.generate.tasks import COLUMNS, Range, plan_range
from db.generate.world import World
from db.opening import Opening, opening
from db.passwords import check_password
from db.schema import require_head

T = TypeVar("T")
R = TypeVar("R")

Progress = Callable[[int, int], None]
MOST_PATIENTS: Final = 2_000_000
MOST_ASSISTANTS: Final = 2_000
_ALONE: Final = 4  # so many parts are made faster by one process than by starting others


def generate(
    url: str,
    *,
    patients: int,
    assistants: int,
    years: float = 2,
    seed: int = 1,
    password: str,
    now: datetime,
    progress: Progress | None = None,
    lead: int | None = None,
    lively: bool = False,
    supervisor: tuple[str, str] | None = None,
    key: bytes | None = None,
) -> tuple[str, ...]:
    """Fill a fresh training database with an invented, consistent record, and return the new users' logins.

    Every invented user gets the one password. Equal seed, `now` and sizes give equal rows. `lead` is a user of the
    database who takes the first caseload instead of an invented one; `lively` fills that caseload with things to do
    today; `supervisor` is the login and name of the first supervisor. `progress` is told how many patients are done.
    `key` is the data key of an encrypted database.
    Raises `BadInput` for sizes that make no record, `Refused("training_only" | "not_empty")`.
    """
    _check(patients, assistants, years, password)
    way = opening(url, key)
    with way.connect() as conn:
        require_head(conn)
        if conn.value("SELECT value FROM meta WHERE name = 'training'") != "yes":
            raise Refused("training_only")
        if conn.value("SELECT 1 FROM patient") is not None:
            raise Refused("not_empty")
        with conn.transaction(write=True):
            cast = make_cast(conn, Random(f"{seed}/cast"), assistants, now, lead, supervisor)
        world = World(
            seed, now, years, cast.helpers, cast.supervisor_id, cast.dispensary_id, cast.laboratory_ids,
            cast.clinicians, lively,
        )  # fmt: skip
        with bulk(conn, much=patients >= MANY):
            _write_parts(conn, world, patients, progress)
        with bulk(conn, much=False):
            _write_tasks(conn, way, patients, progress)
        _write_pulse(conn)
        advance_sequences(conn)
        if conn.dialect == "sqlite":
            conn.rows("PRAGMA wal_checkpoint(TRUNCATE)")
    with Door(url) as door:
        door.set_passwords(cast.logins, password, key=way.key)
    return tuple(cast.logins)


def _check(patients: int, assistants: int, years: float, password: str) -> None:
    check_password(password)
    if not 1 <= patients <= MOST_PATIENTS:
        raise BadInput("out_of_range", name="patients", least=1, most=MOST_PATIENTS)
    if not 1 <= assistants <= min(MOST_ASSISTANTS, patients):
        raise BadInput("out_of_range", name="assistants", least=1, most=min(MOST_ASSISTANTS, patients))
    if not 0 < years <= 20:
        raise BadInput("out_of_range", name="years", least=1, most=20)


def _write_parts(conn: Connection, world: World, patients: int, progress: Progress | None) -> None:
    days: Counter[tuple[int, str, int, str]] = Counter()
    made, wanted = 0, parts(patients)
    for part, record in zip(wanted, _spread(partial(make_part, world), wanted), strict=True):
        write_record(conn, record)
        days.update(record.days)
        made += part.count
        if progress is not None:
            progress(made // 2, patients)
    write_days(conn, days.items())


def _write_tasks(conn: Connection, way: Opening, patients: int, progress: Progress | None) -> None:
    rules: str = conn.value("SELECT body FROM rule_stamp WHERE in_force")
    ranges = [Range(way, first, min(first + PART - 1, patients), rules) for first in range(1, patients + 1, PART)]
    for wanted, rows in zip(ranges, _spread(plan_range, ranges), strict=True):
        with conn.transaction(write=True):
            write_rows(conn, "task", COLUMNS, rows)
        if progress is not None:
            progress((patients + wanted.last) // 2, patients)


def _write_pulse(conn: Connection) -> None:
    from db.actions.pulse import make_pulse

    with conn.transaction(write=True):
        make_pulse(conn)


def _spread(make: Callable[[T], R], wanted: Iterable[T]) -> Iterator[R]:
    """Yield results in order, made by all processors where there are many; few are made beside the writing."""
    listed = list(wanted)
    workers = min(os.cpu_count() or 1, 8)
    if len(listed) <= _ALONE or workers == 1:
        yield from map(make, listed)
        return
    waiting: deque[Future[R]] = deque()
    with ProcessPoolExecutor(workers, mp_context=multiprocessing.get_context("spawn")) as pool:
        for one in listed:
            waiting.append(pool.submit(make, one))
            if len(waiting) > workers + 2:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
