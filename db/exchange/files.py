"""Opening a file that somebody names: only regular files of a bearable size are read."""

from __future__ import annotations

import os
import stat
from io import FileIO
from pathlib import Path
from typing import Final

from db.errors import BadData, BadInput

MOST_BYTES: Final = 50_000_000
_CHUNK: Final = 1 << 20


def read_regular(path: Path, most: int = MOST_BYTES) -> bytes:
    """Return the content of a regular file; a symbolic link to one is followed.

    Raises `BadInput`: file_not_found, not_a_file (folder, device, pipe, socket), cannot_read; `BadData`: file_empty,
    file_too_large. Nothing waits on a pipe, and nothing is read of what is refused.
    """
    shown = os.fsdecode(path).replace("\0", "?")
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)
    try:
        _require_regular(os.stat(path).st_mode, shown)  # opening a device may already do something
        descriptor = os.open(path, flags)
    except FileNotFoundError as error:
        raise BadInput("file_not_found", path=shown) from error
    except (OSError, ValueError) as error:  # ValueError: a NUL in the name
        raise BadInput("cannot_read", path=shown) from error
    try:
        with os.fdopen(descriptor, "rb", buffering=0) as stream:
            found = os.fstat(descriptor)
            _require_regular(found.st_mode, shown)
            if found.st_size > most:
                raise BadData("file_too_large", path=shown, most=most)
            content = _content(stream, most)
    except OSError as error:
        raise BadInput("cannot_read", path=shown) from error
    if len(content) > most:
        raise BadData("file_too_large", path=shown, most=most)
    if not content:
        raise BadData("file_empty", path=shown)
    return content


def _require_regular(mode: int, shown: str) -> None:
    if not stat.S_ISREG(mode):
        raise BadInput("not_a_file", path=shown)


def _content(stream: FileIO, most: int) -> bytes:
    """Read to the end, but never more than one chunk above the limit: the file may be growing."""
    parts: list[bytes] = []
    size = 0
    while size <= most:
        part = stream.read(_CHUNK)
        if not part:
            break
        parts.append(part)
        size += len(part)
    return b"".join(parts)
