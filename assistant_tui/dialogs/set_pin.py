"""A PIN for this terminal, set or changed in the middle of a shift."""

from rich.text import Text
from textual.app import ComposeResult
from textual.widgets import Static

from assistant_tui.dialogs.base import Dialog
from assistant_tui.pin import what_is_wrong
from assistant_tui.text.i18n import N_, _
from assistant_tui.text.safe import safe, safe_block
from assistant_tui.widgets.field import Field

MOST_TYPED = 16


class SetPinDialog(Dialog[str]):
    """Ask for a PIN twice; the answer is its digits, None where it was left and everything stays as it is."""

    DEFAULT_CSS = """
    SetPinDialog #why { height: auto; margin-bottom: 1; }
    """

    def __init__(self, *, another: bool) -> None:
        """``another``: there is one already, which the new one takes the place of."""
        super().__init__()
        self._another = another
        self._pin = Field(N_("PIN"), secret=True, max_length=MOST_TYPED, id="pin")
        self._again = Field(N_("PIN once more"), secret=True, max_length=MOST_TYPED, id="pin-again")

    def title_words(self) -> Text:
        """Return what is asked for."""
        return safe(_("Another PIN for this terminal") if self._another else _("A PIN for this terminal"), "strong")

    def hint_words(self) -> str:
        """Say how to go on."""
        return _("Enter: go on · Esc: leave, nothing changes")

    def body(self) -> ComposeResult:
        """Yield what a PIN is for, and the two fields."""
        why = _("6 to 8 digits bring you back from the lock until your shift ends.")
        yield Static(safe_block(why, "faint"), id="why")
        yield self._pin
        yield self._again

    def on_mount(self) -> None:
        """Give the keys to the first field."""
        self._pin.focus()

    def on_field_submitted(self, event: Field.Submitted) -> None:
        """Go on to the second field, then answer; say what is wrong."""
        event.stop()
        if wrong := what_is_wrong(self._pin.value):
            self._pin.error = wrong
            self._pin.focus()
        elif event.field is self._pin:
            self._again.focus()
        elif self._pin.value != self._again.value:
            self._again.error = _("The two PINs differ")
        else:
            self.finish(self._pin.value)
