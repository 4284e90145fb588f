"""Courses of treatment with their cycles, and the templates that forms offer."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from db.queries.filters import Where
from db.rules.cycles import GIVEN, PLANNED, CycleDates, Rhythm
from db.work import View


@dataclass(frozen=True, slots=True)
class CycleLine:
    """A cycle; `begun` where an infusion of it took place, `visits` is how many of its visits stand."""

    id: int
    number: int
    starts_on: date
    status: str
    because: str | None
    begun: bool
    visits: int
    version: int

    @property
    def movable(self) -> bool:
        """Tell whether its days may still change."""
        return self.status == PLANNED and not self.begun


@dataclass(frozen=True, slots=True)
class CourseRow:
    """A course of a patient."""

    id: int
    patient_id: int
    full_name: str
    template: str
    cycle_days: int
    infusion_days: tuple[int, ...]
    starts_on: date
    organisation: str | None
    status: str
    because: str | None
    note: str | None
    created_at: datetime
    version: int
    cycles: tuple[CycleLine, ...]

    @property
    def rhythm(self) -> Rhythm:
        """Return the rhythm."""
        return Rhythm(self.cycle_days, self.infusion_days)

    @property
    def next(self) -> CycleLine | None:
        """Return the next cycle whose days may still change."""
        return next((cycle for cycle in self.cycles if cycle.movable), None)

    @property
    def dates(self) -> tuple[CycleDates, ...]:
        """Return the cycles as the rules shift them: one that has begun keeps its days."""
        return tuple(
            CycleDates(cycle.number, cycle.starts_on, GIVEN if cycle.begun else cycle.status) for cycle in self.cycles
        )


_COURSES: Final = (
    "SELECT c.id, c.patient_id, p.full_name, c.template, c.cycle_days, c.infusion_days, c.starts_on, o.short_name,"
    " c.status, c.because, c.note, c.created_at, c.version FROM course c JOIN patient p ON p.id = c.patient_id"
    " LEFT JOIN organisation o ON o.id = c.organisation_id WHERE "
)
_CYCLES: Final = (
    "SELECT y.course_id, y.id, y.number, y.starts_on, y.status, y.because,"
    " (SELECT COUNT(*) FROM visit v WHERE v.cycle_id = y.id AND v.status = 'attended'),"
    " (SELECT COUNT(*) FROM visit v WHERE v.cycle_id = y.id AND v.status IN ('planned', 'confirmed', 'to_move')),"
    " y.version FROM cycle y WHERE y.course_id IN :ids ORDER BY y.course_id, y.number"
)


def courses(
    view: View, *, assistant: str | None = None, patient_id: int | None = None, status: str | None = "active"
) -> tuple[CourseRow, ...]:
    """Return courses, the latest first; active ones unless another status, or None, is asked for."""
    where = Where(view)
    where.whose("p.assistant_id", assistant, patient_id)
    where.equal("c.status", status)
    rows = view.conn.rows(f"{_COURSES}{where} ORDER BY c.starts_on DESC, c.id DESC", **where.params)  # noqa: S608 - values are parameters
    cycles = _cycles(view, (row[0] for row in rows))
    made = []
    for i, patient, name, template, days, infusions, starts_on, place, state, because, note, at, version in rows:
        on = tuple(map(int, infusions.split(",")))
        lines = tuple(cycles.get(i, ()))
        made.append(
            CourseRow(i, patient, name, template, days, on, starts_on, place, state, because, note, at, version, lines)
        )
    return tuple(made)


def _cycles(view: View, course_ids: Iterable[int]) -> dict[int, list[CycleLine]]:
    ids = sorted(course_ids)
    rows: list[tuple[Any, ...]] = view.conn.rows(_CYCLES, ids=ids) if ids else []
    found: dict[int, list[CycleLine]] = {}
    for course_id, i, number, starts_on, status, because, attended, standing, version in rows:
        line = CycleLine(i, number, starts_on, status, because, attended > 0, standing, version)
        found.setdefault(course_id, []).append(line)
    return found


def course(view: View, course_id: int) -> CourseRow | None:
    """Return one course, None where there is none."""
    patient_id = view.conn.value("SELECT patient_id FROM course WHERE id = :id", id=course_id)
    if patient_id is None:
        return None
    return next((row for row in courses(view, patient_id=patient_id, status=None) if row.id == course_id), None)
