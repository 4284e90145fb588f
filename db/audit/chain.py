"""What makes the events of a session a chain: one way to write a row down, and a mark over it and the row before.

The mark is HMAC-SHA256 (RFC 2104), cut to 128 bits, in Base64. The key never stands in the database.
"""

from __future__ import annotations

import hashlib
import json
import re
from binascii import b2a_base64
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, Final, NamedTuple, TypeAlias

Plain: TypeAlias = "str | int | float | bool | None | Sequence[Plain] | Mapping[str, Plain]"
"""What JSON can say."""

COLUMNS: Final = (
    "id", "real_at", "user_id", "terminal", "event", "object_kind", "object_id", "outcome", "reason", "action_id",
    "session_id", "seq", "detail",
)  # fmt: skip
"""The columns that a mark is over, in this order: all but the mark itself."""

START: Final = "session"
"""The first event of a chain."""
END: Final = "session_end"
"""The last event of a chain; one that broke off has none."""
ENDS: Final = ("left", "shift_over", "disabled", "rights", "closed")
"""Why a session ends: its person left, twelve hours since the password, switched off, fewer rights, program closed."""

_MARK_BYTES: Final = 16
_BLOCK: Final = 64
_CODE: Final = re.compile(r"[A-Za-z0-9_.:,;/+=@-]{0,200}")
_LONGEST_TERMINAL: Final = 64
_encode: Final = json.JSONEncoder(ensure_ascii=True, separators=(",", ":")).encode


class Head(NamedTuple):
    """The end of a chain at some moment: its session, how many events it had, and the last one's mark."""

    session_id: int
    seq: int
    mac: str


class Marker:
    """Makes the marks of one key; the two halves of the HMAC are begun once and not for every row."""

    __slots__ = ("_inner", "_outer")

    def __init__(self, key: bytes) -> None:
        """Begin with a key of at most 64 bytes."""
        block = key.ljust(_BLOCK, b"\0")
        self._inner = hashlib.sha256(bytes(byte ^ 0x36 for byte in block))
        self._outer = hashlib.sha256(bytes(byte ^ 0x5C for byte in block))

    def __call__(self, before: str, row: tuple[object, ...]) -> str:
        """Return the mark of a row of texts and whole numbers in the order of `COLUMNS`, behind the mark `before`.

        A row is written down as Python writes a tuple in ASCII: unambiguous, and the quickest way there is.
        """
        inner, outer = self._inner.copy(), self._outer.copy()
        inner.update(f"{before}\n{row!a}".encode())
        outer.update(inner.digest())
        return b2a_base64(outer.digest()[:_MARK_BYTES], newline=False)[:-2].decode()


@lru_cache(maxsize=8)
def marker(key: bytes) -> Marker:
    """Return what makes the marks of a key."""
    return Marker(key)


def mark(key: bytes, before: str, row: tuple[object, ...]) -> str:
    """Return the mark of one row."""
    return marker(key)(before, row)


def mark_over(key: bytes, said: Plain) -> str:
    """Return the mark over anything that JSON can say."""
    return mark(key, "", (_encode(said),))


def code(text: str | None) -> str | None:
    """Return a code as it is; raises `ValueError` for anything that could be somebody's words: spaces, other letters.

    So no name, no diagnosis and no line break reaches the audit, whoever calls.
    """
    if text is not None and not _CODE.fullmatch(text):
        raise ValueError("the audit takes codes, not words")
    return text


def said(detail: Mapping[str, Plain] | None) -> str | None:
    """Return ids and codes as one line of JSON; raises `ValueError` for words."""
    if not detail:
        return None
    _refuse_words(detail)
    return _encode(detail)


def _refuse_words(value: Plain) -> None:
    if isinstance(value, str):
        code(value)
    elif isinstance(value, Mapping):
        for name, inner in value.items():
            code(name)
            _refuse_words(inner)
    elif isinstance(value, Sequence):
        for inner in value:
            _refuse_words(inner)


def one_line(terminal: str) -> str:
    """Return the name of a terminal without anything that could end a line or move a cursor."""
    if not terminal.isprintable():
        terminal = json.dumps(terminal)[1:-1]
    return terminal[:_LONGEST_TERMINAL]


def read(detail: str | None) -> dict[str, Any]:
    """Return what `said` wrote; nothing where it cannot be read, which its mark then tells."""
    try:
        found = json.loads(detail) if detail else {}
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
