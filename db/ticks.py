"""The database's own seconds, in which signs of life are compared, so that no clock of a terminal counts.

They are a server's clock in PostgreSQL; in SQLite the clock of the machine that never goes back, because all programs
of a SQLite file run on one machine.
"""

from __future__ import annotations

from typing import Final

from db.clock import machine_seconds
from db.engine import Bound, Connection

_TICKS: Final = {"sqlite": ":tick", "postgresql": "EXTRACT(EPOCH FROM clock_timestamp())"}


def ticks(conn: Connection) -> tuple[str, dict[str, Bound]]:
    """Return how a statement says the database's own seconds, and the parameter that it needs."""
    return _TICKS[conn.dialect], {"tick": machine_seconds()}
