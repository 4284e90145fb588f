"""Choices that stand open while another terminal writes: they follow, keep their digits, act on what is there now."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import timedelta

from assistant_tui.app import AssistantApp
from assistant_tui.widgets.choice import Choice
from assistant_tui.widgets.choice_list import ChoiceList
from db.actions.colleagues import set_status
from db.actions.people import add_user, disable_user
from db.actions.visits import cancel_visit
from tests.build import patient, visit
from tests.desk import Desk
from tests.journeys.keyboard import Person, sitting_at
from tests.journeys.test_two_terminals import anna, elsewhere  # noqa: F401 - a fixture


async def asked(me: Person, way: Callable[[AssistantApp], Awaitable[object]], kind: str = "PickDialog") -> None:
    """Ask for something, as a key of a list does, and leave it open."""

    async def go() -> None:
        await way(me.app)

    me.app.run_worker(go(), exclusive=False)
    await me.dialog(kind)


def offered(me: Person) -> dict[str, Choice]:
    """What can be chosen now."""
    return {each.id: each for each in me.app.screen.query_one(ChoiceList)._choices}


def places(me: Person) -> list[str]:
    return list(offered(me))


async def test_what_can_be_done_with_a_visit_follows_the_visit(anna: Desk) -> None:  # noqa: F811 - the fixture
    with elsewhere(anna, supervisor=True) as other:
        async with sitting_at(anna) as me:
            kim = me.day.patient_here() or 0
            booked = visit(anna, kim, "oncologist", anna.frozen.now() + timedelta(days=3))
            await asked(me, lambda app: app.visit_menu(booked), "QuickPick")
            before = places(me)
            assert offered(me)["cancel"].off is None
            other.do(cancel_visit, booked)
            await me.until(lambda: bool(offered(me)["cancel"].off), "it is cancelled already")
            assert places(me)[: len(before)] == before
            await me.press(str(before.index("cancel") + 1))
            assert "отмен" in me.seen
            assert anna.rows("SELECT version FROM visit WHERE id = :id", id=booked) == [(2,)]


async def test_to_whom_patients_are_assigned_follows_who_works_here(anna: Desk) -> None:  # noqa: F811 - the fixture
    with elsewhere(anna, supervisor=True) as other:
        async with sitting_at(anna) as me:
            kim = me.day.patient_here() or 0
            await asked(me, lambda app: app.assign_patients([kim]))
            before = places(me)
            other.confirmed_at = other.clock.monotonic()
            new = other.administer(add_user, "nina", "Новикова Нина Ильинична", ["assistant"]).result.user_id
            await me.until(lambda: str(new) in offered(me), "a new colleague")
            assert places(me) == [*before, str(new)]
            other.administer(disable_user, new)
            await me.until(lambda: bool(offered(me)[str(new)].off), "gone again")


async def test_who_is_away_follows_what_colleagues_say(anna: Desk) -> None:  # noqa: F811 - the fixture
    with elsewhere(anna, supervisor=True) as other:
        patient(other, "Цой Виктор", met=False)
        async with sitting_at(anna) as me:
            await asked(me, lambda app: app.do_cover())
            assert "обед" not in me.seen
            other.do(set_status, "lunch")
            await me.sees("обед")


async def test_who_looks_like_a_patient_follows_new_records(anna: Desk) -> None:  # noqa: F811 - the fixture
    with elsewhere(anna, supervisor=True) as other:
        async with sitting_at(anna) as me:
            kim = me.day.patient_here() or 0
            await asked(me, lambda app: app.twins_of(kim))
            before = places(me)
            ((name, born),) = anna.rows("SELECT full_name, birth_on FROM patient WHERE id = :id", id=kim)
            twin = patient(other, name, met=False, birth=born.isoformat())
            await me.until(lambda: str(twin) in offered(me), "a twin")
            assert places(me) == [*before, str(twin)]


async def test_a_choice_that_is_gone_is_refused_in_words(anna: Desk) -> None:  # noqa: F811 - the fixture
    with elsewhere(anna, supervisor=True) as other:
        async with sitting_at(anna) as me:
            kim = me.day.patient_here() or 0
            await asked(me, lambda app: app.assign_patients([kim]))
            with other._writer.transaction(write=True) as conn:
                conn.run("UPDATE app_user SET active = FALSE WHERE id = :id", id=other.user.id)
            await me.press(str(places(me).index(str(other.user.id)) + 1))
            await me.sees("Этот пользователь ")
            assert anna.rows("SELECT assistant_id FROM patient WHERE id = :id", id=kim) == [(1,)]
