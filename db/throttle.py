"""Throttling of tries by login, kept at the door: a few are quick, then each waits longer, then an administrator helps.

A try is counted before the password is looked at, so that many programs at once gain nothing, and taken back when the
password was right. Time is the machine's own since it was started, or the server's: whoever moves the clock gains
nothing either, and a wait that a restart interrupts begins anew. Logins that nobody has are throttled alike; they
are kept as digests, for people type passwords in the place of names.
[NIST SP 800-63B-4, 3.2.2: no more than 100 failures in a row]
"""

from __future__ import annotations

from hashlib import sha256
from typing import Final

from db import clock
from db.door import Door
from db.errors import Refused

QUICK: Final = 5
FIRST_WAIT: Final = 30
LONGEST_WAIT: Final = 3600
MOST: Final = 100
_SERVER: Final = "server"

_COUNT: Final = (
    "INSERT INTO {tries} (login, failures, at, start) VALUES (:login, 1, :at, :start)"
    " ON CONFLICT (login) DO UPDATE SET failures = {tries}.failures + 1, at = excluded.at, start = excluded.start"
)


def wait_after(failures: int) -> int:
    """Return how many seconds the next try waits after so many failures in a row."""
    return 0 if failures < QUICK else min(LONGEST_WAIT, FIRST_WAIT << min(failures - QUICK, 10))


def count_try(door: Door, login: str) -> None:
    """Count a try, or refuse it uncounted: raises `Refused("wait")` with the seconds, `Refused("login_closed")`."""
    tries = door.named("tries")
    conn = door.connection
    with conn.transaction(write=True):
        if conn.dialect == "postgresql":
            conn.run(f"LOCK TABLE {tries} IN SHARE ROW EXCLUSIVE MODE")
        start, at = _now(door)
        row = conn.row(f"SELECT failures, at, start FROM {tries} WHERE login = :login", login=_digest(login))  # noqa: S608 - a name from code
        if row is not None:
            failures, before, which = row
            if failures >= MOST:
                raise Refused("login_closed")
            same = which == start and (at >= before or start == _SERVER)
            passed = max(0.0, at - before) if same else at  # started since: at least so long ago
            left = wait_after(failures) - passed
            if left > 0:
                raise Refused("wait", seconds=int(left) + 1)
        conn.run(_COUNT.format(tries=tries), login=_digest(login), at=at, start=start)


def forget_tries(door: Door, login: str) -> None:
    """Begin anew for a login: the password was right, or an administrator helped."""
    tries = door.named("tries")
    with door.connection.transaction(write=True) as conn:
        conn.run(f"DELETE FROM {tries} WHERE login = :login", login=_digest(login))  # noqa: S608 - as above


def _now(door: Door) -> tuple[str, float]:
    """Return the time of whoever keeps the door: the server's own, or this machine's."""
    if door.connection.dialect == "postgresql":
        return _SERVER, float(door.connection.value("SELECT EXTRACT(EPOCH FROM clock_timestamp())"))
    return clock.since_start()


def _digest(login: str) -> str:
    return sha256(login.encode("utf-8", "surrogatepass")).hexdigest()
