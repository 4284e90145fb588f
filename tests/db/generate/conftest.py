"""Small invented records, made once for each engine."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from db.clock import FrozenClock
from db.generate import generate
from tests.desk import NOW, Desk, copied, postgres_server

PATIENTS = 90


@pytest.fixture(scope="package", params=["sqlite", "postgresql"])
def made(request: pytest.FixtureRequest, template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """A record of 90 patients and 3 assistants, made on Friday 20.11.2026 at 10:00 in Moscow; only to be read."""
    drop: Callable[[], None]
    if request.param == "sqlite":
        path = copied(template, tmp_path_factory.mktemp("made") / "caseload.db")
        url = str(path)
        drop = path.unlink
    else:
        url, drop = postgres_server().fresh()
    try:
        desk = Desk(url, FrozenClock(NOW))
        with desk:
            fill(desk)
            yield desk
    finally:
        drop()


def fill(desk: Desk, seed: int = 5, patients: int = PATIENTS, *, lively: bool = False) -> tuple[str, ...]:
    return generate(
        desk.url,
        patients=patients,
        assistants=3,
        years=2,
        seed=seed,
        password="112233445566",
        now=NOW,
        lead=1,
        lively=lively,
    )
