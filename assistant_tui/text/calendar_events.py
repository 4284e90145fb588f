"""Visits as entries of a calendar, which lies on phones and tables: nothing in it tells of an illness."""

import re
from typing import TYPE_CHECKING, Final

from assistant_tui.text.i18n import _
from assistant_tui.text.phones import display
from assistant_tui.text.safe import plain
from db.exchange.calendar_file import CalendarEvent

if TYPE_CHECKING:
    from db.queries.lists import VisitRow
    from db.work import User

_TELLS: Final = re.compile(
    r"онк|цаоп|нмиц|хими|луче|радио|паллиат|хоспис|onc|cancer|chemo|radi|palliat|hospice", re.IGNORECASE
)
"""Parts of words in the names of places by which anybody could guess why one goes there."""
STANDS: Final = frozenset({"planned", "confirmed"})
"""Statuses of visits that go into a calendar."""


def neutral_place(visit: "VisitRow") -> str:
    """Return where a visit is: its address, else the name of the place where that tells nothing; and the room."""
    parts = [visit.address or visit.organisation or "", _("room {room}", room=visit.room) if visit.room else ""]
    return ", ".join(plain(part) for part in parts if part and not _TELLS.search(part))


def event_of(visit: "VisitRow", user: "User") -> CalendarEvent:
    """Return a visit as an entry: «Приём · ул. Вавилова, 61», whom to call, and neither name nor service."""
    place = neutral_place(visit)
    call = plain(user.short_name)
    if user.phone:
        call = _("Questions: {name}, {phone}", name=call, phone=display(user.phone))
    return CalendarEvent(
        f"visit-{visit.id}@assistant-tui", visit.starts_at, visit.ends_at,
        " · ".join(filter(None, (_("Appointment"), place))), place, call, visit.booked_in == "booked", visit.version,
    )  # fmt: skip
