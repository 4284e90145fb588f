"""Organisations that give care: added, changed, switched off and on."""

from __future__ import annotations

from dataclasses import dataclass
from types import EllipsisType
from typing import Any

from db.actions.text import line, one_of
from db.errors import BadInput, Refused
from db.models.organisations import ORGANISATION_KINDS
from db.rules.names import search_key
from db.rules.zones import is_zone
from db.work import Work, action


@dataclass(frozen=True, slots=True)
class OrganisationAdded:
    """An organisation that was added."""

    organisation_id: int


@dataclass(frozen=True, slots=True)
class OrganisationChanged:
    """An organisation as it stands now; `visits` to come still lead there."""

    organisation_id: int
    name: str
    version: int
    visits: int = 0


@action("add_organisation")
def add_organisation(
    work: Work,
    kind: str,
    name: str,
    *,
    short_name: str | None = None,
    address: str | None = None,
    phone: str | None = None,
    zone: str = "Europe/Moscow",
) -> OrganisationAdded:
    """Add a place that gives care; raises `BadInput("unknown_code" | "name_missing" | "no_such_zone")`."""
    values = _values(
        {"kind": kind, "name": name, "short_name": short_name, "address": address, "phone": phone, "zone": zone}
    )
    return OrganisationAdded(work.insert("organisation", **values)["id"])


@action("edit_organisation")
def edit_organisation(
    work: Work,
    organisation_id: int,
    *,
    version: int | None = None,
    kind: str | EllipsisType = ...,
    name: str | EllipsisType = ...,
    short_name: str | None | EllipsisType = ...,
    address: str | None | EllipsisType = ...,
    phone: str | None | EllipsisType = ...,
    zone: str | EllipsisType = ...,
) -> OrganisationChanged:
    """Change an organisation; what is not given stays, visits that are booked keep their time zone.

    Raises as `add_organisation` does, `Refused("unknown_row")`, `Conflict("changed_meanwhile")`.
    """
    given = {"kind": kind, "name": name, "short_name": short_name, "address": address, "phone": phone, "zone": zone}
    row = work.fetch("organisation", organisation_id)
    said = {field: value for field, value in given.items() if not isinstance(value, EllipsisType)}
    if "short_name" in said and said["short_name"] is None:
        said.setdefault("name", row["name"])
    after = work.update("organisation", organisation_id, version=version, **_values(said))
    return OrganisationChanged(organisation_id, after["name"], after["version"])


@action("disable_organisation")
def disable_organisation(work: Work, organisation_id: int, *, leave_visits: bool = False) -> OrganisationChanged:
    """Offer an organisation nowhere any more; what led there stays on record.

    Raises `Refused`: unknown_row, organisation_off, organisation_has_users, and organisation_has_visits where visits
    to come lead there and nobody said that they may (`leave_visits`).
    """
    row = work.fetch("organisation", organisation_id)
    if not row["active"]:
        raise Refused("organisation_off", id=organisation_id)
    users = work.conn.value("SELECT COUNT(*) FROM app_user WHERE active AND centre_id = :id", id=organisation_id)
    if users:
        raise Refused("organisation_has_users", users=users)
    visits = work.conn.value(
        "SELECT COUNT(*) FROM visit WHERE organisation_id = :id AND starts_at >= :now"
        " AND status IN ('planned', 'confirmed', 'to_move')",
        id=organisation_id, now=work.now,
    )  # fmt: skip
    if visits and not leave_visits:
        raise Refused("organisation_has_visits", visits=visits)
    after = work.update("organisation", organisation_id, active=False)
    return OrganisationChanged(organisation_id, after["name"], after["version"], visits)


@action("enable_organisation")
def enable_organisation(work: Work, organisation_id: int) -> OrganisationChanged:
    """Offer an organisation again; raises `Refused("unknown_row" | "organisation_on")`."""
    row = work.fetch("organisation", organisation_id)
    if row["active"]:
        raise Refused("organisation_on", id=organisation_id)
    after = work.update("organisation", organisation_id, active=True)
    return OrganisationChanged(organisation_id, after["name"], after["version"])


def _values(given: dict[str, Any]) -> dict[str, Any]:
    """Return fields as stored: names with their search key, one line each; raises `BadInput`."""
    values = dict(given)
    if "kind" in values:
        one_of(values["kind"], ORGANISATION_KINDS, "kind")
    if "name" in values:
        full = line(values["name"], "name")
        if full is None or not search_key(full):
            raise BadInput("name_missing")
        values |= {"name": full, "search_key": search_key(full)}
    if "short_name" in values:
        values["short_name"] = line(values["short_name"], "short_name", 32) or values["name"][:32]
    if "address" in values:
        values["address"] = line(values["address"], "address", 300)
    if "phone" in values:
        values["phone"] = line(values["phone"], "phone", 40)
    if "zone" in values and not is_zone(values["zone"]):
        raise BadInput("no_such_zone", zone=values["zone"][:40])
    return values
