"""Measuring what is seen beside a bare Textual app: the list, and the time to the first text on the screen."""

import asyncio
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Final

from rich.text import Text
from textual.app import App, ComposeResult
from textual.widgets import DataTable

from assistant_tui.themes import PALETTES, variables
from assistant_tui.widgets.record_table import RecordTable
from assistant_tui.widgets.rows import Column, Row
from db.bench import Measure, measured
from db.errors import EnvironmentFault

if TYPE_CHECKING:
    from textual.pilot import Pilot

HELLO: Final = """
from textual.app import App
from textual.widgets import Static
class Hello(App):
    def compose(self):
        yield Static("hello")
Hello().run()
"""
PATIENCE_S: Final = 30.0
FEW: Final = 50
SIZE: Final = (80, 24)
_ESCAPES: Final = re.compile(
    rb"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[P_^][^\x1b]*\x1b\\|[ -/]*[0-~])"
)
_OPENED: Final = b"\x1b[?1049h"  # the app's own screen; what stands before it is a message
_WORD: Final = re.compile(r"[^\W\d_]{3,}")


# --- the first frame --------------------------------------------------------------------------------------------------


def first_frame(command: Sequence[str], runs: int = 10) -> Measure:
    """Compare the time from the start of a command to its first readable text with that of a bare Textual app."""
    hello = (sys.executable, "-c", HELLO)
    pairs = [(until_text(command), until_text(hello)) for _ in range(runs + 1)][1:]
    return measured("first_frame", pairs, 1.3)


def until_text(
    command: Sequence[str], wanted: re.Pattern[str] = _WORD, then: Callable[[int], None] | None = None
) -> float:
    """Start a command on a terminal of 80×24 and return the milliseconds until a word stands on it.

    ``wanted`` is another text to wait for; ``then`` is given the leader of the process group before it is killed.
    Raises `EnvironmentFault("bench_saw_nothing")` where none comes or the command ends before.
    """
    import pty

    leader, follower = pty.openpty()
    os.set_blocking(leader, False)
    environment = os.environ | {"TERM": "xterm-256color", "COLUMNS": "80", "LINES": "24"}
    start = time.perf_counter()
    child = subprocess.Popen(
        list(command),
        stdin=follower,
        stdout=follower,
        stderr=follower,
        env=environment,
        start_new_session=True,
    )
    os.close(follower)
    try:
        _wait_for(wanted, leader, child, start)
        took = (time.perf_counter() - start) * 1000
        if then is not None:
            then(child.pid)
        return took
    finally:
        with suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL)  # the launcher and the app
        child.wait()
        os.close(leader)


def _wait_for(wanted: re.Pattern[str], leader: int, child: "subprocess.Popen[bytes]", start: float) -> None:
    import select

    seen = b""
    while not wanted.search(_ESCAPES.sub(b"", seen.partition(_OPENED)[2]).decode("utf-8", "ignore")):
        if time.perf_counter() - start > PATIENCE_S:
            raise EnvironmentFault("bench_saw_nothing")
        if not select.select([leader], [], [], 0.5)[0] and child.poll() is not None:
            raise EnvironmentFault("bench_saw_nothing")
        try:
            piece = os.read(leader, 65536)
        except BlockingIOError:
            continue
        except OSError as error:  # the command has left its terminal
            raise EnvironmentFault("bench_saw_nothing") from error
        if not piece:
            raise EnvironmentFault("bench_saw_nothing")
        seen += piece


# --- the list ---------------------------------------------------------------------------------------------------------


def lists(rows: int = 90_000, runs: int = 40) -> list[Measure]:
    """Compare a list of many rows with one of 50, and its cursor with that of a bare `DataTable` of 50 rows."""
    return asyncio.run(_lists(rows, runs))


async def _lists(rows: int, runs: int) -> list[Measure]:
    many, few, bare = RecordApp(rows), RecordApp(FEW), DataApp(FEW)
    async with many.run_test(size=SIZE) as ours, few.run_test(size=SIZE) as short, bare.run_test(size=SIZE) as base:
        cursor = [(await _timed(ours, "down"), await _timed(base, "down")) for _ in range(min(runs, FEW - 2) + 1)]
        pages = [
            (await _timed(ours, key), await _timed(short, key)) for key in ("pagedown", "pageup") * (runs // 2 + 1)
        ]
    return [measured("list_cursor", cursor[1:], 1.0), measured("list_scroll", pages[2:], 1.25)]


async def _timed(pilot: "Pilot[object]", key: str) -> float:
    """Return the milliseconds of the processor's time for a key: waiting for the next frame costs nothing."""
    start = time.process_time()
    await pilot.press(key)
    return (time.process_time() - start) * 1000


def _cells(index: int) -> tuple[str, ...]:
    return ("сегодня", f"Пробная Мария Ивановна {index}", f"…{index % 100:02d}-67", "приём пн + кровь", "1 из 2")


class RecordApp(App[object]):
    """The list of the program."""

    def __init__(self, rows: int) -> None:
        super().__init__()
        self.animation_level = "none"
        self._rows = rows

    def compose(self) -> ComposeResult:
        """Show a list of the width of a terminal."""
        yield RecordTable([Column("due", "", 9), Column("who", "", 28, grow=1), Column("phone", "", 8),
                           Column("why", "", 16), Column("tries", "", 8)], search=False)  # fmt: skip

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """Give the list the colours that it asks for."""
        return variables(next(iter(PALETTES.values())))

    def on_mount(self) -> None:
        """Fill the list."""
        table = self.query_one(RecordTable)
        table.set_rows(range(self._rows), lambda index: Row(tuple(Text(cell) for cell in _cells(index))))
        table.focus()


class DataApp(App[object]):
    """A bare table of Textual."""

    def __init__(self, rows: int) -> None:
        super().__init__()
        self.animation_level = "none"
        self._rows = rows

    def compose(self) -> ComposeResult:
        """Show a table."""
        yield DataTable[Text](cursor_type="row")

    def on_mount(self) -> None:
        """Fill the table."""
        table = self.query_one(DataTable)
        table.add_columns("due", "who", "phone", "why", "tries")
        table.add_rows([[Text(cell) for cell in _cells(index)] for index in range(self._rows)])
        table.focus()
