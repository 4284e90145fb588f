"""Keys under which earlier chains were marked: another data key does not make a new audit."""

from __future__ import annotations

from db.engine import Connection
from db.keys import seal, unseal

_NAME = "audit_key:"
_CONTEXT = b"audit key"


def keep_key(conn: Connection, old: bytes, new: bytes) -> None:
    """Keep the audit's key of before under the one from now on; called in the transaction that changes the data key.

    Raises `Refused("wrong_key")`, where `old` is not the key of the audit.
    """
    kept = earlier_keys(conn, old)
    conn.run("DELETE FROM meta WHERE name LIKE :name", name=f"{_NAME}%")
    for number, key in enumerate([*kept, old], start=1):
        sealed = seal(new, key, _CONTEXT).hex()
        conn.run("INSERT INTO meta (name, value) VALUES (:name, :value)", name=f"{_NAME}{number:04}", value=sealed)


def earlier_keys(conn: Connection, key: bytes) -> list[bytes]:
    """Return the keys of before, the oldest first; raises `Refused("wrong_key")`."""
    rows = conn.rows("SELECT value FROM meta WHERE name LIKE :name ORDER BY name", name=f"{_NAME}%")
    return [unseal(key, bytes.fromhex(row[0]), _CONTEXT) for row in rows]
