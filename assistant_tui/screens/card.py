"""The patient's card: everything on record, to read."""

from typing import ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.widgets import Static

from assistant_tui.app_caseload import RecordChanged
from assistant_tui.commands.catalogue import RECORD, SCREENS
from assistant_tui.commands.hands_commands import HandsCommands
from assistant_tui.commands.host import CommandScreen
from assistant_tui.commands.patient_commands import PatientCommands
from assistant_tui.dialogs.tell import TellDialog
from assistant_tui.text.card import CardWords
from assistant_tui.text.i18n import N_, _
from assistant_tui.text.safe import safe
from assistant_tui.text.width import clip
from assistant_tui.widgets.card_lists import COLUMNS, EMPTY, TABS, CardLists, ListedRow, summary_rows, test_of, visit_of
from assistant_tui.widgets.footer import KeysLine
from assistant_tui.widgets.header import TitleLine
from assistant_tui.widgets.record_table import RecordTable
from assistant_tui.widgets.rows import Column, Heading, RowKey
from assistant_tui.widgets.sections import Section, SectionsLine
from assistant_tui.widgets.status_line import StatusLine
from assistant_tui.widgets.zone_line import ZoneLine

_ALL = 10_000
"""More entries of one patient than anybody has: the whole history."""
_BANNER = 34
"""Room that the title leaves for what stands at its right."""


class CardScreen(HandsCommands, PatientCommands, CommandScreen[None]):
    """A patient, whole: summary, history, contacts, visits, tests, calls, notes.

    ← and → go through the tabs; Enter changes a line, corrects an own call of today, or tells the line in full. On a
    wide screen the summary stands beside the lists, Tab goes from one to the other.
    """

    CSS_PATH = "card.tcss"
    FOLLOWS: ClassVar[bool] = True
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (110, "-wide")]
    OFFERS: ClassVar[tuple[str, ...]] = (
        *SCREENS, "card", "book", "task", "note", "message",
        "tests", "why", "late_entry", "late_visit", "correct_call", *RECORD,
        "call_extract", "copy_ids", "section_prev", "section_next", "panels", "leave",
    )  # fmt: skip
    HELP: ClassVar[str] = N_(
        "Everything on record about one patient. ← and → go through the tabs. Enter changes a line or tells it in full:"
        " why a deadline ends when it ends, a whole note. The diagnosis is shown here and nowhere else."
    )

    def __init__(self, patient_id: int, *, tab: str | None = None) -> None:
        """Show a patient, at a tab of `TABS`."""
        super().__init__()
        self.patient_id = patient_id
        self.tab = tab if tab in TABS else "summary"
        self.lists: CardLists | None = None
        self._told: dict[RowKey, ListedRow] = {}

    @property
    def summary(self) -> RecordTable:
        """The summary."""
        return self.query_one("#summary", RecordTable)

    def compose(self) -> ComposeResult:
        """Put the zones under one another."""
        yield TitleLine(_("Card"))
        yield Static(Text(""), id="known")
        yield SectionsLine()
        yield ZoneLine()
        with Horizontal(id="whole"):
            columns = (Column("name", "", 16), Column("said", "", 30, grow=1))
            yield RecordTable(columns, empty=N_("Reading the card …"), header=False, search=False, id="summary")
            yield Static(Text(""), id="divider")
        yield ZoneLine()
        yield StatusLine()
        yield Static(Text(""), id="hint")
        yield KeysLine()

    def on_mount(self) -> None:
        """Begin to read."""
        self.rebind()
        self.query_one(TitleLine).show(training=self.caseload_app.training)
        self.set_classes(f"-{'summary' if self.tab == 'summary' else 'lists'}")
        self.summary.focus()
        self.refresh_card()

    def on_resize(self) -> None:
        """Show in both panels what a wide screen has room for."""
        if self.lists is not None:
            self.call_after_refresh(self.show_card)

    # Reading.

    def refresh_card(self) -> None:
        """Read the card anew."""
        self.run_worker(self._load(), name="card", group="card", exclusive=True)

    async def _load(self) -> None:
        from db.queries.patients import card, timeline

        app = self.caseload_app
        found = await app.asked(card, self.patient_id)
        past = await app.asked(timeline, self.patient_id, limit=_ALL)
        if found is None or past is None:
            return
        words = CardWords(app.words(), app.now(), app.zone.key, app.caseload.rules)
        self.lists = CardLists(found, past, words)
        await self.show_card()

    def on_record_changed(self, event: RecordChanged) -> None:
        """Show what changed, in place."""
        if self.patient_id in event.patient_ids:
            self.refresh_card()

    def words_changed(self) -> None:
        """Write everything in the present language."""
        self.refresh_card()

    # Showing.

    @property
    def wide(self) -> bool:
        """Tell whether both panels are seen."""
        return self.has_class("-wide")

    @property
    def shown_list(self) -> str:
        """The list that is seen, empty where only the summary is."""
        if self.tab != "summary":
            return self.tab
        return "timeline" if self.wide else ""

    async def show_card(self) -> None:
        """Fill title, tabs and tables."""
        lists = self.lists
        if lists is None or not self.is_mounted:
            return
        card, words = lists.card, lists.words
        name = clip(words.name(card), max(12, self.size.width - _BANNER))
        who = "" if card.own else card.assistant or ""
        self.query_one(TitleLine).show(title=_("Card"), moment=name, who=who, training=self.caseload_app.training)
        self.query_one("#known", Static).update(words.known(card))
        counts = lists.counts()
        tabs = [Section(tab, _(label), counts.get(tab)) for tab, label in TABS.items()]
        self.query_one(SectionsLine).show(tabs, self.tab)
        self._show_summary(lists)
        await self._show_list(lists)
        self._show_hint()

    def _show_summary(self, lists: CardLists) -> None:
        keys: list[RowKey | Heading] = []
        rows: dict[RowKey, ListedRow] = {}
        for heading, listed in summary_rows(lists.words, lists.card):
            keys.append(Heading(heading))
            keys += [each.key for each in listed]
            rows.update({each.key: each for each in listed})
        self._told = dict(rows)
        self.summary.set_rows(keys, lambda place: rows[_key(keys[place])].row)

    async def _show_list(self, lists: CardLists) -> None:
        """Put the list of the tab beside or in place of the summary; the focus goes to what the tab is about."""
        wanted = self.shown_list
        table = next(iter(self.query("#list").results(RecordTable)), None)
        if table is not None and table.name != wanted:
            await table.remove()
            table = None
        if wanted and table is None:
            table = RecordTable(COLUMNS[wanted], empty=EMPTY[wanted], search=False, name=wanted, id="list")
            await self.query_one("#whole").mount(table)
        if table is not None and wanted:
            rows = lists.rows(wanted)
            known: dict[RowKey, ListedRow] = {each.key: each for each in rows}
            self._told |= known
            table.set_rows([each.key for each in rows], lambda place: rows[place].row)
        self.set_class(self.tab == "summary", "-summary")
        self.set_class(self.tab != "summary", "-lists")
        if self.focused is None or not self.focused.display:
            (table if self.tab != "summary" and table is not None else self.summary).focus()

    def _show_hint(self) -> None:
        key = self._key_here()
        said = _("Enter tells it in full") if key is not None else ""
        if isinstance(key, str) and key.startswith("deadline:"):
            said = _("Enter: why this date")
        elif self._own_call_of_today(key) is not None:
            said = _("Enter corrects this call")
        elif visit_of(key):
            said = _("Enter: what is to be done · F4 book")
        elif test_of(key):
            said = _("Enter: what became of it · F7 order")
        elif self.caseload_app.acts_on(str(key)):
            said = _("Enter: change it")
        others = (_("←→ tabs"), _("↑↓ lines") if key is not None else "", _("Ins change"), _("Esc back"))
        parts = [safe(said, "accent"), *(safe(more, "faint") for more in others)]
        self.query_one("#hint", Static).update(Text("  ").join(part for part in parts if part))

    def _key_here(self) -> RowKey | None:
        table = self.focused
        return table.cursor_key if isinstance(table, RecordTable) else None

    def _own_call_of_today(self, key: object) -> int | None:
        """Return the id of the call in a row that the person made today and that stands; None for other rows."""
        if self.lists is None or not isinstance(key, str) or not key.startswith("call:"):
            return None
        app = self.caseload_app
        call = next((each for each in self.lists.card.calls if f"call:{each.id}" == key), None)
        if call is None or call.undone or call.user != app.caseload.user.login:
            return None
        return call.id if call.at.astimezone(app.zone).date() == app.today() else None

    # Moving.

    def on_record_table_highlighted(self, event: RecordTable.Highlighted) -> None:
        """Say what Enter does here."""
        event.stop()
        self._show_hint()

    def on_descendant_focus(self) -> None:
        """Say what Enter does in this panel."""
        self._show_hint()

    def on_record_table_chosen(self, event: RecordTable.Chosen) -> None:
        """Tell a line in full, or correct an own call of today."""
        event.stop()
        self.base_app.run_worker(self._choose(event.key), name="choose", exclusive=False)

    async def _choose(self, key: RowKey) -> None:
        if (call_id := self._own_call_of_today(key)) is not None:
            await self.caseload_app.correct_call(self.patient_id, call_id)
        elif await self.caseload_app.act_on_line(self.patient_id, str(key)):
            return
        elif (told := self._told.get(key)) is not None and any(told.more):
            title = told.title[:1].upper() + told.title[1:]
            await self.base_app.ask(TellDialog(title, [line for line in told.more if line]))

    def on_sections_line_picked(self, event: SectionsLine.Picked) -> None:
        """Show the tab that was clicked."""
        self.show_tab(event.section)

    def show_tab(self, tab: str) -> None:
        """Show a tab."""
        if tab == self.tab:
            return
        self.tab = tab
        self.run_worker(self._changed_tab(), name="tab", group="tab", exclusive=True)

    async def _changed_tab(self) -> None:
        await self.show_card()
        table = next(iter(self.query("#list").results(RecordTable)), None)
        (self.summary if self.tab == "summary" or table is None else table).focus()
        self._show_hint()

    def do_section_prev(self) -> None:
        """Show the tab to the left."""
        self._step(-1)

    def do_section_next(self) -> None:
        """Show the tab to the right."""
        self._step(1)

    def _step(self, step: int) -> None:
        tabs = list(TABS)
        self.show_tab(tabs[(tabs.index(self.tab) + step) % len(tabs)])

    # Commands.

    def patient_here(self) -> int | None:
        """Return whose card it is."""
        return self.patient_id

    def off_card(self) -> str | None:
        """Say that the card is open."""
        return _("The card is open already")

    async def do_correct_call(self) -> None:
        """Correct the call under the cursor, or ask which one of today."""
        await self.caseload_app.correct_call(self.patient_id, self._own_call_of_today(self._key_here()))

    async def do_tests(self) -> None:
        """Show the tests; there already, order one or see to a course."""
        if self.tab == "tests":
            await self.caseload_app.tests_menu(self.patient_id)
        else:
            self.show_tab("tests")

    def do_leave(self) -> None:
        """Go back."""
        if self.is_current:
            self.dismiss(None)


def _key(key: RowKey | Heading) -> RowKey:
    if isinstance(key, Heading):
        raise LookupError(key)
    return key
