"""`import`: a row that means a patient whom one may not see is a number and a reason, in every style."""

from __future__ import annotations

from pathlib import Path

import pytest

from db.clock import FrozenClock
from tests.assistant_tui.cli.conftest import Cli
from tests.assistant_tui.walk.planted import OTHER, OWN
from tests.desk import NOW, Desk
from tests.elsewhere import NEAR, SECRETS, later, people, two_centres

STYLES = ("table", "json", "csv")


@pytest.fixture
def both(bare: Cli, tmp_path: Path) -> Cli:
    with Desk(str(bare.path), FrozenClock(NOW)) as desk:
        desk.be("assistant", "supervisor")
        two_centres(desk, tmp_path)
    return bare


def being(cli: Cli, *roles: str) -> Cli:
    with Desk(str(cli.path), FrozenClock(NOW)) as desk:
        desk.be(*roles, scope="centre")
    return cli


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("roles", [("assistant",), ("supervisor",), ("supervisor", "administrator")])
def test_who_sees_one_centre_reads_nothing_of_the_other(
    both: Cli, tmp_path: Path, roles: tuple[str, ...], style: str
) -> None:
    being(both, *roles)
    for file in (later(tmp_path), people(tmp_path)):
        ran = both("import", str(file), "--dry-run", "--format", style)
        assert [word for word in SECRETS if word in ran.out + ran.err] == []
        assert not OTHER.found_in(ran.out + ran.err)
        if "administrator" not in roles:
            assert "пациент другого центра" in ran.out
            assert ran.code == 4


@pytest.mark.parametrize("style", STYLES)
def test_an_administrator_reads_rows_and_no_values(both: Cli, tmp_path: Path, style: str) -> None:
    being(both, "administrator")
    for file in (later(tmp_path), people(tmp_path)):
        ran = both("import", str(file), "--dry-run", "--format", style)
        said = ran.out + ran.err
        assert [word for word in (*SECRETS, *NEAR.split(), "Ничья", "Приезжая", "Химки") if word in said] == []
        for values in (OWN, OTHER):
            assert not values.found_in(said)


def test_the_rows_say_which(both: Cli, tmp_path: Path) -> None:
    being(both, "supervisor")
    (one,) = both("import", str(later(tmp_path)), "--dry-run", "--format", "json").json["rejected"]
    assert (one["row"], one["code"]) == (3, "patient_elsewhere")
    ran = both("import", str(later(tmp_path)), "--skip-rejected", "--format", "json")
    assert (ran.code, ran.json["updated"]) == (0, 2)
