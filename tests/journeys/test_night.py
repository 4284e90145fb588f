"""The program stays open over an hour and over midnight: the list moves by itself, the cursor does not."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from db.actions.assigning import assign_patients
from db.actions.colleagues import add_cover, send_message
from db.actions.reminders import add_reminder
from db.checks import check
from db.queries.calls import calls
from tests.assistant_tui.screens.call.call_desk import patient, visit
from tests.build import colleague, sign_in, talk
from tests.build import patient as build_patient
from tests.desk import Desk
from tests.journeys.centre import ANNA, MOSCOW, VERA, moscow, show
from tests.journeys.keyboard import Person, sitting_at


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


class Centre:
    """Anna has three patients; Olga's and Vera's ones are hers for a day each, and a night lies between the days."""

    def __init__(self, desk: Desk) -> None:
        self.olga = colleague(desk)
        self.promised = self.one(desk, ANNA, "Ахметова Роза Ильдаровна", "8 916 000-01-01", "")
        talk(desk, self.promised, "CALLBACK", until_at=moscow("2026-11-23 19:30"))
        self.morning = self.one(desk, ANNA, "Цой Виктор Иванович", "8 916 000-02-02", "2026-11-24 09:00")
        self.visit = self.one(desk, ANNA, "Ильин Макар Петрович", "8 916 000-03-03", "")
        visit(desk, self.visit, moscow("2026-11-25 10:30"))
        self.of_olga = self.one(desk, self.olga, "Петрова Мария Ивановна", "8 916 000-04-04", "2026-11-24 10:00")
        self.of_vera = self.one(desk, VERA, "Орлова Нина Павловна", "8 916 000-05-05", "2026-11-23 10:00")
        sign_in(desk, VERA)
        desk.do(add_cover, VERA, ANNA, date(2026, 11, 23), date(2026, 11, 23))
        desk.do(add_cover, self.olga, ANNA, date(2026, 11, 24), date(2026, 11, 25))
        sign_in(desk, ANNA)

    @staticmethod
    def one(desk: Desk, user_id: int, name: str, phone: str, remind_at: str) -> int:
        """Put a patient on somebody's desk; the clerk of the centre is Anna."""
        who = build_patient(desk, name, phone, sex="m" if name.endswith("ич") else "f")
        if remind_at:
            desk.do(add_reminder, who, "спросить про полис", moscow(remind_at))
        if user_id != ANNA:
            desk.do(assign_patients, [who], user_id)
        return who


NIGHT_WORDS = {
    "ru": {
        "for vera": "за Зимину", "for olga": "за Котову", "calls": "звонков 1", "unread": "1 сообщение",
        "day": "вт 24.11.2026 00:00", "calling": "ЗВОНЮ", "promise": "просьба", "tomorrow": "завтра",
    },
    "en": {
        "for vera": "for Зимина", "for olga": "for Котова", "calls": "calls 1", "unread": "1 message",
        "day": "Tue 24.11.2026 00:00", "calling": "CALLING", "promise": "asked", "tomorrow": "tomorrow",
    },
}  # fmt: skip


async def the_evening(me: Person, it: Centre, words: dict[str, str]) -> None:
    assert me.name_here.startswith("Ахметова")  # promised for half past seven: ten minutes before, on top
    assert it.of_vera in me.day.table.keys
    assert words["for vera"] in me.seen
    assert it.of_olga not in me.day.table.keys
    await me.press("enter")
    await me.on_call()
    await me.press("1")
    await me.on_list()
    await me.until(lambda: words["calls"] in me.seen)
    await me.call("Орлова")
    assert "00:00" in me.seen.splitlines()[0]


async def midnight_with_a_call_open(me: Person, it: Centre, words: dict[str, str], other: Desk) -> None:
    sign_in(other, it.olga)
    other.do(send_message, ANNA, "Петровой звонить после десяти", it.of_olga)
    other.frozen.move_to(moscow("2026-11-24 00:00"))
    await me.until(lambda: "4:40:00" in me.seen.splitlines()[0], "the timer of the call goes on over midnight")
    assert words["calling"] in me.seen.splitlines()[0]
    assert "Орлова" in me.seen.splitlines()[0]
    await me.mark("other")
    await me.dialog("QuickPick")
    await me.press("enter")
    await me.on_list()
    await me.until(lambda: words["day"] in me.seen.splitlines()[0])
    await me.until(lambda: words["calls"] not in me.seen, "the counters of yesterday stand still")
    await me.until(lambda: words["unread"] in me.seen.splitlines()[0], "what a colleague wrote at night")
    assert it.of_vera not in me.day.table.keys  # the cover of Vera ended with the day
    await me.press("right", "right")
    assert me.day.rows.section == "later"
    await me.until(lambda: it.of_olga in me.day.table.keys, "the cover of Olga began with the day")
    assert words["for olga"] in me.seen
    await me.press("left", "left")


async def the_morning(me: Person, it: Centre, words: dict[str, str], other: Desk) -> None:
    other.frozen.move_to(moscow("2026-11-24 08:59"))
    await me.until(lambda: "08:59" in me.seen)
    assert not {it.morning, it.of_olga, it.of_vera} & set(me.day.table.keys)
    other.frozen.move_to(moscow("2026-11-24 09:00"))
    await me.until(lambda: {it.morning, it.visit} <= set(me.day.table.keys), "what is due in the morning")
    other.frozen.move_to(moscow("2026-11-24 10:00"))
    await me.until(lambda: it.of_olga in me.day.table.keys)
    assert it.of_vera not in me.day.table.keys
    await me.find("Ахметова")  # nobody answered in the evening: the promise is still owed
    row = me.day.rows.row(it.promised)
    assert row is not None
    assert row.reasons
    await me.press("escape")


@pytest.mark.parametrize("lang", ["ru", "en"])
async def test_a_night_passes_with_the_program_open(opened: Callable[[], Desk], place: Path, lang: str) -> None:
    desk = opened()
    it, words = Centre(desk), NIGHT_WORDS[lang]
    desk.frozen.move_to(moscow("2026-11-23 19:20"))
    with Desk(str(place), desk.frozen) as other:
        async with sitting_at(desk, lang=lang) as me:
            await the_evening(me, it, words)
            await midnight_with_a_call_open(me, it, words, other)
            await the_morning(me, it, words, other)
            other.be("supervisor")
            left = other.ask(calls, patient_id=it.of_vera, assistant="*")[0]
            assert (left.state, left.connection, left.at.astimezone(MOSCOW).day) == ("done", "REACHED", 23)
    desk = opened()
    report = check(desk)
    assert report.ok, report.to_json()


@pytest.mark.parametrize("lang", ["ru", "en"])
async def test_an_agenda_left_open_over_midnight_shows_the_new_day(opened: Callable[[], Desk], lang: str) -> None:
    desk = opened()
    who = patient(desk, "Ахметова Роза Ильдаровна")
    visit_id = visit(desk, who, moscow("2026-11-21 10:30"))
    async with sitting_at(desk, lang=lang) as me:
        screen = await show(me, "visits")
        assert visit_id not in screen.table.keys
        await me.press("right")
        assert visit_id in screen.table.keys
        await me.press("left")
        desk.frozen.move_to(moscow("2026-11-21 00:00"))
        await me.until(lambda: visit_id in screen.table.keys, "tomorrow has become today")
        assert "10:30" in me.seen
