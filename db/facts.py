"""What a door knows of its database before anybody comes in, and the file or schema that it is.

Facts: `format`, `id`, `training`, `language`, `encrypted` (yes or no), `least` (the shortest password), and `key`,
the data key in the clear, for a plain database only.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Final, Self

from db import keys
from db.engine import Connection, Value, is_postgresql, open_postgresql, open_sqlite
from db.errors import EnvironmentFault
from db.schema import has_table
from db.state import door_path, looking_at
from db.swap import settle

FORMAT: Final = "2"

_TABLES: Final = (
    "CREATE TABLE IF NOT EXISTS {door}fact (name TEXT PRIMARY KEY, value TEXT NOT NULL)",
    "CREATE TABLE IF NOT EXISTS {door}wrap (login TEXT PRIMARY KEY, user_id INTEGER NOT NULL, salt TEXT NOT NULL,"
    " cost TEXT NOT NULL, private TEXT NOT NULL, public TEXT NOT NULL, sealed TEXT NOT NULL, sealed_next TEXT,"
    " code_until TEXT)",
    "CREATE TABLE IF NOT EXISTS {door}tries (login TEXT PRIMARY KEY, failures INTEGER NOT NULL, at DOUBLE PRECISION"
    " NOT NULL, start TEXT NOT NULL)",
    "CREATE TABLE IF NOT EXISTS {door}failure (at TEXT NOT NULL, user_id INTEGER, terminal TEXT NOT NULL, reason TEXT"
    " NOT NULL)",
)
_SET: Final = (
    "INSERT INTO {door}fact (name, value) VALUES (:name, :value) ON CONFLICT (name) DO UPDATE SET value ="
    " excluded.value"
)


class Facts:
    """The facts of one database, and the connection to where they stand."""

    def __init__(self, url: str, *, new: bool = False) -> None:
        """Open the door of a database, made where it is missing, readable by its owner only.

        A door of the earlier format is carried over; `new` is the door of a database that is being made.
        """
        if is_postgresql(url):
            self._conn = open_postgresql(url)
            self.prefix = "door."
        else:
            settle(Path(url))  # a swap that was broken off may have this door still to put in its place
            path = door_path(Path(url))
            if not path.exists():
                if not new:
                    self._told_by(url)  # raises where no door can be made anew
                _make_private(path)
            self._conn = open_sqlite(path)
            self.prefix = ""
        try:
            if not has_table(self._conn, self.prefix + "fact") or self.fact("format") != FORMAT:
                self._begin({} if new else self._told_by(url))
        except BaseException:
            self._conn.close()
            raise

    def _begin(self, known: Mapping[str, str]) -> None:
        """Make the tables; a database that is already there, and so is plain, gets its data key."""
        with self._conn.transaction(write=True):
            if self.prefix:
                self._conn.run("CREATE SCHEMA IF NOT EXISTS door")
            for table in _TABLES:
                self.run(table)
            if self.fact("format") == FORMAT:  # somebody else was faster
                return
            facts = {**known, "key": keys.new_key().hex(), "encrypted": "no"} if known else {}
            for name, value in {**facts, "format": FORMAT}.items():
                self._set(name, value)

    @staticmethod
    def _told_by(url: str) -> dict[str, str]:
        """Return what a database says of itself; a door that is missing beside an encrypted one cannot be made."""
        sql = "SELECT name, value FROM meta WHERE name IN ('id', 'training', 'language')"
        if is_postgresql(url):
            with open_postgresql(url, read_only=True) as server:
                return {name: str(value) for name, value in server.rows(sql)}
        with looking_at(Path(url)) as conn:
            return {name: str(value) for name, value in conn.rows(sql)}

    # --- facts --------------------------------------------------------------------------------------------------------

    def fact(self, name: str) -> str | None:
        """Return a fact of the door: id, training, language, encrypted, least."""
        value: str | None = self._conn.value(f"SELECT value FROM {self.prefix}fact WHERE name = :name", name=name)  # noqa: S608 - a name from code
        return value

    def set_fact(self, name: str, value: str) -> None:
        """Write a fact."""
        with self._conn.transaction(write=True):
            self._set(name, value)

    def _set(self, name: str, value: str) -> None:
        self.run(_SET, name=name, value=value)

    @property
    def clear_key(self) -> bytes | None:
        """The data key of a plain database, None where it is sealed."""
        value = self.fact("key")
        return None if value is None else bytes.fromhex(value)

    # --- the connection -----------------------------------------------------------------------------------------------

    def run(self, sql: str, **params: Value) -> int:
        """Run a statement in which `{door}` stands before the name of a table."""
        return self._conn.run(sql.format(door=self.prefix), **params)

    @property
    def connection(self) -> Connection:
        """The door's own connection."""
        return self._conn

    def named(self, table: str) -> str:
        """Return the name of a table of the door."""
        return self.prefix + table

    def close(self) -> None:
        """Close."""
        self._conn.close()

    def __enter__(self) -> Self:
        """Use as a context manager that closes."""
        return self

    def __exit__(self, *error: object) -> None:
        """Close on leaving."""
        self.close()


def _make_private(path: Path) -> None:
    try:
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    except FileExistsError:  # somebody else was faster
        return
    except OSError as error:
        raise EnvironmentFault("cannot_open", path=str(path)) from error
