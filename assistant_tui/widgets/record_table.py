"""The list of the program: rows known by their key, drawn only where they are seen."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Region, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from assistant_tui.widgets.key_order import KeyOrder
from assistant_tui.widgets.rows import Column, Heading, Row, RowKey
from assistant_tui.widgets.table_lines import Fetch, TableLines


class RecordTable(ScrollView, can_focus=True):
    """A list of any length whose cursor stays on its row, whatever happens around it.

    `set_rows(keys, fetch)` gives the keys in order (a `Heading` among them is a line that cannot be selected) and a
    function that makes the row at an index; it is called only for rows on the screen, and its answer is kept until
    `update_row` or the next `set_rows`. Messages: `Highlighted` when another key comes under the cursor, `Chosen` on
    Enter or a double click, `Typed` for a letter or digit, and for a blank or hyphen behind one (only with
    ``search=True``; never a binding then).
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
        self, columns: Sequence[Column], *, empty: str = "", header: bool = True, search: bool = True,
        name: str | None = None, id: str | None = None, classes: str | None = None,  # noqa: A002 - Textual's own name
    ) -> None:  # fmt: skip
        """Make an empty list; ``empty`` is the message id of the sentence that an empty list shows."""
        super().__init__(name=name, id=id, classes=classes)
        self._lines = TableLines(self, columns)
        self._empty = empty
        self._head = 1 if header else 0
        self._search = search
        self.typing = False  # whether a blank or a hyphen belongs to what is typed; the owner says when it is over
        self._order = KeyOrder()
        self._fetch: Fetch = _nothing
        self._cursor = -1

    # What screens ask and say.

    @property
    def keys(self) -> Sequence[RowKey | Heading]:
        """The keys in their order, headings included."""
        return self._order.keys

    @property
    def cursor_key(self) -> RowKey | None:
        """The key under the cursor, None on an empty list."""
        return self._order.key_at(self._cursor)

    @property
    def cursor_index(self) -> int:
        """The place of the cursor among all lines, -1 on an empty list."""
        return self._cursor

    @property
    def rows_above(self) -> int:
        """How many lines lie above the first one that is seen."""
        return min(len(self._order), round(self.scroll_offset.y))

    @property
    def rows_below(self) -> int:
        """How many lines lie below the last one that is seen."""
        return max(0, len(self._order) - round(self.scroll_offset.y) - self._page_size())

    def column_width(self, key: str) -> int:
        """Return how many cells a column has now, 0 for one that was dropped."""
        return self._lines.column_width(key)

    def set_columns(self, columns: Sequence[Column]) -> None:
        """Show other columns; the rows that come next have their cells."""
        self._lines.set_columns(columns)
        self._resized()

    def say_when_empty(self, sentence: str) -> None:
        """Set what an empty list says, a message id."""
        self._empty = sentence
        self.refresh()

    def set_rows(self, keys: Sequence[RowKey | Heading], fetch: Fetch) -> None:
        """Show other rows; the cursor stays on its key, else on the nearest row that is left, at the same height."""
        old_order, old_cursor = self._order, self._cursor
        height = old_cursor - self.scroll_offset.y
        before = self.cursor_key
        self._order, self._fetch = KeyOrder(keys), fetch
        self._lines.forget()
        self._cursor = self._order.nearest(old_order, old_cursor)
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
        self._lines.forget_row(key, place)
        if place is not None:
            self._refresh_row(place)

    def index_of(self, key: RowKey) -> int | None:
        """Return the place of a key, None if it is not in the list."""
        return self._order.place_of(key)

    def select(self, key: RowKey) -> bool:
        """Put the cursor on a key and bring it into view; False if it is not in the list."""
        place = self.index_of(key)
        if place is None:
            return False
        self._go(place)
        return True

    def redraw(self) -> None:
        """Draw everything anew, in other words or colours; rows are fetched again."""
        self._lines.forget()
        self._resized()
        self.refresh()

    words_changed = redraw

    # Moving.

    def action_move(self, step: int) -> None:
        """Move the cursor by selectable rows."""
        self._go(self._order.selectable(self._cursor + step, step))

    def action_page(self, direction: int) -> None:
        """Move the cursor by a page."""
        target = self._cursor + direction * max(1, self._page_size() - 1)
        target = max(0, min(len(self._order) - 1, target))
        place = self._order.selectable(target, direction)
        self._go(self._order.selectable(target, -direction) if place is None else place)

    def action_edge(self, direction: int) -> None:
        """Move the cursor to the first (-1) or the last (1) row."""
        self._go(self._order.selectable(0 if direction < 0 else len(self._order) - 1, -direction))

    def action_choose(self) -> None:
        """Choose the row under the cursor."""
        if (key := self.cursor_key) is not None:
            self.post_message(self.Chosen(self, key))

    def check_consume_key(self, key: str, character: str | None) -> bool:
        """Say that what is typed is taken by the list, so that no binding hears it."""
        taken = character is not None and (character.isalnum() or (self.typing and character in " -"))
        return self._search and taken

    def on_key(self, event: events.Key) -> None:
        """Turn letters and digits into `Typed`."""
        if event.character is not None and self.check_consume_key(event.key, event.character):
            self.typing = True
            event.stop()
            event.prevent_default()
            self.post_message(self.Typed(self, event.character))

    def on_click(self, event: events.Click) -> None:
        """Put the cursor where the mouse points; a double click chooses."""
        place = event.y - self._head + round(self.scroll_offset.y)
        if event.y < self._head or not 0 <= place < len(self._order) or self._order.key_at(place) is None:
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
        self._lines.forget_drawn()

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
            return self._lines.header(width)
        place = y - self._head + round(self.scroll_offset.y)
        if not self._order.keys and y > self._head:
            return self._lines.sentence(self._empty, y - self._head - 1, width)
        if place >= len(self._order):
            return Strip.blank(width, self.rich_style)
        variant = "" if place != self._cursor else "cursor" if self.has_focus or not self.can_focus else "cursor-away"
        return self._lines.line(place, self._order.keys[place], variant, width, self._fetch)

    # Places.

    def _page_size(self) -> int:
        return max(1, self.scrollable_content_region.height - self._head)

    def _resized(self) -> None:
        width = self.scrollable_content_region.width
        self._lines.lay_out(width)
        self.virtual_size = Size(width, (len(self._order) or 2) + self._head)

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
        first = self._order.with_headings(self._cursor)
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
