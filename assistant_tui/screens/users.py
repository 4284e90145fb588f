"""Who works with the program: users with their roles, organisation, patients, last sign-in."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar, Final, Literal

from rich.text import Text

from assistant_tui.app_staff import StaffWays
from assistant_tui.commands.catalogue import SCREENS
from assistant_tui.listing.list_screen import ListScreen
from assistant_tui.listing.listed_rows import Entry
from assistant_tui.text.i18n import N_, _, ngettext_
from assistant_tui.text.phones import display
from assistant_tui.text.safe import safe
from assistant_tui.text.staff import roles_words, scope_words, seen_words
from assistant_tui.widgets.hint_line import HintLine
from assistant_tui.widgets.rows import Column, Row
from db.queries.people import UserRow

if TYPE_CHECKING:
    from assistant_tui.app_caseload import RecordChanged

NEW: Final = "new"
Item = UserRow | Literal["new"]


class UsersScreen(ListScreen[Item]):
    """The users; the first row adds one. Nothing of a patient stands here, only how many somebody has."""

    DEFAULT_CSS = """
    UsersScreen.-wide #list { width: 1fr; }
    UsersScreen.-wide SidePanel { display: none; }
    """
    TITLE: ClassVar[str] = N_("USERS")
    SECTIONS: ClassVar[Sequence[tuple[str, str]]] = (("active", N_("May sign in")), ("off", N_("Switched off")))
    COLUMNS: ClassVar[Sequence[Column]] = (
        Column("name", N_("Who"), 16, grow=1), Column("login", N_("Login"), 18),
        Column("roles", N_("Roles"), 21, grow=1), Column("centre", N_("Organisation"), 12, grow=1, priority=1),
        Column("patients", N_("Pat."), 5, right=True), Column("last", N_("Signed in"), 11),
    )  # fmt: skip
    EMPTY: ClassVar[dict[str, str]] = {"off": N_("Nobody is switched off.")}
    ENTER: ClassVar[str] = N_("Enter WHAT TO DO")
    HELP: ClassVar[str] = N_(
        "Everybody who signs in, with their roles, organisation, patients and last sign-in. Enter on a user changes"
        " them, switches them off or on, or gives them a new code to sign in; the first row adds a user. A user who is"
        " switched off is out everywhere within seconds; what they did stays theirs. The last administrator stays one."
    )
    OFFERS: ClassVar[tuple[str, ...]] = (*SCREENS, "section_prev", "section_next", "import", "export", "leave")
    CHANGED_BY: ClassVar[frozenset[str]] = frozenset({
        "add_user", "edit_user", "disable_user", "enable_user", "assign_patients", "undo", "edit_organisation",
    })  # fmt: skip

    @property
    def ways(self) -> StaffWays:
        """The app, as one that manages users."""
        app = self.caseload_app
        if not isinstance(app, StaffWays):
            raise TypeError(type(app).__name__)
        return app

    async def read(self) -> Sequence[Entry[Item]] | None:
        """Read all users, those who are switched off too."""
        from db.queries.people import users

        found = await self.caseload_app.asked(users, active=None)
        if found is None:
            return None
        entries: list[Entry[Item]] = [Entry(NEW, "new", None, ("active",), "")]
        entries += [
            Entry(each.id, each, None, ("active" if each.active else "off",),
                  f"{each.name} {each.login} {roles_words(each.roles)} {each.centre or ''}")
            for each in sorted(found, key=lambda each: each.name.casefold())
        ]  # fmt: skip
        return entries

    async def _search(self, text: str) -> None:
        """Search among the rows alone: no patient is looked for here."""

    def _show_hint(self) -> None:
        super()._show_hint()
        if not self.rows.text:
            self.query_one(HintLine).show_keys(_(self.ENTER) if self.item_here() else "", _("type: search"))

    def row(self, item: Item) -> Row:
        """Return who, with which roles and where, how many patients, when they were last here."""
        if isinstance(item, str):
            return Row((safe(_("+ a new user …"), "accent"),), whole=True)
        app, dim = self.caseload_app, "" if item.active else "faint"
        width = self.table.column_width("roles")
        return Row((
            safe(item.short_name, dim or "strong"), safe(item.login, dim), safe(roles_words(item.roles, width), dim),
            safe(item.centre or "", "faint"), safe(str(item.patients or ""), dim),
            safe(seen_words(item, app.today(), app.zone), "faint"),
        ))  # fmt: skip

    def about(self, item: Item) -> list[Text]:
        """Return the full name and roles, what a supervisor sees, language and number."""
        if isinstance(item, str):
            return [safe(_("Enter asks who it is; they sign in first by a code that is shown once."), "faint")]
        you = _("{name} (you)", name=item.name) if item.id == self.caseload_app.caseload.user.id else item.name
        supervised = scope_words(item)
        patients = ngettext_("{n} patient", "{n} patients", item.patients) if item.patients else ""
        more = (patients, display(item.phone or ""), {"ru": "Русский", "en": "English"}.get(item.language, ""))
        said = roles_words(item.roles)
        return [
            safe(" · ".join(filter(None, (you, item.login, item.centre or ""))), "strong"), safe(said),
            safe(_("supervises patients {whose}", whose=supervised) if supervised else "", "faint"),
            safe(" · ".join(filter(None, more)), "faint"),
        ]  # fmt: skip

    async def act(self, item: Item) -> None:
        """Add a user, or ask what is to be done with one."""
        if isinstance(item, str):
            await self.ways.new_user()
        else:
            await self.ways.act_on_user(item)

    def on_record_changed(self, event: "RecordChanged") -> None:
        """Show the list anew where something of a user changed."""
        if event.done.kind in self.CHANGED_BY:
            self.refresh_list()
