"""Who may what: the roles and their rights, and whose patient somebody may open how."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Final


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
    GIVE_OWN = "give_own"  # hand on, give away and join one's own patients
    DECIDE = "decide"  # confirm or reject what waits for the supervisor
    ASSIGN = "assign"
    REVIEW_ACCESS = "review_access"  # look at why others opened what was not theirs
    SEE_WORKLOAD = "see_workload"
    MANAGE_USERS = "manage_users"
    MANAGE_ORGANISATIONS = "manage_organisations"
    MANAGE_RULES = "manage_rules"
    BACKUP = "backup"
    SEE_AUDIT = "see_audit"


_R = Right
TABLE: dict[Role, frozenset[Right]] = {
    Role.ASSISTANT: frozenset(
        {_R.SEE_OWN_PATIENTS, _R.CALL, _R.WRITE_CARE, _R.IMPORT, _R.EXPORT_OWN, _R.UNDO_OWN, _R.GIVE_OWN}
    ),
    Role.SUPERVISOR: frozenset(
        {
            _R.SEE_OWN_PATIENTS, _R.SEE_CENTRE_PATIENTS, _R.CALL, _R.WRITE_CARE, _R.IMPORT, _R.EXPORT_OWN,
            _R.EXPORT_CENTRE, _R.UNDO_OWN, _R.GIVE_OWN, _R.DECIDE, _R.ASSIGN, _R.REVIEW_ACCESS, _R.SEE_WORKLOAD,
        }
    ),
    # Administrators see no patients; what they import they import for an assistant.
    Role.ADMINISTRATOR: frozenset(
        {_R.IMPORT, _R.MANAGE_USERS, _R.MANAGE_ORGANISATIONS, _R.MANAGE_RULES, _R.BACKUP, _R.ASSIGN, _R.UNDO_OWN}
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


class Access(StrEnum):
    """How a patient may be opened."""

    FREE = "free"
    REASON_NEEDED = "reason_needed"  # a colleague's of the same centre: say why
    BREAK_GLASS_NEEDED = "break_glass_needed"  # of another centre: in necessity, written down and looked at afterwards
    DENIED = "denied"


class Hold(StrEnum):
    """How firmly a patient must be in somebody's hands for a step."""

    OPEN = "open"  # one's own, covered, of the supervised centre, offered to the centre, or opened for a reason
    HELD = "held"  # the same without what was only opened or offered
    OWN = "own"  # one's own, or of the supervised centre


REASONS: Final = ("calling_in", "late_callback", "cover")
"""Why a colleague's patient is opened: calls in, was promised a call that is late, or the colleague is not there."""
REASON_LASTS: Final = timedelta(hours=12)
"""Until the end of a shift, however long [security_policy: absolute_hours]."""
GLASS_LASTS: Final = timedelta(minutes=60)
LEAST_TEXT: Final = 10
"""Characters of what is written where the glass is broken [HIPAA 164.312(a)(2)(ii)]."""


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks, as far as it matters for access."""

    roles: frozenset[str]
    centre_id: int | None
    scope: str  # of a supervisor: centre, all

    @property
    def accompanies(self) -> bool:
        """Tell whether patients are their work at all."""
        return not {Role.ASSISTANT, Role.SUPERVISOR}.isdisjoint(self.roles)

    @property
    def supervises(self) -> bool:
        """Tell whether colleagues' patients are in their care too."""
        return Role.SUPERVISOR in self.roles

    @property
    def sees_all(self) -> bool:
        """Tell whether every patient is free to them: no other centre, or none that they do not supervise."""
        return self.supervises and (self.scope == "all" or self.centre_id is None)


@dataclass(frozen=True, slots=True)
class Bond:
    """What ties somebody to a patient now."""

    own: bool
    covered: bool
    centre_id: int | None  # of the patient
    offered: bool = False  # to the whole centre: a promised call that waits for anybody
    grant: str | None = None  # reason, break_glass: opened, and for how long is not over


def same_centre(asker: Asker, centre_id: int | None) -> bool:
    """Tell whether a patient is of somebody's centre; where either has none there is but one."""
    return centre_id is None or asker.centre_id is None or centre_id == asker.centre_id


def access(asker: Asker, bond: Bond, hold: Hold = Hold.OPEN) -> Access:
    """Return how a patient may be opened for a step; several roles may what any of them may."""
    if not asker.accompanies:
        return Access.DENIED
    near = same_centre(asker, bond.centre_id)
    if bond.own or asker.sees_all or (near and asker.supervises):
        return Access.FREE
    if bond.covered and hold is not Hold.OWN:
        return Access.FREE
    if hold is not Hold.OPEN:
        return Access.DENIED
    if bond.grant == "break_glass" or (near and (bond.offered or bond.grant is not None)):
        return Access.FREE
    return Access.REASON_NEEDED if near else Access.BREAK_GLASS_NEEDED
