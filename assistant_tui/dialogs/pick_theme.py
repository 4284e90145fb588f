"""Colours, seen while one chooses."""

from rich.text import Text
from textual.app import ComposeResult

from assistant_tui.dialogs.base import Dialog
from assistant_tui.text.i18n import _
from assistant_tui.text.safe import safe
from assistant_tui.themes import PALETTES
from assistant_tui.widgets.choice import Choice
from assistant_tui.widgets.choice_list import ChoiceList


class ThemeDialog(Dialog[str]):
    """Pick a theme: the cursor shows it on everything at once, Esc puts the old one back."""

    def __init__(self, before: str) -> None:
        """Begin at the theme that is on."""
        super().__init__()
        self._before = before

    def title_words(self) -> Text:
        """Return the question."""
        return safe(_("Colours"), "strong")

    def hint_words(self) -> str:
        """Say how to choose."""
        return _("↑↓ shows them at once · Enter or digit: take · Esc: as it was")

    def body(self) -> ComposeResult:
        """Yield the themes."""
        yield ChoiceList([Choice(name, _(palette.label)) for name, palette in PALETTES.items()])

    def on_mount(self) -> None:
        """Stand on the theme that is on."""
        choices = self.query_one(ChoiceList)
        choices.focus()
        choices.table.select(self._before)

    def words_changed(self) -> None:
        """Write everything in the present language and colours."""
        super().words_changed()
        self.query_one(ChoiceList).set_choices([Choice(name, _(each.label)) for name, each in PALETTES.items()])

    def on_choice_list_moved(self, event: ChoiceList.Moved) -> None:
        """Show the colours under the cursor."""
        event.stop()
        if event.choice.id != self.app.theme:
            self.app.theme = event.choice.id

    def on_choice_list_picked(self, event: ChoiceList.Picked) -> None:
        """Answer with the theme."""
        event.stop()
        self.finish(event.choice.id)

    def left(self) -> None:
        """Put the old colours back."""
        self.app.theme = self._before
