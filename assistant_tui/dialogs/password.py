"""The password once more, before something that cannot be left to whoever sits down at an open terminal."""

from collections.abc import Awaitable, Callable

from rich.text import Text
from textual.app import ComposeResult
from textual.widgets import Static

from assistant_tui.dialogs.base import Dialog
from assistant_tui.text.i18n import N_, _
from assistant_tui.text.safe import safe, safe_block
from assistant_tui.widgets.field import Field


class PasswordDialog(Dialog[bool]):
    """Ask for the password of who is signed in; the answer is True once it was right, None when left.

    ``check(password)`` returns what was wrong in a sentence, or None; it runs behind the dialog, which keeps nothing
    of what was typed.
    """

    DEFAULT_CSS = """
    PasswordDialog #why { height: auto; margin-bottom: 1; }
    PasswordDialog #said { height: auto; min-height: 1; }
    """

    def __init__(self, question: str, why: str, check: Callable[[str], Awaitable[str | None]]) -> None:
        """Ask a finished ``question``; ``why`` is a finished sentence under it."""
        super().__init__()
        self._question, self._why, self._check = question, why, check
        self._busy = False
        self._field = Field(N_("Password"), secret=True, max_length=1024)

    def title_words(self) -> Text:
        """Return the question."""
        return safe(self._question, "strong")

    def hint_words(self) -> str:
        """Say how to go on."""
        return _("Enter: go on · Esc: leave, nothing changes")

    def body(self) -> ComposeResult:
        """Yield why, the field, and what was wrong."""
        yield Static(safe_block(self._why, "faint"), id="why")
        yield self._field
        yield Static(Text(""), id="said")

    def on_mount(self) -> None:
        """Give the keys to the field."""
        self._field.focus()

    def on_field_changed(self, event: Field.Changed) -> None:
        """Take away what was said of the last try."""
        event.stop()
        if event.field.value:
            self._say("")

    def on_field_submitted(self, event: Field.Submitted) -> None:
        """Try the password; a fast second Enter tries nothing."""
        event.stop()
        if self._busy or not event.field.value:
            return
        self._busy = True
        typed = event.field.value
        with self._field.prevent(Field.Changed):
            self._field.value = ""
        self._say(_("One moment …"))
        self.run_worker(self._try(typed), name="confirm", exclusive=False)

    async def _try(self, typed: str) -> None:
        try:
            wrong = await self._check(typed)
        finally:
            self._busy = False
        if wrong is None:
            self.finish(True)
        else:
            self._say("! " + wrong, "late")

    def _say(self, words: str, style: str = "faint") -> None:
        self.query_one("#said", Static).update(safe_block(words, style))
