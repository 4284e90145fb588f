"""Files: pragmas on every connection, network file systems refused, a full disk survived, nothing for other eyes."""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from db import engine
from db.actions.notes import add_note
from db.caseload import Caseload
from db.clock import FrozenClock
from db.door import Door
from db.engine import NETWORK_FILE_SYSTEMS
from db.errors import EnvironmentFault
from db.setup import create
from tests.db.reliability.conftest import ROOT
from tests.desk import FIRST, NOW, Desk

PRAGMAS = {
    "journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "trusted_schema": 0, "secure_delete": 1,
    "cell_size_check": 1, "temp_store": 2,
}  # fmt: skip


def test_every_connection_has_every_pragma(one_patient: Path) -> None:
    with Caseload(str(one_patient)) as caseload, caseload.reading() as first, caseload.reading() as second:
        for conn in (caseload._writer, first, second):
            found = {name: conn.value(f"PRAGMA {name}") for name in PRAGMAS}
            assert found == PRAGMAS
            assert conn.value("PRAGMA busy_timeout") >= 5000
        assert first.value("PRAGMA query_only") == 1
    with Door(str(one_patient)) as door:
        assert door.connection.value("PRAGMA synchronous") == 2


@pytest.mark.parametrize("kind", sorted(NETWORK_FILE_SYSTEMS))
def test_a_network_file_system_is_refused(one_patient: Path, monkeypatch: pytest.MonkeyPatch, kind: int) -> None:
    monkeypatch.setattr(engine, "file_system_kind", lambda _: kind)
    with pytest.raises(EnvironmentFault, match="network_file_system") as caught:
        Caseload(str(one_patient))
    assert caught.value.params == {"kind": NETWORK_FILE_SYSTEMS[kind]}
    new = one_patient.with_name("new.db")
    with pytest.raises(EnvironmentFault, match="network_file_system"):
        create(str(new), FIRST)
    assert not new.exists()


@pytest.mark.parametrize(("version", "fit"), [("3.40.1", False), ("3.51.2", False), ("3.51.3", True), ("3.53.4", True)])
def test_an_sqlite_that_may_damage_its_log_is_refused(
    one_patient: Path, monkeypatch: pytest.MonkeyPatch, version: str, fit: bool
) -> None:
    before = one_patient.read_bytes()
    with monkeypatch.context() as patch:
        patch.setattr(engine.sqlite_module(), "sqlite_version", version)
        engine.sqlite_module.cache_clear()
        try:
            if fit:
                Caseload(str(one_patient)).close()
                return
            with pytest.raises(EnvironmentFault, match="sqlite_too_old") as caught:
                Caseload(str(one_patient))
        finally:
            engine.sqlite_module.cache_clear()
    assert caught.value.params == {"found": version, "needed": "3.51.3"}
    assert caught.value.exit_code == 1
    assert one_patient.read_bytes() == before


def test_this_file_system_is_known() -> None:
    assert isinstance(engine.file_system_kind(Path(__file__)), int)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of four megabytes, where one may be mounted."""
    place = tmp_path / "small"
    place.mkdir()
    mount = shutil.which("mount")
    if mount is None or os.geteuid() != 0:
        pytest.skip("only root may mount a small file system")
    if subprocess.run([mount, "-t", "tmpfs", "-o", "size=4m", "tmpfs", str(place)], check=False).returncode:
        pytest.skip("no file system may be mounted here")
    yield place
    subprocess.run(["umount", "-l", str(place)], check=True)


def test_a_full_disk_is_said_and_nothing_is_half_done(one_patient: Path, small_disk: Path) -> None:
    path = small_disk / "caseload.db"
    shutil.copy(one_patient, path)
    with Desk(str(path), FrozenClock(NOW)) as desk:
        done, ballast = 0, small_disk / "ballast"
        with ballast.open("wb") as filler:  # the disk fills up beside the database
            free = os.statvfs(small_disk)
            filler.write(b"\0" * (free.f_bavail * free.f_frsize - 300_000))
        said: list[str] = []
        while not said and done < 2000:
            try:
                desk.do(add_note, 1, "о" * 2000)
                done += 1
            except EnvironmentFault as fault:
                said.append(fault.code)
        assert said == ["disk_full"]
        with pytest.raises(EnvironmentFault, match="disk_full"):
            desk.do(add_note, 1, "о" * 9000)
        assert desk.rows("SELECT COUNT(*) FROM note") == [(done,)]
        assert desk.rows("SELECT COUNT(*) FROM action WHERE kind = 'add_note'") == [(done,)]
        ballast.unlink()
        desk.do(add_note, 1, "снова есть место")
        assert desk.rows("SELECT COUNT(*) FROM note") == [(done + 1,)]
        assert desk.rows("PRAGMA integrity_check") == [("ok",)]


LIMITED = """
import resource, sys
from tests.desk import NOW, Desk
from db.actions.notes import add_note
from db.clock import FrozenClock
from db.errors import EnvironmentFault
import signal
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
with Desk(sys.argv[1], FrozenClock(NOW)) as desk:
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (900_000, hard))
    done = 0
    try:
        for _ in range(2000):
            desk.do(add_note, 1, "o" * 2000)
            done += 1
    except EnvironmentFault as fault:
        print(fault.code, done)
    resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    desk.do(add_note, 1, "снова")
    print(desk.rows("SELECT COUNT(*) FROM note")[0][0], desk.rows("PRAGMA integrity_check")[0][0])
"""


def test_a_write_that_fails_is_said_and_nothing_is_half_done(one_patient: Path) -> None:
    out = subprocess.run(  # noqa: S603 - our own interpreter
        [sys.executable, "-c", LIMITED, str(one_patient)], cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True, text=True, check=True,
    ).stdout.split()  # fmt: skip
    code, done, count, integrity = out
    assert code in {"disk_error", "disk_full"}
    assert int(count) == int(done) + 1
    assert integrity == "ok"


def test_files_are_for_their_owner_only(tmp_path: Path) -> None:
    old = os.umask(0)
    try:
        path = tmp_path / "home" / "caseload.db"
        create(str(path), FIRST, training=True, plain=True)
        with Caseload(str(path)) as caseload, Door(str(path)) as door:
            caseload.record_event("look")
            door.set_password("anna", 1, "другая верная лошадь")
            found = sorted(one.name for one in path.parent.iterdir())
            modes = {one.name: stat.S_IMODE(one.stat().st_mode) for one in path.parent.iterdir()}
    finally:
        os.umask(old)
    assert {"caseload.db", "caseload.db-wal", "caseload.db-shm", "caseload.db.door"} <= set(found)
    assert modes == dict.fromkeys(modes, 0o600)
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
