"""A field for the path of a file: Tab goes on as far as it is plain, and shows what is possible."""

from typing import ClassVar, Final

from rich.text import Text
from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Static

from assistant_tui.last_folder import completed
from assistant_tui.text.i18n import N_, _
from assistant_tui.text.safe import safe
from assistant_tui.widgets.field import Field

_NAMES: Final = 10


class PathField(Vertical):
    """`value` and `error` are the field's; Enter posts `Field.Submitted`."""

    HELP: ClassVar[str] = N_(
        "The path of a file: ~ is your home folder, Tab completes what is begun, the names that fit stand below."
    )
    DEFAULT_CSS = """
    PathField { height: auto; padding: 0 1; }
    PathField #names { height: auto; padding-left: 9; color: $faint; }
    """

    def __init__(self, path: str, *, id: str | None = None) -> None:  # noqa: A002 - Textual's own name
        """Make the field with ``path`` in it."""
        super().__init__(id=id)
        self._field = Field(N_("File"), path, max_length=4096)

    def compose(self) -> ComposeResult:
        """Yield the field and the line of names."""
        yield self._field
        yield Static(Text(""), id="names")

    @property
    def field(self) -> Field:
        """The field itself."""
        return self._field

    def focus(self, scroll_visible: bool = True) -> "PathField":
        """Give the keys to the field."""
        self._field.focus(scroll_visible)
        return self

    def on_key(self, event: events.Key) -> None:
        """Complete the name on Tab."""
        if event.key == "tab":
            event.stop()
            event.prevent_default()
            self._complete()

    def _complete(self) -> None:
        path, names = completed(self._field.value)
        self._field.value = path
        self._field.cursor_to_end()
        shown = names if len(names) > 1 else []
        lines = [safe(name) for name in shown[:_NAMES]]
        if len(shown) > _NAMES:
            lines[-1] = safe(_("… and {n} more", n=len(shown) - _NAMES + 1))
        if not names:
            lines = [safe(_("Nothing here begins like this"))]
        # After the change that completing makes, which takes old names away.
        self.call_after_refresh(self.query_one("#names", Static).update, Text("\n").join(lines))

    def on_field_changed(self, event: Field.Changed) -> None:
        """Take the names away that were offered."""
        event.stop()
        self.query_one("#names", Static).update(Text(""))
