"""Help for what is in focus."""

from rich.console import Group as Stack
from rich.table import Table
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

_KEYS_WIDTH = 14


class HelpDialog(Dialog[None]):
    """What this place is for, then every key that works here, with what it does.

    The paragraph comes from `HELP` (a message id) of the widget in focus, else of the screen.
    """

    DEFAULT_CSS = """
    HelpDialog VerticalScroll { height: auto; max-height: 65vh; scrollbar-size-vertical: 1; }
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

    def _text(self) -> Stack:
        app = self._host.base_app
        parts: list[Text | Table] = [Text(_(self._about)), Text("")] if self._about else []
        group, table = None, Table.grid(padding=(0, 1))
        for command in app.commands_here(self._host):
            if command.group != group:
                group, table = command.group, _key_table()
                parts += [Text("")] if parts else []
                parts += [safe(_(GROUP_TITLES[group]), "accent"), table]
            table.add_row(*self._line(command))
        return Stack(*parts)

    def _line(self, command: Command) -> tuple[Text, Text]:
        keys = shown_keys(command, self._host.base_app.keys_of_person) or _("menu")
        words = safe(command.words(), "strong").append(". ").append(command.help_words())
        words.no_wrap = False
        if reason := self._host.base_app.reason_here(self._host, command):
            words.append(f" ({reason})")
        return safe(keys, "strong"), words


def _key_table() -> Table:
    table = Table.grid(padding=(0, 1))
    table.add_column(width=_KEYS_WIDTH)
    table.add_column(ratio=1)
    return table
