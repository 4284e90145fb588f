"""Who is at work: a user as they stand now, and whose list somebody may ask for."""

from __future__ import annotations

from typing import Any, Final

from db.engine import Connection
from db.queries.covering import NOW
from db.work import User, View

ME: Final = "u.login, u.name, u.short_name, u.roles, u.centre_id, u.language, u.phone, u.scope, u.active"
"""The columns of a user `u`, for the statement by which a write begins too."""


def user_now(conn: Connection, user_id: int) -> User | None:
    """Return a user as the record has them now; None where they sign in no more."""
    row = conn.row(f"SELECT {ME} FROM app_user u WHERE u.id = :id", id=user_id)  # noqa: S608 - from code
    return None if row is None else user_of(user_id, row)


def user_of(user_id: int, row: tuple[Any, ...]) -> User | None:
    """Return a user made of the columns of `ME`; None where they sign in no more."""
    login, name, short, roles, centre, language, phone, scope, active = row
    if not active:
        return None
    return User(user_id, login, name, short, frozenset(filter(None, roles.split(","))), centre, language, phone, scope)


def colleague(view: View, who: str | int) -> tuple[int | None, bool] | None:
    """Return a colleague's centre and whether the user stands in for all their patients today; None for nobody."""
    column = "login" if isinstance(who, str) else "id"
    row = view.conn.row(
        "SELECT u.centre_id, EXISTS (SELECT 1 FROM cover c WHERE c.by_id = :me AND c.patient_id IS NULL"  # noqa: S608 - from code
        f" AND c.user_id = u.id AND {NOW}) FROM app_user u WHERE u.{column} = :who",
        me=view.user.id, today=view.today, who=who,
    )  # fmt: skip
    return None if row is None else (row[0], bool(row[1]))
