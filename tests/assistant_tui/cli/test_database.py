"""`db` and `generate`: made whole or not at all, refused untouched, proven."""

from __future__ import annotations

import hashlib
import sqlite3
import stat
from pathlib import Path

import pytest

from assistant_tui import bench_lists
from assistant_tui.desk_screens import PLACES
from assistant_tui.text.i18n import language
from db.schema import HEAD
from db.state import is_encrypted
from tests.assistant_tui.cli.conftest import Cli
from tests.desk import PASSWORD


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def changed(path: Path, sql: str) -> None:
    """Change a database behind the program's back."""
    with sqlite3.connect(path) as conn:
        conn.execute(sql)
        conn.commit()
    conn.close()
    with sqlite3.connect(path) as conn:
        conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    conn.close()


def init(cli: Cli, *more: str, password: str = PASSWORD) -> int:
    return cli.raw(
        "--lang", "ru", "--db", str(cli.path), "--password-stdin", "db", "init", "--first-user", "anna", "--name",
        "Иванова Анна Петровна", *more, stdin=password + "\n",
    ).code  # fmt: skip


def test_a_new_database_is_private_and_ready(lonely: Cli) -> None:
    assert init(lonely, "--training", "--organisation", "ЦАОП № 3", "--role", "assistant") == 0
    for path in lonely.path.parent.glob("none.db*"):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert lonely("patients", "--format", "json").json == []
    (user,) = lonely("users", "list", "--format", "json").json
    assert (user["roles"], user["centre"]) == (["assistant"], "ЦАОП № 3")
    before = digest(lonely.path)
    assert init(lonely) == 3
    assert digest(lonely.path) == before


@pytest.mark.parametrize("plain", [True, False])
def test_a_new_database_is_encrypted_unless_one_says_plain(lonely: Cli, plain: bool) -> None:
    assert init(lonely, *(["--plain"] if plain else [])) == 0
    assert is_encrypted(lonely.path) is not plain


@pytest.mark.parametrize(
    ("more", "password"), [(["--name", " "], PASSWORD), ([], "коротко"), (["--first-user", "a b"], PASSWORD)]
)
def test_a_database_that_cannot_be_made_leaves_nothing(lonely: Cli, more: list[str], password: str) -> None:
    assert init(lonely, *more, password=password) == 2
    assert not list(lonely.path.parent.glob("none.db*"))


def test_a_missing_database_is_named(lonely: Cli) -> None:
    ran = lonely("today")
    assert (ran.code, ran.out, ran.err) == (1, "", f"Нет базы данных: {lonely.path}\n")
    assert not lonely.path.exists()


@pytest.mark.parametrize("command", [["today"], ["db", "migrate"], ["db", "check"], ["doctor"]])
def test_a_newer_schema_is_refused_untouched(bare: Cli, command: list[str]) -> None:
    changed(bare.path, "UPDATE alembic_version SET version_num = '9999'")
    before = digest(bare.path)
    ran = bare(*command, lang="en")
    assert ran.code == (1 if command == ["doctor"] else 3)
    said = ran.err + ran.out
    assert "9999" in said
    assert HEAD in said
    assert digest(bare.path) == before


def test_another_programs_database_is_refused_untouched(lonely: Cli) -> None:
    with sqlite3.connect(lonely.path) as conn:
        conn.execute("CREATE TABLE other (x)")
    conn.close()
    lonely.path.chmod(0o600)
    before = digest(lonely.path)
    for command, code in ((["today"], 3), (["db", "migrate"], 3), (["doctor"], 1)):
        ran = lonely(*command)
        assert ran.code == code
        assert "другой программы" in ran.err + ran.out
        assert digest(lonely.path) == before, command


@pytest.mark.parametrize("content", [b"", b"no database at all\n" * 100])
def test_a_file_that_is_no_database_is_refused_untouched(lonely: Cli, content: bytes) -> None:
    lonely.path.write_bytes(content)
    ran = lonely("today")
    assert ran.code in (1, 3)
    assert (ran.out, ran.err.count("\n")) == ("", 1)
    assert lonely.path.read_bytes() == content


def test_check_passes_and_says_so(cli: Cli) -> None:
    for arguments in (["db", "check", "--format", "json"],):
        ran = cli(*arguments)
        assert (ran.code, set(ran.json)) == (0, {"integrity", "foreign_keys", "audit", "plan", "schema"})
        assert ran.json["audit"] == "ok"
        assert ran.json["plan"]["patients"] == 40
    assert "в порядке" in cli("db", "check").out
    assert cli("db", "check", lang="en").out.count("in order") == 5
    assert cli.raw("--db", str(cli.path), "db", "check").code == 0


@pytest.mark.parametrize(
    ("sql", "what"),
    [
        ("DELETE FROM task WHERE id = (SELECT MIN(id) FROM task WHERE state = 'open')", "plan"),
        ("UPDATE visit SET patient_id = 999999 WHERE id = 1", "foreign_keys"),
        ("DROP INDEX ix_task_list", "schema"),
    ],
)
def test_check_finds_what_is_wrong(cli: Cli, sql: str, what: str) -> None:
    changed(cli.path, sql)
    ran = cli("db", "check", "--format", "json")
    assert ran.code == 4
    assert ran.json["plan"]["differences"] == 1 if what == "plan" else ran.json[what] != "ok"
    assert cli("db", "check").code == 4


def test_migrate_has_nothing_to_do(bare: Cli) -> None:
    ran = bare("db", "migrate", lang="en")
    assert (ran.code, ran.out, ran.err) == (0, f"{HEAD}\n", "The schema is up to date.\n")


def test_generate_fills_a_training_database_for_everybody(bare: Cli) -> None:
    ran = bare("generate", "--patients", "30", "--assistants", "2", "--years", "1", "--seed", "5",
               stdin=f"{PASSWORD}\nпароль придуманных\n")  # fmt: skip
    assert ran.code == 0, ran.err
    logins = ran.out.split()
    assert len(logins) >= 2
    for login in logins[:2]:
        assert bare("patients", user=login, stdin="пароль придуманных\n").code == 0
    assert bare.ids("patients", "--assistant", "*") == []  # they are of other centres
    assert bare("users", "edit", "anna", "--scope", "all").code == 0
    assert len(bare.ids("patients", "--assistant", "*")) == 30
    assert bare("db", "check").code == 0
    again = bare("generate", "--patients", "30", "--assistants", "2")
    assert (again.code, again.out) == (3, "")


def test_generate_refuses_a_real_database(lonely: Cli) -> None:
    assert init(lonely) == 0
    ran = lonely("generate", "--patients", "30", "--assistants", "2", lang="en")
    assert (ran.code, ran.out) == (3, "")
    assert "training" in ran.err


@pytest.mark.parametrize(
    "places", [("visits", "workload"), pytest.param(tuple(PLACES), marks=pytest.mark.soak)], ids=len
)
def test_bench_prints_ratios(bare: Cli, places: tuple[str, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bench_lists, "PLACES", {name: PLACES[name] for name in places})
    ran = bare("bench", "--patients", "100", "--runs", "3", "--format", "json")
    assert ran.code == 0, ran.err
    assert {"name", "value", "base", "ratio", "spread", "goal"} <= set(ran.json[0])
    names = {row["name"] for row in ran.json}
    assert {"call_list", "list_cursor", "list_visits_100", "list_workload_100", "first_frame"} <= names
    assert language() == "ru"  # what is measured speaks as the person does
