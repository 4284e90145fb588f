"""Users, organisations, and whose patients are whose; passwords are set at the door, not here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from heapq import heapify, heapreplace
from typing import Any, Final

from db.actions.assigning import Assigned, assign_patients, give
from db.actions.text import line, one_of
from db.errors import BadInput, Refused
from db.models.organisations import ORGANISATION_KINDS
from db.rules.names import search_key
from db.rules.zones import is_zone
from db.work import Work, action

__all__ = [
    "Assigned", "OrganisationAdded", "UserAdded", "UserDisabled", "add_organisation", "add_user", "assign_patients",
    "disable_user",
]  # fmt: skip
ROLES: Final = ("assistant", "supervisor", "administrator", "auditor")
LANGUAGES: Final = ("ru", "en")


@dataclass(frozen=True, slots=True)
class UserAdded:
    """A user who was added; the password is still to be set at the door."""

    user_id: int
    login: str


@dataclass(frozen=True, slots=True)
class OrganisationAdded:
    """An organisation that was added."""

    organisation_id: int


@action("add_user")
def add_user(
    work: Work,
    login: str,
    name: str,
    roles: Sequence[str],
    *,
    centre_id: int | None = None,
    language: str = "ru",
    phone: str | None = None,
) -> UserAdded:
    """Add a user's record.

    Raises `BadInput`: unfit_login, name_missing, unknown_code; `Refused("login_taken" | "unknown_row")`.
    """
    if not (2 <= len(login) <= 40 and all(sign.isalnum() or sign in "._-" for sign in login)):
        raise BadInput("unfit_login", login=login[:40])
    full = line(name, "name")
    if full is None or not search_key(full):
        raise BadInput("name_missing")
    if not roles:
        raise BadInput("unknown_role", role="-", known=", ".join(ROLES))
    for role in roles:
        one_of(role, ROLES, "role")
    one_of(language, LANGUAGES, "language")
    if centre_id is not None:
        work.fetch("organisation", centre_id)
    if work.conn.value("SELECT id FROM app_user WHERE login = :login", login=login) is not None:
        raise Refused("login_taken", login=login)
    family, *given = full.split()
    row = work.insert(
        "app_user", login=login, name=full, short_name=" ".join([family, *(f"{part[0]}." for part in given[:2])]),
        phone=line(phone, "phone", 40), roles=",".join(role for role in ROLES if role in roles),
        centre_id=centre_id or work.user.centre_id, language=language, created_at=work.now,
    )  # fmt: skip
    return UserAdded(row["id"], login)


@dataclass(frozen=True, slots=True)
class UserDisabled:
    """A user who signs in no more, and what became of the patients."""

    user_id: int
    login: str
    patients: int
    colleagues: int  # among how many they were shared, 0 for nobody


@action("disable_user")
def disable_user(
    work: Work, user_id: int, *, to_id: int | None = None, share: bool = False, unassign: bool = False
) -> UserDisabled:
    """Let a user sign in no more; what they did stays theirs, their patients go where it is said.

    `to_id` takes them all, `share` gives each to the colleague of the centre who has fewest, `unassign` leaves them to
    the centre. Covers that the user gives or gets end.
    Raises `Refused`: unknown_row, last_one, has_patients, nobody_to_share, user_disabled.
    """
    row = work.fetch("app_user", user_id)
    others = work.conn.value("SELECT COUNT(*) FROM app_user WHERE active AND id <> :id", id=user_id)
    if not others or to_id == user_id:
        raise Refused("last_one", id=user_id)
    patients = [i for (i,) in work.conn.rows("SELECT id FROM patient WHERE assistant_id = :id ORDER BY id", id=user_id)]
    if patients and not (to_id or share or unassign):
        raise Refused("has_patients", patients=len(patients))
    work.update("app_user", user_id, active=False)
    shares = _shares(work, row, patients) if share else {to_id: patients}
    for colleague_id, some in shares.items():
        give(work, some, colleague_id, "disabled")
    for (cover_id,) in work.conn.rows(
        "SELECT id FROM cover WHERE (by_id = :id OR user_id = :id) AND ended_at IS NULL AND last_on >= :today",
        id=user_id, today=work.today,
    ):  # fmt: skip
        work.update("cover", cover_id, ended_at=work.now)
    return UserDisabled(user_id, row["login"], len(patients), len(shares) if share else int(to_id is not None))


def _shares(work: Work, gone: dict[str, Any], patients: Sequence[int]) -> dict[int | None, list[int]]:
    """Return whom each colleague of the centre takes over, so that in the end all have as much as can be."""
    rows = work.conn.rows(
        "SELECT u.id, u.roles, (SELECT COUNT(*) FROM patient p WHERE p.assistant_id = u.id AND p.phase <> 'closed')"
        " FROM app_user u WHERE u.active AND u.id <> :id AND (u.centre_id = :centre OR :centre IS NULL) ORDER BY u.id",
        id=gone["id"], centre=gone["centre_id"],
    )  # fmt: skip
    loads = [(count, i) for i, roles, count in rows if "assistant" in roles.split(",")]
    if not loads:
        raise Refused("nobody_to_share")
    heapify(loads)
    shares: dict[int | None, list[int]] = {}
    for patient_id in patients:
        count, colleague_id = loads[0]
        shares.setdefault(colleague_id, []).append(patient_id)
        heapreplace(loads, (count + 1, colleague_id))
    return shares


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
    one_of(kind, ORGANISATION_KINDS, "kind")
    full = line(name, "name")
    if full is None or not search_key(full):
        raise BadInput("name_missing")
    if not is_zone(zone):
        raise BadInput("no_such_zone", zone=zone[:40])
    row = work.insert(
        "organisation", kind=kind, name=full, short_name=line(short_name, "short_name", 32) or full[:32],
        search_key=search_key(full), address=line(address, "address", 300), phone=line(phone, "phone", 40), zone=zone,
    )  # fmt: skip
    return OrganisationAdded(row["id"])
