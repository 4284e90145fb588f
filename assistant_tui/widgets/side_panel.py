"""More of the patient under the cursor, beside a list on a wide screen."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from rich.text import Text
from textual import events
from textual.widget import Widget

from assistant_tui.text.i18n import N_
from assistant_tui.text.safe import safe
from assistant_tui.text.width import fit
from assistant_tui.widgets.record_table import RecordTable


@dataclass(frozen=True)
class Group:
    """Finished lines under a heading."""

    heading: str
    lines: Sequence[Text]


class SidePanel(Widget, can_focus=True):
    """Groups of lines under their headings; Tab goes there, ↑ ↓ PgUp PgDn read what has no room, Enter goes back.

    What is typed there is for the list: it gets the keys again.
    """

    HELP: ClassVar[str] = N_(
        "More of the patient under the cursor. ↑ ↓ PgUp PgDn read on, Tab or Enter goes back to the list; a letter or a"
        " digit searches in the list."
    )
    DEFAULT_CSS = """
    SidePanel { background: $ground; color: $ink; height: 1fr; }
    Screen SidePanel:focus { border-left: thick $accent; }
    """

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's own name
        super().__init__(id=id)
        self._groups: Sequence[Group] = ()
        self._top = 0

    def show(self, groups: Sequence[Group]) -> None:
        """Show these groups, empty ones are left out."""
        self._groups = [group for group in groups if group.lines]
        self._top = 0
        self.refresh()

    def on_key(self, event: events.Key) -> None:
        """Read on; give the list its keys."""
        page = max(1, self.size.height - 1)
        steps = {"up": -1, "down": 1, "pageup": -page, "pagedown": page, "home": -(10**6), "end": 10**6}
        if event.key in steps:
            event.stop()
            most = max(0, len(self._lines()) - self.size.height)
            self._top = min(most, max(0, self._top + steps[event.key]))
            self.refresh()
        elif event.key == "enter" or event.character is not None and event.character.isalnum():
            table = next(iter(self.screen.query(RecordTable)), None)
            if table is not None:
                event.stop()
                table.focus()
                if event.key != "enter" and event.character is not None:
                    table.post_message(RecordTable.Typed(table, event.character))

    def _lines(self) -> list[Text]:
        lines: list[Text] = []
        for group in self._groups:
            lines += [Text("")] if lines else []
            lines += [safe(group.heading, "accent"), *group.lines]
        return lines

    def render(self) -> Text:
        """Lay the groups out, a blank line between them."""
        size, lines = self.size, self._lines()
        seen = [fit(line, size.width) for line in lines[self._top : self._top + size.height]]
        return Text("\n", no_wrap=True).join(seen)
