"""Why a row stands where it stands, sections, deadlines and warnings, in words."""

from datetime import date, tzinfo
from typing import TYPE_CHECKING, Final

from assistant_tui.text.badges import Meaning
from assistant_tui.text.dates import day_month, deadline_words, near_day, near_moment
from assistant_tui.text.i18n import N_, _, ngettext_

if TYPE_CHECKING:
    from db.queries.call_list import CallRow

SECTIONS: Final = {
    "now": N_("Now"),
    "callback": N_("Call back"),
    "later": N_("Later"),
    "desk": N_("No call"),
    "done": N_("Done"),
    "old": N_("Old"),
}
"""Sections of the call list, in their order."""

EMPTY: Final = {
    "now": N_("Nobody is to be called now. Later ones come here by themselves when their time has come."),
    "callback": N_("Nobody asked to be called back. A call marked “call back at …” puts its patient here."),
    "later": N_("Nobody waits for a later hour. Patients whom you could not reach wait here for their next time."),
    "desk": N_("No work without a call. Visits to look up, results and bookings to chase come here."),
    "done": N_("Nothing is done yet today. Patients whom you are through with come here."),
    "old": N_("Nothing old. What is over a year late is kept here, apart from today's work."),
}
"""What would fill an empty section."""

_LONG_AGO: Final = -99
_PROMISES: Final = ("callback", "callback_offer")

MEANINGS: Final = {"late": Meaning.LATE, "asked": Meaning.SOON, "calm": Meaning.CALM, "done": Meaning.DONE}
"""The sign of a row by its code."""


def due_words(row: "CallRow", today: date, zone: tzinfo) -> str:
    """Return the deadline of a row as a person says it: «сегодня», «1 р. д.», «14:20», «24.11», «с 17:10»."""
    if row.section == "done" and row.done is not None:
        return near_moment(row.done.at, today, zone)
    if row.section == "later" and row.waits_until is not None:
        return _("{time}+", time=near_moment(row.waits_until, today, zone))
    if row.due_code == "at":
        promised = [reason.due_from for reason in row.reasons if reason.kind in _PROMISES]
        return near_moment(min(promised), today, zone) if promised else ""
    if row.due_code == "none" or row.due_by is None:
        return ""
    if row.due_code == "today":
        return _("today")
    if row.due_code == "working_days" and row.due_left is not None:
        return deadline_words(row.due_left)
    if row.due_code == "late" and row.due_left is not None:
        if row.due_left < _LONG_AGO:
            return _("long ago")
        return deadline_words(row.due_left) if row.due_left < 0 else _("late")
    on = row.due_by.astimezone(zone).date()
    return near_day(on, today) if (on - today).days == 1 else day_month(on)


def attempts_words(rounds: int, cap: int) -> str:
    """Return the rounds of today: «1 из 2», «2 из 2!» at the cap, «—» for none."""
    if rounds <= 0:
        return "—"
    said = _("{n} of {cap}", n=rounds, cap=cap)
    return said + "!" if rounds >= cap else said


def more_rows(n: int) -> str:
    """Return «ещё 32 строки, PgDn», nothing for none."""
    return ngettext_("{n} more row, PgDn", "{n} more rows, PgDn", n) if n else ""


def rows_above(n: int) -> str:
    """Return «ещё 2 строки выше, PgUp», nothing for none."""
    return ngettext_("{n} more row above, PgUp", "{n} more rows above, PgUp", n) if n else ""
