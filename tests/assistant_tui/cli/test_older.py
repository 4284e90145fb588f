"""`db migrate` on a database of an earlier version, encrypted and plain."""

from __future__ import annotations

import signal
import sys
from pathlib import Path

import pytest

from db.backup import folder_of, listed
from db.migrations import current
from db.schema import HEAD
from db.swap import Hold
from tests.assistant_tui.cli.conftest import Cli
from tests.assistant_tui.pty_driver import ROOT, OnTerminal
from tests.db.backup.older import SCHEMA, make_older
from tests.desk import PASSWORD


@pytest.mark.parametrize("plain", [False, True])
def test_it_is_brought_up_to_date_after_a_backup(lonely: Cli, tmp_path: Path, plain: bool) -> None:
    folder = tmp_path / "data"
    folder.mkdir(mode=0o700)
    base = make_older(folder, plain=plain)
    cli = Cli(base.path, lonely.capsys, lonely.patch)
    if not plain:
        assert cli("db", "migrate", stdin="не тот пароль\n").code == 3
    with Hold(base.path):
        ran = cli("db", "migrate")
    assert (ran.code, ran.out) == (3, "")
    assert "открыта в другой программе" in ran.err
    assert current(base.url, base.opening().sqlite_key) == SCHEMA
    ran = cli("db", "migrate", stdin=PASSWORD + "\n")
    assert (ran.code, ran.out) == (0, f"{HEAD}\n"), ran.err
    (kept,) = listed(folder_of(base.url), base.url)
    assert str(kept.path) in ran.err
    assert cli("patients").code == 0
    assert cli("db", "migrate").err == "Схема базы уже новейшая.\n"


def test_the_program_itself_brings_a_plain_one_up_to_date_after_a_key(tmp_path: Path, home: Path) -> None:
    folder = tmp_path / "data"
    folder.mkdir(mode=0o700)
    base = make_older(folder, plain=True)
    child = OnTerminal(
        [sys.executable, "-m", "assistant_tui", "--lang", "ru", "--db", base.url],
        {"HOME": str(home), "PYTHONPATH": str(ROOT), "LC_ALL": "C.UTF-8"},
    )
    child.until("прежней версией".encode(), 60)
    assert current(base.url) == SCHEMA
    child.read(1.0)
    child.press(b"\r")
    for _turn in range(60):
        child.read(0.5)
        if current(base.url) == HEAD:
            break
    child.kill(signal.SIGTERM)
    assert child.wait(60) == 143
    assert current(base.url) == HEAD
    assert [one.manifest.schema for one in listed(folder_of(base.url), base.url)] == [SCHEMA]
