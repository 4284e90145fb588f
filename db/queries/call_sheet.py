"""The call on the screen: all that is needed from dialling to the last mark."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final

from db.errors import Refused
from db.queries.about import (
    ContactLine,
    Hour,
    LastTalk,
    Mark,
    Namesake,
    NextVisit,
    age_on,
    best_hour,
    codes,
    flags_of,
    hour,
    last_talk,
    marks_of,
    namesakes,
    next_visits,
)
from db.queries.claims import InWork, in_work
from db.queries.contacts import contacts
from db.queries.panel import warnings
from db.queries.placing import placed_patient
from db.queries.reasons import Reason, Warn
from db.rules.best_time import good_now
from db.work import View


@dataclass(frozen=True, slots=True)
class Attempt:
    """A call of today to the same patient."""

    call_id: int
    at: datetime
    connection: str
    contact_id: int | None
    phone: str | None
    user: str


@dataclass(frozen=True, slots=True)
class Script:
    """Whom to be and what to ask before anything is said."""

    user_name: str
    card_phone: str | None  # the number on the patient's card
    code_word: str | None
    say: tuple[str, ...] = ("own_name", "number_on_the_card", "no_codes_asked")
    ask: tuple[str, ...] = ("full_name", "birth_year")


@dataclass(frozen=True, slots=True)
class CallSheet:
    """All that an open call shows."""

    call_id: int
    patient_id: int
    user_id: int
    direction: str  # out, in
    state: str  # open, aside, done
    at: datetime  # the timer's zero
    late: bool
    contact_id: int | None  # the number chosen
    phone: str | None
    connection: str | None
    spoke: str
    spoke_name: str | None
    note: str | None
    marks: tuple[Mark, ...]
    version: int
    full_name: str
    birth_on: date | None
    birth_year: int | None
    age: int | None
    sex: str | None
    zone: str
    flags: tuple[str, ...]
    flag_note: str | None
    not_before: str | None
    not_after: str | None
    call_weekdays: str | None
    own: bool
    assistant: str | None
    namesakes: tuple[Namesake, ...]
    contacts: tuple[ContactLine, ...]
    attempts: tuple[Attempt, ...]
    rounds_today: int
    rounds_cap: int
    reasons: tuple[Reason, ...]  # open now, `before` says what must come after
    next_visits: tuple[NextVisit, ...]
    warnings: tuple[Warn, ...]
    last: LastTalk | None
    best: Hour | None
    good_now: bool
    script: Script
    in_work: InWork | None = None  # somebody else has the patient in work: nothing can be marked here


_CALL: Final = (
    "SELECT c.patient_id, c.user_id, c.direction, c.state, c.at, c.late, c.contact_id, c.phone, c.connection, c.spoke,"
    " c.spoke_name, c.note, c.version, p.full_name, p.birth_on, p.birth_year, p.sex, p.zone, p.flags, p.flag_note,"
    " p.not_before, p.not_after, p.call_weekdays, p.code_word, p.assistant_id, u.short_name, u.phone"
    " FROM call c JOIN patient p ON p.id = c.patient_id LEFT JOIN app_user u ON u.id = p.assistant_id WHERE c.id = :id"
)


def call_sheet(view: View, call_id: int) -> CallSheet:
    """Return all that an open call shows. Raises `Refused("unknown_call")`."""
    row = view.conn.row(_CALL, id=call_id)
    if row is None:
        raise Refused("unknown_call", id=call_id)
    (
        patient_id, user_id, direction, state, at, late, contact_id, phone, connection, spoke, spoke_name, note,
        version, name, birth_on, birth_year, sex, zone, flags, flag_note, not_before, not_after, weekdays, code_word,
        owner, assistant, card_phone,
    ) = row  # fmt: skip
    placed = placed_patient(view, patient_id)
    others, best = namesakes(view, patient_id), best_hour(view, patient_id, zone)
    visits = next_visits(view, patient_id)
    return CallSheet(
        call_id=call_id, patient_id=patient_id, user_id=user_id, direction=direction, state=state, at=at,
        late=bool(late), contact_id=contact_id, phone=phone, connection=connection, spoke=spoke,
        spoke_name=spoke_name, note=note, marks=marks_of(view, [call_id]).get(call_id, ()), version=version,
        full_name=name, birth_on=birth_on,
        birth_year=birth_year or (birth_on.year if birth_on else None), age=age_on(birth_on, view.today), sex=sex,
        zone=zone, flags=flags_of(flags, others), flag_note=flag_note, not_before=not_before, not_after=not_after,
        call_weekdays=weekdays, own=owner == view.user.id, assistant=assistant, namesakes=others,
        contacts=contacts(view, patient_id, told="not_told" not in codes(flags)),
        attempts=_attempts(view, patient_id, call_id), rounds_today=placed.patient.rounds_today,
        rounds_cap=view.rules.numbers.attempts.max_rounds_per_day, reasons=_ordered(view, patient_id, placed.reasons),
        next_visits=visits, warnings=warnings(view, patient_id), last=last_talk(view, patient_id, before=call_id),
        best=hour(best), good_now=good_now(best, view.now, zone),
        script=Script(view.user.short_name, view.user.phone or card_phone, code_word),
        in_work=None if direction == "in" and state == "open" else in_work(view, patient_id),
    )  # fmt: skip


def _attempts(view: View, patient_id: int, call_id: int) -> tuple[Attempt, ...]:
    """Return the other calls of today to the same patient, oldest first."""
    rows = view.conn.rows(
        "SELECT c.id, c.at, c.connection, c.contact_id, c.phone, u.short_name FROM call c"
        " JOIN app_user u ON u.id = c.user_id WHERE c.patient_id = :id AND c.at >= :start AND c.id <> :call"
        " AND c.undone_at IS NULL AND c.connection IS NOT NULL ORDER BY c.at, c.id",
        id=patient_id, start=view.midnight(view.today), call=call_id,
    )  # fmt: skip
    return tuple(Attempt(*row) for row in rows)


def _ordered(view: View, patient_id: int, reasons: tuple[Reason, ...]) -> tuple[Reason, ...]:
    """Return the reasons with what must come after each: the visit that a visit precedes or a test is for."""
    before = {
        f"visit:{i}": f"visit:{other}"
        for i, other in view.conn.rows(
            "SELECT id, before_visit_id FROM visit WHERE patient_id = :id AND before_visit_id IS NOT NULL",
            id=patient_id,
        )
    }
    for i, other in view.conn.rows(
        "SELECT id, for_visit_id FROM test_order WHERE patient_id = :id AND for_visit_id IS NOT NULL", id=patient_id
    ):
        before[f"test:{i}"] = f"visit:{other}"
    return tuple(replace(reason, before=before.get(reason.source)) for reason in reasons)
