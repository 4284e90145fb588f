"""After a restoring the audit is clean, whatever backups remember; a tail that was truly cut is still found."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest

from db.actions.notes import add_note
from db.audit import Head, keys_of
from db.audit.branches import Remembered
from db.auth import user_by_id
from db.backup import Backup, Credentials, folder_of, listed, rekey, restore, take
from db.backup.manifest import remembered
from db.checks import check
from db.clock import FrozenClock
from db.door import Door
from db.opening import opening
from db.swap import beside
from tests.db.backup.conftest import Base, KeyedDesk
from tests.db.backup.test_taking import with_patient
from tests.desk import NOW, PASSWORD

ANNA = Credentials("anna", PASSWORD)


class History:
    """A database with which days pass, each with a session of its own."""

    def __init__(self, base: Base) -> None:
        self.base = base
        self.hours = 0
        with self.desk() as desk:
            self.patient = with_patient(desk)

    @property
    def clock(self) -> FrozenClock:
        return FrozenClock(NOW + timedelta(hours=self.hours))

    @property
    def key(self) -> bytes:
        with Door(self.base.url) as door:
            return door.enter("anna", PASSWORD).keys[0]

    def desk(self) -> KeyedDesk:
        return KeyedDesk(self.base.url, self.clock, self.key)

    def work(self, times: int = 3) -> None:
        self.hours += 1
        with self.desk() as desk:
            for number in range(times):
                desk.do(add_note, self.patient, f"{self.hours} {number}")

    def backed_up(self) -> Backup:
        """Work in a session that goes on after the backup."""
        self.hours += 1
        with self.desk() as desk:
            desk.do(add_note, self.patient, "до копии")
            taken = take(opening(self.base.url, self.key), folder_of(self.base.url), self.clock.real(), "asked")
            desk.do(add_note, self.patient, "после копии")
        return taken

    def restored(self, backup: Backup | Path) -> Path | None:
        self.hours += 1
        place = backup if isinstance(backup, Path) else backup.path
        return restore(self.base.url, place, ANNA, clock=self.clock).kept

    def faults(self, *backups: Backup) -> list[str]:
        with self.desk() as desk:
            keys = keys_of(desk, "backup")
            report = check(desk, remembered=[remembered(one.path, keys) for one in backups])
        assert report.audit is not None
        return [fault.code for fault in report.audit.faults]

    def every(self) -> list[Backup]:
        return listed(folder_of(self.base.url), self.base.url)

    def cut(self, events: int) -> None:
        """Take the last events away, and the sessions that are empty then, as somebody with the key might."""
        with opening(self.base.url, self.key).connect() as conn:
            for (name,) in conn.rows("SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'audit%'"):
                conn.run(f"DROP TRIGGER {name}")  # noqa: S608 - a name of the database's own
            conn.execute("PRAGMA foreign_keys=OFF")
            conn.run(
                "DELETE FROM audit_event WHERE id IN (SELECT id FROM audit_event ORDER BY id DESC LIMIT :n)", n=events
            )
            conn.run("DELETE FROM session WHERE id NOT IN (SELECT session_id FROM audit_event"
                     " WHERE session_id IS NOT NULL)")  # fmt: skip
            conn.run("DELETE FROM action WHERE id NOT IN (SELECT action_id FROM audit_event"
                     " WHERE action_id IS NOT NULL)")  # fmt: skip

    def events(self) -> int:
        with self.desk() as desk:
            count: int = desk.rows("SELECT COUNT(*) FROM audit_event")[0][0]
        return count


@pytest.fixture
def history(base: Base) -> History:
    return History(base)


def test_what_later_backups_remember_is_not_missed_after_restoring_an_earlier_one(history: History) -> None:
    first = history.backed_up()
    history.work()
    second = history.backed_up()
    third = history.backed_up()
    assert history.faults(first, second, third) == []
    history.restored(first)
    assert history.faults(first, second, third, *history.every()) == []
    history.work()  # the sessions of now have the numbers of those that were left
    fourth = history.backed_up()
    history.work()
    assert history.faults(first, second, third, fourth, *history.every()) == []


@pytest.mark.parametrize("how_far", ["into the session", "to the restoring", "beyond the restoring"])
def test_a_tail_that_is_cut_after_it_is_found(history: History, how_far: str) -> None:
    first = history.backed_up()
    second = history.backed_up()
    history.restored(first)
    at_restoring = history.events()
    history.work()
    after = history.backed_up()
    assert history.faults(first, second, after) == []
    since = history.events() - at_restoring
    history.cut({"into the session": 2, "to the restoring": since, "beyond the restoring": since + 3}[how_far])
    assert {"cut_off", "session_gone"} & set(history.faults(after))
    if how_far == "beyond the restoring":  # without its event what was left counts again
        assert {"cut_off", "session_gone", "changed"} & set(history.faults(second))


def test_what_both_branches_share_is_still_compared(history: History) -> None:
    first = history.backed_up()
    history.restored(first)
    history.work()
    with history.desk() as desk:
        latest = desk.rows("SELECT MAX(session_id) FROM audit_event")[0][0]
        for session, faults in ((1, ["changed"]), (latest, [])):  # in the branch that was left, this number was another
            other = Remembered((Head(session, 1, "another mark"),), branch="")
            report = check(desk, remembered=[other])
            assert report.audit is not None
            assert [fault.code for fault in report.audit.faults] == faults


def test_an_older_copy_put_there_by_hand_is_found(history: History) -> None:
    """A restoring that was once written down excuses nothing that comes after it."""
    first = history.backed_up()
    history.restored(first)
    history.work()
    copy = history.backed_up()
    history.work()
    later = history.backed_up()
    history.restored(copy)
    latest = history.backed_up()
    assert history.faults(first, copy, later, latest) == []
    for part in ("", ".door"):
        for side in ("-wal", "-shm"):
            beside(history.base.path, part + side).unlink(missing_ok=True)
        beside(history.base.path, part).write_bytes(beside(copy.path, part).read_bytes())
    assert history.faults(copy) == []
    for one in (later, latest):
        assert {"cut_off", "session_gone"} & set(history.faults(one))


def test_it_can_be_taken_back_and_gone_over_again(history: History) -> None:
    first = history.backed_up()
    second = history.backed_up()
    kept = history.restored(first)
    assert kept is not None
    history.work()
    side = history.backed_up()  # of a branch that is left now
    history.restored(kept)
    assert history.faults(first, second, side, *history.every()) == []
    history.work()
    history.restored(first)
    history.work()
    assert history.faults(first, second, side, *history.every()) == []
    last = history.backed_up()
    history.cut(2)
    assert {"cut_off", "session_gone"} & set(history.faults(last))


def test_branches_left_long_ago_are_known_though_their_backups_lie_elsewhere(history: History) -> None:
    first = history.backed_up()
    elsewhere = history.base.path.parent / "elsewhere"
    elsewhere.mkdir()
    sides = []
    for _time in range(3):
        history.restored(first)
        history.work()
        side = history.backed_up()
        for each in history.every():
            if each.path != first.path:
                for part in ("", ".door", ".json"):
                    beside(each.path, part).rename(elsewhere / beside(each.path, part).name)
        sides.append(Backup(elsewhere / side.path.name, side.manifest))
    history.restored(first)
    assert history.faults(first, *sides, *history.every()) == []


@pytest.mark.parametrize("state", ["damaged", "gone"])
def test_where_the_present_one_cannot_be_read_its_backups_tell_what_was_left(history: History, state: str) -> None:
    first = history.backed_up()
    history.restored(first)
    history.work()
    side = history.backed_up()
    if state == "gone":
        for name in list(history.base.files() - {"backups"}):
            (history.base.path.parent / name).unlink()
    else:
        history.base.path.write_bytes(bytes(8192))
    history.restored(first)
    assert history.faults(first, side, *history.every()) == []


def test_a_manifest_that_was_written_by_hand_excuses_nothing(history: History) -> None:
    first = history.backed_up()
    history.restored(first)
    history.work()
    after = history.backed_up()
    place = beside(after.path, ".json")
    said = json.loads(place.read_text("utf-8"))
    place.write_text(json.dumps({**said, "branch": ""}), "utf-8")  # as if it were of the branch that was left
    history.cut(3)
    assert {"cut_off", "session_gone"} & set(history.faults(after))


def test_another_key_changes_nothing_of_it(history: History) -> None:
    first = history.backed_up()
    second = history.backed_up()
    history.restored(first)
    history.work()
    third = history.backed_up()
    with history.desk() as desk:
        user = user_by_id(desk, 1)
    before_rekey = rekey(history.base.url, history.key, user, clock=history.clock).backup
    history.work()
    fourth = history.backed_up()
    assert history.faults(first, second, third, fourth, *history.every()) == []
    history.restored(before_rekey)  # back to the key of then
    history.work()
    assert history.faults(first, second, third, fourth, *history.every()) == []
