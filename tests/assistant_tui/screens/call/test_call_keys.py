"""Every key of a call, in both languages and both layouts: what is in the record after it."""

from datetime import timedelta

import pytest

from assistant_tui.commands.catalogue import BY_ID
from assistant_tui.commands.layouts import other_layout
from assistant_tui.screens.day import DayScreen
from assistant_tui.text.outcomes import CONNECTIONS, OUTCOMES
from db.actions.contacts import NewContact
from tests.assistant_tui.screens.call.call_desk import DAUGHTER, at_desk, blood_due, patient, visit
from tests.desk import NOW, Desk

LANGUAGES = ("ru", "en")


def key_of(command_id: str, lang: str, *, twin: bool = False) -> str:
    (key,) = BY_ID[command_id].keys_in(lang)  # type: ignore[arg-type]  # one of the two
    return (other_layout(key) or key) if twin else key


DIGITS = {
    "no_answer": (), "busy": (), "unavailable": (), "rejected": (), "machine": (), "cut_off": ("escape",),
    "other_person": ("1", "enter"), "wrong_number": ("enter",), "disconnected": (), "distrust": (),
}  # fmt: skip
"""Each digit with the keys that its question needs."""


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("command_id", DIGITS)
async def test_a_digit_says_that_nobody_was_reached(desk: Desk, command_id: str, lang: str) -> None:
    who = patient(desk, "Ким Олег Сергеевич")
    visit(desk, who)
    async with at_desk(desk, lang=lang) as hand:
        await hand.call()
        await hand.press(key_of(command_id, lang))
        if command_id in ("other_person", "wrong_number"):
            await hand.dialog("QuickPick")
        await hand.press(*DIGITS[command_id])
        await hand.on_list()
        call = hand.calls(who)[-1]
        assert call.connection == CONNECTIONS[command_id]
        assert not hand.outcomes(who)
        assert not hand.unfinished()


LETTERS: dict[str, tuple[str, ...]] = {
    "confirmed": (), "took_place": (), "not_come": ("6",), "result_in": (), "accepts": ("enter",),
    "reschedule": ("enter", "enter"), "not_coming": ("2",), "unwilling": ("1",),
    "callback": ("1", "6", ":", "4", "0", "enter"),
    "asks_results": (), "unwell": ("3", "enter"), "barrier": ("1",),
}  # fmt: skip
"""Each letter with the keys that its form needs."""


def ready_for(desk: Desk, command_id: str) -> int:
    """Put a patient on the desk for whom a letter has a meaning."""
    if command_id == "accepts":
        return patient(desk, "Ким Олег Сергеевич", known=False)
    if command_id == "not_come":
        desk.frozen.move_to(NOW - timedelta(days=4))
        who = patient(desk, "Ким Олег Сергеевич")
        visit(desk, who, NOW - timedelta(days=3))
        desk.frozen.move_to(NOW)
        return who
    who = patient(desk, "Ким Олег Сергеевич")
    if command_id == "took_place":
        blood_due(desk, who)
    else:
        visit(desk, who)
    return who


@pytest.mark.parametrize("twin", [False, True], ids=["its_layout", "other_layout"])
@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("command_id", LETTERS)
async def test_a_letter_says_what_came_out(desk: Desk, command_id: str, lang: str, twin: bool) -> None:
    who = ready_for(desk, command_id)
    async with at_desk(desk, lang=lang) as hand:
        screen = await hand.open(who)
        await hand.press(key_of(command_id, lang, twin=twin))
        if LETTERS[command_id]:
            await hand.until(lambda: hand.app.screen is not screen, hand.said)
            await hand.still()
        await hand.press(*LETTERS[command_id])
        await hand.until(lambda: hand.outcomes(who), hand.said)
        await hand.until(lambda: isinstance(hand.app.screen, DayScreen) or not screen.off_finish(), hand.said)
        await hand.still()
        if hand.unfinished():  # what asks for a fact stays open after some words
            await hand.press("enter")
        await hand.on_list()
        assert hand.outcomes(who) == [OUTCOMES[command_id]]
        assert hand.last(who).connection == "REACHED"
        assert hand.last(who).spoke == "patient"
        assert not hand.unfinished()


@pytest.mark.parametrize(("lang", "typed"), [("ru", "отъезд"), ("en", "away")])
async def test_other_is_found_by_typing_and_never_by_a_digit(desk: Desk, lang: str, typed: str) -> None:
    who = ready_for(desk, "confirmed")
    async with at_desk(desk, lang=lang) as hand:
        await hand.call()
        await hand.press(key_of("other", lang), "1", "2", "9")
        assert not hand.outcomes(who)
        await hand.type(typed)
        await hand.press("enter")
        await hand.dialog("OutcomeForm")
        await hand.press("enter")
        await hand.until(lambda: hand.outcomes(who) == ["AWAY"])


async def test_an_unanswered_call_costs_two_keys(desk: Desk) -> None:
    first = patient(desk, "Ахметов Рустам")
    second = patient(desk, "Ким Олег Сергеевич", NewContact("8 903 555-10-22"))
    visit(desk, first)
    visit(desk, second)
    async with at_desk(desk) as hand:
        screen = await hand.call()
        called = screen.patient_here()
        await hand.press("1")
        day = await hand.on_list()
        assert isinstance(day, DayScreen)
        assert hand.last(called or 0).connection == "NO_ANSWER"
        assert day.patient_here() == ({first, second} - {called}).pop()
        assert "не отвечает" in hand.said
        assert "повтор" in hand.said


async def test_a_confirmed_visit_costs_two_keys_and_each_further_reason_one(desk: Desk) -> None:
    who = patient(desk, "Петрова Мария Ивановна")
    visit(desk, who)
    blood_due(desk, who)
    async with at_desk(desk) as hand:
        screen = await hand.call()
        assert screen.sheet is not None
        kinds = [reason.kind for reason in screen.sheet.reasons if reason.channel == "call"]
        assert sorted(kinds) == ["confirm_visit", "test_due"]
        await hand.press(*({"confirm_visit": "п", "test_due": "с"}[kind] for kind in kinds))
        await hand.on_list()
        assert sorted(hand.outcomes(who)) == ["CONFIRMED", "TOOK_PLACE"]
        assert len(hand.calls(who)) == 1


async def test_where_another_number_is_worth_trying_the_call_stays_and_says_so(desk: Desk) -> None:
    who = patient(desk, "Петрова Мария Ивановна", NewContact("8 916 123-45-67"), DAUGHTER)
    visit(desk, who)
    async with at_desk(desk) as hand:
        screen = await hand.call()
        await hand.press("1")
        assert hand.app.screen is screen
        assert "дочь Анна" in hand.said
        assert screen.sheet is not None
        assert screen.sheet.phone == "+74957654321"
        await hand.press("1")
        await hand.on_list()
        assert [call.phone for call in hand.calls(who)] == ["+74957654321", "+79161234567"]
        assert {call.connection for call in hand.calls(who)} == {"NO_ANSWER"}


async def test_leaving_the_other_number_leaves_no_call_behind(desk: Desk) -> None:
    who = patient(desk, "Петрова Мария Ивановна", NewContact("8 916 123-45-67"), DAUGHTER)
    visit(desk, who)
    async with at_desk(desk) as hand:
        await hand.call()
        await hand.press("1", "escape")
        await hand.on_list()
        assert [call.connection for call in hand.calls(who) if not call.undone] == ["NO_ANSWER"]
        assert not hand.unfinished()


@pytest.mark.parametrize("key", ["home", "end", "pageup", "pagedown", "left", "right"])
async def test_the_keypad_without_numlock_marks_nothing_and_says_why(desk: Desk, key: str) -> None:
    who = patient(desk, "Ким Олег Сергеевич")
    visit(desk, who)
    async with at_desk(desk) as hand:
        await hand.call()
        await hand.press(key)
        assert "NumLock" in hand.said
        assert hand.unfinished() == [(who, "open")]


async def test_letters_that_do_not_fit_are_dim_and_say_why(desk: Desk) -> None:
    who = patient(desk, "Ким Олег Сергеевич")
    blood_due(desk, who)
    async with at_desk(desk) as hand:
        screen = await hand.call()
        assert screen.command_off("not_come") is not None
        assert screen.command_off("took_place") is None
        await hand.press("я")
        assert hand.said == "Нет повода, к которому это подходит"
        assert not hand.outcomes(who)
