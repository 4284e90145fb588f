"""Whose patients are whose: given, given back, left behind by somebody who is switched off."""

from __future__ import annotations

import time

import pytest

from db.actions.assigning import assign_patients, wrongly_assigned
from db.actions.people import disable_user
from db.actions.undo import undo
from db.checks import check
from db.errors import BadInput, Refused
from db.queries.timeline import timeline
from tests.build import colleague, patient
from tests.desk import Desk


def owners(desk: Desk) -> dict[int, int | None]:
    return dict(desk.rows("SELECT id, assistant_id FROM patient"))


def test_each_change_of_hands_is_written_down_and_shown(desk: Desk) -> None:
    olga = colleague(desk)
    one = patient(desk, "Ким Олег Сергеевич", "8 903 555-10-22")
    desk.do(assign_patients, [one], olga, because="handed_over")
    assert desk.rows("SELECT patient_id, from_id, to_id, by_id, because FROM assignment") == [
        (one, 1, olga, 1, "handed_over")
    ]
    (shown,) = [entry for entry in desk.ask(timeline, one) if entry.kind == "assignment"]
    assert shown.code == "handed_over"
    assert dict(shown.params) == {"from_name": "Иванова А. П.", "to_name": "Котова О. С."}
    desk.do(undo)
    assert owners(desk) == {one: 1}
    assert desk.rows("SELECT * FROM assignment") == []
    with pytest.raises(BadInput, match="unknown_code"):
        desk.do(assign_patients, [one], olga, because="whim")


def test_the_wrongly_assigned_go_back_and_the_supervisor_reads_why(desk: Desk) -> None:
    chief = colleague(desk, "chief", "Белова Инна Олеговна", ("supervisor",))
    one = patient(desk, "Ким Олег Сергеевич", "8 903 555-10-22")
    with pytest.raises(BadInput, match="text_missing"):
        desk.do(wrongly_assigned, [one], "  ")
    desk.do(wrongly_assigned, [one], "наблюдается в ЦАОП № 5")
    assert owners(desk) == {one: None}
    sent = desk.rows("SELECT patient_id, from_id, to_id, text FROM message")
    assert sent == [(one, 1, chief, "наблюдается в ЦАОП № 5")]
    assert check(desk).ok
    desk.do(undo)
    assert owners(desk) == {one: 1}
    assert desk.rows("SELECT * FROM message") == []


def test_nobody_with_patients_is_switched_off_without_saying_what_becomes_of_them(desk: Desk) -> None:
    olga, inna = colleague(desk), colleague(desk, "inna", "Белова Инна Олеговна")
    people = [patient(desk, f"Пациент {chr(1040 + n)}", f"8 903 555-10-{n + 10}", met=n < 5) for n in range(9)]
    desk.do(assign_patients, people[:7], olga)
    desk.do(assign_patients, people[7:], inna)
    with pytest.raises(Refused, match="has_patients") as refused:
        desk.administer(disable_user, olga)
    assert refused.value.params == {"patients": 7}
    done = desk.administer(disable_user, olga, share=True).result
    assert (done.patients, done.colleagues) == (7, 2)
    counts = desk.rows("SELECT assistant_id, COUNT(*) FROM patient GROUP BY assistant_id ORDER BY assistant_id")
    assert sorted(counts) == [(1, 5), (inna, 4)]
    assert {row[0] for row in desk.rows("SELECT because FROM assignment WHERE from_id = :o", o=olga)} == {"disabled"}
    assert check(desk).ok
    desk.administer(undo)
    assert desk.rows("SELECT active FROM app_user WHERE id = :o", o=olga)[0][0]
    assert sum(owner == olga for owner in owners(desk).values()) == 7
    desk.administer(disable_user, olga, to_id=inna)
    assert sum(owner == inna for owner in owners(desk).values()) == 9
    desk.administer(disable_user, inna, unassign=True)
    assert set(owners(desk).values()) == {None}
    assert check(desk).ok


def test_ten_thousand_change_hands_at_once(desk: Desk) -> None:
    """A wide margin: what it guards against is a statement for each patient, which takes minutes."""
    if desk.dialect == "postgresql":
        return  # the same statements; filling the record would take longer than the test
    olga = colleague(desk)
    with desk._writer.transaction(write=True) as conn:
        conn.many(
            "INSERT INTO patient (full_name, search_key, sort_key, zone, phase, flags, in_care_since, origin,"
            " first_assigned_at, assistant_id, created_at, version) VALUES ('Кто-то', 'кто то', 'кто то',"
            " 'Europe/Moscow', 'closed', '', '2026-01-10', 'generated', :at, 1, :at, 1)",
            [{"at": desk.frozen.now()} for _ in range(10_000)],
        )
    ids = [row[0] for row in desk.rows("SELECT id FROM patient")]
    started = time.perf_counter()
    assert desk.do(assign_patients, ids, olga).result.patients == 10_000
    assert time.perf_counter() - started < 20
    assert desk.rows("SELECT COUNT(*) FROM assignment WHERE to_id = :o", o=olga) == [(10_000,)]
