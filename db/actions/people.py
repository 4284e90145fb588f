"""Users, their roles, and whose patients are whose; passwords are set at the door, not here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from heapq import heapify, heapreplace
from types import EllipsisType
from typing import Any, Final

from db.actions.assigning import Assigned, assign_patients, give
from db.actions.claims import release_all_of
from db.actions.organisations import OrganisationAdded, add_organisation
from db.actions.text import line, one_of
from db.errors import BadInput, Refused
from db.models.people import USER_SCOPES
from db.rules.names import search_key
from db.work import Work, action

__all__ = [
    "Assigned", "OrganisationAdded", "UserAdded", "UserChanged", "UserDisabled", "add_organisation", "add_user",
    "assign_patients", "disable_user", "edit_user", "enable_user",
]  # fmt: skip
ROLES: Final = ("assistant", "supervisor", "administrator", "auditor")
LANGUAGES: Final = ("ru", "en")
_ADMINISTRATOR: Final = "administrator"


@dataclass(frozen=True, slots=True)
class UserAdded:
    """A user who was added; the password is still to be set at the door."""

    user_id: int
    login: str


@dataclass(frozen=True, slots=True)
class UserChanged:
    """A user's record as it stands now."""

    user_id: int
    login: str
    version: int


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
    scope: str = "centre",
) -> UserAdded:
    """Add a user's record; `scope` is of a supervisor.

    Raises `BadInput`: unfit_login, name_missing, unknown_code; `Refused("login_taken" | "unknown_row" |
    "organisation_off")`.
    """
    if not (2 <= len(login) <= 40 and all(sign.isalnum() or sign in "._-" for sign in login)):
        raise BadInput("unfit_login", login=login[:40])
    named, kept = _named(name), _roles(roles)
    one_of(language, LANGUAGES, "language")
    one_of(scope, USER_SCOPES, "scope")
    if centre_id is not None:
        _centre(work, centre_id)
    if work.conn.value("SELECT id FROM app_user WHERE login = :login", login=login) is not None:
        raise Refused("login_taken", login=login)
    row = work.insert(
        "app_user", login=login, **named, phone=line(phone, "phone", 40), roles=kept,
        scope=scope if "supervisor" in roles else "centre", centre_id=centre_id or work.user.centre_id,
        language=language, created_at=work.now,
    )  # fmt: skip
    return UserAdded(row["id"], login)


def _named(name: str) -> dict[str, str]:
    """Return a name and its short form, «Иванова А. П.»; raises `BadInput("name_missing")`."""
    full = line(name, "name")
    if full is None or not search_key(full):
        raise BadInput("name_missing")
    family, *given = full.split()
    return {"name": full, "short_name": " ".join([family, *(f"{part[0]}." for part in given[:2])])}


def _roles(roles: Sequence[str]) -> str:
    if not roles:
        raise BadInput("unknown_role", role="-", known=", ".join(ROLES))
    for role in roles:
        one_of(role, ROLES, "role")
    return ",".join(role for role in ROLES if role in roles)


def _centre(work: Work, centre_id: int) -> int:
    if not work.fetch("organisation", centre_id)["active"]:
        raise Refused("organisation_off", id=centre_id)
    return centre_id


@action("edit_user")
def edit_user(
    work: Work,
    user_id: int,
    *,
    version: int | None = None,
    name: str | EllipsisType = ...,
    phone: str | None | EllipsisType = ...,
    language: str | EllipsisType = ...,
    centre_id: int | None | EllipsisType = ...,
    roles: Sequence[str] | EllipsisType = ...,
    scope: str | EllipsisType = ...,
) -> UserChanged:
    """Change a user's record; what is not given stays. Other roles are in force at once, in every running program.

    Raises as `add_user` does, `Conflict("changed_meanwhile")`, `Refused("last_administrator")` where nobody would be
    left who manages users.
    """
    row = work.fetch("app_user", user_id)
    values: dict[str, Any] = {}
    if not isinstance(name, EllipsisType):
        values |= _named(name)
    if not isinstance(phone, EllipsisType):
        values["phone"] = line(phone, "phone", 40)
    if not isinstance(language, EllipsisType):
        values["language"] = one_of(language, LANGUAGES, "language")
    if not isinstance(centre_id, EllipsisType):
        same = centre_id is None or centre_id == row["centre_id"]
        values["centre_id"] = centre_id if same else _centre(work, centre_id)  # type: ignore[arg-type]  # not None
    if not isinstance(roles, EllipsisType):
        values["roles"] = _roles(roles)
        if _ADMINISTRATOR not in roles:
            _leave_an_administrator(work, row)
    if not isinstance(scope, EllipsisType):
        values["scope"] = one_of(scope, USER_SCOPES, "scope")
    if "supervisor" not in values.get("roles", row["roles"]).split(","):
        values["scope"] = "centre"
    after = work.update("app_user", user_id, version=version, **values)
    return UserChanged(user_id, after["login"], after["version"])


def _leave_an_administrator(work: Work, row: dict[str, Any]) -> None:
    """Refuse where this one is the last who manages users; a record without any administrator stays as it is."""
    if _ADMINISTRATOR not in row["roles"].split(",") or not row["active"]:
        return
    others = work.conn.rows("SELECT roles FROM app_user WHERE active AND id <> :id", id=row["id"])
    if not any(_ADMINISTRATOR in roles.split(",") for (roles,) in others):
        raise Refused("last_administrator", id=row["id"])


@action("enable_user", undoable=False)
def enable_user(work: Work, user_id: int) -> UserChanged:
    """Let a user be one again; whoever it is signs in by a new code from the door, their patients stay where they are.

    Raises `Refused("unknown_row" | "user_enabled")`.
    """
    row = work.fetch("app_user", user_id)
    if row["active"]:
        raise Refused("user_enabled", id=user_id)
    after = work.update("app_user", user_id, active=True)
    return UserChanged(user_id, after["login"], after["version"])


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
    Raises `Refused`: unknown_row, last_one, last_administrator, has_patients, nobody_to_share, user_disabled.
    """
    row = work.fetch("app_user", user_id)
    others = work.conn.value("SELECT COUNT(*) FROM app_user WHERE active AND id <> :id", id=user_id)
    if not others or to_id == user_id:
        raise Refused("last_one", id=user_id)
    _leave_an_administrator(work, row)
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
    release_all_of(work, user_id)
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
