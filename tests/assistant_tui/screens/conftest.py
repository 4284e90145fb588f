"""A desk of SQLite for the tests of screens."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from db.clock import FrozenClock
from tests.assistant_tui.screens.day_desk import at, running  # noqa: F401 - fixtures
from tests.desk import NOW, Desk, copied, make_template


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A fresh database with its first user, to be copied."""
    return make_template(tmp_path_factory.mktemp("screens"))


@pytest.fixture
def desk(template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    """A signed-in desk on an empty database, on Friday 20.11.2026 at 10:00 in Moscow, with settings of its own."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    path = copied(template, tmp_path / "caseload.db")
    with Desk(str(path), FrozenClock(NOW)) as desk:
        yield desk
