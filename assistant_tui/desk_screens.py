"""The screens of the desk by the names that their commands carry (``show_visits`` → ``visits``)."""

from importlib import import_module
from typing import TYPE_CHECKING, Final, cast

if TYPE_CHECKING:
    from collections.abc import Collection

    from assistant_tui.commands.host import CommandScreen

PLACES: Final = {
    "visits": ("assistant_tui.screens.visits", "VisitsScreen"),
    "tests": ("assistant_tui.screens.tests", "TestsScreen"),
    "tasks": ("assistant_tui.screens.tasks", "TasksScreen"),
    "reminders": ("assistant_tui.screens.reminders", "RemindersScreen"),
    "calls": ("assistant_tui.screens.calls", "CallsScreen"),
    "decisions": ("assistant_tui.screens.decisions", "DecisionsScreen"),
    "patients": ("assistant_tui.screens.patients", "PatientsScreen"),
    "twins": ("assistant_tui.screens.twins", "TwinsScreen"),
    "colleagues": ("assistant_tui.screens.colleagues", "ColleaguesScreen"),
    "workload": ("assistant_tui.screens.workload", "WorkloadScreen"),
    "users": ("assistant_tui.screens.users", "UsersScreen"),
    "organisations": ("assistant_tui.screens.organisations", "OrganisationsScreen"),
    "grants": ("assistant_tui.screens.grants", "GrantsScreen"),
    "audit": ("assistant_tui.screens.audit", "AuditScreen"),
}
"""Module and class of every screen that lies over the call list; each is imported when it is first wanted."""

_OWN: Final = "see_own_patients"
NEEDS: Final = {
    "day": _OWN, "visits": _OWN, "tests": _OWN, "tasks": _OWN, "reminders": _OWN, "calls": _OWN, "patients": _OWN,
    "decisions": _OWN, "twins": "see_centre_patients", "grants": "review_access", "workload": "see_workload",
    "users": "manage_users", "organisations": "manage_organisations", "audit": "see_audit",
}  # fmt: skip
"""The right that a screen needs, by its value in `db.rules.permissions`; the others are for everybody."""


def first_screen(roles: "Collection[str]") -> str:
    """Return the screen that lies below all others: the call list; for who sees no patients, what they are here for."""
    from db.rules.permissions import Right, may

    if may(roles, Right(_OWN)):
        return "day"
    return next((name for name in ("users", "audit") if may(roles, Right(NEEDS[name]))), "day")


def desk_screen(name: str) -> "CommandScreen[None] | None":
    """Make a screen of the desk; None for the call list, which lies below all of them."""
    if name not in PLACES:
        return None
    module, kind = PLACES[name]
    return cast("CommandScreen[None]", getattr(import_module(module), kind)())
