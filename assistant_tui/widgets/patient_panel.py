"""The patient under the cursor: everything needed to dial."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from rich.text import Text
from textual.widget import Widget

from assistant_tui.text.panel import PanelWords
from assistant_tui.text.safe import safe

if TYPE_CHECKING:
    from db.queries.panel import Panel


class PatientPanel(Widget):
    """A few lines about one patient; their number never changes, so that the list above stands still.

    ``words()`` gives what says things as of now. `show(panel)` for a patient, `say(sentence)` where there is none.
    """

    DEFAULT_CSS = """
    PatientPanel { background: $ground; color: $ink; padding: 0 1; }
    """

    def __init__(self, words: Callable[[], PanelWords], *, id: str | None = None) -> None:  # noqa: A002 - Textual's own name
        super().__init__(id=id)
        self._words = words
        self._panel: Panel | None = None
        self._sentence = ""

    @property
    def panel(self) -> "Panel | None":
        """What is shown."""
        return self._panel

    def show(self, panel: "Panel") -> None:
        """Show a patient."""
        self._panel = panel
        self.refresh()

    def say(self, sentence: str) -> None:
        """Show nobody, and say why."""
        self._panel, self._sentence = None, sentence
        self.refresh()

    def render(self) -> Text:
        """Lay the lines out."""
        size = self.content_size
        if self._panel is None:
            return safe(self._sentence, "faint")
        return Text("\n", no_wrap=True).join(self._words().lines(self._panel, size.width, size.height))
