"""The frame that stands where the database could not be opened: what is wrong, what to do, and trying again."""

from typing import ClassVar, Final

from rich.text import Text
from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Static

from assistant_tui.commands.catalogue import NOBODYS_SHIFT
from assistant_tui.commands.host import CommandScreen
from assistant_tui.text.errors import sentence
from assistant_tui.text.i18n import N_, _
from assistant_tui.text.safe import safe
from assistant_tui.widgets.footer import KeysLine
from assistant_tui.widgets.header import TitleLine
from assistant_tui.widgets.status_line import StatusLine
from db.errors import CaseloadError

_RIGHTS: Final = N_("Ask whoever looks after this computer for the right to read and write there, then try again.")
_SERVER: Final = N_("Is the server of the database running, is the network there? Then try again.")
_ADVICE: Final = {
    "database_in_use": N_("Nothing was changed. Close it there, then try again."),
    "database_busy": N_("Close the other program or wait for it, then try again."),
    "cannot_connect": _SERVER,
    "connection_lost": _SERVER,
    "only_the_door": N_("Put the file back there, then try again. To begin anew move the door file elsewhere first."),
    "newer_schema": N_("After an update start the program anew. The data are unchanged."),
    "older_schema": N_("Have an administrator bring the database up to date, then try again. The data are unchanged."),
    "cannot_open": _RIGHTS,
    "read_only": _RIGHTS,
    "disk_full": N_("Make room on the disk, then try again."),
}
_ELSE: Final = N_("Try again; if it stays so, tell whoever looks after the program.")


class NotOpenedScreen(CommandScreen[bool]):
    """Say why the database could not be opened, and what to do; the answer is True to try again, False to close."""

    PRIVATE: ClassVar[bool] = True
    OFFERS: ClassVar[tuple[str, ...]] = ("help", "menu", "language", "theme", "quit")
    SAID_HERE: ClassVar = NOBODYS_SHIFT
    HELP: ClassVar[str] = N_("The database could not be opened. Enter tries again; nothing is lost meanwhile.")
    DEFAULT_CSS = """
    NotOpenedScreen { background: $ground; color: $ink; layout: vertical; }
    NotOpenedScreen #middle { height: 1fr; align: center middle; }
    NotOpenedScreen #frame { width: 64; max-width: 100%; height: auto; border: round $line; padding: 1 2; }
    NotOpenedScreen #frame Static { height: auto; margin-bottom: 1; }
    """

    restore_wanted = False
    """Whether the answer True asks for a backup to be restored first."""

    def __init__(self, error: CaseloadError, *, can_bring_up: bool = False, backup: str = "") -> None:
        """Tell of this error; ``can_bring_up``: True brings the file up to date instead of trying again.

        ``backup`` says when the last backup was taken, where one may be restored.
        """
        super().__init__()
        self._error, self._can_bring_up, self._backup = error, can_bring_up, backup

    def compose(self) -> ComposeResult:
        """Put the frame in the middle."""
        yield TitleLine(_("Onco-assistant"))
        with Vertical(id="middle"), Vertical(id="frame"):
            yield Static(id="what")
            yield Static(id="advice")
            yield Static(id="keys")
        yield StatusLine()
        yield KeysLine()

    def on_mount(self) -> None:
        """Write the words."""
        self.rebind()
        self.words_changed()

    def words_changed(self) -> None:
        """Write everything in the present language."""
        self.query_one(TitleLine).show(title=_("Onco-assistant"))
        what, advice = sentence(self._error), _(_ADVICE.get(self._error.code, _ELSE))
        keys = _("Enter: try again · F9: menu, language · Ctrl+Q: close")
        if self._can_bring_up:
            what = _("The database was made by an earlier version of the program.")
            advice = _("It can be brought up to date now. A backup of it as it is is taken first.")
            keys = _("Enter: bring it up to date · F9: menu, language · Ctrl+Q: close")
        params = self._error.params
        if self._error.code == "database_gone":
            what = _("The database file is gone, but its backups are there: {path}", path=str(params.get("path", "")))
        elif self._error.code == "only_the_door":
            what = _("The database file is gone, only its door file is there: {path}", path=str(params.get("door", "")))
        if self._backup:
            gone = self._error.code == "database_gone"
            kept = _("The last backup was taken {when}. The damaged file is kept.", when=self._backup)
            advice = _("The last backup was taken {when}.", when=self._backup) if gone else kept
            keys = _("1: restore a backup · Enter: try again · F9: menu, language · Ctrl+Q: close")
        for place, words, style in (("#what", what, "late"), ("#advice", advice, ""), ("#keys", keys, "faint")):
            self.query_one(place, Static).update(_wrapped(words, style))

    def on_key(self, event: events.Key) -> None:
        """Try again on Enter, restore a backup on 1."""
        if event.key == "1" and self._backup and self.is_current:
            event.stop()
            self.restore_wanted = True
            self.dismiss(True)
        elif event.key == "enter" and self.is_current:
            event.stop()
            self.dismiss(True)

    def do_quit(self) -> None:
        """Close the program."""
        if self.is_current:
            self.dismiss(False)


def _wrapped(words: str, style: str) -> Text:
    said = safe(words, style)
    said.no_wrap = False
    return said
