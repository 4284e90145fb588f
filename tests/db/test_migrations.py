"""Migrations: whole or not at all, equal to the models, and with nothing lost on the way."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from db.engine import Connection, is_postgresql, open_postgresql, open_sqlite
from db.migrations import current, migrate
from db.schema import HEAD
from tests.desk import postgres_server

ROOT = Path(__file__).parents[2]
KILLED = """
import os, signal, sys
from db.migrations import migrate
left = int(sys.argv[2])
def hook(statement):
    global left
    left -= 1
    if left == 0:
        os.kill(os.getpid(), signal.SIGKILL)
migrate(sys.argv[1], hook=hook)
"""


@pytest.fixture(params=["sqlite", "postgresql"])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """An empty database."""
    if request.param == "sqlite":
        path = tmp_path / "new.db"
        path.touch(0o600)
        yield str(path)
        return
    url, drop = postgres_server().empty()
    try:
        yield url
    finally:
        drop()


def opened(url: str) -> Connection:
    return open_postgresql(url) if is_postgresql(url) else open_sqlite(Path(url), typed=False)


def tables(url: str) -> set[str]:
    with opened(url) as conn:
        if is_postgresql(url):
            found = conn.rows("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        else:
            found = conn.rows("SELECT name FROM sqlite_master WHERE name NOT LIKE 'sqlite_%'")
    return {name for (name,) in found}


def breaking_at(number: int) -> Callable[[str], None]:
    left = [number]

    def hook(_statement: str) -> None:
        left[0] -= 1
        if left[0] == 0:
            raise RuntimeError("broken off")

    return hook


def test_an_empty_database_comes_to_the_newest_schema_once(empty: str) -> None:
    seen: list[str] = []
    assert migrate(empty, hook=seen.append) == HEAD
    assert any("CREATE TABLE patient" in statement for statement in seen)
    seen.clear()
    assert migrate(empty, hook=seen.append) == HEAD
    assert not [statement for statement in seen if "CREATE" in statement]


@pytest.mark.parametrize("number", [1, 3, 10, 25, 40])
def test_a_step_that_fails_leaves_nothing_behind(empty: str, number: int) -> None:
    with pytest.raises(RuntimeError, match="broken off"):
        migrate(empty, hook=breaking_at(number))
    assert tables(empty) == set()
    assert migrate(empty) == HEAD


@pytest.mark.parametrize("number", [2, 17, 45])
def test_a_killed_migration_leaves_nothing_behind(empty: str, number: int) -> None:
    ended = subprocess.run(
        [sys.executable, "-c", KILLED, empty, str(number)], cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)},
        check=False, timeout=60,
    )  # fmt: skip
    assert ended.returncode == -signal.SIGKILL
    assert tables(empty) == set()
    assert current(empty) is None
    assert migrate(empty) == HEAD


def test_down_and_up_again_gives_the_same_schema(empty: str) -> None:
    migrate(empty)
    whole = tables(empty)
    with opened(empty) as conn, conn.transaction(write=True):
        conn.run(
            "INSERT INTO organisation (kind, name, short_name, search_key)"
            " VALUES ('caop', 'ЦАОП № 3', 'ЦАОП № 3', 'цаоп 3')"
        )
    assert migrate(empty, to="base") is None
    assert tables(empty) == {"alembic_version"}
    assert migrate(empty) == HEAD
    assert tables(empty) == whole


def test_the_migrated_schema_is_the_one_that_the_models_describe(tmp_path: Path) -> None:
    from alembic.autogenerate import compare_metadata
    from alembic.runtime.migration import MigrationContext

    from db.migrations.walk import _engine
    from db.models import Table

    path = tmp_path / "new.db"
    path.touch(0o600)
    migrate(str(path))
    with _engine(str(path)).connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_server_default": False})
        assert compare_metadata(context, Table.metadata) == []


def checks(path: Path) -> dict[str, set[tuple[str, ...]]]:
    """Return the CHECKs of every table of a SQLite file: name and sorted codes."""
    with opened(str(path)) as conn:
        found = conn.rows("SELECT name, sql FROM sqlite_master WHERE type = 'table'")
    return {
        name: {(each[0], *sorted(re.findall(r"'(\w+)'", each[1]))) for each in re.findall(r"(ck_\w+) CHECK (.*)", sql)}
        for name, sql in found
    }


def test_the_closed_sets_are_those_of_the_models(tmp_path: Path) -> None:
    from db.migrations.walk import _engine
    from db.models import Table

    walked, made = tmp_path / "walked.db", tmp_path / "made.db"
    for path in (walked, made):
        path.touch(0o600)
    migrate(str(walked))
    engine = _engine(str(made))
    Table.metadata.create_all(engine)
    engine.dispose()
    wanted = checks(made)
    assert sum(map(len, wanted.values())) > 20
    assert {name: found for name, found in checks(walked).items() if name in wanted} == wanted


STEPS = ["0001", HEAD]


def filled(url: str) -> None:
    """Put a patient, a visit and a task into the first schema."""
    migrate(url, to=STEPS[0])
    now = "2026-11-20T07:00:00+00:00"
    with opened(url) as conn, conn.transaction(write=True):
        conn.run(
            "INSERT INTO service (code, kind, ru, en, neutral_ru, neutral_en) VALUES ('v','other','п','v','п','v')"
        )
        conn.run(
            "INSERT INTO patient (full_name, search_key, sort_key, in_care_since, created_at)"
            f" VALUES ('Петрова Мария', 'петрова мария', 'петрова мария', '2026-11-01', '{now}')"
        )
        conn.run(
            "INSERT INTO visit (patient_id, service, starts_at, ends_at, zone, created_at)"
            f" VALUES (1, 'v', '{now}', '{now}', 'Europe/Moscow', '{now}')"
        )
        conn.run(
            "INSERT INTO task (patient_id, kind, source, rule, channel, audience, reason, due_from)"
            f" VALUES (1, 'took_place', 'visit:1', 'visit', 'desk', 'assistant', 'took_place', '{now}')"
        )


def contents(url: str) -> list[object]:
    """Return what the first schema can say of the rows."""
    with opened(url) as conn:
        return [
            current(url), tables(url), conn.rows("SELECT id, full_name FROM patient"),
            conn.rows("SELECT id, status, service FROM visit"), conn.rows("SELECT kind, source, state FROM task"),
        ]  # fmt: skip


@pytest.mark.parametrize("number", [1, 5, 20, 35])
def test_a_later_step_that_fails_leaves_the_rows_and_the_schema_before_it(empty: str, number: int) -> None:
    filled(empty)
    before = contents(empty)
    with pytest.raises(RuntimeError, match="broken off"):
        migrate(empty, hook=breaking_at(number))
    assert contents(empty) == before
    assert migrate(empty) == HEAD
    assert contents(empty)[2:] == before[2:]


@pytest.mark.parametrize("number", [3, 40])
def test_a_later_step_that_is_killed_leaves_the_rows_and_the_schema_before_it(empty: str, number: int) -> None:
    filled(empty)
    before = contents(empty)
    ended = subprocess.run(
        [sys.executable, "-c", KILLED, empty, str(number)], cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)},
        check=False, timeout=60,
    )  # fmt: skip
    assert ended.returncode == -signal.SIGKILL
    assert contents(empty) == before
    assert migrate(empty) == HEAD
    assert contents(empty)[2:] == before[2:]


def test_a_file_that_holds_something_is_copied_before_it_is_changed(tmp_path: Path) -> None:
    from db.migrations.walk import keep_copy

    path = tmp_path / "new.db"
    path.touch(0o600)
    migrate(str(path))
    with opened(str(path)) as conn:
        conn.run("INSERT INTO meta (name, value) VALUES ('language', 'ru')")  # stands in the WAL still
        copy = keep_copy(path, HEAD)
    assert copy.stat().st_mode & 0o777 == 0o600
    with opened(str(copy)) as kept:
        assert kept.value("SELECT value FROM meta WHERE name = 'language'") == "ru"


def test_what_the_board_counts_by_is_counted_of_what_is_on_record(empty: str) -> None:
    """Two numbers within an hour are one attempt, a talk is another; the last talk and its day are known."""
    migrate(empty, to="0002")
    with opened(empty) as conn, conn.transaction(write=True):
        conn.run(
            "INSERT INTO app_user (login, name, short_name, roles, created_at)"
            " VALUES ('anna', 'Иванова Анна', 'Иванова А.', 'assistant', '2026-11-01 07:00:00+00:00')"
        )
        conn.run(
            "INSERT INTO patient (full_name, search_key, sort_key, in_care_since, created_at, assistant_id,"
            " first_assigned_at) VALUES ('Петрова Мария', 'петрова мария', 'петрова мария', '2026-11-01',"
            " '2026-11-01 07:00:00.000000+00:00', 1, '2026-11-19 07:00:00.000000+00:00')"
        )
        for minute, phone, connection, spoke in (
            (0, "+79161234567", "NO_ANSWER", "nobody"), (5, "+74957654321", "NO_ANSWER", "nobody"),
            (50, "+79161234567", "REACHED", "patient"),
        ):  # fmt: skip
            at = f"2026-11-20 07:{minute:02}:00.000000+00:00"
            conn.run(
                "INSERT INTO call (patient_id, user_id, state, at, entered_at, phone, connection, spoke)"
                f" VALUES (1, 1, 'done', '{at}', '{at}', '{phone}', '{connection}', '{spoke}')"
            )
        conn.run("INSERT INTO day_count (user_id, on_date, calls, reached) VALUES (1, '2026-11-20', 3, 1)")
    assert migrate(empty) == HEAD
    with opened(empty) as conn:
        assert conn.rows("SELECT calls, attempts, answered FROM day_count") == [(3, 2, 1)]
        ((owner, phase, met_at, contact_at, tried_at),) = conn.rows(
            "SELECT owner_id, phase, met_at, contact_at, tried_at FROM pulse"
        )
        assert (owner, phase, tried_at) == (1, "suspected", None)
        assert str(met_at)[:16] == str(contact_at)[:16] == "2026-11-20 07:50"
