"""The rows of a course: its cycles, what of them has begun, their standing visits and open tests."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from db.actions.visits import STANDS
from db.errors import Refused
from db.rules.cycles import GIVEN, PLANNED, SKIPPED
from db.rules.facts import TestStatus, VisitStatus
from db.work import Work


def active_course_of(work: Work, cycle_id: int) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return a cycle and its course; raises `Refused("unknown_row" | "course_is_over")`."""
    cycle = work.fetch("cycle", cycle_id)
    course = work.fetch("course", cycle["course_id"])
    if course["status"] != "active":
        raise Refused("course_is_over", id=course["id"])
    return cycle, course


def cycles_of(work: Work, course_id: int) -> list[dict[str, Any]]:
    """Return the cycles of a course in their order."""
    return work.conn.dicts("SELECT * FROM cycle WHERE course_id = :id ORDER BY number", id=course_id)


def begun_of(work: Work, course_id: int) -> frozenset[int]:
    """Return the cycles of a course of which an infusion took place."""
    rows = work.conn.rows(
        "SELECT DISTINCT v.cycle_id FROM visit v JOIN cycle c ON c.id = v.cycle_id WHERE c.course_id = :id"
        " AND v.status = 'attended'",
        id=course_id,
    )
    return frozenset(row[0] for row in rows)


def standing_visits(work: Work, cycle_id: int) -> list[dict[str, Any]]:
    """Return the visits of a cycle that stand, by their time."""
    return work.conn.dicts(
        "SELECT * FROM visit WHERE cycle_id = :id AND status IN :stands ORDER BY starts_at, id",
        id=cycle_id, stands=[one.value for one in STANDS],
    )  # fmt: skip


def open_tests(work: Work, cycle_id: int) -> list[dict[str, Any]]:
    """Return the orders of a cycle that wait to be taken."""
    return work.conn.dicts(
        "SELECT * FROM test_order WHERE cycle_id = :id AND status = 'ordered' ORDER BY id", id=cycle_id
    )


def cancel_rows(work: Work, cycle_ids: Iterable[int], because: str | None) -> tuple[int, int]:
    """Cancel the visits to come and the open tests of cycles; return how many of each.

    A visit whose time has passed stays: what became of it is still to be found out.
    """
    visits = tests = 0
    for cycle_id in cycle_ids:
        for visit in standing_visits(work, cycle_id):
            if visit["starts_at"] <= work.now:
                continue
            work.update(
                "visit", visit["id"], status=VisitStatus.CANCELLED.value, status_at=work.now, because=because,
                initiative="clinic",
            )  # fmt: skip
            visits += 1
        for test in open_tests(work, cycle_id):
            work.update("test_order", test["id"], status=TestStatus.CANCELLED.value)
            tests += 1
    return visits, tests


def end_course(work: Work, course_id: int, because: str | None, version: int | None = None) -> tuple[int, int]:
    """Stop a course: planned cycles are skipped, what is to come of it cancelled; return how many visits and tests."""
    begun, rows = begun_of(work, course_id), cycles_of(work, course_id)
    work.update("course", course_id, version=version, status="stopped", because=because)
    for row in rows:
        if row["status"] == PLANNED:
            work.update("cycle", row["id"], status=GIVEN if row["id"] in begun else SKIPPED, because=because)
    return cancel_rows(work, (row["id"] for row in rows), because)


def end_courses(work: Work, patient_id: int, because: str) -> None:
    """Stop the courses that go on of a patient whose support ends."""
    for (course_id,) in work.conn.rows(
        "SELECT id FROM course WHERE patient_id = :id AND status = 'active' ORDER BY id", id=patient_id
    ):
        end_course(work, course_id, because)
