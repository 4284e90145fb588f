"""The list of patients and the pairs of twins, driven by keys."""

from __future__ import annotations

from datetime import timedelta

import pytest

from assistant_tui.screens.card import CardScreen
from assistant_tui.screens.patients import PatientsScreen
from assistant_tui.screens.twins import TwinsScreen
from db.actions.assigning import assign_patients
from db.actions.twins import merge_patients
from db.queries.twins import kept_id, twin_pairs
from tests.assistant_tui.screens.day_desk import Driver, Run
from tests.build import colleague, patient
from tests.desk import Desk


@pytest.fixture
def people(desk: Desk) -> list[int]:
    """Maria, whose record is there twice, Oleg, and Vera whom nobody has; Olga works here too."""
    colleague(desk)
    maria = patient(desk, "Петрова Мария Ивановна", "8 916 123-45-67", stage="I")
    again = patient(desk, "Петрова Мария Ивановна", "8 916 123-45-67", stage="II")
    oleg = patient(desk, "Ким Олег Сергеевич", "8 903 555-10-22", birth="1970-02-03")
    vera = patient(desk, "Ёлкина Вера Ильинична", "8 905 777-54-40", birth="1942-05-06")
    desk.do(assign_patients, [vera], None)
    return [maria, again, oleg, vera]


def owners(desk: Desk) -> dict[int, int | None]:
    return dict(desk.rows("SELECT id, assistant_id FROM patient"))


async def at_patients(it: Driver) -> PatientsScreen:
    await it.press("f9", "7")
    await it.until(lambda: isinstance(it.app.screen, PatientsScreen))
    screen = it.app.screen
    assert isinstance(screen, PatientsScreen)
    await it.until(lambda: bool(screen.table.keys))
    return screen


async def test_sections_lead_from_mine_to_nobodys_and_enter_opens_the_card(
    desk: Desk, running: Run, people: list[int]
) -> None:
    async with running() as it:
        screen = await at_patients(it)
        assert "ПАЦИЕНТЫ" in it.text
        assert list(screen.table.keys) == [people[2], people[0], people[1]]
        await it.press("right")
        assert list(screen.table.keys) == [people[3]]
        assert "никто" in it.text
        await it.press("enter")
        await it.until(lambda: isinstance(it.app.screen, CardScreen))


@pytest.mark.parametrize("lang", ["ru", "en"])
async def test_ticked_rows_are_assigned_together_and_taken_back(
    desk: Desk, running: Run, people: list[int], lang: str
) -> None:
    async with running(language=lang) as it:
        screen = await at_patients(it)
        await it.press("space", "space")
        assert screen.ticked == {people[2], people[0]}
        await it.press("up", "space", "up")
        assert screen.ticked == {people[2]}
        await it.press("home", "space", "space")
        assert screen.ticked == {people[0]}
        await it.press("home", "space", "enter", "1")
        assert ("0 patients, 2 after it" if lang == "en" else "станет 2") in it.text
        await it.press("2")
        await it.until(lambda: owners(desk)[people[0]] != 1)
        assert owners(desk) == {people[0]: 2, people[1]: 1, people[2]: 2, people[3]: None}
        assert screen.ticked == set()
        await it.press("f8")
        await it.until(lambda: owners(desk)[people[0]] == 1)


async def test_wrongly_assigned_goes_back_with_a_reason(desk: Desk, running: Run, people: list[int]) -> None:
    async with running() as it:
        await at_patients(it)
        await it.press("space", "enter", "2")
        await it.type("не наш участок")
        await it.press("enter")
        await it.until(lambda: owners(desk)[people[2]] is None)
        assert desk.rows("SELECT because FROM assignment WHERE patient_id = :p", p=people[2]) == [("wrong",)]


async def at_twins(it: Driver) -> TwinsScreen:
    await it.app.show_list("twins")
    await it.until(lambda: isinstance(it.app.screen, TwinsScreen))
    screen = it.app.screen
    assert isinstance(screen, TwinsScreen)
    await it.until(lambda: bool(screen.table.keys))
    return screen


@pytest.mark.parametrize("lang", ["ru", "en"])
async def test_two_records_are_compared_joined_and_taken_apart(
    desk: Desk, running: Run, people: list[int], lang: str
) -> None:
    async with running(language=lang) as it:
        await at_twins(it)
        await it.press("enter")
        await it.until(lambda: "≠" in it.text)
        await it.press("right")
        assert "▸ II" in it.text
        await it.press("1")
        await it.until(lambda: desk.ask(kept_id, people[1]) == people[0])
        assert desk.rows("SELECT stage FROM patient WHERE id = :p", p=people[0]) == [("II",)]
        await it.press("f8")
        await it.until(lambda: desk.ask(kept_id, people[1]) == people[1])


async def test_two_people_are_told_apart_from_the_card(desk: Desk, running: Run, people: list[int]) -> None:
    async with running() as it:
        await it.app.open_card(people[1])
        await it.until(lambda: isinstance(it.app.screen, CardScreen))
        it.app.run_worker(it.app.carry_out(it.app.screen, "twins_of"))  # type: ignore[arg-type]  # a screen that offers commands
        await it.until(lambda: "похоже на другого" in it.text)
        await it.press("1")
        await it.until(lambda: "≠" in it.text)
        await it.press("2")
        await it.until(lambda: desk.ask(twin_pairs) == ())


async def test_joined_records_are_taken_apart_from_the_card_days_later(
    desk: Desk, running: Run, people: list[int]
) -> None:
    desk.do(merge_patients, people[0], people[1])
    desk.frozen.move_to(desk.frozen.now() + timedelta(days=5))
    async with running() as it:
        it.app.run_worker(it.app.twins_of(people[0]))
        await it.until(lambda: f"разделить снова: № {people[1]}" in it.text)
        await it.press("1")
        await it.until(lambda: desk.ask(kept_id, people[1]) == people[1])


async def test_a_user_is_switched_off_and_the_patients_are_shared(desk: Desk, running: Run, people: list[int]) -> None:
    colleague(desk, "inna", "Белова Инна Олеговна")
    desk.do(assign_patients, people[1:3], 2)
    async with running() as it:
        screen = await at_patients(it)
        assert screen.off_switch_off_user() == "Это может только администратор"
        desk.be("assistant", "supervisor", "administrator")
        assert screen.off_switch_off_user() is None
        it.app.run_worker(screen.do_switch_off_user())
        await it.until(lambda: "больше не работает" in it.text)
        await it.type("кот")
        await it.press("enter")
        await it.until(lambda: "Что с ними станет" in it.text)
        await it.press("2")
        await it.until(lambda: 2 not in owners(desk).values())
        assert sorted(str(owner) for owner in owners(desk).values()) == ["1", "1", "3", "None"]
        assert desk.rows("SELECT login FROM app_user WHERE NOT active") == [("olga",)]


async def test_a_merged_number_opens_the_kept_card(desk: Desk, running: Run, people: list[int]) -> None:
    desk.do(merge_patients, people[0], people[1])
    async with running() as it:
        await it.app.open_card(people[1])
        await it.until(lambda: isinstance(it.app.screen, CardScreen))
        card = it.app.screen
        assert isinstance(card, CardScreen)
        assert card.patient_id == people[0]
