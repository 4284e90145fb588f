"""Fields of forms: a label, what is typed, what is wrong with it."""

from typing import ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.message import Message
from textual.widgets import Input, Static

from assistant_tui.text.i18n import N_, _
from assistant_tui.text.safe import safe


class TextInput(Input):
    """A one-line field without a frame; digits and letters are text, never commands."""

    DEFAULT_CSS = """
    TextInput { height: 1; border: none; padding: 0 1; background: $ground; color: $ink; }
    TextInput:focus { border: none; background: $ground; background-tint: transparent; text-style: none; }
    TextInput > .input--selection { background: $cursor; color: $cursor-text; }
    TextInput > .input--selection { background: $cursor; color: $cursor-text; }
    """


class FormPart(Vertical):
    """A part of a form: its label (a message id), and what is wrong with it until it is changed.

    It is made of a ``.field-label``, a ``.field-error`` and whatever takes the answer; the label shows where the keys
    go. `error` shows a sentence, the empty one takes it away.
    """

    DEFAULT_CSS = """
    FormPart { height: auto; }
    FormPart .field-label { width: 22; height: 1; color: $faint; }
    FormPart.-here .field-label { color: $strong; }
    FormPart .field-error { color: $late; height: auto; padding-left: 23; display: none; }
    FormPart.-wrong .field-error { display: block; }
    """

    def __init__(self, label: str, *, id: str | None = None) -> None:  # noqa: A002 - Textual's own name
        """Make the part; ``label`` is a message id."""
        super().__init__(id=id)
        self._label = label

    @property
    def label(self) -> str:
        """What stands before the answer, a message id."""
        return self._label

    @label.setter
    def label(self, label: str) -> None:
        self._label = label
        self.query_one(".field-label", Static).update(safe(_(label)))

    def label_and_error(self) -> tuple[Static, Static]:
        """Return what stands before the answer and what is wrong with it, to be composed."""
        return Static(safe(_(self._label)), classes="field-label"), Static(Text(""), classes="field-error")

    @property
    def error(self) -> str:
        """What is wrong, empty when nothing is."""
        return str(self.query_one(".field-error", Static).content) if self.has_class("-wrong") else ""

    @error.setter
    def error(self, sentence: str) -> None:
        self.query_one(".field-error", Static).update(safe("! " + sentence) if sentence else Text(""))
        self.set_class(bool(sentence), "-wrong")

    def words_changed(self) -> None:
        """Write the label in the present language."""
        self.query_one(".field-label", Static).update(safe(_(self._label)))

    def on_descendant_focus(self) -> None:
        """Show where the keys go."""
        self.set_class(True, "-here")

    def on_descendant_blur(self) -> None:
        """Show that they go elsewhere."""
        self.set_class(False, "-here")


class Field(FormPart):
    """A labelled line of a form: label left, what is typed right, the error beside the label's line.

    `label` is a message id. `value` reads and writes; `error` shows a sentence beside the field until it is changed;
    `Changed` and `Submitted` (Enter) carry the field.
    """

    HELP: ClassVar[str] = N_(
        "A line of text: letters and digits are text here, ← → move in it. Enter goes on, Tab goes to the next field."
    )
    DEFAULT_CSS = """
    Field > Horizontal { height: 1; }
    Field TextInput { width: 1fr; }
    """

    class Changed(Message):
        """What stands in the field changed."""

        def __init__(self, field: "Field") -> None:
            super().__init__()
            self.field = field

        @property
        def control(self) -> "Field":
            """The field."""
            return self.field

    class Submitted(Changed):
        """Enter was pressed in the field."""

    def __init__(
        self,
        label: str,
        value: str = "",
        *,
        secret: bool = False,
        max_length: int = 200,
        placeholder: str = "",
        id: str | None = None,  # noqa: A002 - Textual's own name
    ) -> None:
        """Make the field; ``secret`` shows dots, ``placeholder`` is a message id."""
        super().__init__(label, id=id)
        self._placeholder = placeholder
        # An input with a value needs a running app, a form may be made before: the value is put in when composed.
        self._first: str | None = value
        self._input = TextInput(
            password=secret, max_length=max_length, placeholder=_(placeholder) if placeholder else ""
        )

    def compose(self) -> ComposeResult:
        """Yield label, input and error."""
        if self._first is not None:
            with self._input.prevent(Input.Changed):
                self._input.value = self._first
            self._first = None
        label, error = self.label_and_error()
        with Horizontal():
            yield label
            yield self._input
        yield error

    @property
    def value(self) -> str:
        """What stands in the field."""
        return self._input.value if self._first is None else self._first

    @value.setter
    def value(self, value: str) -> None:
        if self._first is None:
            self._input.value = value
        else:
            self._first = value

    def focus(self, scroll_visible: bool = True) -> "Field":
        """Give the keys to the input."""
        self._input.focus(scroll_visible)
        return self

    def cursor_to_end(self) -> None:
        """Put the cursor behind the last character."""
        self._input.cursor_position = len(self._input.value)

    def words_changed(self) -> None:
        """Write the label in the present language."""
        super().words_changed()
        self._input.placeholder = _(self._placeholder) if self._placeholder else ""

    def on_input_changed(self, event: Input.Changed) -> None:
        """Take the error away and report the change."""
        event.stop()
        self.error = ""
        self.post_message(self.Changed(self))

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Report Enter."""
        event.stop()
        self.post_message(self.Submitted(self))
