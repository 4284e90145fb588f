"""The step of the tour, above the title of a screen."""

from rich.text import Text
from textual.widget import Widget

from assistant_tui.text.safe import plain
from assistant_tui.text.width import clip


class TourLine(Widget):
    """One line in the colours of the cursor: how far one is, what to do now, how to leave."""

    DEFAULT_CSS = """
    TourLine { height: 1; background: $cursor; color: $cursor-text; text-style: bold; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._words, self._way = "", ""

    @property
    def words(self) -> str:
        """What the line says."""
        return self._words

    def show(self, words: str, way: str) -> None:
        """Say what to do, and at the right how to leave where there is room."""
        if (words, way) != (self._words, self._way):
            self._words, self._way = words, way
            self.refresh()

    def render(self) -> Text:
        """Put the step left, the way out right."""
        width = self.size.width
        words = Text(" " + clip(plain(self._words), max(0, width - 1)), no_wrap=True)
        way = Text(plain(self._way) + " ")
        room = width - words.cell_len - way.cell_len
        return words.append(" " * room).append_text(way) if room > 1 else words
