"""The screen that all lists are: sections, rows, what is known of the row, the last step, the keys."""

from collections.abc import Sequence
from functools import partial
from typing import ClassVar, Generic, TypeVar

from rich.text import Text
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.widgets import Static
from textual.worker import WorkType

from assistant_tui.app_caseload import RecordChanged
from assistant_tui.commands.catalogue import SCREENS
from assistant_tui.commands.host import CommandScreen
from assistant_tui.commands.patient_commands import PatientCommands
from assistant_tui.found import found_by
from assistant_tui.listing.listed_rows import Entry, ListedRows
from assistant_tui.listing.saved_list import SavedList
from assistant_tui.listing.searching import Searching
from assistant_tui.text.dates import moment_words
from assistant_tui.text.i18n import N_, _
from assistant_tui.text.panel import PanelWords
from assistant_tui.text.places import more_rows, rows_above
from assistant_tui.text.width import fit
from assistant_tui.widgets.footer import KeysLine
from assistant_tui.widgets.header import TitleLine
from assistant_tui.widgets.hint_line import HintLine
from assistant_tui.widgets.record_table import RecordTable
from assistant_tui.widgets.rows import Column, Row, RowKey
from assistant_tui.widgets.sections import Section, SectionsLine
from assistant_tui.widgets.side_groups import side_groups
from assistant_tui.widgets.side_panel import SidePanel
from assistant_tui.widgets.status_line import StatusLine
from assistant_tui.widgets.zone_line import ZoneLine

T = TypeVar("T")
_TICK = 1.0
_LINES = 4
"""Lines about the row under the cursor, below the list."""


class ListScreen(Searching, SavedList, PatientCommands, CommandScreen[None], Generic[T]):
    """A list of the record: typing searches, Enter acts on the row, ← and → go from section to section.

    A screen of its own says what it lists: `TITLE`, `SECTIONS` (id and message id each), `COLUMNS`, `EMPTY` (what
    would fill a section), `ENTER` (what Enter does), and `read`, `row`, `about`, `act`. All words are message ids.
    """

    TITLE: ClassVar[str] = ""
    SECTIONS: ClassVar[Sequence[tuple[str, str]]] = ()
    COLUMNS: ClassVar[Sequence[Column]] = ()
    EMPTY: ClassVar[dict[str, str]] = {}
    ENTER: ClassVar[str] = ""
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (110, "-wide")]
    LIST_OFFERS: ClassVar[tuple[str, ...]] = (
        *SCREENS, "card", "book", "task", "note", "message",
        "tests", "late_entry", "late_visit", "correct_call", "call_extract", "copy_ids", "edit_patient",
        "why", "section_prev", "section_next", "import", "export", "leave",
    )  # fmt: skip
    OFFERS: ClassVar[tuple[str, ...]] = LIST_OFFERS
    DEFAULT_CSS = """
    ListScreen { layout: vertical; background: $ground; color: $ink; }
    ListScreen #desk { height: 1fr; }
    ListScreen #list { width: 1fr; height: 1fr; }
    ListScreen #about { height: 4; padding: 0 1; }
    ListScreen SidePanel { display: none; width: 1fr; border-left: vkey $line; padding: 0 1; }
    ListScreen.-wide #list { width: 80; }
    ListScreen.-wide SidePanel { display: block; }
    """

    def __init__(self, section: str | None = None) -> None:
        """Show the list at a section, the first by default."""
        super().__init__()
        self.rows: ListedRows[T] = ListedRows([each for each, _label in self.SECTIONS])
        if section is not None:
            self.rows.section = section
        self._acting = False

    # What a screen of its own says.

    async def read(self) -> Sequence[Entry[T]] | None:
        """Read the whole list, None where it was refused."""
        raise NotImplementedError

    def row(self, item: T) -> Row:
        """Return the cells of a row."""
        raise NotImplementedError

    def about(self, item: T) -> list[Text]:
        """Return what is known of a row, at most four lines."""
        return []

    async def act(self, item: T) -> None:
        """Do what Enter does on a row."""
        raise NotImplementedError

    def columns(self) -> Sequence[Column]:
        """Return the columns that are shown now."""
        return self.COLUMNS

    def cells(self, item: T) -> Row:
        """Return the cells of a row, one for each of the columns that are shown."""
        return self.row(item)

    def kept(self, entries: Sequence[Entry[T]]) -> Sequence[Entry[T]]:
        """Return the rows to list of those that were read."""
        return entries

    # Laying out.

    @property
    def table(self) -> RecordTable:
        """The list."""
        return self.query_one("#rows", RecordTable)

    def compose(self) -> ComposeResult:
        """Put the zones under one another."""
        yield TitleLine()
        yield SectionsLine()
        yield ZoneLine(id="above")
        with Horizontal(id="desk"):
            with Vertical(id="list"):
                yield RecordTable(self.COLUMNS, id="rows")
                yield ZoneLine(id="below")
                yield Static(Text(""), id="about")
            yield SidePanel()
        yield ZoneLine()
        yield StatusLine()
        yield HintLine()
        yield KeysLine()

    def on_mount(self) -> None:
        """Begin to read and to look at the clock."""
        self.rebind()
        self.table.focus()
        self.watch(self.table, "scroll_y", self._scrolled, init=False)
        self.show_rows()
        self.tick()
        self.refresh_list()
        self.set_interval(_TICK, self.tick)

    def on_screen_resume(self) -> None:
        """Say still what was said last."""
        self.base_app.guard.changed()
        self.base_app.clear_notifications()  # what a box over a dialog said stands on the line now
        said, undo = self.caseload_app.last_said
        self.query_one(StatusLine).show(said, undo=undo)
        self.tick()

    # Time and change.

    def heading(self) -> str:
        """Return the title of the list, in the present language."""
        return _(self.TITLE)

    def tick(self) -> None:
        """Say what time it is."""
        app = self.caseload_app
        if app.is_open and app.is_running:
            self.query_one(TitleLine).show(
                title=self.heading(), moment=moment_words(app.local_now()), who=app.who(), training=app.training
            )

    def on_record_changed(self, event: RecordChanged) -> None:
        """Show the list anew, in place."""
        self.refresh_list()

    def refresh_list(self) -> None:
        """Read the list anew; the cursor stays on its row, or goes to the nearest."""
        self.behind("list", self._load)

    def behind(self, group: str, work: WorkType[None]) -> None:
        """Read something behind the screen; what was read for the same place before is given up."""
        self.run_worker(work, name=group, group=group, exclusive=True)

    async def _load(self) -> None:
        entries = await self.read()
        if entries is not None and self.is_mounted:
            self.rows.take(self.kept(entries))
            self.table.set_columns(self.columns())
            self.show_rows()

    def words_changed(self) -> None:
        """Write everything in the present language; what was read in words is read anew."""
        self.show_rows()
        self.tick()
        self.refresh_list()

    # What is shown.

    def show_rows(self) -> None:
        """Show the rows of the section, or of the search."""
        rows, counts = self.rows, self.rows.counts()
        known = counts if rows.loaded else {}
        sections = [Section(each, _(label), known.get(each)) for each, label in self.SECTIONS]
        self.query_one(SectionsLine).show(sections, "" if rows.text else rows.section)
        empty = self.EMPTY.get(rows.section, "") if rows.loaded else N_("Reading the list …")
        self.table.say_when_empty(_("Nothing like that. Backspace takes letters back.") if rows.text else empty)
        self.table.set_rows(rows.shown(), lambda place: self.cells(rows.entry_at(place).item))
        self._scrolled()
        self._show_hint()
        self._show_about()

    def _scrolled(self) -> None:
        self.query_one("#above", ZoneLine).show(rows_above(self.table.rows_above))
        self.query_one("#below", ZoneLine).show(more_rows(self.table.rows_below))

    def _show_hint(self) -> None:
        hint = self.query_one(HintLine)
        if self.rows.text:
            found = sum(1 for key in self.table.keys if self.rows.entry(key))
            hint.show_search(self.rows.text, found, calls=False)
        else:
            hint.show_keys(_(self.ENTER) if self.item_here() is not None else "")

    def _show_about(self) -> None:
        item = self.item_here()
        width = max(10, self.query_one("#about", Static).content_size.width)
        lines = [fit(line, width) for line in (self.about(item) if item is not None else [])[:_LINES]]
        self.query_one("#about", Static).update(Text("\n", no_wrap=True).join(lines))
        self.query_one(KeysLine).refresh()
        if (patient_id := self.patient_here()) is None or not self.has_class("-wide"):
            self.query_one(SidePanel).show(())
        else:
            self.behind("panel", partial(self._load_patient, patient_id))

    async def _load_patient(self, patient_id: int) -> None:
        app = self.caseload_app
        found = await app.panel_of(patient_id)
        past = await app.past_of(patient_id) if found is not None else []
        if found is not None and patient_id == self.patient_here():
            words = PanelWords(app.words(), app.now(), app.zone.key)
            self.query_one(SidePanel).show(side_groups(found, words, past))

    def on_resize(self) -> None:
        """Say about the row what the new width has room for."""
        if self.is_mounted:
            self.call_after_refresh(self._show_about)

    def do_leave(self) -> None:
        """End the search; without one go back to what lies below."""
        if self.rows.text:
            self.search("")
        elif self.is_current and self.caseload_app.screen_stack.index(self) > 1:  # else it lies below all others
            self.dismiss(None)

    # The row under the cursor.

    def item_here(self) -> T | None:
        """Return what the row under the cursor is."""
        entry = self.rows.entry(self.table.cursor_key)
        return entry.item if entry else None

    def patient_here(self) -> int | None:
        """Return whose row it is."""
        entry = self.rows.entry(self.table.cursor_key)
        return entry.patient_id if entry else None

    def on_record_table_highlighted(self, event: RecordTable.Highlighted) -> None:
        """Show what is known of the row."""
        event.stop()
        self._show_hint()
        self._show_about()

    def on_record_table_chosen(self, event: RecordTable.Chosen) -> None:
        """Act on the row; a fast double Enter acts once."""
        event.stop()
        if not self._acting:
            self._acting = True
            self.base_app.run_worker(self._act(event.key), name="act", exclusive=False)

    async def _act(self, key: RowKey) -> None:
        entry = self.rows.entry(key)
        try:
            if entry is not None and await found_by(self.caseload_app, self.rows.text, entry.patient_id):
                await self.act(entry.item)
        finally:
            self._acting = False
