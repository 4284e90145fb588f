"""Patients of others on the command line: refused in one sentence, opened for a reason, looked at afterwards."""

from __future__ import annotations

import pytest

from tests.assistant_tui.cli.conftest import Cli
from tests.desk import PASSWORD

BOTH = f"{PASSWORD}\n{PASSWORD}\n"
WORDS = "Пациент на линии, помощника нет"


@pytest.fixture
def two(cli: Cli) -> Cli:
    """A colleague of the centre, and one of another centre."""
    add = ("users", "add", "--role", "assistant", "--name")
    assert cli("organisations", "add", "ЦАОП № 7", "--kind", "caop").code == 0
    there = max(cli.ids("organisations", "list"))
    assert cli(*add, "Котова Ольга Сергеевна", "olga", "--centre", "1", stdin=BOTH).code == 0
    assert cli(*add, "Дальняя Фарида Олеговна", "farida", "--centre", str(there), stdin=BOTH).code == 0
    return cli


def test_a_colleagues_patient_opens_once_a_reason_is_given(two: Cli) -> None:
    patient = str(two.ids("patients")[0])
    denied = two("show", patient, user="olga")
    assert (denied.code, denied.out) == (3, "")
    assert denied.err == "Это пациент коллеги: запись откроется, когда вы назовёте причину.\n"
    assert two("note", patient, "чужое", user="olga").code == 3
    assert two("show", patient, "--because", "curiosity", user="olga").code == 2
    assert two("note", patient, "звонит сама", "--because", "calling_in", user="olga").code == 0
    assert two("show", patient, user="olga").code == 0, "it stays open for the shift"
    (row,) = two("grants", "--format", "json").json
    assert (row["user"], row["kind"], row["reason"]) == ("Котова О. С.", "reason", "calling_in")
    assert two("grants", user="olga").code == 3


def test_another_centres_patient_opens_in_words_and_a_supervisor_looks_at_it(two: Cli) -> None:
    patient = str(two.ids("patients")[0])
    for why in ((), ("--because", "calling_in")):
        denied = two("show", patient, *why, user="farida")
        assert (denied.code, "другого центра" in denied.err) == (3, True)
    assert two("show", patient, "--text", "надо", user="farida").code == 2
    assert two("show", patient, "--text", WORDS, user="farida").code == 0
    (row,) = two("grants", "--format", "json").json
    assert (row["kind"], row["text"]) == ("break_glass", WORDS)
    assert WORDS in two("grants").out
    assert two("grants", "--review", str(row["id"]), "--note", "проверено").code == 0
    assert two("grants", "--format", "json").json == []
    (done,) = two("grants", "--every", "--format", "json").json
    assert (done["reviewed_by"], done["review_note"]) == ("Иванова А. П.", "проверено")


def test_a_search_finds_whom_one_may_open_in_some_way(two: Cli) -> None:
    name = two("patients", "--format", "json").json[0]["full_name"].split()[0]
    mine = two("search", name, "--format", "json").json
    theirs = two("search", name, "--format", "json", user="olga").json
    assert {row["access"] for row in mine} == {"free"}
    assert {row["id"] for row in theirs} == {row["id"] for row in mine}
    assert {row["access"] for row in theirs} == {"reason_needed"}
    assert all(row["diagnosis"] is row["policy"] is row["snils"] is None for row in theirs)
    assert two("search", name, user="olga").code == 0
    assert two("patients", "--assistant", "anna", user="olga").code == 3
