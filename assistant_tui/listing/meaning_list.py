"""A list of things that are what they are: no search, no sections, and below it what the row under the cursor means."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar, cast

from rich.text import Text
from textual.app import ComposeResult
from textual.widgets import Static

from assistant_tui.commands.host import CommandScreen
from assistant_tui.text.i18n import _
from assistant_tui.widgets.footer import KeysLine
from assistant_tui.widgets.header import TitleLine
from assistant_tui.widgets.hint_line import key_line
from assistant_tui.widgets.record_table import RecordTable
from assistant_tui.widgets.rows import Column
from assistant_tui.widgets.status_line import StatusLine
from assistant_tui.widgets.zone_line import ZoneLine

if TYPE_CHECKING:
    from assistant_tui.app_comfort import Comfort


class MeaningList(CommandScreen[None]):
    """Title, rows, meaning, hint; a screen of its own names its columns, fills the rows and says what Enter does."""

    TITLE: ClassVar[str] = ""
    COLUMNS: ClassVar[Sequence[Column]] = ()
    OFFERS: ClassVar[tuple[str, ...]] = ("leave",)
    DEFAULT_CSS = """
    MeaningList { layout: vertical; background: $ground; color: $ink; }
    MeaningList RecordTable { height: 1fr; }
    MeaningList #about { padding: 0 1; }
    MeaningList #hint { height: 1; padding: 0 1; }
    """

    # What a screen of its own says.

    def fill(self) -> None:
        """Put the rows into the table."""
        raise NotImplementedError

    def about_here(self) -> Text:
        """Return what the row under the cursor means."""
        raise NotImplementedError

    def hint(self) -> tuple[str, str]:
        """Return what Enter does, and what the other keys do."""
        raise NotImplementedError

    # Laying out.

    @property
    def comfort(self) -> "Comfort":
        """The app, with its type."""
        return cast("Comfort", self.app)

    @property
    def table(self) -> RecordTable:
        """The list."""
        return self.query_one(RecordTable)

    def compose(self) -> ComposeResult:
        """Put the zones under one another."""
        yield TitleLine(_(self.TITLE))
        yield ZoneLine()
        yield RecordTable(self.COLUMNS, search=False)
        yield ZoneLine(id="below")
        yield Static(Text(""), id="about")
        yield ZoneLine()
        yield StatusLine()
        yield Static(Text(""), id="hint")
        yield KeysLine()

    def on_mount(self) -> None:
        """Show everything."""
        super().on_mount()
        self.query_one(TitleLine).show(training=self.comfort.training)
        self.table.focus()
        self.words_changed()

    def words_changed(self) -> None:
        """Write everything in the present language."""
        self.query_one(TitleLine).show(title=_(self.TITLE))
        enter, others = self.hint()
        self.query_one("#hint", Static).update(
            key_line(enter, "accent").append("  ").append_text(key_line(others, "faint"))
        )
        self.fill()
        self._show_about()

    def _show_about(self) -> None:
        self.query_one("#about", Static).update(self.about_here())

    def on_record_table_highlighted(self, event: RecordTable.Highlighted) -> None:
        """Say what the row means."""
        event.stop()
        self._show_about()

    def do_leave(self) -> None:
        """Go back."""
        if self.is_current:
            self.dismiss(None)
