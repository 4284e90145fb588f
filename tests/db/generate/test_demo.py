"""The demo: a day that looks like a real one, at a fixed place until it is made anew."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from db.actions.notes import add_note
from db.auth import sign_in
from db.caseload import Caseload
from db.checks import check
from db.clock import FrozenClock
from db.demo import LOGIN, PASSWORD, demo_now, make_demo, resumed
from db.generate.world import DESK
from db.migrations import current, migrate
from db.queries.call_list import CallList, call_list
from db.schema import HEAD

TUESDAY = datetime(2026, 11, 17, 7, 30, tzinfo=UTC)  # 10:30 in Moscow


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_demo(tmp_path_factory.mktemp("demo") / "demo.db", now=TUESDAY).path


def listed(path: Path, now: datetime) -> CallList:
    info = make_demo(path, now=now)
    with sign_in(str(path), info.login, info.password, clock=FrozenClock(now)) as caseload:
        return caseload.ask(call_list)


def test_a_tuesday_has_enough_of_everything(demo: Path) -> None:
    counts = listed(demo, TUESDAY).counts
    assert 30 <= counts.now <= 55
    assert 1 <= counts.callback <= 5
    assert 6 <= counts.later <= 20
    assert 12 <= counts.desk <= 25
    assert counts.done >= 3
    assert 2 <= counts.old <= 6


def test_the_people_of_a_real_day_are_there(demo: Path) -> None:
    rows = listed(demo, TUESDAY).rows
    kinds = {reason.kind for row in rows for reason in row.reasons}
    assert {
        "first_contact", "confirm_visit", "readiness", "test_due", "test_overdue", "missed_visit", "callback",
        "took_place", "result_expected", "check_booking", "book_move", "tell_doctor", "barrier", "answer",
        "find_contacts", "reminder",
    } <= kinds  # fmt: skip
    names = {row.full_name for row in rows}
    assert {"Петрова Мария Ивановна", "Петрова Мария Ильинична"} <= names
    assert any("namesake" in row.flags for row in rows)
    assert any("hearing" in row.flags and any(phone.relation == "daughter" for phone in row.phones) for row in rows)
    assert any(row.zone == "Asia/Vladivostok" for row in rows)
    assert any(len(row.reasons) > 2 for row in rows)


def test_three_were_promised_a_call_later_today(demo: Path) -> None:
    with Caseload(str(demo), clock=FrozenClock(TUESDAY)) as caseload, caseload.reading() as conn:
        promised = conn.rows(
            "SELECT due_from FROM task WHERE kind = 'callback' AND state = 'open' AND owner_id = 1 AND due_from > :now"
            " ORDER BY due_from",
            now=TUESDAY,
        )
    today = [at for (at,) in promised if at.astimezone(DESK).date() == date(2026, 11, 17)]
    assert len(today) >= 3


def test_the_demo_passes_its_own_check(demo: Path) -> None:
    with Caseload(str(demo), clock=FrozenClock(TUESDAY)) as caseload:
        assert caseload.training
        assert check(caseload).ok


def test_a_demo_of_an_earlier_version_is_brought_up_to_date(tmp_path: Path) -> None:
    path = tmp_path / "demo.db"
    path.touch(0o600)
    migrate(str(path), to="0001")
    assert not make_demo(path, now=TUESDAY).made
    assert current(str(path)) == HEAD


def test_it_is_kept_until_it_is_made_anew(tmp_path: Path) -> None:
    path = tmp_path / "demo.db"
    assert make_demo(path, now=TUESDAY, patients=30, assistants=1).made
    with Caseload(str(path), clock=FrozenClock(TUESDAY)) as caseload, caseload._writer.transaction(write=True) as conn:
        conn.run("UPDATE patient SET code_word = 'проба' WHERE id = 1")
    assert not make_demo(path, now=TUESDAY, patients=30, assistants=1).made
    assert word(path) == "проба"
    info = make_demo(path, now=TUESDAY, patients=30, assistants=1, fresh=True)
    assert info.made
    assert info.login == LOGIN
    assert word(path) != "проба"
    assert sorted(file.name for file in tmp_path.iterdir()) == ["demo.db", "demo.db.door", "demo.db.lock"]


def word(path: Path) -> str | None:
    with Caseload(str(path), clock=FrozenClock(TUESDAY)) as caseload, caseload.reading() as conn:
        found: str | None = conn.value("SELECT code_word FROM patient WHERE id = 1")
        return found


@pytest.mark.parametrize(("day", "hour"), [(17, 0), (18, 9), (19, 14), (20, 16), (20, 23), (22, 12)])
def test_the_list_is_full_at_any_hour_at_which_the_demo_is_made(tmp_path: Path, day: int, hour: int) -> None:
    now = demo_now(datetime(2026, 11, day, hour, 3, tzinfo=DESK))
    path = make_demo(tmp_path / "demo.db", now=now, patients=80, assistants=1).path
    counts = listed(path, now).counts
    assert counts.now >= 25
    assert counts.desk >= 10


def test_a_demo_is_taken_up_after_what_was_last_done_in_it(tmp_path: Path) -> None:
    path = tmp_path / "demo.db"
    assert resumed(path, TUESDAY) == TUESDAY
    make_demo(path, now=TUESDAY, patients=40, assistants=1)
    assert resumed(path, TUESDAY) == TUESDAY
    later = TUESDAY + timedelta(minutes=7)
    with sign_in(str(path), LOGIN, PASSWORD, clock=FrozenClock(later)) as caseload:
        caseload.do(add_note, 1, "Заметка")
    assert resumed(path, TUESDAY) == later
    assert resumed(path, later + timedelta(days=1)) == later + timedelta(days=1)
    path.write_bytes(b"not a database at all" * 100)
    assert resumed(path, TUESDAY) == TUESDAY


@pytest.mark.parametrize(
    ("real", "shown"),
    [
        ("2026-11-20 11:00", "2026-11-20 11:00"), ("2026-11-20 06:00", "2026-11-20 09:40"),
        ("2026-11-20 18:00", "2026-11-23 09:40"), ("2026-11-22 12:00", "2026-11-23 09:40"),
        ("2026-12-31 12:00", "2027-01-11 09:40"),
    ],
)  # fmt: skip
def test_outside_working_hours_the_demo_shows_the_next_working_morning(real: str, shown: str) -> None:
    at = datetime.fromisoformat(real).replace(tzinfo=DESK)
    assert demo_now(at).astimezone(DESK) == datetime.fromisoformat(shown).replace(tzinfo=DESK)
