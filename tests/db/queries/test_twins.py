"""Pairs of records over the whole record and of one patient."""

from __future__ import annotations

import time

from db.queries.twins import kept_id, twin_pairs
from tests.build import patient
from tests.desk import Desk


def test_pairs_come_with_reasons_and_couples_do_not(desk: Desk) -> None:
    maria = patient(desk, "Петрова Мария Ивановна", "8 916 123-45-67", sex="f", snils="112-233-445 95")
    again = patient(desk, "Петрова Мария Ивановна", "8 495 111-22-33", sex="f")
    slip = patient(desk, "Петрова Марья Ивановна", "8 916 123-45-67", sex="f")
    patient(desk, "Петров Иван Ильич", "8 916 123-45-67", sex="m", birth="1957-01-30")
    found = desk.ask(twin_pairs)
    assert [(pair.one.patient_id, pair.other.patient_id) for pair in found] == [
        (maria, slip), (maria, again), (again, slip)
    ]  # fmt: skip
    assert found[0].reasons == ("name_slip", "same_birth", "same_phone")
    assert found[1].reasons == ("same_name", "same_birth")
    of_one = desk.ask(twin_pairs, again)
    assert {(pair.one.patient_id, pair.other.patient_id) for pair in of_one} == {(maria, again), (again, slip)}
    assert desk.ask(kept_id, maria) == maria


def test_ninety_thousand_records_are_read_in_seconds(desk: Desk) -> None:
    """A wide margin: what it guards against is comparing all with all, which would take an hour."""
    if desk.dialect == "postgresql":
        return  # the same code, and filling it would take longer than the test
    count = 90_000
    with desk._writer.transaction(write=True) as conn:  # the rows that such a record has
        conn.many(
            "INSERT INTO patient (full_name, search_key, sort_key, birth_on, birth_year, sex, zone, phase, flags,"
            " in_care_since, origin, created_at, version) VALUES (:name, :key, :key, :born, :year, :sex,"
            " 'Europe/Moscow', 'treatment', '', '2026-01-10', 'generated', '2026-01-10 00:00:00.000000', 1)",
            [_row(number) for number in range(count)],
        )
    started = time.perf_counter()
    found = desk.ask(twin_pairs)
    assert time.perf_counter() - started < 20
    assert found


def _row(number: int) -> dict[str, str | int]:
    family, given, middle = f"фамилия{number % 9001:05}", f"имя{number % 97:02}", f"отчество{number % 89:02}"
    if number % 1000 == 999:
        number -= 1  # the record before it, once more
        family, given, middle = f"фамилия{number % 9001:05}", f"имя{number % 97:02}", f"отчество{number % 89:02}"
    born = f"19{40 + number % 60}-{1 + number % 12:02}-{1 + number % 28:02}"
    key = f"{family} {given} {middle}"
    return {"name": key.title(), "key": key, "born": born, "year": int(born[:4]), "sex": "fm"[number % 2]}
