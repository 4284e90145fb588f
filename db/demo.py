"""The demo: an invented training caseload at a fixed place, made once, lively on the day on which it is made."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from db.clock import FrozenClock
from db.engine import instant, open_sqlite
from db.errors import EnvironmentFault
from db.generate import generate
from db.generate.world import DESK, at, workday
from db.schema import HEAD, schema_of
from db.setup import FirstUser, create, remove_sqlite

LOGIN: Final = "anna.ivanova"
SUPERVISOR: Final = "vera.zimina"
PASSWORD: Final = "112233445566"  # noqa: S105 - of an invented database; digits are the same keys in both layouts
SEED: Final = 16
FIRST_MINUTE: Final = 9 * 60 + 40
LAST_MINUTE: Final = 16 * 60 + 30


@dataclass(frozen=True, slots=True)
class DemoInfo:
    """Where the demo lies, and how to sign in."""

    path: Path
    login: str
    password: str
    made: bool  # False where it was there already
    supervisor: str = SUPERVISOR


def make_demo(
    path: Path, *, now: datetime, patients: int = 400, assistants: int = 3, seed: int = SEED, fresh: bool = False
) -> DemoInfo:
    """Make the demo, or keep the one that is there; `fresh` makes it anew.

    One that was made on an earlier day is kept with all that was done in it: what was due then is late now, as it
    would be in real work. Raises `BadInput` for sizes that make no caseload, `EnvironmentFault`.
    """
    if path.exists() and not fresh:
        _bring_up(path)
        return DemoInfo(path, LOGIN, PASSWORD, made=False)
    making = path.with_name(path.name + ".making")
    remove_sqlite(making)
    try:
        _make(making, now, patients, assistants, seed)
        remove_sqlite(path)
        for ending in (".door", ""):
            making.with_name(making.name + ending).rename(path.with_name(path.name + ending))
    finally:
        remove_sqlite(making)
    return DemoInfo(path, LOGIN, PASSWORD, made=True)


def _bring_up(path: Path) -> None:
    """Bring a demo of an earlier version of the program to the present schema; one that cannot be read is left."""
    try:
        with open_sqlite(path, read_only=True) as conn:
            found = schema_of(conn)
    except EnvironmentFault:
        return
    if found is not None and found < HEAD:
        from db.migrations import migrate

        migrate(str(path))


def _make(path: Path, now: datetime, patients: int, assistants: int, seed: int) -> None:
    clock = FrozenClock(now)
    first = FirstUser(
        LOGIN, "Иванова Анна Петровна", PASSWORD, frozenset({"assistant"}), "ЦАОП № 3", phone="84950120345"
    )
    create(str(path), first, training=True, plain=True, clock=clock)
    generate(
        str(path), patients=patients, assistants=assistants, years=1.5, seed=seed, password=PASSWORD, now=now, lead=1,
        lively=True, supervisor=(SUPERVISOR, "Зимина Вера Николаевна"),
    )  # fmt: skip
    with open_sqlite(path) as conn, conn.transaction(write=True):  # a board of one assistant would teach little
        conn.run("UPDATE app_user SET scope = 'all' WHERE login = :login", login=SUPERVISOR)


def resumed(path: Path, now: datetime) -> datetime:
    """Return when a demo is taken up again: not before what was last done in it, or that would lie ahead.

    A demo that cannot be read is left to whoever opens it: `now` is then returned as it is.
    """
    if not path.exists():
        return now
    try:
        with open_sqlite(path, read_only=True) as conn:
            last = instant(conn.value("SELECT MAX(at) FROM action"))
    except EnvironmentFault:
        return now
    return now if last is None else max(now, last)


def demo_now(real: datetime) -> datetime:
    """Return the moment at which the demo is best shown: now in working hours, else the next morning of work.

    Where it differs, the domain's clock is to be moved to it: at night or on a Sunday nobody is to be called.
    """
    local = real.astimezone(DESK)
    minute = local.hour * 60 + local.minute
    if workday(local.date(), 0) == local.date() and minute <= LAST_MINUTE:
        return real if minute >= FIRST_MINUTE else at(local.date(), FIRST_MINUTE)
    return at(workday(local.date() + timedelta(days=1), 0), FIRST_MINUTE)
