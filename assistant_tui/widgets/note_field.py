"""Several lines of text as a field of a form."""

from rich.text import Text
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.message import Message
from textual.widgets import Static, TextArea

from assistant_tui.text.i18n import _
from assistant_tui.text.safe import safe
from assistant_tui.widgets.note_area import NoteArea


class NoteField(Vertical):
    """A label and a text area of three lines; Enter posts `Submitted`, Ctrl+J begins a new line."""

    DEFAULT_CSS = """
    NoteField { height: auto; }
    NoteField > Horizontal { height: 3; }
    NoteField .field-label { width: 22; color: $faint; }
    NoteField:focus-within .field-label { color: $strong; }
    NoteField NoteArea { width: 1fr; }
    NoteField > .field-error { color: $late; height: auto; padding-left: 23; display: none; }
    NoteField.-wrong > .field-error { display: block; }
    """

    class Changed(Message):
        """What stands in the field changed."""

    class Submitted(Message):
        """Enter was pressed in the field."""

    def __init__(self, label: str, value: str = "", *, placeholder: str = "") -> None:
        """Make the field; ``label`` and ``placeholder`` are message ids."""
        super().__init__()
        self._label, self._placeholder = label, placeholder
        self._area = NoteArea(value, placeholder=_(placeholder) if placeholder else "")

    def compose(self) -> ComposeResult:
        """Yield label, text and error."""
        with Horizontal():
            yield Static(safe(_(self._label)), classes="field-label")
            yield self._area
        yield Static(Text(""), classes="field-error")

    @property
    def value(self) -> str:
        """What stands in the field."""
        return self._area.text

    @property
    def error(self) -> str:
        """What is wrong, empty when nothing is."""
        return str(self.query_one(".field-error", Static).content) if self.has_class("-wrong") else ""

    @error.setter
    def error(self, sentence: str) -> None:
        self.query_one(".field-error", Static).update(safe("! " + sentence) if sentence else Text(""))
        self.set_class(bool(sentence), "-wrong")

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
        self.query_one(".field-label", Static).update(safe(_(self._label)))
        self._area.placeholder = _(self._placeholder) if self._placeholder else ""
