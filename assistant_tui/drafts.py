"""Drafts of open forms: what was typed and not yet saved, kept on this computer for the one who typed it."""

import json
import os
import stat
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from hashlib import blake2s
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from db.caseload import Caseload

WAIT_SECONDS: Final = 0.5
"""How long typing may be unwritten."""
MOST_STROKES: Final = 40
"""How many changes may be unwritten before they are written at once."""
MOST_BYTES: Final = 4_000_000
_LONGEST: Final = 20_000
_VERSION: Final = 1

Values = dict[str, str]


def drafts_folder() -> Path:
    """Return where the drafts of this person's account lie."""
    from platformdirs import user_state_path

    return user_state_path("onco-assistant", appauthor=False) / "drafts"


def drafts_of(caseload: "Caseload", *, failed: Callable[[OSError], None] | None = None) -> "Drafts":
    """Return the drafts of who is signed in, in this database."""
    return Drafts(drafts_folder(), caseload.user.id, caseload.identity, failed=failed)


class Drafts:
    """Forms half-way typed, of one user in one database; nobody else is offered them.

    `keep` returns at once and never fails: a thread writes within `WAIT_SECONDS`, at once after `MOST_STROKES`
    changes. The file (0600) is replaced whole, so that a killed process leaves the last one. Where it cannot be
    written (a full disk), ``failed`` is called once, on that thread, and what was typed is tried again with the next
    change. `take` leaves the draft where it is until `forget`: it is lost neither before it was shown nor after.
    """

    def __init__(
        self, folder: Path, user_id: int, database: str = "", *, failed: Callable[[OSError], None] | None = None
    ) -> None:
        """Keep drafts in ``folder`` for a user of the database with that identity."""
        self._owner = {"version": _VERSION, "user": user_id, "database": database}
        mark = blake2s(f"{user_id}\n{database}".encode(), digest_size=8).hexdigest()
        self.path = folder / f"{mark}.json"
        self._failed = failed
        self._failing = False
        self._lock = threading.Lock()
        self._file_lock = threading.Lock()
        self._changed: dict[str, Values | None] = {}
        self._strokes = 0
        self._typed = threading.Event()
        self._hurry = threading.Event()
        self._closed = False
        self._thread: threading.Thread | None = None

    # What forms ask and say.

    def keep(self, form_id: str, values: Mapping[str, str]) -> None:
        """Keep what stands in a form now; a form with nothing in it is forgotten."""
        kept = {name: value[:_LONGEST] for name, value in values.items()}
        self._change(form_id, kept if any(value.strip() for value in kept.values()) else None)

    def take(self, form_id: str) -> Values | None:
        """Return what was kept of a form, None where nothing was."""
        return self._all().get(form_id)

    def forget(self, form_id: str) -> None:
        """Forget a form: it was saved, or its words are not wanted."""
        self._change(form_id, None)

    def waiting(self) -> list[str]:
        """Return the ids of the forms that were left half-way, those kept first at the beginning."""
        return list(self._all())

    def flush(self) -> bool:
        """Write now; tell whether everything is written."""
        return self._write() is None

    def close(self) -> None:
        """Write what is left and stop the thread."""
        self._closed = True
        self._typed.set()
        self._hurry.set()
        if self._thread is not None:
            self._thread.join(timeout=2)
        self.flush()

    # Writing.

    def _change(self, form_id: str, values: Values | None) -> None:
        with self._lock:
            if values is None and form_id not in self._changed and not self.path.exists():
                return
            self._changed[form_id] = values
            self._strokes += 1
            hurry = values is None or self._strokes >= MOST_STROKES
            if self._thread is None and not self._closed:
                self._thread = threading.Thread(target=self._work, name="drafts", daemon=True)
                self._thread.start()
        if hurry:
            self._hurry.set()
        self._typed.set()

    def _work(self) -> None:
        while not self._closed:
            self._typed.wait()
            self._hurry.wait(WAIT_SECONDS)
            self._typed.clear()
            self._hurry.clear()
            error = self._write()
            if error is not None and not self._failing and self._failed is not None:
                self._failed(error)
            self._failing = error is not None

    def _write(self) -> OSError | None:
        with self._file_lock:
            with self._lock:
                changed, self._changed, self._strokes = self._changed, {}, 0
            if not changed:
                return None
            forms = self._read()
            for form_id, values in changed.items():
                forms.pop(form_id, None)
                if values is not None:
                    forms[form_id] = values
            try:
                self._replace(forms)
            except OSError as error:
                with self._lock:
                    self._changed = {**changed, **self._changed}
                return error
        return None

    def _replace(self, forms: Mapping[str, Values]) -> None:
        if not forms:
            self.path.unlink(missing_ok=True)
            return
        self.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        for left in self.path.parent.glob(f"{self.path.name}.*.new"):  # by a process that was killed while writing
            left.unlink(missing_ok=True)
        fresh = self.path.with_name(f"{self.path.name}.{os.getpid()}.new")
        try:
            descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0), 0o600)
            with os.fdopen(descriptor, "w", encoding="utf-8", errors="surrogatepass") as file:
                json.dump({**self._owner, "forms": forms}, file, ensure_ascii=False)
                file.flush()
                os.fsync(file.fileno())
            fresh.replace(self.path)
        except OSError:
            with suppress(OSError):
                fresh.unlink(missing_ok=True)
            raise

    # Reading.

    def _all(self) -> dict[str, Values]:
        with self._file_lock, self._lock:
            forms = self._read()
            for form_id, values in self._changed.items():
                forms.pop(form_id, None)
                if values is not None:
                    forms[form_id] = values
        return forms

    def _read(self) -> dict[str, Values]:
        """Return the forms in the file; a file that is damaged or somebody else's holds none."""
        try:
            descriptor = os.open(self.path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0))
            with os.fdopen(descriptor, "rb") as file:
                found = os.fstat(file.fileno())
                foreign = hasattr(os, "geteuid") and found.st_uid != os.geteuid()
                if not stat.S_ISREG(found.st_mode) or found.st_size > MOST_BYTES or foreign:
                    return {}
                told = json.loads(file.read().decode("utf-8", errors="surrogatepass"))
        except (OSError, ValueError, RecursionError):
            return {}
        if not isinstance(told, dict) or any(told.get(name) != value for name, value in self._owner.items()):
            return {}
        forms = told.get("forms")
        if not isinstance(forms, dict):
            return {}
        return {
            str(form_id): {str(name): str(value) for name, value in values.items()}
            for form_id, values in forms.items()
            if isinstance(values, dict)
        }
