"""A call of today is put right: another outcome by its own key, or another patient."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.widgets import Static

from assistant_tui.caseload_here import caseload_app
from assistant_tui.commands.catalogue import NOT_REACHED, TALKED
from assistant_tui.dialogs.base import Dialog
from assistant_tui.text.dates import clock
from assistant_tui.text.happened import call_words
from assistant_tui.text.i18n import N_, _
from assistant_tui.text.outcomes import CONNECTIONS, OUTCOMES
from assistant_tui.text.safe import safe
from assistant_tui.widgets.outcome_grid import OutcomeGrid
from assistant_tui.widgets.record_table import RecordTable
from assistant_tui.widgets.rows import Column, Row

if TYPE_CHECKING:
    from db.queries.calls import CallEntry

OTHER = "other"


@dataclass(frozen=True)
class Correction:
    """Which call, and what is right: the code of an outcome, `OTHER` for those without a letter, None: the patient."""

    call: "CallEntry"
    outcome: str | None


class CorrectDialog(Dialog[Correction]):
    """Choose one of the calls of today by ↑↓, then press the right key, or Enter for another patient."""

    OFFERS: ClassVar[tuple[str, ...]] = (
        "leave", *NOT_REACHED, *TALKED, "reason_prev", "reason_next", "finish",
    )  # fmt: skip
    DEFAULT_CSS = """
    CorrectDialog RecordTable { height: 8; }
    CorrectDialog #right { height: 1; color: $faint; }
    CorrectDialog OutcomeGrid { background: $raised; }
    CorrectDialog.-chosen RecordTable { height: 2; }
    """
    COLUMNS: ClassVar[tuple[Column, ...]] = (
        Column("at", N_("At"), 5),
        Column("name", N_("Patient"), 28, grow=1),
        Column("what", N_("Entered as"), 34, grow=1),
    )

    def __init__(self, calls: "Sequence[CallEntry]", *, chosen: bool = False) -> None:
        """Offer these calls, the last one first; ``chosen``: it is known which, only what is right is asked."""
        super().__init__()
        self._calls, self._chosen = list(calls), chosen
        self.set_class(chosen, "-chosen")
        self._table = RecordTable(self.COLUMNS, empty=N_("No call of today is marked yet."))
        for command_id, connection in CONNECTIONS.items():
            setattr(self, f"do_{command_id}", partial(self._right, connection.value))
        for command_id, outcome in OUTCOMES.items():
            setattr(self, f"do_{command_id}", partial(self._right, outcome.value))
        self.do_other = partial(self._right, OTHER)

    def title_words(self) -> Text:
        """Return the question."""
        said = _("This call is put right") if self._chosen else _("Which call of today is to be put right?")
        return safe(said, "strong")

    def hint_words(self) -> str:
        """Say how to put it right."""
        if self._chosen:
            return _("A key: another outcome · Enter: another patient · Esc: leave, nothing changes")
        return _("↑↓ the call · a key: another outcome · Enter: another patient · Esc: leave")

    def body(self) -> ComposeResult:
        """Yield the calls and the keys."""
        yield self._table
        yield Static(safe(_("What is right:")), id="right")
        yield OutcomeGrid()

    def on_mount(self) -> None:
        """Show the calls; the keys go to the dialog, not to the list."""
        self._table.can_focus = False
        self.set_focus(None)
        self._table.set_rows([call.id for call in self._calls], self._row)

    def _row(self, place: int) -> Row:
        call = self._calls[place]
        at = clock(call.at, caseload_app(self).zone)
        return Row((safe(at), safe(call.full_name, "strong"), safe(call_words(call))))

    def _here(self) -> "CallEntry | None":
        key = self._table.cursor_key
        return next((call for call in self._calls if call.id == key), None)

    def _right(self, outcome: str | None) -> None:
        call = self._here()
        if call is not None:
            self.finish(Correction(call, outcome))

    def do_reason_prev(self) -> None:
        """Go to the call above."""
        self._table.action_move(-1)

    def do_reason_next(self) -> None:
        """Go to the call below."""
        self._table.action_move(1)

    def do_finish(self) -> None:
        """Say that it was another patient."""
        self._right(None)

    def on_record_table_chosen(self, event: RecordTable.Chosen) -> None:
        """Take the call that was clicked: it was another patient."""
        event.stop()
        self._right(None)

    def on_record_table_highlighted(self, event: RecordTable.Highlighted) -> None:
        """Keep the list's message inside."""
        event.stop()
