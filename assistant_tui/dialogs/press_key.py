"""A new key for a command, by pressing it."""

from collections.abc import Callable

from rich.text import Text
from textual import events
from textual.app import ComposeResult
from textual.widget import Widget
from textual.widgets import Static

from assistant_tui.commands.host import bindings_for
from assistant_tui.dialogs.base import Dialog
from assistant_tui.text.i18n import _
from assistant_tui.text.safe import safe


class _Ear(Widget, can_focus=True):
    DEFAULT_CSS = """
    _Ear { height: 0; }
    """


class PressKeyDialog(Dialog[str]):
    """Wait for a key; ``against(key)`` says in a sentence why it cannot be had, and another one is waited for.

    While it waits no key does anything else: but that which locks locks, and Esc leaves. Over the lock, and for whoever
    signs in there, all keys are what they are.
    """

    OFFERS = ()
    DEFAULT_CSS = """
    PressKeyDialog #why { color: $late; height: auto; }
    """

    def __init__(self, question: str, against: Callable[[str], str | None]) -> None:
        """Ask a finished ``question``."""
        super().__init__()
        self._question, self._against = question, against

    def title_words(self) -> Text:
        """Return the question."""
        return safe(self._question, "strong")

    def hint_words(self) -> str:
        """Say what is waited for."""
        return _("Press the new key · Esc: leave, nothing changes")

    def body(self) -> ComposeResult:
        """Yield the line for what is wrong with a key."""
        yield Static(safe(_("Good keys: F1 to F9, F12, Ctrl with a letter; in a call also letters")))
        yield Static(Text(""), id="why")
        yield _Ear()

    def on_mount(self) -> None:
        """Hear the keys."""
        super().on_mount()
        self.query_one(_Ear).focus()

    def on_screen_resume(self) -> None:
        """Let nobody else hear the keys but those that lock."""
        self.base_app._bindings = bindings_for(("privacy",), self.base_app.keys_of_person, priority=True)

    def on_screen_suspend(self) -> None:
        """Let the app hear its keys again: somebody else may sit here now."""
        self.base_app.rebind()

    def on_unmount(self) -> None:
        """Let the app hear its keys again."""
        self.base_app.rebind()

    def on_key(self, event: events.Key) -> None:
        """Take the key, or say what stands against it."""
        event.stop()
        event.prevent_default()
        if event.key == "escape":
            self.finish(None)
        elif wrong := self._against(event.key):
            self.query_one("#why", Static).update(safe("! " + wrong))
        else:
            self.finish(event.key)
