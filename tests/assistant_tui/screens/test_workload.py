"""The supervisor's board by keys: who needs help and why, the patients behind every number, others at work."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant_tui.screens.card import CardScreen
from assistant_tui.screens.day import DayScreen
from assistant_tui.screens.workload import WorkloadScreen
from assistant_tui.screens.workload_patients import WorkloadPatientsScreen
from assistant_tui.text.i18n import _
from assistant_tui.text.workload import MEANINGS, number_of, rows_behind
from db.actions.calls import open_call
from db.actions.colleagues import set_status
from db.actions.connections import mark_connection
from db.auth import user_by_id
from db.clock import FrozenClock
from db.generate import generate
from db.queries.workload import workload
from db.queries.workload_patients import workload_patients
from tests.assistant_tui.screen_text import same_as_kept
from tests.assistant_tui.screens.day_desk import Driver, Run
from tests.desk import NOW, PASSWORD, Desk, copied


@pytest.fixture(scope="module")
def month(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An invented record of three assistants."""
    path = copied(template, tmp_path_factory.mktemp("board") / "month.db")
    generate(str(path), patients=90, assistants=3, years=0.5, seed=4, password=PASSWORD, now=NOW, lead=1, lively=True)
    return path


@pytest.fixture
def board(month: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    """A desk on that record at which a supervisor of all centres sits."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    with Desk(str(copied(month, tmp_path / "month.db")), FrozenClock(NOW)) as desk:
        chief = desk.rows("SELECT id FROM app_user WHERE roles = 'supervisor' ORDER BY id")[0][0]
        desk.act_as(user_by_id(desk, chief))
        desk.be("supervisor", scope="all")
        yield desk


@pytest.fixture
def desk(board: Desk) -> Desk:
    """What the program runs on."""
    return board


def on_board(it: Driver) -> bool:
    screen = it.app.screen
    return isinstance(screen, WorkloadScreen) and screen.is_mounted and bool(screen.rows.entries)


def screen_of(it: Driver) -> WorkloadScreen:
    assert isinstance(it.app.screen, WorkloadScreen)
    return it.app.screen


async def test_a_supervisor_begins_at_the_board_on_whoever_needs_help_first(desk: Desk, running: Run) -> None:
    first = desk.ask(workload).rows[0]
    async with running() as it:
        await it.until(lambda: on_board(it))
        await it.until(lambda: screen_of(it).table.cursor_key == first.user_id)
        assert first.name in it.text
        assert f"просрочено у {first.numbers.overdue} пациент" in it.text
        await it.press("escape")
        await it.until(lambda: isinstance(it.app.screen, DayScreen))


async def test_arrows_choose_the_number_and_the_assistant_and_enter_shows_who_stands_behind(
    desk: Desk, running: Run
) -> None:
    rows = desk.ask(workload).rows
    async with running() as it:
        await it.until(lambda: on_board(it))
        await it.press("down")
        screen = screen_of(it)
        assert screen.table.cursor_key == rows[1].user_id
        for step in range(len(MEANINGS)):
            name = screen.rows.section
            assert _(MEANINGS[name].name) in it.text
            await it.press("enter")
            await it.until(lambda: isinstance(it.app.screen, WorkloadPatientsScreen))
            behind = it.app.screen
            assert isinstance(behind, WorkloadPatientsScreen)
            wanted = rows_behind(number_of(rows[1].numbers, name))
            await it.until(lambda: len(behind.rows.entries) == wanted)  # noqa: B023 - waited for at once
            await it.press("escape")
            await it.until(lambda: on_board(it))
            assert (screen_of(it) is screen, screen.table.cursor_key) == (True, rows[1].user_id), step
            assert screen.rows.section == name
            await it.press("right")
        assert screen.rows.section == "overdue"
        await it.press("left")
        assert screen.rows.section == "due"


async def test_enter_on_a_patient_opens_the_card_and_two_esc_come_back(desk: Desk, running: Run) -> None:
    async with running() as it:
        await it.until(lambda: on_board(it))
        here = screen_of(it).table.cursor_key
        late = desk.ask(workload_patients, "due", here if isinstance(here, int) else None)
        await it.press("left", "enter")
        await it.until(lambda: isinstance(it.app.screen, WorkloadPatientsScreen) and bool(it.app.screen.rows.entries))
        await it.press("down", "enter")
        await it.until(lambda: isinstance(it.app.screen, CardScreen))
        assert isinstance(it.app.screen, CardScreen)
        assert it.app.screen.patient_here() == late[1].patient_id
        await it.press("escape", "escape")
        await it.until(lambda: on_board(it))
        assert screen_of(it).table.cursor_key == here


@pytest.mark.parametrize(
    ("language", "window", "sum_"), [("ru", "За какое время", "вместе"), ("en", "Window", "together")]
)
async def test_the_key_of_why_says_how_the_number_is_counted_and_what_puts_the_row_there(
    desk: Desk, running: Run, language: str, window: str, sum_: str
) -> None:
    row = desk.ask(workload).rows[0]
    async with running(language=language) as it:
        await it.until(lambda: on_board(it))
        await it.press("equals_sign")
        await it.dialog("TellDialog")
        assert window in it.text
        assert f"{sum_} {row.points}" in it.text
        for part in row.parts:
            assert f"+{part.points} — " in it.text
        await it.press("escape", "enter")
        await it.until(lambda: isinstance(it.app.screen, WorkloadPatientsScreen))
        await it.press("equals_sign")
        await it.dialog("TellDialog")
        assert window in it.text


async def test_what_others_do_shows_within_two_seconds_and_leaves_the_cursor(desk: Desk, running: Run) -> None:
    rows = desk.ask(workload).rows
    lead = next(row for row in rows if row.login == "anna")
    one = desk.ask(workload_patients, "untried", lead.user_id)[0].patient_id
    async with running() as it:
        await it.until(lambda: on_board(it))
        await it.press("end")
        screen = screen_of(it)
        here = screen.table.cursor_key
        with Desk(desk.url, desk.frozen) as other:  # anna, at another terminal
            call = other.do(open_call, one).result.call_id
            other.do(mark_connection, call, "NO_ANSWER")

        def followed() -> bool:
            return any(
                row.user_id == lead.user_id and row.numbers.reached.of == lead.numbers.reached.of + 1
                for row in (screen.board.rows if screen.board else ())
            )

        for _turn in range(100):  # 2 s
            if followed():
                break
            await it.pilot.pause(0.02)
        assert followed()
        await it.settle()
        assert screen.table.cursor_key == here


async def test_a_name_that_is_typed_finds_an_assistant_and_never_a_patient(desk: Desk, running: Run) -> None:
    rows = desk.ask(workload).rows
    async with running() as it:
        await it.until(lambda: on_board(it))
        await it.type(rows[-1].short_name[:4].lower())
        assert rows[-1].user_id in screen_of(it).table.keys
        assert len(screen_of(it).table.keys) < len(rows)
        await it.press("escape")
        assert on_board(it)


async def test_who_is_away_is_said_in_the_row_and_below(desk: Desk, running: Run) -> None:
    who = desk.ask(workload).rows[-1]
    desk.do(set_status, "ill", None, user_id=who.user_id)
    async with running() as it:
        await it.until(lambda: on_board(it))
        assert screen_of(it).table.cursor_key == who.user_id  # work is waiting and nobody stands in: first of all
        assert "болеет" in it.text
        assert "никто не замещает" in it.text


async def test_a_board_without_assistants_says_what_would_fill_it(desk: Desk, running: Run) -> None:
    with desk._writer.transaction(write=True) as conn:
        conn.run("UPDATE app_user SET roles = 'supervisor'")
        conn.run("UPDATE patient SET assistant_id = NULL")
        conn.run("UPDATE pulse SET owner_id = NULL")
    async with running() as it:
        await it.until(lambda: isinstance(it.app.screen, WorkloadScreen) and it.app.screen.board is not None)
        await it.settle()
        assert "Помощников ещё нет" in it.text
        await it.press("enter", "equals_sign")
        assert isinstance(it.app.screen, WorkloadScreen)


async def test_whoever_has_no_right_to_it_is_told_so_in_the_menu(desk: Desk, running: Run) -> None:
    desk.act_as(user_by_id(desk, 1))
    desk.be("assistant")
    async with running() as it:
        await it.press("f9")
        await it.dialog("MenuDialog")
        await it.type("нагруз")
        assert "Нагрузка" in it.text
        await it.press("enter")
        assert not any(isinstance(screen, WorkloadScreen) for screen in it.app.screen_stack)


@pytest.mark.parametrize("language", ["ru", "en"])
@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_the_board_looks_as_it_did(desk: Desk, running: Run, language: str, size: tuple[int, int]) -> None:
    async with running(size=size, language=language) as it:
        await it.until(lambda: on_board(it))
        await it.settle()
        same_as_kept(it.app, f"workload-{language}-{size[0]}x{size[1]}")


async def test_long_names_leave_room_for_where_somebody_is(desk: Desk, running: Run) -> None:
    with desk._writer.transaction(write=True) as conn:
        conn.run("UPDATE app_user SET short_name = 'Константинопольская-Преображенская А. П.', status = 'lunch'"
                 " WHERE id = 1")  # fmt: skip
    async with running() as it:
        await it.until(lambda: on_board(it))
        assert "… обед" in it.text
