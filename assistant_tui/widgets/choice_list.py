"""A list to pick one thing from: by arrows, by digit, by typing."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import ClassVar

from rich.cells import cell_len
from rich.text import Text
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.message import Message
from textual.widgets import Static

from assistant_tui.text.i18n import N_, _
from assistant_tui.text.safe import plain, safe
from assistant_tui.widgets.choice import Choice
from assistant_tui.widgets.record_table import RecordTable
from assistant_tui.widgets.rows import Column, Heading, Row, RowKey
from db.rules.names import search_key, swap_layout

DIGITS = "1234567890"
"""The keys of the first choices."""
_OFF_WIDTH = 34
_NOTE_WIDTH = 30
"""Cells for the reason why a choice is off, beside labels that still have room in 80 columns."""


class ChoiceList(Vertical):
    """Choices with digits 1 to 9 and 0; letters narrow the list (also in the other layout), Enter picks.

    ``digits=False`` gives no digits, they then do nothing. Messages: `Picked` and `Moved` with the
    choice. What is off cannot be picked: its reason is shown. `set_choices` shows others.
    """

    HELP: ClassVar[str] = N_(
        "Pick one: by its digit, by ↑ ↓ and Enter, or by typing a part of its name in either keyboard layout."
    )
    DEFAULT_CSS = """
    ChoiceList { height: auto; }
    ChoiceList > RecordTable { height: auto; max-height: 16; }
    ChoiceList > #typed { color: $accent; height: auto; }
    """

    @dataclass
    class Picked(Message):
        """A choice was picked."""

        list: "ChoiceList"
        choice: Choice

        @property
        def control(self) -> "ChoiceList":
            """The list that sent this."""
            return self.list

    @dataclass
    class Moved(Message):
        """Another choice came under the cursor."""

        choice: Choice

    def __init__(self, choices: Sequence[Choice], *, digits: bool = True, id: str | None = None) -> None:  # noqa: A002 - Textual's own name
        super().__init__(id=id)
        self._choices = list(choices)
        self._digits = digits
        self._typed = ""
        self._shown: list[Choice | Heading] = []
        # Where nothing will be noted, the labels have the whole width.
        self._noted = not choices or any(each.note or each.off for each in choices)

    def compose(self) -> ComposeResult:
        """Yield the list and the line for what was typed."""
        columns = [Column("digit", "", 2, right=True), Column("label", "", 24, grow=2)]
        if self._noted:
            reasons = [min(cell_len(each.off), _OFF_WIDTH) for each in self._choices if each.off]
            notes = [min(cell_len(each.note), _NOTE_WIDTH) for each in self._choices if each.note]
            width = max([12, *reasons, *notes])
            columns.append(Column("note", "", *((width, 0) if reasons else (width, 1)), priority=1))
        yield RecordTable(columns, empty=N_("Nothing like that. Backspace takes letters back."), header=False)
        yield Static(Text(""), id="typed")

    def on_mount(self) -> None:
        """Fill the list."""
        self._narrow()

    @property
    def table(self) -> RecordTable:
        """The list inside."""
        return self.query_one(RecordTable)

    @property
    def typed(self) -> str:
        """What was typed to narrow the list."""
        return self._typed

    def focus(self, scroll_visible: bool = True) -> "ChoiceList":
        """Give the keys to the list inside."""
        self.table.focus(scroll_visible)
        return self

    def set_choices(self, choices: Sequence[Choice]) -> None:
        """Show other choices; what was typed stays. The cursor stays too, unless it is another question."""
        before = [each.id for each in self._choices]
        self._choices = list(choices)
        self._narrow()
        if before != [each.id for each in choices]:
            self.table.action_edge(-1)

    def follow(self, choices: Sequence[Choice]) -> None:
        """Show what became of the choices meanwhile: what is gone is off, what is new comes last.

        None changes its place, and so its digit, under the finger of whoever is about to press it.
        """
        now = {each.id: each for each in choices}
        gone = _("it is there no more")
        kept = [now.pop(each.id, replace(each, off=gone)) for each in self._choices]
        self._choices = [*kept, *now.values()]
        self._narrow()

    def _narrow(self) -> None:
        wanted = {search_key(self._typed), search_key(swap_layout(self._typed))}
        found = [each for each in self._choices if any(key in _found_by(each) for key in wanted)]
        self._shown, group = [], ""
        for choice in found:
            if choice.group != group:
                group = choice.group
                self._shown.append(Heading(group))
            self._shown.append(choice)
        keys: list[RowKey | Heading] = [each if isinstance(each, Heading) else each.id for each in self._shown]
        self.table.set_rows(keys, self._row)
        self._say_below()

    def _say_below(self) -> None:
        """Say what was typed, and why the choice under the cursor is off where its own line has no room for it."""
        here = next((each for each in self._choices if each.id == self.table.cursor_key), None)
        said = [_("Typed: {text}", text=self._typed)] if self._typed else []
        if here is not None and here.off and cell_len(here.off) > _OFF_WIDTH:
            said.append(here.off)
        line = self.query_one("#typed", Static)
        line.update(safe(" · ".join(said)))
        line.display = bool(said)

    def _row(self, place: int) -> Row:
        choice = self._shown[place]
        if isinstance(choice, Heading):
            raise LookupError(place)
        number = self._choices.index(choice)
        digit = DIGITS[number] if self._digits and number < len(DIGITS) else ""
        style = "faint" if choice.off else ""
        cells = [safe(digit, "accent"), safe(choice.label, style)]
        if not self._noted and (said := choice.off or choice.note):  # it came later: there is no column for it
            cells[1] = Text(" · ").join((cells[1], safe(said, "faint")))
        why = choice.off if not choice.off or cell_len(choice.off) <= _OFF_WIDTH else _("not now")
        return Row((*cells, safe(why or choice.note, "faint")) if self._noted else tuple(cells))

    def on_record_table_typed(self, event: RecordTable.Typed) -> None:
        """Pick by digit, or narrow by a letter."""
        event.stop()
        number = DIGITS.find(event.character)
        if number >= 0:
            if self._digits and number < len(self._choices):
                self._pick(self._choices[number])
            self.table.typing = bool(self._typed)
            return
        self._typed += event.character
        self._narrow()

    def key_backspace(self) -> None:
        """Take the last letter back."""
        self._typed = self._typed[:-1]
        self.table.typing = bool(self._typed)
        self._narrow()

    def on_record_table_chosen(self, event: RecordTable.Chosen) -> None:
        """Pick the choice under the cursor."""
        event.stop()
        for choice in self._choices:
            if choice.id == event.key:
                self._pick(choice)
                return

    def on_record_table_highlighted(self, event: RecordTable.Highlighted) -> None:
        """Say which choice it is, and why it is off."""
        event.stop()
        self._say_below()
        for choice in self._choices:
            if choice.id == event.key:
                self.post_message(self.Moved(choice))

    def _pick(self, choice: Choice) -> None:
        if choice.off:
            line = self.query_one("#typed", Static)
            line.update(safe(f"{plain(choice.label)}: {choice.off}"))
            line.display = True
        else:
            self.post_message(self.Picked(self, choice))


def _found_by(choice: Choice) -> str:
    return f"{search_key(choice.label)} {search_key(choice.also)}"
