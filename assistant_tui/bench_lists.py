"""Measuring the lists of the desk: a key on 1,100 and on 90,000 rows beside the same list with 50."""

import asyncio
import tempfile
import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from zoneinfo import ZoneInfo

from assistant_tui.app import AssistantApp
from assistant_tui.desk_screens import PLACES, desk_screen
from assistant_tui.listing.list_screen import ListScreen
from assistant_tui.listing.listed_rows import Entry
from assistant_tui.settings import Settings
from assistant_tui.text.i18n import language
from assistant_tui.way_in import WayIn
from db.bench import Measure, measured
from db.clock import FrozenClock
from db.demo import LOGIN, PASSWORD, SUPERVISOR, make_demo

if TYPE_CHECKING:
    from textual.pilot import Pilot

FEW: Final = 50
MANY: Final = (1_100, 90_000)
GOAL: Final = 1.5
KEYS: Final = ("down", "up", "pagedown", "pageup", "end", "home")
SIZE: Final = (80, 24)
_NOW: Final = datetime(2026, 11, 17, 10, 30, tzinfo=ZoneInfo("Europe/Moscow"))
_PATIENTS: Final = 400
_READING: Final = frozenset({"list", "panel", "search"})


def desk_lists(runs: int = 10, most: int = 90_000) -> list[Measure]:
    """Compare every list of the desk at its lengths of `MANY` (none over ``most``) with itself at `FEW` rows.

    The rows are real ones of an invented caseload, repeated; what is measured is the processor's time from the key
    to the settled frame, the median over moving by a row, by a page and to an end.
    """
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        path = Path(folder) / "demo.db"
        make_demo(path, now=_NOW, patients=_PATIENTS)
        found: dict[str, list[Measure]] = {}
        lengths = sorted({min(length, most) for length in MANY})
        for login in (LOGIN, SUPERVISOR):  # some lists are empty for the one, some for the other
            left = [name for name in PLACES if name not in found]
            found |= asyncio.run(_lists_of(path, login, left, runs, lengths))
        return [measure for name in PLACES for measure in found.get(name, [])]


async def _lists_of(
    path: Path, login: str, names: Sequence[str], runs: int, lengths: Sequence[int]
) -> dict[str, list[Measure]]:
    measures = {}
    settings = Settings(language=language(), guard_after_change_ms=0, guard_same_mark_ms=0)
    app = AssistantApp(WayIn(str(path), lambda: FrozenClock(_NOW)), settings, sign_in_as=(login, PASSWORD))
    async with app.run_test(size=SIZE) as pilot:
        while not app.is_open or len(app.screen_stack) < 2:  # noqa: ASYNC110 - the app has no event for it
            await pilot.pause(0.05)
        for name in names:
            screen = desk_screen(name)
            if isinstance(screen, ListScreen) and (found := await _one_list(pilot, name, screen, runs, lengths)):
                measures[name] = found
    return measures


async def _one_list(
    pilot: "Pilot[Any]", name: str, screen: ListScreen[Any], runs: int, lengths: Sequence[int]
) -> list[Measure]:
    await pilot.app.push_screen(screen)
    await _settled(pilot)
    found = screen.rows.entries
    if not found:
        screen.dismiss(None)
        await pilot.pause()
        return []
    times: dict[int, list[float]] = {length: [] for length in (FEW, *lengths)}
    for _run in range(runs + 1):  # every length in turn: a machine that slows down slows all of them
        for length, seen in times.items():
            await _show(pilot, screen, _repeated(found, length))
            seen += [await _timed(pilot, key) for key in KEYS]
    screen.dismiss(None)
    await pilot.pause()
    first = len(KEYS)  # the first round warms up
    return [
        measured(f"list_{name}_{length}", list(zip(times[length][first:], times[FEW][first:], strict=True)), GOAL)
        for length in lengths
    ]


def _repeated(found: Sequence[Entry[Any]], length: int) -> list[Entry[Any]]:
    """Return so many rows, all of one section, made of those that were found."""
    sections = found[0].sections
    return [replace(found[place % len(found)], key=place, sections=sections, heading="") for place in range(length)]


async def _show(pilot: "Pilot[Any]", screen: ListScreen[Any], entries: Sequence[Entry[Any]]) -> None:
    screen.rows.take(entries)
    screen.show_section(next(iter(entries[0].sections)))
    await _settled(pilot)


async def _timed(pilot: "Pilot[Any]", key: str) -> float:
    start = time.process_time()
    await pilot.press(key)
    await pilot.pause()
    return (time.process_time() - start) * 1000


async def _settled(pilot: "Pilot[Any]") -> None:
    for _turn in range(500):
        await pilot.pause(0.01)
        if not {worker.group for worker in pilot.app.workers if worker.is_running} & _READING:
            return
