"""The program stays open over an hour and over midnight: the list moves by itself, the cursor does not."""

from collections.abc import Callable
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from db.actions.reminders import add_reminder
from tests.assistant_tui.screens.call.call_desk import patient, visit
from tests.desk import Desk
from tests.journeys.keyboard import Person, sitting_at

MOSCOW = ZoneInfo("Europe/Moscow")


def moscow(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=MOSCOW).astimezone(UTC)


async def go_to(me: Person, name: str) -> None:
    await me.press("home")
    for _row in me.day.table.keys:
        if me.name_here.startswith(name):
            return
        await me.press("down")
    raise AssertionError(f"{name} is not on the list\n{me.seen}")


async def test_what_is_due_at_an_hour_comes_at_that_hour(opened: Callable[[], Desk]) -> None:
    desk = opened()
    for name in ("Ахметова Роза Ильдаровна", "Ильин Макар Петрович", "Козлова Анна Сергеевна"):
        visit(desk, patient(desk, name))
    later = patient(desk, "Цой Виктор Иванович")
    desk.do(add_reminder, later, "спросить про кровь", moscow("2026-11-20 15:00"))
    async with sitting_at(desk) as me:
        await go_to(me, "Козлова")
        assert later not in me.day.table.keys
        desk.frozen.move_to(moscow("2026-11-20 14:59"))
        await me.until(lambda: "14:59" in me.seen)
        assert later not in me.day.table.keys
        desk.frozen.move_to(moscow("2026-11-20 15:00"))
        await me.until(lambda: later in me.day.table.keys, "it did not come by itself")
        assert me.name_here.startswith("Козлова")
        assert me.day.patient_here() != later


async def test_midnight_passes_and_the_day_is_another(opened: Callable[[], Desk]) -> None:
    desk = opened()
    people = {}
    for name in ("Ахметова Роза Ильдаровна", "Ильин Макар Петрович"):
        people[name] = patient(desk, name)
        visit(desk, people[name])
    tomorrow = patient(desk, "Цой Виктор Иванович")
    desk.do(add_reminder, tomorrow, "спросить про полис", moscow("2026-11-21 10:00"))
    async with sitting_at(desk) as me:
        await me.press("enter")
        await me.on_call()
        await me.press("1")
        await me.on_list()
        await me.until(lambda: "звонков 1" in me.seen)
        desk.frozen.move_to(moscow("2026-11-20 23:59"))
        await me.until(lambda: "23:59" in me.seen)
        await me.still()
        stood = me.day.patient_here()
        desk.frozen.move_to(moscow("2026-11-21 00:00"))
        await me.until(lambda: "сб 21.11.2026 00:00" in me.seen)
        await me.until(lambda: "звонков 1" not in me.seen, "the counters of yesterday stand still")
        assert me.day.patient_here() == stood or not me.day.table.keys
        desk.frozen.move_to(moscow("2026-11-21 10:00"))
        await me.until(lambda: tomorrow in me.day.table.keys, "what is due on Saturday did not come")


async def test_a_call_that_was_opened_before_midnight_is_marked_after_it(opened: Callable[[], Desk]) -> None:
    desk = opened()
    who = patient(desk, "Ахметова Роза Ильдаровна")
    visit(desk, who)
    async with sitting_at(desk) as me:
        desk.frozen.move_to(moscow("2026-11-20 19:59"))
        await me.press("enter")
        await me.on_call()
        desk.frozen.move_to(moscow("2026-11-21 00:01"))
        await me.mark("confirmed")
        await me.on_list()
    assert desk.rows("SELECT state, connection FROM call WHERE patient_id = :id ORDER BY id DESC", id=who)[0] == (
        "done", "REACHED",
    )  # fmt: skip


async def test_leaving_while_the_list_is_being_read_is_no_crash(opened: Callable[[], Desk]) -> None:
    desk = opened()
    for name in ("Ахметова Роза Ильдаровна", "Ильин Макар Петрович", "Козлова Анна Сергеевна"):
        visit(desk, patient(desk, name))
    for _turn in range(3):
        async with sitting_at(desk) as me:
            me.day.refresh_list()
            await me.pilot.press("down")
            me.day.refresh_list()
        assert me.app._exception is None
