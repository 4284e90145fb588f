"""`users` and `organisations` from the command line: changed, switched off and on; an import without values."""

from __future__ import annotations

from pathlib import Path

import pytest

from db.clock import FrozenClock
from tests.assistant_tui.cli.conftest import Cli
from tests.build import colleague
from tests.desk import NOW, Desk


@pytest.fixture
def office(bare: Cli) -> Cli:
    """A desk where the first user manages users and organisations too, and a colleague works."""
    with Desk(str(bare.path), FrozenClock(NOW)) as desk:
        colleague(desk)
        desk.be("assistant", "supervisor", "administrator")
    return bare


def user(cli: Cli, login: str) -> dict[str, object]:
    return next(row for row in cli("users", "list", "--format", "json").json if row["login"] == login)


def test_what_is_named_of_a_user_is_changed(office: Cli) -> None:
    ran = office("users", "edit", "olga", "--name", "Котова-Белая Ольга", "--role", "supervisor", "--scope", "all")
    assert (ran.code, ran.err) == (0, "Изменено: olga.\n")
    now = user(office, "olga")
    assert (now["name"], now["roles"], now["scope"], now["active"]) == (
        "Котова-Белая Ольга", ["supervisor"], "all", True,
    )  # fmt: skip
    ran = office("users", "edit", "olga", lang="en")
    assert (ran.code, ran.err.splitlines()[0][:28]) == (2, "Say what is to be changed, s")


def test_the_last_administrator_is_refused_in_a_sentence(office: Cli) -> None:
    for way in (["edit", "anna", "--role", "assistant"], ["disable", "anna"]):
        ran = office("users", *way, lang="en")
        assert (ran.code, ran.out) == (3, "")
        assert ran.err == "Somebody must be left who manages users: make somebody else an administrator first.\n"


def test_a_user_is_switched_off_on_and_let_in_by_a_code(office: Cli) -> None:
    assert office("users", "disable", "olga").code == 0
    assert user(office, "olga")["active"] is False
    assert office("users", "reset", "olga").code == 3
    ran = office("users", "enable", "olga")
    assert (ran.code, ran.err.splitlines()) == (0, ["Снова включено: olga.", "Для входа нужен код: users reset olga"])
    code = office("users", "reset", "olga").out.strip()
    assert len(code) == 11
    assert code not in office("users", "list").out


def test_who_manages_no_users_is_denied(bare: Cli) -> None:
    with Desk(str(bare.path), FrozenClock(NOW)) as desk:
        colleague(desk)
        desk.be("assistant", "supervisor", "auditor")
    for way in (["users", "edit", "olga", "--phone", "1"], ["users", "disable", "olga"],
                ["organisations", "edit", "1", "--phone", "1"], ["organisations", "disable", "1"]):  # fmt: skip
        assert bare(*way).code == 3


def test_an_organisation_is_added_changed_switched_off_and_on(office: Cli) -> None:
    made = office("organisations", "add", "ГП № 5", "--kind", "polyclinic", "--address", "Мира, 1").out.strip()
    assert office("organisations", "edit", made, "--name", "ГП № 55", "--address", "").code == 0
    (row,) = office("organisations", "list", "--kind", "polyclinic", "--text", "55", "--format", "json").json
    assert (row["name"], row["address"], row["active"]) == ("ГП № 55", None, True)
    assert office("organisations", "disable", made).code == 0
    assert made not in [str(row["id"]) for row in office("organisations", "list", "--format", "json").json]
    assert made in [str(row["id"]) for row in office("organisations", "list", "--all", "--format", "json").json]
    assert office("organisations", "disable", made).code == 3
    assert office("organisations", "enable", made).code == 0
    assert "поликлиника" in office("organisations", "list").out


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A clerk's file with what must not be told: names, a number, a diagnosis, a wrong date."""
    path = tmp_path / "clerk.csv"
    path.write_text(
        "ФИО;Дата рождения;Телефон;СНИЛС;Диагноз\n"
        "Тайнова Вера Ильинична;31.02.1950;8 916 123-04-67;112-233-445 95;C50.4 C18.2\n"
        ";12.04.1959;8 926 555;;ерунда\n",
        encoding="utf-8",
    )
    return path


@pytest.mark.parametrize("style", ["table", "json", "csv"])
def test_an_administrator_s_import_tells_rows_and_reasons_not_values(office: Cli, file: Path, style: str) -> None:
    for roles, told in ((("administrator",), False), (("assistant", "administrator"), style == "table")):
        with Desk(str(office.path), FrozenClock(NOW)) as desk:
            desk.be(*roles)
        ran = office("import", str(file), "--dry-run", "--format", style)
        assert ran.code in (0, 4), ran.err
        text = ran.out + ran.err
        assert ("Тайнова" in text) == told
        for value in ("31.02", "123-04", "1230467", "112-233", "C50", "C18", "ерунда", "8 926"):
            assert value not in text, text
        assert "Дата рождения" in text
