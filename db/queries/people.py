"""Users, organisations, services: what forms choose from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class UserRow:
    """A user of the program."""

    id: int
    login: str
    name: str
    short_name: str
    phone: str | None
    roles: tuple[str, ...]
    centre_id: int | None
    centre: str | None
    language: str
    active: bool
    created_at: datetime
    patients: int
    version: int


@dataclass(frozen=True, slots=True)
class OrganisationRow:
    """A place that gives care."""

    id: int
    kind: str
    name: str
    short_name: str
    address: str | None
    phone: str | None
    zone: str
    active: bool
    version: int


@dataclass(frozen=True, slots=True)
class ServiceRow:
    """A kind of visit, examination or test."""

    code: str
    kind: str
    ru: str
    en: str
    neutral_ru: str
    neutral_en: str
    minutes: int
    preparation_ru: str | None
    preparation_en: str | None
    result_days: int | None
    diagnostic: bool
    active: bool


@dataclass(frozen=True, slots=True)
class ClinicianRow:
    """A doctor."""

    id: int
    name: str
    speciality: str | None
    organisation_id: int | None
