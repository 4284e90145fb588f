"""Patients: taken into care, changed, their cards opened."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field, fields
from datetime import date
from typing import Any, Final

from db.actions.contacts import NewContact, new_contact
from db.actions.forms import time_of_day
from db.actions.living import living
from db.actions.patient_words import index_words
from db.actions.text import line, one_of
from db.defaults import code_table, outcome_table
from db.engine import Value
from db.errors import BadInput
from db.rules.facts import Phase
from db.rules.identifiers import digits, icd10
from db.rules.names import search_key, sort_key
from db.rules.zones import is_zone, zone_of
from db.work import Work, action

SEXES: Final = ("f", "m")
ORIGINS: Final = ("hand", "import", "incoming", "generated")
OLDEST: Final = 1880
_LINES: Final = {
    "residence": 40, "region": 100, "address": 300, "stage": 20, "clinical_group": 20, "flag_note": 300,
    "code_word": 60,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class NewPatient:
    """What is known of somebody who is taken into care; only the name is needed."""

    full_name: str
    contacts: tuple[NewContact, ...] = ()
    birth_on: date | None = None
    birth_year: int | None = None
    sex: str | None = None
    snils: str | None = None
    policy: str | None = None
    residence: str | None = None
    region: str | None = None
    address: str | None = None
    zone: str | None = None  # else by the region
    phase: str = "suspected"
    diagnosis: str | None = None
    stage: str | None = None
    clinical_group: str | None = None
    flags: tuple[str, ...] = ()
    flag_note: str | None = None
    code_word: str | None = None
    not_before: str | None = None
    not_after: str | None = None
    call_weekdays: str | None = None
    in_care_since: date | None = None  # else today
    milestones: dict[str, date] = field(default_factory=dict)
    assistant_id: int | None = None  # else the one who adds, if they are an assistant
    centre_id: int | None = None
    origin: str = "hand"


@dataclass(frozen=True, slots=True)
class Added:
    """A patient who was taken into care."""

    patient_id: int


@dataclass(frozen=True, slots=True)
class Edited:
    """A patient as changed."""

    patient_id: int
    version: int


_FIELDS: Final = frozenset(one.name for one in fields(NewPatient)) - {
    "contacts", "milestones", "assistant_id", "centre_id", "origin",
}  # fmt: skip


@action("add_patient")
def add_patient(work: Work, patient: NewPatient) -> Added:
    """Take a patient into care, with contacts and dates of their way.

    Raises `BadInput`: name_missing, no_such_birth_date, not_icd, unknown_code, no_such_zone, text_too_long.
    """
    one_of(patient.origin, ORIGINS, "origin")
    given = {name: getattr(patient, name) for name in _FIELDS if getattr(patient, name) not in (None, ())}
    values = stored(work, given)
    if patient.zone is None:
        values["zone"] = _zone_of(patient.region, patient.address)
    assistant_id = patient.assistant_id
    if assistant_id is None and "assistant" in work.user.roles:
        assistant_id = work.user.id
    centre_id = patient.centre_id or work.user.centre_id
    if assistant_id is not None and assistant_id != work.user.id:
        centre_id = patient.centre_id or work.fetch("app_user", assistant_id)["centre_id"]
    values.setdefault("in_care_since", work.today)
    row = work.insert(
        "patient", **values, assistant_id=assistant_id, centre_id=centre_id, origin=patient.origin, created_at=work.now,
        first_assigned_at=None if assistant_id is None else work.now,
    )  # fmt: skip
    for contact in patient.contacts:
        new_contact(work, row["id"], contact)
    for kind, on_date in patient.milestones.items():
        work.insert("milestone", patient_id=row["id"], kind=_milestone(work, kind), on_date=on_date)
    index_words(work.conn, row["id"])
    work.touch(row["id"])
    return Added(row["id"])


def _zone_of(region: str | None, address: str | None) -> str:
    return zone_of(" ".join(filter(None, (region, address))))


@action("edit_patient")
def edit_patient(work: Work, /, patient_id: int, version: int, **changes: Value | tuple[str, ...]) -> Edited:
    """Change fields of a patient; an empty text empties its field.

    Fields are those of `NewPatient` but contacts, milestones, assistant and centre.
    Raises `BadInput("unknown_field" | …)`, `Refused("unknown_row" | "is_erased")`,
    `Conflict("changed_meanwhile")`.
    """
    unknown = sorted(changes.keys() - _FIELDS)
    if unknown:
        raise BadInput("unknown_field", field=unknown[0])
    living(work, patient_id)
    row = work.update("patient", patient_id, version=version, **stored(work, changes))
    index_words(work.conn, patient_id)
    work.touch(patient_id)
    return Edited(patient_id, row["version"])


@action("set_milestone")
def set_milestone(work: Work, patient_id: int, kind: str, on_date: date | None) -> Edited:
    """Set the date of an event of a patient's way, from which limits run; None takes it away.

    Raises `BadInput("unknown_code")`, `Refused("unknown_row")`.
    """
    patient = living(work, patient_id)
    _milestone(work, kind)
    there = work.conn.value(
        "SELECT id FROM milestone WHERE patient_id = :id AND kind = :kind", id=patient_id, kind=kind
    )
    if on_date is None:
        if there is not None:
            work.delete("milestone", id=there)
    elif there is None:
        work.insert("milestone", patient_id=patient_id, kind=kind, on_date=on_date)
    else:
        work.update("milestone", there, on_date=on_date)
    work.touch(patient_id)
    return Edited(patient_id, patient["version"])


@action("open_card", undoable=False)
def open_card(work: Work, patient_id: int) -> None:
    """Note that somebody looks at a patient's card."""
    work.fetch("patient", patient_id)
    work.patient_id = patient_id


def stored(work: Work, given: dict[str, Any]) -> dict[str, Any]:
    """Return fields as stored: keys of the name, one spelling of numbers and codes; raises `BadInput`."""
    values = dict(given)
    if "full_name" in values:
        values |= _name(values["full_name"])
    for name, most in _LINES.items():
        if name in values:
            values[name] = line(values[name], name, most)
    for name in ("not_before", "not_after"):
        if name in values:
            values[name] = time_of_day(values[name])
    for name, read in _READ.items():
        if name in values:
            values[name] = read(values[name])
    born = values.get("birth_on")
    if born is not None:
        if not born.year >= OLDEST or born > work.today:
            raise BadInput("no_such_birth_date", date=born.isoformat())
        values["birth_year"] = born.year
    year = values.get("birth_year")
    if year is not None and not OLDEST <= year <= work.today.year:
        raise BadInput("no_such_birth_date", date=str(year))
    return values


def _name(text: str) -> dict[str, str]:
    name = " ".join((line(text, "full_name") or "").split())
    key = search_key(name)
    if not key:
        raise BadInput("name_missing")
    return {"full_name": name, "search_key": key, "sort_key": sort_key(name)}


def _snils(text: str | None) -> str | None:
    kept = line(text, "snils", 40)
    return kept and (digits(kept) or kept)


def _policy(text: str | None) -> str | None:
    kept = line(text, "policy", 40)
    return digits(kept) if kept and re.fullmatch(r"[0-9\s.\-–—]+", kept) else kept


def _diagnosis(text: str | None) -> str | None:
    kept = line(text, "diagnosis")
    if kept is None:
        return None
    try:
        return icd10(kept)
    except ValueError as error:
        raise BadInput("not_icd", value=kept[:20]) from error


def _zone(name: str) -> str:
    if not is_zone(name):
        raise BadInput("no_such_zone", zone=name[:40])
    return name


def _flags(codes: tuple[str, ...] | str) -> str:
    listed = tuple(filter(None, codes.split(","))) if isinstance(codes, str) else codes
    known = tuple(outcome_table().flags)
    return ",".join(sorted({one_of(code, known, "flags") for code in listed}, key=known.index))


def _weekdays(text: str | None) -> str | None:
    kept = "".join(sorted(set((text or "").strip())))
    if not re.fullmatch(r"[0-6]*", kept):
        raise BadInput("unknown_code", field="call_weekdays", value=kept[:20], known="0123456")
    return kept or None


def _residence(code: str | None) -> str | None:
    return None if code is None else one_of(code, tuple(code_table().residency_kinds), "residence")


def _sex(code: str | None) -> str | None:
    return None if code is None else one_of(code, SEXES, "sex")


def _phase(code: str) -> str:
    return one_of(code, tuple(Phase), "phase")


_READ: Final[dict[str, Callable[[Any], str | None]]] = {
    "snils": _snils, "policy": _policy, "diagnosis": _diagnosis, "zone": _zone, "flags": _flags, "sex": _sex,
    "call_weekdays": _weekdays, "residence": _residence, "phase": _phase,
}  # fmt: skip


def _milestone(work: Work, kind: str) -> str:
    """Return a kind of milestone that some rule knows."""
    rules = work.rules.numbers.deadlines
    known = sorted({"diagnosis"} | {event for rule in rules for event in (*rule.starts, rule.to_event)})
    return one_of(kind, known, "milestone")
