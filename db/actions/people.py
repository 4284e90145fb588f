"""Users, organisations, and whose patients are whose; passwords are set at the door, not here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from db.actions.planning import lock, own_tasks
from db.actions.text import line, one_of
from db.errors import BadInput, Refused
from db.models.organisations import ORGANISATION_KINDS
from db.rules.names import search_key
from db.rules.zones import is_zone
from db.work import Work, action, dumps, expand_ids

ROLES: Final = ("assistant", "supervisor", "administrator", "auditor")
LANGUAGES: Final = ("ru", "en")
_BATCH: Final = 5000


@dataclass(frozen=True, slots=True)
class UserAdded:
    """A user who was added; the password is still to be set at the door."""

    user_id: int
    login: str


@dataclass(frozen=True, slots=True)
class OrganisationAdded:
    """An organisation that was added."""

    organisation_id: int


@dataclass(frozen=True, slots=True)
class Assigned:
    """How many patients changed hands."""

    user_id: int | None
    patients: int


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


@action("disable_user")
def disable_user(work: Work, user_id: int) -> UserAdded:
    """Let a user sign in no more; what they did stays theirs. Raises `Refused("unknown_row" | "last_one")`."""
    row = work.fetch("app_user", user_id)
    others = work.conn.value("SELECT COUNT(*) FROM app_user WHERE active AND id <> :id", id=user_id)
    if not others:
        raise Refused("last_one", id=user_id)
    work.update("app_user", user_id, active=False)
    return UserAdded(user_id, row["login"])


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


@action("assign_patients")
def assign_patients(work: Work, patient_ids: Sequence[int], user_id: int | None) -> Assigned:
    """Give patients to an assistant, or to nobody; who is assigned for the first time is to be called.

    Raises `Refused("unknown_row" | "user_disabled")`.
    """
    ids = expand_ids(patient_ids)
    centre_id = None
    if user_id is not None:
        user = work.fetch("app_user", user_id)
        if not user["active"]:
            raise Refused("user_disabled", id=user_id)
        centre_id = user["centre_id"]
    changed = 0
    for start in range(0, len(ids), _BATCH):
        changed += _assign(work, ids[start : start + _BATCH], user_id, centre_id)
    if len(ids) == 1:
        work.patient_id = ids[0]
    return Assigned(user_id, changed)


def _assign(work: Work, ids: list[int], user_id: int | None, centre_id: int | None) -> int:
    """Give one batch: the journal and the rows set-based, the plan only for those who are new."""
    lock(work.conn, ids)
    rows = work.conn.dicts(
        "SELECT id, assistant_id, centre_id, first_assigned_at, version FROM patient WHERE id IN :ids", ids=ids
    )
    if len(rows) < len(ids):
        missing = sorted(set(ids) - {row["id"] for row in rows})
        raise Refused("unknown_row", table="patient", id=missing[0])
    before = [row for row in rows if row["assistant_id"] != user_id]
    after = [_assigned(work, row, user_id, centre_id) for row in before]
    work.conn.many(
        "UPDATE patient SET assistant_id = :assistant_id, centre_id = :centre_id,"
        " first_assigned_at = :first_assigned_at, version = :version WHERE id = :id",
        after,
    )
    work.conn.many(
        "INSERT INTO change (action_id, table_name, row_key, before, after)"
        " VALUES (:action, 'patient', :key, :before, :after)",
        [
            {"action": work.action_id, "key": str(old["id"]), "before": dumps(old), "after": dumps(new)}
            for old, new in zip(before, after, strict=True)
        ],
    )
    changed = [row["id"] for row in before]
    own_tasks(work.conn, changed)
    work.touched.update(changed)
    work.planned.update(row["id"] for row in before if user_id is None or row["first_assigned_at"] is not None)
    work.planned.difference_update(
        row["id"] for row in before if user_id is not None and row["first_assigned_at"] is None
    )
    return len(changed)


def _assigned(work: Work, row: dict[str, Any], user_id: int | None, centre_id: int | None) -> dict[str, Any]:
    """Return a patient's row in other hands."""
    first = row["first_assigned_at"] or (None if user_id is None else work.now)
    return {
        "id": row["id"], "assistant_id": user_id, "centre_id": centre_id or row["centre_id"],
        "first_assigned_at": first,
        "version": row["version"] + 1,
    }  # fmt: skip
