"""Statutory limits of patients as a list; computed from the facts, never stored."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final
from zoneinfo import ZoneInfo

from db.queries.facts import load
from db.queries.filters import Where
from db.rules.deadlines import band as band_of
from db.rules.deadlines import days_left
from db.rules.facts import PatientFacts
from db.rules.patient_deadlines import patient_deadlines
from db.work import View


@dataclass(frozen=True, slots=True)
class DeadlineRow:
    """A statutory limit of a patient."""

    patient_id: int
    full_name: str
    rule: str
    source: str
    started_on: date
    due_on: date
    days_left: int  # working days; 0 on the last day, below 0 once it passed
    band: str  # late, critical, soon, ok
    done_on: date | None
    assistant: str | None


_WITH_LIMITS: Final = (
    "SELECT p.id, p.full_name, u.login FROM patient p LEFT JOIN app_user u ON u.id = p.assistant_id WHERE"
    " (EXISTS (SELECT 1 FROM milestone m WHERE m.patient_id = p.id)"
    "  OR EXISTS (SELECT 1 FROM test_order t WHERE t.patient_id = p.id)) AND "
)


def deadlines(
    view: View,
    *,
    assistant: str | None = None,
    patient_id: int | None = None,
    first_on: date | None = None,
    last_on: date | None = None,
    band: str | None = None,
    rule: str | None = None,
    done: bool | None = False,
    text: str | None = None,
    limit: int | None = None,
) -> tuple[DeadlineRow, ...]:
    """Return statutory limits by their last day; running ones unless kept or missed ones (`done`), or None for all.

    Limits that had passed before the patient came into care are left out.
    """
    where = Where(view)
    where.whose("p.assistant_id", assistant, patient_id)
    where.text("p.search_key", text)
    if patient_id is None and not done:
        where.add("p.phase <> 'closed'")
    people = {row[0]: row for row in view.conn.rows(f"{_WITH_LIMITS}{where}", **where.params)}  # noqa: S608 - as above
    rows = [
        row
        for loaded in load(view.conn, people)
        for row in deadline_rows(loaded.facts, view, people[loaded.facts.patient_id][1:])
        if (done is None or (row.done_on is not None) is done)
        and (band is None or row.band == band)
        and (rule is None or row.rule == rule)
        and (first_on is None or row.due_on >= first_on)
        and (last_on is None or row.due_on <= last_on)
    ]
    rows.sort(key=lambda row: (row.due_on, row.patient_id, row.source))
    return tuple(rows[:limit])


def deadline_rows(facts: PatientFacts, view: View, who: tuple[str, str | None]) -> list[DeadlineRow]:
    """Return the limits of one patient, `who` being the name and the owner's login."""
    today = view.now.astimezone(ZoneInfo(facts.zone)).date()
    found = []
    for limit in patient_deadlines(facts, view.rules):
        if limit.done_on is None and limit.due_on < facts.in_care_since:
            continue
        left = days_left(limit.due_on, limit.done_on or today, view.rules.calendar)
        name = band_of(left, view.rules.numbers.bands) if limit.done_on is None else ("ok" if limit.kept else "late")
        found.append(
            DeadlineRow(
                facts.patient_id, who[0], limit.rule, limit.source, limit.started_on, limit.due_on, left, name,
                limit.done_on, who[1],
            )  # fmt: skip
        )
    return found
