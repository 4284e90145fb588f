"""A training database with invented patients, and a way to run commands on it in this process."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from assistant_tui.cli import main
from assistant_tui.text.i18n import use_language
from db import passwords
from db.clock import FrozenClock
from tests.desk import NOW, PASSWORD, Desk, copied, make_template

HERE = "2026-11-20T10:00"

LIGHT = passwords.Cost(1, 8, 1)


@pytest.fixture(scope="session", autouse=True)
def light_hashes() -> Iterator[None]:
    """The cost of a password is tested with the door; here it would be most of the time."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passwords, "COST", LIGHT)
        yield


@dataclass(frozen=True)
class Ran:
    """What a command did."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


class Cli:
    """Runs `main` as a script would: no terminal, secrets on stdin."""

    def __init__(self, path: Path, capsys: pytest.CaptureFixture[str], patch: pytest.MonkeyPatch) -> None:
        self.path = path
        self.capsys = capsys
        self.patch = patch

    def raw(self, *arguments: str, stdin: str = "") -> Ran:
        self.patch.setattr("sys.stdin", io.StringIO(stdin))
        self.capsys.readouterr()
        code = main(list(arguments))
        out, err = self.capsys.readouterr()
        return Ran(code, out, err)

    def __call__(
        self, *arguments: str, lang: str = "ru", user: str = "anna", stdin: str = PASSWORD + "\n", now: str = HERE
    ) -> Ran:
        start = ["--db", str(self.path), "--lang", lang, "--now", now, "--user", user, "--password-stdin"]
        return self.raw(*start, *arguments, stdin=stdin)

    def ids(self, *arguments: str) -> list[int]:
        return [row["id"] for row in self(*arguments, "--format", "json").json]


def managed(path: Path) -> Path:
    """Let the first user manage users and places too, as somebody who works alone does."""
    with Desk(str(path), FrozenClock(NOW)) as desk:
        desk.be("assistant", "supervisor", "administrator")
    return path


@pytest.fixture(scope="session")
def empty_base(light_hashes: None, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return managed(make_template(tmp_path_factory.mktemp("cli-empty")))


@pytest.fixture(scope="session")
def full_base(light_hashes: None, tmp_path_factory: pytest.TempPathFactory) -> Path:
    from db.generate import generate

    path = managed(make_template(tmp_path_factory.mktemp("cli-full")))
    generate(str(path), patients=40, assistants=1, years=1, seed=7, password=PASSWORD, now=NOW, lead=1, lively=True)
    return path


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    folder = tmp_path / "home"
    folder.mkdir(mode=0o700)
    monkeypatch.setenv("HOME", str(folder))
    for name in ("XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME", "ASSISTANT_TUI_DB", "COLUMNS"):
        monkeypatch.delenv(name, raising=False)
    yield folder
    use_language("ru")


@pytest.fixture
def cli(full_base: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Cli:
    return Cli(copied(full_base, tmp_path / "full.db"), capsys, monkeypatch)


@pytest.fixture
def bare(empty_base: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Cli:
    return Cli(copied(empty_base, tmp_path / "empty.db"), capsys, monkeypatch)


@pytest.fixture
def lonely(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Cli:
    return Cli(tmp_path / "none.db", capsys, monkeypatch)
