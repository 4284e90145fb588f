"""The supervisor's board on the command line, and the patients behind its numbers."""

from __future__ import annotations

import csv
import io

from assistant_tui.cli.workload import _BEHIND_KEYS, _ROW_KEYS
from db.rules.workload import NUMBERS, RATES
from tests.assistant_tui.cli.conftest import Cli


def test_the_board_is_printed_with_who_needs_help_and_why(cli: Cli) -> None:
    ran = cli("workload")
    assert ran.code == 0
    assert "Иванова А. П." in ran.out
    assert "просрочено у" in ran.out
    english = cli("workload", lang="en")
    assert "overdue for" in english.out


def test_keys_are_those_that_are_documented(cli: Cli) -> None:
    (row,) = cli("workload", "--format", "json").json
    assert tuple(row) == _ROW_KEYS
    assert row["points"] == sum(part["points"] for part in row["why"]) > 0
    assert row["reached"] == row["reached_kept"] * 100 // row["reached_of"]
    found = cli("workload", "--number", "overdue", "--format", "json").json
    assert tuple(found[0]) == _BEHIND_KEYS
    head = next(csv.reader(io.StringIO(cli("workload", "--format", "csv").out)))
    assert tuple(head) == _ROW_KEYS


def test_each_number_lists_as_many_rows_as_it_says(cli: Cli) -> None:
    (row,) = cli("workload", "--format", "json").json
    for name in NUMBERS:
        found = cli("workload", "--of", "anna", "--number", name, "--format", "json").json
        assert len(found) == (row[f"{name}_of"] if name in RATES else row[name]), name


def test_an_empty_board_keeps_its_head_and_says_so(bare: Cli) -> None:
    ran = bare("workload", "--number", "due")
    assert (ran.code, ran.out) == (0, "")
    assert "никого нет" in ran.err
    assert tuple(bare("workload", "--number", "due", "--format", "csv").out.strip().split(",")) == _BEHIND_KEYS


def test_what_cannot_be_shown_is_refused(cli: Cli) -> None:
    assert cli("workload", "--of", "anna").code == 2
    assert cli("workload", "--number", "speed").code == 2
    assert cli("workload", "--of", "nobody", "--number", "due").code == 3
    other = cli("workload", "--centre", "999")
    assert other.code == 3
    assert len(other.err.splitlines()) == 1
