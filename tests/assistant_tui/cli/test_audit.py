"""`audit`, `audit report`, and what a command leaves in the audit."""

from __future__ import annotations

from pathlib import Path

from db.engine import open_sqlite
from tests.assistant_tui.cli.conftest import Cli

EVENTS = "SELECT event FROM audit_event ORDER BY id"


def auditor(cli: Cli) -> Cli:
    """Let the user be an auditor, too."""
    with open_sqlite(cli.path) as conn:
        conn.run("UPDATE app_user SET roles = 'assistant,supervisor,administrator,auditor' WHERE login = 'anna'")
    return cli


def test_a_command_is_a_session_from_its_first_event_to_its_end(cli: Cli) -> None:
    assert cli("today").code == 0
    with open_sqlite(cli.path) as conn:
        assert [row[0] for row in conn.rows(EVENTS)] == ["session", "sign_in", "session_end"]
        assert conn.rows("SELECT ended FROM session") == [("left",)]
    assert cli("db", "check").code == 0


def test_events_are_listed_and_a_patient_s_report_is_written(cli: Cli, tmp_path: Path) -> None:
    auditor(cli)
    whom = cli.ids("patients")[0]
    assert cli("show", str(whom)).code == 0
    rows = cli("audit", "--patient", str(whom), "--format", "json").json
    assert [(row["event"], row["object_id"], row["user"]) for row in rows] == [("open_card", whom, "anna")]
    assert {row["event"] for row in cli("audit", "--event", "sign_in", "--user", "anna", "--format", "json").json} == {
        "sign_in"
    }
    assert cli("audit", "--event", "sign_in", "--user", "nobody", "--format", "json").json == []
    assert "открыта карточка" in cli("audit").out
    target = tmp_path / "access.csv"
    assert cli("audit", "report", str(whom), "--to", str(target)).code == 0
    said = target.read_text(encoding="utf-8-sig")
    assert "Иванова Анна Петровна" in said
    assert "открыта карточка" in said
    listed = cli("audit", "report", str(whom), "--format", "json").json
    assert {row["event"] for row in listed} == {"open_card", "access_report"}
    assert cli("audit", "report", str(whom), "--to", str(target)).code != 0  # it is there already


def test_who_is_no_auditor_is_refused_and_that_is_kept(cli: Cli) -> None:
    with open_sqlite(cli.path) as conn:
        conn.run("UPDATE app_user SET roles = 'assistant,supervisor' WHERE login = 'anna'")
    ran = cli("audit")
    assert (ran.code, ran.out) == (3, "")
    assert cli("audit", "report", "1").code == 3
    rows = auditor(cli)("audit", "--outcome", "denied", "--format", "json").json
    assert [row["reason"] for row in rows] == ["not_your_role:access_report", "not_your_role:events"]


def test_a_changed_row_is_named(cli: Cli) -> None:
    assert cli("today").code == 0
    with open_sqlite(cli.path) as conn:
        conn.run("DROP TRIGGER audit_event_no_update")
        conn.run("UPDATE audit_event SET terminal = 'x' WHERE event = 'sign_in'")
    ran = cli("db", "check")
    assert ran.code == 4
    assert "сеанс 1, запись 2: она не та, что была внесена" in ran.out
    found = cli("db", "check", "--format", "json").json
    assert found["audit"] == [{"code": "changed", "session": 1, "seq": 2, "number": None}]
    assert found["schema"] == ["-audit_event_no_update"]  # the protection that was taken away is missed, too


def test_a_search_keeps_whom_it_found_and_not_what_was_typed(cli: Cli) -> None:
    auditor(cli)
    name = cli("patients", "--format", "json").json[0]["full_name"].split()[0]
    found = [row["id"] for row in cli("search", name, "--format", "json").json]
    assert cli("search", "нетникого", "--format", "json").json == []
    rows = cli("audit", "--event", "search", "--format", "json").json
    assert [row["detail"] for row in rows] == [{"patients": found}]


def test_what_the_door_has_forgotten_a_backup_remembers(bare: Cli, tmp_path: Path) -> None:
    taken = bare("db", "backup", "--to", str(tmp_path / "stick"))
    assert taken.code == 0, taken.err
    backup = taken.out.strip()
    with open_sqlite(bare.path) as conn:  # everything that the latest session left, and all that the door knows of it
        conn.run("DROP TRIGGER audit_event_no_delete")
        ((session,),) = conn.rows("SELECT MAX(id) FROM session")
        conn.run("DELETE FROM audit_event WHERE session_id = :id", id=session)
        conn.run("DELETE FROM session WHERE id = :id", id=session)
    with open_sqlite(bare.path.with_name(bare.path.name + ".door")) as conn:
        conn.run("DELETE FROM head")
    check = ("--db", str(bare.path), "--lang", "ru", "db", "check", "--format", "json")
    assert bare.raw(*check).json["audit"] == "ok"  # nobody who was asked knows better
    ran = bare.raw(*check, "--with", backup)
    assert ran.code == 4
    assert ran.json["audit"] != "ok"
    assert [(each["code"], each["session"]) for each in ran.json["audit"]] == [("session_gone", session)]


def test_every_way_of_the_command_line_that_writes_a_file_is_kept(cli: Cli, tmp_path: Path) -> None:
    auditor(cli)
    whom = str(cli.ids("patients")[0])
    for number, command in enumerate((
        ("export", "patients", "--to", "list.csv"), ("export", "visits", "--to", "visits.ics", "--patient", whom),
        ("export", "calls", "--patient", whom, "--to", "calls.pdf", "--from", "2020-01-01"),
        ("audit", "report", whom, "--to", "access.csv"),
    )):  # fmt: skip
        there = [str(tmp_path / word) if "." in word else word for word in command]
        assert cli(*there).code == 0, command
        with open_sqlite(cli.path) as conn:
            rows = conn.rows(
                "SELECT event FROM audit_event WHERE event IN ('export', 'print', 'access_report') ORDER BY id"
            )
        assert len(rows) == number + 1, command
    assert [row[0] for row in rows] == ["export", "export", "print", "access_report"]
