"""The supervisor's first screen: how the assistants do, who needs help first and why."""

from collections.abc import Collection, Sequence
from functools import partial
from typing import ClassVar, Final

from rich.text import Text
from textual.widgets import Static

from assistant_tui.app_workload import WorkloadWays
from assistant_tui.commands.catalogue import SCREENS
from assistant_tui.listing.list_screen import ListScreen
from assistant_tui.listing.listed_rows import Entry, ListedRows
from assistant_tui.text.behind import side_lines
from assistant_tui.text.i18n import N_, _, ngettext_
from assistant_tui.text.safe import safe
from assistant_tui.text.workload import (
    MEANINGS,
    counted,
    definition,
    in_two,
    name_cell,
    number_of,
    part_words,
    presence,
    rows_behind,
    seen_words,
    shown,
    unassigned_words,
)
from assistant_tui.widgets.footer import KeysLine
from assistant_tui.widgets.hint_line import HintLine, key_line
from assistant_tui.widgets.record_table import RecordTable
from assistant_tui.widgets.rows import Column, Row
from assistant_tui.widgets.sections import Section, SectionsLine
from assistant_tui.widgets.side_panel import Group, SidePanel
from db.queries.workload import Numbers, Workload, WorkloadRow
from db.rules.workload import NEEDS_HELP

Item = WorkloadRow | Workload
ALL: Final = 0
"""The key of the row of sums."""
_BAD: Final = {"overdue": "late", "untried": "soon", "silent": "soon", "nothing": "soon"}
_WIDTHS: Final = {"caseload": 5, "due": 5, "overdue": 6, "untried": 5, "done": 6, "reached": 6, "first": 5,
                  "silent": 6, "nothing": 5}  # fmt: skip
_REFRESH_EVERY: Final = 30.0
"""Seconds after which time alone may have made something late."""
_MOST_BESIDE: Final = 3000
"""Of longer lists the second panel shows nothing: Enter does."""


class _Board(ListedRows[Item]):
    """The rows of the board: whatever others write may change one of them."""

    def has_any(self, patient_ids: Collection[int]) -> bool:
        """Tell that the board is concerned."""
        return True


class WorkloadScreen(ListScreen[Item]):
    """Assistants × numbers, who needs help first; Enter shows the patients behind the number under the cursor."""

    TITLE: ClassVar[str] = N_("WORKLOAD")
    SECTIONS: ClassVar[Sequence[tuple[str, str]]] = tuple((name, each.head) for name, each in MEANINGS.items())
    COLUMNS: ClassVar[Sequence[Column]] = (
        Column("sign", "", 1), Column("who", N_("Assistant"), 14, grow=1),
        *(Column(name, each.head, _WIDTHS[name], right=True) for name, each in MEANINGS.items()),
        Column("seen", N_("Entry"), 6, right=True, priority=1),
    )  # fmt: skip
    ENTER: ClassVar[str] = N_("Enter PATIENTS  ← → number  = how it is counted  letters: search")
    EMPTY_BOARD: ClassVar[str] = N_(
        "No assistants yet. An administrator adds them on the screen Users; patients come from a file."
    )
    HELP: ClassVar[str] = N_(
        "How the assistants do; who needs help stands first, and below the list it says why. ← and → choose a number,"
        " ↑ and ↓ an assistant; Enter shows the patients behind the number, Esc there comes back. = says how the number"
        " is counted and what puts the row in its place. A name that is typed finds an assistant or a centre."
    )
    OFFERS: ClassVar[tuple[str, ...]] = (*SCREENS, "why", "section_prev", "section_next", "export", "leave")

    def __init__(self, section: str | None = None) -> None:
        """Show the board with the cursor on a number, on what is overdue by default."""
        super().__init__(section or "overdue")
        self.rows = _Board([each for each, _label in self.SECTIONS])
        self.rows.section = section or "overdue"
        self.board: Workload | None = None

    @property
    def ways(self) -> WorkloadWays:
        """The app, as one that shows what stands behind numbers."""
        app = self.caseload_app
        if not isinstance(app, WorkloadWays):
            raise TypeError(type(app).__name__)
        return app

    def on_mount(self) -> None:
        """Begin to read, and read anew now and then: time alone makes things late."""
        super().on_mount()
        self.set_interval(_REFRESH_EVERY, self.refresh_list)

    # Reading.

    async def read(self) -> Sequence[Entry[Item]] | None:
        """Read the board; the sums stand first."""
        from db.queries.workload import workload

        first = self.board is None
        board = await self.caseload_app.asked(workload)
        if board is None:
            return None
        self.board = board
        everywhere = [name for name, _label in self.SECTIONS]
        entries: list[Entry[Item]] = [
            Entry(row.user_id, row, None, everywhere, f"{row.name} {row.login} {row.centre or ''}")
            for row in board.rows
        ]
        if entries:
            entries.insert(0, Entry(ALL, board, None, everywhere, _("All")))
        if first and board.rows:
            self.call_after_refresh(self.table.select, board.rows[0].user_id)
        return entries

    async def _search(self, text: str) -> None:
        """Look among the rows only: patients are found on their own screens."""

    # What is shown.

    def columns(self) -> Sequence[Column]:
        """Return the columns, the chosen number marked."""
        return [
            Column(each.key, _(each.title).upper(), each.width, each.grow, each.priority, each.right)
            if each.key == self.rows.section
            else each
            for each in self.COLUMNS
        ]

    def show_rows(self) -> None:
        """Show the rows; the line of sections says the sums."""
        self.table.set_columns(self.columns())
        super().show_rows()
        total = self.board.total if self.board is not None else None
        self.query_one(SectionsLine).show([_sum(name, total) for name in MEANINGS], self.rows.section)
        if not self.rows.text:
            self.table.say_when_empty(self.EMPTY_BOARD if self.board is not None else N_("Reading the list …"))

    def row(self, item: Item) -> Row:
        """Return who, and the numbers."""
        app = self.caseload_app
        if isinstance(item, Workload):
            who = ngettext_("All: {n}", "All: {n}", len(item.rows))
            return Row((Text(""), safe(who, "accent"), *self._numbers(item.total, ALL, total=True), Text("")))
        needs = item.points >= NEEDS_HELP
        name = name_cell(item, self.table.column_width("who"))
        return Row((
            safe("!" if needs else "·", "late" if needs else "faint"), safe(name, "strong" if needs else ""),
            *self._numbers(item.numbers, item.user_id), safe(seen_words(item.last_at, app.today(), app.zone), "faint"),
        ))  # fmt: skip

    def _numbers(self, numbers: Numbers, key: int, *, total: bool = False) -> list[Text]:
        cells = []
        for name in MEANINGS:
            value = number_of(numbers, name)
            style = "accent" if total else _BAD.get(name, "") if value else "faint"
            here = name == self.rows.section and key == self.table.cursor_key
            cells.append(safe(("›" if here else "") + shown(value), style))
        return cells

    def on_record_table_highlighted(self, event: RecordTable.Highlighted) -> None:
        """Mark the number under the cursor, and say what is known of the row."""
        for key in self.table.keys:
            if isinstance(key, int):
                self.table.update_row(key)
        super().on_record_table_highlighted(event)

    def about(self, item: Item) -> list[Text]:
        """Return who it is, why they stand here, and what the number under the cursor says."""
        app, name = self.caseload_app, self.rows.section
        numbers = item.total if isinstance(item, Workload) else item.numbers
        said = safe(f"{_(MEANINGS[name].name)}: {counted(number_of(numbers, name))}", "accent").append("  ")
        said.append_text(safe(_(MEANINGS[name].formula), "faint"))
        if isinstance(item, Workload):
            return [*self._about_all(item), said]
        where = item.centre if item.centre and self.board is not None and self.board.whole else ""
        who = safe(" · ".join(filter(None, (item.name, where))), "strong")
        style = "late" if item.points >= NEEDS_HELP else ""
        why, more = in_two(item.parts, app.zone, max(40, self.query_one("#about", Static).content_size.width))
        there = presence(item, app.today(), app.zone)
        if more:  # where somebody is stands in their row, too
            return [who.append(" · ").append_text(safe(there)), safe(why, style), safe(more, style), said]
        return [who, safe(why, style), safe(there), said]

    def _about_all(self, board: Workload) -> list[Text]:
        needing = sum(1 for row in board.rows if row.points >= NEEDS_HELP)
        there = sum(1 for row in board.rows if row.at_work)
        lines = [
            safe(ngettext_("{n} assistant", "{n} assistants", len(board.rows)) + ", "
                 + ngettext_("{n} at work", "{n} at work", there), "strong"),
            safe(ngettext_("{n} needs help", "{n} need help", needing) if needing else _("nobody needs help now"),
                 "late" if needing else "done"),
        ]  # fmt: skip
        if board.unassigned:
            return [*lines, safe(unassigned_words(board.unassigned), "soon")]
        return [
            *lines,
            safe(_("everybody has an assistant") if board.total.caseload else _("no patients yet"), "faint"),
        ]

    def _show_about(self) -> None:
        super()._show_about()
        self.query_one(KeysLine).refresh()
        item = self.item_here()
        if item is not None and self.has_class("-wide"):
            self.behind("panel", partial(self._load_behind, item, self.rows.section))

    async def _load_behind(self, item: Item, name: str) -> None:
        """Show the patients behind the number under the cursor, as far as there is room."""
        numbers = item.total if isinstance(item, Workload) else item.numbers
        panel, value = self.query_one(SidePanel), number_of(numbers, name)
        heading = f"{_(MEANINGS[name].name)}: {counted(value)}"
        if rows_behind(value) > _MOST_BESIDE or not self.ways.sees_patients():
            panel.show([Group(heading, [safe(_("Enter shows the list"), "faint")])])
            return
        found = await self.ways.behind(name, None if isinstance(item, Workload) else item.user_id)
        if found is not None and self.is_mounted and item is self.item_here() and name == self.rows.section:
            app = self.caseload_app
            panel.show([Group(heading, side_lines(found, name, app.words()))])

    def _show_hint(self) -> None:
        super()._show_hint()
        if not self.rows.text:
            self.query_one(HintLine).update(key_line(_(self.ENTER) if self.item_here() is not None else "", "accent"))

    # What is done.

    async def act(self, item: Item) -> None:
        """Show the patients behind the number under the cursor."""
        if isinstance(item, Workload):
            await self.ways.show_behind(self.rows.section, None, _("All"))
        else:
            await self.ways.show_behind(self.rows.section, item.user_id, item.short_name)

    def off_why(self) -> str | None:
        """Say that there is nothing to explain."""
        return None if self.item_here() is not None else _("There is nobody here yet")

    async def do_why(self) -> None:
        """Say how the number is counted, and what puts the row in its place."""
        from assistant_tui.dialogs.tell import TellDialog

        item, name = self.item_here(), self.rows.section
        if item is None:
            return
        numbers = item.total if isinstance(item, Workload) else item.numbers
        lines = definition(name)
        if isinstance(item, WorkloadRow):
            zone = self.caseload_app.zone
            lines += ["", _("{name}: what puts the row in its place", name=item.short_name)]
            lines += [f"+{part.points} — {part_words(part, zone)}" for part in item.parts]
            lines.append(_("together {n}; from {least} on somebody needs help", n=item.points, least=NEEDS_HELP))
        title = f"{_(MEANINGS[name].name)}: {counted(number_of(numbers, name))}"
        await self.base_app.ask(TellDialog(title, lines))


def _sum(name: str, total: Numbers | None) -> Section:
    """Return what the line above says of a number: the sum over all rows; a share is a part of the words."""
    head = _(MEANINGS[name].head)
    value = number_of(total, name) if total is not None else None
    if value is None or isinstance(value, int):
        return Section(name, head, value)
    return Section(name, f"{head} {shown(value)}", None)
