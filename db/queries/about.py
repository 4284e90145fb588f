"""What the panel, the call and the card share of a patient: numbers, namesakes, the last talk, visits to come."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time

from db.queries.reasons import Params


@dataclass(frozen=True, slots=True)
class ContactLine:
    """A number with whose it is, under which consent, and what may be said there."""

    id: int
    phone: str | None  # E.164
    written: str
    extension: str | None
    kind: str  # mobile, landline, other
    relation: str  # self, daughter, …
    name: str | None
    standing: str  # patient, legal_representative, trusted, other
    scope: str  # in force today: none, time_place_only, preparation, full_logistics
    consent_on: date | None
    consent_until: date | None
    consent_expired: bool
    consent_paper: str | None
    voicemail_ok: bool
    active: bool
    priority: int
    doubtful: str | None
    set_aside: str | None
    strikes: int
    shared_with: tuple[str, ...]  # names of other patients who have this number
    say: tuple[str, ...]  # codes of what may be said, see `db.rules.disclosure`
    never: tuple[str, ...]  # codes of what may not
    tried_today: int
    last_at: datetime | None
    last_connection: str | None


@dataclass(frozen=True, slots=True)
class Namesake:
    """Another patient of the same caseload who could be taken for this one."""

    patient_id: int
    full_name: str
    birth_year: int | None
    how: str  # same_name, shared_number


@dataclass(frozen=True, slots=True)
class LastTalk:
    """The last conversation, or the last call where there was none."""

    call_id: int
    at: datetime
    direction: str
    connection: str
    spoke: str
    spoke_name: str | None
    outcomes: tuple[str, ...]
    note: str | None
    user: str


@dataclass(frozen=True, slots=True)
class Hour:
    """The part of the day in which the patient answers: `answered` of `tried`, local hours."""

    start: time
    end: time
    answered: int
    tried: int


@dataclass(frozen=True, slots=True)
class NextVisit:
    """A visit to come, with what may be said of it."""

    id: int
    service: str
    kind: str
    ru: str
    en: str
    neutral_ru: str
    neutral_en: str
    starts_at: datetime
    ends_at: datetime
    zone: str
    organisation: str | None
    address: str | None
    room: str | None
    mode: str
    status: str
    booked_in: str
    booking_number: str | None
    preparation_ru: str | None
    preparation_en: str | None
    must_precede: int | None  # id of the visit that this one must come before


@dataclass(frozen=True, slots=True)
class Mark:
    """What came out for one reason."""

    id: int
    task_id: int | None
    task: str | None  # its kind
    source: str | None
    conversation: str  # an Outcome
    at: datetime
    spoke: str
    until_at: datetime | None
    because: str | None
    detail: Params
    undone: bool


def age_on(birth_on: date | None, today: date) -> int | None:
    """Return full years on a day; None where the day of birth is not known or still to come."""
    if birth_on is None or birth_on > today:
        return None
    return today.year - birth_on.year - ((today.month, today.day) < (birth_on.month, birth_on.day))
