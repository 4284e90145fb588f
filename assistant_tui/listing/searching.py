"""Searching in a list by typing, and going from section to section of it."""

from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from textual import events
from textual.worker import WorkType

from assistant_tui.caseload_here import caseload_app
from assistant_tui.commands.host import CommandHost
from assistant_tui.listing.listed_rows import ListedRows
from assistant_tui.widgets.record_table import RecordTable
from assistant_tui.widgets.sections import SectionsLine

if TYPE_CHECKING:
    from collections.abc import Sequence


class Searching(CommandHost):
    """Mix-in of a screen with rows in sections: letters and digits search in all of them, ← and → go on."""

    SECTIONS: "ClassVar[Sequence[tuple[str, str]]]" = ()
    rows: ListedRows[Any]

    @property
    def table(self) -> RecordTable:
        """The list."""
        raise NotImplementedError

    def show_rows(self) -> None:
        """Show the rows of the section, or of the search."""
        raise NotImplementedError

    def behind(self, group: str, work: WorkType[None]) -> None:
        """Read something behind the screen."""
        raise NotImplementedError

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
        """Look for a name or digits among the rows; the whole record adds who has such a phone or policy."""
        self.rows.search(text[:100])
        self.table.typing = bool(text)
        self.show_rows()
        if text:
            self.behind("search", partial(self._search, self.rows.text))

    async def _search(self, text: str) -> None:
        from db.queries.search import search

        hits = await caseload_app(self).asked(search, text)
        if hits and text == self.rows.text:
            self.rows.found(text, {hit.patient_id for hit in hits})
            self.show_rows()

    def show_section(self, section: str) -> None:
        """Show a section; a search ends."""
        self.rows.section = section
        self.rows.search("")
        self.table.typing = False
        self.show_rows()

    def on_sections_line_picked(self, event: SectionsLine.Picked) -> None:
        """Show the section that was clicked."""
        event.stop()
        self.show_section(event.section)

    def do_section_prev(self) -> None:
        """Show the section to the left."""
        self._step(-1)

    def do_section_next(self) -> None:
        """Show the section to the right."""
        self._step(1)

    def _step(self, step: int) -> None:
        if self.SECTIONS:
            self.rows.step(step)
            self.show_section(self.rows.section)
