"""How a database is opened: with which key, and which key is known before anybody signs in."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from db.door import Door
from db.engine import Connection, is_postgresql, open_postgresql, open_sqlite
from db.errors import Refused
from db.keys import derive
from db.state import is_encrypted, refuse_strangers, require_there


@dataclass(frozen=True, slots=True)
class Opening:
    """What it takes to connect to one database; the data key is None where it is sealed and nobody has signed in."""

    url: str
    key: bytes | None = field(repr=False)
    plain: bool  # the data key lies open at the door
    sqlite_key: bytes | None = field(repr=False)

    def connect(self, *, read_only: bool = False, typed: bool = True) -> Connection:
        """Open a connection; raises `EnvironmentFault`."""
        if is_postgresql(self.url):
            return open_postgresql(self.url, read_only=read_only)
        require_there(self.url)
        return open_sqlite(Path(self.url), read_only=read_only, typed=typed, key=self.sqlite_key)


def opening(url: str, key: bytes | None = None) -> Opening:
    """Return how a database is opened, with the data key or with the one that lies open at its door.

    Raises `Refused("key_needed")` for an encrypted file without a key, `EnvironmentFault("no_database" |
    "database_gone" | "not_a_database")`, `Refused("not_our_database")`.
    """
    if is_postgresql(url):
        known = _clear_key(url)
        return Opening(url, key or known, known is not None, None)
    require_there(url)
    path = Path(url)
    refuse_strangers(path)
    if is_encrypted(path):
        if key is None:
            raise Refused("key_needed")
        return Opening(url, key, False, derive(key, "sqlite"))
    return Opening(url, key or _clear_key(url), True, None)


def _clear_key(url: str) -> bytes | None:
    with Door(url) as door:
        return door.clear_key
