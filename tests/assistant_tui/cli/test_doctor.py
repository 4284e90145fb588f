"""`doctor` names every fault on one line with what to type, needs no sign-in and shows no patient."""

from __future__ import annotations

import os
import shutil
import sqlite3
import sys
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest

import db.engine
import db.state
from db.errors import EnvironmentFault
from db.setup import create
from tests.assistant_tui.cli.conftest import Cli
from tests.desk import FIRST


def look(cli: Cli, lang: str = "ru") -> list[dict[str, str]]:
    ran = cli.raw("--lang", lang, "--db", str(cli.path), "doctor", "--format", "json")
    assert ran.err == ""
    assert ran.code == (1 if any(row["status"] == "fault" for row in ran.json) else 0)
    found: list[dict[str, str]] = ran.json
    return found


def wrong(found: list[dict[str, str]]) -> list[dict[str, str]]:
    """Return what is wrong but that the database is plain, as those of tests are."""
    return [row for row in found if row["status"] in ("fault", "warning") and row["check"] != "encryption"]


@pytest.mark.parametrize("lang", ["ru", "en"])
def test_a_sound_computer_has_no_fault(cli: Cli, lang: str, monkeypatch: pytest.MonkeyPatch) -> None:
    found = look(cli, lang)
    assert wrong(found) == []
    looked_at = "python textual sqlite place rights disk database settings terminal language"
    assert set(looked_at.split()) <= {row["check"] for row in found}
    lines = cli.raw("--lang", lang, "--db", str(cli.path), "doctor").out.splitlines()
    assert len(lines) == len(found)
    assert cli.raw("--db", str(cli.path), "doctor", "--format", "csv").out.startswith("check,status,value,advice\n")


def test_a_plain_database_is_warned_of_and_an_encrypted_one_is_not(cli: Cli, lonely: Cli) -> None:
    (plain,) = [row for row in look(cli) if row["check"] == "encryption"]
    assert (plain["status"], plain["advice"]) == ("warning", f"assistant-tui --db {cli.path} db rekey --encrypt")
    create(str(lonely.path), FIRST)
    (sealed,) = [row for row in look(lonely) if row["check"] == "encryption"]
    assert sealed["status"] == "ok"
    assert [row["value"] for row in look(lonely) if row["check"] == "database"][0].startswith("зашифрована")


def run_sql(path: Path, sql: str) -> None:
    with sqlite3.connect(path) as conn:
        conn.execute(sql)
    conn.close()


def damage(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[4096 * 3 : 4096 * 6] = bytes(b"\xa5" * 4096 * 3)
    path.write_bytes(content)


def without_file_and_door(cli: Cli, _patch: pytest.MonkeyPatch) -> None:
    cli.path.unlink()
    cli.path.with_name(cli.path.name + ".door").unlink()


def no_disk(_cli: Cli, patch: pytest.MonkeyPatch) -> None:
    patch.setattr(shutil, "disk_usage", lambda _path: SimpleNamespace(free=100 * 1024 * 1024))


def no_server(cli: Cli, patch: pytest.MonkeyPatch) -> None:
    def refuse(*_arguments: object, **_more: object) -> None:
        raise EnvironmentFault("cannot_connect")

    patch.setattr(db.state, "open_postgresql", refuse)
    cli.path = Path("postgresql:") / "host.invalid" / "base"


def settings(cli: Cli, text: str) -> None:
    folder = Path.home() / ".config" / "onco-assistant"
    folder.mkdir(parents=True)
    (folder / "settings.toml").write_text(text, "utf-8")
    (folder / "settings.toml").chmod(0o600)


def small_terminal(_cli: Cli, patch: pytest.MonkeyPatch) -> None:
    patch.setenv("TERM", "xterm-256color")
    patch.setattr(sys.stdout, "isatty", lambda: True)
    patch.setattr(shutil, "get_terminal_size", lambda *_fallback, **_named: os.terminal_size((60, 20)))


def dumb_terminal(_cli: Cli, patch: pytest.MonkeyPatch) -> None:
    patch.setenv("TERM", "dumb")
    patch.setattr(sys.stdout, "isatty", lambda: True)


Break = Callable[[Cli, pytest.MonkeyPatch], object]
FAULTS: dict[str, tuple[str, str, str, Break]] = {
    "missing": ("database", "fault", "assistant-tui", without_file_and_door),
    "gone": ("database", "fault", "assistant-tui --db", lambda cli, _: cli.path.unlink()),
    "newer": (
        "database", "fault", "",
        lambda cli, _: run_sql(cli.path, "UPDATE alembic_version SET version_num='9999'"),
    ),
    "older": (
        "database", "fault", "db migrate",
        lambda cli, _: run_sql(cli.path, "UPDATE alembic_version SET version_num='0000'"),
    ),
    "damaged": ("database", "fault", "", lambda cli, _: damage(cli.path)),
    "not a database": ("database", "fault", "--db", lambda cli, _: cli.path.write_bytes(b"x" * 5000)),
    "not ours": ("database", "fault", "--db", lambda cli, _: run_sql(cli.path, "DROP TABLE alembic_version")),
    "network": (
        "database", "fault", "PostgreSQL",
        lambda _, patch: patch.setattr(db.state, "file_system_kind", lambda _p: 0x6969)
    ),
    "world-readable file": ("rights", "fault", "chmod 600", lambda cli, _: cli.path.chmod(0o644)),
    "world-readable door": (
        "rights", "fault", "chmod 600", lambda cli, _: cli.path.with_name(cli.path.name + ".door").chmod(0o640)
    ),
    "open folder": ("rights", "fault", "chmod 700", lambda cli, _: cli.path.parent.chmod(0o777)),
    "disk": ("disk", "warning", "df -h", no_disk),
    "settings": ("settings", "fault", "settings.toml", lambda cli, _: settings(cli, "theme = 7\n")),
    "small terminal": ("terminal", "warning", "80×24", small_terminal),
    "dumb terminal": ("terminal", "fault", "TERM", dumb_terminal),
}  # fmt: skip


@pytest.mark.parametrize("name", FAULTS)
@pytest.mark.parametrize("lang", ["ru", "en"])
def test_each_fault_is_one_line_with_what_to_type(
    bare: Cli, name: str, lang: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    check, status, advice, break_it = FAULTS[name]
    break_it(bare, monkeypatch)
    before = bare.path.read_bytes() if bare.path.exists() else b""
    found = wrong(look(bare, lang))
    assert [(row["check"], row["status"]) for row in found] == [(check, status)]
    assert advice in found[0]["advice"]
    assert found[0]["value"]
    assert (bare.path.read_bytes() if bare.path.exists() else b"") == before


def test_a_server_that_does_not_answer(lonely: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    no_server(lonely, monkeypatch)
    ran = lonely.raw("--lang", "ru", "--db", "postgresql://host.invalid/base", "doctor", "--format", "json")
    assert ran.code == 1
    (fault,) = wrong(ran.json)
    assert fault["check"] == "database"
    assert "не отвечает" in fault["value"]


def test_no_patient_is_shown(cli: Cli) -> None:
    names = {row["full_name"].split()[0] for row in cli("patients", "--format", "json").json}
    said = cli.raw("--db", str(cli.path), "doctor").out
    assert not [name for name in names if name in said]
