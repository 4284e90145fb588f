"""Signing in: who comes in at the door acts in the record."""

from __future__ import annotations

from typing import Final

from db.caseload import Caseload
from db.door import Door
from db.errors import BadInput, Refused
from db.work import User

ROLES: Final = ("assistant", "supervisor", "administrator", "auditor")
ALL_ALONE: Final = frozenset(ROLES)  # "I work alone"

_USER = "SELECT id, login, name, short_name, roles, centre_id, language, phone FROM app_user WHERE id = :id AND active"


def sign_in(caseload: Caseload, login: str, password: str) -> User:
    """Sign in and act as that user; the audit keeps it, and a failure too.

    Raises `Refused("wrong_name_or_password")`.
    """
    with Door(caseload.url) as door:
        try:
            user_id = door.enter(login.strip(), password).user_id
        except Refused:
            caseload.record_event("sign_in_failed", outcome="failed", reason="wrong_name_or_password", nobody=True)
            raise
    user = user_by_id(caseload, user_id)
    caseload.act_as(user)
    caseload.record_event("sign_in")
    return user


def user_by_id(caseload: Caseload, user_id: int) -> User:
    """Return an active user; raises `Refused("wrong_name_or_password")` where there is none any more."""
    with caseload.reading() as conn:
        row = conn.row(_USER, id=user_id)
    if row is None:
        raise Refused("wrong_name_or_password")
    i, login, name, short, roles, centre, language, phone = row
    return User(i, login, name, short, frozenset(filter(None, roles.split(","))), centre, language, phone)


def roles_text(roles: frozenset[str] | set[str]) -> str:
    """Return roles as stored, in one order; raises `BadInput` for an unknown one or none."""
    unknown = sorted(set(roles) - set(ROLES))
    if unknown or not roles:
        raise BadInput("unknown_role", role=", ".join(unknown) or "-", known=", ".join(ROLES))
    return ",".join(role for role in ROLES if role in roles)
