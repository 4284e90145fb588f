"""What a call shows while its readings overtake one another."""

import asyncio
from typing import Any

from db.actions.contacts import NewContact
from db.queries.calls import call_sheet
from tests.assistant_tui.screens.call.call_desk import at_desk, blood_due, patient, visit
from tests.desk import Desk


async def test_a_slow_reading_of_before_does_not_hide_what_was_marked(desk: Desk) -> None:
    who = patient(desk, "Петрова Мария Ивановна", NewContact("8 916 123-45-67"))
    visit(desk, who)
    blood_due(desk, who)
    async with at_desk(desk) as hand:
        screen = await hand.open(who)
        real, slow, held = hand.app.asked, asyncio.Event(), list[object]()

        async def asked(query: Any, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 - stands before any query
            found = await real(query, *args, **kwargs)
            if query is call_sheet and not held:
                held.append(found)
                await slow.wait()
            return found

        hand.app.asked = asked  # type: ignore[method-assign]  # the reader thread is slow
        reading = hand.app.run_worker(screen.reload(), exclusive=False)
        await hand.until(lambda: held)
        await hand.press("п")
        await hand.until(lambda: screen.off_finish() is None)
        slow.set()
        await reading.wait()
        assert screen.off_finish() is None
        assert screen.sheet is not None
        assert len(screen.sheet.marks) == 1


async def test_what_is_being_marked_ends_before_the_call_is_read_anew(desk: Desk) -> None:
    """The mark may end the call, and the patient be a colleague's by then: nobody is asked why they are read."""
    who = patient(desk, "Петрова Мария Ивановна", NewContact("8 916 123-45-67"))
    visit(desk, who)
    async with at_desk(desk) as hand:
        screen = await hand.open(who)
        real, read = hand.app.asked, list[object]()

        async def asked(query: Any, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 - stands before any query
            if query is call_sheet:
                read.append(args)
            return await real(query, *args, **kwargs)

        hand.app.asked = asked  # type: ignore[method-assign]  # counts the readings
        async with screen._lock:  # as while a mark is written
            screen.on_screen_resume()
            for _turn in range(5):
                await hand.pilot.pause(0.02)
            assert read == []
        await hand.until(lambda: read)
        read.clear()
        async with screen._lock:
            screen.on_screen_resume()
            await hand.pilot.pause(0.02)
            screen._over = True  # it was the last mark
        for _turn in range(5):
            await hand.pilot.pause(0.02)
        assert read == []
