"""An encrypted record of an assistant and her supervisor, and a home for the program."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from db.actions.people import add_user
from db.auth import user_by_id
from db.caseload import Caseload
from db.clock import FrozenClock
from db.door import Door
from db.setup import FirstUser, create
from tests.assistant_tui.real.program import settle_in
from tests.desk import NOW, PASSWORD, Desk, copied

ALL = frozenset({"assistant", "supervisor", "administrator", "auditor"})
ANNA = FirstUser("anna", "Иванова Анна Петровна", PASSWORD, ALL, "ЦАОП № 3", "ru", "84951234567")


class SealedDesk(Desk):
    """A desk on an encrypted record whose data key is known."""

    def __init__(self, url: str, clock: FrozenClock, key: bytes) -> None:
        Caseload.__init__(self, url, key=key, clock=clock)
        self.frozen = clock
        self.act_as(user_by_id(self, 1))
        self.confirmed_at = clock.monotonic()


@dataclass(frozen=True)
class Record:
    """An encrypted record and the keys to it."""

    path: Path
    key: bytes
    recovery_key: str

    def desk(self) -> SealedDesk:
        """Open it as Anna."""
        return SealedDesk(str(self.path), FrozenClock(NOW), self.key)


def _made(path: Path, *, training: bool) -> Record:
    recovery = create(str(path), ANNA, training=training, clock=FrozenClock(NOW)).recovery_key
    with Door(str(path)) as door:
        (key,) = door.enter("anna", PASSWORD).keys
    record = Record(path, key, recovery)
    with record.desk() as desk:
        centre = desk.user.centre_id
        added = desk.do(add_user, "vera", "Зимина Вера Николаевна", ("supervisor",), centre_id=centre).result
        with Door(str(path)) as door:
            door.set_password("vera", added.user_id, PASSWORD, key=key)
    return record


@pytest.fixture(scope="session")
def templates(tmp_path_factory: pytest.TempPathFactory) -> Callable[[bool], Record]:
    """Return what makes a record once, for training or in earnest."""
    made: dict[bool, Record] = {}

    def template(training: bool) -> Record:
        if training not in made:
            made[training] = _made(tmp_path_factory.mktemp("sealed") / "caseload.db", training=training)
        return made[training]

    return template


@pytest.fixture
def training(templates: Callable[[bool], Record], home: Path) -> Record:
    """A training record, whose time can be set; encrypted as one in earnest is."""
    return _copy(templates(True), home)


@pytest.fixture
def earnest(templates: Callable[[bool], Record], home: Path) -> Record:
    """A record in earnest."""
    return _copy(templates(False), home)


def _copy(template: Record, home: Path) -> Record:
    folder = home / "data"
    folder.mkdir(mode=0o700)
    return Record(copied(template.path, folder / "caseload.db"), template.key, template.recovery_key)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home of its own with settings that serve tests."""
    for name in ("ASSISTANT_TUI_DB", "COLUMNS", "LINES"):
        monkeypatch.delenv(name, raising=False)
    folder = tmp_path / "home"
    folder.mkdir(mode=0o700)
    settle_in(folder)
    return folder
