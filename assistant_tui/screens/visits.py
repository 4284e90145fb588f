"""Visits by day: what is booked, and what became of it."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, ClassVar, Final
from zoneinfo import ZoneInfo

from rich.text import Text

from assistant_tui.listing.list_screen import ListScreen
from assistant_tui.listing.listed_rows import Entry
from assistant_tui.text.dates import clock, full_day, near_day
from assistant_tui.text.i18n import N_, _
from assistant_tui.text.list_rows import short_person
from assistant_tui.text.safe import safe
from assistant_tui.text.statuses import BOOKED, VISIT, status_words
from assistant_tui.widgets.rows import Column, Row

if TYPE_CHECKING:
    from db.queries.lists import VisitRow

_PAST_DAYS: Final = 60
_WEEK: Final = 7
_OVER: Final = frozenset({"attended", "missed", "cancelled", "moved"})


def sections_of(visit: "VisitRow", today: date, on: date, *, ended: bool) -> tuple[str, ...]:
    """Return the sections that a visit stands in."""
    if ended and visit.status not in _OVER:
        return ("open", "today") if on == today else ("open",)
    if on == today:
        return ("today",)
    if on < today:
        return ("past",)
    if visit.status in ("cancelled", "moved"):
        return ()
    return ("week",) if (on - today).days <= _WEEK else ("later",)


class VisitsScreen(ListScreen["VisitRow"]):
    """The agenda of the person's patients: today, a week, later; what is over and has no outcome yet."""

    TITLE: ClassVar[str] = N_("VISITS")
    SECTIONS: ClassVar[Sequence[tuple[str, str]]] = (
        ("today", N_("Today")), ("week", N_("A week")), ("later", N_("Later")), ("open", N_("To clarify")),
        ("past", N_("Over")),
    )  # fmt: skip
    COLUMNS: ClassVar[Sequence[Column]] = (
        Column("time", N_("Time"), 5), Column("patient", N_("Patient"), 20, grow=2),
        Column("what", N_("What"), 18, grow=2), Column("where", N_("Where"), 12, grow=1, priority=2),
        Column("state", N_("State"), 13), Column("booked", N_("EMIAS"), 9, priority=1),
    )  # fmt: skip
    EMPTY: ClassVar[dict[str, str]] = {
        "today": N_("Nothing is booked for today. F4 books a visit for a patient."),
        "week": N_("Nothing is booked in the coming week. F4 books a visit for a patient."),
        "later": N_("Nothing is booked after the coming week."),
        "open": N_("Of every visit that is over it is known whether it took place."),
        "past": N_("No visit of the last two months has an outcome yet."),
    }
    ENTER: ClassVar[str] = N_("Enter CARD")
    HELP: ClassVar[str] = N_(
        "Visits and examinations of your patients by day. ← and → go from today to the week, to later ones, to those"
        " that are over and have no outcome yet."
    )

    async def read(self) -> "Sequence[Entry[VisitRow]] | None":
        """Read the visits of the last two months and all that are to come."""
        from db.queries.lists import visits

        app = self.caseload_app
        today, now = app.today(), app.now()
        found = await app.asked(visits, first_on=today - timedelta(days=_PAST_DAYS))
        if found is None:
            return None
        entries = []
        for visit in found:
            on = visit.starts_at.astimezone(ZoneInfo(visit.zone)).date()
            sections = sections_of(visit, today, on, ended=visit.ends_at <= now)
            heading = full_day(on) if abs((on - today).days) > 1 else f"{near_day(on, today)}, {full_day(on)}"
            text = f"{visit.full_name} {visit.ru} {visit.en} {visit.organisation or ''} {visit.booking_number or ''}"
            entries.append(Entry(visit.id, visit, visit.patient_id, sections, text, heading))
        return entries

    def row(self, item: "VisitRow") -> Row:
        """Return time, patient, what and where, its state."""
        words = self.caseload_app.words()
        gone, zone = "faint" if item.status in ("cancelled", "moved") else "", ZoneInfo(item.zone)
        booked = item.booking_number or status_words(BOOKED, item.booked_in)
        state = "late" if item.status == "missed" else "done" if item.status == "attended" else gone
        return Row((
            safe(clock(item.starts_at, zone), gone), safe(short_person(item.full_name), gone or "strong"),
            safe(words.service(item.service), gone), safe(item.organisation or "", gone),
            safe(status_words(VISIT, item.status), state),
            safe(booked, "soon" if item.booked_in == "not_found" and not gone else "faint"),
        ))  # fmt: skip

    def about(self, item: "VisitRow") -> list[Text]:
        """Return whose it is, where, and what the booking system says."""
        local = item.starts_at.astimezone(ZoneInfo(item.zone))
        what = self.caseload_app.words().service(item.service, named=True)
        room = _("room {room}", room=item.room) if item.room else ""
        place = ", ".join(filter(None, (item.organisation, item.address, room, item.clinician)))
        booked = item.booking_number or status_words(BOOKED, item.booked_in)
        return [
            safe(item.full_name, "strong"),
            safe(f"{what} · {full_day(local.date())} {clock(local)}"),
            safe(place or _("The place is not written down")),
            safe(" · ".join(filter(None, (_("EMIAS: {booked}", booked=booked), item.note))), "faint"),
        ]

    async def act(self, item: "VisitRow") -> None:
        """Open the card at the visits."""
        await self.caseload_app.open_card(item.patient_id, tab="visits")
