"""The patients of the caseload: who they are, what comes next, whom nobody has."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from rich.text import Text
from textual import events

from assistant_tui.commands.hands_commands import HandsCommands
from assistant_tui.listing.list_screen import ListScreen
from assistant_tui.listing.listed_rows import Entry, ListedRows
from assistant_tui.text.codes import label
from assistant_tui.text.dates import day_month, full_day, near_moment
from assistant_tui.text.i18n import N_, _, ngettext_
from assistant_tui.text.names import short_person
from assistant_tui.text.people import age_words
from assistant_tui.text.safe import safe
from assistant_tui.widgets.choice import Choice
from assistant_tui.widgets.hint_line import HintLine
from assistant_tui.widgets.rows import Column, Row

if TYPE_CHECKING:
    from db.queries.accompanied import Accompanied

_NEXT: "dict[str, str]" = {
    "visit": N_("visit {when}"), "test": N_("test by {when}"), "callback": N_("promised {when}"),
    "call": N_("call {when}"), "desk": N_("no call {when}"),
}  # fmt: skip
_PHASES: "dict[str, str]" = {
    "suspected": N_("suspicion"), "diagnosed": N_("diagnosis"), "council": N_("council"),
    "treatment": N_("treatment"), "follow_up": N_("follow-up"), "palliative": N_("palliative"),
    "closed": N_("ended"),
}  # fmt: skip
"""Short words for a narrow column."""
_CENTRE = ("centre", N_("Centre"))


def sections_of(patient: "Accompanied") -> tuple[str, ...]:
    """Return the sections that a patient stands in."""
    closed = patient.phase == "closed"
    found = ["centre"]
    if patient.assistant_id is None and not closed:
        found.append("unassigned")
    if patient.own:
        found.append("closed" if closed else "mine")
        if not closed and patient.next_kind is None:
            found.append("no_next")
        if patient.silent:
            found.append("silent")
    return tuple(found)


class PatientsScreen(ListScreen["Accompanied"], HandsCommands):
    """The patients: the person's own, those of nobody, those for whom nothing is planned or nobody has spoken with."""

    TITLE: ClassVar[str] = N_("PATIENTS")
    SECTIONS: ClassVar[Sequence[tuple[str, str]]] = (
        ("mine", N_("Mine")), ("unassigned", N_("Nobody's")), ("no_next", N_("No next step")),
        ("silent", N_("Silent")), ("closed", N_("Ended")), _CENTRE,
    )  # fmt: skip
    COLUMNS: ClassVar[Sequence[Column]] = (
        Column("tick", "", 1), Column("patient", N_("Patient"), 16, grow=1), Column("age", N_("Aged"), 4, right=True),
        Column("phase", N_("Phase"), 11, priority=1), Column("assistant", N_("Assistant"), 13, priority=2),
        Column("next", N_("What is next"), 16), Column("talk", N_("Talk"), 6),
    )  # fmt: skip
    EMPTY: ClassVar[dict[str, str]] = {
        "mine": N_("Nobody is assigned to you. Take patients from a file, or from those that nobody has."),
        "unassigned": N_("Everybody has an assistant."),
        "no_next": N_("For each of your patients it is known what comes next."),
        "silent": N_("With each of your patients somebody spoke lately."),
        "closed": N_("The support of none of your patients has ended."),
        "centre": N_("The centre has no patients yet."),
    }
    ENTER: ClassVar[str] = N_("Enter CARD  Space tick")
    HELP: ClassVar[str] = N_(
        "All patients. ← and → go from yours to those that nobody has, to those for whom nothing is planned, to those"
        " with whom nobody has spoken for long. Space ticks a row, Space again takes the tick away; Enter then asks"
        " what is to be done with those that are ticked: assign them, give them back. Without ticks Enter opens the"
        " card."
    )
    OFFERS: ClassVar[tuple[str, ...]] = (
        *ListScreen.LIST_OFFERS, "assign", "wrongly_assigned", "twins_of", "switch_off_user",
    )  # fmt: skip

    def __init__(self, section: str | None = None) -> None:
        """Show the list at a section."""
        super().__init__(section)
        self.ticked: set[int] = set()

    def on_mount(self) -> None:
        """Begin to read; only a supervisor sees the whole centre."""
        if not self._whole():
            self.__dict__["SECTIONS"] = self.SECTIONS[:-1]
            self.rows = ListedRows([each for each, _label in self.SECTIONS])
        super().on_mount()

    async def read(self) -> "Sequence[Entry[Accompanied]] | None":
        """Read the patients; a supervisor reads the whole centre."""
        from db.queries.accompanied import accompanied

        found = await self.caseload_app.asked(accompanied, whole=self._whole())
        if found is None:
            return None
        self.ticked &= {each.id for each in found}
        return [
            Entry(each.id, each, each.id, sections_of(each), f"{each.full_name} {each.assistant or ''}")
            for each in found
        ]

    def _whole(self) -> bool:
        return "supervisor" in self.caseload_app.caseload.user.roles

    def row(self, item: "Accompanied") -> Row:
        """Return who it is, where the way stands, whose, what is next, when somebody spoke with them."""
        dim = "faint" if item.phase == "closed" else ""
        return Row((
            safe("✓" if item.id in self.ticked else "", "accent"), safe(short_person(item.full_name), dim or "strong"),
            safe("" if item.age is None else str(item.age), dim), safe(_(_PHASES[item.phase]), dim),
            safe(item.assistant or _("nobody"), "faint" if item.assistant else "soon"),
            safe(self._next(item), dim if item.next_kind or dim else "soon"),
            safe(self._talked(item), "soon" if item.silent else "faint"),
        ))  # fmt: skip

    def _next(self, item: "Accompanied") -> str:
        if item.next_kind is None or item.next_at is None:
            return "" if item.phase == "closed" else _("nothing")
        app = self.caseload_app
        local = item.next_at.astimezone(app.zone)
        when = day_month(local.date())
        if local.date() != app.today():
            return _(_NEXT[item.next_kind], when=when)
        return _("test today") if item.next_kind == "test" else _(_NEXT[item.next_kind], when=_("today"))

    def _talked(self, item: "Accompanied") -> str:
        if item.talked_at is None:
            return "—"
        return day_month(item.talked_at.astimezone(self.caseload_app.zone).date())

    def about(self, item: "Accompanied") -> list[Text]:
        """Return who it is, whose, what is next, when somebody spoke with them."""
        app = self.caseload_app
        lines = [safe(f"{item.full_name}, {age_words(item.age)}".rstrip(", "), "strong")]
        whose = _("accompanied by {name}", name=item.assistant) if item.assistant else _("nobody's patient yet")
        phase = label("closed_because", item.closed_because or "other") if item.phase == "closed" else ""
        since = _("{whose}, in care since {day}", whose=whose, day=full_day(item.in_care_since))
        lines += [safe(since), safe(phase or label("phases", item.phase))]
        if item.talked_at is None:
            lines.append(safe(_("Nobody has spoken with the patient yet"), "soon"))
        else:
            when = near_moment(item.talked_at, app.today(), app.zone)
            lines.append(safe(_("Last talk: {when}", when=when), "soon" if item.silent else "faint"))
        if self.ticked:
            count = len(self.ticked)
            # Before what may be cut off below: Enter now means all of them.
            lines.insert(1, safe(ngettext_("{n} patient is ticked", "{n} patients are ticked", count), "accent"))
        return lines

    def _show_hint(self) -> None:
        super()._show_hint()
        if self.ticked and not self.rows.text:
            self.query_one(HintLine).show_keys(_("Enter WITH THE TICKED  Space tick"))

    # Ticks.

    def patients_here(self) -> tuple[int, ...]:
        """Return those that are ticked, else the one under the cursor."""
        return tuple(sorted(self.ticked)) or super().patients_here()

    def done_with(self) -> None:
        """Take all ticks away."""
        self.ticked.clear()
        self.show_rows()

    def on_key(self, event: events.Key) -> None:
        """Tick the row under the cursor, or take its tick away."""
        key = self.table.cursor_key
        if event.key == "space" and not self.rows.text and isinstance(key, int) and self.table.has_focus:
            event.stop()
            self.ticked ^= {key}
            self.table.update_row(key)
            self.table.action_move(1)
            self._show_hint()
            self._show_about()

    async def act(self, item: "Accompanied") -> None:
        """Open the card; with ticks ask what is to be done with the patients that are ticked."""
        from assistant_tui.dialogs.pick import PickDialog

        app = self.caseload_app
        if not self.ticked:
            await app.open_card(item.id)
            return
        said = ngettext_("{n} patient is ticked", "{n} patients are ticked", len(self.ticked))
        picked = await self.base_app.ask(PickDialog(said, [
            Choice("assign", _("assign …")), Choice("wrong", _("wrongly assigned: back to the centre …")),
            Choice("card", _("open the card: {name}", name=short_person(item.full_name))),
            Choice("none", _("take all ticks away")),
        ]))  # fmt: skip
        if picked is None:
            return
        if picked.id == "none":
            self.done_with()
        elif picked.id == "card":
            await app.open_card(item.id)
        else:
            await (self.do_assign() if picked.id == "assign" else self.do_wrongly_assigned())
