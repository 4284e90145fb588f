"""Somebody calls us: four digits or a name, and there is who, what next, what was promised."""

from asyncio import sleep
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Final

from rich.cells import cell_len
from rich.text import Text
from textual import events
from textual.app import ComposeResult

from assistant_tui.caseload_here import caseload_app
from assistant_tui.dialogs.base import Dialog
from assistant_tui.text.claims import in_work_words
from assistant_tui.text.cover_words import for_whom
from assistant_tui.text.i18n import N_, _
from assistant_tui.text.list_rows import person_words
from assistant_tui.text.masks import masked_tail
from assistant_tui.text.names import all_apart, split_name
from assistant_tui.text.people import relation_words
from assistant_tui.text.phones import tail
from assistant_tui.text.safe import safe
from assistant_tui.widgets.field import Field
from assistant_tui.widgets.record_table import RecordTable
from assistant_tui.widgets.rows import Column, Row, RowKey
from db.rules.names import search_key, swap_layout

if TYPE_CHECKING:
    from db.queries.search import Caller

_PAUSE: Final = 0.03
_NEW: Final = "new"
_MOST: Final = 20


@dataclass(frozen=True)
class Calling:
    """Who it is: a patient with the number that matched, or nobody known (None), with what was typed."""

    patient_id: int | None
    phone: str | None
    text: str


class CallerDialog(Dialog[Calling]):
    """Find who it is by digits of the number or by a name, in either layout; Enter takes who is marked.

    ``new`` offers a new patient below those found.
    """

    OFFERS: ClassVar[tuple[str, ...]] = ("leave",)
    DEFAULT_CSS = """
    CallerDialog RecordTable { height: 9; }
    """
    COLUMNS: ClassVar[tuple[Column, ...]] = (
        Column("name", N_("Patient"), 26, grow=3),
        Column("whose", N_("Number"), 15, grow=1),
        Column("next", N_("Next"), 15),
        Column("promised", N_("Promised"), 14),
    )

    def __init__(self, question: str, *, new: bool = True, text: str = "", number: bool = True) -> None:
        """Ask a finished ``question``, with ``text`` typed already; ``number``: the number that matched is taken."""
        super().__init__()
        self._question, self._new, self._number = question, new, number
        self._found: Sequence[Caller] = ()
        self._found_for = ""
        self._names: Sequence[str] = ()
        self._field = Field(N_("Digits or name"), text, placeholder=N_("the last 4 digits, or a part of the name"))
        self._table = RecordTable(self.COLUMNS, empty=N_("Type the last digits of the number, or a name"))

    def title_words(self) -> Text:
        """Return the question."""
        return safe(self._question, "strong")

    def hint_words(self) -> str:
        """Say how to choose."""
        return _("↑↓ choose · Enter: it is this one · Esc: leave, nothing changes")

    def body(self) -> ComposeResult:
        """Yield the field and the list."""
        yield self._field
        yield self._table

    def on_mount(self) -> None:
        """Give the keys to the field; the list only shows."""
        self._table.can_focus = False
        self._field.focus()
        self._search()

    def on_field_changed(self, event: Field.Changed) -> None:
        """Look again."""
        event.stop()
        self._search()

    def _search(self) -> None:
        self.run_worker(self._look(self._field.value), name="callers", group="callers", exclusive=True)

    async def read_anew(self) -> None:
        """Let who was found follow what others did, the cursor where it stands."""
        await self._look(self._field.value, again=True)

    async def _look(self, text: str, *, again: bool = False) -> None:
        from db.queries.search import callers

        await sleep(_PAUSE)
        found: Sequence[Caller] = (await caseload_app(self).asked(callers, text, _MOST) or ()) if text.strip() else ()
        if text != self._field.value:
            return
        self._found, self._found_for = _family_first(found, text), text
        found = self._found
        self._names = all_apart([split_name(each.full_name) for each in found])
        keys: list[RowKey] = [each.patient_id for each in found]
        if self._new and text.strip():
            keys.append(_NEW)
        self._table.set_rows(keys, self._row)
        if keys and not again:
            self._table.select(keys[0])

    def _row(self, place: int) -> Row:
        if place >= len(self._found):
            return Row((safe(_("A new patient: {text}", text=self._field.value), "accent"),), whole=True)
        caller = self._found[place]
        name = person_words(self._names[place], caller.age, self._table.column_width("name"))
        whose = relation_words(caller.relation, sex=caller.sex) if caller.relation else ""
        shown = tail if caller.own else masked_tail
        number = f"{shown(caller.phone)} {whose}" if caller.phone else ""
        words, other = caseload_app(self).words(), "" if caller.own else f" · {caller.assistant or _('nobody')}"
        if caller.covered and caller.assistant:
            other = f" · {for_whom(caller.assistant)}"
        if caller.in_work is not None:
            other = f" · {in_work_words(caller.in_work)}"
        # Whose patient it is stands where it has room, so that it cuts neither the name nor whose number it is.
        if cell_len(number + other) <= self._table.column_width("whose"):
            number += other
        elif cell_len(name + other) <= self._table.column_width("name"):
            name += other
        return Row(
            (
                safe(name, "strong" if caller.own else ""), safe(number),
                safe(words.moment(caller.next_visit_at, zone=words.zone)),
                safe(words.moment(caller.promised_at, zone=words.zone), "soon"),
            )
        )  # fmt: skip

    def on_key(self, event: events.Key) -> None:
        """Move in the list while the field has the keys."""
        if event.key in ("up", "down"):
            event.stop()
            self._table.action_move(1 if event.key == "down" else -1)

    def on_record_table_highlighted(self, event: RecordTable.Highlighted) -> None:
        """Keep the list's message inside."""
        event.stop()

    def on_record_table_chosen(self, event: RecordTable.Chosen) -> None:
        """Take who was clicked."""
        event.stop()
        self._take(event.key)

    def on_field_submitted(self, event: Field.Submitted) -> None:
        """Take who is marked."""
        event.stop()
        self.run_worker(self._take_when_found(), name="take", group="callers", exclusive=True)

    async def _take_when_found(self) -> None:
        """Take who is marked, once the list is that of what stands in the field: fast hands are ahead of it."""
        if self._found_for != self._field.value:
            await self._look(self._field.value)
        self._take(self._table.cursor_key)

    def _take(self, key: RowKey | None) -> None:
        text = self._field.value.strip()
        if key == _NEW:
            self.finish(Calling(None, None, text))
            return
        for caller in self._found:
            if caller.patient_id == key:
                self.finish(Calling(caller.patient_id, caller.phone if self._number and _digits(text) else None, text))


def _family_first(found: "Sequence[Caller]", text: str) -> "Sequence[Caller]":
    """Return those first whose family name is what was typed, in either layout, then those whose begins with it."""
    keys = tuple(filter(None, (search_key(text), search_key(swap_layout(text)))))

    def rank(caller: "Caller") -> int:
        name = search_key(caller.full_name)
        if any(name == key or name.startswith(key + " ") for key in keys):
            return 0
        return 1 if name.startswith(keys) else 2

    return sorted(found, key=rank)


def _digits(text: str) -> bool:
    return sum(sign.isdigit() for sign in text) >= 3
