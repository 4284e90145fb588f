"""Visits from the command line: booked, moved, called off, settled; and their calendar, which tells nothing."""

from __future__ import annotations

from pathlib import Path

from tests.assistant_tui.cli.conftest import Cli
from tests.assistant_tui.cli.test_writing import value, whole


def somebody(cli: Cli) -> str:
    """A patient of one's own who has no visit in the days that the tests are about."""
    ahead = cli("visits", "--from", "2026-11-20", "--to", "2026-11-30", "--format", "json").json
    busy = {row["patient_id"] for row in ahead}
    mine = cli("patients", "--format", "json").json
    return str(next(row["id"] for row in mine if row["id"] not in busy and row["phase"] != "closed"))


def visit_of(cli: Cli, visit_id: str, patient: str) -> dict[str, object]:
    rows = cli("visits", "--patient", patient, "--format", "json").json
    return next(row for row in rows if row["id"] == int(visit_id))


def test_a_visit_is_booked_moved_and_called_off(cli: Cli) -> None:
    patient = somebody(cli)
    ran = cli("book", patient, "ct", "2026-11-25T10:00", "--number", "77-1", "--room", "5", "--note", "натощак")
    assert (ran.code, ran.err) == (0, "")
    first = value(ran.out, "visit_id")
    made = visit_of(cli, first, patient)
    assert (made["booked_in"], made["booking_number"]) == ("booked", "77-1")
    assert str(made["starts_at"]).startswith("2026-11-25T10:00:00"), "in the patient's own time"
    ran = cli("book", patient, "oncologist", "2026-11-25T10:10", "--before", first)
    assert ran.code == 0
    assert "! в это время уже: ср 25.11 10:00 КТ" in ran.err
    assert "! должен быть ДО: ср 25.11 10:00 КТ" in ran.err
    ran = cli("move", first, "29.11 11:00", "--initiative", "clinic", "--because", "no_slots")
    assert (ran.code, "это нерабочий день" in ran.err) == (0, True)
    second = value(ran.out, "visit_id")
    assert (visit_of(cli, first, patient)["status"], visit_of(cli, second, patient)["status"]) == ("moved", "planned")
    assert cli("cancel", second, "--because", "was_ill").code == 0
    assert visit_of(cli, second, patient)["status"] == "cancelled"
    assert cli("undo").code == 0
    assert cli("visit", second, "booked", "--number", "88").code == 0
    assert visit_of(cli, second, patient)["booking_number"] == "88"
    whole(cli)


def test_times_that_cannot_be_meant_are_refused(cli: Cli) -> None:
    patient = somebody(cli)
    for time, said in (
        ("2026-11-19T10:00", "Это время прошло"), ("2026-11-25", "нужно время"), ("когда-нибудь", ""),
    ):  # fmt: skip
        ran = cli("book", patient, "ct", time)
        assert ran.code in (2, 4), time
        assert said in ran.err
    assert cli("book", patient, "ct", "2026-11-25T10:00", "--organisation", "нет такой").code == 2
    assert cli("book", patient, "no_such", "2026-11-25T10:00").code in (3, 4)
    ran = cli("book", patient, "ct", "2026-11-19T10:00", "--status", "attended")
    assert (ran.code, value(ran.out, "status")) == (0, "attended")
    assert cli("book", patient, "ct", "2026-11-25T10:00", "--status", "missed").code == 2


def test_what_became_of_a_visit(cli: Cli) -> None:
    patient = somebody(cli)
    made = value(cli("book", patient, "ct", "2026-11-20T20:00").out, "visit_id")
    later = "2026-11-20T21:00"
    assert cli("visit", made, "missed", "--because", "was_ill", "--told-from", "system", now=later).code == 0
    listed = cli("visits", "--patient", patient, "--status", "missed", "--from", "2026-11-20", "--to", "2026-11-20",
                 "--format", "json", now=later).json  # fmt: skip
    assert [str(row["id"]) for row in listed] == [made]
    ran = cli("book", patient, "ct", "2026-11-26T11:00", "--instead-of", made, now=later)
    assert value(ran.out, "old_visit_id") == made
    assert cli("visit", made, "moved").code == 2


def test_a_calendar_names_no_illness_no_service_and_no_patient(cli: Cli, tmp_path: Path) -> None:
    patient = somebody(cli)
    rows = cli("organisations", "list", "--format", "json").json
    centre = next(row for row in rows if "ЦАОП" in row["short_name"])
    cli("book", patient, "ct", "2026-11-25T10:00", "--organisation", str(centre["id"]), "--room", "12")
    target = tmp_path / "visits.ics"
    ran = cli("export", "visits", "--to", str(target), "--patient", patient)
    assert (ran.code, "1 " in ran.err) == (0, True)
    text = target.read_bytes().decode()
    unfolded = text.replace("\r\n ", "")
    assert "SUMMARY:Приём" in unfolded
    assert "DTSTART:20261125T070000Z" in unfolded
    (name,) = (row["full_name"] for row in cli("patients", "--format", "json").json if str(row["id"]) == patient)
    for secret in ("ЦАОП", "онко", "Онко", "КТ", "томограф", name.split()[0]):
        assert secret not in unfolded, secret
    assert "каб. 12" in unfolded
    assert cli("export", "visits", "--to", str(target)).code == 2
    assert cli("export", "tests", "--to", str(tmp_path / "tests.ics")).code == 2
