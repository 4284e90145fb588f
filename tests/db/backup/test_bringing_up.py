"""Bringing an older database up to date: a backup first, whole or not at all, for whoever shows a password."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from db import auth
from db.auth import sign_in
from db.backup import Credentials, bring_up, folder_of, listed, restore
from db.clock import FrozenClock
from db.engine import open_sqlite
from db.errors import EnvironmentFault, Refused
from db.migrations import current
from db.schema import HEAD
from db.swap import Hold
from tests.db.backup.conftest import Base
from tests.db.backup.older import PATIENT, SCHEMA, make_older
from tests.desk import NOW, PASSWORD

ROOT = Path(__file__).parents[3]
CLOCK = FrozenClock(NOW)
KILLED = """
import os, signal, sys
from db.backup import bring_up, copying
left, key = int(sys.argv[2]), bytes.fromhex(sys.stdin.read())
def hook(statement):
    global left
    left -= 1
    if left == 0:
        os.kill(os.getpid(), signal.SIGKILL)
if left == 0:
    copying.require_whole = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
bring_up(sys.argv[1], key, hook=hook)
"""


@pytest.fixture(params=["plain", "encrypted"])
def older(request: pytest.FixtureRequest, tmp_path: Path) -> Base:
    folder = tmp_path / "data"
    folder.mkdir(mode=0o700)
    return make_older(folder, plain=request.param == "plain")


def schema(base: Base) -> str | None:
    return current(base.url, base.opening().sqlite_key)


def patients(base: Base) -> list[str]:
    with open_sqlite(base.path, read_only=True, key=base.opening().sqlite_key) as conn:
        assert conn.rows("PRAGMA integrity_check") == [("ok",)]
        return [row[0] for row in conn.rows("SELECT full_name FROM patient")]


def test_whoever_signs_in_brings_it_up_to_date_and_a_backup_of_before_can_be_restored(older: Base) -> None:
    if older.encrypted:  # a plain one says it at its door, before anybody signs in
        with pytest.raises(Refused, match="older_schema"):
            sign_in(older.url, "anna", PASSWORD, clock=CLOCK)
    auth.bring_up(older.url, "anna", PASSWORD, clock=CLOCK)
    assert (schema(older), patients(older)) == (HEAD, [PATIENT])
    (kept,) = listed(folder_of(older.url), older.url)
    assert (kept.manifest.kind, kept.manifest.schema) == ("before_migration", SCHEMA)
    assert kept.manifest.encrypted is older.encrypted
    with sign_in(older.url, "anna", PASSWORD, clock=CLOCK) as caseload, caseload.reading() as conn:
        assert caseload.user.login == "anna"
        conn.rows("SELECT 1")
    restored = restore(older.url, kept.path, Credentials("anna", PASSWORD), clock=CLOCK)
    assert restored.taken_at == NOW
    assert (schema(older), patients(older)) == (HEAD, [PATIENT])  # brought up anew
    again = bring_up(older.url, older.key, clock=CLOCK)
    assert (again.before, again.after, again.kept) == (HEAD, HEAD, None)


def test_the_recovery_key_does_it_too(older: Base) -> None:
    auth.bring_up(older.url, "anna", older.recovery_key, recovery=True, clock=CLOCK)
    assert schema(older) == HEAD


@pytest.mark.parametrize("login", ["anna", "nobody"])
def test_a_wrong_password_changes_nothing(older: Base, login: str) -> None:
    before = older.path.read_bytes()
    with pytest.raises(Refused, match="wrong_name_or_password"):
        auth.bring_up(older.url, login, "не тот пароль", clock=CLOCK)
    if older.encrypted:
        with pytest.raises((Refused, EnvironmentFault)):
            bring_up(older.url, clock=CLOCK)
        with pytest.raises(EnvironmentFault, match="not_a_database"):
            bring_up(older.url, bytes(32), clock=CLOCK)
    assert older.path.read_bytes() == before
    assert schema(older) == SCHEMA
    assert listed(folder_of(older.url), older.url) == []


def test_it_waits_until_nobody_else_has_it_open(older: Base) -> None:
    with Hold(older.path), pytest.raises(Refused, match="database_in_use"):
        auth.bring_up(older.url, "anna", PASSWORD, clock=CLOCK)
    assert schema(older) == SCHEMA
    assert listed(folder_of(older.url), older.url) == []
    auth.bring_up(older.url, "anna", PASSWORD, clock=CLOCK)
    assert schema(older) == HEAD


def test_where_no_backup_can_be_taken_nothing_is_changed(older: Base, monkeypatch: pytest.MonkeyPatch) -> None:
    from db.backup import bringing_up

    def full(*_: object) -> None:
        raise EnvironmentFault("disk_full")

    monkeypatch.setattr(bringing_up, "take", full)
    with pytest.raises(EnvironmentFault, match="disk_full"):
        bring_up(older.url, older.key, clock=CLOCK)
    assert (schema(older), patients(older)) == (SCHEMA, [PATIENT])


@pytest.mark.parametrize("number", [0, 1, 7, 40, 95])
def test_killed_at_any_point_it_is_as_before_or_as_after(older: Base, number: int) -> None:
    """With 0 it dies while the backup is proven, else at that statement of the step."""
    ended = subprocess.run(  # noqa: S603 - our own module
        [sys.executable, "-c", KILLED, older.url, str(number)], cwd=ROOT, check=False, timeout=60,
        env={**os.environ, "PYTHONPATH": str(ROOT)}, input=older.key.hex(), text=True,
    )  # fmt: skip
    assert ended.returncode in (-signal.SIGKILL, 0)
    assert schema(older) == (SCHEMA if ended.returncode else HEAD)
    assert ended.returncode or number > 40, "fewer statements than there are"
    assert patients(older) == [PATIENT]
    backups = listed(folder_of(older.url), older.url)
    assert [one.manifest.schema for one in backups] == ([SCHEMA] if number else [])
    auth.bring_up(older.url, "anna", PASSWORD, clock=CLOCK)
    assert (schema(older), patients(older)) == (HEAD, [PATIENT])
    assert not [name for name in older.files() if "making" in name]
