"""The dialog that all others are made from."""

from typing import ClassVar, TypeVar

from rich.text import Text
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Static

from assistant_tui.commands.host import CommandHost
from assistant_tui.text.i18n import _
from assistant_tui.text.safe import safe

Answer = TypeVar("Answer")


class Dialog(CommandHost, ModalScreen[Answer | None]):
    """A question at the foot of the screen, over whatever asked it; the answer is its value, None when left.

    A dialog composes its inside in `body()`, names itself in `title()`, and says its keys in `hint()`. `finish(value)`
    answers once; Esc leaves with None after `left()` had a chance to keep what was typed. Open it by
    ``await app.ask(dialog)``.
    """

    OFFERS: ClassVar[tuple[str, ...]] = ("leave",)
    DEFAULT_CSS = """
    Dialog { align: left bottom; background: transparent; }
    Dialog > #dialog {
        width: 100%; max-width: 80; height: auto; max-height: 90%; background: $raised; color: $ink;
        border-top: solid $accent; padding: 0 1; margin-bottom: 1;
    }
    Dialog .dialog-title { color: $strong; text-style: bold; height: auto; }
    Dialog .dialog-hint { color: $faint; height: auto; }
    Dialog RecordTable { background: $raised; height: auto; max-height: 16; }
    Dialog RecordTable > .record-table--cursor-away { background: $ground; text-style: bold; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._answered = False

    def title_words(self) -> Text:
        """Return the question."""
        return Text("")

    def hint_words(self) -> str:
        """Return which keys do what."""
        return _("Enter: take · Esc: leave, nothing changes")

    def body(self) -> ComposeResult:
        """Yield the inside."""
        yield from ()

    def compose(self) -> ComposeResult:
        """Put question, inside and keys under one another."""
        with Vertical(id="dialog"):
            yield Static(self.title_words(), classes="dialog-title")
            yield from self.body()
            yield Static(safe(self.hint_words()), classes="dialog-hint")

    def on_mount(self) -> None:
        """Make the bindings."""
        self.rebind()

    def on_screen_resume(self) -> None:
        """Tell the input guard that the screen changed."""
        self.base_app.guard.changed()

    def words_changed(self) -> None:
        """Write question and keys in the present language."""
        self.query_one(".dialog-title", Static).update(self.title_words())
        self.query_one(".dialog-hint", Static).update(safe(self.hint_words()))

    def finish(self, value: Answer | None) -> None:
        """Answer and close; a second answer (a fast double key) is ignored."""
        if not self._answered:
            self._answered = True
            self.dismiss(value)

    def left(self) -> None:
        """Keep what was typed, before the dialog is left by Esc; dialogs with text extend it."""

    def do_leave(self) -> None:
        """Leave without an answer."""
        self.left()
        self.finish(None)
