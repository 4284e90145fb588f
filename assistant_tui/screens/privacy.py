"""The empty screen."""

from typing import ClassVar

from rich.text import Text
from textual import events
from textual.app import ComposeResult
from textual.widgets import Static

from assistant_tui.commands.host import CommandScreen
from assistant_tui.text.i18n import _


class PrivacyScreen(CommandScreen[None]):
    """Nothing of a patient: it covers everything and says how to come back (Enter, or the key that hid it)."""

    PRIVATE: ClassVar[bool] = True
    OFFERS: ClassVar[tuple[str, ...]] = ("privacy",)
    DEFAULT_CSS = """
    PrivacyScreen { background: $ground; align: center middle; }
    PrivacyScreen Static { width: auto; color: $faint; text-align: center; }
    """

    def compose(self) -> ComposeResult:
        """Say the way back."""
        yield Static(self._words())

    def words_changed(self) -> None:
        """Say it in the present language."""
        self.query_one(Static).update(self._words())

    @staticmethod
    def _words() -> Text:
        return Text(_("The screen is hidden.") + "\n\n" + _("Enter or F12: back to work"))

    def on_key(self, event: events.Key) -> None:
        """Come back on Enter; every other key does nothing."""
        event.stop()
        if event.key == "enter":
            self.do_privacy()

    def do_privacy(self) -> None:
        """Come back."""
        if self.is_current:
            self.dismiss(None)
