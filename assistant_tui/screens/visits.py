"""Visits by day: what is booked, and what became of it."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Final
from zoneinfo import ZoneInfo

from rich.text import Text

from assistant_tui.listing.covered_list import CoveredList
from assistant_tui.listing.listed_rows import Entry
from assistant_tui.text.booking import why_words
from assistant_tui.text.dates import clock, full_day, near_day
from assistant_tui.text.i18n import N_, _
from assistant_tui.text.names import short_person
from assistant_tui.text.safe import safe
from assistant_tui.text.statuses import BOOKED, VISIT, status_words
from assistant_tui.widgets.rows import Column, Row

if TYPE_CHECKING:
    from assistant_tui.listing.saving import Saver
    from db.queries.lists import VisitRow

_PAST_DAYS: Final = 60
_WEEK: Final = 7
_OVER: Final = frozenset({"attended", "missed", "cancelled", "moved"})


def sections_of(visit: "VisitRow", today: date, on: date, *, ended: bool) -> tuple[str, ...]:
    """Return the sections that a visit stands in; one that is to be moved waits for a time, whatever it was."""
    if visit.status == "to_move":
        return ("unbooked",)
    if ended and visit.status not in _OVER:
        return ("open", "today") if on == today else ("open",)
    booked = ("unbooked",) if visit.status not in _OVER and visit.booked_in != "booked" else ()
    if on == today:
        return ("today", *booked)
    if on < today:
        return ("past",)
    if visit.status in ("cancelled", "moved"):
        return ()
    days = (on - today).days
    return (*(("tomorrow",) if days == 1 else ()), "week" if days <= _WEEK else "later", *booked)


class VisitsScreen(CoveredList["VisitRow"]):
    """The agenda of the person's patients: today, a week, later; what is over and has no outcome yet."""

    TITLE: ClassVar[str] = N_("VISITS")
    SECTIONS: ClassVar[Sequence[tuple[str, str]]] = (
        ("today", N_("Today")), ("tomorrow", N_("Tomorrow")), ("week", N_("A week")), ("later", N_("Later")),
        ("open", N_("Unclear")), ("past", N_("Past")), ("unbooked", N_("Unbooked")),
    )  # fmt: skip
    COLUMNS: ClassVar[Sequence[Column]] = (
        Column("time", N_("Time"), 5), Column("patient", N_("Patient"), 20, grow=2),
        Column("what", N_("What"), 17, grow=2), Column("where", N_("Where"), 12, grow=1, priority=2),
        Column("state", N_("State"), 13), Column("booked", N_("EMIAS"), 10, priority=1),
    )  # fmt: skip
    EMPTY: ClassVar[dict[str, str]] = {
        "today": N_("Nothing is booked for today. F4 books a visit for a patient."),
        "tomorrow": N_("Nothing is booked for tomorrow. F4 books a visit for a patient."),
        "week": N_("Nothing is booked in the coming week. F4 books a visit for a patient."),
        "later": N_("Nothing is booked after the coming week."),
        "open": N_("Of every visit that is over it is known whether it took place."),
        "past": N_("No visit of the last two months has an outcome yet."),
        "unbooked": N_("Everything that is planned is booked in EMIAS."),
    }
    ENTER: ClassVar[str] = N_("Enter VISIT")
    OFFERS: ClassVar[tuple[str, ...]] = (*CoveredList.OFFERS, "settle", "everybody")
    HELP: ClassVar[str] = N_(
        "Visits and examinations of your patients by day. ← and → go from today to the week, to later ones, to those"
        " that are over and have no outcome yet, to those that are not booked. Enter asks what is to be done; Space"
        " does what is plainly next: what became of it, the number of the booking, a new time."
    )

    def __init__(self, section: str | None = None) -> None:
        """Show the agenda at a section, today by default."""
        super().__init__(section)
        self._all = False

    async def read(self) -> "Sequence[Entry[VisitRow]] | None":
        """Read the visits of the last two months and all that are to come."""
        from db.queries.filters import EVERYBODY, WITH_COVERED
        from db.queries.lists import visits

        app = self.caseload_app
        today, now = app.today(), app.now()
        whose: dict[str, Any] = {"assistant": WITH_COVERED}
        if self._all:
            whose = {"assistant": EVERYBODY, "centre_id": app.caseload.user.centre_id}
        found = await app.asked(visits, first_on=today - timedelta(days=_PAST_DAYS), **whose)
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
        whose = _("assistant: {login}", login=item.assistant) if self._all and item.assistant else ""
        more = (_("EMIAS: {booked}", booked=booked), why_words(item), item.note, whose)
        return [
            safe(item.full_name, "strong"),
            safe(f"{what} · {full_day(local.date())} {clock(local)}"),
            safe(place or _("The place is not written down")),
            safe(" · ".join(filter(None, more)), "faint"),
        ]

    def owner(self, item: "VisitRow") -> str | None:
        """Return whose patient's visit it is."""
        return item.assistant

    async def act(self, item: "VisitRow") -> None:
        """Ask what is to be done with the visit."""
        await self.caseload_app.visit_menu(item.id)

    def heading(self) -> str:
        """Say whose visits these are."""
        return _("VISITS OF ALL") if self._all else super().heading()

    ENDINGS = (".xlsx", ".csv", ".ics")

    def saver(self) -> "Saver":
        """Return what saves the rows that are shown: as a table, or those that stand as a calendar."""
        from assistant_tui.text.calendar_events import STANDS, event_of
        from db.exchange.calendar_file import export_calendar

        table, app = super().saver(), self.caseload_app
        events = [event_of(each.item, app.caseload.user) for each in self.shown() if each.item.status in STANDS]
        now = app.now()

        def save(target: Path) -> int:
            if target.suffix.casefold() == ".ics":
                return export_calendar(events, target, made_at=now)
            return table(target)

        return save

    def saved(self) -> Callable[[Path], set[int]]:
        """Return what tells whose visits a file holds: into a calendar go those that stand."""
        from assistant_tui.text.calendar_events import STANDS

        table = super().saved()
        standing = {each.item.patient_id for each in self.shown() if each.item.status in STANDS}
        return lambda target: standing if target.suffix.casefold() == ".ics" else table(target)

    # Commands.

    def off_settle(self) -> str | None:
        """Say that there is no visit under the cursor."""
        return None if self.item_here() is not None else _("First choose a visit")

    async def do_settle(self) -> None:
        """Do what is plainly next with the visit."""
        if (item := self.item_here()) is not None:
            await self.caseload_app.settle_visit(item.id)

    def off_everybody(self) -> str | None:
        """Say that only supervisors see the visits of all."""
        allowed = "supervisor" in self.caseload_app.caseload.user.roles
        return None if allowed else _("For supervisors only")

    def do_everybody(self) -> None:
        """Show the visits of all colleagues of the centre, or one's own again."""
        self._all, self._only = not self._all, None
        self.tick()
        self.refresh_list()
        self.base_app.say(_("The visits of all colleagues of the centre") if self._all else _("Your own visits again"))
