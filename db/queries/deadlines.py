"""Statutory limits of patients as a list; computed from the facts, never stored."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final
from zoneinfo import ZoneInfo

from db.queries.filters import Where
from db.rules import facts as f
from db.rules.deadlines import band as band_of
from db.rules.deadlines import days_left
from db.rules.patient_deadlines import booked_on, patient_deadlines
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
    booked_on: date | None = None  # of one that runs: the day of the first visit that would end it, kept or late


_WHO: Final = "SELECT p.id FROM patient p WHERE {where}"
_PATIENTS: Final = (
    "SELECT p.id, p.full_name, u.login, p.zone, p.in_care_since FROM patient p"
    " LEFT JOIN app_user u ON u.id = p.assistant_id WHERE {where}"
)
_MILESTONES: Final = "SELECT patient_id, kind, on_date FROM milestone WHERE patient_id IN ({who})"
_VISITS: Final = (
    "SELECT v.patient_id, v.id, v.service, s.kind, v.starts_at, v.ends_at, v.zone, v.status FROM visit v"
    " JOIN service s ON s.code = v.service WHERE v.patient_id IN ({who})"
    " AND v.status IN ('attended', 'planned', 'confirmed')"
    " AND (s.diagnostic OR s.kind IN ('oncologist', 'doctor', 'treatment', 'admission')) ORDER BY v.id"
)
_TESTS: Final = (
    "SELECT t.patient_id, t.id, t.service, t.ordered_on, t.taken_on, t.status FROM test_order t"
    " JOIN service s ON s.code = t.service WHERE t.patient_id IN ({who}) AND s.diagnostic AND t.status <> 'cancelled'"
    " ORDER BY t.id"
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
    rows = [
        row
        for facts, name, login in _facts(view, where)
        for row in deadline_rows(facts, view, (name, login))
        if (done is None or (row.done_on is not None) is done)
        and (band is None or row.band == band)
        and (rule is None or row.rule == rule)
        and (first_on is None or row.due_on >= first_on)
        and (last_on is None or row.due_on <= last_on)
    ]
    rows.sort(key=lambda row: (row.due_on, row.patient_id, row.source))
    return tuple(rows[:limit])


def _facts(view: View, where: Where) -> Iterator[tuple[f.PatientFacts, str, str | None]]:
    """Yield of many patients the facts on which limits depend, and nothing else, with name and owner."""
    conn, params, who = view.conn, where.params, _WHO.format(where=where)
    milestones: dict[int, dict[str, date]] = {}
    for patient_id, kind, on in conn.rows(_MILESTONES.format(who=who), **params):
        milestones.setdefault(patient_id, {})[kind] = on
    visits: dict[int, list[f.Visit]] = {}
    for patient_id, i, service, kind, starts, ends, zone, state in conn.rows(_VISITS.format(who=who), **params):
        visit = f.Visit(
            i, service, kind, starts, ends, zone, f.VisitStatus(state), f.Booked.BOOKED, False, None, None, None, None
        )
        visits.setdefault(patient_id, []).append(visit)
    tests: dict[int, list[f.Test]] = {}
    for patient_id, i, service, ordered, taken, status in conn.rows(_TESTS.format(who=who), **params):
        order = f.Test(i, service, ordered, None, taken, f.TestStatus(status), None, 0, True)
        tests.setdefault(patient_id, []).append(order)
    for i, name, login, zone, since in conn.rows(_PATIENTS.format(where=where), **params):
        if i in milestones or i in tests:
            facts = f.PatientFacts(
                patient_id=i, in_care_since=since, zone=zone, first_assigned_at=None, phase=f.Phase.SUSPECTED,
                hours=f.CallHours(), icd=None, stage=None, birth_on=None, milestones=milestones.get(i, {}),
                visits=tuple(visits.get(i, ())), tests=tuple(tests.get(i, ())),
            )  # fmt: skip
            yield facts, name, login


def deadline_rows(facts: f.PatientFacts, view: View, who: tuple[str, str | None]) -> list[DeadlineRow]:
    """Return the limits of one patient, `who` being the name and the owner's login."""
    today = view.now.astimezone(ZoneInfo(facts.zone)).date()
    found = []
    to_event = {rule.id: rule.to_event for rule in view.rules.numbers.deadlines}
    for limit in patient_deadlines(facts, view.rules):
        if limit.done_on is None and limit.due_on < facts.in_care_since:
            continue
        left = days_left(limit.due_on, limit.done_on or today, view.rules.calendar)
        name = band_of(left, view.rules.numbers.bands) if limit.done_on is None else ("ok" if limit.kept else "late")
        found.append(
            DeadlineRow(
                facts.patient_id,
                who[0],
                limit.rule,
                limit.source,
                limit.started_on,
                limit.due_on,
                left,
                name,
                limit.done_on,
                who[1],
                booked_on(limit, to_event[limit.rule], facts, view.rules) if limit.done_on is None else None,
            )  # fmt: skip
        )
    return found
