"""Reminders, work, decisions and the page of calls, from the command line."""

from __future__ import annotations

from pathlib import Path

from tests.assistant_tui.cli.conftest import Cli
from tests.assistant_tui.cli.test_writing import somebody, value, whole


def test_a_reminder_is_set_put_off_and_cancelled(cli: Cli) -> None:
    patient = str(somebody(cli))
    ran = cli("remind", patient, "собрать документы", "--at", "2026-11-24 10:00", "--every", "1w", "--until",
              "2026-12-15", "--desk")  # fmt: skip
    assert ran.code == 0, ran.err
    found = value(ran.out, "reminder_id")
    rows = {str(row["id"]): row for row in cli("reminders", "--patient", patient, "--format", "json").json}
    assert (rows[found]["channel"], rows[found]["recurrence"]) == ("desk", "1w")
    assert rows[found]["until_on"] == "2026-12-15"
    assert cli("reminder", found, "--at", "2026-11-25 12:00", "--text", "собрать выписки").code == 0
    rows = {str(row["id"]): row for row in cli("reminders", "--patient", patient, "--format", "json").json}
    assert rows[found]["due_at"] == "2026-11-25T12:00:00+03:00"
    assert rows[found]["text"] == "собрать выписки"
    assert cli("reminder", found).code == 2
    assert cli("reminder", found, "--cancel", "--text", "x").code == 2
    refused = cli("reminder", found, "--until", "2026-11-20")
    assert (refused.code, "раньше самого напоминания" in refused.err) == (2, True)
    assert cli("reminder", found, "--cancel").code == 0
    assert cli("reminder", found, "--text", "снова").code == 3
    assert cli("undo").code == 0
    whole(cli)


def test_work_is_settled_and_undone(cli: Cli) -> None:
    patient = str(somebody(cli))
    assert cli("remind", patient, "найти номер", "--at", "2026-11-20 09:00", "--desk").code == 0
    (task,) = [row for row in cli("tasks", "--patient", patient, "--format", "json").json
               if row["kind"] == "reminder" and row["due_from"].startswith("2026-11-20T09:00")]  # fmt: skip
    late = cli("postpone", str(task["id"]), "2026-11-25")
    assert (late.code, "отложить нельзя" in late.err) == (3, True)
    assert cli("settle", str(task["id"]), "done", "--from", "system").code == 0
    again = cli("settle", str(task["id"]), "done")
    assert (again.code, bool(again.err)) == (3, True)
    assert cli("settle", str(task["id"]), "CONFIRMED").code == 3
    whole(cli)


def test_a_death_is_listed_and_rejected_with_words(cli: Cli) -> None:
    patient = str(somebody(cli))
    assert cli("log", patient, "DIED", "--spoke", "other", "--spoke-name", "сын").code == 0
    rows = cli("decisions", "--patient", patient, "--format", "json").json
    (row,) = [row for row in rows if row["kind"] == "died"]
    assert (row["answer"], row["said_by"]) == (None, "other")
    assert "смерть" in cli("decisions").out
    found = str(row["id"])
    wrong = cli("decide", found, "reject")
    assert (wrong.code, "--text" in wrong.err) == (2, True)
    assert cli("decide", found, "reject", "--text", "тёзка").code == 0
    (row,) = [row for row in cli("decisions", "--patient", patient, "--format", "json").json if row["kind"] == "died"]
    assert (row["answer"], row["answer_text"]) == ("rejected", "тёзка")
    assert cli("decide", found, "confirm").code == 3
    assert "answer" in {row["kind"] for row in cli("tasks", "--patient", patient, "--format", "json").json}
    whole(cli)


def test_the_page_of_a_patients_calls(cli: Cli, tmp_path: Path) -> None:
    patient = str(somebody(cli))
    assert cli("log", patient, "no_answer", "--note", "тайна").code == 0
    for name in ("calls.pdf", "calls.txt"):
        ran = cli("export", "calls", "--patient", patient, "--to", str(tmp_path / name), "--from", "2020-01-01")
        assert ran.code == 0, ran.err
    said = (tmp_path / "calls.txt").read_text(encoding="utf-8")
    assert "не отвечает" in said
    assert "тайна" not in said
    ran = cli("export", "calls", "--patient", patient, "--to", str(tmp_path / "page.csv"), "--extract", "--to-day",
              "2026-11-20")  # fmt: skip
    assert ran.code == 0, ran.err
    assert "Кто звонил" in (tmp_path / "page.csv").read_text(encoding="utf-8-sig")
    assert cli("export", "calls", "--to", str(tmp_path / "all.pdf")).code == 2
    assert cli("export", "calls", "--patient", patient, "--to", str(tmp_path / "calls.pdf")).code == 2
    unknown = cli("export", "calls", "--patient", "999999", "--to", str(tmp_path / "none.pdf"))
    assert unknown.code == 3
    assert sorted(path.name for path in tmp_path.glob("*.pdf")) == ["calls.pdf"]
