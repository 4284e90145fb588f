"""Users, organisations, services: what forms choose from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from db.engine import instant
from db.queries.about import codes
from db.queries.filters import Where, limited
from db.work import View


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
    scope: str = "centre"  # of a supervisor: centre, all
    last_at: datetime | None = None  # of the last sign-in, real time


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


def users(view: View, *, active: bool | None = True) -> tuple[UserRow, ...]:
    """Return the users by login, with how many patients each has; active ones unless None is asked for."""
    where = "" if active is None else ("WHERE u.active" if active else "WHERE NOT u.active")
    rows = view.conn.rows(
        "SELECT u.id, u.login, u.name, u.short_name, u.phone, u.roles, u.centre_id, o.short_name, u.language, u.active,"  # noqa: S608 - from code
        " u.created_at, (SELECT COUNT(*) FROM patient p WHERE p.assistant_id = u.id), u.version, u.scope,"
        " (SELECT MAX(s.started_at) FROM session s WHERE s.user_id = u.id)"
        f" FROM app_user u LEFT JOIN organisation o ON o.id = u.centre_id {where} ORDER BY u.login, u.id"
    )
    return tuple(
        UserRow(i, login, name, short, phone, codes(roles), *[*rest, instant(last)])
        for i, login, name, short, phone, roles, *rest, last in rows
    )


def organisations(
    view: View,
    *,
    text: str | None = None,
    kind: str | None = None,
    active: bool | None = True,
    limit: int | None = None,
) -> tuple[OrganisationRow, ...]:
    """Return organisations by name; `text` is looked for in their names."""
    where = Where(view)
    if active is not None:
        where.add("active" if active else "NOT active")
    where.equal("kind", kind)
    where.text("search_key", text)
    rows = view.conn.rows(
        "SELECT id, kind, name, short_name, address, phone, zone, active, version FROM organisation"  # noqa: S608 - values are parameters
        f" WHERE {where} ORDER BY search_key, id{limited(limit)}",
        **where.params,
    )
    return tuple(OrganisationRow(*row) for row in rows)


@dataclass(frozen=True, slots=True)
class OrganisationUse:
    """What leads to an organisation: users who work there, visits to come."""

    users: int
    visits: int
    first_at: datetime | None


def organisation_use(view: View, organisation_id: int) -> OrganisationUse:
    """Return what leads to an organisation, to be said before it is switched off."""
    users = view.conn.value("SELECT COUNT(*) FROM app_user WHERE active AND centre_id = :id", id=organisation_id)
    visits, first = view.conn.rows(
        "SELECT COUNT(*), MIN(starts_at) FROM visit WHERE organisation_id = :id AND starts_at >= :now"
        " AND status IN ('planned', 'confirmed', 'to_move')",
        id=organisation_id, now=view.now,
    )[0]  # fmt: skip
    return OrganisationUse(users, visits, instant(first))


def services(view: View, *, kind: str | None = None) -> tuple[ServiceRow, ...]:
    """Return the active services in the order in which they were set up; `kind` narrows to visits' or tests' kinds."""
    where = Where(view)
    where.equal("kind", kind)
    rows = view.conn.rows(
        "SELECT code, kind, ru, en, neutral_ru, neutral_en, minutes, preparation_ru, preparation_en, result_days,"  # noqa: S608 - values are parameters
        f" diagnostic, active FROM service WHERE active AND {where} ORDER BY kind, code",
        **where.params,
    )
    return tuple(ServiceRow(*row) for row in rows)


def clinicians(view: View, *, organisation_id: int | None = None) -> tuple[ClinicianRow, ...]:
    """Return the active doctors by name."""
    where = Where(view)
    where.equal("organisation_id", organisation_id)
    rows = view.conn.rows(
        f"SELECT id, name, speciality, organisation_id FROM clinician WHERE active AND {where} ORDER BY name, id",  # noqa: S608 - values are parameters
        **where.params,
    )
    return tuple(ClinicianRow(*row) for row in rows)


@dataclass(frozen=True, slots=True)
class Place:
    """What the database is, for the head of every screen."""

    training: bool
    organisation: str | None
    organisation_id: int | None
    language: str
    patients: int
    unassigned: int


def place(view: View) -> Place:
    """Return what the head of a screen says: organisation, training or not, own patients, patients without an owner."""
    meta = dict(view.conn.rows("SELECT name, value FROM meta"))
    name = view.conn.value("SELECT short_name FROM organisation WHERE id = :id", id=view.user.centre_id)
    unassigned = view.conn.value("SELECT COUNT(*) FROM patient WHERE assistant_id IS NULL AND +merged_into_id IS NULL")
    patients = view.conn.value("SELECT COUNT(*) FROM patient WHERE assistant_id = :me", me=view.user.id)
    return Place(
        meta.get("training") == "yes", name, view.user.centre_id, meta.get("language", "ru"), patients, unassigned
    )
