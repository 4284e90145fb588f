"""The end of a shift: what is left, and for each of it one digit; then out."""

from dataclasses import dataclass
from datetime import tzinfo
from typing import TYPE_CHECKING, Final

from rich.text import Text
from textual.app import ComposeResult
from textual.message import Message
from textual.widgets import Static

from assistant_tui.dialogs.base import Dialog
from assistant_tui.text.dates import near_day, near_moment
from assistant_tui.text.i18n import N_, _, ngettext_
from assistant_tui.text.names import short_person
from assistant_tui.text.reasons import ReasonWords
from assistant_tui.text.safe import safe
from assistant_tui.widgets.choice import Choice
from assistant_tui.widgets.choice_list import ChoiceList
from assistant_tui.widgets.record_table import RecordTable
from assistant_tui.widgets.rows import Column, Heading, Row, RowKey

if TYPE_CHECKING:
    from db.queries.left import Left, LeftRow

DIGITS: Final = {"1": "tomorrow", "2": "hand", "3": "offer", "4": "call", "5": "all", "9": "leave"}
"""What a digit asks for; 1 to 4 are about the row under the cursor."""

_HEADINGS: Final = {
    "promised": N_("Promised calls"), "aside": N_("Calls without their mark"), "due": N_("Today is the last day"),
    "may_wait": N_("To call, may wait"), "desk": N_("Without a call, may wait"),
}  # fmt: skip
_COLUMNS: Final = (
    Column("at", "", 9), Column("who", "", 16, grow=1), Column("what", "", 16, grow=2), Column("state", "", 24),
)  # fmt: skip


@dataclass(frozen=True)
class ShiftStep:
    """What was asked for: a value of `DIGITS`, ``ways`` (ask which), ``again`` (read anew); about which patient."""

    kind: str
    patient_id: int | None = None


class EndShiftDialog(Dialog[ShiftStep]):
    """Show what is left, promises first: somebody waits for them. Where nothing is left, one Enter leaves."""

    DEFAULT_CSS = """
    EndShiftDialog .shift-line { height: auto; }
    EndShiftDialog RecordTable { max-height: 50vh; }
    """

    def __init__(
        self, left: "Left", drafts: int, words: ReasonWords, zone: tzinfo, *, here: int | None = None, said: str = ""
    ) -> None:
        """Show rows; ``here`` is the patient under the cursor, ``said`` what was done last."""
        super().__init__()
        self._left, self._drafts, self._reasons, self._zone, self._here, self._said = (
            left, drafts, words, zone, here, said
        )  # fmt: skip
        self._rows = {row.patient_id: row for row in left.rows}
        self._quiet = not left.open and not drafts

    def title_words(self) -> Text:
        """Ask, and count what is left."""
        title = safe(_("End the shift?"), "strong")
        left = len(self._left.open)
        said = ngettext_("{n} patient is left", "{n} patients are left", left) if left else _("Nothing is left.")
        return title.append(" ").append_text(safe(said, "late" if left else "done"))

    def hint_words(self) -> str:
        """Say which digit does what."""
        if self._quiet:
            return _("Enter: end the shift · Esc: stay")
        return _("5 all that may wait to {day} · 9 end it as it is · F8 undo · Esc: stay", day=self._next_day())

    def _next_day(self) -> str:
        return near_day(self._left.next_on, self._reasons.today)

    def _row_words(self) -> str:
        """Return which digit does what with the row under the cursor."""
        row = self._rows.get(self.patient_here() or 0)
        if row is not None and not row.needs_call:
            return _("1 to {day} · 2 to a colleague · 4 mark it now · Enter: choose", day=self._next_day())
        return _("1 to {day} · 2 to a colleague · 3 to the centre · 4 call now · Enter: choose", day=self._next_day())

    def body(self) -> ComposeResult:
        """Yield what was done, drafts and the rows."""
        yield Static(self._lines(), classes="shift-line", id="left")
        if self._left.rows:
            yield RecordTable(_COLUMNS, header=False)
            yield Static(classes="shift-line", id="row-keys")
        else:
            yield ChoiceList(self._choices())

    def on_mount(self) -> None:
        """Fill the list, and give it the keys."""
        self.query_one("#left").display = bool(self._lines().plain)
        if not self._left.rows:
            self.query_one(ChoiceList).focus()
            return
        table = self.query_one(RecordTable)
        self._fill(table)
        if self._here is not None:
            table.select(self._here)
        table.focus()
        self._show_keys()

    def words_changed(self) -> None:
        """Write everything in the present language."""
        super().words_changed()
        self.query_one("#left", Static).update(self._lines())
        if self._left.rows:
            self._fill(self.query_one(RecordTable))
            self._show_keys()
        else:
            self.query_one(ChoiceList).set_choices(self._choices())

    def _show_keys(self) -> None:
        self.query_one("#row-keys", Static).update(safe(self._row_words(), "faint"))

    def _choices(self) -> list[Choice]:
        stay, leave = Choice("stay", _("stay")), Choice("leave", _("end the shift"))
        return [stay, leave] if self._drafts else [leave, stay]

    def _lines(self) -> Text:
        lines = [safe(self._said, "accent")] if self._said else []
        if self._drafts:
            said = ngettext_("{n} form is not saved; it is offered to you again",
                             "{n} forms are not saved; they are offered to you again", self._drafts)  # fmt: skip
            lines.append(safe("»", "soon").append(" ").append_text(safe(said, "soon")))
        if not self._left.rows:
            lines.append(safe("✓", "done").append(" ").append_text(safe(_("Everybody was called who had to be."))))
        return Text("\n").join(lines)

    def _fill(self, table: RecordTable) -> None:
        keys: list[RowKey | Heading] = []
        kind = ""
        for row in self._left.rows:
            if row.kind != kind:
                kind = row.kind
                keys.append(Heading(_(_HEADINGS[kind])))
            keys.append(row.patient_id)
        table.set_rows(keys, lambda place: self._row(keys[place]))

    def _row(self, key: RowKey | Heading) -> Row:
        row = self._rows[key] if isinstance(key, int) else None
        if row is None:
            raise LookupError(key)
        at = near_moment(row.at, self._reasons.today, self._zone) if row.kind == "promised" and row.at else ""
        said, style = state_words(row)
        dim = "faint" if style == "done" else ""
        return Row((
            safe(at, dim or "soon"), safe(short_person(row.full_name), dim or "strong"),
            safe(self._reasons.row(row.reasons), dim), safe(said, style),
        ))  # fmt: skip

    # Answers.

    def patient_here(self) -> int | None:
        """Return the patient under the cursor."""
        key = self.query_one(RecordTable).cursor_key if self._left.rows else None
        return key if isinstance(key, int) else None

    def on_record_table_typed(self, event: RecordTable.Typed) -> None:
        """Do what the digit says; letters do nothing here."""
        event.stop()
        self.query_one(RecordTable).typing = False
        if event.character in DIGITS:
            self.finish(ShiftStep(DIGITS[event.character], self.patient_here()))

    def on_record_table_chosen(self, event: RecordTable.Chosen) -> None:
        """Leave where nothing is left, else ask what is to be done with the row."""
        event.stop()
        self.finish(ShiftStep("leave" if self._quiet else "ways", self.patient_here()))

    def on_record_table_highlighted(self, event: RecordTable.Highlighted) -> None:
        """Say what the digits do with this row."""
        event.stop()
        self._show_keys()

    def on_choice_list_picked(self, event: ChoiceList.Picked) -> None:
        """Answer."""
        self.finish(ShiftStep(event.choice.id) if event.choice.id == "leave" else None)

    def on_record_changed(self, event: Message) -> None:
        """Show what is left after an undo."""
        self.finish(ShiftStep("again", self.patient_here()))


def state_words(row: "LeftRow") -> tuple[str, str]:
    """Return what is settled about a row, or why it cannot wait, with the style of it."""
    if row.with_whom:
        return _("with {name}", name=row.with_whom), "done"
    if row.kind == "promised":
        return (_("given to the centre"), "done") if row.offered else (_("promised: cannot wait"), "late")
    if row.kind == "aside":
        return _("4 takes it up again"), "late"
    if not row.may_wait:
        return _("due today: cannot wait"), "late"
    return (_("a part is due today"), "late") if row.kind == "due" else ("", "")
