"""The list of the day."""

from collections.abc import Callable
from typing import Final

from assistant_tui.text.i18n import N_
from assistant_tui.text.places import EMPTY
from assistant_tui.text.reasons import ReasonWords
from assistant_tui.widgets.day_rows import DayRows
from assistant_tui.widgets.record_table import RecordTable
from assistant_tui.widgets.rows import Column, Heading, RowKey

COLUMNS: Final = (
    Column("sign", "", 1),
    Column("due", N_("Due"), 9),
    Column("name", N_("Patient"), 19, grow=1),
    Column("phone", N_("Phone"), 11, priority=1),
    Column("reason", N_("Reason"), 15, grow=1),
    Column("tries", N_("Tries"), 7, priority=2, right=True),
)
"""In a narrow terminal the tries go first, then the phone; never the deadline, the name, the reason."""

_CALLS: Final = ("mark_connection", "mark_outcome", "log_call", "correct_call", "settle_task")
"""Steps that may take a patient off the list."""


class CallTable(RecordTable):
    """Rows of the call list; `rows` knows which, `show_rows()` shows them.

    The cursor stays on its patient; only a letter more or less of a search puts it on the first one found, so that
    Enter calls whom the letters mean.
    """

    def __init__(self, words: Callable[[], ReasonWords], *, id: str | None = None) -> None:  # noqa: A002 - Textual's own name
        super().__init__(COLUMNS, empty=EMPTY["now"], id=id)
        self.rows = DayRows(words)
        self._called: tuple[int, list[RowKey | Heading]] | None = None
        self._undone: int | None = None
        self._searched = ""

    def show_rows(self) -> None:
        """Show the section, or what the search finds."""
        rows = self.rows
        waiting = N_("Looking …") if rows.text else N_("Reading the list …")
        self.say_when_empty(waiting if rows.text or not rows.loaded else EMPTY[rows.section])
        keys = rows.keys()
        self.set_rows(keys, rows.fetch(keys, lambda: self.column_width("name")))
        if rows.text != self._searched:
            self._searched = rows.text
            if rows.text:
                self.action_edge(-1)
            else:  # what stands above is more urgent: it is not to stay out of sight
                self.scroll_to(y=0, animate=False, force=True)
                self.call_after_refresh(self._bring_into_view)

    def _bring_into_view(self) -> None:
        if (key := self.cursor_key) is not None:
            self.select(key)

    def patient_here(self) -> int | None:
        """Return the patient under the cursor."""
        key = self.cursor_key
        return key if isinstance(key, int) else None

    def note_called(self, patient_id: int) -> None:
        """Keep who comes after a patient who is being called: an open call lifts its row to the top."""
        self._called = patient_id, list(self.keys[self.cursor_index + 1 :])

    def pass_by(self, patient_id: int) -> None:
        """Stand on the one after a patient who cannot be called now, if the cursor stands on them still."""
        self._called = None
        if self.cursor_key == patient_id:
            following = (key for key in self.keys[self.cursor_index + 1 :] if not isinstance(key, Heading))
            next(filter(self.select, following), None)

    def note_undone(self, step: object) -> None:
        """Keep whose call or mark was taken back, if ``step`` is the result of such an undo."""
        from db.actions.undo import Undone

        if isinstance(step, Undone) and step.kind in _CALLS:
            self._undone = step.patient_id

    def go_on_from(self, here: int | None) -> None:
        """Stand on the patient after the one who was called and has left the list; ``here`` was under the cursor.

        A patient whose call or mark was taken back comes first: what was undone is to be seen.
        """
        undone, self._undone = self._undone, None
        if undone is not None and self.select(undone):
            return
        if self._called and here == self._called[0] and self.index_of(here) is None:
            following, self._called = self._called[1], None
            next(filter(self.select, (key for key in following if not isinstance(key, Heading))), None)
