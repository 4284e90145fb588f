"""Why a row stands where it stands."""

from typing import TYPE_CHECKING

from rich.text import Text
from textual.app import ComposeResult
from textual.widgets import Static

from assistant_tui.dialogs.base import Dialog
from assistant_tui.text.i18n import _
from assistant_tui.text.place_parts import part_words
from assistant_tui.text.places import SECTIONS
from assistant_tui.text.reasons import ReasonWords
from assistant_tui.text.safe import safe
from assistant_tui.text.width import fit

if TYPE_CHECKING:
    from db.queries.call_list import Explanation
    from db.queries.reasons import Part

_POINTS = 6


class WhyDialog(Dialog[None]):
    """The parts of a row's place with their points; the rows stand in the order of the sums."""

    DEFAULT_CSS = """
    WhyDialog #parts { height: auto; padding: 1 0; }
    """

    def __init__(self, name: str, explanation: "Explanation", words: ReasonWords) -> None:
        """Explain the place of the patient with this ``name``."""
        super().__init__()
        self._name, self._explanation, self._words = name, explanation, words

    def title_words(self) -> Text:
        """Say whose place is explained."""
        return safe(_("Why is {name} here?", name=self._name), "strong")

    def hint_words(self) -> str:
        """Say how to leave."""
        return _("Enter or Esc: back")

    def body(self) -> ComposeResult:
        """Yield the parts."""
        yield Static(self.parts(), id="parts")

    def words_changed(self) -> None:
        """Write everything in the present language."""
        super().words_changed()
        self.query_one("#parts", Static).update(self.parts())

    def parts(self) -> Text:
        """Return the parts, the heaviest first, and their sum."""
        explanation = self._explanation
        lines = [_line(part.points, part_words(part, self._words)) for part in _by_weight(explanation)]
        section = _(SECTIONS.get(explanation.section, explanation.section))
        total = _line(explanation.points, _("together, in the section “{section}”", section=section))
        return Text("\n").join([*lines, total if lines else safe(_("Nothing is open: the section “{section}”",
                                                                   section=section))])  # fmt: skip

    def key_enter(self) -> None:
        """Leave."""
        self.finish(None)

    def do_why(self) -> None:
        """Leave by the key that asked."""
        self.finish(None)


def _by_weight(explanation: "Explanation") -> "list[Part]":
    return sorted(explanation.parts, key=lambda part: -abs(part.points))


def _line(points: int, said: str) -> Text:
    shown = f"+{points}" if points > 0 else f"−{-points}" if points < 0 else "0"
    return fit(safe(shown, "strong"), _POINTS, right=True).append("  ").append_text(safe(said[:1].upper() + said[1:]))
