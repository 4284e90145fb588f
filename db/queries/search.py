"""Search by name, by the last digits of a phone, by policy and СНИЛС; own patients first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class Hit:
    """A patient who was found."""

    patient_id: int
    full_name: str
    birth_on: date | None
    phone: str | None  # the first to dial, or the one that matched
    assistant: str | None  # short name
    own: bool
    how: str  # prefix, part, near: how it was found; the order of the list


@dataclass(frozen=True, slots=True)
class Caller:
    """Somebody who may be calling in: who, what next, what was promised."""

    patient_id: int
    full_name: str
    birth_on: date | None
    age: int | None
    phone: str | None
    relation: str | None
    standing: str | None
    assistant: str | None
    own: bool
    next_visit_at: datetime | None
    promised_at: datetime | None  # a call back
