"""Measure what `bench` does not: starts, memory, import, many writers, search as typed; print Markdown for the docs.

``python tools/performance.py [start|memory|first-row|search|import|writers ...]``; it wants a quiet machine, and the
invented record of 90,000 patients that ``bench`` keeps (made where there is none). Both sides of each row run in turn.
"""

import asyncio
import os
import re
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median
from typing import Any, Final

ROOT: Final = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from platformdirs import user_cache_path

from assistant_tui.bench import FEW, HELLO, SIZE, DataApp, RecordApp, until_text
from db.auth import user_by_id
from db.bench import ASSISTANT, NOW, PASSWORD, SEARCHES, measured, prepare
from db.caseload import Caseload
from db.clock import FrozenClock
from tools.performance_writes import importing, row, writers

PATIENTS: Final = 90_000
TABLE: Final = """
from textual.app import App
from textual.widgets import DataTable
class Table(App):
    def compose(self):
        yield DataTable(cursor_type="row")
    def on_mount(self):
        table = self.query_one(DataTable)
        table.add_columns("due", "who", "phone", "why", "tries")
        for number in range(50):
            table.add_row("today", f"Name Given Patronymic {number}", "12-34", "visit on Monday", "1 of 2")
Table().run()
"""
DESK: Final = """
import sys
from assistant_tui.app import AssistantApp
from assistant_tui.settings import Settings
from assistant_tui.way_in import WayIn
def clock():
    from db.bench import NOW
    from db.clock import FrozenClock
    return FrozenClock(NOW)
AssistantApp(WayIn(sys.argv[1], clock), Settings(language="en"), sign_in_as=("bench", sys.argv[2])).run()
"""
_ROW: Final = re.compile(r"\d\d-\d\d")  # the end of a phone number


def large() -> Path:
    """Return the record of 90,000 patients."""
    return prepare(user_cache_path("onco-assistant", appauthor=False), PATIENTS).large


def small() -> Path:
    """Return the record of 9,000 patients."""
    return prepare(user_cache_path("onco-assistant", appauthor=False), PATIENTS).small


def in_turn(sides: Sequence[Callable[[], float]], runs: int) -> list[list[float]]:
    """Run every side in turn and return the results of each; the first round warms up."""
    rounds = [[side() for side in sides] for _ in range(runs + 1)][1:]
    return [list(side) for side in zip(*rounds, strict=True)]


# --- starting, memory -------------------------------------------------------------------------------------------------


def commands() -> list[tuple[str, list[str], re.Pattern[str]]]:
    """Return what is started: its name, its command, and the text that tells it is there."""
    python = sys.executable
    word = re.compile(r"[^\W\d_]{3,}")
    return [
        ("bare Textual hello", [python, "-c", HELLO], word),
        ("Textual with a DataTable of 50", [python, "-c", TABLE], re.compile("Patronymic")),
        ("this program, first frame", [python, "-m", "assistant_tui", "--db", str(small())], word),
        ("this program, call list over 90,000 patients", [python, "-c", DESK, str(large()), PASSWORD], _ROW),
    ]


def start() -> None:
    """Time from the start of the process to readable text."""
    known = commands()
    found = in_turn([lambda each=each: until_text(each[1], each[2]) for each in known], 10)  # type: ignore[misc]  # mypy sees no default
    print("\n| start to readable text | ms | beside hello | spread |\n|---|---:|---:|---:|")
    for (name, _, _), times in zip(known, found, strict=True):
        share = measured(name, list(zip(times, found[0], strict=True)), None)
        row(name, share.value, f"{share.ratio:.2f}", f"{share.spread:.2f}")


def memory() -> None:
    """Resident memory when the text stands."""
    print("\n| memory | MiB |\n|---|---:|")
    for name, command, wanted in commands():
        sizes: list[float] = []
        for _run in range(3):
            until_text(command, wanted, then=lambda pid, to=sizes: to.append(_resident(pid)))  # type: ignore[misc]  # mypy sees no default
        row(name, median(sizes))


def _resident(leader: int) -> float:
    """Return the MiB of the processes of a group; what they share after a fork is counted once."""
    total = 0
    for folder in Path("/proc").iterdir():
        try:
            if folder.name.isdigit() and int((folder / "stat").read_text().rpartition(")")[2].split()[2]) == leader:
                rollup = (folder / "smaps_rollup").read_text()
                total += int(re.search(r"^Pss:\s+(\d+)", rollup, re.M)[1])  # type: ignore[index]  # the kernel writes it
        except OSError:
            continue
    return total / 1024


# --- lists and search -------------------------------------------------------------------------------------------------


def first_row() -> None:
    """Time until a list of many rows is drawn for the first time."""
    print("\n| first row of a list | ms |\n|---|---:|")

    def shown(app: Callable[[], Any]) -> float:
        async def once() -> float:
            begin = time.perf_counter()
            async with app().run_test(size=SIZE) as pilot:
                await pilot.pause()
                return (time.perf_counter() - begin) * 1000

        return asyncio.run(once())

    names = ("bare DataTable, 50 rows", "our list, 50 rows", "our list, 90,000 rows")
    makers = (lambda: DataApp(FEW), lambda: RecordApp(FEW), lambda: RecordApp(PATIENTS))
    found = in_turn([lambda make=make: shown(make) for make in makers], 5)  # type: ignore[misc]  # mypy sees no default
    for name, times in zip(names, found, strict=True):
        row(name, median(times))
    row("bare DataTable, 90,000 rows (once)", shown(lambda: DataApp(PATIENTS)))


def search() -> None:
    """Time from the last letter to the frame with what was found, over 90,000 patients."""
    from assistant_tui.app import AssistantApp
    from assistant_tui.settings import Settings
    from assistant_tui.way_in import WayIn
    from db.queries.search import search as find

    async def typed() -> list[float]:
        found = []
        app = AssistantApp(
            WayIn(str(large()), lambda: FrozenClock(NOW)), Settings(language="en"),
            sign_in_as=("bench", PASSWORD),
        )  # fmt: skip
        async with app.run_test(size=SIZE) as pilot:
            while len(app.screen_stack) < 2:  # noqa: ASYNC110 - the app has no event for it
                await pilot.pause(0.05)
            await pilot.pause(1)
            for text in SEARCHES * 3:
                await pilot.press(*text[:-1].replace(" ", "_"))
                await pilot.pause(0.3)
                begin = time.perf_counter()
                await pilot.press("space" if text[-1] == " " else text[-1])
                while any(worker.is_running and worker.group == "search" for worker in app.workers):
                    await pilot.pause(0.001)
                await pilot.pause()
                found.append((time.perf_counter() - begin) * 1000)
                await pilot.press("escape")
                await pilot.pause(0.2)
        return found

    with Caseload(str(large()), clock=FrozenClock(NOW)) as caseload:
        caseload.act_as(user_by_id(caseload, ASSISTANT))
        asked = []
        for text in SEARCHES * 5:
            begin = time.perf_counter()
            caseload.ask(find, text)
            asked.append((time.perf_counter() - begin) * 1000)
    frames = asyncio.run(typed())
    print("\n| search over 90,000 patients | p50, ms | worst, ms |\n|---|---:|---:|")
    row("the query", median(asked), max(asked))
    row("from the last letter to the frame", median(frames), max(frames))


KINDS: Final[dict[str, Callable[[], None]]] = {
    "start": start,
    "memory": memory,
    "first-row": first_row,
    "search": search,
    "import": lambda: importing(small()),
    "writers": lambda: writers(small()),
}


def main() -> None:
    """Measure what is asked for, or all."""
    os.environ["PYTHONPATH"] = str(ROOT)
    for name in sys.argv[1:] or KINDS:
        KINDS[name]()


if __name__ == "__main__":
    main()
