"""Whatever shows a value that lists mask leaves its event: the card, the call, and every form opened without them."""

from __future__ import annotations

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from assistant_tui.app import AssistantApp
from assistant_tui.dialogs.base import Dialog
from assistant_tui.record.patient_parts import SECTIONS
from assistant_tui.screens.day import DayScreen
from tests.assistant_tui.walk.places import PLACES, Stay
from tests.assistant_tui.walk.planted import OTHER, OWN
from tests.assistant_tui.walk.test_masks import day_of, invented, running, shown
from tests.assistant_tui.walk.test_walk import back, opened, still
from tests.desk import Desk

SEEN = ("open_card", "open_call", "view_patient")
MASKED = frozenset({"phone", "snils", "diagnosis"})


def looks(desk: Desk, patient_id: int) -> int:
    """How often somebody is known to have seen a record."""
    ((count,),) = desk.rows(
        "SELECT COUNT(*) FROM audit_event WHERE event IN :seen AND object_kind = 'patient' AND object_id = :id",
        seen=SEEN, id=patient_id,
    )  # fmt: skip
    return int(count)


def in_sight(app: AssistantApp) -> str:
    """What is shown, and what stands in fields that are scrolled away."""
    fields = [each.value for each in app.screen.query(Input)]
    return "\n".join([shown(app), *fields])


async def asked(app: AssistantApp, pilot: Pilot[int]) -> None:
    """Wait for a form or a menu over what is in front."""
    for _turn in range(100):
        await pilot.pause(0.01)
        if isinstance(app.screen, Dialog):
            break
    await still(app, pilot)


async def test_nothing_shows_what_lists_mask_without_an_event(desk: Desk) -> None:
    mother, other, booked = invented(desk)
    app, silent, seen = running(desk), [], set[str]()
    async with app.run_test(size=(120, 40)) as pilot:
        await day_of(app, pilot)
        stay = Stay(app, mother, other, booked)
        for place in PLACES:
            before = looks(desk, mother), looks(desk, other)
            if place.kind != "DayScreen" and await opened(stay, pilot, place) is None:
                for values, whom, was in ((OWN, mother, before[0]), (OTHER, other, before[1])):
                    found = values.found_in(in_sight(app)) & MASKED
                    seen |= {place.kind} if found else set()
                    if found and looks(desk, whom) == was:
                        silent.append(f"{place.kind} {place.what}: {sorted(found)}")
            await back(app, pilot)
    assert silent == []
    assert {"CardScreen", "CallScreen", "CompareDialog"} <= seen


@pytest.mark.parametrize("name", sorted(SECTIONS))
async def test_a_form_of_the_record_opened_from_a_list_is_noted_once(desk: Desk, name: str) -> None:
    mother, _other, _booked = invented(desk)
    app = running(desk)
    async with app.run_test(size=(120, 40)) as pilot:
        await day_of(app, pilot)
        await app.show_list("patients")
        await still(app, pilot)
        before = looks(desk, mother)
        app.run_worker(app.change_section(mother, name), exclusive=False)
        await asked(app, pilot)
        found = OWN.found_in(in_sight(app)) & MASKED
        assert found == {"papers": {"snils"}, "illness": {"diagnosis"}}.get(name, set())
        assert looks(desk, mother) == before + 1
        await pilot.press("escape")
        await still(app, pilot)
        assert looks(desk, mother) == before + 1


async def test_on_the_opened_card_a_form_adds_nothing(desk: Desk) -> None:
    mother, other, _booked = invented(desk)
    app = running(desk)
    async with app.run_test(size=(120, 40)) as pilot:
        await day_of(app, pilot)
        app.run_worker(app.open_card(mother), exclusive=False)
        await still(app, pilot)
        before = looks(desk, mother), looks(desk, other)
        for whose, more in ((mother, 0), (other, 1)):
            app.run_worker(app.change_section(whose, "papers"), exclusive=False)
            await asked(app, pilot)
            assert looks(desk, mother) == before[0]
            assert looks(desk, other) == before[1] + more
            await pilot.press("escape")
            await still(app, pilot)


async def test_a_number_s_menu_opened_without_the_card_is_noted(desk: Desk) -> None:
    mother, _other, _booked = invented(desk)
    app = running(desk)
    async with app.run_test(size=(120, 40)) as pilot:
        await day_of(app, pilot)
        before = looks(desk, mother)
        ((contact,),) = desk.rows("SELECT id FROM contact WHERE patient_id = :id", id=mother)
        app.run_worker(app.act_on_contact(contact), exclusive=False)
        await asked(app, pilot)
        assert OWN.found_in(shown(app)) & MASKED == {"phone"}
        assert looks(desk, mother) == before + 1


async def test_a_form_that_cannot_be_noted_is_not_shown(desk: Desk) -> None:
    mother, _other, _booked = invented(desk)
    app = running(desk)
    async with app.run_test(size=(120, 40)) as pilot:
        await day_of(app, pilot)
        with desk._writer.transaction(write=True) as conn:
            conn.run(
                "CREATE TRIGGER no_room BEFORE INSERT ON audit_event WHEN NEW.event = 'open_card'"
                " BEGIN SELECT RAISE(ABORT, 'disk full'); END"
            )
        app.run_worker(app.change_section(mother, "papers"), exclusive=False, exit_on_error=False)
        for _turn in range(30):
            await pilot.pause(0.01)
        assert isinstance(app.screen, DayScreen)
        assert not OWN.found_in(shown(app)) & {"snils"}
