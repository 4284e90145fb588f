"""`db migrate` on a database of an earlier version, encrypted and plain."""

from __future__ import annotations

from pathlib import Path

import pytest

from db.backup import folder_of, listed
from db.migrations import current
from db.schema import HEAD
from db.swap import Hold
from tests.assistant_tui.cli.conftest import Cli
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
