"""The rows of a file in its preview: people, or people with their visits and tests."""

from collections.abc import Sequence
from typing import Final

from textual.app import ComposeResult
from textual.containers import Vertical

from assistant_tui.text.i18n import N_
from assistant_tui.text.import_rows import FileRow
from assistant_tui.text.safe import safe
from assistant_tui.widgets.record_table import RecordTable
from assistant_tui.widgets.rows import Column, Row

_ROW: Final = Column("row", N_("Row"), 6, right=True)
_PEOPLE: Final = (
    _ROW,
    Column("name", N_("Patient"), 28, grow=1),
    Column("standing", N_("What comes out"), 15),
    Column("said", N_("Remarks"), 25, grow=2),
)
_ITEMS: Final = (
    _ROW,
    Column("name", N_("Patient"), 16, grow=1),
    Column("what", N_("Visit or test"), 21, grow=1),
    Column("standing", N_("Comes out"), 10),
    Column("said", N_("Remarks"), 14, grow=2),
)


class FileTable(Vertical):
    """`show(rows, items=…)` fills it; messages are those of the `RecordTable` inside, keys are numbers of rows."""

    DEFAULT_CSS = """
    FileTable { height: 1fr; }
    FileTable > RecordTable { height: 1fr; }
    FileTable > #items { display: none; }
    FileTable.-items > #items { display: block; }
    FileTable.-items > #people { display: none; }
    """

    def compose(self) -> ComposeResult:
        """Yield both tables; one of them is shown."""
        yield RecordTable(_PEOPLE, empty=N_("No row of this kind."), search=False, id="people")
        yield RecordTable(_ITEMS, empty=N_("No row of this kind."), search=False, id="items")

    def show(self, rows: Sequence[FileRow], *, items: bool) -> None:
        """Show these rows; `items`: with the visit or test of each."""
        self.set_class(items, "-items")
        table = self.query_one("#items" if items else "#people", RecordTable)
        table.set_rows([row.number for row in rows], lambda place: _row(rows[place], items))


def _row(row: FileRow, items: bool) -> Row:
    number = safe(row.number if row.number > 0 else "", "faint")
    what = (safe(row.what),) if items else ()
    return Row((number, safe(row.name), *what, row.standing_text, row.said()))
