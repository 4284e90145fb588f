"""Choices that are ticked, as many as are true."""

from collections.abc import Sequence
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.message import Message

from assistant_tui.text.i18n import N_, _
from assistant_tui.widgets.choice import Choice
from assistant_tui.widgets.choice_list import ChoiceList
from assistant_tui.widgets.field import FormPart
from assistant_tui.widgets.record_table import RecordTable


class Ticks(ChoiceList):
    """Choices that are ticked by digit or Space; Enter goes on. ``words`` are pairs of a code and a message id."""

    class Ticked(Message):
        """A tick was set or taken away."""

    class Entered(Message):
        """Enter was pressed."""

        def __init__(self, ticks: "Ticks") -> None:
            super().__init__()
            self.ticks = ticks

        @property
        def control(self) -> "Ticks":
            """The choices."""
            return self.ticks

    def __init__(self, words: Sequence[tuple[str, str]], ticked: frozenset[str] = frozenset()) -> None:
        self._ticks = list(words)
        self.ticked = set(ticked)
        super().__init__(self._now())

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes that are ticked, in the order of the choices."""
        return tuple(code for code, _words in self._ticks if code in self.ticked)

    def _now(self) -> list[Choice]:
        return [Choice(code, f"{'✓' if code in self.ticked else '·'} {_(words)}") for code, words in self._ticks]

    def toggle(self, code: str) -> None:
        """Set the tick of a choice, or take it away."""
        self.ticked ^= {code}
        self.set_choices(self._now())
        self.post_message(self.Ticked())

    def _pick(self, choice: Choice) -> None:
        self.toggle(choice.id)

    def on_record_table_chosen(self, event: RecordTable.Chosen) -> None:
        """Go on."""
        event.stop()
        event.prevent_default()
        self.post_message(self.Entered(self))

    def on_key(self, event: events.Key) -> None:
        """Tick the choice under the cursor."""
        if event.key == "space" and isinstance(self.table.cursor_key, str):
            event.stop()
            self.toggle(self.table.cursor_key)

    def words_changed(self) -> None:
        """Write the choices in the present language."""
        self.set_choices(self._now())


class TicksField(FormPart):
    """Ticks as a part of a form: the label above them, what is wrong under it."""

    HELP: ClassVar[str] = N_("Several answers at once: a digit or Space ticks one, Enter goes on.")

    def __init__(self, label: str, words: Sequence[tuple[str, str]], value: str = "") -> None:
        """Make the part; ``label`` is a message id, ``value`` holds codes with commas between them."""
        super().__init__(label)
        self.ticks = Ticks(words, frozenset(value.split(",")) & frozenset(code for code, _words in words))

    def compose(self) -> ComposeResult:
        """Yield label, error and choices."""
        yield from self.label_and_error()
        yield self.ticks

    @property
    def value(self) -> str:
        """The codes that are ticked, with commas between them."""
        return ",".join(self.ticks.codes)

    def focus(self, scroll_visible: bool = True) -> "TicksField":
        """Give the keys to the choices."""
        self.ticks.focus(scroll_visible)
        return self

    def on_ticks_ticked(self) -> None:
        """Take the error away."""
        self.error = ""
