"""A window in which nothing can be read: say so, instead of showing pieces."""

from typing import ClassVar, Final

from rich.text import Text
from textual import events
from textual.app import ComposeResult
from textual.widgets import Static

from assistant_tui.commands.host import CommandScreen
from assistant_tui.text.i18n import _

LEAST: Final = (60, 16)
"""Columns and rows below which the list has no room for a name and a reason."""


def too_small(width: int, height: int) -> bool:
    """Tell whether a window has no room for the program."""
    return width < LEAST[0] or height < LEAST[1]


class TooSmallScreen(CommandScreen[None]):
    """One sentence until the window has grown; what was open stays as it is below."""

    PRIVATE: ClassVar[bool] = True
    DEFAULT_CSS = """
    TooSmallScreen { background: $ground; align: center middle; }
    TooSmallScreen Static { width: 100%; height: auto; color: $ink; text-align: center; }
    """

    def compose(self) -> ComposeResult:
        """Say what is wanted."""
        yield Static(self._words())

    def words_changed(self) -> None:
        """Say it in the present language."""
        self.query_one(Static).update(self._words())

    def _words(self) -> Text:
        width, height = self.app.size
        return Text(
            _(
                "The window is too small: {width}×{height}. Make it at least {columns}×{rows}; nothing is lost.",
                width=width, height=height, columns=LEAST[0], rows=LEAST[1],
            )
        )  # fmt: skip

    def on_key(self, event: events.Key) -> None:
        """Hear nothing: nobody sees what a key would do."""
        event.stop()

    def on_resize(self) -> None:
        """Go away once there is room, else say the size anew."""
        self.query_one(Static).update(self._words())
        self._go_if_room()

    def on_screen_resume(self) -> None:
        """Go away where the window grew meanwhile."""
        super().on_screen_resume()
        self._go_if_room()

    def _go_if_room(self) -> None:
        if self.is_current and not too_small(*self.app.size):
            self.dismiss(None)
