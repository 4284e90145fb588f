"""Where visits, tests, reminders and tasks stand, in words."""

from typing import Final

from assistant_tui.text.i18n import N_, _

VISIT: Final = {
    "planned": N_("planned"), "confirmed": N_("will come"), "attended": N_("took place"), "missed": N_("did not come"),
    "cancelled": N_("cancelled"), "moved": N_("moved"), "to_move": N_("to be moved"),
}  # fmt: skip
"""Where a visit stands, by code."""

BOOKED: Final = {"planned": N_("not booked yet"), "booked": N_("booked"), "not_found": N_("not found in EMIAS")}
"""What the city's booking system says of a visit, by code."""

TEST: Final = {
    "ordered": N_("ordered"), "taken": N_("taken"), "result_in": N_("result is in"), "cancelled": N_("cancelled"),
}  # fmt: skip
"""Where a test order stands, by code."""

REMINDER: Final = {"open": N_("open"), "done": N_("done"), "cancelled": N_("cancelled")}
"""Where a reminder stands, by code."""

TASK: Final = {"open": N_("open"), "silent": N_("fallen silent"), "closed": N_("closed")}
"""Where a task stands, by code."""


def status_words(table: dict[str, str], code: str) -> str:
    """Return the words for a code; one that no table knows is said as it is."""
    return _(table[code]) if code in table else code.replace("_", " ")
