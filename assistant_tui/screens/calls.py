"""Calls that the person made and took: today, this week, all, entered later, incoming, taken back."""

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, ClassVar, Final

from rich.text import Text

from assistant_tui.app_call_list import CallListWays
from assistant_tui.listing.covered_list import CoveredList
from assistant_tui.listing.listed_rows import Entry
from assistant_tui.listing.saving import Saver, table_saver
from assistant_tui.text.call_extract import duration_words
from assistant_tui.text.cover_words import family_of
from assistant_tui.text.dates import clock, full_day, moment_words, near_day
from assistant_tui.text.happened import call_words, connected_words
from assistant_tui.text.i18n import N_, _
from assistant_tui.text.masks import masked_phone, masked_tail
from assistant_tui.text.names import short_person
from assistant_tui.text.phones import display
from assistant_tui.text.safe import safe
from assistant_tui.widgets.rows import Column, Row

if TYPE_CHECKING:
    from db.queries.calls import CallEntry

_WEEK: Final = 7
MOST: Final = 2000
"""So many of the latest calls are listed; the page of one patient has all of theirs."""


def sections_of(call: "CallEntry", today: date, on: date) -> tuple[str, ...]:
    """Return the sections that a call stands in; one that was taken back only among those."""
    if call.undone:
        return ("undone",)
    sections = ["all"]
    if on == today:
        sections.append("today")
    if (today - on).days < _WEEK:
        sections.append("week")
    if call.late:
        sections.append("late")
    if call.direction == "in":
        sections.append("incoming")
    return tuple(sections)


class CallsScreen(CoveredList["CallEntry"]):
    """The log of the person's calls; typing finds a name, a number, or a result: «не отвечает»."""

    TITLE: ClassVar[str] = N_("CALLS")
    SECTIONS: ClassVar[Sequence[tuple[str, str]]] = (
        ("today", N_("Today")), ("week", N_("A week")), ("all", N_("All calls")), ("incoming", N_("Incoming calls")),
        ("late", N_("Entered later")), ("undone", N_("Undone")),
    )  # fmt: skip
    COLUMNS: ClassVar[Sequence[Column]] = (
        Column("time", N_("Time"), 5), Column("patient", N_("Patient"), 18, grow=1),
        Column("phone", N_("Number"), 8, priority=1), Column("length", N_("Length"), 7, right=True),
        Column("what", N_("What came out"), 26, grow=3),
    )  # fmt: skip
    EMPTY: ClassVar[dict[str, str]] = {
        "today": N_("No call today yet."),
        "week": N_("No call in the last seven days."),
        "all": N_("No call yet."),
        "incoming": N_("Nobody called us. F2 opens an incoming call."),
        "late": N_("No call was entered later. The menu (F9) enters one made elsewhere."),
        "undone": N_("No call was taken back."),
    }
    WHOSE: ClassVar[Column] = Column("whose", N_("Who"), 11, priority=1)
    ENTER: ClassVar[str] = N_("Enter CORRECT, CALL AGAIN …")
    HELP: ClassVar[str] = N_(
        "Your calls, the latest first. Typing finds a name, the last digits of a number, or a result such as"
        " “no answer”. Enter asks: put right (your own of today), call again, a note, the patient's calls on a page to"
        " hand out."
    )

    async def read(self) -> "Sequence[Entry[CallEntry]] | None":
        """Read the latest calls of the person."""
        from db.queries.calls import calls
        from db.queries.filters import WITH_COVERED

        app = self.caseload_app
        found, today = await app.asked(calls, assistant=WITH_COVERED, limit=MOST), app.today()
        if found is None:
            return None
        entries = []
        for call in found:
            on = call.at.astimezone(app.zone).date()
            heading = full_day(on) if abs((on - today).days) > 1 else f"{near_day(on, today)}, {full_day(on)}"
            words = f"{call.full_name} {_said(call)} {call.phone or ''}"
            entries.append(Entry(call.id, call, call.patient_id, sections_of(call, today, on), words, heading))
        return entries

    def row(self, item: "CallEntry") -> Row:
        """Return when, with whom, at which number, how long, what came out."""
        dim = "faint" if item.undone else ""
        said = _said(item)
        if item.direction == "in":
            said = _("to us: {what}", what=said)
        reached = item.connection == "REACHED"
        return Row((
            safe(clock(item.at, self.caseload_app.zone), dim), safe(short_person(item.full_name), dim or "strong"),
            safe(masked_tail(item.phone), dim), safe(duration_words(item), dim or "faint"),
            safe(said, dim or ("" if reached else "faint")),
        ))  # fmt: skip

    def saver(self) -> Saver:
        """Return what saves the rows that are shown, with whole numbers: a file was asked for."""
        return table_saver(self.columns(), [(entry.heading, self._file_cells(entry.item)) for entry in self.shown()])

    def _file_cells(self, item: "CallEntry") -> Row:
        whole = safe(display(item.phone) if item.phone else "")
        pairs = zip(self.columns(), self.cells(item).cells, strict=True)
        return Row(tuple(whole if column.key == "phone" else cell for column, cell in pairs))

    def about(self, item: "CallEntry") -> list[Text]:
        """Return with whom, the number and who spoke, what came out, the note."""
        zone = self.caseload_app.zone
        more = []
        if item.late:
            more.append(_("entered {when}", when=moment_words(item.entered_at, zone)))
        if item.undone:
            more.append(_("taken back"))
        if item.corrects_id:
            more.append(_("puts call {number} right", number=item.corrects_id))
        number = masked_phone(item.phone) or _("no number")
        way = _("they called us") if item.direction == "in" else _("we called")
        heard = [moment_words(item.at, zone), way, number, item.spoke_name or ""]
        return [
            safe(item.full_name, "strong"), safe(" · ".join(filter(None, heard))),
            safe(call_words(item, undone=item.undone) or _said(item)),
            safe(" · ".join(filter(None, (*more, item.note))), "faint"),
        ]  # fmt: skip

    def owner(self, item: "CallEntry") -> str | None:
        """Return who made the call."""
        return item.user

    def whose_words(self, item: "CallEntry") -> str:
        """Return which colleague made it."""
        return "" if item.user == self.caseload_app.caseload.user.login else family_of(item.user_name)

    async def act(self, item: "CallEntry") -> None:
        """Ask what is to be done with the call."""
        app = self.caseload_app
        if not isinstance(app, CallListWays):
            raise TypeError(type(app).__name__)
        await app.act_on_call(item)


def _said(call: "CallEntry") -> str:
    if call.connection is None:
        return _("not marked yet")
    return call_words(call, undone=call.undone) or connected_words(call.connection)
