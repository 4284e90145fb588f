"""Courses of treatment in an invented record: their cycles, those to come too."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Final

from db.generate.booked import Visit
from db.generate.record import Ids, Record, day_text, instant_text
from db.generate.world import workday

_GIVEN_UP_DAYS: Final = 14


@dataclass
class Cycle:
    """One cycle of a course as it stands; `visits` are those of its infusion, the latest last."""

    id: int
    number: int
    starts_on: date
    visits: tuple[Visit, ...] = ()

    @property
    def given(self) -> bool:
        """Tell whether its infusion took place."""
        return any(visit.status == "attended" for visit in self.visits)


@dataclass
class Course:
    """A course of treatment as it stands."""

    id: int
    cycle_days: int
    total: int
    created_at: datetime
    cycles: list[Cycle] = field(default_factory=list)

    def status(self, today: date, *, closed: bool) -> str:
        """Return where it stands: one whose infusion was missed or called off long ago goes on no more."""
        if len(self.cycles) == self.total and all(cycle.given for cycle in self.cycles):
            return "done"
        last = next((cycle.visits[-1] for cycle in reversed(self.cycles) if cycle.visits), None)
        left = last is not None and last.status in ("missed", "cancelled") and (today - last.day).days > _GIVEN_UP_DAYS
        return "stopped" if closed or left else "active"


def write_course(course: Course, patient_id: int, today: date, closed: bool, ids: Ids, record: Record) -> None:
    """Write a course with its cycles; those that nobody has booked yet stand at their distance from the last one."""
    status = course.status(today, closed=closed)
    first, last = course.cycles[0], course.cycles[-1]
    record.rows["course"].append(
        (course.id, patient_id, f"q{course.cycle_days}", course.cycle_days, "1", course.total,
         day_text(first.starts_on), status, "other" if status == "stopped" else None, instant_text(course.created_at))
    )  # fmt: skip
    cycles = list(course.cycles)
    for number in range(last.number + 1, course.total + 1):
        day = max(last.starts_on, today) + timedelta(days=course.cycle_days * (number - last.number))
        cycles.append(Cycle(ids.take("cycle"), number, workday(day, 0)))
    for cycle in cycles:
        state = "given" if cycle.given else "skipped" if status == "stopped" else "planned"
        record.rows["cycle"].append((cycle.id, course.id, patient_id, cycle.number, day_text(cycle.starts_on), state))
