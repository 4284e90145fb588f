"""The line of counters: sections of a list with how many rows each holds."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from rich.cells import cell_len
from rich.text import Text
from textual import events
from textual.message import Message
from textual.widget import Widget

from assistant_tui.text.width import fit

_MOST: Final = 999


@dataclass(frozen=True)
class Section:
    """One counter: its id, finished words, how many; None where nothing is counted."""

    id: str
    label: str
    count: int | None


class SectionsLine(Widget):
    """«Сейчас 41 │ Перезвонить 3 │ …»; the section shown is marked, a click on another posts `Picked`.

    `show(sections, active)` fills it. Where there is no room, the bars between them go first, then the air, then
    what large counts say beyond a thousand, then the counts of the sections that are not shown: never a word.
    """

    DEFAULT_CSS = """
    SectionsLine { height: 1; background: $ground; color: $ink; }
    """

    @dataclass
    class Picked(Message):
        """Another section was clicked."""

        line: "SectionsLine"
        section: str

        @property
        def control(self) -> "SectionsLine":
            """The line that sent this."""
            return self.line

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's own name
        super().__init__(id=id)
        self._sections: Sequence[Section] = ()
        self._active = ""
        self._places: list[tuple[int, int, str]] = []

    def show(self, sections: Sequence[Section], active: str) -> None:
        """Show these counters with one of them marked."""
        self._sections, self._active = sections, active
        self.refresh()

    def render(self) -> Text:
        """Lay the counters out, numbers after their words."""
        full = [_counted(each) for each in self._sections]
        short = [_counted(each, most=_MOST) for each in self._sections]
        bare = [
            said if each.id == self._active else each.label for each, said in zip(self._sections, short, strict=True)
        ]
        ways = ((full, " │ "), (full, "  "), (full, " "), (short, " "), (bare, "  "), (bare, " "))
        room = self.size.width - 2
        said, joint = next((way for way in ways if cell_len(way[1].join(way[0])) <= room), ways[-1])
        return self._laid(said, joint)

    def _laid(self, said: Sequence[str], joint: str) -> Text:
        line, self._places = Text(" ", no_wrap=True), []
        for section, words in zip(self._sections, said, strict=True):
            if self._places:
                line.append_text(Text(joint, "faint"))
            start = line.cell_len
            line.append(words, "faint" if section.count == 0 and section.id != self._active else "")
            if section.id == self._active:
                line.stylize("accent", start)
                line.stylize("bold underline", start)
            self._places.append((start - 1, line.cell_len + 1, section.id))
        return fit(line, self.size.width)

    def on_click(self, event: events.Click) -> None:
        """Report the section under the mouse."""
        for start, end, section in self._places:
            if start <= event.x < end:
                self.post_message(self.Picked(self, section))


def _counted(section: Section, most: int | None = None) -> str:
    if section.count is None:
        return section.label
    return f"{section.label} {section.count}" if most is None or section.count <= most else f"{section.label} {most}+"
