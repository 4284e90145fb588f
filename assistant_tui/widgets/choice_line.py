"""A line of a form with a few answers beside each other, one of them taken."""

from collections.abc import Sequence
from typing import ClassVar

from rich.text import Text
from textual import events
from textual.message import Message
from textual.widget import Widget

from assistant_tui.text.i18n import N_, _
from assistant_tui.text.safe import safe
from assistant_tui.text.width import fit

_LABEL = 22


class ChoiceLine(Widget, can_focus=True):
    """``options`` are pairs of a code and a message id; digits and ← → take one. `value` is the code taken.

    A digit posts `Taken`, so that the form goes on to the next field; Enter posts `Submitted`.
    """

    HELP: ClassVar[str] = N_("One of these answers: its digit takes it and goes on, ← → choose, Enter writes the form.")
    DEFAULT_CSS = """
    ChoiceLine { height: 1; }
    """

    class Taken(Message):
        """An answer was taken by its digit."""

        def __init__(self, line: "ChoiceLine") -> None:
            super().__init__()
            self.line = line

        @property
        def control(self) -> "ChoiceLine":
            """The line."""
            return self.line

    class Submitted(Taken):
        """Enter was pressed on the line."""

    def __init__(
        self,
        label: str,
        options: Sequence[tuple[str, str]],
        value: str = "",
        *,
        id: str | None = None,  # noqa: A002 - Textual's own name
    ) -> None:
        """Make the line; ``label`` is a message id, ``value`` the code that is taken at first."""
        super().__init__(id=id)
        self._label, self._options = label, list(options)
        codes = [code for code, _words in self._options]
        self._place = codes.index(value) if value in codes else 0
        self._places: list[tuple[int, int]] = []

    @property
    def value(self) -> str:
        """The code of the answer taken."""
        return self._options[self._place][0]

    def render(self) -> Text:
        """Lay the answers out, the one taken in brackets."""
        style = "strong" if self.has_focus else "faint"
        line = fit(safe(_(self._label), style), _LABEL).append(" ")
        self._places = []
        for number, (_code, words) in enumerate(self._options):
            taken, start = number == self._place, line.cell_len
            said = f"[{number + 1} {_(words)}]" if taken else f" {number + 1} {_(words)} "
            line.append_text(safe(said.strip(), "accent") if taken else Text(said, style="dim"))
            self._places.append((start, line.cell_len))
        return fit(line, self.size.width)

    def on_key(self, event: events.Key) -> None:
        """Take another answer."""
        step = {"left": -1, "right": 1, "space": 1}.get(event.key)
        if step is not None:
            self._take((self._place + step) % len(self._options))
        elif event.key.isdigit() and 1 <= int(event.key) <= len(self._options):
            self._take(int(event.key) - 1)
            self.post_message(self.Taken(self))
        elif event.key == "enter":
            self.post_message(self.Submitted(self))
        else:
            return
        event.stop()

    def on_click(self, event: events.Click) -> None:
        """Take what was clicked."""
        for number, (start, end) in enumerate(self._places):
            if start <= event.x < end:
                self._take(number)

    def on_focus(self) -> None:
        """Show that it has the keys."""
        self.refresh()

    def on_blur(self) -> None:
        """Show that it has the keys no longer."""
        self.refresh()

    def _take(self, place: int) -> None:
        self._place = place
        self.refresh()
