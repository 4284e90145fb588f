"""One person who stands in the record twice: found, compared, joined, and taken apart again."""

from collections.abc import Callable

import pytest

from db.actions.contacts import NewContact
from db.actions.notes import add_note
from db.actions.reminders import add_reminder
from db.checks import check
from db.queries.calls import calls
from db.queries.card import Card
from db.queries.lists import tasks
from db.queries.patients import card
from db.queries.timeline import timeline
from tests.assistant_tui.screens.call.call_desk import MONDAY, WEDNESDAY, blood_due, patient, visit
from tests.desk import Desk, moscow
from tests.journeys.keyboard import IN_RUSSIAN, Person, sitting_at

NAME = "Сидорова Анна Петровна"
OTHER = "Морозов Пётр Ильич"


class Pair:
    """Two records of one person, each with a history of its own, and what stands in them."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        desk.be("assistant", "supervisor")  # the list of pairs is a supervisor's
        patient(desk, OTHER, NewContact("8 916 400-00-03"))
        self.kept = patient(desk, NAME, NewContact("8 916 400-00-01"), policy="7700 0000 0000 0011", stage="I")
        visit(desk, self.kept, MONDAY)
        desk.do(add_note, self.kept, "просила звонить после обеда")
        self.gone = patient(desk, NAME, NewContact("8 916 400-00-02"), policy="7700 0000 0000 0029", stage="II")
        visit(desk, self.gone, WEDNESDAY, "ct")
        blood_due(desk, self.gone)
        desk.do(add_note, self.gone, "сестра: Ольга")
        desk.do(add_reminder, self.gone, "спросить про полис", moscow("2026-11-24 12:00"))
        self.before = self.state()

    def card(self, patient_id: int) -> Card:
        """The card of a record."""
        found = self.desk.ask(card, patient_id)
        assert found is not None
        return found

    def lived(self, patient_id: int) -> set[tuple[object, ...]]:
        """What happened with the person, without what was done with the record."""
        entries = self.desk.ask(timeline, patient_id)
        return {(each.at, each.key, each.code, each.text, each.marks) for each in entries if each.kind != "action"}

    def state(self) -> list[tuple[object, ...]]:
        """All that both records hold."""
        found: list[tuple[object, ...]] = []
        for patient_id in (self.kept, self.gone):
            known = self.card(patient_id)
            found.append((
                known.full_name, known.policy, known.stage, known.phase, known.assistant,
                [(each.id, each.phone, each.active) for each in known.contacts],
                [(each.id, each.starts_at, each.status) for each in known.visits],
                [(each.id, each.test, each.status) for each in known.tests],
                [(each.id, each.text) for each in known.notes], [(each.id, each.text) for each in known.reminders],
                sorted((each.kind, each.due_from) for each in self.desk.ask(tasks, patient_id=patient_id)),
                self.lived(patient_id),
            ))  # fmt: skip
        return found


async def are_joined(me: Person, two: Pair) -> None:
    """Find the pair, compare it, take the stage of the other record, join."""
    await me.go(me.either("Похожие карточки", "One person twice"), "TwinsScreen")
    await me.sees("Сидорова А. П.", me.either("те же Ф. И. О.", "same name"))
    assert "Морозов" not in me.seen
    await me.press("enter")
    await me.dialog("CompareDialog")
    await me.sees("≠", me.either("Полис", "Policy"), me.either("отличаются 2 строки", "2 lines differ"))
    await me.press("down", "right")
    await me.press("1")
    await me.dialog("TwinsScreen")
    await me.sees(me.either("Похожих карточек нет", "No two records look like one person"))
    await me.home()
    known = two.card(two.kept)
    assert (known.policy, known.stage) == ("7700000000000011", "II")


async def all_of_both_stands_in_one(me: Person, two: Pair) -> None:
    (_kept, *_more, mine), (_gone, *_others, theirs) = two.before
    assert isinstance(mine, set)
    assert isinstance(theirs, set)
    assert two.lived(two.kept) >= mine | theirs
    assert len(two.card(two.kept).visits) == 2
    await me.type("0002")  # a number that only the other record had
    await me.sees("Сидорова")
    assert me.day.patient_here() == two.kept
    await me.press("f3")
    await me.dialog("CardScreen")
    await me.press("right")
    await me.sees("сестра: Ольга", "просила звонить после обеда")
    await me.home()


async def is_undone_at_once(me: Person, two: Pair) -> None:
    await me.press("f8")
    await me.until(lambda: two.state() == two.before, "not as before")
    await me.until(lambda: two.gone in me.day.table.keys)


async def is_called_while_the_records_are_one(me: Person, two: Pair) -> None:
    await me.call("Сидорова")
    await me.press("2")  # busy
    await me.until(lambda: two.desk.ask(calls, patient_id=two.kept)[0].connection == "BUSY")
    await me.home()


async def is_taken_apart(me: Person, two: Pair) -> None:
    await me.find("Сидорова")
    await me.press("f3")
    await me.dialog("CardScreen")
    await me.menu(me.either("Похоже на", "Looks like"))
    await me.dialog("PickDialog")
    await me.sees(f"№ {two.gone}")
    await me.press("1")
    await me.dialog("CardScreen")


async def both_are_as_before_and_the_call_stays(me: Person, two: Pair) -> None:
    await is_taken_apart(me, two)
    await me.says(me.either(f"№ {two.gone} — снова отдельная карточка", f"№ {two.gone} is a record of its own"))
    (kept, gone), (kept_before, gone_before) = two.state(), two.before
    assert gone == gone_before
    assert kept[:-2] == kept_before[:-2]  # without the tasks, which wait for the next try, and what happened
    (busy,) = [entry for entry in _happened(kept) if entry not in _happened(kept_before)]
    assert busy[2] == "BUSY"
    assert _happened(kept_before) <= _happened(kept)
    await me.home()
    await me.go(me.either("Похожие карточки", "One person twice"), "TwinsScreen")
    await me.sees("Сидорова А. П.")  # they are shown as a pair again
    await me.home()


def _happened(state: tuple[object, ...]) -> set[tuple[object, ...]]:
    found = state[-1]
    assert isinstance(found, set)
    return found


async def words_about_what_came_over_hold_them_together(me: Person, two: Pair) -> None:
    await are_joined(me, two)
    await me.time_is(moscow("2026-11-20 10:15"))
    await me.call("Сидорова")
    await me.press("down")  # the blood, which was ordered in the other record
    await me.mark("took_place")
    await me.until(lambda: two.card(two.kept).tests[0].status == "taken")
    await me.home()
    await is_taken_apart(me, two)
    await me.says(me.either("Разделить карточки нельзя", "These records cannot be taken apart"))
    assert two.card(two.kept).tests
    await me.home()


STEPS = (
    are_joined, all_of_both_stands_in_one, is_undone_at_once, are_joined, is_called_while_the_records_are_one,
    both_are_as_before_and_the_call_stays, words_about_what_came_over_hold_them_together,
)  # fmt: skip


@pytest.mark.parametrize("lang", IN_RUSSIAN)
async def test_joined_and_parted(opened: Callable[[], Desk], lang: str) -> None:
    two = Pair(opened())
    async with sitting_at(two.desk, lang=lang) as me:
        for step in STEPS:
            await step(me, two)
            await me.home()
            report = check(two.desk)
            assert report.ok, report.to_json()
