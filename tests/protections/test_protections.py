"""Every requirement of safety has a test, and that test fails where the protection is taken out."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.protections.table import PAGE, ROOT, Protection, is_test, page, protections, requirements, taken_out

EVERY = protections()
COPIED = (
    "assistant_tui", "db", "docs", "tests", "tools",
    "pyproject.toml", "requirements.txt", "requirements-test.txt", "run",
)  # fmt: skip


ASKED = {
    *(f"S{number}" for number in range(1, 13)), *(f"A{number}" for number in range(1, 8)),
    *(f"E{number}" for number in range(1, 7)), "T7", "T19", "R4", "R8", "R9", "R10", "R13", "R14", "R16", "R22",
}  # fmt: skip


def test_every_requirement_has_a_protection_that_was_taken_out_once() -> None:
    rows = {one.row for one in requirements()}
    assert rows == ASKED
    assert {one.row for one in EVERY} - rows == set()
    assert rows - {one.row for one in EVERY} == set()


@pytest.mark.parametrize("one", EVERY, ids=lambda one: one.name)
def test_the_protection_stands_where_it_is_said_and_its_test_exists(one: Protection) -> None:
    source = (ROOT / one.file).read_text("utf-8")
    assert taken_out(one, source) != source
    assert is_test(one.test), one.test


def test_every_test_that_shows_something_exists() -> None:
    assert [test for asked in requirements() for test in asked.beside if not is_test(test)] == []


def test_the_page_is_true() -> None:
    if os.environ.get("WRITE_SAFETY_PAGE"):
        PAGE.write_text(page(), "utf-8")
    assert PAGE.read_text("utf-8") == page()


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("without")
    for name in COPIED:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, folder / name)
        else:
            shutil.copy2(source, folder / name)
    yield folder
    shutil.rmtree(folder)


@pytest.mark.soak
@pytest.mark.parametrize("one", EVERY, ids=lambda one: one.name)
def test_without_the_protection_its_test_fails(copy: Path, one: Protection) -> None:
    file = copy / one.file
    source = file.read_text("utf-8")
    file.write_text(taken_out(one, source), "utf-8")
    environment = {**os.environ, "PYTHONPATH": str(copy), "PYTHONDONTWRITEBYTECODE": "1"}
    environment.pop("PYTEST_XDIST_WORKER", None)
    command = [sys.executable, "-m", "pytest", "-m", "", "-q", "-x", "-p", "no:cacheprovider", one.test]
    try:
        ran = subprocess.run(command, cwd=copy, env=environment, capture_output=True, text=True, timeout=300)
    finally:
        file.write_text(source, "utf-8")
    assert ran.returncode == 1, ran.stdout[-2000:]
    assert " failed" in ran.stdout.splitlines()[-1], ran.stdout[-2000:]  # an error is no answer
