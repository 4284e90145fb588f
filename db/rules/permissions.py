"""Who may ask and do what: the table of roles. It is stored and shown; the verbs do not enforce it yet."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum


class Role(StrEnum):
    """What a user is; a user has a set of roles, somebody who works alone has all."""

    ASSISTANT = "assistant"
    SUPERVISOR = "supervisor"
    ADMINISTRATOR = "administrator"
    AUDITOR = "auditor"


class Right(StrEnum):
    """What can be asked or done, by subject."""

    SEE_OWN_PATIENTS = "see_own_patients"
    SEE_CENTRE_PATIENTS = "see_centre_patients"
    CALL = "call"
    WRITE_CARE = "write_care"  # visits, tests, reminders, notes, contacts, barriers
    IMPORT = "import"
    EXPORT_OWN = "export_own"
    EXPORT_CENTRE = "export_centre"
    UNDO_OWN = "undo_own"
    DECIDE = "decide"  # confirm or reject what waits for the supervisor
    ASSIGN = "assign"
    SEE_WORKLOAD = "see_workload"
    MANAGE_USERS = "manage_users"
    MANAGE_ORGANISATIONS = "manage_organisations"
    MANAGE_RULES = "manage_rules"
    BACKUP = "backup"
    SEE_AUDIT = "see_audit"


_R = Right
TABLE: dict[Role, frozenset[Right]] = {
    Role.ASSISTANT: frozenset(
        {_R.SEE_OWN_PATIENTS, _R.CALL, _R.WRITE_CARE, _R.IMPORT, _R.EXPORT_OWN, _R.UNDO_OWN}
    ),
    Role.SUPERVISOR: frozenset(
        {
            _R.SEE_OWN_PATIENTS, _R.SEE_CENTRE_PATIENTS, _R.CALL, _R.WRITE_CARE, _R.IMPORT, _R.EXPORT_OWN,
            _R.EXPORT_CENTRE, _R.UNDO_OWN, _R.DECIDE, _R.ASSIGN, _R.SEE_WORKLOAD,
        }
    ),
    # Administrators see no patients; what they import they import for an assistant.
    Role.ADMINISTRATOR: frozenset(
        {_R.IMPORT, _R.MANAGE_USERS, _R.MANAGE_ORGANISATIONS, _R.MANAGE_RULES, _R.BACKUP, _R.ASSIGN}
    ),
    Role.AUDITOR: frozenset({_R.SEE_AUDIT, _R.SEE_WORKLOAD}),
}  # fmt: skip
"""What each role may; a role or a right that is not here may nothing."""


def rights(roles: Iterable[str]) -> frozenset[Right]:
    """Return all that a set of roles may; an unknown role adds nothing."""
    known = {role.value: allowed for role, allowed in TABLE.items()}
    return frozenset().union(*(known.get(role, frozenset()) for role in roles))


def may(roles: Iterable[str], right: Right) -> bool:
    """Tell whether a set of roles may do something; the default is no."""
    return right in rights(roles)
