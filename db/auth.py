"""Signing in: who comes in at the door opens the record and acts in it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from db.audit.recording import Recording
from db.clock import Clock
from db.credentials import CODE_LASTS, admit
from db.door import Door, Entered
from db.errors import BadInput, EnvironmentFault, Refused
from db.failures import Failure, failures, forget_failures, note_failure
from db.state import require_there, state_of
from db.throttle import count_try, forget_tries

if TYPE_CHECKING:
    from db.caseload import Caseload
    from db.signed_in import SignedIn
    from db.work import User

ROLES: Final = ("assistant", "supervisor", "administrator", "auditor")
ALL_ALONE: Final = frozenset(ROLES)  # "I work alone"

_NO_CODE: Final = re.compile(r"[^A-Za-z0-9_.:-]")
_BY_LOGIN = "SELECT id FROM app_user WHERE login = :login AND active"


@dataclass(frozen=True, slots=True)
class Entrance:
    """What the door tells anybody before they sign in."""

    training: bool
    encrypted: bool
    language: str
    identity: str


def entrance(url: str) -> Entrance:
    """Read the door before anybody signs in; of a plain database also whether it can be opened at all.

    Raises `EnvironmentFault`, `Refused("older_schema" | "newer_schema" | "not_our_database")`.
    """
    require_there(url)
    found = state_of(url, thorough=False)
    if found.error is not None:
        raise found.error
    with Door(url) as door:
        return Entrance(
            door.fact("training") == "yes", door.fact("encrypted") == "yes", door.fact("language") or "ru",
            door.fact("id") or url,
        )  # fmt: skip


def sign_in(
    url: str,
    login: str,
    password: str,
    *,
    new_password: str | None = None,
    clock: Clock | None = None,
    terminal: str = "local",
) -> Caseload:
    """Sign in and return the caseload, open and acting as that user; a failure is kept for the audit.

    With a new password that one counts from now on; a one-time code needs one.
    Raises `Refused`: wrong_name_or_password, wait (seconds), login_closed, code_wants_new_password, code_expired, and
    what opening raises; `BadInput` for an unfit new password.
    """
    login = login.strip()
    clock = clock or Clock()
    require_there(url)
    with Door(url) as door:
        entered = _entered(door, login, password, clock, terminal)
        if entered.code_until is not None and new_password is None:
            raise Refused("code_wants_new_password")
        caseload = _opened(url, entered.keys, clock, terminal)
        try:
            user = _active(caseload, door, login, entered.user_id)
            if new_password is not None:
                admit(door, caseload, user, new_password)
            _begin(caseload, door, user, "sign_in")
        except BaseException:
            caseload.close()
            raise
    return caseload


def recover(
    url: str,
    recovery_key: str,
    login: str,
    new_password: str,
    *,
    clock: Clock | None = None,
    terminal: str = "local",
) -> Caseload:
    """Sign in by the recovery key and set a new password for that login, closed or forgotten as it may be.

    The key is 130 random bits: guessing it needs no throttling.
    Raises `BadInput("mistyped_code")`, `Refused("wrong_recovery_key" | "unknown_user")`, and as `sign_in`.
    """
    login = login.strip()
    clock = clock or Clock()
    require_there(url)
    with Door(url) as door:
        try:
            found = door.recovered(recovery_key)
        except Refused:
            _failed(door, login, clock, terminal, "wrong_recovery_key")
            raise
        caseload = _opened(url, found, clock, terminal)
        try:
            with caseload.reading() as conn:
                user_id = conn.value(_BY_LOGIN, login=login)
            if user_id is None:
                raise Refused("unknown_user", login=login)
            user = user_by_id(caseload, user_id)
            admit(door, caseload, user, new_password)
            _begin(caseload, door, user, "recover")
        except BaseException:
            caseload.close()
            raise
    return caseload


def unlocked(url: str, login: str, password: str, *, clock: Clock | None = None, terminal: str = "local") -> bytes:
    """Return the data key for somebody who signs in, without opening the record: it may want another schema first."""
    require_there(url)
    with Door(url) as door:
        entered = _entered(door, login.strip(), password, clock or Clock(), terminal)
        if entered.code_until is not None:
            raise Refused("code_wants_new_password")
        forget_tries(door, login.strip())
        return _fitting(url, entered.keys)


def bring_up(
    url: str, login: str, secret: str, *, recovery: bool = False, clock: Clock | None = None, terminal: str = "local"
) -> None:
    """Bring a database of an earlier version to the present schema for somebody who signs in, a backup first.

    `secret` is a password or a one-time code, with `recovery` the recovery key; signing in comes after it.
    Raises as `sign_in` and `recover` do, and `Refused("database_in_use")`; then everything is as it was.
    """
    from db import backup

    login, clock = login.strip(), clock or Clock()
    require_there(url)
    with Door(url) as door:
        if recovery:
            found = door.recovered(secret)
        else:
            found = _entered(door, login, secret, clock, terminal).keys
            forget_tries(door, login)
    backup.bring_up(url, _fitting(url, found), clock=clock)


def confirm(caseload: SignedIn, password: str) -> None:
    """Let the signed-in user show again who they are, also behind a lock; raises as `sign_in` does."""
    user = caseload.user
    with Door(caseload.url) as door:
        entered = _entered(door, user.login, password, caseload.clock, caseload.terminal)
        if entered.code_until is not None or entered.user_id != user.id:
            raise Refused("wrong_name_or_password")
        forget_tries(door, user.login)
        if isinstance(caseload, Recording):  # as every open record is
            _take_failures(caseload, door)
    caseload.confirmed_at = caseload.clock.monotonic()


def user_by_id(caseload: Caseload, user_id: int) -> User:
    """Return an active user; raises `Refused("wrong_name_or_password")` where there is none any more."""
    from db.queries.who import user_now

    with caseload.reading() as conn:
        user = user_now(conn, user_id)
    if user is None:
        raise Refused("wrong_name_or_password")
    return user


def roles_text(roles: frozenset[str] | set[str]) -> str:
    """Return roles as stored, in one order; raises `BadInput` for an unknown one or none."""
    unknown = sorted(set(roles) - set(ROLES))
    if unknown or not roles:
        raise BadInput("unknown_role", role=", ".join(unknown) or "-", known=", ".join(ROLES))
    return ",".join(role for role in ROLES if role in roles)


# --- the steps --------------------------------------------------------------------------------------------------------


def _entered(door: Door, login: str, password: str, clock: Clock, terminal: str) -> Entered:
    """Come in at the door, throttled; a failure is noted, and a right password is not yet forgotten as a try."""
    count_try(door, login)
    try:
        entered = door.enter(login, password)
    except Refused:
        _failed(door, login, clock, terminal, "wrong_name_or_password")
        raise
    if entered.code_until is not None:
        forget_tries(door, login)
        until, now = datetime.fromisoformat(entered.code_until), clock.real()
        if not until - CODE_LASTS - timedelta(hours=1) <= now <= until:  # nor long before it was made
            _failed(door, login, clock, terminal, "code_expired")
            raise Refused("code_expired")
    return entered


def _failed(door: Door, login: str, clock: Clock, terminal: str, reason: str) -> None:
    note_failure(door, login, Failure(clock.real().isoformat(), None, terminal, reason))


def _opened(url: str, keys: tuple[bytes, ...], clock: Clock, terminal: str) -> Caseload:
    from db.caseload import Caseload

    return Caseload(url, key=_fitting(url, keys), clock=clock, terminal=terminal)


def _fitting(url: str, keys: tuple[bytes, ...]) -> bytes:
    """Return the data key of this database: of two, while a rekeying is under way, the one that opens it."""
    from db.opening import opening

    for key in keys[:-1]:
        try:
            opening(url, key).connect().close()
        except EnvironmentFault as error:
            if error.code != "not_a_database":
                raise
        else:
            return key
    return keys[-1]


def _active(caseload: Caseload, door: Door, login: str, user_id: int) -> User:
    """Return the user; of one who was switched off meanwhile the wrap goes too."""
    try:
        return user_by_id(caseload, user_id)
    except Refused:
        door.remove(login)
        raise


def _begin(caseload: Caseload, door: Door, user: User, event: str) -> None:
    """Act as the user; what failed before goes into the audit with it."""
    forget_tries(door, user.login)
    caseload.act_as(user)
    caseload.confirmed_at = caseload.clock.monotonic()
    _take_failures(caseload, door)
    caseload.record_event(event)


def _take_failures(caseload: Recording, door: Door) -> None:
    """Write into the audit what failed at the door since somebody last came in."""
    waiting = failures(door)
    for failure in waiting:
        caseload.record_event(
            "sign_in_failed", outcome="failed", reason=failure.reason, nobody=True,
            kind=None if failure.user_id is None else "user", object_id=failure.user_id,
            detail={"at": failure.at, "terminal": _NO_CODE.sub("_", failure.terminal)[:64]},
        )  # fmt: skip
    if waiting:
        forget_failures(door, waiting[-1].at)
