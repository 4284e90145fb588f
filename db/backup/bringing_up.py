"""Bringing a database of an earlier version to the present schema: a backup first, then whole or not at all."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from db.backup.taking import folder_of, take
from db.clock import Clock
from db.engine import is_postgresql
from db.errors import Refused
from db.migrations import current, migrate
from db.migrations.walk import keep_copy
from db.opening import Opening, opening
from db.schema import HEAD
from db.state import require_there
from db.swap import Hold


@dataclass(frozen=True, slots=True)
class BroughtUp:
    """From which schema to which one, and where the database is kept as it was before; None where nothing changed."""

    before: str
    after: str
    kept: Path | None


def bring_up(
    url: str, key: bytes | None = None, *, clock: Clock | None = None, hook: Callable[[str], None] | None = None
) -> BroughtUp:
    """Bring a database to the schema of this program; `key` is the data key of an encrypted file.

    A file is backed up first, and nobody else may have it open. `hook` is called with every statement of the step,
    for tests that break off. Raises `Refused("database_in_use" | "key_needed" | "newer_schema" | "not_our_database")`,
    `EnvironmentFault`; then everything is as it was.
    """
    if is_postgresql(url):
        before = _required(current(url))
        return BroughtUp(before, migrate(url, hook=hook) or before, None)
    require_there(url)
    with Hold(Path(url), alone=True):
        source = opening(url, key)
        before = _required(current(url, source.sqlite_key))
        if before == HEAD:
            return BroughtUp(before, before, None)
        if before > HEAD:
            raise Refused("newer_schema", found=before, known=HEAD)
        kept = _kept(source, before, clock or Clock())
        after = migrate(url, hook=hook, sqlite_key=source.sqlite_key, keep=False)
    return BroughtUp(before, after or before, kept)


def _required(found: str | None) -> str:
    if found is None:
        raise Refused("not_our_database")
    return found


def _kept(source: Opening, schema: str, clock: Clock) -> Path:
    """Take a backup; of a file that is so old that it knows no key of its own a copy stays beside it."""
    if source.key is None:
        return keep_copy(Path(source.url), schema)
    return take(source, folder_of(source.url), clock.real(), "before_migration").path
