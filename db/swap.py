"""Putting a prepared database in another's place: file and door together, so that a kill leaves one of both whole.

What is to come lies prepared as `<name>.new` and `<name>.new.door`. A plan is written beside it (`<name>.swap`, whole
by a rename): without the plan the old one counts, with it the new one. Whoever opens the database next ends a swap
that was broken off. Every program that has a database open shares a lock on `<name>.lock`; a swap needs it alone.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Final

from db.engine import is_postgresql
from db.errors import EnvironmentFault, Refused

PARTS: Final = ("", ".door")
SIDES: Final = ("-wal", "-shm", "-journal", "")
_WAIT_SECONDS: Final = 10.0

Step = Callable[[str], None]


def beside(path: Path, ending: str) -> Path:
    """Return the file whose name is that of the database with an ending."""
    return path.with_name(path.name + ending)


def prepared(path: Path) -> Path:
    """Return where the database that is to come is made."""
    return beside(path, ".new")


class Hold:
    """A lock on a database that lasts until it is closed; shared by who works with it, alone for who replaces it."""

    def __init__(self, path: Path, *, alone: bool = False) -> None:
        """Take the lock; a swap that was broken off is ended first.

        Raises `Refused("database_in_use")` where it is wanted alone and others have it open,
        `EnvironmentFault("database_busy")` where it is being replaced just now.
        """
        self._path = path
        self._file: int | None = None
        lock = _locks()
        if lock is None:  # Windows: there nobody can move a file that is open
            _end(path)
            return
        try:
            self._file = os.open(beside(path, ".lock"), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError:  # where nothing can be written nothing can be replaced
            return
        try:
            lock.take(self._file, alone=alone, wait=0.0 if alone else _WAIT_SECONDS)
            if beside(path, ".swap").exists():
                lock.take(self._file, alone=True, wait=_WAIT_SECONDS)
                _end(path)
                lock.take(self._file, alone=alone, wait=_WAIT_SECONDS)
        except BlockingIOError as error:
            self.close()
            raise (Refused("database_in_use") if alone else EnvironmentFault("database_busy")) from error
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Give the lock up."""
        if self._file is not None:
            os.close(self._file)
            self._file = None

    def __enter__(self) -> Hold:
        """Use as a context manager that gives the lock up."""
        return self

    def __exit__(self, *error: object) -> None:
        """Give the lock up."""
        self.close()


def held(url: str) -> Hold | ExitStack:
    """Take the lock that everybody shares who works with a SQLite database; nothing for a server, or where none is."""
    if is_postgresql(url):
        return ExitStack()
    path = Path(url)
    return Hold(path) if path.exists() or beside(path, ".swap").exists() else ExitStack()


def settle(path: Path) -> None:
    """End a swap that was broken off, for who only looks at the database or its door."""
    if beside(path, ".swap").exists():
        Hold(path).close()


def put_in_place(path: Path, *, kept: Path | None, step: Step | None = None) -> None:
    """Replace a database and its door by what lies prepared; the caller holds it alone.

    `kept` is where the old one goes, its log and its door with it; without it the old one is removed. `step` is
    called at every point, for tests that break off.
    """
    tell = step or _nothing
    for part in PARTS:
        _synced(beside(prepared(path), part))
    plan = beside(path, ".swap")
    fresh = beside(path, ".swap.making")
    fresh.unlink(missing_ok=True)
    tell("prepared")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        json.dump({"kept": kept.name if kept else None}, file)
        file.flush()
        os.fsync(file.fileno())
    tell("plan written")
    _synced_folder(path)
    fresh.replace(plan)
    _synced_folder(path)
    tell("planned")
    _end(path, tell)


def forget_prepared(path: Path) -> None:
    """Remove what was prepared and not put in place; the caller holds the database alone."""
    if beside(path, ".swap").exists():
        return
    for part in PARTS:
        for side in SIDES:
            beside(prepared(path), part + side).unlink(missing_ok=True)
    beside(prepared(path), ".lock").unlink(missing_ok=True)
    beside(path, ".swap.making").unlink(missing_ok=True)


def _end(path: Path, tell: Step | None = None) -> None:
    """Carry out the plan from where it stopped; every step can be done again."""
    tell = tell or _nothing
    plan = beside(path, ".swap")
    try:
        kept = json.loads(plan.read_text(encoding="utf-8"))["kept"]
    except FileNotFoundError:
        return
    for part in PARTS:
        new = beside(prepared(path), part)
        if not new.exists():  # it came to its place already
            continue
        for side in SIDES[:-1]:  # a log of the old one beside the new one would be read into it
            old = beside(path, part + side)
            if not old.exists():
                continue
            if kept is None:
                old.unlink()
            else:
                old.replace(path.with_name(kept + part + side))
            tell(f"moved {part}{side}")
        if kept is not None:
            _keep(beside(path, part), path.with_name(kept + part))
            tell(f"kept {part}")
        new.replace(beside(path, part))  # at no moment is there none: who finds none would make a new one
        tell(f"placed {part}")
    _synced_folder(path)
    plan.unlink()
    _synced_folder(path)
    tell("done")


def _keep(old: Path, kept: Path) -> None:
    """Give a file another name beside its own; where a file system has one name for a file, instead of its own."""
    if not old.exists() or kept.exists():
        return
    try:
        os.link(old, kept)
    except OSError:
        old.replace(kept)


def _nothing(_step: str) -> None:
    return


def _synced(path: Path) -> None:
    descriptor = os.open(path, os.O_RDWR)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _synced_folder(path: Path) -> None:
    if os.name != "posix":
        return
    descriptor = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


class _Locks:
    """Locks of whole files between processes and within one (`flock`)."""

    def take(self, descriptor: int, *, alone: bool, wait: float) -> None:
        """Take a lock, waiting for so many seconds; raises `BlockingIOError`."""
        import fcntl

        kind = (fcntl.LOCK_EX if alone else fcntl.LOCK_SH) | fcntl.LOCK_NB
        until = time.monotonic() + wait
        while True:
            try:
                fcntl.flock(descriptor, kind)
            except BlockingIOError:
                if time.monotonic() >= until:
                    raise
                time.sleep(0.02)
            else:
                return


def _locks() -> _Locks | None:
    return _Locks() if os.name == "posix" else None
