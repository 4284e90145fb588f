"""Users and organisations by keys: the lists, the forms, the code that is shown once, the password asked again."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from assistant_tui.dialogs.confirm import ConfirmDialog
from assistant_tui.dialogs.outcome_form import OutcomeForm
from assistant_tui.dialogs.pick import PickDialog
from assistant_tui.dialogs.tell import TellDialog
from assistant_tui.screens.organisations import OrganisationsScreen
from assistant_tui.screens.users import UsersScreen
from db.actions.organisations import add_organisation
from db.door import Door
from db.queries.people import UserRow, organisations, users
from tests.assistant_tui.screens.day_desk import Driver, Run
from tests.build import colleague, patient, visit
from tests.desk import Desk

AT = datetime(2026, 11, 23, 7, 30, tzinfo=UTC)
CODE = re.compile(r"[0-9A-HJKMNP-TV-Z]{11}")


@pytest.fixture
def office(desk: Desk) -> Desk:
    """A desk where the first user manages users and organisations too."""
    desk.be("assistant", "supervisor", "administrator")
    return desk


def shows(it: Driver, kind: type) -> Callable[[], bool]:
    return lambda: isinstance(it.app.screen, kind)


async def at(it: Driver, name: str, kind: type[UsersScreen] | type[OrganisationsScreen]) -> None:
    """Go to a screen by its name."""
    it.app.run_worker(it.app.show_list(name), exclusive=False)
    await it.until(lambda: isinstance(it.app.screen, kind) and bool(it.app.screen.rows.entries))


async def on(it: Driver, words: str) -> None:
    """Put the cursor on the row with these words by typing, and ask what is to be done."""
    await it.type(words)
    await it.press("enter")
    await it.until(shows(it, PickDialog))


def user(desk: Desk, login: str) -> UserRow:
    return next(row for row in desk.ask(users, active=None) if row.login == login)


async def test_who_is_no_administrator_has_no_way_there_and_reads_why(desk: Desk, running: Run) -> None:
    async with running() as it:
        await it.press("f9")
        await it.type("пользов")
        await it.until(lambda: "не для ваших ролей" in it.text)
        await it.press("enter")
        assert not isinstance(it.app.screen, UsersScreen)


async def test_a_new_user_signs_in_by_a_code_that_stands_nowhere_else(office: Desk, running: Run) -> None:
    async with running(size=(80, 30)) as it:
        await at(it, "users", UsersScreen)
        assert "+ новый пользователь" in it.text
        await it.press("enter")
        await it.until(shows(it, OutcomeForm))
        await it.type("olga")
        await it.press("tab")
        await it.type("Котова Ольга Сергеевна")
        await it.press("enter")
        await it.until(shows(it, TellDialog))
        (code,) = CODE.findall(it.text)
        await it.press("escape")
        await it.until(shows(it, UsersScreen))
        assert "Котова О. С." in it.text
        assert code not in it.text
        made = user(office, "olga")
        assert (made.roles, made.centre_id, made.language) == (("assistant",), office.user.centre_id, "ru")
        kept = [path for path in Path(office.url).parent.rglob("*") if path.is_file()]
        assert kept
        assert not any(code.encode() in path.read_bytes() for path in kept)


async def test_roles_are_ticked_and_the_last_administrator_is_not_unticked(office: Desk, running: Run) -> None:
    colleague(office)
    async with running(size=(80, 30)) as it:
        await at(it, "users", UsersScreen)
        await on(it, "котова")
        await it.press("1")
        await it.until(shows(it, OutcomeForm))
        await it.press("tab", "4", "enter")
        await it.until(shows(it, UsersScreen))
        assert user(office, "olga").roles == ("assistant", "auditor")
        await it.press("escape")
        await on(it, "иванова")
        await it.press("1")
        await it.until(shows(it, OutcomeForm))
        await it.press("tab", "3", "enter")
        await it.until(lambda: "Должен остаться хотя бы один администратор" in it.text)
        assert "administrator" in user(office, "anna").roles


async def test_somebody_is_switched_off_and_on_with_patients_named_and_a_code(office: Desk, running: Run) -> None:
    olga = colleague(office)
    async with running() as it:
        await at(it, "users", UsersScreen)
        await on(it, "котова")
        await it.press("2")
        await it.until(shows(it, ConfirmDialog))
        await it.press("2")
        await it.until(lambda: not user(office, "olga").active)
        await it.until(shows(it, UsersScreen))
        await it.press("escape", "right")
        assert "Котова О. С." in it.text
        await it.press("enter")
        await it.until(shows(it, PickDialog))
        await it.type("включить")
        await it.press("enter")
        await it.until(shows(it, TellDialog))
        assert CODE.search(it.text)
        assert user(office, "olga").active
        assert user(office, "olga").id == olga


async def test_who_is_switched_off_has_no_seal_left(office: Desk, running: Run) -> None:
    found = colleague(office)
    with Door(office.url) as door:
        door.set_password("olga", found, "тихий омут на рассвете")
        assert door.user_id("olga") == found
        async with running() as it:
            await at(it, "users", UsersScreen)
            await on(it, "котова")
            await it.press("2")
            await it.until(shows(it, ConfirmDialog))
            await it.press("2")
            await it.until(lambda: not user(office, "olga").active)
            await it.until(lambda: door.user_id("olga") is None)


async def test_one_s_own_account_is_neither_switched_off_nor_reset(office: Desk, running: Run) -> None:
    async with running() as it:
        await at(it, "users", UsersScreen)
        await on(it, "иванова")
        assert it.text.count("это вы") >= 2


async def test_an_organisation_is_added_found_changed_and_switched_off_with_its_visits_named(
    office: Desk, running: Run
) -> None:
    made = office.do(add_organisation, "laboratory", "Лаборатория № 2").result.organisation_id
    kim = patient(office, "Ким Олег Сергеевич", "89161234567")
    visit(office, kim, "oncologist", AT, organisation_id=made)
    async with running() as it:
        await at(it, "organisations", OrganisationsScreen)
        assert it.text.index("ЦАОП") < it.text.index("Лаборатория № 2")
        await it.press("enter")
        await it.until(shows(it, OutcomeForm))
        await it.type("Поликлиника 7")
        await it.press("enter")
        await it.until(lambda: any(row.name == "Поликлиника 7" for row in office.ask(organisations)))
        await it.until(shows(it, OrganisationsScreen))
        await on(it, "лаборат")
        await it.press("1")
        await it.until(shows(it, OutcomeForm))
        await it.press("tab", "tab", "tab")
        await it.type("Мира, 5")
        await it.press("enter")
        await it.until(lambda: any(row.address == "Мира, 5" for row in office.ask(organisations)))
        await it.until(shows(it, OrganisationsScreen))
        await it.press("enter")
        await it.until(shows(it, PickDialog))
        await it.press("2")
        await it.until(shows(it, ConfirmDialog))
        assert "1 запись, пн 23.11.2026 10:30" in it.text
        await it.press("2")
        await it.until(lambda: made not in {row.id for row in office.ask(organisations)})
