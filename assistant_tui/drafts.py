"""Drafts of open forms: what was typed and not yet saved, kept on this computer for the one who typed it."""

import json
import threading
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from hashlib import blake2s
from pathlib import Path
from typing import TYPE_CHECKING, Final

from assistant_tui.terminal import read_private, write_private

if TYPE_CHECKING:
    from db.caseload import Caseload

WAIT_SECONDS: Final = 0.5
"""How long typing may be unwritten."""
MOST_STROKES: Final = 40
"""How many changes may be unwritten before they are written at once."""
MOST_BYTES: Final = 4_000_000
_LONGEST: Final = 20_000
_VERSION: Final = 1
_CONTEXT: Final = b"drafts"

Values = dict[str, str]


def drafts_folder() -> Path:
    """Return where the drafts of this person's account lie."""
    from platformdirs import user_state_path

    return user_state_path("onco-assistant", appauthor=False) / "drafts"


def drafts_of(caseload: "Caseload", *, failed: Callable[[OSError], None] | None = None) -> "Drafts":
    """Return the drafts of who is signed in, in this database."""

    def earlier() -> list[bytes]:
        from db.audit import keys_of

        return keys_of(caseload, "drafts")[1:]

    key = caseload.derived("drafts")
    return Drafts(drafts_folder(), caseload.user.id, caseload.identity, key, earlier=earlier, failed=failed)


class Drafts:
    """Forms half-way typed, of one user in one database; nobody else is offered them.

    The file is sealed by a key of the database: without signing in nobody reads it. One that an earlier version left
    in the clear, and one that was sealed before the database was given another key, is taken over and sealed at once.

    `keep` returns at once and never fails: a thread writes within `WAIT_SECONDS`, at once after `MOST_STROKES`
    changes. The file (0600) is replaced whole, so that a killed process leaves the last one. Where it cannot be
    written (a full disk), ``failed`` is called once, on that thread, and what was typed is tried again with the next
    change. `take` leaves the draft where it is until `forget`: it is lost neither before it was shown nor after.
    """

    def __init__(
        self,
        folder: Path,
        user_id: int,
        database: str,
        key: bytes,
        *,
        earlier: Callable[[], Iterable[bytes]] = tuple,
        failed: Callable[[OSError], None] | None = None,
    ) -> None:
        """Keep drafts in ``folder``, sealed by ``key``, for a user of the database with that identity.

        ``earlier`` returns the keys of before; it is asked only where ``key`` does not open what lies there.
        """
        self._key = key
        self._owner = {"version": _VERSION, "user": user_id, "database": database}
        mark = blake2s(f"{user_id}\n{database}".encode(), digest_size=8).hexdigest()
        self.path = folder / f"{mark}.draft"
        self._plain = folder / f"{mark}.json"
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
        self._take_over_sealed(earlier)
        self._take_over_plain()

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
        if self.path.parent.exists():
            for left in self.path.parent.glob(f"{self.path.name}.*.new"):  # by a process that was killed while writing
                left.unlink(missing_ok=True)
        from db.keys import seal

        told = json.dumps({**self._owner, "forms": forms}, ensure_ascii=False)
        write_private(self.path, seal(self._key, told.encode("utf-8", errors="surrogatepass"), _CONTEXT))

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
        """Return the forms in the file; a file that is damaged, sealed by another key or somebody else's holds none."""
        sealed = read_private(self.path, MOST_BYTES)
        content = None if sealed is None else _opened(sealed, (self._key,))
        return {} if content is None else self._forms(content)

    def _forms(self, content: bytes) -> dict[str, Values]:
        try:
            told = json.loads(content.decode("utf-8", errors="surrogatepass"))
        except (ValueError, RecursionError):
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

    def _take_over_sealed(self, earlier: Callable[[], Iterable[bytes]]) -> None:
        """Seal anew what was sealed before the database was given another key."""
        sealed = read_private(self.path, MOST_BYTES)
        if sealed is None or _opened(sealed, (self._key,)) is not None:
            return
        from db.errors import CaseloadError

        with suppress(OSError, CaseloadError):  # later then: it stays as it lies there
            content = _opened(sealed, earlier())
            if content is not None and (forms := self._forms(content)):
                self._replace(forms)

    def _take_over_plain(self) -> None:
        """Seal what an earlier version left in the clear; its file is removed once that is written."""
        content = read_private(self._plain, MOST_BYTES)
        if content is None:
            return
        forms = {**self._forms(content), **self._read()}
        with suppress(OSError):
            if forms:
                self._replace(forms)
            self._plain.unlink(missing_ok=True)


def _opened(sealed: bytes, keys: Iterable[bytes]) -> bytes | None:
    """Return what the first key that fits opens, None where none does."""
    from db.errors import Refused
    from db.keys import unseal

    for key in keys:
        with suppress(Refused):
            return unseal(key, sealed, _CONTEXT)
    return None
