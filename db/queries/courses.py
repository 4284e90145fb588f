"""Courses of treatment with their cycles, and the templates that forms offer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from db.engine import instant
from db.queries.filters import Where
from db.rules.cycles import GIVEN, PLANNED, CycleDates, Rhythm
from db.work import View


@dataclass(frozen=True, slots=True)
class CycleLine:
    """A cycle; `begun` where an infusion of it took place, `visits` is how many of its visits stand.

    `moved_on`: its first visit that stands was moved by hand to a day that is none of the cycle's.
    """

    id: int
    number: int
    starts_on: date
    status: str
    because: str | None
    begun: bool
    visits: int
    version: int
    moved_on: date | None = None

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
    assistant: str | None = None  # login of whose patient it is

    @property
    def rhythm(self) -> Rhythm:
        """Return the rhythm."""
        return Rhythm(self.cycle_days, self.infusion_days)

    @property
    def next(self) -> CycleLine | None:
        """Return the next cycle whose days may still change."""
        return next((cycle for cycle in self.cycles if cycle.movable), None)

    @property
    def last_begun(self) -> CycleLine | None:
        """Return the last cycle that has begun and of which nobody said yet that it was given."""
        return next((one for one in reversed(self.cycles) if one.begun and one.status == PLANNED), None)

    @property
    def dates(self) -> tuple[CycleDates, ...]:
        """Return the cycles as the rules shift them: one that has begun keeps its days."""
        return tuple(
            CycleDates(cycle.number, cycle.starts_on, GIVEN if cycle.begun else cycle.status) for cycle in self.cycles
        )


IN_CARE: Final = (
    "p.phase <> 'closed' AND NOT EXISTS (SELECT 1 FROM decision d WHERE d.patient_id = p.id AND d.kind = 'died'"
    " AND (d.answer IS NULL OR d.answer = 'confirmed'))"
)
"""Lists of work leave out whose support has ended, and who is said to have died."""

_COURSES: Final = (
    "SELECT c.id, c.patient_id, p.full_name, c.template, c.cycle_days, c.infusion_days, c.starts_on, o.short_name,"
    " c.status, c.because, c.note, c.created_at, c.version, u.login FROM course c JOIN patient p ON p.id = c.patient_id"
    " LEFT JOIN organisation o ON o.id = c.organisation_id LEFT JOIN app_user u ON u.id = p.assistant_id WHERE "
)
_CYCLES: Final = (
    "SELECT y.course_id, y.id, y.number, y.starts_on, y.status, y.because,"
    " (SELECT COUNT(*) FROM visit v WHERE v.cycle_id = y.id AND v.status = 'attended'),"
    " (SELECT COUNT(*) FROM visit v WHERE v.cycle_id = y.id AND v.status IN ('planned', 'confirmed', 'to_move')),"
    " y.version, (SELECT MIN(v.starts_at) FROM visit v WHERE v.cycle_id = y.id"
    "  AND v.status IN ('planned', 'confirmed')),"
    " (SELECT MIN(v.zone) FROM visit v WHERE v.cycle_id = y.id) FROM cycle y WHERE y.course_id IN :ids"
    " ORDER BY y.course_id, y.number"
)


def courses(
    view: View, *, assistant: str | None = None, patient_id: int | None = None, status: str | None = "active"
) -> tuple[CourseRow, ...]:
    """Return courses, the latest first; active ones unless another status, or None, is asked for."""
    where = Where(view)
    where.whose("p.assistant_id", assistant, patient_id)
    if patient_id is None:
        where.add(IN_CARE)
    where.equal("c.status", status)
    rows = view.conn.rows(f"{_COURSES}{where} ORDER BY c.starts_on DESC, c.id DESC", **where.params)  # noqa: S608 - values are parameters
    cycles = _cycles(view, {row[0]: Rhythm(row[4], _numbers(row[5])) for row in rows})
    made = []
    for i, patient, name, template, days, infusions, starts_on, place, state, because, note, at, version, login in rows:
        on, lines = _numbers(infusions), tuple(cycles.get(i, ()))
        made.append(CourseRow(
            i, patient, name, template, days, on, starts_on, place, state, because, note, at, version, lines, login,
        ))  # fmt: skip
    return tuple(made)


def _numbers(text: str) -> tuple[int, ...]:
    return tuple(map(int, text.split(",")))


def _cycles(view: View, rhythms: Mapping[int, Rhythm]) -> dict[int, list[CycleLine]]:
    rows: list[tuple[Any, ...]] = view.conn.rows(_CYCLES, ids=sorted(rhythms)) if rhythms else []
    found: dict[int, list[CycleLine]] = {}
    for course_id, i, number, starts_on, status, because, attended, standing, version, first, zone in rows:
        at = instant(first)
        first_on = None if at is None else at.astimezone(ZoneInfo(zone)).date()
        moved_on = None if first_on in (None, *rhythms[course_id].infusions(starts_on)) else first_on
        line = CycleLine(i, number, starts_on, status, because, attended > 0, standing, version, moved_on)
        found.setdefault(course_id, []).append(line)
    return found


def course(view: View, course_id: int) -> CourseRow | None:
    """Return one course, None where there is none."""
    patient_id = view.conn.value("SELECT patient_id FROM course WHERE id = :id", id=course_id)
    if patient_id is None:
        return None
    return next((row for row in courses(view, patient_id=patient_id, status=None) if row.id == course_id), None)
