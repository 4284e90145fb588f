"""The call on the screen, open calls, and calls as a list."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from db.queries.about import ContactLine, Hour, LastTalk, Mark, Namesake, NextVisit
from db.queries.reasons import Reason, Warn


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
    never_ask: tuple[str, ...] = ("sms_code",)


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


@dataclass(frozen=True, slots=True)
class CallEntry:
    """A call in a list."""

    id: int
    patient_id: int
    full_name: str
    user: str  # login
    user_name: str
    at: datetime
    entered_at: datetime
    late: bool
    direction: str
    state: str
    phone: str | None
    contact_id: int | None
    spoke: str
    spoke_name: str | None
    connection: str | None
    message_left: bool
    marks: tuple[Mark, ...]
    duration_s: int | None
    note: str | None
    corrects_id: int | None
    undone: bool


@dataclass(frozen=True, slots=True)
class OpenCall:
    """A call of the user that is not finished."""

    call_id: int
    patient_id: int
    full_name: str
    state: str  # open, aside
    direction: str
    at: datetime
    connection: str | None
    marks: int
