"""The course of a call: who speaks, slips, the guard, put aside, notes, what is dialled."""

import sys
from pathlib import Path

import pytest

from assistant_tui.widgets.note_line import NoteLine
from db.actions.contacts import NewContact
from db.queries.lists import visits
from db.queries.patients import card
from tests.assistant_tui.screens.call.call_desk import DAUGHTER, MONDAY, WEDNESDAY, at_desk, blood_due, patient, visit
from tests.desk import Desk
from tests.hostile import FORBIDDEN, HOSTILE

OWN = NewContact("8 916 123-45-67")


@pytest.fixture
def petrova(desk: Desk) -> int:
    """Petrova, 67, with a daughter who may hear time and place, and a visit on Monday."""
    who = patient(desk, "Петрова Мария Ивановна", OWN, DAUGHTER)
    visit(desk, who)
    return who


# Who speaks.


async def test_the_daughter_confirms_within_her_consent(desk: Desk, petrova: int) -> None:
    async with at_desk(desk) as hand:
        screen = await hand.call()
        await hand.press("7", "2")
        assert "дочь Анна" in hand.seen
        assert screen.command_off("confirmed") is None
        assert screen.command_off("unwilling") is not None
        await hand.press("г")
        assert not hand.outcomes(petrova)
        assert hand.said == "С этих слов такой итог не принимается"
        await hand.press("п")
        await hand.on_list()
        call = hand.last(petrova)
        assert (call.connection, call.spoke, call.spoke_name) == ("OTHER_PERSON", "trusted", "Анна")
        assert hand.outcomes(petrova) == ["CONFIRMED"]


async def test_on_her_own_number_it_is_asked_who_speaks_with_the_owner_first(desk: Desk, petrova: int) -> None:
    async with at_desk(desk) as hand:
        await hand.call()
        await hand.press("tab", "п")
        await hand.dialog("QuickPick")
        await hand.press("enter")
        await hand.on_list()
        assert hand.last(petrova).spoke == "trusted"
        assert hand.last(petrova).phone == "+74957654321"


async def test_a_stranger_who_says_nothing_leaves_an_attempt(desk: Desk, petrova: int) -> None:
    async with at_desk(desk) as hand:
        await hand.call()
        await hand.press("7", "3", "enter")
        assert hand.calls(petrova)[-1].connection == "OTHER_PERSON"
        assert hand.calls(petrova)[-1].spoke == "other"
        assert not hand.outcomes(petrova)


async def test_a_son_says_that_she_died_and_all_calls_stop(desk: Desk, petrova: int) -> None:
    async with at_desk(desk) as hand:
        await hand.call()
        await hand.press("7", "3", "7")
        await hand.dialog("OutcomeForm")
        assert "Тайна сохраняется" in hand.seen
        await hand.type("сын Пётр")
        await hand.press("enter")
        day = await hand.on_list()
        assert hand.outcomes(petrova) == ["DIED"]
        assert petrova not in day.table.keys
        decisions = desk.ask(card, petrova).decisions
        assert [(each.kind, each.said_name) for each in decisions] == [("died", "сын Пётр")]


async def test_nobody_reports_their_own_death(desk: Desk, petrova: int) -> None:
    async with at_desk(desk) as hand:
        await hand.call()
        await hand.press("е")
        await hand.dialog("QuickPick")
        await hand.type("умер")
        await hand.press("enter")
        await hand.until(lambda: "кто говорит" in hand.seen, "who says so")
        await hand.press("enter")
        await hand.dialog("OutcomeForm")
        await hand.type("сын Пётр")
        await hand.press("enter")
        await hand.on_list()
        assert hand.outcomes(petrova) == ["DIED"]
        assert desk.rows("SELECT spoke FROM mark WHERE patient_id = :id AND outcome = 'DIED'", id=petrova) == [
            ("other",)
        ]


async def test_a_refusal_is_never_taken_from_anybody_else(desk: Desk, petrova: int) -> None:
    async with at_desk(desk) as hand:
        screen = await hand.call()
        await hand.press("7", "2")
        for command_id in ("unwilling", "not_coming", "accepts"):
            assert screen.command_off(command_id) is not None
        await hand.press("е")
        await hand.type("не хочет")
        await hand.press("enter")
        assert "DECLINES" not in hand.outcomes(petrova)


# Slips.


async def test_a_slip_of_enter_costs_nothing_by_f8(desk: Desk, petrova: int) -> None:
    async with at_desk(desk) as hand:
        await hand.call()
        await hand.press("f8")
        await hand.on_list()
        assert not hand.unfinished()
        assert all(call.undone for call in hand.calls(petrova))


async def test_esc_puts_aside_on_top_and_f8_then_takes_the_call_back(desk: Desk, petrova: int) -> None:
    other = patient(desk, "Ахметов Рустам", NewContact("8 903 000-77-15"))
    blood_due(desk, other)
    async with at_desk(desk) as hand:
        await hand.open(petrova)
        await hand.press("escape")
        day = await hand.on_list()
        assert hand.unfinished() == [(petrova, "aside")]
        assert day.table.keys[0] == petrova
        assert all(call.connection is None for call in hand.calls(petrova))
        await hand.press("f8")
        assert not hand.unfinished()


async def test_a_call_put_aside_is_taken_up_where_it_was(desk: Desk, petrova: int) -> None:
    async with at_desk(desk) as hand:
        first = await hand.open(petrova)
        await hand.press("escape")
        await hand.on_list()
        again = await hand.open(petrova)
        assert again.call_id == first.call_id
        assert hand.unfinished() == [(petrova, "open")]
        await hand.press("п")
        await hand.on_list()
        assert hand.outcomes(petrova) == ["CONFIRMED"]


async def test_enter_finishes_only_once_something_is_marked(desk: Desk, petrova: int) -> None:
    blood_due(desk, petrova)
    async with at_desk(desk) as hand:
        screen = await hand.open(petrova)
        await hand.press("enter")
        assert hand.app.screen is screen
        assert "Ничего не отмечено" in hand.said
        await hand.press("п", "enter")
        await hand.on_list()
        assert hand.outcomes(petrova) == ["CONFIRMED"]
        assert not hand.unfinished()


async def test_f8_takes_back_the_last_mark_and_shows_its_reason_again(desk: Desk, petrova: int) -> None:
    blood_due(desk, petrova)
    async with at_desk(desk) as hand:
        screen = await hand.open(petrova)
        assert screen.sheet is not None
        count = len(screen.sheet.reasons)
        await hand.press("п")
        await hand.until(lambda: screen.sheet is not None and len(screen.sheet.reasons) < count)
        await hand.press("f8")
        await hand.until(lambda: screen.sheet is not None and len(screen.sheet.reasons) == count)
        assert not hand.outcomes(petrova)
        assert hand.app.screen is screen


async def test_f8_after_the_other_number_opened_goes_back_to_the_first(desk: Desk, petrova: int) -> None:
    async with at_desk(desk) as hand:
        screen = await hand.open(petrova)
        first = screen.call_id
        await hand.press("1")
        assert screen.call_id != first
        await hand.press("f8")
        await hand.until(lambda: screen.call_id == first)
        assert [call.connection for call in hand.calls(petrova) if not call.undone] == [None]


async def test_marks_too_soon_after_a_change_of_screen_are_ignored(desk: Desk, petrova: int) -> None:
    async with at_desk(desk, guard_after_change_ms=2000) as hand:
        await hand.open(petrova)
        await hand.press("1", "п", "8")
        assert hand.unfinished() == [(petrova, "open")]
        assert hand.last(petrova).connection is None


async def test_leaning_on_a_key_marks_once(desk: Desk) -> None:
    who = patient(desk, "Ким Олег Сергеевич", OWN, DAUGHTER)
    visit(desk, who)
    async with at_desk(desk, guard_same_mark_ms=3000) as hand:
        await hand.open(who)
        await hand.press("1", "1", "1")
        marked = [call for call in hand.calls(who) if call.connection]
        assert len(marked) == 1


# Numbers, notes, dialling.


async def test_tab_goes_to_the_next_number(desk: Desk, petrova: int) -> None:
    async with at_desk(desk) as hand:
        screen = await hand.open(petrova)
        await hand.press("tab")
        assert screen.sheet is not None
        assert screen.sheet.phone == "+74957654321"
        assert "о здоровье" not in hand.said
        await hand.press("tab")
        assert screen.sheet.phone == "+79161234567"


async def test_the_note_takes_letters_and_digits_as_text(desk: Desk, petrova: int) -> None:
    async with at_desk(desk) as hand:
        screen = await hand.open(petrova)
        assert not screen.query_one(NoteLine).writing
        await hand.press("f6")
        await hand.type("п1 в 10")
        await hand.press("enter")
        await hand.until(lambda: hand.last(petrova).note == "п1 в 10")
        assert hand.last(petrova).connection is None
        assert not screen.query_one(NoteLine).writing
        await hand.press("f6")
        await hand.type("ещё")
        await hand.press("escape")
        await hand.until(lambda: hand.last(petrova).note == "п1 в 10\nещё")
        assert hand.app.screen is screen


async def test_a_note_half_way_is_offered_again_after_a_crash(desk: Desk, petrova: int) -> None:
    async with at_desk(desk) as hand:
        await hand.open(petrova)
        await hand.press("f6")
        await hand.type("просила полис")
        hand.app.save_drafts()
    async with at_desk(desk) as hand:
        screen = await hand.open(petrova)
        assert screen.query_one(NoteLine).text == "просила полис"


@pytest.mark.skipif(sys.platform == "win32", reason="a program without an ending")
async def test_a_call_is_dialled_by_the_program_of_the_settings(desk: Desk, petrova: int, tmp_path: Path) -> None:
    told = tmp_path / "told"
    command = (sys.executable, "-c", f"import sys; open({str(told)!r}, 'w').write(sys.argv[1])", "tel:{phone}")
    async with at_desk(desk, dial_command=command) as hand:
        await hand.open(petrova)
        await hand.until(lambda: told.exists() and told.read_text() == "tel:+79161234567")


async def test_a_dialling_program_that_fails_says_one_sentence(desk: Desk, petrova: int) -> None:
    async with at_desk(desk, dial_command=("/no/such/program", "{phone}")) as hand:
        screen = await hand.open(petrova)
        await hand.until(lambda: "не запускается" in hand.said)
        await hand.press("п")
        await hand.on_list()
        assert screen.sheet is not None
        assert hand.outcomes(petrova) == ["CONFIRMED"]


# What is on the screen.


async def test_the_screen_says_all_that_a_call_needs(desk: Desk, petrova: int) -> None:
    patient(desk, "Петрова Мария Ильинична", NewContact("8 903 555-10-22"))
    visit(desk, petrova, WEDNESDAY, "ct")
    async with at_desk(desk) as hand:
        await hand.open(petrova)
        seen = hand.seen
        for said in (
            "ЗВОНЮ 00:00", "Петрова Мария ИВАНОВНА, 67", "у неё 10:00", "ЕСТЬ ТЁЗКА", "ИЛЬИНИЧНА", "УЧЕБНАЯ БАЗА",
            "8 916 123-45-67", "дочь Анна", "согласие: время и место", "год рождения (1959)", "Коды не спрашиваю",
            "Анна Петровна", "8 495 123-45-67", "диагноз", "пн 23.11 10:30", "ЕМИАС: есть", "Дальше", "ср 25.11 12:00",
            "1 не отвечает", "П придёт", "Е ещё", "Заметка (F6)",
        ):  # fmt: skip
            assert said in seen, said
        assert "рак" not in seen.lower().split()


async def test_somebody_elses_same_number_is_announced(desk: Desk, petrova: int) -> None:
    patient(desk, "Гусев Пётр Андреевич", OWN)
    async with at_desk(desk) as hand:
        await hand.open(petrova)
        assert "ЕГО ЖЕ номер: Гусев Пётр Андреевич" in hand.seen


@pytest.mark.parametrize("lang", ["ru", "en"])
async def test_no_label_of_the_keys_is_cut(desk: Desk, petrova: int, lang: str) -> None:
    from assistant_tui.text.i18n import _
    from assistant_tui.text.outcomes import SHORT

    async with at_desk(desk, lang=lang) as hand:
        await hand.open(petrova)
        for label in SHORT.values():
            assert f" {_(label)}" in hand.seen, label


@pytest.mark.parametrize("name", [name for name in HOSTILE if name.strip()])
async def test_hostile_names_and_notes_are_shown_as_text(desk: Desk, name: str) -> None:
    who = patient(desk, name[:200], OWN, NewContact("8 495 765-43-21", relation="daughter", name=name[:100]))
    visit(desk, who)
    async with at_desk(desk) as hand:
        await hand.open(who)
        await hand.press("f6")
        hand.app.screen.query_one(NoteLine).text = name[:300]
        await hand.press("enter", "7")
        assert not FORBIDDEN & set(hand.seen.replace("\n", ""))
        await hand.press("escape", "п")
        await hand.on_list()
        assert hand.outcomes(who) == ["CONFIRMED"]


@pytest.mark.parametrize("lang", ["ru", "en"])
async def test_the_language_switches_in_a_running_call(desk: Desk, petrova: int, lang: str) -> None:
    async with at_desk(desk, lang=lang) as hand:
        screen = await hand.open(petrova)
        await hand.app.do_language()
        await hand.still()
        other = "ЗВОНЮ" if lang == "en" else "CALLING"
        assert other in hand.seen
        await hand.press("g" if lang == "en" else "w")  # will come: the same physical key is П in Russian, w in English
        await hand.on_list()
        assert screen.sheet is not None
        assert hand.outcomes(petrova) == ["CONFIRMED"]


# What forms write.


async def test_a_visit_is_moved_with_its_place(desk: Desk, petrova: int) -> None:
    async with at_desk(desk) as hand:
        await hand.open(petrova)
        await hand.press("н")
        await hand.type("чт 11:00")  # the form begins at the time
        assert "чт 26.11.2026, 11:00" in hand.seen
        await hand.press("tab", "2", "enter")
        await hand.on_list()
        found = {each.status: each for each in desk.ask(visits, patient_id=petrova)}
        assert set(found) == {"moved", "planned"}
        assert found["planned"].starts_at.isoformat() == "2026-11-26T08:00:00+00:00"


async def test_a_visit_without_a_new_time_is_to_be_booked(desk: Desk, petrova: int) -> None:
    async with at_desk(desk) as hand:
        await hand.open(petrova)
        await hand.press("н", "enter")
        await hand.on_list()
        assert [each.status for each in desk.ask(visits, patient_id=petrova)] == ["to_move"]


async def test_a_call_back_is_kept_at_its_exact_time(desk: Desk, petrova: int) -> None:
    async with at_desk(desk) as hand:
        await hand.open(petrova)
        await hand.press("з")
        await hand.type("завтра 10")
        assert "сб 21.11.2026, 10:00" in hand.seen
        await hand.press("enter")
        await hand.on_list()
        (mark,) = hand.last(petrova).marks
        assert mark.until_at is not None
        assert mark.until_at.isoformat() == "2026-11-21T07:00:00+00:00"


async def test_a_form_left_by_esc_changes_nothing_and_keeps_what_was_typed(desk: Desk, petrova: int) -> None:
    async with at_desk(desk) as hand:
        screen = await hand.open(petrova)
        await hand.press("з")
        await hand.type("завтра 10")
        await hand.press("escape")
        assert hand.app.screen is screen
        assert not hand.outcomes(petrova)
        await hand.press("з")
        assert "сб 21.11.2026, 10:00" in hand.seen


async def test_complaints_go_to_the_doctor_with_the_temperature(desk: Desk, petrova: int) -> None:
    async with at_desk(desk) as hand:
        await hand.open(petrova)
        await hand.press("в")
        await hand.dialog("UnwellDialog")
        assert "103" in hand.seen
        await hand.press("3")
        assert "103 СРАЗУ" in hand.seen
        await hand.press("tab")
        await hand.type("38,5")
        await hand.press("enter")
        await hand.until(lambda: hand.outcomes(petrova) == ["UNWELL"])
        detail = dict(hand.last(petrova).marks[0].detail)
        assert detail["unwell"] == "breath"
        assert str(detail["temperature"]) == "38.5"


async def test_a_temperature_that_cannot_be_is_refused_in_the_form(desk: Desk, petrova: int) -> None:
    async with at_desk(desk) as hand:
        await hand.open(petrova)
        await hand.press("в", "tab")
        await hand.type("99")
        await hand.press("enter")
        await hand.dialog("UnwellDialog")
        assert "30" in hand.seen
        assert not hand.outcomes(petrova)


async def test_the_first_talk_keeps_hours_and_the_trusted_person(desk: Desk) -> None:
    who = patient(desk, "Ким Олег Сергеевич", known=False)
    async with at_desk(desk) as hand:
        await hand.open(who)
        await hand.press("а")
        await hand.type("11:00")
        await hand.press("tab", "tab")
        await hand.type("Вера")
        await hand.press("tab")
        await hand.type("8 495 111-22-33")
        await hand.press("tab", "2", "2", "enter")
        await hand.until(lambda: hand.outcomes(who) == ["ACCEPTS"], hand.seen)
        found = desk.ask(card, who)
        assert found.not_before == "11:00"
        trusted = [each for each in found.contacts if each.standing == "trusted"]
        assert [(each.name, each.scope, each.phone) for each in trusted] == [("Вера", "preparation", "+74951112233")]
        assert [each.voicemail_ok for each in found.contacts if each.standing == "patient"] == [True]


async def test_the_code_word_is_not_cut_on_a_narrow_screen(desk: Desk) -> None:
    who = patient(desk, "Ким Олег Сергеевич", code_word="белая берёза")
    visit(desk, who)
    async with at_desk(desk) as hand:
        await hand.open(who)
        assert "кодовое слово «белая берёза»" in hand.seen


async def test_a_wrong_number_shows_what_was_dialled(desk: Desk) -> None:
    who = patient(desk, "Ким Олег Сергеевич")
    visit(desk, who)
    async with at_desk(desk) as hand:
        await hand.open(who)
        await hand.press("8")
        assert "8 916 123-45-67" in hand.seen
        await hand.press("2")
        await hand.on_list()
        assert hand.last(who).connection == "WRONG_NUMBER"
        assert [each.active for each in desk.ask(card, who).contacts] == [False]
        assert "звонить некуда: найти номер" in hand.said


async def test_a_message_is_asked_for_only_where_it_is_allowed(desk: Desk) -> None:
    who = patient(desk, "Ким Олег Сергеевич", NewContact("8 916 123-45-67", voicemail_ok=True))
    visit(desk, who)
    async with at_desk(desk) as hand:
        await hand.open(who)
        await hand.press("5", "2")
        await hand.on_list()
        assert hand.last(who).message_left


async def test_which_reason_is_asked_where_it_is_not_plain(desk: Desk) -> None:
    who = patient(desk, "Ким Олег Сергеевич")
    visit(desk, who, WEDNESDAY.replace(day=26), "ct")
    visit(desk, who, WEDNESDAY.replace(day=27), "mammography")
    async with at_desk(desk) as hand:
        screen = await hand.open(who)
        assert screen.sheet is not None
        assert not screen.sheet.reasons
        await hand.press("п")
        await hand.dialog("QuickPick")
        await hand.press("2")
        await hand.until(lambda: hand.outcomes(who) == ["CONFIRMED"])
        found = {each.service: each.status for each in desk.ask(visits, patient_id=who)}
        assert found == {"ct": "planned", "mammography": "confirmed"}
        assert MONDAY < WEDNESDAY


async def test_a_key_that_was_meant_for_a_question_marks_nothing(desk: Desk, petrova: int) -> None:
    async with at_desk(desk) as hand:
        screen = await hand.open(petrova)
        await hand.pilot.press("з", "3", "с")
        await hand.dialog("OutcomeForm")
        await hand.press("escape")
        assert hand.app.screen is screen
        assert hand.last(petrova).connection is None
        await hand.pilot.press("п", "п")
        await hand.on_list()
        assert hand.outcomes(petrova) == ["CONFIRMED"]
