"""A day or a moment, typed as people say it."""

from collections.abc import Callable
from datetime import date, datetime

from rich.text import Text
from textual.app import ComposeResult
from textual.widgets import Static

from assistant_tui.dialogs.base import Dialog
from assistant_tui.text.safe import safe, safe_block
from assistant_tui.widgets.date_input import DateInput


class DateDialog(Dialog[date | datetime]):
    """Ask for a day, or (``with_time``) for a moment; the answer is what the echo under the field says."""

    def __init__(
        self,
        question: str,
        now: Callable[[], datetime],
        *,
        text: str = "",
        with_time: bool = False,
        past: bool = False,
        more: str = "",
    ) -> None:
        """Ask a finished ``question``, with ``more`` lines under it and ``text`` typed already."""
        super().__init__()
        self._question, self._more = question, more
        self._field = DateInput(now, text=text, with_time=with_time, past=past)

    def title_words(self) -> Text:
        """Return the question."""
        return safe(self._question, "strong")

    def body(self) -> ComposeResult:
        """Yield the lines under it and the field."""
        if self._more:
            yield Static(safe_block(self._more))
        yield self._field

    def on_mount(self) -> None:
        """Give the keys to the field."""
        self._field.focus()

    def words_changed(self) -> None:
        """Write everything in the present language."""
        super().words_changed()
        self._field.words_changed()

    def on_date_input_submitted(self, event: DateInput.Submitted) -> None:
        """Answer."""
        self.finish(event.value)
