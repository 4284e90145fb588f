"""The glass that somebody broke is in sight on all their terminals, for an hour and over a restart."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from db.actions.access import break_glass
from db.actions.people import add_user
from db.auth import user_by_id
from db.clock import FrozenClock
from tests.build import patient
from tests.desk import NOW, Desk
from tests.journeys.keyboard import Person, sitting_at

WHY = "пациентка на линии, помощника нет"
BANNER = "ДОСТУП ПО НЕОБХОДИМОСТИ до 11:00"


@pytest.fixture
def far(place: Path) -> tuple[int, int]:
    """A patient of this centre, and an assistant of another one."""
    with Desk(str(place), FrozenClock(NOW)) as desk:
        petrova = patient(desk, "Петрова Мария Ивановна", "8 916 123-45-67")
        with desk._writer.transaction(write=True) as conn:
            there: int = conn.value(
                "INSERT INTO organisation (kind, name, short_name, search_key, zone, active, version)"
                " VALUES ('cancer_centre', 'ЦАОП № 7', 'ЦАОП № 7', 'цаоп 7', 'Europe/Moscow', TRUE, 1) RETURNING id"
            )
        farida = desk.administer(add_user, "farida", "Дальняя Фарида", ["assistant"], centre_id=there).result.user_id
    return petrova, farida


def faridas(place: Path, farida: int, clock: FrozenClock) -> Desk:
    desk = Desk(str(place), clock)
    desk.act_as(user_by_id(desk, farida))
    return desk


async def on_card(she: Person) -> None:
    await she.type("Петрова")
    await she.press("f3")
    await she.dialog("CardScreen")


async def test_a_window_that_runs_is_known_to_every_terminal_of_its_person(place: Path, far: tuple[int, int]) -> None:
    petrova, farida = far
    clock = FrozenClock(NOW)
    with faridas(place, farida, clock) as here, faridas(place, farida, clock) as there:
        async with sitting_at(here) as she, sitting_at(there) as elsewhere:
            there.do(break_glass, petrova, WHY)  # as by the command line at the other desk
            await she.until(lambda: petrova in she.app._glasses().until, "never heard of it")
            for each in (she, elsewhere):
                await each.app.look_for_glass()
                await on_card(each)
                await each.sees(BANNER)
            clock.move_to(NOW + timedelta(minutes=59, seconds=59))
            for each in (she, elsewhere):
                assert each.app.glass_words() == BANNER
            clock.move_to(NOW + timedelta(minutes=60))
            for each in (she, elsewhere):
                assert each.app.glass_words() == ""


async def test_it_stays_over_a_restart_and_is_nobody_elses(place: Path, far: tuple[int, int]) -> None:
    petrova, farida = far
    clock = FrozenClock(NOW)
    with faridas(place, farida, clock) as desk:
        desk.do(break_glass, petrova, WHY)
    clock.move_to(NOW + timedelta(minutes=30))
    with faridas(place, farida, clock) as desk:
        async with sitting_at(desk) as she:
            await on_card(she)
            await she.sees(BANNER)
    with Desk(str(place), clock) as desk:
        async with sitting_at(desk) as anna:
            await on_card(anna)
            assert "НЕОБХОДИМОСТИ" not in anna.seen
