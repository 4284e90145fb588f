"""How sessions end in the program: left, twelve hours, closed; and that they give signs of life while they go on."""

from __future__ import annotations

import pytest

from assistant_tui.idle import Since
from tests.assistant_tui.screens.day_desk import Driver, Run
from tests.assistant_tui.screens.test_lock import DIGITS, Hands, at_door, came_in, came_in_meanwhile, quit_shift
from tests.assistant_tui.screens.test_lock import kim as kim  # noqa: PLC0414 - a fixture
from tests.assistant_tui.screens.test_lock import vera as vera  # noqa: PLC0414 - a fixture
from tests.build import patient
from tests.desk import PASSWORD, Desk


def ends(desk: Desk, user_id: int = 1) -> list[str | None]:
    return [row[0] for row in desk.rows("SELECT ended FROM session WHERE user_id = :id ORDER BY id", id=user_id)]


def events(desk: Desk) -> list[tuple[str, str | None]]:
    return [(row[0], row[1]) for row in desk.rows("SELECT event, reason FROM audit_event ORDER BY id")]


async def half_a_day_later(it: Driver) -> None:
    """Let twelve hours pass since every password."""
    for seat in it.app.seats:
        hands = Hands()
        seat.since_password = Since(hands)
        hands.pass_by(12 * 3600)
    it.app.mind_the_time()


async def test_a_program_that_is_closed_ends_the_sessions_of_all(desk: Desk, running: Run, kim: int, vera: int) -> None:
    desk.record_event("sign_in")
    async with running(terminal_kind="shared") as it:
        await it.press("f12")
        await came_in(it, "vera", "тихий омут на рассвете")
        await it.press("f12")
        await at_door(it)
        await it.press("ctrl+q")
        await it.until(lambda: "Ещё на смене" in it.text)
        await it.press("ctrl+q")
    assert ends(desk)[-1] == "closed"
    assert ends(desk, vera) == ["closed"]


async def test_whoever_ends_the_shift_left(desk: Desk, running: Run, kim: int) -> None:
    desk.record_event("sign_in")
    async with running(terminal_kind="shared") as it:
        await quit_shift(it)
        await at_door(it)
        await it.until(lambda: it.app.seats == [])
    with Desk(desk.url, desk.frozen) as again:
        assert ends(again)[-1] == "left"


@pytest.mark.parametrize("behind", [False, True])
async def test_twelve_hours_end_the_session_in_front_and_behind_the_lock(
    desk: Desk, running: Run, kim: int, behind: bool
) -> None:
    desk.record_event("sign_in")
    async with running() as it:
        await it.press("f12")
        await came_in(it, "anna", PASSWORD, DIGITS)
        if behind:
            await it.press("f12")
            await at_door(it)
        before = len(ends(desk))
        await half_a_day_later(it)
        await it.until(lambda: ends(desk)[-1] == "shift_over")
        assert not it.app.has_pin("anna")
        assert len(ends(desk)) == before
        it.app.mind_the_time()  # it ends once
        door = await at_door(it)
        await came_in_meanwhile(it, "anna", PASSWORD)
        assert door is not it.app.screen
        await it.until(lambda: events(desk)[-1][0] in ("sign_in", "unlock"))
        assert events(desk)[-2:] == [("session", None), ("sign_in", "password")]
        assert ends(desk)[-2:] == ["shift_over", None]


async def test_every_session_gives_signs_of_life_behind_the_lock_too(
    desk: Desk, running: Run, kim: int, vera: int
) -> None:
    desk.record_event("sign_in")
    async with running(terminal_kind="shared") as it:
        await it.press("f12")
        await came_in(it, "vera", "тихий омут на рассвете")
        with desk._write_lock, desk._writer.transaction(write=True) as conn:
            conn.run("UPDATE session SET beat = 0")
        it.app._show_that_sessions_go_on()
        await it.until(lambda: all(beat > 0 for (beat,) in desk.rows("SELECT beat FROM session WHERE ended IS NULL")))


async def test_a_program_that_is_closed_in_a_call_holds_nobody(desk: Desk, running: Run) -> None:
    patient(desk, "Ким Олег Сергеевич", "8 903 555-10-22", met=False)
    async with running() as it:
        await it.until(lambda: it.day.patient_here() is not None)
        await it.press("enter")
        await it.until(lambda: type(it.app.screen).__name__ == "CallScreen")
        assert desk.rows("SELECT COUNT(*) FROM claim") == [(1,)]
    assert desk.rows("SELECT COUNT(*) FROM claim") == [(0,)]
    assert ends(desk)[-1] == "closed"
