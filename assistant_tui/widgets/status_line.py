"""The line that says what happened last and how to take it back."""

from typing import Final

from rich.text import Text
from textual import events
from textual.message import Message
from textual.widget import Widget

from assistant_tui.commands.catalogue import BY_ID
from assistant_tui.commands.host import CommandHost
from assistant_tui.commands.keymap import shown_keys
from assistant_tui.text.i18n import _
from assistant_tui.text.safe import safe
from assistant_tui.text.width import fit

_JOINTS: Final = (" · ", " — ", "; ")
"""What stands between the parts of a step, the last of which matters least."""


class StatusLine(Widget):
    """One line: the last step, with «F8 отменить» at the right while it can be taken back.

    `show(text, undo=True)` for a step, `error(text)` for what went wrong, `clear()`. A click on «отменить» posts
    `UndoClicked`.
    """

    DEFAULT_CSS = """
    StatusLine { height: 1; background: $ground; color: $ink; }
    """

    class UndoClicked(Message):
        """The words «F8 отменить» were clicked."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's own name
        super().__init__(id=id)
        self._words = Text("")
        self._undo = False

    @property
    def words(self) -> str:
        """What the line says now."""
        return self._words.plain

    def show(self, text: str | Text, *, undo: bool = False) -> None:
        """Say what happened."""
        self._words = text.copy() if isinstance(text, Text) else safe(text)
        self._undo = undo
        self.refresh()

    def error(self, text: str) -> None:
        """Say what went wrong, with the sign for it."""
        self.show(Text("! ").append_text(safe(text)))
        self._words.stylize("late")

    def clear(self) -> None:
        """Say nothing."""
        self.show("")

    def _undo_words(self) -> str:
        keymap = self.screen.base_app.keys_of_person if isinstance(self.screen, CommandHost) else {}
        key = shown_keys(BY_ID["undo"], keymap).split(" ")[0]
        words = _("undo")
        return f"  {key} {words} " if self._undo else ""

    def render(self) -> Text:
        """Put the step left, the undo right."""
        undo = Text(self._undo_words())
        undo.stylize("accent")
        room = max(0, self.size.width - 1 - undo.cell_len)
        words = _whole_parts(self._words, room) if self._undo else self._words
        return Text(" ", no_wrap=True).append_text(fit(words, room)).append_text(undo)

    def on_click(self, event: events.Click) -> None:
        """Report a click on the undo."""
        if self._undo and event.x >= self.size.width - len(self._undo_words()):
            self.post_message(self.UndoClicked())


def _whole_parts(words: Text, room: int) -> Text:
    """Return a step without its last parts where not all of them have room: no word is cut while a part can go."""
    while words.cell_len > room:
        joint = max(words.plain.rfind(each) for each in _JOINTS)
        if joint <= 0:
            return words
        words = words[:joint]
    return words
