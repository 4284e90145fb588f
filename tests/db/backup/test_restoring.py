"""Restoring: by a password of then or the recovery key, whole or not at all, and it can be taken back."""

from __future__ import annotations

import hashlib
import os
import signal
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from db.actions.notes import add_note
from db.backup import copying
from db.backup.manifest import Backup, listed
from db.backup.restoring import Credentials, restore
from db.backup.taking import back_up, folder_of, take
from db.caseload import Caseload
from db.clock import FrozenClock
from db.door import Door
from db.engine import open_sqlite
from db.errors import BadInput, CaseloadError, Denied, EnvironmentFault, Refused
from db.swap import Hold, beside, prepared, put_in_place
from tests.db.backup.conftest import Base
from tests.db.backup.test_taking import with_patient
from tests.desk import NOW, PASSWORD, copied

ROOT = Path(__file__).parents[3]
LATER = FrozenClock(NOW + timedelta(hours=5))
ANNA = Credentials("anna", PASSWORD)
KILLED = """
import os, signal, sys
from datetime import UTC, datetime
from pathlib import Path
from db.backup.restoring import Credentials, restore
from db.clock import FrozenClock
left = int(sys.argv[3])
def step(name):
    global left
    left -= 1
    if left == 0:
        os.kill(os.getpid(), signal.SIGKILL)
clock = FrozenClock(datetime(2026, 11, 20, 12, tzinfo=UTC))
restore(sys.argv[1], Path(sys.argv[2]), Credentials("anna", sys.stdin.read()), clock=clock, step=step)
"""


@pytest.fixture
def two_states(base: Base) -> tuple[Base, Backup]:
    """A database with one note more than its backup."""
    with base.desk() as desk:
        patient = with_patient(desk)
        desk.do(add_note, patient, "раньше")
        backup = back_up(desk)
        assert backup is not None
        desk.do(add_note, patient, "позже")
    return base, backup


def notes(base: Base) -> list[str]:
    with base.desk() as desk:
        assert desk.rows("PRAGMA integrity_check") == [("ok",)]
        return [row[0] for row in desk.rows("SELECT text FROM note ORDER BY id")]


def test_the_state_of_then_comes_back_and_the_present_one_is_a_backup(two_states: tuple[Base, Backup]) -> None:
    base, backup = two_states
    restored = restore(base.url, backup.path, ANNA, clock=LATER)
    assert (restored.taken_at, restored.damaged) == (NOW, False)
    assert restored.kept is not None
    assert notes(base) == ["раньше"]
    with base.desk() as desk:
        told = desk.rows("SELECT event, user_id FROM audit_event WHERE event = 'restore'")
    assert told == [("restore", 1)]
    assert [one.path for one in listed(folder_of(base.url), base.url)][0] == restored.kept
    again = restore(base.url, restored.kept, ANNA, clock=FrozenClock(NOW + timedelta(hours=6)))
    assert again.kept is not None
    assert notes(base) == ["раньше", "позже"]
    assert not [name for name in base.files() if ".new" in name or ".swap" in name]


def test_every_row_of_then_comes_back_as_it_was(two_states: tuple[Base, Backup]) -> None:
    """The marks over the rows are equal, but for what tells that it was restored."""
    base, backup = two_states
    told = {"audit_event", "session"}

    def marks(path: Path) -> dict[str, str]:
        with copying.looking(path, base.opening().sqlite_key) as conn:
            return {
                table: hashlib.sha256(repr(conn.rows(f'SELECT * FROM "{table}" ORDER BY rowid')).encode()).hexdigest()
                for table in copying.tables(conn)
                if table not in told
            }

    then = marks(backup.path)
    restore(base.url, backup.path, ANNA, clock=LATER)
    assert len(then) > 30
    assert marks(base.path) == then


def test_a_kept_database_with_a_row_that_points_nowhere_is_not_put_in_place(base: Base, tmp_path: Path) -> None:
    """There is no manifest that would miss it."""
    kept = copied(base.path, tmp_path / "kept.db")
    with open_sqlite(kept, key=base.opening().sqlite_key) as conn:
        conn.run("PRAGMA foreign_keys=OFF")
        conn.run("INSERT INTO note (patient_id, text, at, user_id, version) VALUES (77, 'ничья', :at, 1, 1)", at=NOW)
    with pytest.raises(EnvironmentFault, match="backup_unfit"):
        restore(base.url, kept, ANNA, clock=LATER)
    assert notes(base) == []


def test_a_kept_database_comes_back_with_what_stands_in_its_log_alone(base: Base, tmp_path: Path) -> None:
    (tmp_path / "kept").mkdir()
    kept = copied(base.path, tmp_path / "kept" / "kept.db")
    with Base(kept, base.key, base.recovery_key, base.encrypted).desk() as desk:
        desk.do(add_note, with_patient(desk), "только в журнале")
        log = beside(kept, "-wal").read_bytes()
        before = kept.read_bytes()
    kept.write_bytes(before)  # as a killed program leaves both
    beside(kept, "-wal").write_bytes(log)
    restore(base.url, kept, ANNA, clock=LATER)
    assert notes(base) == ["только в журнале"]


def test_at_no_step_is_there_no_database_and_a_damaged_one_is_kept_whole(two_states: tuple[Base, Backup]) -> None:
    base, backup = two_states
    harmed = bytes(4096) + base.path.read_bytes()[4096:]
    base.path.write_bytes(harmed)
    seen: list[str] = []

    def step(name: str) -> None:
        assert base.path.exists(), name  # whoever finds none would make a new one
        assert beside(base.path, ".door").exists(), name
        seen.append(name)

    restored = restore(base.url, backup.path, ANNA, clock=LATER, step=step)
    assert len(seen) > 6
    assert restored.kept is not None
    assert restored.kept.read_bytes() == harmed
    assert notes(base) == ["раньше"]


def test_a_password_of_then_counts_and_one_of_now_does_not(two_states: tuple[Base, Backup]) -> None:
    base, backup = two_states
    with Door(base.url) as door:
        door.set_password("anna", 1, "нынешний пароль длинный", key=base.key)
    with pytest.raises(Refused, match="wrong_name_or_password"):
        restore(base.url, backup.path, Credentials("anna", "нынешний пароль длинный"), clock=LATER)
    assert notes(base) == ["раньше", "позже"]
    restore(base.url, backup.path, ANNA, clock=LATER)
    with Door(base.url) as door:
        assert door.enter("anna", PASSWORD).user_id == 1


def test_the_recovery_key_restores_when_nobody_can_sign_in(two_states: tuple[Base, Backup]) -> None:
    base, backup = two_states
    beside(base.path, ".door").unlink()
    restored = restore(base.url, backup.path, Credentials(recovery_key=base.recovery_key), clock=LATER)
    assert restored.kept is not None
    assert notes(base) == ["раньше"]
    with base.desk() as desk:
        told = desk.rows("SELECT user_id, detail FROM audit_event WHERE event = 'restore'")
    assert told[0][0] is None
    assert "recovery_key" in told[0][1]
    with pytest.raises((Refused, BadInput)):
        restore(base.url, backup.path, Credentials(recovery_key="0000-0000"), clock=LATER)


def test_who_was_no_administrator_then_restores_nothing(base: Base) -> None:
    with base.desk() as desk, desk._writer.transaction(write=True) as conn:
        conn.run("UPDATE app_user SET roles = 'assistant,supervisor' WHERE id = 1")
    backup = take(base.opening(), folder_of(base.url), NOW, "asked")
    before = base.files()
    with pytest.raises(Denied, match="administrator_only"):
        restore(base.url, backup.path, ANNA, clock=LATER)
    assert base.files() - {"caseload.db.lock"} == before - {"caseload.db.lock"}


def test_one_that_was_changed_is_refused(two_states: tuple[Base, Backup]) -> None:
    base, backup = two_states
    text = bytearray(backup.path.read_bytes())
    text[len(text) // 2] ^= 1
    backup.path.write_bytes(bytes(text))
    with pytest.raises(Refused, match="backup_changed"):
        restore(base.url, backup.path, ANNA, clock=LATER)
    assert notes(base) == ["раньше", "позже"]


def test_a_database_that_is_gone_comes_back(two_states: tuple[Base, Backup]) -> None:
    base, backup = two_states
    for name in list(base.files() - {"backups"}):
        (base.path.parent / name).unlink()
    restored = restore(base.url, backup.path, ANNA, clock=LATER)
    assert (restored.kept, restored.damaged) == (None, False)
    assert notes(base) == ["раньше"]


@pytest.mark.parametrize("harm", ["header", "middle", "short", "nothing"])
def test_a_damaged_one_is_renamed_and_never_deleted(two_states: tuple[Base, Backup], harm: str) -> None:
    base, backup = two_states
    text = bytearray(base.path.read_bytes())
    if harm == "header":
        text[:4096] = bytes(4096)
    elif harm == "middle":
        text[4096:] = os.urandom(len(text) - 4096)
    elif harm == "short":
        del text[len(text) // 3 :]
    else:
        text.clear()
    base.path.write_bytes(bytes(text))
    restored = restore(base.url, backup.path, ANNA, clock=LATER)
    assert notes(base) == ["раньше"]
    assert restored.kept is not None
    assert restored.damaged
    assert restored.kept.name == "caseload.db.damaged-20261120T120000Z"
    assert restored.kept.read_bytes() == bytes(text)
    assert beside(restored.kept, ".door").exists()


def test_one_under_another_key_is_kept_as_it_is_and_can_come_back(base: Base, tmp_path: Path) -> None:
    """Nobody can sign in to the present one: it is whole, only locked."""
    backup = take(base.opening(), folder_of(base.url), NOW, "asked")
    from tests.db.backup.conftest import made

    (tmp_path / "other").mkdir()
    other = made(tmp_path / "other", plain=not base.encrypted)
    with Door(other.url) as door:
        door.set_password("anna", 1, "пароль, который забыт", key=other.key)
    with other.desk() as desk:
        desk.do(add_note, with_patient(desk), "в другой базе")
    restored = restore(other.url, backup.path, ANNA, clock=LATER)
    assert restored.kept is not None
    assert not restored.damaged
    assert notes(Base(other.path, base.key, base.recovery_key, base.encrypted)) == []
    who = Credentials("anna", "пароль, который забыт")
    restore(other.url, restored.kept, who, clock=FrozenClock(NOW + timedelta(hours=7)))
    assert notes(other) == ["в другой базе"]


def test_it_is_refused_while_another_program_has_the_database_open(two_states: tuple[Base, Backup]) -> None:
    base, backup = two_states
    before = base.path.read_bytes()
    code = (
        "import sys; from db.caseload import Caseload;"
        " c = Caseload(sys.argv[1], key=bytes.fromhex(sys.stdin.readline()));"
        " print('open', flush=True); sys.stdin.read()"
    )
    with subprocess.Popen(  # noqa: S603 - our own module
        [sys.executable, "-c", code, base.url], cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    ) as other:  # fmt: skip
        assert other.stdin is not None
        assert other.stdout is not None
        other.stdin.write(base.key.hex() + "\n")
        other.stdin.flush()
        assert other.stdout.readline() == "open\n"
        with pytest.raises(Refused, match="database_in_use"):
            restore(base.url, backup.path, ANNA, clock=LATER)
        assert base.path.read_bytes() == before
        other.stdin.close()
        assert other.wait(20) == 0
    restore(base.url, backup.path, ANNA, clock=LATER)


def test_nobody_opens_one_that_is_being_replaced(base: Base, monkeypatch: pytest.MonkeyPatch) -> None:
    from db import swap

    monkeypatch.setattr(swap, "_WAIT_SECONDS", 0.05)
    with Hold(base.path, alone=True), pytest.raises(EnvironmentFault, match="database_busy"):
        Caseload(base.url, key=base.key)


@pytest.mark.parametrize("point", range(1, 10))
def test_killed_at_any_point_it_is_before_or_after(two_states: tuple[Base, Backup], point: int) -> None:
    base, backup = two_states
    with Door(base.url) as door:  # the doors differ too: that of before has another password
        door.set_password("anna", 1, "нынешний пароль длинный", key=base.key)
    ended = subprocess.run(  # noqa: S603 - our own module
        [sys.executable, "-c", KILLED, base.url, str(backup.path), str(point)], cwd=ROOT, check=False, timeout=60,
        env={**os.environ, "PYTHONPATH": str(ROOT)}, input=PASSWORD, text=True,
    )  # fmt: skip
    assert ended.returncode in (-signal.SIGKILL, 0)
    if ended.returncode == 0:
        assert point > 6, "fewer points than there are steps"
    assert base.path.exists()  # whoever finds none would make a new one
    with Door(base.url) as door:
        passwords = [one for one in (PASSWORD, "нынешний пароль длинный") if lets_in(door, one)]
    assert len(passwords) == 1
    after = passwords == [PASSWORD]
    assert notes(base) == (["раньше"] if after else ["раньше", "позже"])
    assert after is (point >= 3)  # with the third step the plan is written
    assert not beside(base.path, ".swap").exists()
    again = listed(folder_of(base.url), base.url)
    assert [one.manifest.kind for one in again] == ["before_restore", "asked"]
    restore(base.url, again[0].path, Credentials("anna", "нынешний пароль длинный"), clock=LATER)
    assert notes(base) == ["раньше", "позже"]
    assert not [name for name in base.files() if ".new" in name or ".swap" in name]


def lets_in(door: Door, password: str) -> bool:
    try:
        door.enter("anna", password)
    except CaseloadError:
        return False
    return True


def test_the_log_of_the_one_before_is_never_read_into_the_restored_one(two_states: tuple[Base, Backup]) -> None:
    base, backup = two_states
    with base.desk() as desk:  # its log is left behind, as by a killed program
        desk.do(add_note, 1, "только в журнале")
        log = beside(base.path, "-wal").read_bytes()
        shm = beside(base.path, "-shm").read_bytes()
    beside(base.path, "-wal").write_bytes(log)
    beside(base.path, "-shm").write_bytes(shm)
    restore(base.url, backup.path, ANNA, clock=LATER)
    assert notes(base) == ["раньше"]


@pytest.mark.parametrize("keeps", [False, True])
def test_a_log_goes_the_way_of_its_own_database(tmp_path: Path, keeps: bool) -> None:
    path, kept = tmp_path / "a.db", tmp_path / "a.db.kept"
    for place in (path, prepared(path)):
        for part in ("", ".door"):
            beside(place, part).write_text(place.name + part)
    for side in ("-wal", ".door-wal"):
        beside(path, side).write_text("what the one before wrote last")
    put_in_place(path, kept=kept if keeps else None)
    assert path.read_text() == "a.db.new"
    assert not [place for place in tmp_path.iterdir() if place.name in {"a.db-wal", "a.db.door-wal"}]
    if keeps:
        assert beside(kept, "-wal").read_text() == beside(kept, ".door-wal").read_text()
