"""A database that is gone from its place: said, with the newest backup, and none is made beside what is left of it."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from db.auth import entrance, sign_in
from db.backup import Credentials, bring_up, folder_of, restore, take
from db.caseload import Caseload
from db.clock import FrozenClock
from db.errors import CaseloadError, EnvironmentFault
from db.opening import opening
from db.setup import create
from db.swap import beside
from tests.db.backup.conftest import ALL, Base
from tests.desk import NOW, PASSWORD

CLOCK = FrozenClock(NOW)


def gone(base: Base, *, with_door: bool) -> None:
    for side in ("", "-wal", "-shm", *((".door", ".door-wal", ".door-shm") if with_door else ())):
        beside(base.path, side).unlink(missing_ok=True)


@pytest.mark.parametrize("with_door", [False, True])
def test_its_newest_backup_is_named_and_nothing_is_made(base: Base, with_door: bool) -> None:
    take(base.opening(), folder_of(base.url), NOW, "asked")
    newest = take(base.opening(), folder_of(base.url), NOW + timedelta(hours=1), "asked")
    gone(base, with_door=with_door)
    before = base.files()
    for tried in (
        lambda: entrance(base.url),
        lambda: sign_in(base.url, "anna", PASSWORD),
        lambda: opening(base.url, base.key),
        lambda: Caseload(base.url, key=base.key),
        lambda: bring_up(base.url, base.key),
        lambda: create(base.url, ALL, clock=CLOCK),
        lambda: create(base.url, ALL, plain=True, training=True, clock=CLOCK),
    ):
        with pytest.raises(CaseloadError) as caught:
            tried()
        assert caught.value.code == "database_gone"
        assert caught.value.params == {"path": base.url, "backup": str(newest.path)}
    assert base.files() == before
    restore(base.url, newest.path, Credentials("anna", PASSWORD), clock=CLOCK)
    assert sign_in(base.url, "anna", PASSWORD, clock=CLOCK).user.login == "anna"


def test_its_door_alone_is_enough_and_once_it_is_moved_one_may_begin_anew(base: Base) -> None:
    gone(base, with_door=False)
    for tried in (lambda: entrance(base.url), lambda: create(base.url, ALL, clock=CLOCK)):
        with pytest.raises(EnvironmentFault, match="only_the_door"):
            tried()
    beside(base.path, ".door").rename(base.path.parent / "elsewhere")
    with pytest.raises(EnvironmentFault, match="no_database"):
        entrance(base.url)
    create(base.url, ALL, clock=CLOCK)
    assert base.path.exists()


def test_backups_of_another_database_in_the_same_folder_do_not_count(base: Base, tmp_path: Path) -> None:
    take(base.opening(), folder_of(base.url), NOW, "asked")
    other = base.path.with_name("case.db")
    create(str(other), ALL, plain=True, clock=CLOCK)
    assert other.exists()


def test_a_making_that_was_killed_between_its_two_files_is_made_anew(tmp_path: Path) -> None:
    path = tmp_path / "caseload.db"
    create(str(path), ALL, plain=True, clock=CLOCK)
    path.rename(tmp_path / "caseload.db.making")  # the door came to its place, the database did not
    create(str(path), ALL, plain=True, clock=CLOCK)
    assert sign_in(str(path), "anna", PASSWORD, clock=CLOCK).user.login == "anna"
    assert not list(tmp_path.glob("*.making*"))
