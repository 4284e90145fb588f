"""The line of progress on the terminal."""

from __future__ import annotations

import io
from pathlib import Path
from types import SimpleNamespace

import pytest

from assistant_tui.cli import importing, progress
from assistant_tui.cli.progress import Progress
from tests.assistant_tui.cli.conftest import Cli


class Terminal(io.StringIO):
    """Stderr where somebody looks."""

    def isatty(self) -> bool:
        return True


class Seconds:
    """A clock that is moved by hand."""

    now = 100.0

    def monotonic(self) -> float:
        return self.now


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> Terminal:
    there = Terminal()
    monkeypatch.setattr(progress, "sys", SimpleNamespace(stderr=there))  # pytest sets its own stderr once more
    return there


def test_nothing_is_said_before_one_would_wonder(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    seconds = Seconds()
    monkeypatch.setattr(progress, "time", seconds)
    with Progress("Пишу", patience=2.0) as told:
        told(10, 100)
        seconds.now += 1.5
        told(20, 100)
        assert terminal.getvalue() == ""
        seconds.now += 0.5
        told(30, 100)
        told(30, 100)
        assert terminal.getvalue() == "\rПишу: 30 %"
    assert terminal.getvalue().endswith("\r\x1b[K")


def test_what_was_quick_leaves_no_trace(terminal: Terminal) -> None:
    with Progress("Пишу", patience=60.0) as told:
        told(100, 100)
    assert terminal.getvalue() == ""
    with Progress("Пишу") as told:
        told(100, 100)
    assert terminal.getvalue() == "\rПишу: 100 %\r\x1b[K"


def test_an_import_tells_how_far_it_is(bare: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "список.csv"
    path.write_text("ФИО;Дата рождения\nОсина Ольга;01.02.1950\n", encoding="utf-8")
    told: list[str] = []

    class Noted(Progress):
        def __call__(self, done: int, total: int) -> None:
            told.append(f"{self._what} {done}/{total}")

    monkeypatch.setattr(importing, "Progress", Noted)
    ran = bare("import", str(path))
    assert (ran.code, ran.err) == (0, "")
    assert told == ["Читаю список.csv 0/1", "Читаю список.csv 1/1", "Записываю пациентов, 1 1/1"]
