"""The line that says that the terminal is about to lock."""

from rich.text import Text
from textual.widget import Widget

from assistant_tui.text.i18n import _
from assistant_tui.text.width import clip


class WarningLine(Widget):
    """One line over the first one of whatever is in front: how many seconds are left, and what keeps it open."""

    DEFAULT_CSS = """
    WarningLine {
        layer: _loading; dock: top; height: 1; width: 100%;
        background: $cursor; color: $cursor-text; text-style: bold;
    }
    """

    def __init__(self, seconds: int) -> None:
        super().__init__()
        self.seconds = seconds

    def show(self, seconds: int) -> None:
        """Say how many seconds are left."""
        self.seconds = seconds
        self.refresh()

    def render(self) -> Text:
        """Say it in one line."""
        words = _("! The screen locks in {n} s. Any key keeps it open; nothing typed is lost.", n=self.seconds)
        return Text(" " + clip(words, max(0, self.size.width - 2)), no_wrap=True)
