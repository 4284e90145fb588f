"""Backups: taken of a live database, whole, private, proven; skipped and rotated by the table."""

from __future__ import annotations

import os
import re
import stat
import time
from datetime import timedelta
from pathlib import Path

import pytest

from db.actions.contacts import NewContact
from db.actions.notes import add_note
from db.actions.patients import NewPatient, add_patient
from db.backup import copying, taking
from db.backup.manifest import listed, require_true
from db.backup.taking import back_up, folder_of, rotate, take
from db.errors import Denied, EnvironmentFault, Refused
from db.keys import new_key
from db.swap import Hold, beside
from tests.db.backup.conftest import Base
from tests.desk import NOW, PASSWORD, Desk

ROOT = Path(__file__).parents[3]


def with_patient(desk: Desk) -> int:
    added = desk.do(add_patient, NewPatient("Петрова Мария Ивановна", (NewContact("8 916 123-45-67"),)))
    return added.result.patient_id


def test_a_backup_holds_the_last_commit_that_stands_in_the_log_alone(base: Base) -> None:
    with base.desk() as desk:
        patient = with_patient(desk)
        desk.do(add_note, patient, "стоит только в журнале")
        assert beside(base.path, "-wal").stat().st_size > 0
        backup = back_up(desk)
    assert backup is not None
    with copying.looking(backup.path, base.opening().sqlite_key) as copy:
        assert copy.rows("SELECT full_name FROM patient") == [("Петрова Мария Ивановна",)]
        assert copy.rows("SELECT text FROM note") == [("стоит только в журнале",)]


def test_no_database_is_copied_as_a_file() -> None:
    copies = re.compile(r"shutil\.(copy|copyfile|copytree|copy2|move)|copyfileobj|read_bytes\(\).*write_bytes")
    found = [str(path) for path in (ROOT / "db").rglob("*.py") if copies.search(path.read_text(encoding="utf-8"))]
    assert found == []


def test_a_backup_is_three_private_files_in_a_private_folder(base: Base) -> None:
    before = os.umask(0)
    try:
        with base.desk() as desk:
            backup = back_up(desk)
    finally:
        os.umask(before)
    assert backup is not None
    folder = folder_of(base.url)
    assert backup.path.parent == folder == base.path.parent / "backups"
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    names = {place.name for place in folder.iterdir()}
    assert names == {backup.path.name + ending for ending in ("", ".door", ".json")} | {"backups.lock"}
    assert {stat.S_IMODE(place.stat().st_mode) for place in folder.iterdir()} == {0o600}
    assert require_true(backup.path, base.key) == backup.manifest
    assert backup.manifest.schema == "0003"
    assert backup.manifest.counts["app_user"] == 1


def test_a_backup_of_an_encrypted_database_shows_no_name(base: Base) -> None:
    with base.desk() as desk:
        with_patient(desk)
        backup = back_up(desk)
    assert backup is not None
    shown = "Петрова Мария".encode() in backup.path.read_bytes()
    assert shown is not base.encrypted
    for place in backup.path.parent.iterdir():
        if base.encrypted:
            assert "Петрова".encode() not in place.read_bytes()
            assert base.key not in place.read_bytes()
            assert base.key.hex().encode() not in place.read_bytes()


def test_others_write_meanwhile_and_the_backup_is_of_one_moment(base: Base, monkeypatch: pytest.MonkeyPatch) -> None:
    with base.desk() as desk:
        patient = with_patient(desk)
        plain_copy = copying.copy

        def copy_with_others_at_work(source: object, target: Path, key: bytes | None) -> None:
            if not target.name.endswith(".door"):
                desk.do(add_note, patient, "тем временем")
            plain_copy(source, target, key)  # type: ignore[arg-type]  # passed on as it came

        monkeypatch.setattr(copying, "copy", copy_with_others_at_work)
        backup = back_up(desk)
        assert backup is not None
        assert backup.manifest.counts["note"] == 0
        assert desk.rows("SELECT COUNT(*) FROM note") == [(1,)]


def test_a_copy_that_lacks_a_row_is_no_backup(base: Base, monkeypatch: pytest.MonkeyPatch) -> None:
    plain_copy = copying.copy

    def losing(source: object, target: Path, key: bytes | None) -> None:
        plain_copy(source, target, key)  # type: ignore[arg-type]  # passed on as it came
        if not target.name.endswith(".door"):
            with copying._raw(f"file:{target}", key) as conn:
                conn.run("DELETE FROM patient_word WHERE rowid = (SELECT MAX(rowid) FROM patient_word)")

    with base.desk() as desk:
        with_patient(desk)
        monkeypatch.setattr(copying, "copy", losing)
        with pytest.raises(EnvironmentFault, match="backup_unfit"):
            back_up(desk)
        assert {place.name for place in folder_of(base.url).iterdir()} == {"backups.lock"}
        assert desk.rows("SELECT COUNT(*) FROM audit_event WHERE event = 'backup'") == [(0,)]


def test_without_room_there_is_no_half_of_a_backup(base: Base, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_backup: Path, *_: object) -> None:
        raise OSError(28, "No space left on device")

    with base.desk() as desk:
        monkeypatch.setattr(taking, "write_manifest", full)
        with pytest.raises(EnvironmentFault, match="disk_full"):
            back_up(desk)
        assert {place.name for place in folder_of(base.url).iterdir()} == {"backups.lock"}


def test_one_that_changed_nothing_is_left_out_and_one_too_soon(base: Base) -> None:
    with base.desk() as desk:
        patient = with_patient(desk)
        assert back_up(desk, asked=False) is not None
        desk.frozen.move_to(NOW + timedelta(hours=2))
        assert back_up(desk, asked=False) is None  # nothing changed
        assert back_up(desk) is None
        desk.do(add_note, patient, "изменилось")
        desk.frozen.move_to(NOW + timedelta(minutes=29))
        assert back_up(desk, asked=False) is None  # too soon
        desk.frozen.move_to(NOW + timedelta(minutes=31))
        assert back_up(desk, asked=False) is not None
        desk.do(add_note, patient, "и снова")
        assert back_up(desk) is not None  # asked for: at once
        told = desk.rows("SELECT COUNT(*) FROM audit_event WHERE event = 'backup'")
    assert told == [(3,)]
    assert len(listed(folder_of(base.url), base.url)) == 3


def test_another_folder_is_for_an_administrator_and_is_never_cleared(base: Base, tmp_path: Path) -> None:
    elsewhere = tmp_path / "stick"
    elsewhere.mkdir()
    (elsewhere / "caseload.db.door").write_text("somebody's own")
    for days in (2.5, 2.6):  # in its own folder one of the two would go
        take(base.opening(), elsewhere, NOW - timedelta(days=days), "asked")
    with base.desk() as desk:
        assert back_up(desk) is not None
        assert back_up(desk, elsewhere) is not None  # though nothing changed
        from dataclasses import replace

        desk.act_as(replace(desk.user, roles=frozenset({"assistant", "supervisor"})))
        with pytest.raises(Denied, match="administrator_only"):
            back_up(desk, elsewhere)
    assert (elsewhere / "caseload.db.door").exists()
    assert len(listed(elsewhere, base.url)) == 3


def test_two_at_once_are_one(base: Base) -> None:
    folder = folder_of(base.url)
    folder.mkdir()
    with Hold(folder / "backups", alone=True), pytest.raises(Refused, match="backup_under_way"):
        take(base.opening(), folder, NOW, "asked")


@pytest.mark.parametrize("place", ["", ".door", ".json"])
def test_a_changed_backup_is_known(base: Base, place: str) -> None:
    backup = take(base.opening(), folder_of(base.url), NOW, "asked")
    file = beside(backup.path, place)
    text = bytearray(file.read_bytes())
    at = text.index(b"counts") + 20 if place == ".json" else len(text) // 2
    text[at] ^= 1
    file.write_bytes(bytes(text))
    with pytest.raises(Refused, match="backup_changed|not_a_backup"):
        require_true(backup.path, base.key)


def test_a_manifest_of_another_key_is_not_believed(base: Base) -> None:
    backup = take(base.opening(), folder_of(base.url), NOW, "asked")
    with pytest.raises(Refused, match="backup_changed"):
        require_true(backup.path, new_key())


def test_what_a_killed_program_left_is_cleared_and_is_never_listed(base: Base) -> None:
    folder = folder_of(base.url)
    first = take(base.opening(), folder, NOW, "asked")
    for name in ("caseload-20261120T080000Z.db.making", "caseload-20261120T080000Z.db.making.door"):
        (folder / name).write_bytes(b"half")
    (folder / "caseload-20261120T090000Z.db.json").write_bytes(b"{}")
    (folder / "caseload-20261120T100000Z.db").write_bytes(b"of somebody else, and no manifest")
    assert [backup.path for backup in listed(folder, base.url)] == [first.path]
    second = take(base.opening(), folder, NOW + timedelta(hours=1), "asked")
    assert [backup.path for backup in listed(folder, base.url)] == [second.path, first.path]
    assert {place.name for place in folder.iterdir() if "making" in place.name or "T09" in place.name} == set()
    assert (folder / "caseload-20261120T100000Z.db").exists()


def test_rotation_removes_whole_backups_of_this_database_only(base: Base) -> None:
    folder = folder_of(base.url)
    for days in (0, 1, 1.2, 2.5, 2.6):
        take(base.opening(), folder, NOW - timedelta(days=days), "asked")
    other = folder / "caseload-other-20200101T000000Z.db"
    other.write_bytes(b"x")
    removed = rotate(folder, base.url, NOW)
    assert len(removed) == 1
    assert len(listed(folder, base.url)) == 4
    assert not any(beside(removed[0], ending).exists() for ending in ("", ".door", ".json"))
    assert other.exists()


def test_with_every_backup_those_that_are_too_many_go(base: Base) -> None:
    folder = folder_of(base.url)
    for days in (1, 2.5, 2.6, 2.7):
        take(base.opening(), folder, NOW - timedelta(days=days), "hourly")
    with base.desk() as desk:
        with_patient(desk)
        assert back_up(desk) is not None
    assert [(NOW - one.manifest.taken_at) / timedelta(days=1) for one in listed(folder, base.url)] == [0, 1, 2.5]


def test_a_backup_that_the_audit_does_not_know_of_does_not_lie_about(base: Base) -> None:
    with base.desk() as desk:
        with_patient(desk)
        with desk._write_lock:
            desk._writer.execute(
                "CREATE TRIGGER refuse BEFORE INSERT ON audit_event BEGIN SELECT RAISE(ABORT, 'no event today'); END"
            )
        with pytest.raises(Exception, match="no event today"):
            back_up(desk)
    assert {place.name for place in folder_of(base.url).iterdir()} == {"backups.lock"}


def test_sixty_megabytes_are_copied_within_a_second(base: Base) -> None:
    with base.desk() as desk:
        patient = with_patient(desk)
        with desk._write_lock, desk._writer.transaction(write=True) as conn:
            conn.many(
                "INSERT INTO note (patient_id, text, at, user_id, version) VALUES (:patient, :text, :at, 1, 1)",
                ({"patient": patient, "text": f"заметка {n} " * 40, "at": NOW} for n in range(80_000)),
            )
        desk.settle_files()
        size = base.path.stat().st_size / 1e6
        assert size > 50
        target = base.path.parent / "copy.db"
        begun = time.process_time()  # others may run beside this test: its own work counts
        with copying.snapshot(base.path, base.opening().sqlite_key) as conn:
            copying.copy(conn, target, base.opening().sqlite_key)
        assert time.process_time() - begun < size / 60 * 2  # half of it on a machine of this year


def test_a_server_is_left_to_its_own_tools(tmp_path: Path) -> None:
    from db.backup import Credentials, restore, safety_of

    url = "postgresql://host.invalid/base"
    for asked in (lambda: folder_of(url), lambda: safety_of(url), lambda: restore(url, tmp_path, Credentials())):
        with pytest.raises(Refused, match="backup_on_server"):
            asked()


def test_a_migration_keeps_an_encrypted_copy_with_its_door_that_can_be_restored(base: Base) -> None:
    from db.backup import Credentials, restore
    from db.migrations.walk import keep_copy

    with base.desk() as desk:
        patient = with_patient(desk)
        desk.do(add_note, patient, "до обновления")
        kept = keep_copy(base.path, "0002", base.opening().sqlite_key)
        desk.do(add_note, patient, "после обновления")
    assert kept.name == "caseload.db.before-0002"
    assert {stat.S_IMODE(beside(kept, part).stat().st_mode) for part in ("", ".door")} == {0o600}
    assert ("до обновления".encode() in kept.read_bytes()) is not base.encrypted
    restore(base.url, kept, Credentials("anna", PASSWORD))
    with base.desk() as desk:
        assert desk.rows("SELECT text FROM note") == [("до обновления",)]
