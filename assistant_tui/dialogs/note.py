"""A note of several lines."""

from collections.abc import Callable
from typing import ClassVar

from rich.text import Text
from textual.app import ComposeResult

from assistant_tui.dialogs.base import Dialog
from assistant_tui.text.i18n import _
from assistant_tui.text.safe import safe
from assistant_tui.widgets.note_area import NoteArea


class NoteDialog(Dialog[str]):
    """Write a note; Enter takes it, Ctrl+J begins a new line. ``keep(text)`` is called with every change."""

    OFFERS: ClassVar[tuple[str, ...]] = ("leave",)

    def __init__(self, question: str, *, text: str = "", keep: Callable[[str], None] | None = None) -> None:
        """Ask a finished ``question``, with ``text`` (a kept draft) in the field."""
        super().__init__()
        self._question, self._keep = question, keep
        self._area = NoteArea(text)

    def title_words(self) -> Text:
        """Return the question."""
        return safe(self._question, "strong")

    def hint_words(self) -> str:
        """Say how to finish."""
        return _("Enter: save · Ctrl+J: new line · Esc: leave, the text is kept")

    def body(self) -> ComposeResult:
        """Yield the area."""
        yield self._area

    def on_mount(self) -> None:
        """Give the keys to the area."""
        self._area.focus()
        self._area.move_cursor(self._area.document.end)

    @property
    def text(self) -> str:
        """What is written so far."""
        return self._area.text

    def on_note_area_entered(self, event: NoteArea.Entered) -> None:
        """Answer on Enter."""
        event.stop()
        self.finish(self._area.text.strip() or None)

    def on_text_area_changed(self) -> None:
        """Keep what is written, letter by letter."""
        if self._keep:
            self._keep(self._area.text)

    def left(self) -> None:
        """Keep what was written."""
        if self._keep:
            self._keep(self._area.text)
