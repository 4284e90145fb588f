"""Colleagues on the command line."""

from __future__ import annotations

import pytest

from tests.assistant_tui.cli.conftest import Cli
from tests.desk import PASSWORD


@pytest.fixture
def two(cli: Cli) -> Cli:
    ran = cli("users", "add", "olga", "--name", "Котова Ольга Сергеевна", "--role", "assistant",
              stdin=f"{PASSWORD}\n{PASSWORD}\n")  # fmt: skip
    assert ran.code == 0
    return cli


def value(out: str, name: str) -> str:
    return dict(line.split(": ", 1) for line in out.splitlines())[name]


def test_a_status_is_set_listed_and_undone(two: Cli) -> None:
    ran = two("status", "lunch", "--until", "14:00")
    assert (ran.code, ran.err) == (0, "на обеде до 14:00.\n")
    rows = {row["login"]: row for row in two("status", "--format", "json").json}
    assert (rows["anna"]["status"], rows["anna"]["until_at"]) == ("lunch", "2026-11-20T14:00:00+03:00")
    assert rows["olga"]["at_work"]
    assert two("status", "ill", "--of", "olga", lang="en").err == "ill.\n"
    assert "болеет" in two("status").out
    assert two("undo", value(ran.out, "action")).code == 0


def test_a_message_is_sent_and_listed(two: Cli) -> None:
    patient = two.ids("patients")[0]
    ran = two("message", "olga", "звонила вам в 11:20", "--patient", str(patient))
    assert (ran.code, ran.err) == (0, "Котова О. С.: сообщение отправлено.\n")
    (row,) = two("messages", "--unread", "--format", "json", user="olga").json
    assert (row["patient_id"], row["text"], row["incoming"]) == (patient, "звонила вам в 11:20", True)
    assert "звонила вам в 11:20" in two("messages").out
    assert two("message", "nobody", "x").code == 3
    assert two("message", "olga", " ").code == 2


def test_a_cover_shows_on_the_list_of_who_stands_in(two: Cli) -> None:
    mine = {row["patient_id"] for row in two("today", "--section", "now", "--format", "json").json}
    ran = two("cover", "anna", "--by", "olga", "--from", "сегодня", "--to", "пн", "--because", "болеет")
    assert (ran.code, "Иванова А. П.: замещает Котова О. С." in ran.err) == (0, True)
    theirs = {row["patient_id"] for row in two("today", "--section", "now", "--format", "json", user="olga").json}
    assert mine
    assert mine <= theirs
    (cover,) = two("covers", "--format", "json").json
    assert (cover["state"], cover["last_on"], cover["because"]) == ("now", "2026-11-23", "болеет")
    again = two("cover", "anna", "--by", "olga", "--from", "пн", "--to", "вт")
    assert (again.code, "С 20.11.2026 по 23.11.2026 уже замещает Котова О. С." in again.err) == (3, True)
    assert two("covers", "--end", str(cover["id"])).code == 0
    assert two("covers", "--format", "json").json == []
    assert two("today", "--section", "now", "--format", "json", user="olga").json == []
    assert two("covers", "--all", lang="en").out.count("over") == 1
    assert two("db", "check", "--format", "json").json["plan"]["differences"] == 0


@pytest.mark.parametrize("name", ["visits", "tests", "tasks", "reminders", "deadlines", "courses"])
def test_lists_have_what_is_covered_today_and_say_whose_it_is(two: Cli, name: str) -> None:
    mine = two(name, "--format", "json").json
    assert two(name, "--format", "json", user="olga").json == []
    two("cover", "anna", "--by", "olga", "--from", "сегодня", "--to", "пн")
    theirs = two(name, "--format", "json", user="olga").json
    assert (theirs, {row["assistant"] for row in theirs} <= {"anna"}) == (mine, True)
    assert two(name, "--assistant", "olga", "--format", "json", user="olga").json == []
    if mine:
        assert "Помощник" in two(name, user="olga").out


def test_calls_of_who_is_covered_are_listed_with_who_made_them(two: Cli) -> None:
    patient = two.ids("patients")[0]
    assert two("log", str(patient), "NO_ANSWER").code == 0
    assert two("calls", "--format", "json", user="olga").json == []
    two("cover", "anna", "--by", "olga", "--from", "сегодня", "--to", "пн")
    assert {row["user"] for row in two("calls", "--limit", "20", "--format", "json", user="olga").json} == {"anna"}
    assert two("patients", "--format", "json", user="olga").json == []
