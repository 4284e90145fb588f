"""A file that tells of patients of another centre: whoever may not see them is told the row, nothing of the record."""

from __future__ import annotations

from pathlib import Path

import pytest

from db.actions.access import break_glass
from db.errors import BadData
from db.exchange.plan_file import plan_file
from tests.db.exchange.files import apply
from tests.desk import Desk
from tests.elsewhere import FAR, SECRETS, later, people, two_centres


@pytest.fixture
def both(desk: Desk, tmp_path: Path) -> tuple[int, int]:
    return two_centres(desk, tmp_path)


def state(desk: Desk, patient_id: int) -> tuple[list[tuple[object, ...]], ...]:
    return (
        desk.rows("SELECT full_name, address, diagnosis FROM patient WHERE id = :id", id=patient_id),
        desk.rows("SELECT status, starts_at FROM visit WHERE patient_id = :id ORDER BY id", id=patient_id),
    )


@pytest.mark.parametrize("roles", [("assistant",), ("supervisor",), ("assistant", "supervisor")])
@pytest.mark.parametrize("file", [later, people])
def test_a_row_of_another_centre_is_set_aside_and_says_nothing(
    desk: Desk, both: tuple[int, int], tmp_path: Path, roles: tuple[str, ...], file: object
) -> None:
    mine, theirs = both
    desk.be(*roles)
    plan = plan_file(desk, file(tmp_path))  # type: ignore[operator]  # either of the two files
    assert [(one.row, one.code, dict(one.params)) for one in plan.rejected] == [
        (3, "patient_elsewhere", {"patient_id": theirs})
    ]
    assert {row.patient_id for row in plan.rows} & {theirs} == set()
    assert {row.row for row in plan.rows if row.patient_id == mine} == {2}
    assert [word for word in SECRETS if word in repr(plan)] == []
    assert not plan.unseen & {row.patient_id for row in plan.rows}
    before = state(desk, theirs)
    with pytest.raises(BadData):
        apply(desk, plan)
    apply(desk, plan, skip_rejected=True)
    assert state(desk, theirs) == before


def test_what_is_gone_of_another_centre_is_left_out(desk: Desk, both: tuple[int, int], tmp_path: Path) -> None:
    gone = [one.full_name for one in plan_file(desk, later(tmp_path)).vanished]  # type: ignore[union-attr]  # of visits
    assert gone == []
    desk.be("supervisor", scope="all")
    gone = [one.full_name for one in plan_file(desk, later(tmp_path)).vanished]  # type: ignore[union-attr]  # as above
    assert gone == ["Безымянная Зоя Львовна"]


def test_who_opened_the_patient_takes_the_row(desk: Desk, both: tuple[int, int], tmp_path: Path) -> None:
    _mine, theirs = both
    desk.be("assistant")
    desk.do(break_glass, theirs, "на линии, помощника нет")
    plan = plan_file(desk, later(tmp_path))
    assert plan.rejected == ()
    assert [row.full_name for row in plan.rows if row.patient_id == theirs] == [FAR]


def test_an_administrator_takes_it_and_sees_nobody(desk: Desk, both: tuple[int, int], tmp_path: Path) -> None:
    mine, theirs = both
    desk.be("administrator")
    plan = plan_file(desk, later(tmp_path))
    assert plan.rejected == ()
    assert plan.unseen >= {mine, theirs}
    before = state(desk, theirs)
    apply(desk, plan)
    assert state(desk, theirs) != before


def test_who_is_both_takes_all_and_sees_the_own_centre(desk: Desk, both: tuple[int, int], tmp_path: Path) -> None:
    mine, theirs = both
    desk.be("supervisor", "administrator", scope="centre")
    plan = plan_file(desk, later(tmp_path))
    assert plan.rejected == ()
    assert theirs in plan.unseen
    assert mine not in plan.unseen
