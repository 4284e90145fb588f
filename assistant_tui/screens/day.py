"""The call list of the day: whom to call now, who it is, why."""

from asyncio import sleep
from datetime import timedelta
from functools import partial
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.worker import WorkType

from assistant_tui.app_caseload import RecordChanged
from assistant_tui.commands.catalogue import SCREENS
from assistant_tui.commands.hands_commands import HandsCommands
from assistant_tui.commands.host import CommandScreen
from assistant_tui.commands.patient_commands import PatientCommands
from assistant_tui.commands.section_commands import SectionCommands
from assistant_tui.found import found_by
from assistant_tui.text.dates import moment_words
from assistant_tui.text.i18n import N_, _
from assistant_tui.text.panel import PanelWords
from assistant_tui.text.places import SECTIONS, more_rows, rows_above
from assistant_tui.text.reasons import ReasonWords
from assistant_tui.widgets.call_table import CallTable
from assistant_tui.widgets.day_rows import NEW, DayRows
from assistant_tui.widgets.footer import KeysLine
from assistant_tui.widgets.header import TitleLine
from assistant_tui.widgets.hint_line import HintLine
from assistant_tui.widgets.patient_panel import PatientPanel
from assistant_tui.widgets.record_table import RecordTable
from assistant_tui.widgets.sections import SectionsLine
from assistant_tui.widgets.side_groups import side_groups
from assistant_tui.widgets.side_panel import SidePanel
from assistant_tui.widgets.status_line import StatusLine
from assistant_tui.widgets.zone_line import ZoneLine

_PAUSE = 0.04
"""Seconds to wait before a patient is read whom the cursor may only pass by."""
_TICK = 1.0


class DayScreen(PatientCommands, HandsCommands, SectionCommands, CommandScreen[None]):
    """The face of the program: counters, the list, the patient under the cursor, the last step, the keys.

    Typing searches, Enter calls, ← and → go from section to section. Nothing on it writes by one key. The list moves
    by itself when its time comes (`tick`), and the cursor stays on its patient.
    """

    CSS_PATH = "day.tcss"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (110, "-wide")]
    VERTICAL_BREAKPOINTS = [(0, "-short"), (32, "-tall")]
    OFFERS: ClassVar[tuple[str, ...]] = (
        *SCREENS, "card", "book", "task", "note", "message",
        "tests", "late_entry", "late_visit", "correct_call", "call_extract", "copy_ids",
        "edit_patient", "wrongly_assigned",
        "why", "settle", "section_prev", "section_next", *(f"go_{section}" for section in SECTIONS), "import", "export",
        "leave",
    )  # fmt: skip
    HELP: ClassVar[str] = N_(
        "Whom to call now, the most urgent first. Type a name or the last digits of a phone to find anybody;"
        " Enter calls; ← and → show the other sections."
    )

    def __init__(self) -> None:
        super().__init__()
        self._choosing = False

    @property
    def table(self) -> CallTable:
        """The list."""
        return self.query_one(CallTable)

    @property
    def rows(self) -> DayRows:
        """Which rows are shown."""
        return self.table.rows

    def compose(self) -> ComposeResult:
        """Put the zones under one another."""
        yield TitleLine()
        yield SectionsLine()
        yield ZoneLine(id="above")
        with Horizontal(id="desk"):
            with Vertical(id="list"):
                yield CallTable(self._words)
                yield ZoneLine(id="below")
                yield PatientPanel(self._panel_words)
            yield SidePanel()
        yield ZoneLine()
        yield StatusLine()
        yield HintLine()
        yield KeysLine()

    def on_mount(self) -> None:
        """Fill everything in and begin to look at the clock."""
        self.rebind()
        self.table.focus()
        waiting = self.caseload_app.caseload.rules.numbers.waiting
        self.rows.near = timedelta(minutes=waiting.callback_punctual_minutes)
        self.watch(self.table, "scroll_y", self._scrolled, init=False)
        self.words_changed()
        self.refresh_list()
        self._behind("step", self.caseload_app.say_last_step)
        self.set_interval(_TICK, self.tick)

    def on_screen_resume(self) -> None:
        """Say still what was said last, and give the keys to the list."""
        self.base_app.guard.changed()
        said, undo = self.caseload_app.last_said
        self.base_app.clear_notifications()  # what a box over a dialog said stands on the line now
        self.query_one(StatusLine).show(said, undo=undo)
        self.tick()

    # Time and change.

    def tick(self) -> None:
        """Say what time it is; read the list anew once it is another one."""
        app = self.caseload_app
        if not app.is_open or not app.is_running:  # on the way out the screen is no longer whole
            return
        self.query_one(TitleLine).show(
            title=_("TODAY"), moment=moment_words(app.local_now()), who=app.who(), training=app.training
        )
        change = self.rows.next_change_at
        if change is not None and app.now() >= change:
            self.refresh_list()

    def on_record_changed(self, event: RecordChanged) -> None:
        """Show the list anew, in place; what was taken back here is brought into sight."""
        if self.is_current:
            self.table.note_undone(event.done.result)
        self.refresh_list()

    def refresh_list(self) -> None:
        """Read the list anew; the cursor stays on its patient, or goes to the next one."""
        self._behind("list", self._load)

    def _behind(self, group: str, work: WorkType[None]) -> None:
        """Read something behind the screen; what was read for the same place before is given up."""
        self.run_worker(work, name=group, group=group, exclusive=True)

    async def _load(self) -> None:
        from db.queries.call_list import call_list

        found = await self.caseload_app.asked(call_list)
        if found is not None:
            here = self.patient_here()
            self.rows.take(found, self.caseload_app.now())
            self.show_rows()
            self.table.go_on_from(here)

    def words_changed(self) -> None:
        """Write everything in the present language."""
        self.query_one(PatientPanel).refresh()
        self.show_rows()
        self.tick()

    # What is shown.

    def _words(self) -> ReasonWords:
        return self.caseload_app.words()

    def _panel_words(self) -> PanelWords:
        app, shown = self.caseload_app, self.query_one(PatientPanel).panel
        masked = shown is not None and self.rows.row(shown.patient_id) is None  # found, but not on the call list
        return PanelWords(app.words(), app.now(), app.zone.key, masked)

    def show_rows(self) -> None:
        """Show the rows of the section, or of the search."""
        rows = self.rows
        self.query_one(SectionsLine).show(rows.sections(), "" if rows.text else rows.section)
        self.table.show_rows()
        self._scrolled()
        self._show_hint()
        self._show_patient()

    def _scrolled(self) -> None:
        said = (rows_above(self.table.rows_above), self.rows.calls_words())
        self.query_one("#above", ZoneLine).show(" · ".join(filter(None, said)))
        self.query_one("#below", ZoneLine).show(more_rows(self.table.rows_below))

    def _show_hint(self) -> None:
        rows, hint = self.rows, self.query_one(HintLine)
        if rows.text:
            hint.show_search(rows.text, rows.number_found() if rows.answered else None)
        else:
            hint.show_keys(rows.enter_words(self.patient_here()))

    def on_record_table_highlighted(self, event: RecordTable.Highlighted) -> None:
        """Show who it is, and what Enter does there."""
        event.stop()
        self._show_hint()
        self._show_patient()

    def _show_patient(self) -> None:
        patient_id = self.patient_here()
        self.query_one(KeysLine).refresh()
        if patient_id is None:
            self.workers.cancel_group(self, "panel")
            new = self.table.cursor_key == NEW
            self.query_one(PatientPanel).say(_("Enter: a new patient of this name or number") if new else "")
            self.query_one(SidePanel).show(())
            return
        self._behind("panel", partial(self._load_patient, patient_id))

    async def _load_patient(self, patient_id: int) -> None:
        shown = self.query_one(PatientPanel).panel
        if shown is not None and shown.patient_id != patient_id:
            await sleep(_PAUSE)
        found = await self.caseload_app.panel_of(patient_id)
        here = bool(self.query(SidePanel))  # nothing is left to show it on where the program is being left
        if found is not None and here and self.patient_here() == patient_id:
            self.query_one(PatientPanel).show(found)
            past = await self.caseload_app.past_of(patient_id) if self.has_class("-wide") else []
            self.query_one(SidePanel).show(side_groups(found, self._panel_words(), past))

    # Searching and sections.

    def on_record_table_typed(self, event: RecordTable.Typed) -> None:
        """Search by what is typed."""
        event.stop()
        self.search(self.rows.text + event.character)

    def on_key(self, event: events.Key) -> None:
        """Take the last letter of a search back."""
        if self.rows.text and event.key == "backspace":
            event.stop()
            self.search(self.rows.text[:-1])

    def search(self, text: str) -> None:
        """Look for a name or digits: the list narrows at once, the whole record answers a moment later."""
        self.rows.search(text[:100])
        self.table.typing = bool(text)
        self.show_rows()
        if text:
            self._behind("search", partial(self._search, self.rows.text))

    async def _search(self, text: str) -> None:
        from db.queries.search import search

        hits = await self.caseload_app.asked(search, text)
        if hits is not None and text == self.rows.text:
            self.rows.found(text, hits)
            self.show_rows()

    def section_here(self) -> str:
        """Return the section that is shown."""
        return self.rows.section

    def show_section(self, section: str) -> None:
        """Show a section; a search ends."""
        self.rows.section = section
        self.search("")

    async def do_settle(self) -> None:
        """Settle what needs no call, of a patient who is to be called too; while one searches, the list has the key."""
        row = self.rows.row(self.patient_here())
        if row is not None and (reasons := [reason for reason in row.reasons if reason.channel == "desk"]):
            await self.caseload_app.settle(row.patient_id, reasons)
        else:
            self.base_app.say(_("There is no work without a call for this patient"))

    def do_leave(self) -> None:
        """End the search; without one go back to the section of now."""
        if self.rows.text:
            self.search("")
        elif self.rows.section != "now":
            self.show_section("now")

    # The patient under the cursor.

    def patient_here(self) -> int | None:
        """Return the patient under the cursor."""
        return self.table.patient_here()

    def on_record_table_chosen(self, event: RecordTable.Chosen) -> None:
        """Call; settle what needs no call; make a new patient of what nobody has."""
        event.stop()
        if not self._choosing:  # a fast double Enter chooses once
            self._choosing = True
            self.base_app.run_worker(self._choose(event.key), name="choose", exclusive=False)

    async def _choose(self, key: object) -> None:
        app, row = self.caseload_app, self.rows.row(key)
        try:
            if not await found_by(app, self.rows.text, key):
                return
            if key == NEW:
                await app.new_caller(self.rows.text)
            elif row is not None and self.rows.only_desk(key):
                await app.settle(row.patient_id, [each for each in row.reasons if each.channel == "desk"])
            elif isinstance(key, int):
                self.table.note_called(key)
                if not await app.open_call(key):
                    self.table.pass_by(key)
        finally:
            self._choosing = False
        if self.rows.text:
            self.search("")
