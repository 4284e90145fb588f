"""The lines of a list as they are drawn, kept until something about them changes."""

import textwrap
from collections.abc import Callable, Sequence

from rich.segment import Segment
from rich.style import Style
from rich.text import Text
from textual.strip import Strip
from textual.widget import Widget

from assistant_tui.text.i18n import _
from assistant_tui.text.safe import safe
from assistant_tui.text.width import fit
from assistant_tui.widgets.rows import Column, Heading, Row, RowKey, fit_columns

Fetch = Callable[[int], Row]
"""Makes the row at a place."""
_KEPT = 2000
_VARIANTS = ("", "cursor", "cursor-away")


class TableLines:
    """What draws the lines of a list in the component styles of its widget (``record-table--…``)."""

    def __init__(self, widget: Widget, columns: Sequence[Column]) -> None:
        self._widget = widget
        self._columns = tuple(columns)
        self._fitted: list[tuple[int, Column, int]] = []
        self._lines: dict[tuple[int, str], Strip] = {}
        self._rows: dict[RowKey, Row] = {}

    def column_width(self, key: str) -> int:
        """Return how many cells a column has now, 0 for one that was dropped."""
        return next((cells for _place, column, cells in self._fitted if column.key == key), 0)

    def set_columns(self, columns: Sequence[Column]) -> None:
        """Take other columns, to be laid out next."""
        self._columns = tuple(columns)

    def lay_out(self, width: int) -> None:
        """Fit the columns into so many cells and forget what was drawn."""
        fitted = fit_columns(self._columns, max(1, width - 2))
        if fitted != self._fitted:
            self._rows.clear()  # a cell may be worded for its width
        self._fitted = fitted
        self._lines.clear()

    def forget(self) -> None:
        """Forget all rows and lines: others have come, or other words."""
        self._rows.clear()
        self._lines.clear()

    def forget_drawn(self) -> None:
        """Forget the lines but not the rows: colours have changed."""
        self._lines.clear()

    def forget_row(self, key: RowKey, place: int | None) -> None:
        """Forget one row, and its lines if it has a place."""
        self._rows.pop(key, None)
        if place is not None:
            for variant in _VARIANTS:
                self._lines.pop((place, variant), None)

    def line(self, place: int, key: RowKey | Heading, variant: str, width: int, fetch: Fetch) -> Strip:
        """Return the line at a place; the variant is "", "cursor" or "cursor-away"."""
        strip = self._lines.get((place, variant))
        if strip is None:
            if len(self._lines) > _KEPT:
                self.forget()
            strip = self._lines[place, variant] = self._draw(place, key, variant, width, fetch)
        return strip

    def header(self, width: int) -> Strip:
        """Return the line of the columns' titles."""
        line = self._joined([Text(_(column.title)) for _place, column, _cells in self._fitted])
        return self._strip(line, width, self._style("header"))

    def sentence(self, message_id: str, line: int, width: int) -> Strip:
        """Return a line of the sentence that an empty list shows, broken between words."""
        lines = textwrap.wrap(_(message_id), max(10, width - 4)) if message_id else []
        said = "  " + lines[line] if line < len(lines) else ""
        return self._strip(Text(said), width, self._style("empty"))

    def _draw(self, place: int, key: RowKey | Heading, variant: str, width: int, fetch: Fetch) -> Strip:
        if isinstance(key, Heading):
            return self._strip(Text(" ").append_text(safe(key.text)), width, self._style("heading"))
        row = self._rows.get(key)
        if row is None:
            row = self._rows[key] = fetch(place)
        if row.whole:
            line = Text(" ").append_text(fit(row.cells[0], max(1, width - 2)))
        else:
            line = self._joined([row.cells[cell] for cell, _column, _cells in self._fitted])
        if row.style:
            line.stylize_before(row.style)
        if not variant:
            return self._strip(line, width, self._widget.rich_style)
        style = self._style(variant)
        # Under the cursor the colours of meanings give way: the sign still tells, and the words stay readable.
        return self._strip(line, width, style, over=style if variant == "cursor" else None)

    def _joined(self, cells: Sequence[Text]) -> Text:
        line = Text(" ")
        for number, (cell, (_place, column, width)) in enumerate(zip(cells, self._fitted, strict=True)):
            if number:
                line.append(" ")
            line.append_text(fit(cell, width, right=column.right))
        return line

    def _style(self, name: str) -> Style:
        return self._widget.get_component_rich_style(f"record-table--{name}")

    def _strip(self, line: Text, width: int, style: Style, over: Style | None = None) -> Strip:
        segments = Segment.apply_style(fit(line, width).render(self._widget.app.console), style, over)
        return Strip(segments).adjust_cell_length(width, style)
