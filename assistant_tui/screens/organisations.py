"""Places that give care, by kind."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar, Final, Literal

from rich.text import Text

from assistant_tui.app_organisations import OrganisationWays
from assistant_tui.commands.catalogue import SCREENS
from assistant_tui.listing.list_screen import ListScreen
from assistant_tui.listing.listed_rows import Entry
from assistant_tui.text.i18n import N_, _
from assistant_tui.text.phones import display
from assistant_tui.text.safe import safe
from assistant_tui.text.staff import KINDS, kind_words
from assistant_tui.widgets.hint_line import HintLine
from assistant_tui.widgets.rows import Column, Row
from db.queries.people import OrganisationRow

if TYPE_CHECKING:
    from assistant_tui.app_caseload import RecordChanged


def _heading(kind: str) -> str:
    """Return the kind as it stands over its rows."""
    said = kind_words(kind)
    return said[:1].upper() + said[1:]


NEW: Final = "new"
Item = OrganisationRow | Literal["new"]


class OrganisationsScreen(ListScreen[Item]):
    """The organisations; the first row adds one."""

    DEFAULT_CSS = """
    OrganisationsScreen.-wide #list { width: 1fr; }
    OrganisationsScreen.-wide SidePanel { display: none; }
    """
    TITLE: ClassVar[str] = N_("ORGANISATIONS")
    SECTIONS: ClassVar[Sequence[tuple[str, str]]] = (("active", N_("In use")), ("off", N_("Switched off")))
    COLUMNS: ClassVar[Sequence[Column]] = (
        Column("name", N_("Name"), 30, grow=2), Column("address", N_("Address"), 24, grow=3),
        Column("phone", N_("Phone"), 18, grow=1, priority=1),
    )  # fmt: skip
    EMPTY: ClassVar[dict[str, str]] = {"off": N_("No organisation is switched off.")}
    ENTER: ClassVar[str] = N_("Enter WHAT TO DO")
    HELP: ClassVar[str] = N_(
        "Places where visits, tests and treatment are booked, and the centres where users work, by kind. Enter changes"
        " one or switches it off; the first row adds one. One that is switched off is offered nowhere; visits that"
        " lead there stay, and are named before."
    )
    OFFERS: ClassVar[tuple[str, ...]] = (*SCREENS, "section_prev", "section_next", "export", "leave")
    CHANGED_BY: ClassVar[frozenset[str]] = frozenset({
        "add_organisation", "edit_organisation", "disable_organisation", "enable_organisation", "undo",
    })  # fmt: skip

    @property
    def ways(self) -> OrganisationWays:
        """The app, as one that manages organisations."""
        app = self.caseload_app
        if not isinstance(app, OrganisationWays):
            raise TypeError(type(app).__name__)
        return app

    async def read(self) -> Sequence[Entry[Item]] | None:
        """Read all organisations, those that are switched off too, kind after kind."""
        from db.queries.people import organisations

        found = await self.caseload_app.asked(organisations, active=None)
        if found is None:
            return None
        order = {kind: place for place, kind in enumerate(KINDS)}
        entries: list[Entry[Item]] = [Entry(NEW, "new", None, ("active",), "")]
        entries += [
            Entry(each.id, each, None, ("active" if each.active else "off",),
                  f"{each.name} {each.short_name} {each.address or ''} {kind_words(each.kind)}", _heading(each.kind))
            for each in sorted(found, key=lambda each: order.get(each.kind, len(order)))
        ]  # fmt: skip
        return entries

    async def _search(self, text: str) -> None:
        """Search among the rows alone: no patient is looked for here."""

    def _show_hint(self) -> None:
        super()._show_hint()
        if not self.rows.text:
            self.query_one(HintLine).show_keys(_(self.ENTER) if self.item_here() else "", _("type: search"))

    def row(self, item: Item) -> Row:
        """Return the name, where it is, its number."""
        if isinstance(item, str):
            return Row((safe(_("+ a new organisation …"), "accent"),), whole=True)
        dim = "" if item.active else "faint"
        return Row((
            safe(item.short_name, dim or "strong"), safe(item.address or "", dim or "faint"),
            safe(display(item.phone or ""), dim),
        ))  # fmt: skip

    def about(self, item: Item) -> list[Text]:
        """Return the full name, what it is, address, number and zone."""
        if isinstance(item, str):
            return [safe(_("Enter asks what it is and where."), "faint")]
        return [
            safe(item.name, "strong"), safe(kind_words(item.kind)), safe(item.address or ""),
            safe(" · ".join(filter(None, (display(item.phone or ""), item.zone))), "faint"),
        ]  # fmt: skip

    async def act(self, item: Item) -> None:
        """Add an organisation, or ask what is to be done with one."""
        if isinstance(item, str):
            await self.ways.new_organisation()
        else:
            await self.ways.act_on_organisation(item)

    def on_record_changed(self, event: "RecordChanged") -> None:
        """Show the list anew where something of an organisation changed."""
        if event.done.kind in self.CHANGED_BY:
            self.refresh_list()
