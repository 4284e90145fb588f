"""SQLite databases, plain and encrypted, to be backed up, restored, rekeyed and damaged."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from db import passwords
from db.auth import user_by_id
from db.caseload import Caseload
from db.clock import FrozenClock
from db.door import Door
from db.opening import Opening, opening
from db.setup import FirstUser, create
from tests.desk import NOW, PASSWORD, Desk, copied

ALL = FirstUser(
    "anna", "Иванова Анна Петровна", PASSWORD,
    frozenset({"assistant", "supervisor", "administrator", "auditor"}), "ЦАОП № 3", "ru", "84951234567",
)  # fmt: skip


class KeyedDesk(Desk):
    """A desk on a database whose key is given."""

    def __init__(self, url: str, clock: FrozenClock, key: bytes) -> None:
        Caseload.__init__(self, url, key=key, clock=clock)
        self.frozen = clock
        self.act_as(user_by_id(self, 1))
        self.confirmed_at = clock.monotonic()


@dataclass(frozen=True)
class Base:
    """A database of one user with all roles, whose keys are known."""

    path: Path
    key: bytes
    recovery_key: str
    encrypted: bool

    @property
    def url(self) -> str:
        return str(self.path)

    def opening(self) -> Opening:
        return opening(self.url, self.key)

    def desk(self, clock: FrozenClock | None = None) -> Desk:
        return KeyedDesk(self.url, clock or FrozenClock(NOW), self.key)

    def files(self) -> set[str]:
        return {place.name for place in self.path.parent.iterdir()}


def made(folder: Path, *, plain: bool) -> Base:
    path = folder / "caseload.db"
    created = create(str(path), ALL, plain=plain, clock=FrozenClock(NOW))
    with Door(str(path)) as door:
        (key,) = door.enter("anna", PASSWORD).keys
    return Base(path, key, created.recovery_key, not plain)


@pytest.fixture(scope="session", params=["plain", "encrypted"])
def made_base(request: pytest.FixtureRequest, light_passwords: None, tmp_path_factory: pytest.TempPathFactory) -> Base:
    return made(tmp_path_factory.mktemp(request.param), plain=request.param == "plain")


@pytest.fixture
def base(made_base: Base, tmp_path: Path) -> Base:
    """A database, plain and encrypted in turn, in a folder of its own."""
    folder = tmp_path / "data"
    folder.mkdir(mode=0o700)
    path = copied(made_base.path, folder / "caseload.db")
    return Base(path, made_base.key, made_base.recovery_key, made_base.encrypted)


@pytest.fixture(scope="session", autouse=True)
def light_passwords() -> Iterator[None]:
    """The cost of a password is tested with the door; here it would be most of the time."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passwords, "COST", passwords.Cost(1, 8, 1))
        yield
