"""Damage: found when a database is opened or checked, said in a sentence, never a traceback; the file is never lost."""

from __future__ import annotations

import random
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from db.actions.notes import add_note
from db.caseload import Caseload
from db.checks import check
from db.clock import FrozenClock
from db.engine import open_sqlite
from db.errors import CaseloadError
from db.state import state_of
from db.swap import beside
from tests.db.backup.conftest import Base, KeyedDesk, made
from tests.db.backup.test_taking import with_patient
from tests.desk import NOW

ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="module", params=["plain", "encrypted"])
def filled(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[Base, bytes]:
    """A database with some notes, and its bytes."""
    base = made(tmp_path_factory.mktemp(request.param), plain=request.param == "plain")
    with base.desk() as desk:
        for _ in range(10):
            desk.do(add_note, with_patient(desk), "заметка " * 50)
        desk.settle_files()
    return base, base.path.read_bytes()


def found_in(base: Base, text: bytes) -> str:
    """Open and check a database that holds these bytes; say what was found. Anything else than a code is raised."""
    for side in ("-wal", "-shm"):
        beside(base.path, side).unlink(missing_ok=True)
    base.path.write_bytes(text)
    try:
        with Caseload(base.url, key=base.key) as caseload:
            report = check(caseload)
    except CaseloadError as fault:
        return fault.code
    return "; ".join(report.integrity) or ("in order" if report.ok else "other")


def test_a_whole_one_is_in_order(filled: tuple[Base, bytes]) -> None:
    base, whole = filled
    assert found_in(base, whole) == "in order"


def test_every_flipped_byte_is_found_where_pages_are_sealed(filled: tuple[Base, bytes]) -> None:
    base, whole = filled
    places, found = random.Random(7), Counter[str]()  # noqa: S311 - chosen, not secret
    for _ in range(200):
        text = bytearray(whole)
        text[places.randrange(len(text))] ^= 1 << places.randrange(8)
        found[found_in(base, bytes(text)).split(" for page")[0]] += 1
    if base.encrypted:
        assert "in order" not in found
        assert found["HMAC verification failed"] > 100
    else:
        assert found["in order"] < 200  # what lies in a row is not seen; what is structure is


def test_the_page_is_named(filled: tuple[Base, bytes]) -> None:
    base, whole = filled
    text = bytearray(whole)
    text[4096 * 50 + 100] ^= 1
    if base.encrypted:
        assert found_in(base, bytes(text)) == "HMAC verification failed for page 51"


def test_an_index_that_lacks_a_row_is_found_in_a_plain_one_too(filled: tuple[Base, bytes], tmp_path: Path) -> None:
    """Nothing of it shows while one reads: a search by that index would miss a patient without a word."""
    base, whole = filled
    path = tmp_path / "caseload.db"
    path.write_bytes(whole)
    sqlite_key = base.opening().sqlite_key
    with open_sqlite(path, key=sqlite_key) as conn:
        ((name, sql),) = conn.rows("SELECT name, sql FROM sqlite_master WHERE name = 'ix_action_user'")
        conn.run("PRAGMA writable_schema=ON")
        wrong = sql.replace("(user_id, id)", "(user_id, kind)")
        assert wrong != sql
        conn.run("UPDATE sqlite_master SET sql = :wrong WHERE name = :name", wrong=wrong, name=name)
    shutil.copy(beside(base.path, ".door"), beside(path, ".door"))
    here = Base(path, base.key, base.recovery_key, base.encrypted)
    assert "index ix_action_user" in found_in(here, path.read_bytes())


@pytest.mark.parametrize("keep", [0.0, 0.1, 0.5, 0.9])
def test_a_short_one_is_found(filled: tuple[Base, bytes], keep: float) -> None:
    base, whole = filled
    assert found_in(base, whole[: int(len(whole) * keep) // 4096 * 4096]) != "in order"


@pytest.mark.parametrize("size", [16, 100, 4096])
def test_an_empty_head_is_found(filled: tuple[Base, bytes], size: int) -> None:
    base, whole = filled
    assert found_in(base, bytes(size) + whole[size:]) in {"not_a_database", "database_damaged", "not_our_database"}


def test_without_its_log_it_is_whole_up_to_what_the_log_held(filled: tuple[Base, bytes], tmp_path: Path) -> None:
    base, whole = filled
    path = tmp_path / "caseload.db"
    path.write_bytes(whole)
    shutil.copy(beside(base.path, ".door"), beside(path, ".door"))
    here = Base(path, base.key, base.recovery_key, base.encrypted)
    with KeyedDesk(here.url, FrozenClock(NOW), base.key) as desk:
        desk.do(add_note, 1, "стоит в журнале")
        main = path.read_bytes()
    assert found_in(here, main) == "in order"


def test_looking_at_a_database_takes_no_lock_from_whoever_has_it_open(tmp_path: Path) -> None:
    """Closing any descriptor of a file drops all locks of the process on it; another program could then take it."""
    base = made(tmp_path, plain=True)
    code = (
        "import sys; from sqlcipher3 import dbapi2;"
        " conn = dbapi2.connect(sys.argv[1], timeout=0.1, isolation_level=None);"
        " conn.execute('PRAGMA locking_mode=EXCLUSIVE'); conn.execute('BEGIN IMMEDIATE')"
    )
    with base.desk():
        assert state_of(base.url).kind == "ready"
        taking = subprocess.run(  # noqa: S603 - fixed words
            [sys.executable, "-c", code, base.url], check=False, capture_output=True, text=True
        )
        assert "database is locked" in taking.stderr
