"""Which rows of the day are shown: one section, or what a search finds."""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from assistant_tui.text.claims import in_work_words
from assistant_tui.text.i18n import _
from assistant_tui.text.list_rows import Cells, hit_cells, new_cells, person_words, row_cells, told_apart
from assistant_tui.text.places import SECTIONS
from assistant_tui.text.reasons import ReasonWords
from assistant_tui.widgets.rows import Heading, Row, RowKey
from assistant_tui.widgets.sections import Section
from db.rules.names import search_key, swap_layout

if TYPE_CHECKING:
    from db.queries.call_list import CallList, CallRow
    from db.queries.search import Hit

NEW: Final = "new"
"""Key of the row that makes a new patient."""


class DayRows:
    """The call list as it is looked at: a section, or the rows and patients that a typed text finds.

    `near` is how long before its time a promised call back stands among those to be called now.
    """

    def __init__(self, words: Callable[[], ReasonWords]) -> None:
        self._words = words
        self.near = timedelta(minutes=15)
        self.section = "now"
        self.text = ""
        self._list: CallList | None = None
        self._rows: dict[int, CallRow] = {}
        self._names: Mapping[int, str] = {}
        self._hits: dict[int, Hit] | None = None
        self._now: list[int] = []

    # What is known.

    @property
    def loaded(self) -> bool:
        """Tell whether the list has come."""
        return self._list is not None

    @property
    def next_change_at(self) -> datetime | None:
        """Return when the list is another one by itself."""
        return self._list.next_change_at if self._list else None

    def row(self, key: object) -> "CallRow | None":
        """Return the row of a patient, None for somebody who is not on the list."""
        return self._rows.get(key) if isinstance(key, int) else None

    def enter_words(self, key: object) -> str:
        """Return what Enter does on a row of the section, or why it cannot; nothing where the section is empty."""
        row = self.row(key)
        if row is not None and row.in_work is not None:
            return in_work_words(row.in_work)
        action = _("Enter SETTLE") if self.section == "desk" else _("Enter CALL")
        return action if self.keys() else ""

    def has_any(self, patient_ids: Collection[int]) -> bool:
        """Tell whether one of these patients is on the list."""
        return not self._rows.keys().isdisjoint(patient_ids)

    def only_desk(self, key: object) -> bool:
        """Tell whether all that is to be done for a patient now needs no call; another try may come later."""
        row = self.row(key)
        if row is None or row.aside or not row.reasons:
            return False
        return row.section == "desk" or all(reason.channel == "desk" for reason in row.reasons)

    def take(self, found: "CallList", now: datetime) -> None:
        """Show another state of the list; the day begins where there is something to do."""
        first, self._list = self._list is None, found
        self._rows = {row.patient_id: row for row in found.rows}
        self._names = told_apart(found.rows)
        soon = now + self.near
        self._now = [
            row.patient_id
            for row in found.rows
            if row.section == "now" or row.section == "callback" and any(_promised(row, soon))
        ]
        if first and not self._now and found.counts.desk and self.section == "now":
            self.section = "desk"

    def sections(self) -> list[Section]:
        """Return the counters."""
        if self._list is None:
            return [Section(each, _(label), 0) for each, label in SECTIONS.items()]
        counts = self._list.counts
        numbers = {
            "now": len(self._now), "callback": counts.callback, "later": counts.later, "desk": counts.desk,
            "done": counts.done, "old": counts.old,
        }  # fmt: skip
        return [Section(each, _(label), numbers[each]) for each, label in SECTIONS.items()]

    def calls_words(self) -> str:
        """Return how the day went so far: «звонков 42 · поговорили 31»."""
        if self._list is None or not self._list.counts.calls_today:
            return ""
        counts = self._list.counts
        return _("calls {calls} · talks {reached}", calls=counts.calls_today, reached=counts.reached_today)

    # Searching.

    def search(self, text: str) -> None:
        """Look for a text; what the whole record finds comes with `found`."""
        self.text, self._hits = text, None

    def found(self, text: str, hits: Sequence["Hit"]) -> None:
        """Take what the record found, unless something else is looked for by now."""
        if text == self.text:
            self._hits = {hit.patient_id: hit for hit in hits}

    @property
    def answered(self) -> bool:
        """Tell whether the whole record has answered the search."""
        return self._hits is not None

    def number_found(self) -> int:
        """Return how many patients are shown for the text."""
        return len(self._matching()) + len(self._others())

    def _matching(self) -> list[int]:
        wanted = {key for key in (search_key(self.text), search_key(swap_layout(self.text))) if key}
        digits = "".join(sign for sign in self.text if sign.isdigit())
        matching = [row for row in self._rows.values() if _matches(row, wanted, digits)]
        matching.sort(key=lambda row: not _begins(row, wanted, digits))
        found = [row.patient_id for row in matching]
        beyond = [key for key in self._hits or () if key in self._rows and key not in set(found)]
        return found + beyond

    def _others(self) -> list[int]:
        return [key for key in self._hits or () if key not in self._rows]

    # Rows.

    def keys(self) -> list[RowKey | Heading]:
        """Return the keys to show, in order."""
        if not self.text:
            if self.section == "now":
                return list(self._now)
            return [row.patient_id for row in self._rows.values() if row.section == self.section]
        matching, others = self._matching(), self._others()
        shown: list[RowKey | Heading] = list(matching)
        if others:
            shown += [Heading(_("Not on today's list")), *others]
        if not shown and self._hits is not None:
            shown.append(NEW)
        return shown

    def fetch(self, keys: Sequence[RowKey | Heading], name_width: Callable[[], int]) -> Callable[[int], Row]:
        """Return what makes the row at a place of these keys, names worded for their column."""
        words = self._words()

        def make(place: int) -> Row:
            return Row(self._cells(keys[place], words, name_width()))

        return make

    def _cells(self, key: object, words: ReasonWords, name_width: int) -> Cells:
        row = self.row(key)
        if row is not None:
            name = person_words(self._names[row.patient_id], row.age, name_width)
            return row_cells(row, name, words)
        if isinstance(key, int) and self._hits and key in self._hits:
            return hit_cells(self._hits[key], name_width)
        return new_cells(self.text)


def _promised(row: "CallRow", soon: datetime) -> list[bool]:
    return [reason.due_from <= soon for reason in row.reasons if reason.kind in ("callback", "callback_offer")]


def _matches(row: "CallRow", wanted: set[str], digits: str) -> bool:
    if len(digits) >= 2 and any(digits in phone.phone for phone in row.phones):
        return True
    name = search_key(row.full_name)
    return any(all(part in name for part in key.split()) for key in wanted)


def _begins(row: "CallRow", wanted: set[str], digits: str) -> bool:
    """Tell whether the family name begins with the text, or a number ends with its digits: the likelier one."""
    if len(digits) >= 2 and any(phone.phone.endswith(digits) for phone in row.phones):
        return True
    return any(search_key(row.full_name).startswith(key) for key in wanted)
