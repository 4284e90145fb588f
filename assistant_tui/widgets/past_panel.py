"""What comes next and what was before, beside a list on a wide screen."""

from collections.abc import Sequence
from typing import Final

from rich.text import Text
from textual.widget import Widget

from assistant_tui.text.i18n import _
from assistant_tui.text.safe import safe
from assistant_tui.text.width import fit

_NEXT: Final = 4


class PastPanel(Widget):
    """Finished lines of what comes next, under them those of the past; as many as the place has room for."""

    DEFAULT_CSS = """
    PastPanel { background: $ground; color: $ink; height: 1fr; }
    """

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's own name
        super().__init__(id=id)
        self._next: Sequence[Text] = ()
        self._past: Sequence[Text] = ()

    def show(self, coming: Sequence[Text], past: Sequence[Text]) -> None:
        """Show these lines."""
        self._next, self._past = coming, past
        self.refresh()

    def render(self) -> Text:
        """Lay the lines out under their two headings."""
        size = self.size
        lines = [safe(_("Ahead"), "accent")]
        lines += list(self._next[:_NEXT]) or [safe(_("nothing is booked"), "faint")]
        lines += [Text(""), safe(_("Before"), "accent")]
        lines += list(self._past) or [safe(_("nothing yet"), "faint")]
        return Text("\n", no_wrap=True).join(fit(line, size.width) for line in lines[: size.height])
