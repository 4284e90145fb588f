"""One line of text."""

from collections.abc import Callable

from rich.text import Text
from textual.app import ComposeResult

from assistant_tui.dialogs.base import Dialog
from assistant_tui.text.safe import safe
from assistant_tui.widgets.field import Field


class TextPrompt(Dialog[str]):
    """Ask for one line; ``check(text)`` returns what is wrong with it in a sentence, or None."""

    def __init__(
        self,
        question: str,
        label: str,
        *,
        value: str = "",
        secret: bool = False,
        placeholder: str = "",
        check: Callable[[str], str | None] | None = None,
    ) -> None:
        """Ask a finished ``question``; ``label`` and ``placeholder`` are message ids."""
        super().__init__()
        self._question, self._check = question, check
        self._field = Field(label, value, secret=secret, placeholder=placeholder)

    def title_words(self) -> Text:
        """Return the question."""
        return safe(self._question, "strong")

    def body(self) -> ComposeResult:
        """Yield the field."""
        yield self._field

    def on_mount(self) -> None:
        """Give the keys to the field."""
        self._field.focus()

    def on_field_submitted(self, event: Field.Submitted) -> None:
        """Answer, or say what is wrong."""
        text = event.field.value.strip()
        wrong = self._check(text) if self._check else None
        if wrong:
            event.field.error = wrong
        else:
            self.finish(text)
