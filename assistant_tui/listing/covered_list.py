"""Lists in which the rows of a colleague for whom one stands in today stand among one's own."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import ClassVar, Final, TypeVar

from assistant_tui.listing.list_screen import ListScreen
from assistant_tui.listing.listed_rows import Entry
from assistant_tui.text.cover_words import LONGEST_FAMILY, for_whom
from assistant_tui.text.i18n import N_, _
from assistant_tui.text.safe import safe
from assistant_tui.widgets.choice import Choice
from assistant_tui.widgets.rows import Column, Row

T = TypeVar("T")
_EVERYTHING: Final = "+"
_NARROWEST: Final = 12
"""Cells that a growing column keeps where it makes room for whose a row is."""


class CoveredList(ListScreen[T]):
    """A list that says of each row for whom one stands in, and can be narrowed to one's own or to a colleague's.

    A screen of its own says with `owner` whose a row is. While one stands in for nobody it is a list like any other.
    """

    OFFERS: ClassVar[tuple[str, ...]] = (*ListScreen.LIST_OFFERS, "whose")
    WHOSE: ClassVar[Column] = Column("whose", N_("For whom"), 11, priority=1)

    def __init__(self, section: str | None = None) -> None:
        """Show the list at a section, the first by default."""
        super().__init__(section)
        self._covered: Mapping[str, str] = {}  # short names by login
        self._only: str | None = None  # the login whose rows alone are shown
        self._marked = False

    def owner(self, item: T) -> str | None:
        """Return the login of the colleague whose row it is."""
        raise NotImplementedError

    def whose_words(self, item: T) -> str:
        """Return for whom one stands in: «за Иванову»; nothing on one's own row."""
        name = self._covered.get(self.owner(item) or "")
        return for_whom(name, LONGEST_FAMILY) if name else ""

    async def _load(self) -> None:
        from db.queries.covering import stood_in_for

        self._covered = await self.caseload_app.asked(stood_in_for) or {}
        await super()._load()

    def kept(self, entries: Sequence[Entry[T]]) -> Sequence[Entry[T]]:
        """Leave out what the person does not want to see, as long as there is a choice."""
        me = self.caseload_app.caseload.user.login
        if self._only not in (None, me, *self._covered):
            self._only = None  # the cover is over
        if self._only is not None and self._covered:
            entries = [each for each in entries if self.owner(each.item) == self._only]
        self._marked = self._only is None and any(self.owner(each.item) in self._covered for each in entries)
        return entries

    def columns(self) -> Sequence[Column]:
        """Return the columns, among them whose a row is while there is more than one's own."""
        if not self._marked:
            return super().columns()
        found = [replace(each, width=_narrow(each)) if each.grow else each for each in super().columns()]
        found.insert(self._place(), self.WHOSE)
        return found

    def cells(self, item: T) -> Row:
        """Return the cells, among them whose the row is."""
        row = super().cells(item)
        if not self._marked:
            return row
        place = self._place()
        whose = safe(self.whose_words(item), "accent")
        return replace(row, cells=(*row.cells[:place], whose, *row.cells[place:]))

    def _place(self) -> int:
        return [column.key for column in self.COLUMNS].index("patient") + 1

    def heading(self) -> str:
        """Return the title, with whose rows alone are shown."""
        if self._only is None or not self._covered:
            return super().heading()
        whose = for_whom(self._covered[self._only]) if self._only in self._covered else _("only mine")
        return f"{super().heading()} · {whose}"

    # The command.

    def off_whose(self) -> str | None:
        """Say that there is nobody to choose."""
        return None if self._covered else _("You stand in for nobody today")

    async def do_whose(self) -> None:
        """Ask whose rows are to be shown."""
        from assistant_tui.dialogs.pick import PickDialog

        mine = self.caseload_app.caseload.user.login
        picked = await self.base_app.ask(PickDialog(_("Whose rows are to be shown?"), [
            Choice(_EVERYTHING, _("mine and those for whom I stand in")), Choice(mine, _("only mine")),
            *(Choice(login, _("only {whose}", whose=for_whom(name))) for login, name in self._covered.items()),
        ]))  # fmt: skip
        if picked is not None:
            self._only = None if picked.id == _EVERYTHING else picked.id
            self.tick()
            self.refresh_list()


def _narrow(column: Column) -> int:
    return min(column.width, max(_NARROWEST, column.width * 2 // 3))
