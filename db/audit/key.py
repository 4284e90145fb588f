"""The key of the audit: derived from the data key, and the same for ever once there are chains.

With another data key the marks of all chains would have to be written anew, and no head that somebody took down would
fit. So the first key of the audit goes on, sealed in the database under what the present data key derives.
"""

from __future__ import annotations

from typing import Final

from db.engine import Connection
from db.keys import seal, unseal

_NAME: Final = "audit_key"
_CONTEXT: Final = b"audit key"


def audit_key(conn: Connection, derived: bytes) -> bytes:
    """Return the key of the audit; `derived` is what the data key derives for it.

    Raises `Refused("wrong_key")` where the sealed one was changed.
    """
    sealed = conn.value("SELECT value FROM meta WHERE name = :name", name=_NAME)
    return derived if sealed is None else unseal(derived, bytes.fromhex(sealed), _CONTEXT)


def carry_over(conn: Connection, key: bytes, derived: bytes) -> None:
    """Seal the audit's key under what another data key derives; called within the transaction of a rekeying."""
    conn.run(
        "INSERT INTO meta (name, value) VALUES (:name, :value)"
        " ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        name=_NAME, value=seal(derived, key, _CONTEXT).hex(),
    )  # fmt: skip
