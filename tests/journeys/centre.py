"""A centre of several people: who sits at the program now, in which language, and what stands on their list."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager

from assistant_tui.commands.catalogue import SCREENS
from assistant_tui.listing.list_screen import ListScreen
from db.auth import user_by_id
from db.checks import check
from db.queries.timeline import TimelineEntry, timeline
from tests.desk import MOSCOW as MOSCOW
from tests.desk import Desk
from tests.desk import moscow as moscow
from tests.journeys.keyboard import Person, sitting_at

ANNA, VERA = 1, 2
"""The assistant and the supervisor of the template."""
Opened = Callable[[], Desk]


@asynccontextmanager
async def at_the_desk(opened: Opened, user_id: int, lang: str, day: str = "") -> AsyncIterator[Person]:
    """Let somebody sit down at the program, started anew; ``day`` is when, now by default."""
    desk = opened()
    if day:
        desk.frozen.move_to(moscow(day))
    desk.act_as(user_by_id(desk, user_id))
    async with sitting_at(desk, lang=lang) as me:
        yield me


async def show(me: Person, name: str) -> ListScreen[object]:
    """Go to a screen of the desk by its digit in the menu; wait until it has been read."""
    await me.press("f9")
    await me.dialog("MenuDialog")
    await me.press(str(SCREENS.index("show_" + name) + 1))
    await me.until(lambda: isinstance(me.app.screen, ListScreen), f"no {name}")
    await me.still()
    screen = me.app.screen
    assert isinstance(screen, ListScreen)
    return screen


async def to_row(me: Person, key: object) -> None:
    """Move along a list of the desk to a row, from the top."""
    screen = me.app.screen
    assert isinstance(screen, ListScreen)
    await me.press("home")
    for _row in screen.table.keys:
        if screen.table.cursor_key == key:
            return
        await me.press("down")
    raise AssertionError(f"{key} is not on the list\n{me.seen}")


def history(desk: Desk, patient_id: int) -> Sequence[TimelineEntry]:
    """What happened with a patient, as the record answers now."""
    return desk.ask(timeline, patient_id)


def whole(desk: Desk) -> None:
    """Check the record: foreign keys, the journal, and that the stored work is what the plan wants."""
    report = check(desk)
    assert report.ok, report.to_json()
