"""Calls that come in, were made elsewhere, or were entered wrongly."""

from datetime import datetime, timedelta

import pytest

from assistant_tui.dialogs.new_caller import NewCallerForm
from assistant_tui.screens.call import CallScreen
from db.actions.calls import log_call
from db.actions.contacts import NewContact
from db.actions.forms import MarkForm
from db.actions.patients import NewPatient, add_patient
from db.actions.people import assign_patients
from db.queries.lists import visits
from db.queries.patients import card, patients
from tests.assistant_tui.screens.call.call_desk import DAUGHTER, at_desk, patient, visit
from tests.desk import MOSCOW, NOW, Desk

OWN = NewContact("8 916 123-45-67")


@pytest.fixture
def petrova(desk: Desk) -> int:
    who = patient(desk, "Петрова Мария Ивановна", OWN, DAUGHTER)
    visit(desk, who)
    return who


@pytest.fixture
def kim(desk: Desk) -> int:
    who = patient(desk, "Ким Олег Сергеевич", NewContact("8 903 555-10-22"))
    visit(desk, who)
    return who


@pytest.mark.parametrize("typed", ["1022", "ким", "rbv"], ids=["digits", "name", "other_layout"])
async def test_who_calls_is_found_and_the_running_call_is_taken_up_again(
    desk: Desk, petrova: int, kim: int, typed: str
) -> None:
    async with at_desk(desk) as hand:
        running = await hand.open(petrova)
        await hand.press("f2")
        await hand.dialog("CallerDialog")
        await hand.type(typed)
        await hand.until(lambda: "Ким Олег" in hand.seen)
        assert "10:30" in hand.seen
        await hand.press("enter")
        await hand.until(lambda: hand.app.screen is not running and isinstance(hand.app.screen, CallScreen))
        await hand.still()
        assert "ВХОДЯЩИЙ" in hand.seen
        assert sorted(hand.unfinished()) == sorted([(kim, "open"), (petrova, "aside")])
        await hand.press("п")
        await hand.until(lambda: hand.app.screen is running)
        await hand.until(lambda: hand.unfinished() == [(petrova, "open")])
        assert hand.outcomes(kim) == ["CONFIRMED"]
        assert hand.last(kim).direction == "in"
        assert hand.last(kim).phone == ("+79035551022" if typed.isdigit() else None)
        await hand.press("п")
        await hand.on_list()
        assert hand.outcomes(petrova) == ["CONFIRMED"]


async def test_fast_hands_take_whom_they_typed_not_whom_the_list_still_shows(
    desk: Desk, petrova: int, kim: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with at_desk(desk) as hand:
        await hand.press("f2")
        await hand.type("4567")
        await hand.until(lambda: "Петрова" in hand.seen)
        await hand.press(*["backspace"] * 4)
        await hand.type("4")
        await hand.until(lambda: "Петрова" in hand.seen)
        monkeypatch.setattr("assistant_tui.dialogs.incoming._PAUSE", 0.5)
        await hand.pilot.press("backspace", "1", "0", "2", "2", "enter")
        await hand.until(lambda: isinstance(hand.app.screen, CallScreen))
        await hand.still()
        assert hand.unfinished() == [(kim, "open")]


async def test_who_calls_for_the_first_time_gives_the_number_they_call_from(desk: Desk) -> None:
    async with at_desk(desk) as hand:
        await hand.press("f2")
        await hand.type("8 916 300-22-11")
        await hand.press("enter")
        await hand.dialog("NewCallerForm")
        await hand.type("Новикова Инна")
        await hand.press("enter")
        await hand.until(lambda: isinstance(hand.app.screen, CallScreen))
        await hand.still()
        assert "> 8 916 300-22-11" in hand.seen
        assert "Можно" in hand.seen
        ((phone, contact),) = desk.rows("SELECT phone, contact_id FROM call")
        assert (phone, contact is not None) == ("+79163002211", True)


async def test_the_very_family_name_comes_first_and_whose_number_it_is_is_not_cut(desk: Desk) -> None:
    for name, sex in (("Фомина Анна Игоревна", "f"), ("Фоминых Вера Львовна", "f"), ("Фомин Юрий Ильич", "m")):
        desk.do(add_patient, NewPatient(name, (OWN,), sex=sex))
    desk.do(assign_patients, [each.id for each in desk.ask(patients, text="Фомин")], None)
    async with at_desk(desk) as hand:
        for typed in ("фомин", "ajvby"):
            await hand.press("f2")
            await hand.type(typed)
            await hand.until(lambda: "Фоминых" in hand.seen)
            lines = [line for line in hand.seen.splitlines() if "**-67" in line and "Фомин" in line]
            assert [line.split()[0].strip("▌▏>") for line in lines[-3:]][0] == "Фомин"
            assert "**-67 сам " in lines[-3]
            assert all("**-67 сама " in line for line in lines[-2:])
            await hand.press("escape")


async def test_what_was_promised_stands_beside_the_name(desk: Desk, kim: int) -> None:
    at = datetime(2026, 11, 20, 16, 40, tzinfo=MOSCOW)
    desk.do(log_call, kim, "CALLBACK", at=NOW - timedelta(minutes=30), form=MarkForm(until_at=at))
    async with at_desk(desk) as hand:
        await hand.press("f2")
        await hand.type("10-22")
        await hand.until(lambda: "16:40" in hand.seen)


async def test_the_one_who_is_being_called_may_call_us(desk: Desk, petrova: int) -> None:
    async with at_desk(desk) as hand:
        screen = await hand.open(petrova)
        await hand.press("f2")
        await hand.type("петрова")
        await hand.until(lambda: "Петрова Мария" in hand.seen)
        await hand.press("enter")
        await hand.until(lambda: hand.app.screen is screen and "ВХОДЯЩИЙ" in hand.seen)
        assert screen.command_off("no_answer") is not None
        await hand.press("п")
        await hand.on_list()
        assert [(call.direction, call.connection) for call in hand.calls(petrova)] == [("in", "REACHED")]


async def test_an_unknown_caller_becomes_a_patient_in_a_filled_form(desk: Desk, petrova: int) -> None:
    async with at_desk(desk) as hand:
        running = await hand.open(petrova)
        await hand.press("f2")
        await hand.type("8 926 000-11-22")
        await hand.until(lambda: "Новый пациент" in hand.seen)
        await hand.press("enter")
        await hand.dialog("NewCallerForm")
        assert "8 926 000-11-22" in hand.seen
        await hand.type("Сидоренко Анна")
        await hand.press("tab", "tab")
        await hand.type("1988")
        await hand.press("enter")
        await hand.until(lambda: isinstance(hand.app.screen, CallScreen) and hand.app.screen is not running)
        await hand.still()
        (found,) = desk.ask(patients, text="Сидоренко")
        assert [(each.phone, each.active) for each in desk.ask(card, found.id).contacts] == [("+79260001122", True)]
        await hand.press("а", "enter")
        await hand.until(lambda: hand.app.screen is running)
        assert hand.outcomes(found.id) == ["ACCEPTS"]
        assert hand.last(found.id).direction == "in"


async def test_a_wrong_number_or_year_is_said_in_the_form(desk: Desk) -> None:
    async with at_desk(desk) as hand:
        await hand.press("f2")
        await hand.type("1234")
        await hand.until(lambda: "Новый пациент" in hand.seen)
        await hand.press("enter")
        await hand.dialog("NewCallerForm")
        assert "1234" not in hand.seen  # the last four are no number yet
        await hand.type("Сидоренко Анна")
        await hand.press("tab")
        await hand.type("1234")
        await hand.press("enter")
        assert "Это не полный номер телефона" in hand.seen
        assert not desk.ask(patients, text="Сидоренко")


async def test_a_second_unknown_caller_is_not_lost_over_the_form_of_the_first(desk: Desk) -> None:
    async with at_desk(desk) as hand:
        hand.app.run_worker(hand.app.new_caller("Сидоренко Анна"), exclusive=False)
        await hand.dialog("NewCallerForm")
        await hand.press("f2")
        await hand.type("89260001122")
        await hand.until(lambda: "Новый пациент: 8926" in hand.seen)
        await hand.press("enter")
        await hand.dialog("NewCallerForm")
        form = hand.app.screen
        assert isinstance(form, NewCallerForm)
        assert form.texts()["phone"] == ""
        assert "89260001122" in hand.seen
        await hand.press("escape")
        await hand.on_list()
        await hand.press("f2")
        await hand.until(lambda: "Новый пациент: 89260001122" in hand.seen)


async def test_an_empty_form_takes_in_who_calls(desk: Desk) -> None:
    async with at_desk(desk) as hand:
        hand.app.run_worker(hand.app.new_caller(), exclusive=False)
        await hand.dialog("NewCallerForm")
        await hand.press("f2")
        await hand.type("89260001122")
        await hand.until(lambda: "Новый пациент: 8926" in hand.seen)
        await hand.press("enter")
        await hand.dialog("NewCallerForm")
        form = hand.app.screen
        assert isinstance(form, NewCallerForm)
        assert form.texts()["phone"] == "89260001122"


async def test_incoming_comes_over_the_form_that_incoming_opened(desk: Desk, kim: int) -> None:
    async with at_desk(desk) as hand:
        await hand.press("f2")
        await hand.dialog("CallerDialog")
        await hand.type("89260001122")
        await hand.until(lambda: "Новый пациент: 8926" in hand.seen)
        await hand.press("enter")
        await hand.dialog("NewCallerForm")
        form = hand.app.screen
        await hand.type("Сидоренко Анна")
        await hand.press("f2")
        await hand.dialog("CallerDialog")
        await hand.type("1022")
        await hand.until(lambda: "Ким Олег" in hand.seen)
        await hand.press("enter")
        await hand.until(lambda: isinstance(hand.app.screen, CallScreen))
        await hand.still()
        await hand.press("п")
        await hand.until(lambda: hand.app.screen is form)
        assert hand.outcomes(kim) == ["CONFIRMED"]
        assert isinstance(form, NewCallerForm)
        assert form.texts()["name"] == "Сидоренко Анна"
        await hand.press("enter")
        await hand.until(lambda: isinstance(hand.app.screen, CallScreen))
        assert len(desk.ask(patients, text="Сидоренко")) == 1


async def test_incoming_comes_over_an_open_question_and_leaves_it_as_it_was(desk: Desk, petrova: int, kim: int) -> None:
    async with at_desk(desk) as hand:
        await hand.open(petrova)
        await hand.press("з")
        await hand.dialog("OutcomeForm")
        form = hand.app.screen
        await hand.type("завтра")
        await hand.press("f2")
        await hand.type("1022")
        await hand.until(lambda: "Ким Олег" in hand.seen)
        await hand.press("enter")
        await hand.until(lambda: isinstance(hand.app.screen, CallScreen))
        await hand.still()
        await hand.press("п")
        await hand.until(lambda: hand.app.screen is form)
        assert hand.outcomes(kim) == ["CONFIRMED"]
        await hand.type(" 10")
        await hand.press("enter")
        await hand.on_list()
        assert hand.outcomes(petrova) == ["CALLBACK"]


# Made elsewhere.


async def test_a_call_made_elsewhere_is_entered_and_marked_as_late(desk: Desk, petrova: int) -> None:
    async with at_desk(desk) as hand:
        hand.app.run_worker(hand.app.enter_late(petrova), exclusive=False)
        await hand.dialog("LateEntryForm")
        field = hand.app.screen.query("Input").first()
        field.value = "сегодня 9:15"  # type: ignore[attr-defined]  # the field of the moment
        await hand.press("enter")
        await hand.dialog("AnyOutcome")
        await hand.type("придёт")
        await hand.press("enter")
        await hand.dialog("QuickPick")
        await hand.press("enter")
        await hand.until(lambda: hand.outcomes(petrova) == ["CONFIRMED"])
        call = hand.last(petrova)
        assert call.late
        assert call.at == datetime(2026, 11, 20, 9, 15, tzinfo=MOSCOW)


async def test_a_late_entry_cannot_lie_ahead(desk: Desk, petrova: int) -> None:
    async with at_desk(desk) as hand:
        hand.app.run_worker(hand.app.enter_late(petrova), exclusive=False)
        await hand.dialog("LateEntryForm")
        hand.app.screen.query("Input").first().value = "завтра 9:15"  # type: ignore[attr-defined]  # the moment's field
        await hand.press("enter")
        assert "ещё не наступило" in hand.seen


# Put right.


async def test_a_call_on_the_wrong_patient_is_moved_in_three_keys(desk: Desk, petrova: int) -> None:
    namesake = patient(desk, "Петрова Мария Ильинична", NewContact("8 903 000-02-18"))
    visit(desk, namesake)
    async with at_desk(desk) as hand:
        await hand.open(petrova)
        await hand.press("п")
        await hand.on_list()
        hand.app.run_worker(hand.app.correct_call(None), exclusive=False)
        await hand.dialog("CorrectDialog")
        await hand.press("enter")
        await hand.dialog("CallerDialog")
        await hand.until(lambda: "ИЛЬИНИЧНА" in hand.seen)
        await hand.press("down", "enter")
        await hand.until(lambda: hand.outcomes(namesake) == ["CONFIRMED"], hand.said)
        assert [call.undone for call in hand.calls(petrova)] == [True]
        assert hand.last(namesake).corrects_id == hand.last(petrova).id
        assert [each.status for each in desk.ask(visits, patient_id=petrova)] == ["planned"]


async def test_a_wrong_outcome_is_put_right_by_its_own_key(desk: Desk, petrova: int) -> None:
    async with at_desk(desk) as hand:
        await hand.open(petrova)
        await hand.press("п")
        await hand.on_list()
        hand.app.run_worker(hand.app.correct_call(None), exclusive=False)
        await hand.dialog("CorrectDialog")
        assert "Петрова Мария Ивановна" in hand.seen
        await hand.press("1")
        await hand.until(lambda: hand.last(petrova).connection == "NO_ANSWER")
        assert hand.last(petrova).corrects_id is not None
        assert not hand.last(petrova).marks
        await hand.until(lambda: "исправлен" in hand.said)
        hand.app.run_worker(hand.app.correct_call(None), exclusive=False)
        await hand.dialog("CorrectDialog")
        await hand.press("о", "2")
        await hand.until(lambda: hand.outcomes(petrova) == ["NOT_COMING"], hand.said)
        assert [each.status for each in desk.ask(visits, patient_id=petrova)] == ["cancelled"]
        await hand.until(lambda: "исправлен" in hand.said)
        hand.app.run_worker(hand.app.correct_call(None), exclusive=False)
        await hand.dialog("CorrectDialog")
        assert "не придёт, запись отменена" in hand.seen  # what happened, not the label of the key


@pytest.mark.parametrize("how", ["enter", "menu"])
async def test_the_call_under_the_cursor_of_a_card_is_corrected_without_asking_which(
    desk: Desk, petrova: int, kim: int, how: str
) -> None:
    desk.do(log_call, petrova, "BUSY")
    desk.do(log_call, kim, "BUSY")
    async with at_desk(desk) as hand:
        hand.app.run_worker(hand.app.open_card(petrova, "calls"), exclusive=False)
        await hand.until(lambda: "Enter — исправить звонок" in hand.seen, "the card says what Enter does")
        if how == "enter":
            await hand.press("enter")
        else:
            await hand.press("f9")
            await hand.type("исправ")
            await hand.press("enter")
        await hand.dialog("CorrectDialog")
        assert "Как этот звонок отметить правильно?" in hand.seen
        assert "Петрова Мария" in hand.seen
        assert "Ким Олег" not in hand.seen
        await hand.press("3")
        await hand.until(lambda: hand.last(petrova).connection == "UNAVAILABLE")
        assert hand.last(kim).connection == "BUSY"


async def test_the_menu_has_both(desk: Desk, petrova: int) -> None:
    async with at_desk(desk, size=(100, 60)) as hand:
        await hand.press("f9")
        assert "Исправить сегодняшний звонок" in hand.seen or "Исправить" in hand.seen
        await hand.type("исправ")
        await hand.press("enter")
        await hand.dialog("CorrectDialog")
        assert "Сегодня ещё нет отмеченных звонков" in hand.seen
