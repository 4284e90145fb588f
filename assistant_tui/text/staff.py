"""Users and organisations in words: roles, scope, kinds of places, when somebody was last here."""

from collections.abc import Sequence
from datetime import date, tzinfo
from typing import TYPE_CHECKING, Final

from assistant_tui.text.dates import clock, near_day
from assistant_tui.text.i18n import N_, _

if TYPE_CHECKING:
    from db.queries.people import UserRow

ROLES: Final = {
    "assistant": N_("assistant"), "supervisor": N_("supervisor"), "administrator": N_("administrator"),
    "auditor": N_("auditor"),
}  # fmt: skip
"""Roles in their order, as they stand in a list."""
SHORT_ROLES: Final = {
    "assistant": N_("assist."), "supervisor": N_("superv."), "administrator": N_("admin."), "auditor": N_("audit."),
}  # fmt: skip
SCOPES: Final = {"centre": N_("of the own centre"), "all": N_("of all centres")}
"""Whose patients a supervisor sees."""
LANGUAGES: Final = (("ru", "Русский"), ("en", "English"))
KINDS: Final = {
    "caop": N_("outpatient oncology centre"), "polyclinic": N_("polyclinic"), "cancer_centre": N_("cancer centre"),
    "dispensary": N_("oncology dispensary"), "national_centre": N_("national centre"), "hospital": N_("hospital"),
    "laboratory": N_("laboratory"), "other": N_("other organisation"),
}  # fmt: skip
"""Kinds of organisations in the order of lists."""


def roles_words(roles: Sequence[str], width: int = 0) -> str:
    """Return «помощник, старший помощник»; where that is wider than ``width`` cells, each shortened."""
    said = ", ".join(_(words) for role, words in ROLES.items() if role in roles)
    if not width or len(said) <= width:
        return said
    if set(ROLES) <= set(roles):
        return _("all roles")
    return " ".join(_(words) for role, words in SHORT_ROLES.items() if role in roles)


def kind_words(kind: str) -> str:
    """Return what an organisation is: «поликлиника»."""
    return _(KINDS[kind]) if kind in KINDS else kind


def seen_words(user: "UserRow", today: date, zone: tzinfo) -> str:
    """Return when somebody signed in last: the time of today, else the day."""
    if user.last_at is None:
        return _("never yet")
    local = user.last_at.astimezone(zone)
    return clock(local) if local.date() == today else near_day(local.date(), today)


def scope_words(user: "UserRow") -> str:
    """Return whose patients a supervisor sees; nothing for who is none."""
    return _(SCOPES[user.scope]) if "supervisor" in user.roles and user.scope in SCOPES else ""
