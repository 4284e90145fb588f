"""The call list as a table for a file."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from assistant_tui.text.i18n import _
from assistant_tui.text.phones import display
from assistant_tui.text.places import SECTIONS, due_words
from assistant_tui.text.reasons import ReasonWords, merged
from assistant_tui.text.safe import plain

if TYPE_CHECKING:
    from db.queries.call_list import CallRow

Line = tuple[str | int | None, ...]


def export_columns() -> list[str]:
    """Return the head of the table."""
    return [_("Section"), _("Due"), _("Patient"), _("Age"), _("Phones"), _("Reason"), _("Tries today")]


def export_line(row: "CallRow", words: ReasonWords) -> Line:
    """Return one row of the table; services by their neutral names, as on the screen."""
    phones = "; ".join(display(phone.phone) for phone in row.phones)
    return (
        _(SECTIONS[row.section]), due_words(row, words.today, words.zone), plain(row.full_name), row.age, phones,
        plain("; ".join(merged(words.fulls(row.reasons)))), row.rounds_today,
    )  # fmt: skip


def export_lines(rows: Sequence["CallRow"], words: ReasonWords) -> list[Line]:
    """Return all rows of the table, in the order of the list."""
    return [export_line(row, words) for row in rows]
