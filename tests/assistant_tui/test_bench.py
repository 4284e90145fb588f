import sys

import pytest

from assistant_tui.bench import HELLO, first_frame, lists, until_text
from db.errors import EnvironmentFault

NOTHING = "print('a word before the app')"


def test_lists_are_compared_with_a_short_one_and_a_bare_table() -> None:
    found = {row.name: row for row in lists(rows=500, runs=4)}
    assert {name: row.goal for name, row in found.items()} == {"list_cursor": 1.0, "list_scroll": 1.25}
    assert all(row.value > 0 and row.base > 0 for row in found.values())


def test_the_first_frame_is_waited_for() -> None:
    row = first_frame((sys.executable, "-c", HELLO), runs=2)
    assert row.name == "first_frame"
    assert row.goal == 1.3
    assert row.value > 0


def test_words_of_a_command_that_opens_no_screen_are_no_frame() -> None:
    with pytest.raises(EnvironmentFault, match="bench_saw_nothing"):
        until_text((sys.executable, "-c", NOTHING))
