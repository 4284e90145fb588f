"""The recovery key, shown this once: to be written on paper, and proved by typing two of its groups."""

import random
from typing import ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Static

from assistant_tui.commands.host import CommandScreen
from assistant_tui.text.i18n import N_, _
from assistant_tui.text.safe import safe_block
from assistant_tui.widgets.field import Field
from assistant_tui.widgets.footer import KeysLine
from assistant_tui.widgets.header import TitleLine
from assistant_tui.widgets.status_line import StatusLine
from db.rules.names import swap_layout

_ALIKE = str.maketrans("OIL", "011")


def same_group(typed: str, group: str) -> bool:
    """Tell whether a group of the key was typed, in either case and keyboard layout; O is 0, I and L are 1."""
    return any(text.strip().upper().translate(_ALIKE) == group for text in (typed, swap_layout(typed)))


class RecoveryKeyScreen(CommandScreen[None]):
    """Show the key that opens the database when every password is forgotten; it goes on once it is on paper."""

    PRIVATE: ClassVar[bool] = True
    OFFERS: ClassVar[tuple[str, ...]] = ("help", "menu", "language", "theme")
    HELP: ClassVar[str] = N_(
        "Whoever has this key can read the database, so it belongs on paper and under lock, not into a file. It is"
        " needed when nobody can sign in any more: it is typed in place of a password."
    )
    DEFAULT_CSS = """
    RecoveryKeyScreen { background: $ground; color: $ink; layout: vertical; }
    RecoveryKeyScreen #middle { height: 1fr; align: center middle; }
    RecoveryKeyScreen #frame { width: 70; max-width: 100%; height: auto; border: round $line; padding: 1 2; }
    RecoveryKeyScreen #frame Static { height: auto; }
    RecoveryKeyScreen #why, RecoveryKeyScreen #key { margin-top: 1; }
    RecoveryKeyScreen #key { text-align: center; }
    RecoveryKeyScreen #ask { margin: 1 0; }
    RecoveryKeyScreen #hint { margin-top: 1; }
    """

    def __init__(self, key: str) -> None:
        """Show a key as it is printed, in groups with dashes between them."""
        super().__init__()
        self.groups = key.split("-")
        self.asked = tuple(sorted(random.sample(range(len(self.groups)), 2)))

    def compose(self) -> ComposeResult:
        """Put the key in the middle, and what proves that it was written down below it."""
        yield TitleLine(_("Onco-assistant"), moment=_("first run"))
        with Vertical(id="middle"), Vertical(id="frame"):
            for name in ("question", "why", "key", "ask"):
                yield Static(Text(""), id=name)
            yield Field(N_("The first of them"), id="first", max_length=12)
            yield Field(N_("The second"), id="second", max_length=12)
            yield Static(Text(""), id="hint")
        yield StatusLine()
        yield KeysLine()

    def on_mount(self) -> None:
        """Write the words, and give the keys to the first field."""
        self.rebind()
        self.words_changed()
        self.query_one("#first", Field).focus()

    def words_changed(self) -> None:
        """Write everything in the present language."""
        first, second = (place + 1 for place in self.asked)
        half = (len(self.groups) + 1) // 2
        rows = ["-".join(self.groups[:half]), "-".join(self.groups[half:])]
        self._show("question", _("Write this recovery key on paper now"), "strong")
        self._show("why", _(
            "It opens the database when every password is forgotten, and it is not shown again. The database is"
            " encrypted: without a password and without this key nobody can read it, nobody at all."
        ))  # fmt: skip
        self._show("key", "\n".join(rows), "accent")
        self._show("ask", _("From your paper: group {first} and group {second}", first=first, second=second))
        self._show("hint", _("Enter: go on · letters in either case and layout"), "faint")

    def _show(self, name: str, words: str, style: str = "") -> None:
        said = safe_block(words, style)
        said.no_wrap = False
        self.query_one(f"#{name}", Static).update(said)

    def on_field_submitted(self, event: Field.Submitted) -> None:
        """Go on once both groups are right."""
        event.stop()
        for name, place in zip(("first", "second"), self.asked, strict=True):
            field = self.query_one(f"#{name}", Field)
            if not same_group(field.value, self.groups[place]):
                if field.value or event.field is field:
                    field.error = _("Group {n} is another one: look at your paper", n=place + 1)
                field.focus()
                return
        self.dismiss(None)
