"""When a file was made: as a workbook says of itself, else as its disk says."""

from __future__ import annotations

import hashlib
import io
import zipfile
import zlib
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from db.exchange.files import read_regular
from db.exchange.items import FileSeen
from db.exchange.workbook import ZIP

_CORE: Final = "docProps/core.xml"
_MOST: Final = 100_000
_FIRST: Final = datetime(2000, 1, 1, tzinfo=UTC)


def seen(path: Path, now: datetime) -> FileSeen:
    """Return what tells a file from others; nothing is made later than `now`. Raises what `read_regular` raises."""
    content = read_regular(path)
    made = _of_workbook(content) if content.startswith(ZIP) else None
    if made is None or not _FIRST <= made <= now + timedelta(days=1):
        made = datetime.fromtimestamp(max(path.stat().st_mtime, 0.0), UTC)
    return FileSeen(path.name, hashlib.sha256(content).hexdigest(), min(made, now).replace(microsecond=0))


def _of_workbook(content: bytes) -> datetime | None:
    """Return the time of the last change that the properties of a workbook name."""
    from xml.etree.ElementTree import ParseError

    from defusedxml import DefusedXmlException
    from defusedxml.ElementTree import fromstring

    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if archive.getinfo(_CORE).file_size > _MOST:
                return None
            root = fromstring(archive.read(_CORE), forbid_dtd=True)
    except (KeyError, ParseError, DefusedXmlException, zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError,
            NotImplementedError, ValueError, LookupError):  # fmt: skip
        return None  # a workbook that is no good is refused where it is read
    for part in root.iter():
        if part.tag.rpartition("}")[2] == "modified" and part.text:
            try:
                made = datetime.fromisoformat(part.text.strip())
            except ValueError:
                return None
            return made.replace(tzinfo=UTC) if made.tzinfo is None else made.astimezone(UTC)
    return None
