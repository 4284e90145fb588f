"""How long nobody touched the terminal, by whichever clock says longest."""

import time
from collections.abc import Callable

Readings = tuple[float, ...]


def clocks() -> Readings:
    """Return what the clocks of this computer say, in seconds: monotonic, with sleep, and the wall's.

    A monotonic clock stands still while a computer sleeps, and the clock on the wall is moved by people: only the
    longest of the gaps is safe.
    """
    asleep_too = getattr(time, "CLOCK_BOOTTIME", None)
    since_boot = time.clock_gettime(asleep_too) if asleep_too is not None else time.monotonic()
    return time.monotonic(), since_boot, time.time()


class Since:
    """The time since something happened."""

    def __init__(self, read: Callable[[], Readings] = clocks) -> None:
        self._read = read
        self._at = read()

    def again(self) -> None:
        """Note that it happened now."""
        self._at = self._read()

    @property
    def seconds(self) -> float:
        """How long ago it happened, by the clock that says longest; one that was set back says less than nothing."""
        return max(now - then for now, then in zip(self._read(), self._at, strict=True))
