"""Through whose hands a patient went, and why."""

from collections.abc import Mapping
from typing import Final

from assistant_tui.text.i18n import N_, _

BECAUSE: Final = {
    "assigned": N_("assigned"), "wrong": N_("wrongly assigned"), "handed_over": N_("handed over"),
    "absent": N_("handed over, the colleague is away"), "disabled": N_("the colleague works here no more"),
    "imported": N_("assigned by a file"),
}  # fmt: skip
"""Why a patient changed hands, by code."""


def assignment_words(code: str, params: Mapping[str, str | int | None]) -> str:
    """Return «передан(а): Иванова А. П. → Котова О. С.»."""
    nobody = _("nobody")
    hands = f"{params.get('from_name') or nobody} → {params.get('to_name') or nobody}"
    return f"{_(BECAUSE.get(code, code))}: {hands}"
