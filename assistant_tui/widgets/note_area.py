"""Several lines of text."""

from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.message import Message
from textual.widgets import TextArea

_TAKEN = frozenset({"f6", "f7", "ctrl+z", "ctrl+y"})
"""Keys that a text area would keep from the commands of the program."""


class NoteArea(TextArea, inherit_bindings=False):
    """A text area that leaves F6, F7 and Ctrl+Z to the program; letters and digits are text.

    Enter posts `Entered`, Ctrl+J begins a new line, Tab leaves the area.
    """

    TAKES_TEXT: ClassVar[bool] = True
    """Known without importing this module: a text area costs much before the first frame."""
    BINDINGS: ClassVar[list[BindingType]] = [
        *(
            binding
            for binding in TextArea.BINDINGS
            if isinstance(binding, Binding) and not _TAKEN & set(binding.key.split(","))
        ),
        Binding("enter", "entered", show=False, priority=True),
        Binding("ctrl+j,ctrl+о", "new_line", show=False),
    ]
    DEFAULT_CSS = """
    NoteArea { height: 3; border: none; padding: 0 1; background: $ground; color: $ink; }
    NoteArea:focus { border: none; }
    """

    class Entered(Message):
        """Enter was pressed."""

        def __init__(self, area: "NoteArea") -> None:
            super().__init__()
            self.area = area

        @property
        def control(self) -> "NoteArea":
            """The area."""
            return self.area

    def __init__(
        self,
        text: str = "",
        *,
        max_length: int = 2000,
        placeholder: str = "",
        id: str | None = None,  # noqa: A002 - Textual's own name
    ) -> None:
        """Make the area with ``text`` in it; more than ``max_length`` characters are not taken."""
        super().__init__(text, id=id, tab_behavior="focus", soft_wrap=True, placeholder=placeholder)
        self._max_length = max_length

    def action_entered(self) -> None:
        """Report Enter."""
        self.post_message(self.Entered(self))

    def action_new_line(self) -> None:
        """Begin a new line."""
        self.insert("\n")

    def on_text_area_changed(self) -> None:
        """Cut what is too long, so that no form is refused for it later."""
        if len(self.text) > self._max_length:
            self.load_text(self.text[: self._max_length])
            self.move_cursor(self.document.end)
