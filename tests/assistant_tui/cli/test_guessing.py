"""Guessing a password by the real command line: two programs, restarts and a moved clock gain nothing."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from db.clock import FrozenClock
from db.engine import is_postgresql
from tests.architecture.sources import ROOT
from tests.desk import NOW, PASSWORD, Desk, copied, make_template, postgres_server

WRONG = "не тот пароль"
REFUSED, WAIT = "или пароль", "Слишком много попыток"
FAKETIME = Path("/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1")


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database of each engine, with somebody else who may sign in."""
    drop = None
    if request.param == "sqlite":
        found = str(copied(make_template(tmp_path), tmp_path / "caseload.db"))
    else:
        found, drop = postgres_server().fresh()
        found = found.replace("postgres:@", "postgres@")
    from db.door import Door

    with Desk(found, FrozenClock(NOW)) as desk, Door(found) as door:
        from tests.build import colleague

        door.set_password("olga", colleague(desk), PASSWORD)
    yield found
    if drop is not None:
        drop()


def program(url: str, home: Path, login: str, password: str, **clock: str) -> subprocess.Popen[str]:
    """Start `today` as somebody, as a program of its own."""
    child = subprocess.Popen(
        [sys.executable, "-m", "assistant_tui", "--lang", "ru", "--db", url, "--user", login, "--password-stdin",
         *(("--now", clock.pop("now")) if "now" in clock else ()), "today"],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=ROOT,
        env={"PATH": os.environ["PATH"], "HOME": str(home), "PYTHONPATH": str(ROOT), "LC_ALL": "C.UTF-8", **clock},
    )  # fmt: skip
    assert child.stdin is not None
    child.stdin.write(password + "\n")
    child.stdin.close()
    child.stdin = None
    return child


def said(child: subprocess.Popen[str]) -> tuple[int, str]:
    _out, err = child.communicate(timeout=120)
    return child.returncode, err


def tried(url: str, home: Path, login: str, password: str, **clock: str) -> tuple[int, str]:
    return said(program(url, home, login, password, **clock))


def test_two_programs_restarts_and_clocks_gain_no_try(url: str, home: Path) -> None:
    found: list[tuple[int, str]] = []
    for _pair in range(4):  # two programs at a time, each of them ended after its try
        two = [program(url, home, "anna", WRONG) for _one in range(2)]
        found += [said(child) for child in two]
    assert {code for code, _words in found} == {3}
    assert sum(REFUSED in words for _code, words in found) == 5
    assert sum(WAIT in words for _code, words in found) == 3, found
    for clock in moved():
        code, words = tried(url, home, "anna", PASSWORD, **clock)
        assert (code, WAIT in words) == (3, True), (clock, words)
    assert tried(url, home, "olga", PASSWORD)[0] == 0
    code, words = tried(url, home, "nobody", WRONG)
    assert (code, REFUSED in words) == (3, True)


def moved() -> list[dict[str, str]]:
    """Return the ways to move a program's clock: the domain's, and the computer's where that can be pretended."""
    ways = [{"now": "2027-11-20T10:00"}, {"now": "2025-11-20T10:00"}]
    if FAKETIME.exists():
        ways += [{"LD_PRELOAD": str(FAKETIME), "DONT_FAKE_MONOTONIC": "1", "FAKETIME": by} for by in ("+400d", "-400d")]
    return ways


def test_the_wait_is_told_in_seconds_and_is_no_shorter_for_a_restart(url: str, home: Path) -> None:
    for _try in range(5):
        assert tried(url, home, "olga", WRONG)[0] == 3
    first = int("".join(filter(str.isdigit, tried(url, home, "olga", PASSWORD)[1])))
    assert 0 < first <= 30
    second = int("".join(filter(str.isdigit, tried(url, home, "olga", PASSWORD)[1])))
    assert 0 < second <= first
    assert is_postgresql(url) or Path(url).exists()
