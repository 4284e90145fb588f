"""What a restored database is told of the one that it takes the place of: the branches left, the keys of then.

So later backups of the one that was left are not missed in the audit, and what terminals kept under its key opens.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Final

from db.audit.branches import known, line
from db.audit.keyring import add_key, earlier_keys
from db.backup import copying
from db.backup.manifest import listed, remembered
from db.backup.taking import folder_of
from db.engine import Connection
from db.keys import derive
from db.state import is_encrypted

_BACKUP: Final = "backup"
_PURPOSES: Final = (_BACKUP, "drafts", "door")


def leave(conn: Connection, path: Path, key: bytes, present: Path | None, present_key: bytes | None) -> frozenset[str]:
    """Return the branches that are left by a restoring, and keep the keys of the database that is left.

    `conn` writes into the restored database under the data key `key`; `present` is the backup of the one at `path`,
    which could be read with `present_key`. Where it could not be read, its backups tell.
    """
    mine = {purpose: _keys(conn, key, purpose) for purpose in _PURPOSES}
    found: set[str] = set()
    theirs: dict[str, list[bytes]] = {}
    if present is not None and present_key is not None:
        with copying.looking(present, derive(present_key, "sqlite") if is_encrypted(present) else None) as there:
            found |= known(line(there))
            theirs = {purpose: _keys(there, present_key, purpose) for purpose in _PURPOSES}
    for purpose, keys in theirs.items():
        for other in reversed(keys):  # the oldest first, as they stand there
            if other not in mine[purpose]:
                add_key(conn, mine[purpose][0], other, purpose)
    identity = conn.value("SELECT value FROM meta WHERE name = 'id'") or ""
    found |= _of_backups(path, identity, [*mine[_BACKUP], *theirs.get(_BACKUP, [])])
    return frozenset(found - {each.name for each in line(conn)})


def _keys(conn: Connection, key: bytes, purpose: str) -> list[bytes]:
    now = derive(key, purpose)
    return [now, *reversed(earlier_keys(conn, now, purpose))]


def _of_backups(path: Path, identity: str, keys: Iterable[bytes]) -> set[str]:
    """Return the branches of which backups of this record lie beside it, as far as a key vouches for them."""
    there = listed(folder_of(str(path)), str(path))
    said = [remembered(each.path, keys) for each in there if each.manifest.identity == identity]
    return {each.branch for each in said if each.branch is not None}
