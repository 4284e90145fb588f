"""Something told in full: what a line of a list has no room for."""

from collections.abc import Sequence
from typing import ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.widgets import Static

from assistant_tui.dialogs.base import Dialog
from assistant_tui.text.i18n import _
from assistant_tui.text.safe import safe, safe_block


class TellDialog(Dialog[None]):
    """Show finished ``lines`` under a ``title``, so many of the first ones in accent; Enter or Esc goes back."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter", "back", show=False)]
    DEFAULT_CSS = """
    TellDialog VerticalScroll { height: auto; max-height: 60vh; padding: 1 0; scrollbar-size-vertical: 1; }
    TellDialog VerticalScroll Static { height: auto; }
    """

    def __init__(self, title: str, lines: Sequence[str], *, accent: int = 0) -> None:
        super().__init__()
        self._title, self._lines, self._accent = title, lines, accent

    def title_words(self) -> Text:
        """Say what it is about."""
        return safe(self._title, "strong")

    def hint_words(self) -> str:
        """Say how to leave."""
        return _("Enter or Esc: back")

    def body(self) -> ComposeResult:
        """Yield the lines."""
        with VerticalScroll():
            for place, line in enumerate(self._lines):
                yield Static(safe_block(line, "accent" if place < self._accent else ""))

    def on_mount(self) -> None:
        """Give the keys to the text, so that a long one scrolls."""
        self.query_one(VerticalScroll).focus()

    def action_back(self) -> None:
        """Leave."""
        self.finish(None)
