"""Going from section to section of a list: by arrows, by the menu, by a click on a counter."""

from functools import partial

from assistant_tui.commands.host import CommandHost
from assistant_tui.text.places import SECTIONS
from assistant_tui.widgets.sections import SectionsLine


class SectionCommands(CommandHost):
    """Mix-in of a screen whose list has the sections of the day; the screen says and sets which is shown."""

    def __init__(self) -> None:
        super().__init__()
        for section in SECTIONS:
            setattr(self, f"do_go_{section}", partial(self.show_section, section))

    def section_here(self) -> str:
        """Return the section that is shown."""
        raise NotImplementedError

    def show_section(self, section: str) -> None:
        """Show another section."""
        raise NotImplementedError

    def on_sections_line_picked(self, event: SectionsLine.Picked) -> None:
        """Show the section that was clicked."""
        event.stop()
        self.show_section(event.section)

    def do_section_prev(self) -> None:
        """Show the section to the left."""
        self._step(-1)

    def do_section_next(self) -> None:
        """Show the section to the right."""
        self._step(1)

    def _step(self, step: int) -> None:
        names = list(SECTIONS)
        self.show_section(names[(names.index(self.section_here()) + step) % len(names)])
