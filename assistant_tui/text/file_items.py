"""A file of visits or tests in words: what becomes of each of its rows, and what has vanished since the last one."""

from datetime import date, time
from typing import TYPE_CHECKING, Final

from assistant_tui.text.i18n import N_, _, language

if TYPE_CHECKING:
    from db.exchange.items import ItemCandidate, ItemsPlan, Vanished

KIND_WORDS: Final = {
    "patients": N_("patients"), "visits": N_("visits"), "tests": N_("ordered tests"),
}  # fmt: skip
"""What a file holds."""


def service_words(plan: "ItemsPlan", code: str) -> str:
    """Return the name of a service of the file."""
    names = dict(plan.services).get(code)
    if names is None:
        return code
    return names[1] if language() == "en" else names[0]


def item_words(plan: "ItemsPlan", row: "ItemCandidate | Vanished") -> str:
    """Return what a row is about, the day first, so that a long name does not push it out: «25.11.2026 10:30 · КТ»."""
    on = next(iter(row.days), None)
    return " · ".join(filter(None, (when_words(on, row.at), service_words(plan, row.service))))


def when_words(on: date | None, at: time | None) -> str:
    """Return a day with its time; empty where there is none."""
    if on is None:
        return ""
    return f"{on:%d.%m.%Y} {at:%H:%M}" if at is not None else f"{on:%d.%m.%Y}"


def vanished_words(plan: "ItemsPlan", gone: "Vanished") -> str:
    """Return that something stood in the last file and stands no more."""
    return _(
        "in the last file, not in this one: {what}, patient number {patient_id}; nothing is changed by itself",
        what=item_words(plan, gone), patient_id=gone.patient_id,
    )  # fmt: skip
