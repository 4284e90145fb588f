"""The line between two zones of a screen."""

from rich.text import Text
from textual.widget import Widget

from assistant_tui.text.safe import plain
from assistant_tui.text.width import clip


class ZoneLine(Widget):
    """A thin line; `show(words)` sets a few words into its right end, dim ones like «ещё 32 строки, PgDn»."""

    DEFAULT_CSS = """
    ZoneLine { height: 1; background: $ground; color: $line; }
    """

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's own name
        super().__init__(id=id)
        self._words, self._style = "", "faint"

    def show(self, words: str, style: str = "faint") -> None:
        """Set the words; empty for the line alone."""
        if (words, style) != (self._words, self._style):
            self._words, self._style = words, style
            self.refresh()

    def render(self) -> Text:
        """Draw the line with its words."""
        width = self.size.width
        words = clip(plain(self._words), max(0, width - 8))
        if not words:
            return Text("─" * width, no_wrap=True)
        said = Text(f" {words} ")
        said.stylize(self._style)
        rest = max(0, width - said.cell_len - 2)
        return Text("─" * rest, no_wrap=True).append_text(said).append("─" * 2)
