"""What the panel, the call and the card share of a patient: numbers, namesakes, the last talk, visits to come."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final

from db.queries.reasons import Params
from db.rules import facts as f
from db.rules.best_time import BestTime, best_time, tallies
from db.rules.names import search_key
from db.work import View, loads

DAYS_OF_HISTORY: Final = 180
"""So far back a patient's calls tell when they answer."""


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


def codes(text: str | None) -> tuple[str, ...]:
    """Return codes that are stored with commas between them."""
    return tuple(code for code in (text or "").split(",") if code)


def marks_of(view: View, call_ids: Sequence[int]) -> dict[int, tuple[Mark, ...]]:
    """Return the marks of calls, oldest first; undone ones too, they say so."""
    found: dict[int, list[Mark]] = {}
    for row in view.conn.rows(
        "SELECT call_id, id, task_id, task, source, outcome, at, spoke, until_at, because, detail, undone_at FROM mark"
        " WHERE call_id IN :ids ORDER BY at, id",
        ids=call_ids,
    ):
        call_id, i, task_id, task, source, outcome, at, spoke, until_at, because, detail, undone_at = row
        mark = Mark(
            i, task_id, task, source, outcome, at, spoke, until_at, because, details(detail), undone_at is not None
        )
        found.setdefault(call_id, []).append(mark)
    return {call_id: tuple(marks) for call_id, marks in found.items()}


def details(text: str | None) -> Params:
    """Return the plain fields of what an outcome's form asked; a list of codes as one text with commas."""
    stored = loads(text) if text else {}
    found: dict[str, str | int | None] = {}
    for name, value in stored.items():
        if isinstance(value, list):
            found[name] = ",".join(map(str, value))
        elif isinstance(value, date):
            found[name] = value.isoformat()
        elif value is None or isinstance(value, (str, int)):
            found[name] = value
        else:
            found[name] = str(value)
    return tuple(sorted(found.items()))


def last_talk(view: View, patient_id: int, *, before: int | None = None) -> LastTalk | None:
    """Return the last conversation, or the last call that was marked where there was none; never the call `before`."""
    row = view.conn.row(
        "SELECT c.id, c.at, c.direction, c.connection, c.spoke, c.spoke_name, c.note, u.short_name FROM call c"
        " JOIN app_user u ON u.id = c.user_id"
        " WHERE c.patient_id = :id AND c.undone_at IS NULL AND c.connection IS NOT NULL AND c.id <> :before"
        " ORDER BY CASE WHEN c.connection = 'REACHED' OR (c.connection = 'OTHER_PERSON'"
        "  AND c.spoke IN ('legal_representative', 'trusted')) THEN 0 ELSE 1 END, c.at DESC, c.id DESC LIMIT 1",
        id=patient_id,
        before=before or 0,
    )
    if row is None:
        return None
    call_id, at, direction, connection, spoke, spoke_name, note, user = row
    marks = marks_of(view, [call_id]).get(call_id, ())
    outcomes = tuple(mark.conversation for mark in marks if not mark.undone)
    return LastTalk(call_id, at, direction, connection, spoke, spoke_name, outcomes, note, user)


def best_hour(view: View, patient_id: int, zone: str) -> BestTime | None:
    """Return the part of the day in which a patient answers, by the patient's own calls."""
    parts = view.rules.numbers.attempts.parts_of_day
    rows = view.conn.rows(
        "SELECT id, at, direction, contact_id, phone, connection, spoke FROM call WHERE patient_id = :id"
        " AND undone_at IS NULL AND connection IS NOT NULL AND at >= :since",
        id=patient_id,
        since=view.now - timedelta(days=DAYS_OF_HISTORY),
    )
    history = (
        f.Call(i, at, direction == "in", contact, phone, f.Connection(connection), f.Spoke(spoke))
        for i, at, direction, contact, phone, connection, spoke in rows
    )
    return best_time(tallies(history, zone, parts), parts)


def hour(best: BestTime | None) -> Hour | None:
    """Return the best part of the day as screens read it."""
    return None if best is None else Hour(best.start, best.end, best.answered, best.tried)


_VISITS: Final = (
    "SELECT v.id, v.service, s.kind, s.ru, s.en, s.neutral_ru, s.neutral_en, v.starts_at, v.ends_at, v.zone,"
    " o.short_name, o.address, v.room, v.mode, v.status, v.booked_in, v.booking_number, s.preparation_ru,"
    " s.preparation_en, v.before_visit_id FROM visit v JOIN service s ON s.code = v.service"
    " LEFT JOIN organisation o ON o.id = v.organisation_id WHERE v.patient_id = :id AND v.ends_at >= :now"
    " AND v.status IN ('planned', 'confirmed') ORDER BY v.starts_at, v.id LIMIT 20"
)


def next_visits(view: View, patient_id: int) -> tuple[NextVisit, ...]:
    """Return the visits to come, the nearest first."""
    return tuple(NextVisit(*row) for row in view.conn.rows(_VISITS, id=patient_id, now=view.now))


def namesakes(view: View, patient_id: int) -> tuple[Namesake, ...]:
    """Return who could be taken for a patient: alike in family and given name, or with a number in common.

    Names are compared within the caseload of the patient's owner, numbers with everybody.
    """
    row = view.conn.row("SELECT search_key, assistant_id FROM patient WHERE id = :id", id=patient_id)
    if row is None:
        return ()
    key, owner = row
    found: dict[int, Namesake] = {}
    words = key.split()
    if owner is not None and len(words) > 1:
        start = f"{words[0]} {words[1]}"
        for i, name, year in view.conn.rows(
            "SELECT id, full_name, birth_year FROM patient WHERE assistant_id = :owner AND id <> :id"
            " AND sort_key >= :start AND sort_key < :end AND phase <> 'closed' ORDER BY sort_key, id",
            owner=owner, id=patient_id, start=start, end=start + "\U0010ffff",
        ):  # fmt: skip
            if search_key(name).split()[:2] == words[:2]:
                found[i] = Namesake(i, name, year, "same_name")
    for i, name, year in view.conn.rows(
        "SELECT p.id, p.full_name, p.birth_year FROM patient p WHERE p.id <> :id AND p.id IN (SELECT o.patient_id"
        " FROM contact c JOIN contact o ON o.phone = c.phone AND o.patient_id <> c.patient_id"
        " WHERE c.patient_id = :id AND c.active AND o.active) ORDER BY p.sort_key, p.id",
        id=patient_id,
    ):
        found.setdefault(i, Namesake(i, name, year, "shared_number"))
    return tuple(found.values())


def flags_of(stored: str | None, others: Iterable[Namesake]) -> tuple[str, ...]:
    """Return the flags of a patient, with those that are found rather than set."""
    derived = {"same_name": "namesake", "shared_number": "shared_number"}
    return tuple(dict.fromkeys((*codes(stored), *(derived[other.how] for other in others))))
