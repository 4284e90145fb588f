"""The two halves of what can come out of a call: digits where nobody was reached, letters where somebody was."""

from typing import Final

from rich.text import Text
from textual import events
from textual.widget import Widget

from assistant_tui.commands.catalogue import BY_ID, NOT_REACHED, TALKED
from assistant_tui.commands.host import CommandHost
from assistant_tui.commands.keymap import keys_of
from assistant_tui.commands.layouts import key_words
from assistant_tui.text.i18n import _
from assistant_tui.text.outcomes import SHORT
from assistant_tui.text.safe import safe
from assistant_tui.text.width import fit

ROWS: Final = 5
DIGIT_WIDTH: Final = 15
LETTER_WIDTH: Final = 16
MOST: Final = 20
"""A column is never wider, so that the eye finds its places again."""


class OutcomeGrid(Widget):
    """Five rows: two columns of digits, three of letters. What does not fit now is dim; a click does what a key does.

    It asks the screen (`CommandHost`) why a command is off.
    """

    DEFAULT_CSS = """
    OutcomeGrid { height: 5; background: $ground; color: $ink; }
    """

    def widths(self) -> tuple[int, int]:
        """Return the width of a column of digits and of one of letters."""
        spare = max(0, self.size.width - self._air() - 2 * DIGIT_WIDTH - 3 * LETTER_WIDTH)
        return min(MOST, DIGIT_WIDTH + spare // 5), min(MOST, LETTER_WIDTH + spare // 5)

    def letters_start(self) -> int:
        """Return the cell in which the letters begin."""
        return self._air() + 2 * self.widths()[0]

    def _air(self) -> int:
        """Return the blank at the left, where there is room for one."""
        return 1 if self.size.width > 2 * DIGIT_WIDTH + 3 * LETTER_WIDTH else 0

    def render(self) -> Text:
        """Lay the cells out, column by column."""
        lines = []
        for row in range(ROWS):
            line = Text(" " * self._air())
            for column in range(5):
                command_id = self._at(column, row)
                line.append_text(self._cell(command_id, self.widths()[column >= 2]))
            lines.append(fit(line, self.size.width))
        return Text("\n", no_wrap=True).join(lines)

    @staticmethod
    def _at(column: int, row: int) -> str | None:
        group, place = (NOT_REACHED, column * ROWS + row) if column < 2 else (TALKED, (column - 2) * ROWS + row)
        return group[place] if place < len(group) else None

    def _cell(self, command_id: str | None, width: int) -> Text:
        screen = self.screen
        if command_id is None or not isinstance(screen, CommandHost):
            return Text(" " * width)
        keys = keys_of(BY_ID[command_id], screen.base_app.keys_of_person)
        key = key_words(keys[0]) if keys else "·"
        if screen.command_off(command_id) is not None:
            cell = safe(f"{key} {_(SHORT[command_id])}", "faint")
        else:
            cell = safe(key, "accent").append(" ").append_text(safe(_(SHORT[command_id])))
        return fit(cell, width - 1).append(" ")

    async def on_click(self, event: events.Click) -> None:
        """Do what the key of the cell does."""
        digit, letter = self.widths()
        x = event.x - self._air()
        column = x // digit if x < 2 * digit else 2 + (x - 2 * digit) // letter
        screen = self.screen
        if 0 <= column < 5 and 0 <= event.y < ROWS and isinstance(screen, CommandHost):
            command_id = self._at(column, event.y)
            if command_id is not None:
                await screen.base_app.carry_out(screen, command_id)
