"""The line of counters: sections of a list with how many rows each holds."""

from collections.abc import Sequence
from dataclasses import dataclass

from rich.cells import cell_len
from rich.text import Text
from textual import events
from textual.message import Message
from textual.widget import Widget

from assistant_tui.text.safe import safe
from assistant_tui.text.width import fit


@dataclass(frozen=True)
class Section:
    """One counter: its id, finished words, how many; None where nothing is counted."""

    id: str
    label: str
    count: int | None


class SectionsLine(Widget):
    """«Сейчас 41 │ Перезвонить 3 │ …»; the section shown is marked, a click on another posts `Picked`.

    `show(sections, active)` fills it. In a narrow terminal the bars between them go first.
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
        words = [(each, _counted(each)) for each in self._sections]
        bar = "│" if sum(cell_len(said) + 1 for _each, said in words) <= self.size.width else ""
        line, self._places = Text(no_wrap=True), []
        for number, (each, said) in enumerate(words):
            if number:
                line.append_text(safe(bar, "faint"))
            start = line.cell_len
            line.append_text(self._counter(each, said))
            self._places.append((start, line.cell_len, each.id))
        return fit(line, self.size.width)

    def _counter(self, section: Section, said: str) -> Text:
        text = Text(said)
        if section.id == self._active:
            text.stylize("accent", 1, len(said) - 1)
            text.stylize("bold underline", 1, len(said) - 1)
        elif section.count == 0:
            text.stylize("faint")
        return text

    def on_click(self, event: events.Click) -> None:
        """Report the section under the mouse."""
        for start, end, section in self._places:
            if start <= event.x < end:
                self.post_message(self.Picked(self, section))


def _counted(section: Section) -> str:
    return f" {section.label} " if section.count is None else f" {section.label} {section.count} "
