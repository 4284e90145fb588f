"""Why patients of others were opened, in words."""

from typing import TYPE_CHECKING, Final

from assistant_tui.text.i18n import N_, _

if TYPE_CHECKING:
    from db.queries.access import GrantRow

REASON_WORDS: Final = {
    "calling_in": N_("the patient is calling in"),
    "late_callback": N_("a promised call is late"),
    "cover": N_("the colleague is not here"),
    "necessity": N_("emergency access"),
}
"""By the code of the reason."""


def why_words(row: "GrantRow") -> str:
    """Return why somebody opened a patient: the reason, or their own words."""
    return row.text or _(REASON_WORDS[row.reason])
