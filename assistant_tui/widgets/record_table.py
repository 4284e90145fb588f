"""The list of the program: rows known by their key, drawn only where they are seen."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from rich.text import Text
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Region, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from assistant_tui.text.i18n import _
from assistant_tui.text.safe import safe
from assistant_tui.text.width import fit
from assistant_tui.widgets.rows import Column, Heading, Row, RowKey, fit_columns

Fetch = Callable[[int], Row]
_CACHED_LINES = 2000


class RecordTable(ScrollView, can_focus=True):
    """A list of any length whose cursor stays on its row, whatever happens around it.

    `set_rows(keys, fetch)` gives the keys in order (a `Heading` among them is a line that cannot be selected) and a
    function that makes the row at an index; it is called only for rows on the screen, and its answer is kept until
    `update_row` or the next `set_rows`. Messages: `Highlighted` when another key comes under the cursor, `Chosen` on
    Enter or a double click, `Typed` for a letter or digit (only with ``search=True``; never a binding then).
    """

    DEFAULT_CSS = """
    RecordTable { height: 1fr; background: $ground; color: $ink; overflow-x: hidden; scrollbar-size-vertical: 1;
        scrollbar-gutter: stable; }
    RecordTable > .record-table--header { color: $faint; }
    RecordTable > .record-table--heading { color: $accent; text-style: bold; }
    RecordTable > .record-table--cursor { background: $cursor; color: $cursor-text; text-style: bold; }
    RecordTable > .record-table--cursor-away { background: $raised; }
    RecordTable > .record-table--empty { color: $faint; }
    """
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "record-table--header", "record-table--heading", "record-table--cursor", "record-table--cursor-away",
        "record-table--empty",
    }  # fmt: skip
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "move(-1)", show=False),
        Binding("down", "move(1)", show=False),
        Binding("pageup", "page(-1)", show=False),
        Binding("pagedown", "page(1)", show=False),
        Binding("home", "edge(-1)", show=False),
        Binding("end", "edge(1)", show=False),
        Binding("enter", "choose", show=False),
    ]

    @dataclass
    class _About(Message):
        table: "RecordTable"

        @property
        def control(self) -> "RecordTable":
            """The list that sent this."""
            return self.table

    @dataclass
    class Highlighted(_About):
        """Another row came under the cursor; `key` is None when nothing is left to stand on."""

        key: RowKey | None

    @dataclass
    class Chosen(_About):
        """The row was chosen by Enter or a double click."""

        key: RowKey

    @dataclass
    class Typed(_About):
        """A letter or digit was typed on the list."""

        character: str

    def __init__(
        self,
        columns: Sequence[Column],
        *,
        empty: str = "",
        header: bool = True,
        search: bool = True,
        name: str | None = None,
        id: str | None = None,  # noqa: A002 - Textual's own name
        classes: str | None = None,
    ) -> None:
        """Make an empty list; ``empty`` is the message id of the sentence that an empty list shows."""
        super().__init__(name=name, id=id, classes=classes)
        self._columns = tuple(columns)
        self._empty = empty
        self._head = 1 if header else 0
        self._search = search
        self._keys: Sequence[RowKey | Heading] = ()
        self._fetch: Fetch = _nothing
        self._index: dict[RowKey, int] | None = None
        self._cursor = -1
        self._lines: dict[tuple[int, str], Strip] = {}
        self._rows: dict[RowKey, Row] = {}
        self._fitted: list[tuple[int, Column, int]] = []

    # What screens ask and say.

    @property
    def keys(self) -> Sequence[RowKey | Heading]:
        """The keys in their order, headings included."""
        return self._keys

    @property
    def cursor_key(self) -> RowKey | None:
        """The key under the cursor, None on an empty list."""
        key = self._keys[self._cursor] if 0 <= self._cursor < len(self._keys) else None
        return None if isinstance(key, Heading) else key

    @property
    def cursor_index(self) -> int:
        """The place of the cursor among all lines, -1 on an empty list."""
        return self._cursor

    @property
    def rows_below(self) -> int:
        """How many lines lie below the last one that is seen."""
        return max(0, len(self._keys) - round(self.scroll_offset.y) - self._page_size())

    def column_width(self, key: str) -> int:
        """Return how many cells a column has now, 0 for one that was dropped."""
        return next((cells for _place, column, cells in self._fitted if column.key == key), 0)

    def say_when_empty(self, sentence: str) -> None:
        """Set what an empty list says, a message id."""
        if sentence != self._empty:
            self._empty = sentence
            self.refresh()

    def set_rows(self, keys: Sequence[RowKey | Heading], fetch: Fetch) -> None:
        """Show other rows; the cursor stays on its key, else on the nearest row that is left, at the same height."""
        old_keys, old_cursor = self._keys, self._cursor
        height = old_cursor - self.scroll_offset.y
        before = self.cursor_key
        self._keys, self._fetch, self._index = keys, fetch, None
        self._lines.clear()
        self._rows.clear()
        self._cursor = self._nearest(old_keys, old_cursor)
        self._resized()
        if self._cursor >= 0:
            self._scroll_to_line(self._cursor - height if old_cursor >= 0 else self.scroll_offset.y)
            self._show_cursor()
        self.refresh()
        if self.cursor_key != before:
            self.post_message(self.Highlighted(self, self.cursor_key))

    def update_row(self, key: RowKey) -> None:
        """Fetch and draw one row anew; a key that is not in the list is ignored."""
        place = self.index_of(key)
        self._rows.pop(key, None)
        if place is not None:
            for variant in ("", "cursor", "cursor-away"):
                self._lines.pop((place, variant), None)
            self._refresh_row(place)

    def index_of(self, key: RowKey) -> int | None:
        """Return the place of a key, None if it is not in the list."""
        if self._index is None:
            self._index = {each: place for place, each in enumerate(self._keys) if not isinstance(each, Heading)}
        return self._index.get(key)

    def select(self, key: RowKey) -> bool:
        """Put the cursor on a key and bring it into view; False if it is not in the list."""
        place = self.index_of(key)
        if place is None:
            return False
        self._go(place)
        return True

    def redraw(self) -> None:
        """Draw everything anew, in other words or colours; rows are fetched again."""
        self._rows.clear()
        self._lines.clear()
        self._resized()
        self.refresh()

    def words_changed(self) -> None:
        """Draw everything in the present language and colours."""
        self.redraw()

    # Moving.

    def action_move(self, step: int) -> None:
        """Move the cursor by selectable rows."""
        self._go(self._selectable(self._cursor + step, step))

    def action_page(self, direction: int) -> None:
        """Move the cursor by a page."""
        target = self._cursor + direction * max(1, self._page_size() - 1)
        target = max(0, min(len(self._keys) - 1, target))
        place = self._selectable(target, direction)
        self._go(self._selectable(target, -direction) if place is None else place)

    def action_edge(self, direction: int) -> None:
        """Move the cursor to the first (-1) or the last (1) row."""
        self._go(self._selectable(0 if direction < 0 else len(self._keys) - 1, -direction))

    def action_choose(self) -> None:
        """Choose the row under the cursor."""
        if (key := self.cursor_key) is not None:
            self.post_message(self.Chosen(self, key))

    def check_consume_key(self, key: str, character: str | None) -> bool:
        """Say that letters and digits are taken by the list, so that no binding hears them."""
        return self._search and character is not None and character.isalnum()

    def on_key(self, event: events.Key) -> None:
        """Turn letters and digits into `Typed`."""
        if self._search and event.character is not None and event.character.isalnum():
            event.stop()
            event.prevent_default()
            self.post_message(self.Typed(self, event.character))

    def on_click(self, event: events.Click) -> None:
        """Put the cursor where the mouse points; a double click chooses."""
        place = event.y - self._head + round(self.scroll_offset.y)
        if event.y < self._head or not 0 <= place < len(self._keys) or isinstance(self._keys[place], Heading):
            return
        self._go(place)
        if event.chain == 2:
            self.action_choose()

    # Drawing.

    def on_mount(self) -> None:
        """Lay out the columns."""
        self._resized()

    def on_resize(self) -> None:
        """Lay out the columns for the new width."""
        self._resized()
        self._show_cursor()

    def notify_style_update(self) -> None:
        """Forget drawn lines when colours change."""
        super().notify_style_update()
        self._lines.clear()

    def on_focus(self) -> None:
        """Show the cursor as the place where keys go."""
        self._refresh_row(self._cursor)

    def on_blur(self) -> None:
        """Show the cursor as left behind."""
        self._refresh_row(self._cursor)

    def render_line(self, y: int) -> Strip:
        """Draw one line of the screen."""
        width = self.scrollable_content_region.width
        if y < self._head:
            return self._header(width)
        place = y - self._head + round(self.scroll_offset.y)
        if not self._keys and y == self._head + 1:
            return self._sentence(width)
        if place >= len(self._keys):
            return Strip.blank(width, self.rich_style)
        variant = "" if place != self._cursor else "cursor" if self.has_focus or not self.can_focus else "cursor-away"
        strip = self._lines.get((place, variant))
        if strip is None:
            if len(self._lines) > _CACHED_LINES:
                self._lines.clear()
                self._rows.clear()
            strip = self._lines[place, variant] = self._draw(place, variant, width)
        return strip

    def _draw(self, place: int, variant: str, width: int) -> Strip:
        key = self._keys[place]
        if isinstance(key, Heading):
            style = self.get_component_rich_style("record-table--heading")
            return self._strip(Text(" ").append_text(safe(key.text)), width, style)
        row = self._rows.get(key)
        if row is None:
            row = self._rows[key] = self._fetch(place)
        line = Text(" ")
        for number, (cell, column, cells) in enumerate(self._fitted):
            if number:
                line.append(" ")
            line.append_text(fit(row.cells[cell], cells, right=column.right))
        if row.style:
            line.stylize_before(row.style)
        if not variant:
            return self._strip(line, width, self.rich_style)
        style = self.get_component_rich_style(f"record-table--{variant}")
        # Under the cursor the colours of meanings give way: the sign still tells, and the words stay readable.
        return self._strip(line, width, style, over=style if variant == "cursor" else None)

    def _strip(self, line: Text, width: int, style: Style, over: Style | None = None) -> Strip:
        segments = Segment.apply_style(fit(line, width).render(self.app.console), style, over)
        return Strip(segments).adjust_cell_length(width, style)

    def _header(self, width: int) -> Strip:
        line = Text(" ")
        for number, (_cell, column, cells) in enumerate(self._fitted):
            if number:
                line.append(" ")
            line.append_text(fit(Text(_(column.title)), cells, right=column.right))
        return self._strip(line, width, self.get_component_rich_style("record-table--header"))

    def _sentence(self, width: int) -> Strip:
        style = self.get_component_rich_style("record-table--empty")
        return self._strip(Text("  " + _(self._empty)), width, style)

    # Places.

    def _nearest(self, old_keys: Sequence[RowKey | Heading], old: int) -> int:
        """Return where the cursor belongs now: its key, the next old row still there, the one before, the first."""
        if 0 <= old < len(old_keys):
            for places in (range(old, len(old_keys)), range(old - 1, -1, -1)):
                for place in places:
                    key = old_keys[place]
                    if not isinstance(key, Heading) and (found := self.index_of(key)) is not None:
                        return found
        first = self._selectable(0, 1)
        return -1 if first is None else first

    def _selectable(self, place: int, step: int) -> int | None:
        while 0 <= place < len(self._keys):
            if not isinstance(self._keys[place], Heading):
                return place
            place += step
        return None

    def _page_size(self) -> int:
        return max(1, self.scrollable_content_region.height - self._head)

    def _resized(self) -> None:
        width = self.scrollable_content_region.width
        fitted = fit_columns(self._columns, max(1, width - 2))
        if fitted != self._fitted:
            self._rows.clear()  # a cell may be worded for its width
        self._fitted = fitted
        self._lines.clear()
        self.virtual_size = Size(width, max(len(self._keys), 2 if not self._keys else 0) + self._head)

    def _go(self, place: int | None) -> None:
        if place is None or place == self._cursor:
            self._show_cursor()
            return
        old, self._cursor = self._cursor, place
        self._refresh_row(old)
        self._refresh_row(place)
        self._show_cursor()
        self.post_message(self.Highlighted(self, self.cursor_key))

    def _show_cursor(self) -> None:
        top, page = round(self.scroll_offset.y), self._page_size()
        if self._cursor < 0 or not self.size:
            return
        # The heading over the first row of a section comes into view with it.
        first = self._cursor
        while first > 0 and isinstance(self._keys[first - 1], Heading):
            first -= 1
        if first < top:
            self._scroll_to_line(first)
        elif self._cursor >= top + page:
            self._scroll_to_line(self._cursor - page + 1)

    def _scroll_to_line(self, line: float) -> None:
        self.scroll_to(None, max(0, line), animate=False, force=True)

    def _refresh_row(self, place: int) -> None:
        y = place - round(self.scroll_offset.y) + self._head
        if place >= 0 and self._head <= y < self.size.height:
            self.refresh(Region(0, y, self.size.width, 1))


def _nothing(_index: int) -> Row:
    raise LookupError("no rows")
