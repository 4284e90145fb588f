"""What a backup says of itself: a file of JSON beside it, under a mark that only the data key makes.

It holds no value of a patient: when, which schema, how many rows, marks over files and rows, the ends of the audit's
chains. So it can be read, and the list of backups shown, before anybody signs in; whether it is true is known after.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from db.audit.branches import FIRST, Remembered
from db.audit.chain import Head
from db.errors import Refused
from db.keys import derive
from db.swap import beside

FORMAT: Final = 1
ENDING: Final = ".json"
_NAME: Final = re.compile(r"-(\d{8}T\d{6}Z)(?:-\d+)?\.db")
_STAMP: Final = "%Y%m%dT%H%M%SZ"
_MOST_BYTES: Final = 64 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Manifest:
    """What is known of a backup."""

    at: str  # ISO 8601, UTC, real time
    kind: str  # asked, hourly, before_migration, before_restore, before_rekey
    identity: str
    schema: str
    engine: str  # of the database that it was taken of
    encrypted: bool
    mark: tuple[int, int]  # the last action and the last event of the audit that tells of more than a backup
    counts: Mapping[str, int]
    rows: str  # a mark over all rows
    heads: tuple[tuple[int, int, str], ...]  # session, place in its chain, mark
    database_sha256: str
    door_sha256: str
    branch: str = FIRST  # of the record, which begins anew with every restoring

    @property
    def taken_at(self) -> datetime:
        """The real instant at which it was taken."""
        return datetime.fromisoformat(self.at)


@dataclass(frozen=True, slots=True)
class Backup:
    """One whole backup in its folder; whether it is as it was taken, `require_true` tells."""

    path: Path
    manifest: Manifest

    @property
    def size(self) -> int:
        """How many bytes the database in it has."""
        return self.path.stat().st_size


def name_of(database: Path, at: datetime) -> str:
    """Return the file name of a backup of a database taken at an instant."""
    return f"{database.stem}-{at.astimezone(UTC).strftime(_STAMP)}.db"


def stem_of(server_or_path: str) -> str:
    """Return what the backups of a database are called after: the file's name, or the database's on a server."""
    from urllib.parse import urlsplit

    if "://" in server_or_path:
        return urlsplit(server_or_path).path.strip("/") or "caseload"
    return Path(server_or_path).stem


def write_manifest(path: Path, manifest: Manifest, key: bytes) -> None:
    """Write the manifest of a backup that lies at `path`, readable by its owner only."""
    said = {"format": FORMAT, **asdict(manifest)}
    text = json.dumps({**said, "mac": _mac(said, derive(key, "backup"))}, indent=1)
    place = beside(path, ENDING)
    descriptor = os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text + "\n")
        file.flush()
        os.fsync(file.fileno())


def read_manifest(path: Path) -> Manifest:
    """Return what a backup says of itself; raises `Refused("not_a_backup")`."""
    return _of(_read(path))


def require_true(path: Path, key: bytes) -> Manifest:
    """Return the manifest of a backup that is as it was taken.

    Raises `Refused("backup_changed")` where a file or the manifest is another one, `Refused("not_a_backup")`.
    """
    said = _read(path)
    if not _vouched(said, (derive(key, "backup"),)):
        raise Refused("backup_changed")
    manifest = _of(said)
    for file, known in ((path, manifest.database_sha256), (beside(path, ".door"), manifest.door_sha256)):
        if not file.exists() or sha256(file) != known:
            raise Refused("backup_changed")
    return manifest


def remembered(path: Path, keys: Iterable[bytes]) -> Remembered:
    """Return what a backup remembers of the audit; of which branch counts where one of the `keys` made its mark.

    The keys are those derived for backups, of now and of before. Raises `Refused("not_a_backup")`.
    """
    said = _read(path)
    manifest = _of(said)
    heads = tuple(Head(*head) for head in manifest.heads)
    return Remembered(heads, manifest.branch if _vouched(said, keys) else None)


def listed(folder: Path, database: str) -> list[Backup]:
    """Return the whole backups of a database in a folder, the newest first; what cannot be read is left out."""
    found: list[Backup] = []
    stem = stem_of(database)
    if not folder.is_dir():
        return found
    for place in folder.iterdir():
        if not place.name.startswith(stem) or not _NAME.fullmatch(place.name[len(stem) :]):
            continue
        try:
            found.append(Backup(place, read_manifest(place)))
        except Refused:
            continue
    return sorted(found, key=lambda backup: (backup.manifest.at, backup.path.name), reverse=True)


def sha256(path: Path) -> str:
    """Return the SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _vouched(said: Mapping[str, object], keys: Iterable[bytes]) -> bool:
    """Tell whether one of the keys made the mark that stands in what a manifest says."""
    body = {name: value for name, value in said.items() if name != "mac"}
    mac = str(said.get("mac", ""))
    return mac.isascii() and any(hmac.compare_digest(_mac(body, key), mac) for key in keys)


def _mac(said: Mapping[str, object], key: bytes) -> str:
    return hmac.digest(key, _body(said), "sha256").hex()


def _body(said: Mapping[str, object]) -> bytes:
    return json.dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=True).encode()


def _read(path: Path) -> dict[str, object]:
    place = beside(path, ENDING)
    try:
        if place.stat().st_size > _MOST_BYTES or not beside(path, ".door").exists():
            raise Refused("not_a_backup")
        said = json.loads(place.read_bytes())
    except (OSError, ValueError) as error:
        raise Refused("not_a_backup") from error
    if not isinstance(said, dict) or said.get("format") != FORMAT:
        raise Refused("not_a_backup")
    return said


def _of(said: Mapping[str, object]) -> Manifest:
    values = {name: value for name, value in said.items() if name not in {"format", "mac"}}
    try:
        values["mark"] = tuple(values["mark"])  # type: ignore[arg-type]  # as below
        values["heads"] = tuple((head[0], head[1], head[2]) for head in values["heads"])  # type: ignore[attr-defined]  # as below
        manifest = Manifest(**values)  # type: ignore[arg-type]  # whatever JSON gives; what is wrong is refused
        if manifest.taken_at.tzinfo is None:
            raise Refused("not_a_backup")
    except (TypeError, ValueError, LookupError) as error:
        raise Refused("not_a_backup") from error
    return manifest
