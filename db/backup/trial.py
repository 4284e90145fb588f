"""Restoring the latest backup for trial: a backup that nobody ever restored is a hope."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from db.backup import copying
from db.backup.manifest import Backup, Manifest, listed, require_true
from db.backup.taking import back_up, folder_of, known_key
from db.errors import Refused
from db.keys import derive
from db.rules.rotation import HOURLY, LONGEST_GAP, TEST_EVERY
from db.swap import beside

if TYPE_CHECKING:
    from db.caseload import Caseload

_TRIED: Final = "tried"  # the file in the folder of backups that says when


@dataclass(frozen=True, slots=True)
class Safety:
    """How safe a database is against its loss: its latest backup, how many there are, and the last trial."""

    latest: Backup | None
    number: int
    tried_at: datetime | None


def safety_of(url: str) -> Safety:
    """Return what lies in the folder of backups; needs no sign-in."""
    folder = folder_of(url)
    there = listed(folder, url)
    try:
        tried_at = datetime.fromisoformat((folder / f"{Path(url).stem}.{_TRIED}").read_text(encoding="utf-8").strip())
    except (OSError, ValueError):
        tried_at = None
    return Safety(
        there[0] if there else None, len(there), None if tried_at is None or not tried_at.tzinfo else tried_at
    )


def try_out(caseload: Caseload) -> Manifest:
    """Restore the latest backup into a file beside it, compare every row, throw it away, and tell the audit.

    Raises `Refused("no_backup" | "backup_changed")`, `EnvironmentFault("backup_unfit")`.
    """
    folder = folder_of(caseload.url)
    there = listed(folder, caseload.url)
    if not there:
        raise Refused("no_backup")
    backup, key = there[0].path, known_key(caseload.opening)
    manifest = require_true(backup, key)
    sqlite_key = derive(key, "sqlite") if manifest.encrypted else None
    trial = beside(backup, ".making")
    _remove(trial)
    try:
        with copying.looking(backup, sqlite_key) as conn:
            copying.copy(conn, trial, sqlite_key)
        with copying.looking(beside(backup, ".door"), None) as conn:
            copying.copy(conn, beside(trial, ".door"), None)
        found = copying.require_whole(trial, sqlite_key)
        if (found.counts, found.rows) != (manifest.counts, manifest.rows):
            raise Refused("backup_changed")
    finally:
        _remove(trial)
    now = caseload.clock.real()
    place = folder / f"{Path(caseload.url).stem}.{_TRIED}"
    fresh = beside(place, ".making")
    fresh.unlink(missing_ok=True)
    copying.make_private(fresh)
    fresh.write_text(now.isoformat() + "\n", encoding="utf-8")
    fresh.replace(place)
    caseload.record_event("restore_test", detail={"taken": manifest.at})
    return manifest


def back_up_when_due(caseload: Caseload, *, came_in: bool) -> Backup | None:
    """Take a backup that nobody asked for where one is due, and once in a month restore it for trial.

    Right after a sign-in it is due a day after the last one, later an hour after it where something has changed.
    """
    last = safety_of(caseload.url)
    now = caseload.clock.real()
    wait = LONGEST_GAP if came_in else HOURLY
    if last.latest is not None and now - last.latest.manifest.taken_at < wait:
        return None
    taken = back_up(caseload, asked=False)
    if taken is not None and (last.tried_at is None or now - last.tried_at >= TEST_EVERY):
        try_out(caseload)
    return taken


def _remove(trial: Path) -> None:
    for part in ("", ".door"):
        for side in ("", "-journal"):
            beside(trial, part + side).unlink(missing_ok=True)
