"""Saving the rows of a list that are shown to a file."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from assistant_tui.caseload_here import caseload_app
from assistant_tui.commands.host import CommandHost
from assistant_tui.listing.listed_rows import Entry, ListedRows
from assistant_tui.widgets.record_table import RecordTable
from assistant_tui.widgets.rows import Column, Row

if TYPE_CHECKING:
    from assistant_tui.listing.saving import Saver


class SavedList(CommandHost):
    """Mix-in of a screen with rows: those that are shown go to a file, and whose they are to the audit."""

    ENDINGS: ClassVar[tuple[str, ...]] = (".xlsx", ".csv")
    """The kinds of files that the list is saved to."""
    rows: ListedRows[Any]

    @property
    def table(self) -> RecordTable:
        """The list."""
        raise NotImplementedError

    def heading(self) -> str:
        """Return the title of the list."""
        raise NotImplementedError

    def columns(self) -> Sequence[Column]:
        """Return the columns that are shown now."""
        raise NotImplementedError

    def cells(self, item: Any) -> Row:  # noqa: ANN401 - whatever the list is of
        """Return the cells of a row, one for each of the columns that are shown."""
        raise NotImplementedError

    async def do_export(self) -> None:
        """Save the rows that are shown to a file."""
        from assistant_tui.listing.saving import save_list

        name = type(self).__name__.removesuffix("Screen").lower()
        await save_list(caseload_app(self), self.heading(), name, self.ENDINGS, self.saver(), self.saved())

    def shown(self) -> list[Entry[Any]]:
        """Return the rows that are shown."""
        return [entry for key in self.table.keys if (entry := self.rows.entry(key)) is not None]

    def saver(self) -> "Saver":
        """Return what saves the rows that are shown."""
        from assistant_tui.listing.saving import table_saver

        return table_saver(self.columns(), [(entry.heading, self.cells(entry.item)) for entry in self.shown()])

    def saved(self) -> Callable[[Path], set[int]]:
        """Return what tells whose rows a file holds that is saved now."""
        patients = {entry.patient_id for entry in self.shown() if entry.patient_id is not None}
        return lambda _target: patients
