"""`db backup`, `db restore`, `db rekey`, and what `doctor` says of backups."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from db.caseload import Caseload
from db.door import Door
from tests.assistant_tui.cli.conftest import Cli
from tests.assistant_tui.cli.test_database import changed
from tests.desk import PASSWORD


@pytest.fixture
def admin(bare: Cli) -> Cli:
    """A database whose first user is an administrator too."""
    changed(bare.path, "UPDATE app_user SET roles = 'assistant,supervisor,administrator' WHERE login = 'anna'")
    return bare


@pytest.fixture
def assistant(bare: Cli) -> Cli:
    """A database whose first user is no administrator."""
    changed(bare.path, "UPDATE app_user SET roles = 'assistant,supervisor' WHERE login = 'anna'")
    return bare


def test_taken_listed_and_left_out(bare: Cli) -> None:
    ran = bare("db", "backup", "--list")
    assert (ran.code, ran.out, ran.err) == (0, "", "Резервных копий ещё нет.\n")
    taken = bare("db", "backup")
    assert taken.code == 0, taken.err
    assert Path(taken.out.strip()).parent == bare.path.parent / "backups"
    assert "проверена открытием" in taken.err
    (listed,) = bare.raw("--db", str(bare.path), "db", "backup", "--list", "--format", "json").json
    assert listed["path"] == taken.out.strip()
    assert listed["kind"] == "asked"
    assert (datetime.now(UTC) - datetime.fromisoformat(listed["taken_at"])).total_seconds() < 60
    table = bare("db", "backup", "--list").out
    assert "по просьбе" in table
    assert "МБ" in table


def test_to_another_folder_needs_an_administrator(assistant: Cli, tmp_path: Path) -> None:
    ran = assistant("db", "backup", "--to", str(tmp_path / "stick"))
    assert (ran.code, ran.err) == (3, "Это может только администратор.\n")
    assert not (tmp_path / "stick").exists()


def names(cli: Cli) -> set[str]:
    return {row["name"] for row in cli("users", "list", "--format", "json").json}


def test_restored_and_taken_back(admin: Cli, tmp_path: Path) -> None:
    taken = admin("db", "backup", "--to", str(tmp_path / "stick"))
    assert taken.code == 0, taken.err
    changed(admin.path, "UPDATE app_user SET name = 'Иванова-Петрова Анна'")
    restored = admin("db", "restore", taken.out.strip())
    assert restored.code == 0, restored.err
    assert "Восстановлена копия от" in restored.err
    assert names(admin) == {"Иванова Анна Петровна"}
    back = admin("db", "restore", restored.out.strip())
    assert back.code == 0, back.err
    assert names(admin) == {"Иванова-Петрова Анна"}


def test_a_later_backup_is_not_missed_after_restoring_an_earlier_one(admin: Cli, tmp_path: Path) -> None:
    add = ("users", "add", "olga", "--name", "Котова Ольга", "--role", "assistant")
    both = f"{PASSWORD}\nольгина строка 7\n"
    first = admin("db", "backup").out.strip()
    assert admin(*add, stdin=both).code == 0
    second = admin("db", "backup", "--to", str(tmp_path / "usb")).out.strip()
    assert admin("db", "restore", first).code == 0
    assert admin(*add, stdin=both).code == 0
    ran = admin("db", "check", "--with", second, "--with", f"{first}.json")
    assert ran.code == 0, ran.out
    third = admin("db", "backup").out.strip()
    assert admin("db", "check", "--with", second, "--with", third).code == 0


def test_what_cannot_be_restored_is_one_sentence(admin: Cli, tmp_path: Path) -> None:
    nothing = tmp_path / "nothing.db"
    assert admin("db", "restore", str(nothing)).code == 2
    nothing.write_bytes(b"x")
    ran = admin("db", "restore", str(nothing))
    assert (ran.code, ran.err.count("\n")) == (3, 1)
    taken = admin("db", "backup").out.strip()
    wrong = admin("db", "restore", taken, stdin="не тот длинный пароль\n")
    assert (wrong.code, wrong.err.count("\n")) == (3, 1)
    mistyped = admin("db", "restore", taken, "--recovery-key", stdin="0000\n")
    assert mistyped.code in (2, 3)
    assert mistyped.err.count("\n") == 1
    assert admin("db", "check").code == 0


def test_tried_out_and_told_by_doctor(admin: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    def said() -> dict[str, tuple[str, str]]:
        found = admin.raw("--db", str(admin.path), "--lang", "ru", "doctor", "--format", "json").json
        return {
            row["check"]: (row["status"], row["value"]) for row in found if row["check"] in ("backup", "restore_test")
        }

    assert said()["backup"][0] == "note"
    ran = admin("db", "backup", "--test")
    assert (ran.code, ran.err) == (3, "Резервных копий ещё нет.\n")
    assert admin("db", "backup").code == 0
    assert said()["backup"][0] == "ok"
    assert said()["restore_test"] == ("warning", "ещё не было")
    ran = admin("db", "backup", "--test")
    assert ran.code == 0, ran.err
    assert said()["restore_test"] == ("ok", "сегодня")
    backup = next((admin.path.parent / "backups").glob("*.db"))
    text = bytearray(backup.read_bytes())
    text[len(text) // 2] ^= 1
    backup.write_bytes(bytes(text))
    assert admin("db", "backup", "--test").code == 3


def test_a_plain_one_is_encrypted(admin: Cli) -> None:
    assert admin.path.read_bytes().startswith(b"SQLite format 3")
    ran = admin("db", "rekey", "--encrypt")
    assert ran.code == 0, ran.err
    assert "Пароли и ключ восстановления прежние" in ran.err
    assert Path(ran.out.strip()).exists()
    assert not admin.path.read_bytes().startswith(b"SQLite format 3")
    with Door(str(admin.path)) as door:
        (key,) = door.enter("anna", PASSWORD).keys
    with Caseload(str(admin.path), key=key) as caseload:
        assert not caseload.plain


def test_only_an_administrator_changes_the_key(assistant: Cli) -> None:
    before = assistant.path.read_bytes()
    ran = assistant("db", "rekey")
    assert (ran.code, ran.err) == (3, "Это может только администратор.\n")
    assert assistant.path.read_bytes()[:100] == before[:100]
