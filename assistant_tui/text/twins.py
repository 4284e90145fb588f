"""Why two records look like one person, and what speaks against it, in words."""

from collections.abc import Sequence
from typing import Final

from assistant_tui.text.i18n import N_, _

REASONS: Final = {
    "same_snils": N_("same SNILS"), "same_policy": N_("same policy"), "same_name": N_("same name"),
    "name_slip": N_("one slip in the name"), "name_shorter": N_("the name is shorter"),
    "same_given": N_("other family name"), "same_birth": N_("same birth date"),
    "birth_slip": N_("one slip in the birth date"), "same_year": N_("same year of birth"),
    "same_phone": N_("same phone"),
}  # fmt: skip
AGAINST: Final = {
    "other_snils": N_("other SNILS"), "other_policy": N_("other policy"), "other_sex": N_("other sex"),
    "other_given": N_("other given name"), "other_birth": N_("other birth date"),
}  # fmt: skip


def why_words(reasons: Sequence[str], against: Sequence[str]) -> str:
    """Return «тот же СНИЛС, то же имя; но другой полис»."""
    said = ", ".join(_(REASONS.get(code, code)) for code in reasons)
    if against:
        said += "; " + _("but {what}", what=", ".join(_(AGAINST.get(code, code)) for code in against))
    return said
