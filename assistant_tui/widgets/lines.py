"""A zone of a screen that is drawn line by line."""

from collections.abc import Callable, Sequence

from rich.text import Text
from textual.widget import Widget

from assistant_tui.text.width import fit


class Lines(Widget):
    """``make(width, height)`` returns the lines; `refresh()` asks for them anew."""

    DEFAULT_CSS = """
    Lines { background: $ground; color: $ink; }
    """

    def __init__(self, make: Callable[[int, int], Sequence[Text]], *, id: str | None = None) -> None:  # noqa: A002 - Textual's own name
        super().__init__(id=id)
        self._make = make

    def render(self) -> Text:
        """Draw the lines that there is room for."""
        size = self.size
        lines = [fit(line, size.width) for line in self._make(size.width, size.height)[: size.height]]
        return Text("\n", no_wrap=True).join(lines)
