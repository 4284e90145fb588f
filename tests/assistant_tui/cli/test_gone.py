"""Commands on a database that is gone from its place while its backups or its door are there."""

from __future__ import annotations

import signal
import sys
from pathlib import Path

from tests.assistant_tui.cli.conftest import Cli
from tests.assistant_tui.pty_driver import ROOT, OnTerminal
from tests.desk import PASSWORD

INIT = ("db", "init", "--plain", "--first-user", "anna", "--name", "Иванова Анна Петровна")


def test_every_command_names_the_newest_backup_and_makes_nothing(bare: Cli) -> None:
    ran = bare("db", "backup")
    assert ran.code == 0, ran.err
    backup = ran.out.strip()
    bare.path.unlink()
    before = {place.name for place in bare.path.parent.iterdir()}
    for command in (("today",), ("db", "migrate"), ("db", "check"), INIT):
        ran = bare(*command, stdin=f"{PASSWORD}\n{PASSWORD}\n")
        assert (ran.code, ran.out, ran.err.count("\n")) == (1, "", 1), ran
        assert f"--db {bare.path} db restore {backup}" in ran.err
        assert not bare.path.exists()
    found = [row for row in bare("doctor", "--format", "json").json if row["check"] == "database"]
    assert f"--db {bare.path} db restore {backup}" in found[0]["advice"]
    assert {place.name for place in bare.path.parent.iterdir()} <= before | {f"{bare.path.name}.lock"}
    assert bare("db", "restore", backup).code == 0
    assert bare("patients").code == 0


def test_its_door_alone_is_named(bare: Cli) -> None:
    bare.path.rename(bare.path.with_name("moved"))
    for command in (("today",), INIT):
        ran = bare(*command, stdin=f"{PASSWORD}\n{PASSWORD}\n")
        assert (ran.code, ran.err.count("\n")) == (1, 1)
        assert f"{bare.path}.door" in ran.err
    assert not bare.path.exists()
    bare.path.with_name("moved").rename(bare.path)
    assert bare("patients").code == 0


def test_the_program_begins_with_what_is_gone_and_not_with_a_first_run(bare: Cli, home: Path) -> None:
    assert bare("db", "backup").code == 0
    bare.path.unlink()
    child = OnTerminal(
        [sys.executable, "-m", "assistant_tui", "--lang", "ru", "--db", str(bare.path)],
        {"HOME": str(home), "PYTHONPATH": str(ROOT), "LC_ALL": "C.UTF-8"},
    )
    child.until("нет на месте".encode(), 60)
    child.kill(signal.SIGTERM)
    assert child.wait(60) == 143
    assert not bare.path.exists()
