"""Several lines of text as a field of a form."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.message import Message
from textual.widgets import TextArea

from assistant_tui.text.i18n import N_, _
from assistant_tui.widgets.field import FormPart
from assistant_tui.widgets.note_area import NoteArea


class NoteField(FormPart):
    """A label and a text area of three lines; Enter posts `Submitted`, Ctrl+J begins a new line."""

    HELP: ClassVar[str] = N_("A few lines of your own words. Enter writes the form, Ctrl+J begins a new line.")
    DEFAULT_CSS = """
    NoteField > Horizontal { height: 3; }
    NoteField NoteArea { width: 1fr; }
    """

    class Changed(Message):
        """What stands in the field changed."""

    class Submitted(Message):
        """Enter was pressed in the field."""

    def __init__(self, label: str, value: str = "", *, placeholder: str = "") -> None:
        """Make the field; ``label`` and ``placeholder`` are message ids."""
        super().__init__(label)
        self._placeholder = placeholder
        self._area = NoteArea(value, placeholder=_(placeholder) if placeholder else "")

    def compose(self) -> ComposeResult:
        """Yield label, text and error."""
        label, error = self.label_and_error()
        with Horizontal():
            yield label
            yield self._area
        yield error

    @property
    def value(self) -> str:
        """What stands in the field."""
        return self._area.text

    def focus(self, scroll_visible: bool = True) -> "NoteField":
        """Give the keys to the text."""
        self._area.focus(scroll_visible)
        return self

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        """Take the error away and report the change."""
        event.stop()
        self.error = ""
        self.post_message(self.Changed())

    def on_note_area_entered(self, event: NoteArea.Entered) -> None:
        """Report Enter."""
        event.stop()
        self.post_message(self.Submitted())

    def words_changed(self) -> None:
        """Write the label in the present language."""
        super().words_changed()
        self._area.placeholder = _(self._placeholder) if self._placeholder else ""
