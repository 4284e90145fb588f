"""Everything under the list: the patient under the cursor, ready to dial."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from db.queries.about import (
    ContactLine,
    Hour,
    LastTalk,
    Namesake,
    NextVisit,
    age_on,
    best_hour,
    codes,
    flags_of,
    hour,
    last_talk,
    namesakes,
    next_visits,
)
from db.queries.claims import in_work
from db.queries.contacts import contacts
from db.queries.facts import load
from db.queries.placing import placed_patient
from db.queries.reasons import Part, Reason, Warn
from db.rules.best_time import good_now
from db.rules.retries import warns
from db.work import View


@dataclass(frozen=True, slots=True)
class Panel:
    """The patient under the cursor."""

    patient_id: int
    full_name: str
    birth_on: date | None
    age: int | None
    sex: str | None
    zone: str
    flags: tuple[str, ...]
    flag_note: str | None
    not_before: str | None  # HH:MM, the patient's time
    not_after: str | None
    call_weekdays: str | None  # digits 0–6, Monday is 0
    namesakes: tuple[Namesake, ...]
    contacts: tuple[ContactLine, ...]
    reasons: tuple[Reason, ...]
    section: str | None  # None where nothing is open now
    points: int
    why: tuple[Part, ...]  # parts of its place, the heaviest first
    last: LastTalk | None
    best: Hour | None
    good_now: bool
    warnings: tuple[Warn, ...]
    rounds_today: int
    rounds_cap: int
    next_visits: tuple[NextVisit, ...]
    call_id: int | None  # a call of the user that is open or put aside
    assistant: str | None  # whose patient
    own: bool


def panel(view: View, patient_id: int) -> Panel:
    """Return everything under the list for one patient. Raises `Refused("unknown_patient")`."""
    placed = placed_patient(view, patient_id)
    row = view.conn.row(
        "SELECT p.birth_on, p.flags, p.flag_note, p.not_before, p.not_after, p.call_weekdays, u.short_name"
        " FROM patient p LEFT JOIN app_user u ON u.id = p.assistant_id WHERE p.id = :id",
        id=patient_id,
    )
    assert row is not None  # noqa: S101 - it was just placed
    birth_on, flags, flag_note, not_before, not_after, weekdays, assistant = row
    patient = placed.patient
    others = namesakes(view, patient_id)
    best = best_hour(view, patient_id, patient.zone)
    return Panel(
        patient_id=patient_id, full_name=patient.full_name, birth_on=birth_on, age=age_on(birth_on, view.today),
        sex=patient.sex, zone=patient.zone, flags=flags_of(flags, others), flag_note=flag_note, not_before=not_before,
        not_after=not_after, call_weekdays=weekdays, namesakes=others,
        contacts=contacts(view, patient_id, told="not_told" not in codes(flags)), reasons=placed.reasons,
        section=placed.section, points=placed.points,
        why=tuple(sorted(placed.parts, key=lambda part: -part.points)), last=last_talk(view, patient_id),
        best=hour(best), good_now=good_now(best, view.now, patient.zone), warnings=warnings(view, patient_id),
        rounds_today=patient.rounds_today, rounds_cap=view.rules.numbers.attempts.max_rounds_per_day,
        next_visits=next_visits(view, patient_id), call_id=placed.call_id, assistant=assistant,
        own=patient.assistant_id == view.user.id,
    )  # fmt: skip


def warnings(view: View, patient_id: int) -> tuple[Warn, ...]:
    """Return what to say before dialling: by the rules of retries, and who else is on the line with this patient."""
    found: list[Warn] = []
    for loaded in load(view.conn, [patient_id]):
        facts = loaded.facts
        if any(one.kind == "died" and one.answer != "rejected" for one in facts.decisions):
            found.append(Warn("death_said"))
        if facts.phase == "closed":
            found.append(Warn("closed"))
        if not any(contact.active and contact.phone for contact in facts.contacts):
            found.append(Warn("no_number"))
        attempts = view.rules.numbers.attempts
        limits: dict[str, int] = {
            "rounds_today": attempts.max_rounds_per_day, "too_soon": attempts.min_gap_minutes,
            "cap_rounds": attempts.cap_rounds, "cap_days": attempts.cap_working_days,
        }  # fmt: skip
        for code in warns(facts, view.now, view.rules):
            if code == "pause":
                pause = max(facts.pauses, key=lambda one: one.until_on)
                found.append(Warn(code, (("kind", pause.kind), ("until_on", pause.until_on.isoformat()))))
            else:
                found.append(Warn(code, (("limit", limits[code]),) if code in limits else ()))
    other = in_work(view, patient_id)
    if other is not None:
        since = other.since.astimezone(view.zone).strftime("%H:%M")
        found.append(Warn("colleague_calls", (("user", other.name), ("since", since), ("terminal", other.terminal))))
    return tuple(found)
