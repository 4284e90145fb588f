"""Keys of before, kept under the one of now: what was marked or sealed with them does not end with a data key."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from db.engine import Connection
from db.keys import derive, seal, unseal

if TYPE_CHECKING:
    from db.caseload import Caseload

AUDIT: Final = "audit"
PURPOSES: Final = (AUDIT, "backup", "drafts", "door")
"""What outlives a data key: chains of the audit, manifests of backups, drafts and PINs that lie on terminals."""


def keep_key(conn: Connection, old: bytes, new: bytes, purpose: str = AUDIT) -> None:
    """Keep the key of before for a purpose under the one from now on; called in the transaction that changes them.

    Raises `Refused("wrong_key")`, where `old` is not the key of before.
    """
    kept = earlier_keys(conn, old, purpose)
    conn.run("DELETE FROM meta WHERE name LIKE :name", name=f"{purpose}_key:%")
    for key in (*kept, old):
        add_key(conn, new, key, purpose)


def keep_keys(conn: Connection, old: bytes, new: bytes) -> None:
    """Keep what a data key of before was for under the data key from now on; raises as `keep_key` does."""
    for purpose in PURPOSES:
        keep_key(conn, derive(old, purpose), derive(new, purpose), purpose)


def add_key(conn: Connection, key: bytes, other: bytes, purpose: str) -> None:
    """Keep one more key for a purpose under the one of now."""
    number = conn.value("SELECT COUNT(*) FROM meta WHERE name LIKE :name", name=f"{purpose}_key:%") + 1
    sealed = seal(key, other, _context(purpose)).hex()
    conn.run(
        "INSERT INTO meta (name, value) VALUES (:name, :value)", name=f"{purpose}_key:{number:04}", value=sealed
    )  # fmt: skip


def earlier_keys(conn: Connection, key: bytes, purpose: str = AUDIT) -> list[bytes]:
    """Return the keys of before for a purpose, the oldest first; raises `Refused("wrong_key")`."""
    rows = conn.rows("SELECT value FROM meta WHERE name LIKE :name ORDER BY name", name=f"{purpose}_key:%")
    return [unseal(key, bytes.fromhex(row[0]), _context(purpose)) for row in rows]


def keys_of(caseload: Caseload, purpose: str) -> list[bytes]:
    """Return the keys of an open caseload for a purpose: that of now, then those of before, the latest first."""
    key = caseload.derived(purpose)
    with caseload.reading() as conn:
        return [key, *reversed(earlier_keys(conn, key, purpose))]


def _context(purpose: str) -> bytes:
    return f"{purpose} key".encode()
