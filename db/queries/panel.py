"""Everything under the list: the patient under the cursor, ready to dial."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from db.queries.about import ContactLine, Hour, LastTalk, Namesake, NextVisit
from db.queries.reasons import Part, Reason, Warn


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
