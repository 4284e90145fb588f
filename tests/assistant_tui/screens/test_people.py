"""One patient's record changed by hand from the card, by keys, in both layouts and languages."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

import pytest

from assistant_tui.screens.card import CardScreen
from db.actions.closing import close_patient
from db.actions.contacts import NewContact, edit_contact
from db.actions.difficulties import add_barrier, pause_calls
from db.actions.patients import edit_patient, set_milestone
from tests.assistant_tui.screens.day_desk import Driver, Run
from tests.build import patient, visit
from tests.desk import Desk

At = Callable[[str], datetime]
DAUGHTER = NewContact(
    "8 495 765-43-21", relation="daughter", standing="trusted", name="Анна", scope="time_place_only",
    consent_on=date(2026, 10, 3), consent_paper="в папке 12",
)  # fmt: skip
CONTACTS = "SELECT phone, active, scope, voicemail_ok FROM contact WHERE patient_id = 1 ORDER BY priority, id"


@pytest.fixture
def petrova(desk: Desk) -> int:
    return patient(
        desk, "Петрова Мария Ивановна", "8 916 123-45-67", DAUGHTER, sex="f", diagnosis="C50.4", phase="diagnosed"
    )  # fmt: skip


async def opened(it: Driver, patient_id: int, tab: str | None = None) -> CardScreen:
    it.app.run_worker(it.app.open_card(patient_id, tab), exclusive=False)
    await it.until(lambda: isinstance(it.app.screen, CardScreen) and it.app.screen.lists is not None)
    await calm(it)
    screen = it.app.screen
    assert isinstance(screen, CardScreen)
    return screen


async def calm(it: Driver) -> None:
    """Wait until nothing is read for the card any more."""
    await it.until(
        lambda: not any(worker.is_running for worker in it.app.workers if worker.group in ("card", "tab"))
    )  # fmt: skip


async def back(it: Driver) -> None:
    """Wait until the dialogs are gone and the card shows what was written."""
    await it.until(lambda: isinstance(it.app.screen, CardScreen))
    await calm(it)


async def line(it: Driver, card: CardScreen, key: str) -> None:
    """Put the cursor on a line of the summary and press Enter."""
    card.summary.select(key)
    await calm(it)
    await it.press("enter")


async def text(it: Driver, words: str) -> None:
    """Type over what stands in the field."""
    await it.press("end", "ctrl+u")
    await it.type(words)


async def test_ins_offers_the_record_and_the_papers_form_warns_and_keeps(
    petrova: int, desk: Desk, running: Run
) -> None:
    async with running() as it:
        await opened(it, petrova)
        assert "Ins данные" in it.text
        await it.press("insert")
        await it.dialog("PickDialog")
        assert "Изменить данные: Петрова М. И." in it.text
        assert "стереть персональные данные по закону …" in it.text
        assert "сначала завершите" in it.text
        await it.press("2")
        await it.dialog("EchoForm")
        await it.type("4560 8656 9070 2932")
        assert "Контрольная цифра полиса не сходится" in it.text
        await it.press("tab")
        await it.type("945-807-302 33")
        await it.press("enter")
        await back(it)
        assert desk.rows("SELECT policy, snils FROM patient") == [("4560865690702932", "94580730233")]
        assert "Петрова М. И.: данные изменены" in it.text
        await it.press("f8")
        await it.until(lambda: desk.rows("SELECT policy, snils FROM patient") == [(None, None)])


async def test_a_diagnosis_is_typed_with_russian_letters_and_its_title_is_said(
    petrova: int, desk: Desk, running: Run
) -> None:
    async with running() as it:
        card = await opened(it, petrova)
        await line(it, card, "diagnosis")
        await it.dialog("EchoForm")
        await text(it, "с50.9")
        assert "C50.9 " in it.text
        await text(it, "рак")
        await it.press("enter")
        assert "Это не код МКБ-10" in it.text
        await text(it, "с50.9")
        await it.press("enter")
        await back(it)
        assert desk.rows("SELECT diagnosis FROM patient") == [("C50.9",)]


async def test_what_a_colleague_changed_meanwhile_is_merged(petrova: int, desk: Desk, running: Run) -> None:
    async with running() as it:
        card = await opened(it, petrova)
        await line(it, card, "address")
        await it.dialog("OutcomeForm")
        await it.press("tab")
        await it.type("Тула")
        version = desk.rows("SELECT version FROM patient")[0][0]
        desk.do(edit_patient, petrova, version, address="Яблочный пер., 3")
        await it.press("enter")
        await back(it)
        assert desk.rows("SELECT region, address FROM patient") == [("Тула", "Яблочный пер., 3")]
        assert "«Адрес»: Яблочный пер., 3" in it.text


async def test_a_form_left_half_way_is_offered_again(petrova: int, desk: Desk, running: Run) -> None:
    async with running() as it:
        card = await opened(it, petrova)
        await line(it, card, "code_word" if card.lists and card.lists.card.code_word else "hours")
        await it.dialog("OutcomeForm")
        await it.type("11")
        await it.press("escape")
        await back(it)
        await line(it, card, "hours")
        await it.dialog("OutcomeForm")
        await it.press("enter")
        await back(it)
        assert desk.rows("SELECT not_before FROM patient") == [("11:00",)]


async def test_several_numbers_are_added_and_who_shares_one_is_said(petrova: int, desk: Desk, running: Run) -> None:
    patient(desk, "Ким Олег Сергеевич", "8 903 555-10-22")
    async with running() as it:
        await opened(it, petrova)
        await it.press("insert", "7")
        await it.dialog("EchoForm")
        await it.type("8 903 555-10-22, 12345")
        assert "8 903 555-10-22 · ! 12345" in it.text
        await it.press("enter")
        await back(it)
        assert "добавлено номеров — 2" in it.text
        assert "тот же номер" in it.text
        assert "Ким Олег" in it.text
        await it.press("f8")
        await it.until(lambda: len(desk.rows(CONTACTS)) == 2)


async def test_a_contact_is_changed_set_aside_and_taken_back_by_digit(petrova: int, desk: Desk, running: Run) -> None:
    async with running() as it:
        card = await opened(it, petrova, "contacts")
        await it.press("down", "enter")
        await it.dialog("PickDialog")
        await it.press("4")  # voicemail
        await back(it)
        assert [row[3] for row in desk.rows(CONTACTS)] == [0, 1]
        await it.press("enter", "5")  # earlier
        await back(it)
        assert [row[0] for row in desk.rows(CONTACTS)] == ["+74957654321", "+79161234567"]
        card.query_one("#list").select("contact:2")  # type: ignore[attr-defined]  # it is the list of the tab
        await it.press("enter", "6")  # no more
        await it.dialog("PickDialog")
        await it.press("3", "enter")
        await back(it)
        assert desk.rows("SELECT active, set_aside FROM contact WHERE id = 2") == [(0, "просили не звонить")]
        card.query_one("#list").select("contact:2")  # type: ignore[attr-defined]  # as above
        await it.press("enter", "5")  # back
        await back(it)
        assert desk.rows("SELECT active FROM contact WHERE id = 2") == [(1,)]


async def test_a_consent_that_changed_meanwhile_is_asked_about(petrova: int, desk: Desk, running: Run) -> None:
    async with running() as it:
        await opened(it, petrova, "contacts")
        await it.press("down", "enter", "3")
        await it.dialog("EchoForm")
        await it.press("tab", "tab")
        await it.type("01.10.2027")
        version = desk.rows("SELECT version FROM contact WHERE id = 2")[0][0]
        desk.do(edit_contact, 2, version, consent_until=date(2027, 5, 1))
        await it.press("enter")
        await it.dialog("ClashDialog")
        await it.press("escape")
        await back(it)
        assert desk.rows("SELECT consent_until FROM contact WHERE id = 2") == [(date(2027, 5, 1),)]


async def test_a_difficulty_from_its_kind_to_its_outcome(petrova: int, desk: Desk, running: Run) -> None:
    async with running() as it:
        card = await opened(it, petrova)
        await line(it, card, "difficulties:none")
        await it.dialog("OutcomeForm")
        await it.type("дорога")
        await it.press("enter")
        await it.type("социальное такси")
        await it.press("enter")
        await back(it)
        assert desk.rows("SELECT kind, action, owner_id FROM barrier") == [("transport", "социальное такси", 1)]
        await line(it, card, "barrier:1")
        await it.dialog("PickDialog")
        await it.press("2")
        await it.dialog("OutcomeForm")
        await it.type("такси заказано")
        await it.press("enter")
        await back(it)
        assert desk.rows("SELECT outcome, resolved_at IS NOT NULL FROM barrier") == [("такси заказано", 1)]


async def test_a_pause_is_begun_and_ended_early(petrova: int, desk: Desk, running: Run) -> None:
    async with running() as it:
        card = await opened(it, petrova)
        await it.press("insert", "9")
        await it.dialog("OutcomeForm")
        await it.press("tab")
        await it.type("+5")
        await it.press("enter")
        await back(it)
        assert desk.rows("SELECT kind, until_on FROM pause") == [("hospital", date(2026, 11, 25))]
        await line(it, card, "pause:1")
        await it.dialog("PickDialog")
        await it.press("2")
        await back(it)
        assert "снова звоним" in it.text
        assert desk.rows("SELECT ended_at IS NOT NULL FROM pause") == [(1,)]


async def test_a_date_of_the_way_says_which_limits_follow(petrova: int, desk: Desk, running: Run) -> None:
    desk.do(set_milestone, petrova, "diagnosis", date(2026, 11, 17))
    async with running(size=(80, 40)) as it:
        card = await opened(it, petrova)
        await line(it, card, "milestone:diagnosis")
        await it.dialog("EchoForm")
        await text(it, "18.11.2026")
        assert "пн 23.11.2026" in it.text
        await it.press("enter")
        await back(it)
        assert desk.rows("SELECT on_date FROM milestone") == [(date(2026, 11, 18),)]


async def test_closing_says_what_is_to_come_and_the_way_back_asks_why(
    petrova: int, desk: Desk, at: At, running: Run
) -> None:
    visit(desk, petrova, "ct", at("2026-11-25 10:00"))
    async with running() as it:
        card = await opened(it, petrova)
        await line(it, card, "phase")
        await it.dialog("PickDialog")
        await it.press("7")
        await it.dialog("OutcomeForm")
        assert "Впереди: 1 " in it.text
        await it.type("переезд")
        await it.press("enter", "right", "enter")
        await it.type("уехала к сестре")
        await it.press("enter")
        await back(it)
        assert desk.rows("SELECT phase, closed_because FROM patient") == [("closed", "moved")]
        assert desk.rows("SELECT status FROM visit") == [("cancelled",)]
        await line(it, card, "phase")
        await it.dialog("OutcomeForm")
        await it.type("вернулась")
        await it.press("enter")
        await back(it)
        assert desk.rows("SELECT phase FROM patient") == [("diagnosed",)]
        assert [row[0] for row in desk.rows("SELECT text FROM note ORDER BY id")] == ["уехала к сестре", "вернулась"]


async def test_an_erasure_wants_the_number_typed_and_cannot_be_undone(petrova: int, desk: Desk, running: Run) -> None:
    desk.do(close_patient, petrova, "declined")
    async with running() as it:
        await opened(it, petrova)
        await it.press("insert")
        await it.dialog("PickDialog")
        await it.type("стереть")
        await it.press("enter")
        await it.dialog("OutcomeForm")
        assert "Отменить это нельзя" in it.text
        await it.type("отозвано")
        await it.press("enter")
        await it.type("папка 3")
        await it.press("tab")
        await it.type("7")
        await it.press("enter")
        assert "Это не тот номер" in it.text
        await text(it, str(petrova))
        await it.press("enter")
        await back(it)
        assert "стёрты" in it.text
        assert "Петрова" not in it.text
        assert desk.rows("SELECT full_name, erased_at IS NOT NULL FROM patient") == [("—", 1)]
        await it.press("insert")
        assert "уже стёрты" in it.text


async def test_the_same_in_english_from_the_menu(petrova: int, desk: Desk, running: Run) -> None:
    desk.do(add_barrier, petrova, "fear")
    desk.do(pause_calls, petrova, "away", date(2026, 11, 30))
    async with running(language="en") as it:
        card = await opened(it, petrova)
        await it.press("f9")
        await it.until(lambda: type(it.app.screen).__name__ == "MenuDialog")
        await it.type("add a diff")
        await it.press("enter")
        await it.dialog("OutcomeForm")
        assert "A difficulty of" in it.text
        await it.press("escape")
        await back(it)
        for key, said in {
            "barrier:1": "settled: what came of it", "pause:1": "call again from now on",
            "contact:1": "try it earlier", "phase": "which phase?",
        }.items():  # fmt: skip
            await line(it, card, key)
            await it.dialog("PickDialog")
            assert said in it.text
            await it.press("escape")
            await back(it)
