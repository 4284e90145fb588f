"""Commands that write: they do what the keys do, leave their traces, and can be undone."""

from __future__ import annotations

import pytest

from tests.assistant_tui.cli.conftest import Cli
from tests.desk import PASSWORD


def calls_of(cli: Cli, patient: int) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = cli("calls", "--patient", str(patient), "--format", "json").json
    return rows


def whole(cli: Cli) -> None:
    """The stored tasks still equal the plan."""
    ran = cli("db", "check", "--format", "json")
    assert (ran.code, ran.json["plan"]["differences"]) == (0, 0)


def somebody(cli: Cli) -> int:
    """A patient whom nobody has called today."""
    rows = cli("today", "--section", "now", "--format", "json").json
    return int(next(row["patient_id"] for row in rows if not row["rounds_today"]))


def value(out: str, name: str) -> str:
    return dict(line.split(": ", 1) for line in out.splitlines())[name]


def test_an_unanswered_call_is_logged_with_its_note_and_undone(cli: Cli) -> None:
    patient = somebody(cli)
    before = len(calls_of(cli, patient))
    ran = cli("log", str(patient), "no_answer", "--note", "гудки")
    assert (ran.code, value(ran.out, "connection")) == (0, "NO_ANSWER")
    assert "Дальше: " in ran.err or "номер" in ran.err
    latest = calls_of(cli, patient)[0]
    assert latest["connection"] == "NO_ANSWER"
    assert latest["marks"] == []
    card = cli("show", str(patient), "--format", "json").json
    assert "гудки" in [note["text"] for note in card["notes"]]
    assert cli("undo").code == 0  # the note
    ran = cli("undo", value(ran.out, "action"))
    assert (ran.code, "Отменено" in ran.err) == (0, True)
    latest = calls_of(cli, patient)[0]
    assert (len(calls_of(cli, patient)), latest["undone"]) == (before + 1, True)
    assert "ОТМЕНЕНО: не отвечает" in cli("calls", "--patient", str(patient)).out
    whole(cli)


def test_a_promised_call_comes_back_at_its_time(cli: Cli) -> None:
    patient = somebody(cli)
    ran = cli("log", str(patient), "CALLBACK", "--until", "16:40", "--spoke", "patient")
    assert (ran.code, ran.err) == (0, "Дальше: пт 20.11.2026 16:40\n")
    promised = cli("tasks", "--patient", str(patient), "--kind", "callback", "--format", "json").json
    assert [task["due_from"] for task in promised] == ["2026-11-20T16:40:00+03:00"]
    listed = cli("calls", "--patient", str(patient)).out
    assert "обещан звонок" in listed
    assert "ерезвонить" not in listed
    assert "a call is promised" in cli("calls", "--patient", str(patient), lang="en").out
    whole(cli)


def test_tasks_that_have_fallen_silent_are_listed_only_when_asked_for(cli: Cli) -> None:
    later = "2026-12-24T12:00:00+03:00"
    opened = cli("tasks", "--format", "json", now=later).json
    assert opened
    assert all(task["state"] == "open" and (task["moot_at"] or later) >= later for task in opened)
    silent = cli("tasks", "--status", "silent", "--format", "json", now=later).json
    assert silent
    assert {task["state"] for task in silent} == {"silent"}
    assert "неактуально" in cli("tasks", "--status", "silent", now=later).out


def test_an_earlier_call_is_marked_late_and_an_incoming_one_is_incoming(cli: Cli) -> None:
    patient = somebody(cli)
    assert cli("log", str(patient), "ANSWERED", "--incoming", "--at", "9:15", "--phone", "+79161234567").code == 0
    latest = calls_of(cli, patient)[0]
    assert latest["at"] == "2026-11-20T09:15:00+03:00"
    assert (latest["late"], latest["direction"], latest["phone"]) == (True, "in", "+7 *** ***-**-67")
    ahead = cli("log", str(patient), "ANSWERED", "--at", "2026-11-20T11:00")
    assert (ahead.code, ahead.err) == (2, "Состоявшийся звонок не может быть в будущем.\n")


def test_a_refusal_cannot_come_from_somebody_else(cli: Cli) -> None:
    patient = somebody(cli)
    before = calls_of(cli, patient)
    ran = cli("log", str(patient), "DECLINES", "--spoke", "other", "--because", "test")
    assert (ran.code, ran.out) == (3, "")
    assert "пациента" in ran.err
    assert calls_of(cli, patient) == before


def test_a_death_waits_for_the_supervisor(cli: Cli) -> None:
    patient = somebody(cli)
    ran = cli("log", str(patient), "DIED", "--spoke", "other", "--spoke-name", "сын", "--until", "вчера")
    assert ran.code == 0, ran.err
    waiting = cli("tasks", "--patient", str(patient), "--audience", "supervisor", "--format", "json").json
    assert "decision" in [task["kind"] for task in waiting]
    assert cli("today", "--section", "now", "--format", "json").json[0]["patient_id"] != patient
    whole(cli)


@pytest.mark.parametrize(
    ("outcome", "more"),
    [
        ("BARRIER", ["--because", "transport", "--detail", "нет автобуса"]),
        ("UNWELL", ["--because", "fever", "--detail", "с утра"]),
        ("AWAY", ["--until", "2026-12-01"]),
        ("HOSPITAL", []),
        ("ELSEWHERE", ["--detail", "НМИЦ"]),
        ("UNWILLING", ["--because", "страшно"]),
        ("ASKS_RESULTS", []),
        ("BUSY", []),
    ],
)
def test_outcomes_and_what_they_ask(cli: Cli, outcome: str, more: list[str]) -> None:
    patient = somebody(cli)
    ran = cli("log", str(patient), outcome, *more)
    if outcome == "UNWELL" and ran.code:
        from db.rules.complaints import COMPLAINTS

        ran = cli("log", str(patient), outcome, "--because", next(iter(COMPLAINTS)), "--detail", "с утра")
    assert ran.code == 0, ran.err
    whole(cli)


def test_a_call_is_corrected_and_moved_to_the_right_patient(cli: Cli) -> None:
    patient = somebody(cli)
    other = next(number for number in cli.ids("patients") if number != patient)
    call = value(cli("log", str(patient), "NO_ANSWER").out, "call_id")
    assert cli("correct", call).err == "Укажите, что исправить: другой итог или другого пациента.\n"
    moved = cli("correct", call, "--patient", str(other))
    assert moved.code == 0, moved.err
    assert next(row for row in calls_of(cli, patient) if row["id"] == int(call))["undone"]
    assert calls_of(cli, other)[0]["corrects"] == int(call)
    again = cli("correct", value(moved.out, "new_call_id"), "--outcome", "BUSY")
    assert again.code == 0, again.err
    assert calls_of(cli, other)[0]["connection"] == "BUSY"
    whole(cli)


def test_a_note_needs_words(cli: Cli) -> None:
    ran = cli("note", str(somebody(cli)), "  \n ")
    assert (ran.code, ran.out, ran.err) == (2, "", "Заметка пуста.\n")


def test_undo_of_nothing(bare: Cli) -> None:
    ran = bare("undo", lang="en")
    assert (ran.code, ran.out, ran.err) == (3, "", "There is nothing to undo.\n")


def test_a_moved_clock_writes_only_into_a_training_database(lonely: Cli) -> None:
    made = lonely.raw(
        "--db", str(lonely.path), "--password-stdin", "db", "init", "--first-user", "anna", "--name", "Иванова Анна",
        stdin=PASSWORD + "\n",
    )  # fmt: skip
    assert made.code == 0
    ran = lonely("organisations", "add", "ЦАОП", "--kind", "caop")
    assert (ran.code, ran.out, ran.err) == (3, "", "С --now менять можно только учебную базу.\n")
    assert lonely("organisations", "list", "--format", "json").json == []


def test_users_are_added_signed_in_reset_and_switched_off(bare: Cli) -> None:
    fresh, newer = "совсем новый пароль", "ещё более новый пароль"
    added = bare(
        "users", "add", "petr", "--name", "Петров Пётр Ильич", "--role", "assistant", "--role", "supervisor",
        stdin=f"{PASSWORD}\n{fresh}\n",
    )  # fmt: skip
    assert (added.code, added.err) == (0, "Добавлено: petr.\n")
    assert bare("patients", user="petr", stdin=fresh + "\n").code == 0
    listed = {row["login"]: row for row in bare("users", "list", "--format", "json").json}
    assert listed["petr"]["roles"] == ["assistant", "supervisor"]
    assert bare("users", "add", "petr", "--name", "x y", "--role", "auditor", stdin=f"{PASSWORD}\n{fresh}\n").code == 3
    assert bare("users", "add", "p", "--name", "x y", "--role", "auditor", stdin=f"{PASSWORD}\n{fresh}\n").code == 2
    short = bare("users", "add", "kate", "--name", "x y", "--role", "auditor", stdin=f"{PASSWORD}\n123\n")
    assert (short.code, short.err) == (2, "Пароль слишком короткий: нужно не меньше 12 знаков.\n")
    assert "kate" not in bare("users", "list").out
    code = bare("users", "reset", "petr").out.strip()
    assert bare("patients", user="petr", stdin=fresh + "\n").code == 3
    assert bare("patients", user="petr", stdin=f"{code}\n{newer}\n").code == 0
    assert bare("patients", user="petr", stdin=newer + "\n").code == 0
    assert bare("users", "disable", "petr").code == 0
    assert bare("patients", user="petr", stdin=newer + "\n").code == 3
    assert bare("users", "reset", "petr").code == 3
    assert bare("users", "disable", "anna").code == 3  # the last one
    assert bare("users", "disable", "nobody").code == 3


def test_organisations_are_added_and_found(bare: Cli) -> None:
    ran = bare("organisations", "add", "Поликлиника № 12", "--kind", "polyclinic", "--address", "ул. Новая, 1")
    assert ran.code == 0
    (found,) = bare("organisations", "list", "--text", "12", "--format", "json").json
    assert (found["id"], found["name"]) == (int(ran.out), "Поликлиника № 12")
    wrong = bare("organisations", "add", "x", "--kind", "shop")
    assert wrong.code == 2
    assert "polyclinic" in wrong.err


def test_patients_change_hands(cli: Cli) -> None:
    first, second = cli.ids("patients")[:2]
    ran = cli("assign", str(first), str(second), "--to", "-")
    assert (ran.code, ran.out, ran.err) == (0, "2\n", "У 2 пациентов новый помощник.\n")
    assert set(cli.ids("patients", "--assistant", "-")) == {first, second}
    assert cli("assign", str(first), "--to", "anna").out == "1\n"
    assert cli("assign", str(first), "--to", "nobody").code == 3
    assert cli("assign", "99999", "--to", "anna").err == "Нет пациента с номером 99999.\n"
    whole(cli)
