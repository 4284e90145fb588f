"""What the program spares itself before its first frame, and makes good after it."""

from __future__ import annotations

import gc
import subprocess
import sys

from textual.binding import Binding
from textual.reactive import var

from assistant_tui.app_parts import PartedApp
from tests.architecture.sources import ROOT
from tests.assistant_tui.desk_app import BenchApp


class Part(PartedApp):
    """A part with what Textual looks for."""

    BINDINGS = [Binding("x", "count", "Count")]
    seen = var(0)

    def watch_seen(self, seen: int) -> None:
        self.told = seen

    def action_count(self) -> None:
        self.seen += 1


class Whole(Part):
    """What an app is made of."""


async def test_an_app_of_parts_has_their_bindings_and_reactives() -> None:
    assert "_merged_bindings" not in vars(Part)
    app = Whole()
    async with app.run_test() as pilot:
        await pilot.press("x", "x")
        assert app.told == 2
    assert "_merged_bindings" in vars(Whole)
    assert "_merged_bindings" not in vars(Part)


ALONE = """
from assistant_tui.app import AssistantApp
from assistant_tui.app_parts import PartedApp
from assistant_tui.settings import Settings
AssistantApp(None, Settings())
parts = [each for each in AssistantApp.__mro__[1:] if issubclass(each, PartedApp) and each is not PartedApp]
assert len(parts) > 30, len(parts)
print([each.__name__ for each in parts if "_merged_bindings" in vars(each)])
"""


def test_no_part_of_the_program_is_looked_through_alone() -> None:
    """In a process of its own: other tests make apps of some of the parts."""
    ran = subprocess.run([sys.executable, "-c", ALONE], cwd=ROOT, capture_output=True, text=True, check=True)  # noqa: S603 - our own words
    assert ran.stdout.strip() == "[]"


async def test_garbage_is_collected_again_after_the_first_frame() -> None:
    gc.disable()
    try:
        app = BenchApp()
        async with app.run_test() as pilot:
            await pilot.pause()
            assert gc.isenabled()
    finally:
        gc.unfreeze()
        gc.enable()
