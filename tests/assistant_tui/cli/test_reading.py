"""Commands that read: keys of JSON, both languages, filters, tables that fit and stay harmless."""

from __future__ import annotations

import csv
import io

import pytest
from rich.cells import cell_len

from db.actions.calls import open_call
from db.auth import user_by_id
from db.caseload import Caseload
from db.clock import FrozenClock
from db.rules.names import swap_layout
from tests.assistant_tui.cli.conftest import Cli
from tests.build import colleague, sign_in
from tests.desk import NOW, Desk
from tests.hostile import FORBIDDEN, HOSTILE

KEYS = {
    "today": "patient_id full_name age phone section place explanation reasons rounds_today local_time",
    "patients": "id full_name birth_on sex phones email snils policy diagnosis stage phase residence"
    " assistant centre flags",
    "visits": "id patient_id service organisation clinician starts_at ends_at mode status booked_in booking_number",
    "tests": "id patient_id test ordered_on due_on taken_on valid_until status",
    "tasks": "id patient_id kind channel audience reason source due_from due_by moot_at state",
    "reminders": "id patient_id text due_at channel status recurrence",
    "calls": "id patient_id user at entered_at direction phone spoke connection marks duration_s note undone",
    "deadlines": "patient_id rule started_on due_on days_left band done_on",
}
LISTS = [name for name in KEYS if name != "today"]
EVERYTHING = {"reminders": ["--status", "all"], "deadlines": ["--all"]}


@pytest.mark.parametrize("name", KEYS)
def test_json_has_the_promised_keys(cli: Cli, name: str) -> None:
    ran = cli(name, *EVERYTHING.get(name, []), "--format", "json")
    assert (ran.code, ran.err) == (0, "")
    assert ran.json
    for row in ran.json:
        assert set(KEYS[name].split()) <= set(row)


def test_today_is_in_list_order_and_explains_itself(cli: Cli) -> None:
    rows = cli("today", "--format", "json").json
    assert [row["place"] for row in rows] == list(range(1, len(rows) + 1))
    assert {row["section"] for row in rows} <= {"now", "callback", "later", "desk", "done", "old"}
    first = rows[0]
    assert first["explanation"]
    assert set(first["reasons"][0]) >= {"task_id", "kind", "text", "due_from", "due_by", "source", "rule"}
    assert first["local_time"] == "10:00"
    assert all(row["section"] == "now" for row in cli("today", "--section", "now", "--format", "json").json)


def test_today_says_who_has_a_patient_in_work(cli: Cli) -> None:
    whom = cli("today", "--section", "now", "--format", "json").json[0]["patient_id"]
    assert {row["in_work"] for row in cli("today", "--format", "json").json} == {None}
    with Desk(str(cli.path), FrozenClock(NOW)) as desk:
        desk.terminal = "reg-2"
        sign_in(desk, colleague(desk))
        desk.be("assistant", "supervisor", user_id=desk.user.id, scope="all")
        sign_in(desk, desk.user.id)
        desk.do(open_call, whom)
        held = {row["patient_id"]: row["in_work"] for row in cli("today", "--format", "json").json}
        one = held.pop(whom)
        assert (one["user"], one["mine"], one["terminal"]) == ("Котова О. С.", False, "reg-2")
        assert one["since"].startswith("2026-11-20T10:00")
        assert set(held.values()) == {None}
        assert "в работе у Котовой О. С." in cli("today").out
        assert '""user"": ""Котова О. С.""' in cli("today", "--format", "csv").out


def test_today_of_another_day_is_another_list(cli: Cli) -> None:
    later = cli("today", "--date", "2026-12-20", "--format", "json").json
    assert {reason["task_id"] for row in later for reason in row["reasons"]} != {
        reason["task_id"] for row in cli("today", "--format", "json").json for reason in row["reasons"]
    }


@pytest.mark.parametrize("lang", ["ru", "en"])
@pytest.mark.parametrize("name", KEYS)
def test_tables_speak_the_language_and_fit(cli: Cli, name: str, lang: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    ran = cli(name, *EVERYTHING.get(name, []), lang=lang)
    head = ran.out.splitlines()[0]
    assert ran.code == 0
    assert len(ran.out.splitlines()) > 1
    assert any("а" <= letter <= "я" for letter in head.casefold()) == (lang == "ru")
    assert all(cell_len(line) <= 80 for line in ran.out.splitlines())


@pytest.mark.parametrize("name", KEYS)
def test_csv_has_the_keys_as_its_head_even_where_nothing_matches(cli: Cli, name: str) -> None:
    full = list(csv.reader(io.StringIO(cli(name, *EVERYTHING.get(name, []), "--format", "csv").out)))
    assert set(KEYS[name].split()) <= set(full[0])
    assert all(len(row) == len(full[0]) for row in full)
    if name != "today":
        ran = cli(name, "--text", "такихнетнигде", "--format", "csv")
        assert ran.out.splitlines() == [",".join(full[0])]


@pytest.mark.parametrize("name", LISTS)
def test_filters_narrow(cli: Cli, name: str) -> None:
    rows = cli(name, *EVERYTHING.get(name, []), "--format", "json").json
    key = "id" if name == "patients" else "patient_id"
    patient = rows[0][key]
    mine = cli(name, *EVERYTHING.get(name, []), "--patient", str(patient), "--format", "json").json
    assert mine
    assert {row[key] for row in mine} == {patient}
    assert len(cli(name, *EVERYTHING.get(name, []), "--limit", "1", "--format", "json").json) == 1
    assert cli(name, "--from", "2031-01-01", "--format", "json").json == []


def test_days_and_status_narrow_visits(cli: Cli) -> None:
    rows = cli("visits", "--from", "2026-11-20", "--to", "завтра", "--format", "json").json
    assert rows
    assert {row["starts_at"][:10] for row in rows} <= {"2026-11-20", "2026-11-21"}
    missed = cli("visits", "--status", "missed", "--format", "json").json
    assert {row["status"] for row in missed} == {"missed"}


def test_whose_patients(cli: Cli) -> None:
    assert len(cli.ids("patients")) == len(cli.ids("patients", "--assistant", "*")) == 40
    assert cli.ids("patients", "--assistant", "-") == []
    ran = cli("patients", "--assistant", "никто")
    assert (ran.code, ran.out, ran.err) == (3, "", "Нет пользователя «никто».\n")


def test_search_finds_in_the_other_layout_too(cli: Cli) -> None:
    family = cli("patients", "--format", "json").json[0]["full_name"].split()[0]
    latin = swap_layout(family.lower())
    assert latin.isascii()
    assert cli.ids("search", family) == cli.ids("search", latin) != []
    nobody = cli("search", "щщщщщщ", lang="en")
    assert (nobody.code, nobody.out, nobody.err) == (0, "", "Nobody was found.\n")


def test_show_tells_all_and_is_noted(cli: Cli) -> None:
    patient = cli.ids("patients")[0]
    card = cli("show", str(patient), "--format", "json").json
    assert card["id"] == patient
    assert card["contacts"]
    assert {"timeline", "tasks", "visits", "tests", "calls", "notes", "deadlines"} <= set(card)
    ran = cli("show", str(patient))
    assert ran.out.startswith(card["full_name"])
    assert "Приёмы и исследования" in ran.out
    assert cli("show", str(patient), lang="en").out.count("Visits and examinations") == 1
    with Caseload(str(cli.path)) as caseload, caseload.reading() as conn:
        looks = conn.value("SELECT COUNT(*) FROM audit_event WHERE event = 'open_card' AND object_id = :id", id=patient)
    assert looks == 3


def test_an_unknown_patient_is_refused(cli: Cli) -> None:
    ran = cli("show", "99999")
    assert (ran.code, ran.out, ran.err) == (3, "", "Нет пациента с номером 99999.\n")


def test_nothing_from_data_reaches_the_terminal_raw(bare: Cli) -> None:
    from db.actions.contacts import NewContact
    from db.actions.notes import add_note
    from db.actions.patients import NewPatient, add_patient

    with Caseload(str(bare.path), clock=FrozenClock(NOW)) as caseload:
        caseload.act_as(user_by_id(caseload, 1))
        for text in HOSTILE:
            name = ("Я" + text)[:200]
            added = caseload.do(add_patient, NewPatient(name, contacts=(NewContact("89161234567", name=text[:100]),)))
            if text.strip():
                caseload.do(add_note, added.result.patient_id, text[:1000])
    for arguments in (["patients"], ["today"], ["tasks"], ["search", "я"]):
        for style in ("table", "csv", "json"):
            out = bare(*arguments, "--format", style).out
            assert out
            assert not (FORBIDDEN - {"\n"}) & set(out), (arguments, style)
    for number in bare.ids("patients"):
        for style in ("table", "json"):
            assert not (FORBIDDEN - {"\n"}) & set(bare("show", str(number), "--format", style).out)


def test_the_head_of_pairs_stands_in_csv_too(cli: Cli) -> None:
    assert cli("twins", "--format", "csv").out.splitlines()[0].startswith("a,a_name,")
