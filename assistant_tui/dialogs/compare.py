"""Two records side by side: which value stands where they differ, and whether they are one person."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from rich.text import Text
from textual import events
from textual.app import ComposeResult

from assistant_tui.dialogs.base import Dialog
from assistant_tui.text.i18n import N_, _, ngettext_
from assistant_tui.text.names import short_person
from assistant_tui.text.safe import safe
from assistant_tui.text.twins import Compared, compared, why_words
from assistant_tui.widgets.choice import Choice
from assistant_tui.widgets.choice_list import ChoiceList
from assistant_tui.widgets.record_table import RecordTable
from assistant_tui.widgets.rows import Column, Row, RowKey

if TYPE_CHECKING:
    from assistant_tui.text.reasons import ReasonWords
    from db.queries.card import Card
    from db.queries.twins import Pair

JOIN = "join"
TWO = "two"
_DIGITS = {"1": JOIN, "2": TWO}


@dataclass(frozen=True)
class Compare:
    """What was decided: `JOIN` with the fields that the second record gives, or `TWO` people."""

    what: str
    choices: Mapping[str, str]


class CompareDialog(Dialog[Compare]):
    """The first record stays; ← and → say which value stands in a line where the two differ; 1 joins, 2 parts."""

    DEFAULT_CSS = """
    CompareDialog > #dialog { max-width: 120; max-height: 96%; }
    CompareDialog > #dialog > RecordTable { height: auto; max-height: 50vh; }
    CompareDialog > #dialog > ChoiceList { margin-top: 1; }
    """
    COLUMNS: ClassVar[tuple[Column, ...]] = (
        Column("differs", "", 1), Column("field", "", 18), Column("one", N_("Stays"), 26, grow=1),
        Column("other", N_("Becomes a part"), 26, grow=1),
    )  # fmt: skip

    def __init__(self, one: "Card", other: "Card", words: "ReasonWords", pair: "Pair | None" = None) -> None:
        """Compare the record that stays with the one that becomes a part of it."""
        super().__init__()
        self._one, self._other, self._pair = one, other, pair
        self._lines = self._compared()
        self._right: set[str] = set()
        self._table = RecordTable(self.COLUMNS, search=False, id="lines")

    def _compared(self) -> dict[RowKey, Compared]:
        lines = sorted(compared(self._one, self._other), key=lambda line: not line.differs)
        return {line.field: line for line in lines}

    def title_words(self) -> Text:
        """Return whose records they are, and in how many lines they differ."""
        count = sum(line.differs for line in self._lines.values())
        said = safe(_("One person? {name}", name=short_person(self._one.full_name)), "strong")
        said.append(" · ").append_text(
            safe(ngettext_("{n} line differs", "{n} lines differ", count) if count else _("nothing differs"), "accent")
        )
        if self._pair is not None:
            said.append("\n").append_text(safe(why_words(self._pair.reasons, self._pair.against), "faint"))
        return said

    def hint_words(self) -> str:
        """Say how to choose and decide."""
        return _("↑↓ the line · ← → which value stands · 1 join · 2 two people · Esc: leave, nothing changes")

    def body(self) -> ComposeResult:
        """Yield the lines and what can be decided."""
        yield self._table
        yield ChoiceList(self._choices())

    def _choices(self) -> list[Choice]:
        two = _("two people: show them as a pair no more")
        return [Choice(JOIN, _("one person: join the records")), Choice(TWO, two)]

    def on_mount(self) -> None:
        """Show the lines, those that differ first."""
        self.rebind()
        self._show()
        self._table.focus()

    def _show(self) -> None:
        keys = list(self._lines)
        self._table.set_rows(keys, lambda place: self._row(self._lines[keys[place]]))

    def _row(self, line: Compared) -> Row:
        right = line.field in self._right or (not line.one and bool(line.other))
        plain = "" if line.choosable else "faint"
        one = safe(("▸ " if line.differs and not right else "  ") + line.one, plain or ("faint" if right else "strong"))
        other = safe(("▸ " if line.differs and right else "  ") + line.other, plain or ("strong" if right else "faint"))
        return Row((safe("≠" if line.differs else "", "soon"), safe(line.label, "faint"), one, other))

    def on_key(self, event: events.Key) -> None:
        """Choose a side by ← and →, decide by a digit."""
        if event.key in ("left", "right") and self._table.has_focus:
            event.stop()
            self._take(self._table.cursor_key, right=event.key == "right")
        elif event.character in _DIGITS:
            event.stop()
            self._decide(_DIGITS[event.character])

    def _take(self, key: RowKey | None, *, right: bool) -> None:
        line = self._lines.get(key) if key is not None else None
        if line is None or not line.differs:
            return
        if right:
            self._right.add(line.field)
        else:
            self._right.discard(line.field)
        self._table.update_row(line.field)

    def on_record_table_chosen(self, event: RecordTable.Chosen) -> None:
        """Take the other side of a line that was double-clicked or entered."""
        event.stop()
        line = self._lines.get(event.key)
        self._take(event.key, right=line is not None and line.field not in self._right)

    def on_record_table_highlighted(self, event: RecordTable.Highlighted) -> None:
        """Keep the list's message inside."""
        event.stop()

    def on_choice_list_picked(self, event: ChoiceList.Picked) -> None:
        """Decide."""
        event.stop()
        self._decide(event.choice.id)

    def _decide(self, what: str) -> None:
        self.finish(Compare(what, dict.fromkeys(sorted(self._right), "gone")))

    def words_changed(self) -> None:
        """Write everything in the present language."""
        super().words_changed()
        self._lines = self._compared()
        self.query_one(ChoiceList).set_choices(self._choices())
        self._show()
