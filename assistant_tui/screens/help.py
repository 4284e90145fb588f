"""Help for what is in focus."""

from rich.console import Group as Stack
from rich.table import Table
from rich.text import Text
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.dom import DOMNode
from textual.widgets import Static

from assistant_tui.commands.command import GROUP_TITLES, Command
from assistant_tui.commands.host import CommandHost
from assistant_tui.commands.keymap import shown_keys
from assistant_tui.dialogs.base import Dialog
from assistant_tui.text.i18n import N_, _
from assistant_tui.text.safe import safe
from assistant_tui.widgets.record_table import RecordTable

_KEYS_WIDTH = 14
_LIST = N_(
    "A list: ↑ ↓ PgUp PgDn Home End move along it, Enter opens the row. Letters and digits search: a part of a name in"
    " either keyboard layout, the last digits of a phone."
)


class HelpDialog(Dialog[None]):
    """What this place is for, then every key that works here, with what it does.

    First comes what the widget in focus accepts, then what the place is for: `HELP` (a message id) of each.
    """

    DEFAULT_CSS = """
    HelpDialog VerticalScroll { height: auto; max-height: 65vh; scrollbar-size-vertical: 1; }
    HelpDialog VerticalScroll Static { height: auto; }
    """

    def __init__(self, host: CommandHost) -> None:
        """Make the help of the screen ``host``."""
        super().__init__()
        self._host = host
        self._about = [each for each in (_of_focused(host), host.HELP) if each]

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
        parts: list[Text | Table] = [part for about in self._about for part in (Text(_(about)), Text(""))]
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


def _of_focused(host: CommandHost) -> str:
    """Return the help of the widget in focus, else of the nearest one around it, short of the place itself."""
    node: DOMNode | None = host.app.focused
    while node is not None and node is not host:
        if about := getattr(node, "HELP", None):
            return str(about)
        node = node.parent
    return _LIST if isinstance(host.app.focused, RecordTable) and not host.HELP else ""


def _key_table() -> Table:
    table = Table.grid(padding=(0, 1))
    table.add_column(width=_KEYS_WIDTH)
    table.add_column(ratio=1)
    return table
