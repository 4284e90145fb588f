"""The PIN: a quick way back to one's own screens on this terminal, for the length of a shift."""

import hashlib
import hmac
import json
import os
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final

from assistant_tui.terminal import mark_of, read_private, state_folder, write_private
from assistant_tui.text.i18n import _

if TYPE_CHECKING:
    from db.caseload import Caseload

LEAST: Final = 6
MOST: Final = 8
TRIES: Final = 5
"""Wrong tries after which only the password opens."""
_SALT: Final = 16


def looks_like_pin(text: str) -> bool:
    """Tell whether somebody typed a PIN rather than a password."""
    return text.isascii() and text.isdigit() and LEAST <= len(text) <= MOST


def what_is_wrong(digits: str) -> str:
    """Return a sentence for digits that make no PIN, empty for those that do."""
    if not (digits.isascii() and digits.isdigit()):
        return _("A PIN has digits only")
    if not LEAST <= len(digits) <= MOST:
        return _("A PIN has {least} to {most} digits", least=LEAST, most=MOST)
    steps = {(int(after) - int(before)) % 10 for before, after in zip(digits, digits[1:], strict=False)}
    halves = {digits[:size] for size in (2, 3, 4) if digits == digits[:size] * (len(digits) // size)}
    if len(steps) == 1 or halves:
        return _("This PIN is guessed at once: take digits without a pattern")
    return ""


class Pin:
    """A PIN that was set, kept as what scrypt makes of it; after `TRIES` wrong ones it opens nothing any more."""

    def __init__(self, salt: bytes, digest: bytes) -> None:
        self._salt, self._digest = salt, digest
        self.wrong = 0

    @classmethod
    def of(cls, digits: str) -> "Pin":
        """Return the PIN that these digits are; takes some tens of milliseconds."""
        salt = os.urandom(_SALT)
        return cls(salt, _digest(salt, digits))

    @property
    def tries_left(self) -> int:
        """How many more tries there are."""
        return max(0, TRIES - self.wrong)

    def opens(self, digits: str) -> bool:
        """Tell whether these are the digits; a wrong try is counted, a right one forgets the wrong ones."""
        if not self.tries_left:
            return False
        right = hmac.compare_digest(self._digest, _digest(self._salt, digits))
        self.wrong = 0 if right else self.wrong + 1
        return right

    # Kept for the next shift, so that nobody invents one each morning.

    def keep(self, caseload: "Caseload", folder: Path | None = None) -> None:
        """Keep it for who is signed in, sealed by a key of the database; a full disk only asks for one again."""
        from db.keys import seal

        told = json.dumps({"salt": self._salt.hex(), "digest": self._digest.hex()}).encode()
        with suppress(OSError):
            write_private(_place(caseload, folder), seal(caseload.derived("door"), told, _context(caseload)))

    @classmethod
    def kept(cls, caseload: "Caseload", folder: Path | None = None) -> "Pin | None":
        """Return the PIN that was kept for who is signed in by the password now, None where there is none.

        One that was kept before the database was given another key is sealed anew.
        """
        from db.audit import keys_of
        from db.errors import CaseloadError
        from db.keys import unseal

        sealed = read_private(_place(caseload, folder))
        if sealed is None:
            return None
        try:
            keys = keys_of(caseload, "door")
        except CaseloadError:  # the record does not answer: then the password goes on to count
            return None
        for number, key in enumerate(keys):
            try:
                told = json.loads(unseal(key, sealed, _context(caseload)))
                found = cls(bytes.fromhex(told["salt"]), bytes.fromhex(told["digest"]))
            except (CaseloadError, ValueError, TypeError, KeyError):
                continue
            if number:
                found.keep(caseload, folder)
            return found
        return None

    @staticmethod
    def lies_there(caseload: "Caseload", folder: Path | None = None) -> bool:
        """Tell whether a PIN was kept here for who is signed in, whether it opens or not."""
        return read_private(_place(caseload, folder)) is not None

    @staticmethod
    def forget(caseload: "Caseload", folder: Path | None = None) -> None:
        """Forget the PIN of who is signed in."""
        with suppress(OSError):
            _place(caseload, folder).unlink(missing_ok=True)


def _digest(salt: bytes, digits: str) -> bytes:
    return hashlib.scrypt(digits.encode(), salt=salt, n=2**14, r=8, p=1, dklen=32)


def _place(caseload: "Caseload", folder: Path | None) -> Path:
    return (folder or state_folder() / "pins") / mark_of(str(caseload.user.id), caseload.identity)


def _context(caseload: "Caseload") -> bytes:
    return f"pin {caseload.user.id} {caseload.identity}".encode()
