"""What people come in by, changed: passwords, one-time codes, the recovery key."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from db import codes
from db.door import Door
from db.errors import BadInput, Denied
from db.passwords import LEAST, SHORTEST_SETTABLE, check_new_password
from db.rules.permissions import Right, may
from db.throttle import forget_tries

if TYPE_CHECKING:
    from db.caseload import Caseload
    from db.work import User

CODE_LASTS: Final = timedelta(hours=24)


def change_password(caseload: Caseload, old: str, new: str) -> None:
    """Give the signed-in user another password; nothing but their own wrap is made anew.

    Raises as `sign_in` does, and `BadInput` for an unfit one.
    """
    from db.auth import confirm

    confirm(caseload, old)
    with Door(caseload.url) as door:
        admit(door, caseload, caseload.user, new)
    caseload.record_event("change_password")


def reset_user(caseload: Caseload, user_id: int) -> str:
    """Return a new one-time code for a user, good for a day; their password lets nobody in any more.

    What closed the login is forgotten. Raises `Denied("not_your_role" | "confirm_yourself")`, `Refused`.
    """
    from db.auth import user_by_id

    _require(caseload, reset_user, user_id)
    login = user_by_id(caseload, user_id).login
    code = codes.new_code(codes.ONE_TIME)
    until = (caseload.clock.real() + CODE_LASTS).isoformat()
    secret = codes.read_code(codes.ONE_TIME, code).hex()
    with Door(caseload.url) as door:
        door.set_password(login, user_id, secret, key=caseload.key, code_until=until)
        forget_tries(door, login)
    caseload.record_event("reset_password", kind="user", object_id=user_id)
    return code


def renew_recovery_key(caseload: Caseload) -> str:
    """Return a new recovery key; the earlier one opens nothing any more.

    Raises `Denied("not_your_role" | "confirm_yourself")`.
    """
    _require(caseload, renew_recovery_key)
    with Door(caseload.url) as door:
        code = door.renew_recovery(caseload.key)
    caseload.record_event("recovery_key")
    return code


def set_least(caseload: Caseload, least: int) -> None:
    """Say how short a password may be here, from 8; those that are there stay as they are.

    Raises `BadInput("out_of_range")`, `Denied("not_your_role" | "confirm_yourself")`.
    """
    _require(caseload, set_least)
    if not SHORTEST_SETTABLE <= least <= 64:
        raise BadInput("out_of_range", name="least", least=SHORTEST_SETTABLE, most=64)
    with Door(caseload.url) as door:
        door.set_fact("least", str(least))
    caseload.record_event("password_rule", detail={"least": least})


def admit(door: Door, caseload: Caseload, user: User, password: str) -> None:
    """Let a user in by a new password; raises `BadInput` for an unfit one."""
    _check(door, caseload, password, user.login, user.name, user.centre_id)
    door.set_password(user.login, user.id, password, key=caseload.key)


def check_for_new_user(caseload: Caseload, password: str, login: str, name: str, centre_id: int | None = None) -> None:
    """Refuse a password that does not fit somebody who is to be added, before they are; raises `BadInput`."""
    with Door(caseload.url) as door:
        _check(door, caseload, password, login, name, centre_id or caseload.user.centre_id)


def _check(door: Door, caseload: Caseload, password: str, login: str, name: str, centre_id: int | None) -> None:
    with caseload.reading() as conn:
        place = conn.value("SELECT name FROM organisation WHERE id = :id", id=centre_id)
    check_new_password(password, least=least_of(door), context=(login, name, place or ""))


def least_of(door: Door) -> int:
    """Return how short a password may be here."""
    return int(door.fact("least") or LEAST)


def _require(caseload: Caseload, what: Callable[..., Any], user_id: int | None = None) -> None:
    """Let pass who may change keys and has just shown who they are; that somebody else tried is written down."""
    try:
        if not may(caseload.user.roles, Right.MANAGE_USERS):
            raise Denied("not_your_role")
        caseload.require_confirmed()
    except Denied as denied:
        caseload.record_denial(what, denied, {"user_id": user_id})
        raise
