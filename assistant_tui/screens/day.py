"""The call list of the day: whom to call now, who it is, why."""

from asyncio import sleep
from collections.abc import Sequence
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from rich.text import Text
from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.widgets import Static

from assistant_tui.app_caseload import CaseloadApp, RecordChanged, caseload_app
from assistant_tui.commands.host import CommandScreen
from assistant_tui.commands.patient_commands import PatientCommands
from assistant_tui.text.dates import moment_words
from assistant_tui.text.i18n import N_, _
from assistant_tui.text.panel import PanelWords
from assistant_tui.text.places import EMPTY, SECTIONS, more_rows
from assistant_tui.text.reasons import ReasonWords
from assistant_tui.text.safe import safe
from assistant_tui.widgets.day_rows import NEW, DayRows
from assistant_tui.widgets.footer import KeysLine
from assistant_tui.widgets.header import TitleLine
from assistant_tui.widgets.past_panel import PastPanel
from assistant_tui.widgets.patient_panel import PatientPanel
from assistant_tui.widgets.record_table import RecordTable
from assistant_tui.widgets.rows import Column
from assistant_tui.widgets.sections import SectionsLine
from assistant_tui.widgets.status_line import StatusLine
from assistant_tui.widgets.zone_line import ZoneLine

if TYPE_CHECKING:
    from db.queries.reasons import Reason

COLUMNS = (
    Column("sign", "", 1),
    Column("due", N_("Due"), 8),
    Column("name", N_("Patient"), 24, grow=1),
    Column("phone", N_("Phone"), 12, priority=1),
    Column("reason", N_("Reason"), 19, grow=1),
    Column("tries", N_("Tries"), 7, priority=2, right=True),
)
_PAUSE = 0.04
"""Seconds to wait before a patient is read whom the cursor may only pass by."""
_TICK = 1.0


class DayScreen(PatientCommands, CommandScreen[None]):
    """The face of the program: counters, the list, the patient under the cursor, the last step, the keys.

    Typing searches, Enter calls, ← and → go from section to section. Nothing on it writes by one key. The list moves
    by itself when its time comes (`tick`), and the cursor stays on its patient.
    """

    CSS_PATH = "day.tcss"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (110, "-wide")]
    VERTICAL_BREAKPOINTS = [(0, "-short"), (32, "-tall")]
    OFFERS: ClassVar[tuple[str, ...]] = (
        "card", "book", "task", "note", "tests", "late_entry", "correct_call", "copy_ids", "why", "section_prev",
        "section_next", *(f"go_{section}" for section in SECTIONS), "import", "export", "leave",
    )  # fmt: skip
    HELP: ClassVar[str] = N_(
        "Whom to call now, the most urgent first. Type a name or the last digits of a phone to find anybody;"
        " Enter calls; ← and → show the other sections."
    )

    def __init__(self) -> None:
        super().__init__()
        self.rows = DayRows(self._words)
        self._choosing = False
        for section in SECTIONS:
            setattr(self, f"do_go_{section}", partial(self.show_section, section))

    @property
    def caseload_app(self) -> CaseloadApp:
        """The app, with its type."""
        return caseload_app(self)

    @property
    def table(self) -> RecordTable:
        """The list."""
        return self.query_one(RecordTable)

    def compose(self) -> ComposeResult:
        """Put the zones under one another."""
        yield TitleLine()
        yield SectionsLine()
        yield ZoneLine(id="above")
        with Horizontal(id="desk"):
            with Vertical(id="list"):
                yield RecordTable(COLUMNS, empty=EMPTY["now"])
                yield ZoneLine(id="below")
                yield PatientPanel(self._panel_words)
            with Vertical(id="side"):
                yield PastPanel()
        yield ZoneLine()
        yield StatusLine()
        yield Static(Text(""), id="hint")
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
        self.run_worker(self._say_last_step(), name="step", group="step")
        self.set_interval(_TICK, self.tick)

    async def _say_last_step(self) -> None:
        """Say what was done last, after a start or a change of hands."""
        from assistant_tui.text.steps import step_words
        from db.queries.steps import last_step

        step = await self.caseload_app.asked(last_step)
        if step is not None and not self.caseload_app.last_said[0]:
            self.caseload_app.say(step_words(step), undo=True)

    def on_screen_resume(self) -> None:
        """Say still what was said last, and give the keys to the list."""
        self.base_app.guard.changed()
        said, undo = self.caseload_app.last_said
        self.query_one(StatusLine).show(said, undo=undo)
        self.tick()

    # Time and change.

    def tick(self) -> None:
        """Say what time it is; read the list anew once it is another one."""
        app = self.caseload_app
        if not app.is_open:
            return
        self.query_one(TitleLine).show(
            title=_("TODAY"), moment=moment_words(app.local_now()), who=app.who(), training=app.training
        )
        change = self.rows.next_change_at
        if change is not None and app.now() >= change:
            self.refresh_list()

    def on_record_changed(self, event: RecordChanged) -> None:
        """Show the list anew, in place."""
        self.refresh_list()

    def refresh_list(self) -> None:
        """Read the list anew; the cursor stays on its patient, or goes to the next one."""
        self.run_worker(self._load(), name="list", group="list", exclusive=True)

    async def _load(self) -> None:
        from db.queries.call_list import call_list

        found = await self.caseload_app.asked(call_list)
        if found is not None:
            self.rows.take(found, self.caseload_app.now())
            self.show_rows()

    def words_changed(self) -> None:
        """Write everything in the present language."""
        self.query_one(PatientPanel).refresh()
        self.show_rows()
        self.tick()

    # What is shown.

    def _words(self) -> ReasonWords:
        return self.caseload_app.words()

    def _panel_words(self) -> PanelWords:
        app = self.caseload_app
        return PanelWords(app.words(), app.now(), app.zone.key)

    def show_rows(self) -> None:
        """Show the rows of the section, or of the search."""
        rows, table = self.rows, self.table
        self.query_one(SectionsLine).show(rows.sections(), "" if rows.text else rows.section)
        self.query_one("#above", ZoneLine).show(rows.calls_words())
        table.say_when_empty(self._empty())
        keys = rows.keys()
        table.set_rows(keys, rows.fetch(keys, lambda: table.column_width("name")))
        self._scrolled()
        self._show_hint()
        self._show_patient()

    def _empty(self) -> str:
        if self.rows.text:
            return N_("Looking …")
        return EMPTY[self.rows.section] if self.rows.loaded else N_("Reading the list …")

    def _scrolled(self) -> None:
        below = self.table.rows_below
        self.query_one("#below", ZoneLine).show(more_rows(below) if below else "")

    def _show_hint(self) -> None:
        rows = self.rows
        if rows.text:
            line = safe(_("Search:"), "faint").append(" ").append_text(safe(rows.text + "▏", "accent"))
            line.append("  ").append_text(safe(_("found {n}", n=rows.number_found()), "faint"))
            line.append("   ").append_text(safe(_("Enter calls · Esc clears"), "faint"))
        else:
            key = _("Enter SETTLE") if rows.section == "desk" else _("Enter CALL")
            line = safe(key, "accent")
            for said in (_("type a name or 4 digits: search"), _("↑↓ choose"), _("←→ sections")):
                line.append("  ").append_text(safe(said, "faint"))
        self.query_one("#hint", Static).update(line)

    def on_record_table_highlighted(self, event: RecordTable.Highlighted) -> None:
        """Show who it is."""
        event.stop()
        self._show_patient()

    def _show_patient(self) -> None:
        patient_id = self.patient_here()
        if patient_id is None:
            self.workers.cancel_group(self, "panel")
            self.query_one(PatientPanel).say("")
            self.query_one(PastPanel).show((), ())
            return
        self.run_worker(self._load_patient(patient_id), name="panel", group="panel", exclusive=True)

    async def _load_patient(self, patient_id: int) -> None:
        from db.queries.panel import panel
        from db.queries.timeline import timeline

        shown = self.query_one(PatientPanel).panel
        if shown is not None and shown.patient_id != patient_id:
            await sleep(_PAUSE)
        app = self.caseload_app
        found = await app.asked(panel, patient_id)
        if found is None or self.patient_here() != patient_id:
            return
        self.query_one(PatientPanel).show(found)
        if self.has_class("-wide"):
            from assistant_tui.text.timeline import timeline_lines

            past = await app.asked(timeline, patient_id, limit=40) or ()
            if self.patient_here() == patient_id:
                words = self._panel_words()
                self.query_one(PastPanel).show(words.visits(found.next_visits), timeline_lines(past, words.words))

    def on_resize(self) -> None:
        """Fill the panel at the side once there is room for it."""
        if self.rows.loaded:
            self._show_patient()

    # Searching and sections.

    def on_record_table_typed(self, event: RecordTable.Typed) -> None:
        """Search by what is typed."""
        event.stop()
        self.search(self.rows.text + event.character)

    def on_key(self, event: events.Key) -> None:
        """Take what is not a letter but belongs to a search: blanks, hyphens, taking back."""
        if self.rows.text and event.key in ("space", "minus", "backspace"):
            event.stop()
            text = self.rows.text
            self.search(text[:-1] if event.key == "backspace" else text + (event.character or ""))

    def search(self, text: str) -> None:
        """Look for a name or digits: the list narrows at once, the whole record answers a moment later."""
        self.rows.search(text[:100])
        self.show_rows()
        if text:
            self.run_worker(self._search(self.rows.text), name="search", group="search", exclusive=True)

    async def _search(self, text: str) -> None:
        from db.queries.search import search

        hits = await self.caseload_app.asked(search, text)
        if hits is not None and text == self.rows.text:
            self.rows.found(text, hits)
            self.show_rows()

    def on_sections_line_picked(self, event: SectionsLine.Picked) -> None:
        """Show the section that was clicked."""
        self.show_section(event.section)

    def show_section(self, section: str) -> None:
        """Show a section; a search ends."""
        self.rows.section = section
        self.rows.search("")
        self.show_rows()

    def do_section_prev(self) -> None:
        """Show the section to the left."""
        self._step_section(-1)

    def do_section_next(self) -> None:
        """Show the section to the right."""
        self._step_section(1)

    def _step_section(self, step: int) -> None:
        names = list(SECTIONS)
        self.show_section(names[(names.index(self.rows.section) + step) % len(names)])

    def do_leave(self) -> None:
        """End the search; without one go back to the section of now."""
        if self.rows.text:
            self.search("")
        elif self.rows.section != "now":
            self.show_section("now")

    # The patient under the cursor.

    def patient_here(self) -> int | None:
        """Return the patient under the cursor."""
        key = self.table.cursor_key
        return key if isinstance(key, int) else None

    def on_record_table_chosen(self, event: RecordTable.Chosen) -> None:
        """Call; settle what needs no call; make a new patient of what nobody has."""
        event.stop()
        if not self._choosing:  # a fast double Enter chooses once
            self._choosing = True
            self.base_app.run_worker(self._choose(event.key), name="choose", exclusive=False)

    async def _choose(self, key: object) -> None:
        app, row = self.caseload_app, self.rows.row(key)
        try:
            if key == NEW:
                await app.new_caller(self.rows.text)
            elif row is not None and not row.aside and row.reasons and _at_desk(row.reasons):
                await app.settle(row.patient_id, row.reasons)
            elif isinstance(key, int):
                await app.open_call(key)
        finally:
            self._choosing = False
        if self.rows.text:
            self.search("")


def _at_desk(reasons: "Sequence[Reason]") -> bool:
    return all(reason.channel == "desk" for reason in reasons)
