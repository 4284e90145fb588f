"""The supervisor's board: every number is what the facts say, and every list behind one has as many rows."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import asdict
from datetime import timedelta
from pathlib import Path

import pytest

from db.actions.assigning import assign_patients
from db.actions.calls import open_call
from db.actions.colleagues import add_cover, set_status
from db.actions.connections import mark_connection
from db.actions.forms import MarkForm
from db.actions.marks import mark_outcome
from db.actions.pulse import make_pulse
from db.actions.tests import order_test
from db.actions.undo import undo
from db.checks import check
from db.clock import FrozenClock
from db.errors import BadInput, Denied
from db.generate import generate
from db.queries.workload import Workload, workload
from db.queries.workload_patients import workload_patients
from db.rules.workload import NUMBERS, RATES
from tests.build import colleague, patient, visit
from tests.db.queries.plain_numbers import plain_numbers
from tests.desk import NOW, PASSWORD, Desk, copied, postgres_server

PATIENTS, ASSISTANTS = 160, 4


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def month(request: pytest.FixtureRequest, template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """A record of some months with a lively last one, looked at by its supervisor on Friday at 10:00."""
    drop: Callable[[], object]
    if request.param == "sqlite":
        path = copied(template, tmp_path_factory.mktemp("month") / "caseload.db")
        url, drop = str(path), path.unlink
    else:
        url, drop = postgres_server().fresh()
    generate(url, patients=PATIENTS, assistants=ASSISTANTS, years=0.4, seed=11, password=PASSWORD, now=NOW, lead=1,
             lively=True)  # fmt: skip
    try:
        with Desk(url, FrozenClock(NOW)) as desk:
            desk.be("assistant", "supervisor", scope="all")
            yield desk
    finally:
        drop()


def as_plain(board: Workload) -> dict[int, dict[str, object]]:
    rows = {row.user_id: asdict(row.numbers) for row in board.rows}
    return {user: {name: tuple(value) if name in RATES else value for name, value in numbers.items() if name in NUMBERS}
            for user, numbers in rows.items()}  # fmt: skip


def compare(desk: Desk) -> Workload:
    board = desk.ask(workload)
    for user, numbers in as_plain(board).items():
        assert numbers == plain_numbers(desk, user), user
    return board


def test_every_number_of_every_assistant_is_what_plain_sql_finds(month: Desk) -> None:
    board = compare(month)
    assert len(board.rows) == ASSISTANTS
    for name in NUMBERS:  # a number that is zero everywhere would prove nothing
        some = getattr(board.total, name)
        assert (some.of if name in RATES else some) > 0, name


def test_every_list_behind_a_number_has_as_many_rows_as_it_says(month: Desk) -> None:
    board = month.ask(workload)
    for row in board.rows:
        for name in NUMBERS:
            said, found = getattr(row.numbers, name), month.ask(workload_patients, name, row.user_id)
            assert {each.user_id for each in found} <= {row.user_id}
            if name in RATES:
                assert (len(found), sum(1 for each in found if each.good)) == (said.of, said.kept), name
            else:
                assert len(found) == len({each.patient_id for each in found}) == said, name
    for name in NUMBERS:
        said, found = getattr(board.total, name), month.ask(workload_patients, name)
        assert len(found) == (said.of if name in RATES else said), name


def test_failures_stand_first_and_each_row_says_whose_it_is(month: Desk) -> None:
    found = month.ask(workload_patients, "reached")
    good = [each.good for each in found]
    assert good == sorted(good, key=bool)
    late = month.ask(workload_patients, "overdue")
    ends = [each.due_by for each in late]
    assert ends == sorted(ends, key=lambda end: end.timestamp() if end else 0.0)
    assert all(each.reason is not None and each.due_by is not None and each.due_by < NOW for each in late)
    assert all(each.assistant and each.full_name for each in (*found, *late))


def test_numbers_follow_calls_marks_undoing_and_changes_of_hands(month: Desk) -> None:
    """Counters and instants are written in the same transaction: they are right after every kind of step."""
    before = compare(month)
    mine = next(row for row in before.rows if row.user_id == month.user.id)
    untried = month.ask(workload_patients, "untried", mine.user_id)
    for place, each in enumerate(untried[:4]):
        call = month.do(open_call, each.patient_id).result.call_id
        if place % 2:
            month.do(mark_connection, call, "NO_ANSWER")
        else:
            month.do(mark_outcome, call, "ANSWERED", spoke="patient")
    for each in untried[4:7]:  # what waits for the supervisor is not the assistant's any more
        call = month.do(open_call, each.patient_id).result.call_id
        month.do(mark_outcome, call, "ESCALATE", spoke="patient", form=MarkForm(text="просит старшего"))
    after = compare(month)
    now = next(row for row in after.rows if row.user_id == month.user.id)
    assert now.numbers.reached.of == mine.numbers.reached.of + 7
    assert now.numbers.reached.kept == mine.numbers.reached.kept + 5
    assert now.numbers.untried < mine.numbers.untried
    month.do(undo)
    other = next(row.user_id for row in after.rows if row.user_id != month.user.id)
    month.do(assign_patients, [each.patient_id for each in untried[:6]], other)
    compare(month)
    month.frozen.move_to(NOW + timedelta(days=20, hours=2))  # time alone: silence, ends, windows
    try:
        late = compare(month)
        assert late.total.silent > after.total.silent
        assert late.total.reached.of == 0
    finally:
        month.frozen.move_to(NOW)
    assert check(month).plan.differences == 0


def test_the_check_finds_an_instant_that_is_not_what_the_facts_say(desk: Desk) -> None:
    one = patient(desk, "Петрова Мария Ивановна", "89161234567")
    assert check(desk).plan.differences == 0
    with desk._writer.transaction(write=True) as conn:
        conn.run("UPDATE pulse SET tried_at = :now WHERE patient_id = :one", now=NOW, one=one)
    assert check(desk).plan.patient_ids == (one,)


def test_who_is_away_with_work_and_without_cover_comes_first(month: Desk) -> None:
    *_, by, quiet = (row.user_id for row in month.ask(workload).rows)
    month.do(set_status, "ill", None, user_id=quiet)
    try:
        first = month.ask(workload).rows[0]
        assert (first.user_id, first.parts[0].code) == (quiet, "nobody_there")
        month.do(add_cover, quiet, by, month.frozen.now().date(), month.frozen.now().date())
        again = {row.user_id: row for row in month.ask(workload).rows}[quiet]
        assert again.covered_by is not None
        assert "nobody_there" not in {part.code for part in again.parts}
    finally:
        month.do(undo)
        month.do(set_status, "on_line", None, user_id=quiet)


def test_another_centres_board_is_shown_to_whom_it_belongs_only(desk: Desk) -> None:
    desk.be("supervisor", scope="centre")
    own = desk.user.centre_id
    assert own is not None
    assert desk.ask(workload, own).whole is False
    with pytest.raises(Denied, match="other_centre"):
        desk.ask(workload, own + 1)
    with pytest.raises(Denied, match="other_centre"):
        desk.ask(workload_patients, "due", 999_999)
    desk.be("supervisor", scope="all")
    assert desk.ask(workload).whole is True
    assert desk.ask(workload, own + 1).rows == ()


@pytest.mark.parametrize("role", ["assistant", "administrator"])
def test_whoever_has_no_right_to_the_board_sees_none(desk: Desk, role: str) -> None:
    desk.be(role)
    with pytest.raises(Denied, match="not_your_role"):
        desk.ask(workload)
    with pytest.raises(Denied, match="not_your_role"):
        desk.ask(workload_patients, "due")


def test_auditors_see_numbers_but_nobody_behind_them(desk: Desk) -> None:
    desk.be("auditor")
    assert desk.ask(workload).total.caseload == 0
    with pytest.raises(Denied, match="not_your_role"):
        desk.ask(workload_patients, "caseload")


def test_on_the_first_day_every_number_is_nothing(desk: Desk) -> None:
    board = desk.ask(workload)
    assert [row.login for row in board.rows] == ["anna"]
    assert board.total.reached.percent is None
    assert board.rows[0].parts == ()
    colleague(desk)
    assert {row.login for row in desk.ask(workload).rows} == {"anna", "olga"}


def test_an_unknown_number_is_named(desk: Desk) -> None:
    with pytest.raises(BadInput, match="unknown_code"):
        desk.ask(workload_patients, "speed")


def test_something_to_come_without_any_work_is_a_next_step_until_it_is_over(desk: Desk) -> None:
    """A visit and a test count by themselves; the work that the plan makes of them is taken away here."""
    seen, tested, bare = (
        patient(desk, name, f"8916123450{place}")
        for place, name in enumerate(("Петрова Мария", "Ким Олег", "Орлова Нина"))
    )
    visit(desk, seen, "oncologist", NOW + timedelta(days=10))
    desk.do(order_test, tested, "cbc", due_on=NOW.date() + timedelta(days=5))
    with desk._writer.transaction(write=True) as conn:
        conn.run("UPDATE task SET state = 'closed', closed_at = :now", now=NOW)
        make_pulse(conn)

    def without() -> set[int]:
        found = {each.patient_id for each in desk.ask(workload_patients, "nothing")}
        assert desk.ask(workload).total.nothing == len(found)
        return found

    assert without() == {bare}
    desk.frozen.move_to(NOW + timedelta(days=6))
    assert without() == {bare, tested}
    desk.frozen.move_to(NOW + timedelta(days=11))
    assert without() == {bare, tested, seen}
