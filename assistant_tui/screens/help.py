"""Help for what is in focus."""

from rich.text import Text
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.widgets import Static

from assistant_tui.commands.command import GROUP_TITLES, Command
from assistant_tui.commands.host import CommandHost
from assistant_tui.commands.keymap import shown_keys
from assistant_tui.dialogs.base import Dialog
from assistant_tui.text.i18n import _
from assistant_tui.text.safe import safe
from assistant_tui.text.width import fit

_KEYS_WIDTH = 14


class HelpDialog(Dialog[None]):
    """What this place is for, then every key that works here, with what it does.

    The paragraph comes from `HELP` (a message id) of the widget in focus, else of the screen.
    """

    DEFAULT_CSS = """
    HelpDialog VerticalScroll { height: auto; max-height: 18; }
    HelpDialog VerticalScroll Static { height: auto; }
    """

    def __init__(self, host: CommandHost) -> None:
        """Make the help of the screen ``host``."""
        super().__init__()
        self._host = host
        focused = host.app.focused
        self._about = str(getattr(focused, "HELP", "") or "") or host.HELP

    def title_words(self) -> Text:
        """Name the help."""
        return safe(_("Help"), "strong")

    def hint_words(self) -> str:
        """Say how to read and leave."""
        return _("↑↓ PgUp PgDn: read · Esc: back")

    def body(self) -> ComposeResult:
        """Yield the text."""
        with VerticalScroll(id="help"):
            yield Static(self._text())

    def on_mount(self) -> None:
        """Give the keys to the text."""
        self.query_one(VerticalScroll).focus()

    def words_changed(self) -> None:
        """Write everything in the present language."""
        super().words_changed()
        self.query_one("#help Static", Static).update(self._text())

    def do_help(self) -> None:
        """Close it by the key that opened it."""
        self.finish(None)

    def _text(self) -> Text:
        app = self._host.base_app
        text = Text(_(self._about) + "\n") if self._about else Text("")
        group = None
        for command in app.commands_here(self._host):
            if command.group != group:
                group = command.group
                text.append("\n" if text.plain else "").append_text(safe(_(GROUP_TITLES[group]), "accent")).append("\n")
            text.append_text(self._line(command))
        text.rstrip()
        return text

    def _line(self, command: Command) -> Text:
        keys = shown_keys(command, self._host.base_app.keys_of_person) or _("menu")
        line = fit(safe(keys, "strong"), _KEYS_WIDTH).append(" ").append_text(safe(command.words(), "strong"))
        line.append(". ").append(command.help_words())
        if reason := self._host.base_app.reason_here(self._host, command):
            line.append(f" ({reason})")
        return line.append("\n")
