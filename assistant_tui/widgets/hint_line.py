"""What one does on a list: the next key, or what is being looked for."""

from rich.text import Text
from textual.widgets import Static

from assistant_tui.text.i18n import _
from assistant_tui.text.safe import safe


def key_line(words: str, style: str) -> Text:
    """Return keys with what they do, two cells of air between them as their words have it."""
    return Text("  ").join(safe(part, style) for part in words.split("  ") if part.strip())


class HintLine(Static):
    """One line under a list: `show_keys(action)` for what Enter does, `show_search(text, found)` while one types."""

    DEFAULT_CSS = """
    HintLine { height: 1; padding: 0 1; background: $ground; }
    """

    def show_keys(self, action: str, search: str = "") -> None:
        """Say what Enter does here (finished words, none on an empty list), and how to find and choose.

        ``search`` are finished words where something else is looked for than patients. A part that has no room whole
        is left out: the menu and the help have it too.
        """
        line = key_line(action, "accent")
        width = (self.size.width or self.app.size.width) - 2
        for way in (search or _("type a name or 4 digits: search"), _("↑↓ choose") if action else "", _("←→ sections")):
            longer = Text("  ").join([line, safe(way, "faint")]) if line.cell_len else safe(way, "faint")
            if way and longer.cell_len <= width:
                line = longer
        self.update(line)

    def show_search(self, text: str, found: int | None, *, calls: bool = True) -> None:
        """Say what is looked for and how many were found, None while nobody knows yet.

        ``calls``: Enter calls who was found here, or enters who was not.
        """
        line = safe(_("Search:"), "faint").append(" ").append_text(safe(text + "▏", "accent"))
        if found is not None:
            line.append("  ").append_text(safe(_("found {n}", n=found), "faint"))
        way = _("Esc clears")
        if calls:
            way = _("Enter: new patient · Esc clears") if found == 0 else _("Enter calls · Esc clears")
        line.append("   ").append_text(safe(way, "faint"))
        self.update(line)

    @property
    def words(self) -> str:
        """What the line says."""
        content = self.content
        return content.plain if isinstance(content, Text) else str(content)
