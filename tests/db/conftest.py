"""Databases for the tests of `db`: every test runs on SQLite and on PostgreSQL, from a migrated template."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import pytest

from db.clock import FrozenClock
from tests.desk import NOW, Desk, copied, make_template, moscow, postgres_server


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A fresh SQLite database with its first user, to be copied."""
    return make_template(tmp_path_factory.mktemp("template"))


@pytest.fixture(params=["sqlite", "postgresql"])
def desk(request: pytest.FixtureRequest, template: Path, tmp_path: Path) -> Iterator[Desk]:
    """A signed-in desk on an empty database, on each engine in turn, on Friday 20.11.2026 at 10:00 in Moscow."""
    clock = FrozenClock(NOW)
    if request.param == "sqlite":
        path = copied(template, tmp_path / "caseload.db")
        with Desk(str(path), clock) as desk:
            yield desk
        return
    server = postgres_server()
    url, drop = server.fresh()
    try:
        with Desk(url, clock) as desk:
            yield desk
    finally:
        drop()


@pytest.fixture
def at() -> Callable[[str], datetime]:
    """Read «2026-11-20 10:00» as Moscow's time."""
    return moscow
