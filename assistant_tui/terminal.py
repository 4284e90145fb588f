"""This terminal: shared or one's own, how long it stays open untouched, who signed in here lately."""

import json
import os
import platform
import stat
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, dataclass
from hashlib import blake2s
from pathlib import Path
from typing import Final

from assistant_tui.settings import Settings

SHARED_MINUTES: Final = 2
OWN_MINUTES: Final = 10
WARN_SECONDS: Final = 20
"""How long before it locks the terminal says so."""
SHIFT_HOURS: Final = 12
"""After so many hours the password is wanted again, however busy somebody was."""
CALL_MINUTES: Final = 30
"""How long an open call keeps the terminal open without a key."""
DAYS_KNOWN: Final = 7
MOST_NAMES: Final = 8
_MOST_BYTES: Final = 64 * 1024


def terminal_name() -> str:
    """Return the name of this computer, which the audit keeps as the terminal."""
    return platform.node()[:64] or "terminal"


def idle_seconds(settings: Settings) -> int:
    """Return after how many seconds without a key the terminal locks."""
    usual = SHARED_MINUTES if settings.terminal_kind == "shared" else OWN_MINUTES
    return (settings.idle_minutes or usual) * 60


def state_folder() -> Path:
    """Return where this computer keeps what is no setting and no record."""
    from platformdirs import user_state_path

    return user_state_path("onco-assistant", appauthor=False)


def mark_of(*words: str) -> str:
    """Return a short mark for words that are not to stand in a file name."""
    return blake2s("\n".join(words).encode(), digest_size=8).hexdigest()


def read_private(path: Path, most: int = _MOST_BYTES) -> bytes | None:
    """Return what stands in a file of our own; None where there is none, or where it is not ours."""
    try:
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0))
        with os.fdopen(descriptor, "rb") as file:
            found = os.fstat(file.fileno())
            foreign = hasattr(os, "geteuid") and found.st_uid != os.geteuid()
            if not stat.S_ISREG(found.st_mode) or found.st_size > most or foreign:
                return None
            return file.read()
    except OSError:
        return None


def write_private(path: Path, content: bytes) -> None:
    """Write a file that only its owner may read (0600), whole or not at all. Raises OSError."""
    from db.folders import make_private_folder

    make_private_folder(path.parent)
    fresh = path.with_name(f"{path.name}.{os.getpid()}.new")
    fresh.unlink(missing_ok=True)
    try:
        descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0), 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(path)
    except OSError:
        with suppress(OSError):
            fresh.unlink(missing_ok=True)
        raise


@dataclass(frozen=True)
class Known:
    """Somebody who signed in on this terminal: the login, the short name, when (seconds of the epoch)."""

    login: str
    name: str
    at: float


class Names:
    """Who signed in to a database on this terminal this week; a file of its own (0600), without any patient.

    A file that cannot be written is passed over: then names are typed.
    """

    def __init__(self, database: str, folder: Path | None = None, clock: Callable[[], float] = time.time) -> None:
        self.path = (folder or state_folder()) / f"names-{mark_of(database)}.json"
        self._clock = clock

    def known(self) -> list[Known]:
        """Return who signed in here this week, the latest first."""
        try:
            told = json.loads(read_private(self.path) or b"[]")
            found = [Known(str(each["login"]), str(each["name"]), float(each["at"])) for each in told]
        except (ValueError, TypeError, KeyError, RecursionError):
            return []
        now = self._clock()
        fresh = [each for each in found if abs(now - each.at) <= DAYS_KNOWN * 86_400]
        return sorted(fresh, key=lambda each: -each.at)[:MOST_NAMES]

    def note(self, login: str, name: str) -> None:
        """Note that somebody signed in; whoever was not here for a week is forgotten."""
        others = [each for each in self.known() if each.login != login]
        kept = [Known(login, name, self._clock()), *others][:MOST_NAMES]
        with suppress(OSError):
            write_private(self.path, json.dumps([asdict(each) for each in kept], ensure_ascii=False).encode())

    def forget(self) -> None:
        """Forget everybody."""
        with suppress(OSError):
            self.path.unlink(missing_ok=True)
