"""Another data key: everybody still comes in, the old key opens nothing, and a kill leaves one of both."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from db.actions.notes import add_note
from db.auth import user_by_id
from db.backup.manifest import listed
from db.backup.rekeying import rekey
from db.backup.restoring import Credentials, restore
from db.backup.taking import folder_of
from db.clock import FrozenClock
from db.door import Door
from db.engine import Connection, open_sqlite
from db.errors import CaseloadError, Denied, EnvironmentFault, Refused
from db.swap import Hold, beside
from db.work import User
from tests.db.backup.conftest import Base, KeyedDesk
from tests.db.backup.test_taking import with_patient
from tests.desk import NOW, PASSWORD

ROOT = Path(__file__).parents[3]
CLOCK = FrozenClock(NOW)
KILLED = """
import os, signal, sys
from db.auth import user_by_id
from db.backup.rekeying import rekey
from db.caseload import Caseload
left, key = int(sys.argv[2]), bytes.fromhex(sys.stdin.read())
def step(name):
    global left
    left -= 1
    if left == 0:
        os.kill(os.getpid(), signal.SIGKILL)
with Caseload(sys.argv[1], key=key) as caseload:
    user = user_by_id(caseload, 1)
rekey(sys.argv[1], key, user, step=step)
"""


def anna(base: Base) -> User:
    with base.desk() as desk:
        return user_by_id(desk, 1)


@pytest.fixture
def filled(base: Base) -> Base:
    with base.desk() as desk:
        desk.do(add_note, with_patient(desk), "до смены ключа")
    return base


def entered(base: Base, password: str = PASSWORD) -> bytes:
    with Door(base.url) as door:
        (key,) = door.enter("anna", password).keys
    return key


def notes(base: Base, key: bytes) -> list[str]:
    with KeyedDesk(base.url, CLOCK, key) as desk:
        assert desk.rows("PRAGMA integrity_check") == [("ok",)]
        assert desk.rows("PRAGMA foreign_key_check") == []
        return [row[0] for row in desk.rows("SELECT text FROM note")]


def opens(base: Base, key: bytes) -> bool:
    try:
        notes(base, key)
    except (EnvironmentFault, Refused):
        return False
    return True


def test_passwords_and_the_recovery_key_stay_and_the_old_key_opens_nothing(filled: Base) -> None:
    rekeyed = rekey(filled.url, filled.key, anna(filled), clock=CLOCK)
    assert rekeyed.encrypted is filled.encrypted
    key = entered(filled)
    assert key != filled.key
    with Door(filled.url) as door:
        assert door.recovered(filled.recovery_key) == (key,)
    assert notes(filled, key) == ["до смены ключа"]
    if filled.encrypted:
        assert not opens(filled, filled.key)
        for name in filled.files() - {"backups"}:
            assert "смены ключа".encode() not in (filled.path.parent / name).read_bytes()
    with KeyedDesk(filled.url, CLOCK, key) as desk:
        assert desk.rows("SELECT user_id FROM audit_event WHERE event = 'rekey'") == [(1,)]
        desk.do(add_note, 1, "после")  # the triggers and the plan came along
        assert desk.strays() == []
        with pytest.raises(Exception, match="never changed"):
            desk._writer.run("DELETE FROM audit_event")


def test_the_chains_of_the_audit_are_true_under_all_their_keys(filled: Base) -> None:
    from db.audit.verifying import verify

    def faults(key: bytes) -> int:
        with KeyedDesk(filled.url, CLOCK, key) as desk, desk.reading() as conn:
            return verify(conn, desk.derived("audit")).total

    assert faults(filled.key) == 0
    rekey(filled.url, filled.key, anna(filled), clock=CLOCK)
    key = entered(filled)
    assert faults(key) == 0
    rekey(filled.url, key, anna(replace(filled, key=key)), clock=CLOCK)
    assert faults(entered(filled)) == 0


def test_a_plain_one_is_encrypted_and_an_encrypted_one_is_made_plain(filled: Base) -> None:
    rekeyed = rekey(filled.url, filled.key, anna(filled), encrypted=not filled.encrypted, clock=CLOCK)
    assert rekeyed.encrypted is not filled.encrypted
    assert filled.path.read_bytes().startswith(b"SQLite format 3") is filled.encrypted
    key = entered(filled)
    assert notes(filled, key) == ["до смены ключа"]
    with Door(filled.url) as door:
        assert door.clear_key == (key if filled.encrypted else None)
    if not filled.encrypted:
        for name in filled.files() - {"backups"}:
            assert key.hex().encode() not in (filled.path.parent / name).read_bytes()
            assert filled.key.hex().encode() not in (filled.path.parent / name).read_bytes()


def test_the_backup_under_the_old_key_can_still_be_restored(filled: Base) -> None:
    rekeyed = rekey(filled.url, filled.key, anna(filled), clock=CLOCK)
    assert [one.path for one in listed(folder_of(filled.url), filled.url)] == [rekeyed.backup]
    restore(filled.url, rekeyed.backup, Credentials("anna", PASSWORD), clock=CLOCK)
    assert entered(filled) == filled.key
    assert notes(filled, filled.key) == ["до смены ключа"]


def test_only_an_administrator_and_only_while_nobody_has_it_open(filled: Base) -> None:
    user = anna(filled)
    before = filled.path.read_bytes()
    with pytest.raises(Denied, match="administrator_only"):
        rekey(filled.url, filled.key, replace(user, roles=frozenset({"assistant", "auditor"})), clock=CLOCK)
    with Hold(filled.path), pytest.raises(Refused, match="database_in_use"):
        rekey(filled.url, filled.key, user, clock=CLOCK)
    assert filled.path.read_bytes() == before


@pytest.mark.parametrize("point", range(1, 10))
def test_killed_at_any_point_the_old_or_the_new_key_opens_it(filled: Base, point: int) -> None:
    ended = subprocess.run(  # noqa: S603 - our own module
        [sys.executable, "-c", KILLED, filled.url, str(point)], cwd=ROOT, check=False, timeout=60,
        env={**os.environ, "PYTHONPATH": str(ROOT)}, input=filled.key.hex(), text=True,
    )  # fmt: skip
    assert ended.returncode in (-signal.SIGKILL, 0)
    if ended.returncode == 0:
        assert point > 5, "fewer points than there are steps"
    key = entered(filled)
    assert notes(filled, key) == ["до смены ключа"]
    after = key != filled.key
    assert after is (point >= 3)
    if after and filled.encrypted:
        assert not opens(filled, filled.key)
    assert not beside(filled.path, ".swap").exists()
    rekey(filled.url, key, anna(replace(filled, key=key)), clock=CLOCK)
    assert notes(filled, entered(filled)) == ["до смены ключа"]
    assert not [name for name in filled.files() if ".new" in name or ".swap" in name]


def test_a_copy_that_lost_a_row_on_the_way_takes_nobody_s_place(filled: Base, monkeypatch: pytest.MonkeyPatch) -> None:
    from db.backup import rekeying

    def losing(*args: Any, **kwargs: Any) -> Connection:
        conn = open_sqlite(*args, **kwargs)
        whole = conn.value

        def value(sql: str, **params: Any) -> Any:
            found = whole(sql, **params)
            if "sqlcipher_export" in sql:
                conn.run("DELETE FROM target.patient_word")
            return found

        monkeypatch.setattr(conn, "value", value)
        return conn

    user, before = anna(filled), filled.path.read_bytes()
    monkeypatch.setattr(rekeying, "open_sqlite", losing)
    with pytest.raises(EnvironmentFault, match="backup_unfit"):
        rekey(filled.url, filled.key, user, clock=CLOCK)
    assert filled.path.read_bytes() == before
    assert not [name for name in filled.files() if ".new" in name or ".swap" in name]


def test_a_wrong_key_changes_nothing(filled: Base) -> None:
    user, before = anna(filled), filled.path.read_bytes()
    if not filled.encrypted:
        pytest.skip("a plain one needs no key")
    with pytest.raises(CaseloadError):
        rekey(filled.url, bytes(32), user, clock=CLOCK)
    assert filled.path.read_bytes() == before
    assert not [name for name in filled.files() if ".new" in name or ".swap" in name]
