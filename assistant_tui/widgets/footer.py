"""The last line of a screen: its keys."""

from dataclasses import dataclass

from rich.text import Text
from textual import events
from textual.widget import Widget

from assistant_tui.commands.command import Command
from assistant_tui.commands.host import CommandHost
from assistant_tui.commands.keymap import keys_of
from assistant_tui.commands.layouts import key_words
from assistant_tui.text.i18n import LANGUAGES, speaking


@dataclass(frozen=True)
class _Place:
    start: int
    end: int
    command: Command


class KeysLine(Widget):
    """Keys and labels of the commands that matter most here, the dimmest text of the screen.

    It asks the screen (`CommandHost`) what it offers and draws that in the present language: what is off stays in
    its place, dimmer. In a narrow terminal the least important go, the same ones in every language; `F9` has them
    all. A click does what the key does.
    """

    DEFAULT_CSS = """
    KeysLine { height: 1; background: $ground; color: $faint; dock: bottom; }
    """

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's own name
        super().__init__(id=id)
        self._places: list[_Place] = []

    def render(self) -> Text:
        """Lay out what fits, in the order of the keyboard."""
        screen = self.screen
        if not isinstance(screen, CommandHost):
            return Text("")
        app = screen.base_app
        shown = [(command, self._words(command)) for command in app.commands_here(screen) if command.footer]
        shown.sort(key=lambda each: _order(each[1][0]))
        fitting = self._fitting([command for command, _words in shown])
        kept = [each for each in shown if each[0] in fitting]
        line = Text(" ", no_wrap=True)
        self._places = []
        for command, (key, label) in kept:
            start = line.cell_len
            off = app.reason_here(screen, command) is not None
            line.append(key, style="" if off else "bold").append(" ")
            line.append(label, style="italic" if off else "")
            self._places.append(_Place(start, line.cell_len, command))
            line.append(" ")
        return line

    def _fitting(self, commands: list[Command]) -> list[Command]:
        """Return the commands that fit in every language: a key is not to come and go with the language."""
        kept = list(commands)
        for code in LANGUAGES:
            with speaking(code):
                while kept and self._width([(each, self._words(each)) for each in kept]) > self.size.width:
                    kept.remove(max(kept, key=lambda each: each.footer))
        return kept

    def _words(self, command: Command) -> tuple[str, str]:
        keys = keys_of(command, self.screen.base_app.keys_of_person) if isinstance(self.screen, CommandHost) else ()
        return (key_words(keys[0]) if keys else "", command.short_words())

    @staticmethod
    def _width(shown: list[tuple[Command, tuple[str, str]]]) -> int:
        return sum(Text(f"{key} {label} ").cell_len for _command, (key, label) in shown)

    async def on_click(self, event: events.Click) -> None:
        """Do what the key under the mouse does."""
        screen = self.screen
        for place in self._places:
            if place.start <= event.x < place.end and isinstance(screen, CommandHost):
                await screen.base_app.carry_out(screen, place.command.id)


def _order(key: str) -> tuple[int, str]:
    number = key[1:]
    return (int(number), key) if key[:1] == "F" and number.isdigit() else (99, key)
