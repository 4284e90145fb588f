"""More of the patient under the cursor, beside a list on a wide screen."""

from collections.abc import Sequence
from dataclasses import dataclass

from rich.text import Text
from textual.widget import Widget

from assistant_tui.text.safe import safe
from assistant_tui.text.width import fit


@dataclass(frozen=True)
class Group:
    """Finished lines under a heading."""

    heading: str
    lines: Sequence[Text]


class SidePanel(Widget):
    """Groups of lines under their headings; as many lines as the place has room for."""

    DEFAULT_CSS = """
    SidePanel { background: $ground; color: $ink; height: 1fr; }
    """

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's own name
        super().__init__(id=id)
        self._groups: Sequence[Group] = ()

    def show(self, groups: Sequence[Group]) -> None:
        """Show these groups, empty ones are left out."""
        self._groups = [group for group in groups if group.lines]
        self.refresh()

    def render(self) -> Text:
        """Lay the groups out, a blank line between them."""
        lines: list[Text] = []
        for group in self._groups:
            lines += [Text("")] if lines else []
            lines += [safe(group.heading, "accent"), *group.lines]
        size = self.size
        return Text("\n", no_wrap=True).join(fit(line, size.width) for line in lines[: size.height])
