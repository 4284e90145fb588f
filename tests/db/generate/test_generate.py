"""What an invented record is: the same by seed, whole, consistent, of nobody real."""

from __future__ import annotations

from typing import Any

import pytest

from db.checks import check
from db.door import Door
from db.errors import BadInput, Refused
from db.generate import generate
from db.generate.record import COLUMNS
from db.rules.identifiers import policy_ok, snils_ok
from db.rules.phones import parse
from db.rules.search_words import words_of
from tests.db.generate.conftest import PATIENTS, fill
from tests.desk import NOW, Desk

NOBODYS_CODES = ("935", "943", "944", "945", "946", "973", "974", "976", "4950", "4990")


def everything(desk: Desk) -> dict[str, list[tuple[Any, ...]]]:
    tables = (*COLUMNS, "task", "day_count", "app_user", "organisation", "clinician")
    return {table: sorted(desk.rows(f"SELECT * FROM {table}"), key=repr) for table in tables}


def count(desk: Desk, sql: str, **params: Any) -> int:
    found: int = desk.rows(sql, **params)[0][0]
    return found


def test_the_same_seed_gives_the_same_rows_on_either_engine(desk: Desk, made: Desk) -> None:
    fill(desk)
    mine, theirs = everything(desk), everything(made)
    for table, rows in theirs.items():
        assert rows, table
        assert mine[table] == rows, table


def test_another_seed_gives_others(desk: Desk, made: Desk) -> None:
    fill(desk, seed=6)
    names = "SELECT full_name FROM patient ORDER BY id"
    assert desk.rows(names) != made.rows(names)


def test_everything_is_there_in_its_proportion(made: Desk) -> None:
    assert count(made, "SELECT COUNT(*) FROM patient") == PATIENTS
    owners = made.rows("SELECT assistant_id, COUNT(*) FROM patient GROUP BY assistant_id ORDER BY assistant_id")
    assert [number for _, number in owners] == [30, 30, 30]
    assert owners[0][0] == 1
    assert count(made, "SELECT COUNT(*) FROM organisation WHERE kind = 'caop'") >= 2
    assert count(made, "SELECT COUNT(*) FROM app_user WHERE roles = 'supervisor'") == 2
    assert count(made, "SELECT COUNT(*) FROM app_user WHERE roles = 'administrator'") == 1
    booked = count(made, "SELECT (SELECT COUNT(*) FROM visit) + (SELECT COUNT(*) FROM test_order)")
    assert 6 * PATIENTS < booked < 20 * PATIENTS
    assert 10 * PATIENTS < count(made, "SELECT COUNT(*) FROM call") < 60 * PATIENTS
    assert count(made, "SELECT COUNT(DISTINCT phase) FROM patient") >= 4


def test_nothing_was_written_of_the_future(made: Desk) -> None:
    for table, column in (
        ("call", "at"), ("mark", "at"), ("note", "at"), ("visit", "created_at"), ("visit", "status_at"),
        ("visit", "result_at"), ("decision", "asked_at"), ("barrier", "opened_at"), ("patient", "first_assigned_at"),
    ):  # fmt: skip
        assert count(made, f"SELECT COUNT(*) FROM {table} WHERE {column} > :now", now=NOW) == 0, (table, column)
    assert count(made, "SELECT COUNT(*) FROM test_order WHERE taken_on > :day", day=NOW.date()) == 0
    assert (
        count(made, "SELECT COUNT(*) FROM visit WHERE status IN ('attended', 'missed') AND ends_at > :now", now=NOW)
        == 0
    )


def test_courses_stand_as_their_visits_say(made: Desk) -> None:
    attended = "SELECT 1 FROM visit v WHERE v.cycle_id = c.id AND v.status = 'attended'"
    given = count(made, "SELECT COUNT(*) FROM cycle WHERE status = 'given'")
    assert given > 0
    assert count(made, f"SELECT COUNT(*) FROM cycle c WHERE c.status = 'given' AND EXISTS ({attended})") == given
    assert count(made, f"SELECT COUNT(*) FROM cycle c WHERE c.status <> 'given' AND EXISTS ({attended})") == 0
    courses: dict[int, list[tuple[int, Any]]] = {}
    for course_id, number, day in made.rows(
        "SELECT course_id, number, starts_on FROM cycle ORDER BY course_id, number"
    ):
        courses.setdefault(course_id, []).append((number, day))
    totals = dict(made.rows("SELECT id, cycles FROM course"))
    for course_id, cycles in courses.items():
        assert [number for number, _day in cycles] == list(range(1, totals[course_id] + 1))
        assert [day for _number, day in cycles] == sorted({day for _number, day in cycles})
    orphans = "SELECT COUNT(*) FROM cycle c JOIN visit v ON v.cycle_id = c.id WHERE v.patient_id <> c.patient_id"
    assert count(made, orphans) == 0


def test_attended_visits_were_looked_up_and_nearly_all_were_confirmed(made: Desk) -> None:
    mark = "SELECT 1 FROM mark m WHERE m.patient_id = v.patient_id AND m.source = 'visit:' || v.id AND m.outcome ="
    attended = "SELECT COUNT(*) FROM visit v WHERE v.status = 'attended'"
    total = count(made, attended)
    assert total > 3 * PATIENTS
    assert count(made, f"{attended} AND NOT EXISTS ({mark} 'TOOK_PLACE')") == 0
    assert count(made, f"{attended} AND EXISTS ({mark} 'CONFIRMED' AND m.at < v.starts_at)") > 0.7 * total
    assert (
        count(made, f"SELECT COUNT(*) FROM visit v WHERE v.status = 'missed' AND NOT EXISTS ({mark} 'NOT_COME')") == 0
    )
    assert (
        count(made, f"SELECT COUNT(*) FROM visit v WHERE v.status = 'moved' AND NOT EXISTS ({mark} 'RESCHEDULE')") == 0
    )
    left = "NOT EXISTS (SELECT 1 FROM visit w WHERE w.follows_id = v.id AND w.patient_id = v.patient_id)"
    assert count(made, f"SELECT COUNT(*) FROM visit v WHERE v.status = 'moved' AND {left}") == 0


def test_marks_of_calls_come_from_calls_in_which_somebody_spoke(made: Desk) -> None:
    joined = "SELECT COUNT(*) FROM mark m JOIN call c ON c.id = m.call_id WHERE"
    assert count(made, f"{joined} m.patient_id <> c.patient_id OR m.at < c.at") == 0
    spoke = "c.connection = 'REACHED' AND c.spoke IN ('patient', 'trusted', 'legal_representative')"
    assert count(made, f"{joined} NOT ({spoke}) AND m.outcome <> 'DIED'") == 0
    assert (
        count(made, "SELECT COUNT(*) FROM call WHERE connection <> 'REACHED' AND spoke NOT IN ('nobody', 'other')") == 0
    )
    tried = (
        "SELECT COUNT(*) FROM call c WHERE c.connection <> 'REACHED' AND c.direction = 'out' AND c.at < :long_ago"
        " AND NOT EXISTS"
    )
    later = "(SELECT 1 FROM call d WHERE d.patient_id = c.patient_id AND d.at > c.at)"
    assert count(made, f"{tried} {later}", long_ago=NOW.replace(month=9)) == 0


def test_nobody_is_called_before_the_service_begins_or_on_a_day_off(made: Desk) -> None:
    assert (
        count(
            made, "SELECT COUNT(*) FROM call c JOIN patient p ON p.id = c.patient_id WHERE c.at < p.first_assigned_at"
        )
        == 0
    )
    calendar = made.rules.calendar
    days = {at.astimezone(made.zone) for (at,) in made.rows("SELECT at FROM call")}
    assert all(calendar.is_working(at.date()) and 9 <= at.hour < 20 for at in days)


def test_counters_equal_the_calls_and_marks(made: Desk) -> None:
    counted: dict[tuple[int, str], list[int]] = {}
    for user, at, connection in made.rows("SELECT user_id, at, connection FROM call"):
        row = counted.setdefault((user, at.astimezone(made.zone).date().isoformat()), [0, 0, 0])
        row[0] += 1
        row[1] += connection == "REACHED"
    for user, at in made.rows("SELECT user_id, at FROM mark"):
        counted.setdefault((user, at.astimezone(made.zone).date().isoformat()), [0, 0, 0])[2] += 1
    stored = {
        (user, day.isoformat()): [calls, reached, done]
        for user, day, calls, reached, done in made.rows("SELECT user_id, on_date, calls, reached, done FROM day_count")
    }
    assert stored == counted


def test_people_are_findable_by_their_words(made: Desk) -> None:
    phones: dict[int, list[str]] = {}
    for i, phone in made.rows("SELECT patient_id, phone FROM contact"):
        phones.setdefault(i, []).append(phone)
    wanted = {
        (word, i)
        for i, name, snils, policy in made.rows("SELECT id, full_name, snils, policy FROM patient")
        for word in words_of(name, phones[i], snils=snils, policy=policy)
    }
    assert set(made.rows("SELECT word, patient_id FROM patient_word")) == wanted


def test_numbers_are_of_the_right_form_and_of_nobody(made: Desk) -> None:
    papers = made.rows("SELECT snils, policy FROM patient")
    right = [snils_ok(snils) for snils, _ in papers if snils] + [policy_ok(policy) for _, policy in papers if policy]
    assert 0.9 * len(right) < sum(map(bool, right)) <= len(right)
    for (phone,) in made.rows("SELECT phone FROM contact"):
        assert phone.removeprefix("+7").startswith(NOBODYS_CODES), phone
        assert parse(phone)[0].doubtful is None


def test_names_agree_with_the_sex(made: Desk) -> None:
    for name, sex in made.rows("SELECT full_name, sex FROM patient"):
        family, _, *patronymic = name.split()
        if patronymic and patronymic[-1].endswith(("вич", "ич", "улы", "оглы")):
            assert sex == "m", name
            assert not family.endswith(("ова", "ева", "ина", "ская")), name
        elif patronymic:
            assert sex == "f", name
            assert not family.endswith(("ов", "ев", "ёв", "ский")), name


def test_every_invented_user_has_the_one_password(made: Desk) -> None:
    with Door(made.url) as door:
        for user, login in made.rows("SELECT id, login FROM app_user WHERE id > 1 ORDER BY id LIMIT 2"):
            assert door.enter(login, "112233445566").user_id == user


def test_the_check_passes_and_finds_what_was_planted(desk: Desk) -> None:
    fill(desk, patients=30)
    report = check(desk)
    assert report.ok, report
    assert report.to_json() == {
        "integrity": "ok", "foreign_keys": "ok", "audit": "ok", "schema": "ok",
        "plan": {"patients": 30, "differences": 0, "patient_ids": []},
    }  # fmt: skip
    with desk._writer.transaction(write=True) as conn:
        task, patient = conn.rows("SELECT id, patient_id FROM task WHERE state = 'open' ORDER BY id")[0]
        conn.run("UPDATE task SET due_from = :at WHERE id = :id", at=NOW, id=task)
        conn.run("DROP INDEX ix_call_user_at")
        stranger = conn.value("SELECT MIN(patient_id) FROM task WHERE state = 'open' AND patient_id <> :id", id=patient)
        conn.run("UPDATE task SET owner_id = NULL WHERE state = 'open' AND patient_id = :id", id=stranger)
    found = check(desk)
    assert not found.ok
    assert found.exit_code == 4
    assert found.plan.patient_ids == tuple(sorted((patient, stranger)))
    assert found.schema == ("-ix_call_user_at",)


def test_new_rows_are_numbered_behind_the_invented_ones(desk: Desk) -> None:
    fill(desk, patients=12)
    with desk._writer.transaction(write=True) as conn:
        last = conn.value("SELECT MAX(id) FROM note")
        new = conn.value(
            "INSERT INTO note (patient_id, user_id, at, text) VALUES (1, 1, :at, 'проба') RETURNING id", at=NOW
        )
    assert new > last


def test_progress_ends_with_all_patients(desk: Desk) -> None:
    seen: list[tuple[int, int]] = []
    generate(
        desk.url, patients=20, assistants=2, years=1, seed=1, password="112233445566", now=NOW,
        progress=lambda done, total: seen.append((done, total)),
    )  # fmt: skip
    assert seen[-1] == (20, 20)
    assert seen == sorted(seen)


def test_it_refuses_what_is_not_fresh_or_not_for_training(desk: Desk) -> None:
    fill(desk, patients=3)
    with pytest.raises(Refused, match="not_empty"):
        fill(desk, patients=3)
    with desk._writer.transaction(write=True) as conn:
        conn.run("UPDATE meta SET value = 'no' WHERE name = 'training'")
    with pytest.raises(Refused, match="training_only"):
        fill(desk, patients=3)


@pytest.mark.parametrize(
    ("patients", "assistants", "years"), [(0, 1, 1), (-4, 1, 1), (5, 0, 1), (5, 6, 1), (5, 1, 0), (5, 1, 21)]
)
def test_sizes_that_make_no_record_are_refused(desk: Desk, patients: int, assistants: int, years: int) -> None:
    with pytest.raises(BadInput):
        generate(
            desk.url, patients=patients, assistants=assistants, years=years, seed=1, password="112233445566", now=NOW
        )
    assert desk.rows("SELECT COUNT(*) FROM app_user") == [(1,)]
