"""What bench measures and how it is said; never how long anything takes."""

from __future__ import annotations

from pathlib import Path

import pytest

from db.bench import Bases, measure, prepare, spread
from db.bench_sealed import measure_sealed
from db.caseload import Caseload
from db.checks import check
from db.state import is_encrypted


@pytest.fixture(scope="module")
def bases(tmp_path_factory: pytest.TempPathFactory) -> Bases:
    seen: list[tuple[int, int]] = []
    found = prepare(tmp_path_factory.mktemp("cache"), 200, lambda done, total: seen.append((done, total)))
    assert seen[-1] == (220, 220)
    assert seen == sorted(seen)
    return found


def test_every_measure_of_the_record_is_there_with_its_goal(bases: Bases) -> None:
    found = {row.name: row for row in measure(bases, runs=4)}
    goals = {name: row.goal for name, row in found.items()}
    assert goals == {
        "call_list": 3.0, "call_list_growth": 1.25, "search": 3.0, "log_call": 20.0, "open_and_mark_call": None,
    }  # fmt: skip
    for row in found.values():
        assert row.value > 0
        assert row.base > 0
        assert row.ratio == pytest.approx(row.value / row.base, rel=0.05)
        assert list(row.to_json()) == ["name", "value", "base", "ratio", "spread", "goal"]


def test_measuring_leaves_a_record_that_passes_its_check(bases: Bases) -> None:
    measure(bases, runs=2)
    with Caseload(str(bases.large)) as caseload:
        assert check(caseload).ok


def test_a_record_is_made_once(bases: Bases) -> None:
    before = bases.large.stat().st_mtime_ns, bases.large.stat().st_ino

    def never(done: int, total: int) -> None:
        raise AssertionError("it was made again")

    assert prepare(bases.large.parent, 200, never) == bases
    assert (bases.large.stat().st_mtime_ns, bases.large.stat().st_ino) == before


def test_another_size_is_another_record(bases: Bases, tmp_path: Path) -> None:
    assert prepare(tmp_path, 30).large.name != bases.large.name


def test_the_spread_is_the_distance_of_the_quartiles() -> None:
    assert spread([1.0, 2.0, 3.0]) == 2.0
    assert spread([5.0]) == 0.0


def test_encryption_is_measured_beside_a_plain_record(tmp_path: Path) -> None:
    found = {row.name: row for row in measure_sealed(tmp_path, 20, runs=2)}
    assert {name: row.goal for name, row in found.items()} == {
        "sealed_reads": 1.15, "sealed_commits": 2.5, "sealed_reads_after_commit": None, "sign_in": 2.0,
    }  # fmt: skip
    assert sorted(is_encrypted(path) for path in tmp_path.glob("*.db")) == [False, True]
