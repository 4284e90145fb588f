"""A question with yes and no."""

from rich.text import Text
from textual.app import ComposeResult
from textual.widgets import Static

from assistant_tui.dialogs.base import Dialog
from assistant_tui.text.i18n import _
from assistant_tui.text.safe import safe, safe_block
from assistant_tui.widgets.choice import Choice
from assistant_tui.widgets.choice_list import ChoiceList


class ConfirmDialog(Dialog[bool]):
    """Ask before something; the answer is True or False, None when left. «No» stands first: Enter harms nothing."""

    DEFAULT_CSS = """
    ConfirmDialog .dialog-more { height: auto; max-height: 10; }
    """

    def __init__(self, question: str, *, more: str = "", yes: str = "", no: str = "") -> None:
        """Ask a finished ``question``, with ``more`` lines under it; ``yes`` and ``no`` are finished words."""
        super().__init__()
        self._question, self._more, self._yes, self._no = question, more, yes, no

    def title_words(self) -> Text:
        """Return the question."""
        return safe(self._question, "strong")

    def body(self) -> ComposeResult:
        """Yield the lines under it and the two answers."""
        if self._more:
            yield Static(safe_block(self._more), classes="dialog-more")
        yield ChoiceList([Choice("no", self._no or _("No")), Choice("yes", self._yes or _("Yes"))])

    def on_mount(self) -> None:
        """Give the keys to the answers."""
        self.query_one(ChoiceList).focus()

    def on_choice_list_picked(self, event: ChoiceList.Picked) -> None:
        """Answer."""
        self.finish(event.choice.id == "yes")
