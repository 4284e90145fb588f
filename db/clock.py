"""The only place that reads the time."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from pathlib import Path


class Clock:
    """Two times: `real`, for audit, throttling and sessions, and `now`, the domain's, which `--now` may move."""

    def __init__(self, now: datetime | None = None) -> None:
        """Start the domain's clock at `now` (aware), or let it follow the real one."""
        self._shift = timedelta(0) if now is None else now.astimezone(UTC) - datetime.now(UTC)

    def real(self) -> datetime:
        """Return the real instant, aware UTC."""
        return datetime.now(UTC)

    def now(self) -> datetime:
        """Return the domain's instant, aware UTC."""
        return datetime.now(UTC) + self._shift

    @property
    def moved(self) -> bool:
        """Say whether the domain's time is not the real one."""
        return self._shift != timedelta(0)

    def monotonic(self) -> float:
        """Return seconds that never go back."""
        return time.monotonic()


def machine_seconds() -> float:
    """Return seconds that never go back, the same for every program of this machine; a restart begins anew."""
    return time.monotonic()


def since_start() -> tuple[str, float]:
    """Return which start of this machine it is, and the seconds since then: sleep counts, moving the clock does not.

    Where the system does not name its starts the name is empty, and sleep may not count.
    """
    clock = getattr(time, "CLOCK_BOOTTIME", None)
    try:
        name = Path("/proc/sys/kernel/random/boot_id").read_text("ascii").strip()
    except OSError:
        name = ""
    return name, time.monotonic() if clock is None else time.clock_gettime(clock)


class FrozenClock(Clock):
    """A clock that stands still until it is moved; for tests and for making invented histories."""

    def __init__(self, now: datetime) -> None:
        """Stand at `now` (aware)."""
        super().__init__()
        self._now = now.astimezone(UTC)

    def real(self) -> datetime:
        """Return the instant at which the clock stands."""
        return self._now

    def now(self) -> datetime:
        """Return the instant at which the clock stands."""
        return self._now

    @property
    def moved(self) -> bool:
        """A frozen clock is not a moved one."""
        return False

    def move_to(self, now: datetime) -> None:
        """Stand at another instant (aware)."""
        self._now = now.astimezone(UTC)
