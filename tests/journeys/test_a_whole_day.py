"""A whole day by keys alone: everything that a day brings, and all of it is found after a restart."""

import io
import json
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from assistant_tui.cli import main
from assistant_tui.screens.call import CallScreen
from assistant_tui.screens.day import DayScreen
from assistant_tui.screens.sign_in import SignInScreen
from assistant_tui.text.codes import connection_label
from assistant_tui.text.i18n import _, language
from db.actions.contacts import NewContact
from db.auth import user_by_id
from db.checks import check
from db.queries.calls import CallEntry, calls, open_calls
from db.queries.lists import tasks, visits
from db.queries.timeline import TimelineEntry, timeline
from tests.assistant_tui.screens.call.call_desk import DAUGHTER, MONDAY, patient, visit
from tests.desk import MOSCOW, NOW, PASSWORD, Desk
from tests.journeys.keyboard import Person, sitting_at

FRIDAY = date(2026, 11, 20)


def at(hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, 20, hour, minute, tzinfo=MOSCOW).astimezone(UTC)


class Day:
    """Who is on the list of the morning."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.moves = self.with_visit("Ахметова Роза Ильдаровна")
        self.later = self.with_visit("Клинов Семён Ильич")
        self.stranger = self.with_visit("Волкова Инна Павловна")
        self.mother = self.with_visit(
            "Гусева Раиса Петровна", NewContact("8 916 200-00-04", voicemail_ok=False), DAUGHTER
        )
        self.died = self.with_visit("Дроздова Вера Ильинична")
        self.answers = self.with_visit("Ершов Павел Иванович", NewContact("8 916 200-77-31"))
        self.wrong = self.with_visit("Зимин Артём Олегович")
        self.right = self.with_visit("Зимина Нина Олеговна")
        self.silent = self.with_visit("Ильин Макар Петрович")
        self.noted = self.with_visit("Козлова Анна Сергеевна")
        desk.frozen.move_to(NOW - timedelta(days=3))
        self.yesterday = self.with_visit("Логинова Римма Павловна", at=NOW - timedelta(days=1))
        desk.frozen.move_to(NOW)

    def with_visit(self, name: str, *numbers: NewContact, at: datetime = MONDAY) -> int:
        """Put somebody on the list who has a visit to come."""
        own = numbers or (NewContact(f"8 916 100-00-{len(name):02}"),)
        patient_id = patient(self.desk, name, *own)
        visit(self.desk, patient_id, at)
        return patient_id

    def calls(self, patient_id: int) -> list[CallEntry]:
        """The calls of today with a patient, the first one first."""
        found = self.desk.ask(calls, patient_id=patient_id, first_on=FRIDAY)
        return sorted(found, key=lambda call: (call.at, call.id))

    def outcomes(self, patient_id: int) -> list[str]:
        """What came out of the calls of today with a patient."""
        found = [call for call in self.calls(patient_id) if not call.undone]
        return [mark.conversation for call in found for mark in call.marks if not mark.undone]

    def history(self, patient_id: int) -> Sequence[TimelineEntry]:
        """What happened with a patient."""
        return self.desk.ask(timeline, patient_id)

    def journal(self) -> int:
        """How many steps are in the journal."""
        return int(self.desk.rows("SELECT count(*) FROM action")[0][0])


async def moves_a_visit(me: Person, day: Day) -> None:
    await me.call("Ахметова")
    await me.mark("reschedule")
    await me.dialog("BookingForm")
    await me.type("27.11 12:15")
    await me.press("enter")  # whose wish: the patient's, as it stands there
    await me.on_list()
    (call,) = day.calls(day.moves)
    assert day.outcomes(day.moves) == ["RESCHEDULE"]
    assert call.state == "done"
    new = datetime(2026, 11, 27, 12, 15, tzinfo=MOSCOW)
    assert [each.starts_at for each in day.desk.ask(visits, patient_id=day.moves, status="planned")] == [new]


async def asks_for_an_hour(me: Person, day: Day) -> None:
    await me.call("Клинов")
    await me.mark("callback")
    await me.dialog("OutcomeForm")
    await me.type("16:40")
    await me.press("enter")
    await me.on_list()
    assert "16:40" in me.said
    assert day.outcomes(day.later) == ["CALLBACK"]


async def a_stranger_answers(me: Person, day: Day) -> None:
    await me.call("Волкова")
    await me.press("8")
    await me.dialog("QuickPick")
    await me.press("2")
    await me.on_list()
    (call,) = day.calls(day.stranger)
    assert call.connection == "WRONG_NUMBER"
    assert day.desk.rows("SELECT active FROM contact WHERE patient_id = :id", id=day.stranger) == [(0,)]


async def a_daughter_answers(me: Person, day: Day) -> None:
    screen = await me.call("Гусева")
    await me.press("tab")
    assert screen.sheet is not None
    assert screen.sheet.phone == "+74957654321"
    await me.press("7")
    await me.dialog("QuickPick")
    await me.press("2")
    await me.until(lambda: me.app.screen is screen and screen.sheet is not None and screen.sheet.connection)
    await me.still()
    assert "Анна" in me.seen
    before = day.journal()
    await me.mark("asks_results")  # beyond time and place
    assert me.said == _("This does not count from the one who speaks")
    await me.mark("unwilling")  # nobody refuses for somebody else
    assert me.said == _("This does not count from the one who speaks")
    assert day.journal() == before
    await me.mark("confirmed")
    await me.on_list()
    (call,) = day.calls(day.mother)
    assert (call.connection, call.spoke, call.spoke_name) == ("OTHER_PERSON", "trusted", "Анна")
    assert day.outcomes(day.mother) == ["CONFIRMED"]


async def a_mother_has_died(me: Person, day: Day) -> None:
    await me.call("Дроздова")
    await me.press("7")
    await me.dialog("QuickPick")
    await me.press("3")
    await me.until(lambda: type(me.app.screen).__name__ == "QuickPick" and "103" not in me.seen)
    await me.still()
    await me.press("7")  # the last of the news: died
    await me.dialog("OutcomeForm")
    await me.type("сын Олег")
    await me.press("enter")
    await me.on_list()
    assert day.outcomes(day.died) == ["DIED"]
    left = [(task.kind, task.audience) for task in day.desk.ask(tasks, patient_id=day.died, state="open")]
    assert left == [("decision", "supervisor")]
    assert day.died not in me.day.table.keys


async def one_calls_in_during_another_call(me: Person, day: Day) -> None:
    running = await me.call("Козлова")
    await me.press("f2")
    await me.dialog("CallerDialog")
    await me.type("7731")
    await me.until(lambda: "Ершов" in me.seen)
    await me.press("enter")
    await me.until(lambda: isinstance(me.app.screen, CallScreen) and me.app.screen is not running)
    screen = await me.on_call()
    assert screen.patient_here() == day.answers
    assert {(call.patient_id, call.state) for call in day.desk.ask(open_calls)} == {
        (day.noted, "aside"), (day.answers, "open"),
    }  # fmt: skip
    await me.press("1")
    assert me.said == _("They are calling us: somebody is on the line")
    await me.mark("confirmed")
    await me.until(lambda: me.app.screen is running)
    await me.until(lambda: [call.state for call in day.desk.ask(open_calls)] == ["open"])
    (incoming,) = day.calls(day.answers)
    assert (incoming.direction, incoming.phone) == ("in", "+79162007731")
    await me.still()


async def the_call_before_goes_on(me: Person, day: Day) -> None:
    await me.press("f6")
    await me.type("просила позвонить сестре")
    await me.press("enter")
    await me.says(_("The note is saved"))
    await me.mark("confirmed")
    await me.on_list()
    (call,) = day.calls(day.noted)
    assert day.outcomes(day.noted) == ["CONFIRMED"]
    assert call.note == "просила позвонить сестре"


async def logged_on_the_wrong_patient(me: Person, day: Day) -> None:
    await me.call("Зимин ")
    await me.mark("confirmed")
    await me.on_list()
    assert day.outcomes(day.wrong) == ["CONFIRMED"]
    await me.menu("Исправить" if me.lang == "ru" else "Correct")
    await me.dialog("CorrectDialog")
    await me.press("enter")  # the last call: it was another patient
    await me.dialog("CallerDialog")
    await me.until(lambda: "Зимина Нина" in me.seen)
    await me.press("down", "enter")
    await me.on_list()
    await me.until(lambda: day.outcomes(day.right) == ["CONFIRMED"])
    assert day.outcomes(day.wrong) == []
    (undone,), (right,) = day.calls(day.wrong), day.calls(day.right)
    assert undone.undone
    assert right.corrects_id == undone.id


async def nobody_answers(me: Person, day: Day) -> None:
    await me.call("Ильин")
    await me.press("1")
    await me.on_list()
    said = connection_label("NO_ANSWER")
    assert said[1:] in me.said
    assert "13:00" in me.said  # three hours later, in another part of the day
    await me.press("f8")
    await me.until(lambda: all(call.undone or not call.connection for call in day.calls(day.silent)))
    await me.still()
    assert [call.patient_id for call in day.desk.ask(open_calls)] == [day.silent]
    await me.until(lambda: me.day.table.keys[0] == day.silent, "what waits for its mark is on top")
    await me.call("Ильин")
    await me.press("3")
    await me.on_list()
    await me.until(lambda: [c.connection for c in day.calls(day.silent) if not c.undone] == ["UNAVAILABLE"])


async def notes_and_reminders(me: Person, day: Day) -> None:
    await me.find("Козлова")
    await me.press("f6")
    await me.dialog("NoteDialog")
    await me.type("сестра: Ольга")
    await me.press("enter")
    await me.on_list()
    await me.press("f5")
    await me.dialog("ReminderDialog")
    await me.type("спросить про полис")
    await me.press("tab")
    await me.type("25.11")
    await me.press("enter")
    await me.on_list()
    kinds = [(entry.kind, entry.text) for entry in day.history(day.noted)]
    assert ("note", "сестра: Ольга") in kinds
    assert ("reminder", "спросить про полис") in kinds
    await me.press("escape")


async def work_without_a_call(me: Person, day: Day) -> None:
    await me.press("right", "right", "right")
    assert me.day.rows.section == "desk"
    await me.until(lambda: me.name_here.startswith("Логинова"))
    await me.press("enter")
    await me.dialog("SettleDialog")
    assert ("ЕМИАС" if me.lang == "ru" else "EMIAS") in me.seen
    await me.press("1")
    await me.on_list()
    await me.says("Логинова")
    (mark,) = [entry for entry in day.history(day.yesterday) if entry.kind == "mark" and entry.at == at(10)]
    assert mark.code == "TOOK_PLACE"
    assert not day.calls(day.yesterday)
    await me.press("escape")


async def a_look_away(me: Person, day: Day) -> None:
    await me.press("f12")
    assert isinstance(me.app.screen, SignInScreen)
    assert not [word for word in ("Ахметова", "Зимин", "приём", "visit") if word in me.seen]
    await me.unlock()
    await me.on_list()


async def the_other_language(me: Person, day: Day) -> None:
    here, there = me.lang, "en" if me.lang == "ru" else "ru"
    words = {"ru": "Сейчас", "en": "Now"}
    assert words[here] in me.seen
    for lang in (there, here):
        before = language()
        await me.menu("English")
        await me.until(partial(_switched, before))
        await me.still()
        assert words[lang] in me.seen


def _switched(before: str) -> bool:
    return language() != before


async def at_twenty_to_five(me: Person, day: Day) -> None:
    day.desk.frozen.move_to(at(16, 40))
    await me.until(lambda: me.day.table.keys[:1] == [day.later], "the promised call is not on top")
    await me.press("home", "enter")
    screen = await me.on_call()
    assert screen.patient_here() == day.later
    await me.mark("confirmed")
    if isinstance(me.app.screen, CallScreen) and me.app.screen.is_current:
        await me.press("enter")
    await me.on_list()
    assert day.outcomes(day.later)[-1] == "CONFIRMED"


STEPS = (
    moves_a_visit, asks_for_an_hour, a_stranger_answers, a_daughter_answers, a_mother_has_died,
    one_calls_in_during_another_call, the_call_before_goes_on, logged_on_the_wrong_patient, nobody_answers,
    notes_and_reminders, work_without_a_call, a_look_away, the_other_language, at_twenty_to_five,
)  # fmt: skip


def on_the_command_line(
    place: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    *arguments: str,
    user: str = "anna",
) -> tuple[int, str]:
    monkeypatch.setattr("sys.stdin", io.StringIO(PASSWORD + "\n"))
    capsys.readouterr()
    start = ["--db", str(place), "--now", "2026-11-20T16:45", "--user", user, "--password-stdin"]
    code = main([*start, *arguments])
    return code, capsys.readouterr().out


def all_of_it_is_on_record(day: Day, records: list[dict[str, Any]]) -> None:
    standing = {
        (each["patient_id"], each["connection"], tuple(mark["conversation"] for mark in each["marks"]))
        for each in records
        if not each["undone"]
    }
    assert standing == {
        (day.moves, "REACHED", ("RESCHEDULE",)), (day.later, "REACHED", ("CALLBACK",)),
        (day.later, "REACHED", ("CONFIRMED",)), (day.stranger, "WRONG_NUMBER", ()),
        (day.mother, "OTHER_PERSON", ("CONFIRMED",)), (day.died, "OTHER_PERSON", ("DIED",)),
        (day.answers, "REACHED", ("CONFIRMED",)), (day.noted, "REACHED", ("CONFIRMED",)),
        (day.right, "REACHED", ("CONFIRMED",)), (day.silent, "UNAVAILABLE", ()),
    }  # fmt: skip
    undone = [each["patient_id"] for each in records if each["undone"] and each["connection"]]
    assert day.wrong in undone
    for patient_id in (day.moves, day.later, day.stranger, day.mother, day.died, day.answers, day.right, day.silent):
        assert [entry for entry in day.history(patient_id) if entry.kind == "call" and not entry.undone]
    wrong = [entry for entry in day.history(day.wrong) if entry.kind == "call" and entry.at >= at(0)]
    assert wrong
    assert all(entry.undone for entry in wrong)


@pytest.mark.parametrize(("lang", "twin"), [
    pytest.param("ru", True, id="ru-other_layout"), pytest.param("en", False, id="en-its_layout"),
    pytest.param("ru", False, id="ru-its_layout", marks=pytest.mark.soak),
    pytest.param("en", True, id="en-other_layout", marks=pytest.mark.soak),
])  # fmt: skip
async def test_a_day_by_keys_alone(
    opened: Callable[[], Desk], place: Path, lang: str, twin: bool, capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    day = Day(opened())
    async with sitting_at(day.desk, lang=lang, twin=twin) as me:
        for step in STEPS:
            await step(me, day)
            assert isinstance(me.app.screen, DayScreen) or step is one_calls_in_during_another_call, step
    day.desk = opened()
    async with sitting_at(day.desk, lang=lang, twin=twin) as me:
        await me.find("Козлова")
        await me.press("f3")
        await me.until(lambda: type(me.app.screen).__name__ == "CardScreen")
        await me.still()
        assert "Козлова" in me.seen
    report = check(day.desk)
    assert report.ok, report.to_json()
    code, out = on_the_command_line(place, capsys, monkeypatch, "calls", "--from", "20.11.2026", "--format", "json")
    assert code == 0
    all_of_it_is_on_record(day, json.loads(out))
    code, out = on_the_command_line(place, capsys, monkeypatch, "db", "check", user="vera")
    assert code == 0, out


async def test_the_supervisor_confirms_a_death_and_nothing_is_left(opened: Callable[[], Desk]) -> None:
    day = Day(opened())
    async with sitting_at(day.desk) as me:
        await a_mother_has_died(me, day)
        day.desk.act_as(None)
    day.desk = opened()
    day.desk.act_as(user_by_id(day.desk, 2))
    async with sitting_at(day.desk) as vera:
        await vera.until(lambda: vera.day.rows.section == "desk")  # the day begins where there is something to do
        assert vera.name_here.startswith("Дроздова")
        await vera.press("enter")
        await vera.dialog("DecisionDialog")
        await vera.press("1", "enter")
        await vera.on_list()
    assert not day.desk.ask(tasks, patient_id=day.died, state="open", assistant="*")
    assert day.desk.rows("SELECT phase FROM patient WHERE id = :id", id=day.died) == [("closed",)]
    assert check(day.desk).ok


async def test_who_is_in_no_consent_is_not_taken_for_the_patient(opened: Callable[[], Desk]) -> None:
    day = Day(opened())
    async with sitting_at(day.desk) as me:
        await me.call("Козлова")
        await me.press("7")
        await me.dialog("QuickPick")
        await me.press("2")  # «trusted», though nobody is named in a consent
        screen = await me.on_call()
        await me.until(lambda: screen.sheet is not None and screen.sheet.connection == "OTHER_PERSON")
        await me.still()
        assert "ГОВОРИТ: кто-то другой" in me.seen or "о здоровье" in me.seen
        assert "ГОВОРИТ: сам" not in me.seen
        assert "ГОВОРИТ: свой" not in me.seen
        await me.mark("confirmed")
        assert me.said == _("This does not count from the one who speaks")
        assert not day.outcomes(day.noted)
