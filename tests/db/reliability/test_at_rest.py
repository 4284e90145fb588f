"""What lies on the disk and stands in the process of an encrypted database: no name, no diagnosis, no key."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from db.auth import sign_in
from db.clock import FrozenClock
from db.door import Door
from db.errors import EnvironmentFault, Refused
from db.keys import derive
from db.setup import create
from db.state import state_of
from tests.db.reliability.conftest import ROOT
from tests.desk import FIRST, NOW, PASSWORD

NAMES = [f"Тайнописцева{number:02d} Клавдия" for number in range(50)]
DIAGNOSIS = "C50.4"
WORDS = [f"злокачественное образование {number:02d}" for number in range(50)]

WORKER = """
import sys
from db.actions.contacts import NewContact
from db.actions.notes import add_note
from db.actions.patients import NewPatient, add_patient
from db.auth import sign_in
from db.clock import FrozenClock
from db.errors import Refused
from tests.db.reliability.test_at_rest import DIAGNOSIS, NAMES, WORDS
from tests.desk import NOW

url, password = sys.argv[1], sys.stdin.readline().strip()
try:
    sign_in(url, "anna", "не тот пароль")
except Refused as refused:
    print(refused, repr(refused), file=sys.stderr)
caseload = sign_in(url, "anna", password, clock=FrozenClock(NOW))
for number, (name, words) in enumerate(zip(NAMES, WORDS)):
    new = NewPatient(name, (NewContact(f"8 916 123-45-{number:02d}"),), diagnosis=DIAGNOSIS)
    patient_id = caseload.do(add_patient, new).result.patient_id
    caseload.do(add_note, patient_id, words)
print(caseload, caseload.opening, caseload.key is not None, repr(caseload.trail), flush=True)
sys.stdin.readline()
"""


def readings(text: str) -> list[bytes]:
    return [text.encode(form) for form in ("utf-8", "utf-16-le", "cp1251")]


def test_nothing_is_read_on_the_disk_or_in_the_process_after_a_kill(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    path = folder / "caseload.db"
    recovery = create(str(path), FIRST, training=True, clock=FrozenClock(NOW)).recovery_key
    with Door(str(path)) as door:
        (key,) = door.enter("anna", PASSWORD).keys
    sqlite_key = derive(key, "sqlite")
    secrets = [
        *readings(PASSWORD), recovery.encode(), key, sqlite_key, key.hex().encode(), sqlite_key.hex().encode(),
        sqlite_key.hex().upper().encode(),
    ]  # fmt: skip
    planted = [one for word in (*NAMES, *WORDS) for one in readings(word)]
    with subprocess.Popen(  # noqa: S603 - our own interpreter
        [sys.executable, "-c", WORKER, str(path)], cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    ) as worker:  # fmt: skip
        assert worker.stdin is not None
        assert worker.stdout is not None
        assert worker.stderr is not None
        worker.stdin.write(PASSWORD.encode() + b"\n")
        worker.stdin.flush()
        said = worker.stdout.readline()
        assert said, worker.stderr.read().decode()
        place = Path(f"/proc/{worker.pid}")
        if place.exists():
            said += (place / "cmdline").read_bytes() + (place / "environ").read_bytes()
        worker.send_signal(signal.SIGKILL)
        worker.wait()
        said += worker.stderr.read()
    files = {each: each.read_bytes() for each in folder.rglob("*") if each.is_file()}
    assert {"caseload.db", "caseload.db-wal", "caseload.db.door"} <= {each.name for each in files}
    for each, content in files.items():
        assert not [one for one in (*planted, *secrets) if one in content], each.name
    assert not [one for one in (*planted, *secrets) if one in said]
    assert not files[path].startswith(b"SQLite format 3")
    with sign_in(str(path), "anna", PASSWORD) as caseload, caseload.reading() as conn:
        assert conn.value("SELECT COUNT(*) FROM note") == 50
        assert conn.value("PRAGMA integrity_check") == "ok"


OPENER = """
import sys
from pathlib import Path
from db.engine import open_sqlite
from db.errors import EnvironmentFault
for key in (bytes(32), None):
    try:
        open_sqlite(Path(sys.argv[1]), key=key)
    except EnvironmentFault as fault:
        print(fault.code)
"""


def test_the_file_opens_with_its_key_and_is_known_by_its_door(tmp_path: Path) -> None:
    path = tmp_path / "caseload.db"
    create(str(path), FIRST, clock=FrozenClock(NOW))
    assert state_of(str(path)).kind == "encrypted"
    ran = subprocess.run(  # noqa: S603 - our own interpreter, in which nothing was said of its log before
        [sys.executable, "-c", OPENER, str(path)], cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert (ran.stdout.split(), ran.stderr) == (["not_a_database"] * 2, "")  # SQLCipher would write of it there
    path.with_name("caseload.db.door").rename(tmp_path / "elsewhere.door")
    error = state_of(str(path)).error
    assert error is not None
    assert error.code == "not_a_database"


def test_a_door_that_is_lost_is_not_made_anew_beside_an_encrypted_file(tmp_path: Path) -> None:
    path = tmp_path / "caseload.db"
    create(str(path), FIRST, clock=FrozenClock(NOW))
    path.with_name("caseload.db.door").unlink()
    with pytest.raises(EnvironmentFault, match="not_a_database"):
        sign_in(str(path), "anna", PASSWORD)
    assert not path.with_name("caseload.db.door").exists()


GUESSER = """
import sys
from db.auth import sign_in
from db.errors import Refused
try:
    sign_in(sys.argv[1], "anna", "не тот пароль")
except Refused as refused:
    print(refused.code)
"""


def test_a_restart_of_the_program_gives_no_more_tries(tmp_path: Path) -> None:
    path = tmp_path / "caseload.db"
    create(str(path), FIRST, plain=True, clock=FrozenClock(NOW))
    said = [
        subprocess.run(  # noqa: S603 - our own interpreter
            [sys.executable, "-c", GUESSER, str(path)], cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)},
            capture_output=True, text=True, check=True,
        ).stdout.strip()
        for _ in range(7)
    ]  # fmt: skip
    assert said == ["wrong_name_or_password"] * 5 + ["wait"] * 2
    with pytest.raises(Refused, match="wait"):
        sign_in(str(path), "anna", PASSWORD)
