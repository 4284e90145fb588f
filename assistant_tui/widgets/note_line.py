"""The note of a call: one line, never in focus by itself."""

from typing import ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.message import Message
from textual.widgets import Input, Static

from assistant_tui.text.i18n import N_, _
from assistant_tui.text.safe import safe
from assistant_tui.widgets.field import TextInput


class NoteInput(TextInput):
    """A field that Esc leaves; letters and digits are text in it."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,tab", "leave_note", show=False)]

    class Leave(Message):
        """Esc or Tab was pressed."""

    def action_leave_note(self) -> None:
        """Report that the field is to be left."""
        self.post_message(self.Leave())


class NoteLine(Horizontal):
    """«Заметка (F6)», the field, and at its right a few dim words that `hint` sets.

    `Typed` follows every key, `Left` comes once with the words when Enter, Esc or Tab leaves the field.
    """

    HELP: ClassVar[str] = N_(
        "Your own words about this call; letters and digits are text here. Enter or Esc leaves it."
    )
    DEFAULT_CSS = """
    NoteLine { height: 1; }
    NoteLine > .note-label { width: auto; color: $faint; padding: 0 0 0 1; }
    NoteLine > NoteInput { width: 1fr; }
    NoteLine > .note-hint { width: auto; color: $faint; padding: 0 1 0 1; }
    """

    class Typed(Message):
        """What stands in the field changed."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    class Left(Typed):
        """The field was left with this text."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's own name
        super().__init__(id=id)
        self._input = NoteInput(max_length=2000)
        self._hint = Static(Text(""), classes="note-hint")
        self._said = ""

    def compose(self) -> ComposeResult:
        """Yield label, field and hint."""
        yield Static(safe(_("Note (F6):")), classes="note-label")
        yield self._input
        yield self._hint

    @property
    def text(self) -> str:
        """What stands in the field."""
        return self._input.value

    @text.setter
    def text(self, text: str) -> None:
        with self._input.prevent(Input.Changed):
            self._input.value = text

    @property
    def writing(self) -> bool:
        """Tell whether the field has the keys."""
        return self._input.has_focus

    def saved(self, note: str | None) -> None:
        """Show dimly what is written down already; new words are added to it."""
        self._input.placeholder = safe(note or "").plain

    def hint(self, words: str) -> None:
        """Set the words at the right, shown while nobody writes."""
        self._said = words
        self._show_hint()

    def _show_hint(self) -> None:
        """Say what Enter does while one writes, in few words: the field needs the room."""
        self._hint.update(safe(_("Enter: keep it") if self.writing else self._said))

    def on_descendant_focus(self) -> None:
        """Say how the field is left."""
        self._show_hint()

    def on_descendant_blur(self) -> None:
        """Say again what was said before."""
        self._show_hint()

    def begin(self) -> None:
        """Give the keys to the field."""
        self._input.focus()

    def words_changed(self) -> None:
        """Write the label in the present language."""
        self.query_one(".note-label", Static).update(safe(_("Note (F6):")))

    def on_input_changed(self, event: Input.Changed) -> None:
        """Report what was typed."""
        event.stop()
        self.post_message(self.Typed(event.value))

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Leave the field."""
        event.stop()
        self._leave()

    def on_note_input_leave(self, event: NoteInput.Leave) -> None:
        """Leave the field."""
        event.stop()
        self._leave()

    def _leave(self) -> None:
        self.screen.set_focus(None)
        self.post_message(self.Left(self._input.value.strip()))
