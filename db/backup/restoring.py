"""Restoring a backup: whole or not at all, possible when nobody can sign in to the present database.

What is to come is made and proven beside the present database, which is kept first. Both then change places in one
step (`db.swap`). The key comes from the backup's own door, so from a password of then, or from the recovery key.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from db.audit.branches import RESTORED, new_branch
from db.backup import copying
from db.backup.copying import Contents
from db.backup.leaving import leave
from db.backup.manifest import Manifest, read_manifest, require_true
from db.backup.taking import folder_of, take
from db.clock import Clock
from db.door import Door
from db.engine import Connection, open_sqlite, sqlite_module
from db.errors import DAMAGE, BadInput, CaseloadError, Denied, Refused
from db.keys import derive
from db.opening import Opening, opening
from db.schema import HEAD
from db.state import is_encrypted
from db.swap import Hold, Step, beside, forget_prepared, prepared, put_in_place

_UNREADABLE = DAMAGE | {"backup_unfit", "no_door"}


@dataclass(frozen=True, slots=True)
class Credentials:
    """Who restores: a login and its password, both of then, or the recovery key."""

    login: str = ""
    password: str = field(default="", repr=False)
    recovery_key: str = field(default="", repr=False)

    def keys(self, door: Door) -> tuple[int | None, tuple[bytes, ...]]:
        """Return the user and the data keys that a door opens; the recovery key is nobody's.

        Raises `Refused("wrong_name_or_password" | "wrong_recovery_key")`, `BadInput("mistyped_code")`.
        """
        if self.recovery_key:
            return None, door.recovered(self.recovery_key)
        entered = door.enter(self.login.strip(), self.password)
        if entered.code_until is not None:  # a one-time code of then lets nobody in now
            raise Refused("wrong_name_or_password")
        return entered.user_id, entered.keys


@dataclass(frozen=True, slots=True)
class Restored:
    """What was restored, and where the state before it is kept: a backup, or files beside the database."""

    taken_at: datetime | None  # None: a database that was kept as it was, no backup
    kept: Path | None
    damaged: bool  # what is kept could not be read


def restore(
    url: str, backup: Path, who: Credentials, *, clock: Clock | None = None, terminal: str = "local",
    step: Step | None = None,
) -> Restored:  # fmt: skip
    """Put a backup, or a database that was kept, in the place of a SQLite database.

    Raises `Refused("database_in_use" | "not_a_backup" | "backup_changed" | "newer_schema" | …)`,
    `Denied("administrator_only")`, `EnvironmentFault`; then everything is as it was.
    """
    folder_of(url)  # of a server's database there is none
    path, clock = Path(url), clock or Clock()
    if not backup.is_file():
        raise BadInput("file_not_found", path=str(backup))
    if backup.resolve() == path.resolve():
        raise BadInput("restore_onto_itself")
    if not beside(backup, ".door").exists():
        raise Refused("not_a_backup")
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with Hold(path, alone=True):
        forget_prepared(path)
        try:
            plan = _prepare(backup, prepared(path), who)
            kept = _keep(path, who, plan.key, clock)
            _write_down(path, plan, kept, clock, terminal)
            put_in_place(path, kept=kept.aside, step=step)
        except BaseException:
            forget_prepared(path)
            raise
        forget_prepared(path)
    manifest = plan.manifest
    return Restored(manifest.taken_at if manifest else None, kept.backup or kept.aside, kept.damaged)


@dataclass(frozen=True, slots=True)
class _Plan:
    """What is to come: the backup's manifest, its data key, and who restores it; the recovery key is nobody's."""

    manifest: Manifest | None
    key: bytes = field(repr=False)
    user_id: int | None


@dataclass(frozen=True, slots=True)
class _Kept:
    """The present state: a backup of it, or the ending under which its files go aside; its key where it was read."""

    backup: Path | None = None
    aside: Path | None = None
    damaged: bool = False
    key: bytes | None = field(default=None, repr=False)


def _prepare(backup: Path, new: Path, who: Credentials) -> _Plan:
    """Make what is to come, and prove it."""
    manifest = read_manifest(backup) if beside(backup, ".json").exists() else None
    with _reading(beside(backup, ".door"), None, manifest) as door_then:
        copying.copy(door_then, beside(new, ".door"), None)
    with Door(str(new)) as door:
        user_id, keys = who.keys(door)
    key = _fitting(backup, keys, manifest)
    sqlite_key = derive(key, "sqlite") if is_encrypted(backup) else None
    with _reading(backup, sqlite_key, manifest) as conn:
        copying.copy(conn, new, sqlite_key)
    found = copying.require_whole(new, sqlite_key)
    if manifest is not None and (found.counts, found.rows) != (manifest.counts, manifest.rows):
        raise Refused("backup_changed")
    _require_administrator(new, sqlite_key, user_id)
    _bring_up(new, sqlite_key, found)
    return _Plan(manifest, key, user_id)


def _reading(file: Path, key: bytes | None, manifest: Manifest | None) -> Connection:
    """Open what is to be restored: a backup without touching it, a kept database with the log beside it."""
    return copying.looking(file, key) if manifest else open_sqlite(file, read_only=True, typed=False, key=key)


def _fitting(backup: Path, keys: tuple[bytes, ...], manifest: Manifest | None) -> bytes:
    """Return the key that a backup was taken under; there are two while a rekeying was under way."""
    for key in keys:
        try:
            if manifest is not None:
                require_true(backup, key)
            elif is_encrypted(backup):
                copying.looking(backup, derive(key, "sqlite")).value("SELECT COUNT(*) FROM sqlite_master")
        except CaseloadError:
            if key == keys[-1]:
                raise
        else:
            return key
    raise Refused("backup_changed")


def _require_administrator(new: Path, sqlite_key: bytes | None, user_id: int | None) -> None:
    """Let an administrator of then pass, and who has the recovery key."""
    if user_id is None:
        return
    with copying.looking(new, sqlite_key) as conn:
        roles = conn.value("SELECT roles FROM app_user WHERE id = :id AND active", id=user_id)
    if "administrator" not in (roles or "").split(","):
        raise Denied("administrator_only")


def _bring_up(new: Path, sqlite_key: bytes | None, found: Contents) -> None:
    """Bring a backup of an earlier version to the present schema; the backup itself stays as it is."""
    if found.schema > HEAD:
        raise Refused("newer_schema", found=found.schema, known=HEAD)
    if found.schema < HEAD:
        from db.migrations import migrate

        migrate(str(new), sqlite_key=sqlite_key, keep=False)


def _write_down(path: Path, plan: _Plan, kept: _Kept, clock: Clock, terminal: str) -> None:
    """Write into the restored audit that it was restored, by whom and from when, and what was left for it."""
    from db.auth import user_by_id
    from db.caseload import Caseload

    new, manifest, user_id = prepared(path), plan.manifest, plan.user_id
    with opening(str(new), plan.key).connect() as conn, conn.transaction(write=True):
        left = leave(conn, path, plan.key, kept.backup, kept.key)
    with Caseload(str(new), key=plan.key, clock=clock, terminal=terminal) as caseload:
        if user_id is not None:
            caseload.act_as(user_by_id(caseload, user_id))
        detail = {
            "taken": manifest.at if manifest else "kept", "by": "password" if user_id else "recovery_key",
            "branch": new_branch(), "left": sorted(left),
        }  # fmt: skip
        caseload.record_event(RESTORED, detail=detail, nobody=user_id is None)


def _keep(path: Path, who: Credentials, key: bytes, clock: Clock) -> _Kept:
    """Keep the present state: as a backup where it can be read, else as it is under another name."""
    if not any(beside(path, ending).exists() for ending in ("", "-wal", ".door")):
        return _Kept()
    now = clock.real()
    keys, sure = _present_keys(path, who, key)
    aside = f".before-restore-{now.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    for known in keys if path.exists() and path.stat().st_size else ():  # opening an empty one would fill it
        plain = not is_encrypted(path)
        source = Opening(str(path), known, plain, None if plain else derive(known, "sqlite"))
        try:
            return _Kept(take(source, folder_of(str(path)), now, "before_restore").path, key=known)
        except CaseloadError as fault:
            if fault.code not in _UNREADABLE:
                raise
            sure = sure and fault.code != "no_door"
        except sqlite_module().Error:  # so damaged that the engine has no word for it
            continue
    damaged = path.exists() and (sure or not is_encrypted(path))
    if damaged:
        aside = f".damaged-{now.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    return _Kept(aside=_free(path, aside), damaged=damaged)


def _present_keys(path: Path, who: Credentials, key: bytes) -> tuple[list[bytes], bool]:
    """Return the keys that may open the present database, and whether its own door gave one of them."""
    found, sure = [key], False
    if beside(path, ".door").exists() and path.exists():
        try:
            with Door(str(path)) as door:
                clear = door.clear_key
                keys = (clear,) if clear else who.keys(door)[1]
            found, sure = [*keys, *(one for one in found if one not in keys)], True
        except (CaseloadError, ValueError):  # nobody can come in there, or it is damaged: then it is kept as it is
            return found, sure
    return found, sure


def _free(path: Path, ending: str) -> Path:
    place, number = beside(path, ending), 2
    while place.exists() or beside(place, ".door").exists():
        place = beside(path, f"{ending}-{number}")
        number += 1
    return place
