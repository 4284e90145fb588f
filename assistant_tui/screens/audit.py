"""The audit: who did what, when, from where and why; the newest first, a page at a time."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from rich.text import Text

from assistant_tui.app_caseload import RecordChanged
from assistant_tui.commands.catalogue import SCREENS
from assistant_tui.listing.list_screen import ListScreen
from assistant_tui.listing.listed_rows import Entry, ListedRows
from assistant_tui.text.audit import (
    OUTCOMES,
    asked_first,
    detail_words,
    event_words,
    kinds_of,
    object_words,
    reason_words,
    why_words,
)
from assistant_tui.text.dates import clock, full_day, near_day
from assistant_tui.text.i18n import N_, _
from assistant_tui.text.safe import safe
from assistant_tui.widgets.hint_line import HintLine
from assistant_tui.widgets.record_table import RecordTable
from assistant_tui.widgets.rows import Column, Heading, Row, RowKey

if TYPE_CHECKING:
    from db.queries.audit import AuditRow


class ReadRows(ListedRows["AuditRow"]):
    """Rows that the database has chosen already: all of them are shown, and nobody counts the rest."""

    def shown(self) -> list[RowKey | Heading]:
        """Return the keys of all rows, the days among them."""
        self._shown = []
        heading = ""
        for entry in self.entries:
            if entry.heading != heading:
                heading = entry.heading
                self._shown.append(Heading(heading))
            self._shown.append(entry.key)
        return self._shown

    def counts(self) -> dict[str, int]:
        """Return nothing: to count a million events for a number beside a word would take longer than to read them."""
        return {}


class AuditScreen(ListScreen["AuditRow"]):
    """What was done by whom; typing finds a person, the number of a patient, or a kind of event."""

    TITLE: ClassVar[str] = N_("AUDIT")
    SECTIONS: ClassVar[Sequence[tuple[str, str]]] = (
        ("all", N_("Everything")), ("entering", N_("Signing in")), ("seen", N_("Seen")), ("changes", N_("Changes")),
        ("beyond", N_("Not one's own")), ("files", N_("Files")), ("keeping", N_("Keeping")),
    )  # fmt: skip
    COLUMNS: ClassVar[Sequence[Column]] = (
        Column("time", N_("Time"), 5), Column("who", N_("Who"), 17, grow=1), Column("what", N_("What"), 23, grow=3),
        Column("about", N_("About"), 12, grow=1), Column("why", N_("Outcome, why"), 15, grow=3, priority=1),
    )  # fmt: skip
    EMPTY: ClassVar[dict[str, str]] = dict.fromkeys(
        ("all", "entering", "seen", "changes", "beyond", "files", "keeping"), N_("Nothing like this has happened yet.")
    )
    HELP: ClassVar[str] = N_(
        "Every event since there has been an audit, the newest first: who, when, at which terminal, what, about which"
        " patient, why. Patients stand here by their numbers only. Type a login or a family name, the number of a"
        " patient, or a kind of event such as “saved”; Enter narrows the list to the patient or the person of the row,"
        " Esc widens it again. What a patient may ask for is written by: audit report NUMBER."
    )
    OFFERS: ClassVar[tuple[str, ...]] = (*SCREENS, "section_prev", "section_next", "export", "leave")
    DEFAULT_CSS = """
    AuditScreen.-wide #list { width: 1fr; }
    AuditScreen.-wide SidePanel { display: none; }
    """

    def __init__(self) -> None:
        """Show everything."""
        super().__init__()
        self.rows = ReadRows([each for each, _label in self.SECTIONS])
        self._read: list[AuditRow] = []
        self._whole = False  # whether there is nothing older
        self._going_on = False

    # Reading, a page at a time.

    async def read(self) -> "Sequence[Entry[AuditRow]] | None":
        """Read the newest page of the section, or of what was typed."""
        page = await self._page(None)
        if page is None:
            return None
        self._read = list(page)
        return self._entries()

    async def _page(self, before: int | None) -> "Sequence[AuditRow] | None":
        from db.queries.audit import PAGE, events, people_like

        app, text = self.caseload_app, self.rows.text.strip()
        group = None if self.rows.section == "all" or text else self.rows.section
        users: Sequence[str] | None = None
        kinds: Sequence[str] | None = None
        patient_id = int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None
        if text and patient_id is None:
            users = await app.asked(people_like, text)
            if not users:
                users, kinds = None, kinds_of(text)
        found = await app.asked(
            events, users=users, kinds=kinds, patient_id=patient_id, group=group, before=before, limit=PAGE
        )
        if found is not None:
            self._whole = len(found) < PAGE
        return found

    def _entries(self) -> "list[Entry[AuditRow]]":
        today, zone = self.caseload_app.today(), self.caseload_app.zone
        entries = []
        for each in self._read:
            on = each.at.astimezone(zone).date()
            heading = full_day(on) if abs((on - today).days) > 1 else f"{near_day(on, today)}, {full_day(on)}"
            entries.append(Entry(each.id, each, None, (), "", heading))
        return entries

    def on_record_table_highlighted(self, event: RecordTable.Highlighted) -> None:
        """Show what is known of the row; at the last one read on."""
        super().on_record_table_highlighted(event)
        at_end = bool(self._read) and event.key == self._read[-1].id
        if at_end and not self._whole and not self._going_on:
            self._going_on = True
            self.behind("older", self._read_on)

    async def _read_on(self) -> None:
        try:
            last = self._read[-1].id
            page = await self._page(last)
            if page and self.is_mounted and self._read[-1].id == last:
                self._read += page
                self.rows.take(self._entries())
                self.show_rows()
        finally:
            self._going_on = False

    def on_record_changed(self, event: RecordChanged) -> None:
        """Show what came since, where the newest is looked at; further down nothing moves."""
        if not self._read or self.table.cursor_key == self._read[0].id:
            self.refresh_list()

    def search(self, text: str) -> None:
        """Look for a person, a patient's number or a kind of event, in all of the audit."""
        self.rows.search(text[:100])
        self.table.typing = bool(text)
        self.show_rows()
        self.refresh_list()

    def show_section(self, section: str) -> None:
        """Read another section; a search ends."""
        super().show_section(section)
        self.refresh_list()

    # What is shown.

    def _show_hint(self) -> None:
        super()._show_hint()
        item = self.item_here()
        if not self.rows.text:
            here = _("Enter THIS PATIENT") if item and _patient_of(item) else _("Enter THIS PERSON")
            self.query_one(HintLine).show_keys(here if item else "", _("type: who, patient no., what"))

    def row(self, item: "AuditRow") -> Row:
        """Return when, who, what, about whom, how it ended or why."""
        style = "" if item.outcome == "done" else "soon" if asked_first(item) else "late"
        return Row((
            safe(clock(item.at, self.caseload_app.zone), "faint"), safe(item.user_name or "—", "strong"),
            safe(event_words(item.event), style), safe(object_words(item)), safe(why_words(item), style or "faint"),
        ))  # fmt: skip

    def about(self, item: "AuditRow") -> list[Text]:
        """Return the instant, the person and the terminal; what and how it ended; why; its place in its chain."""
        at = item.at.astimezone(self.caseload_app.zone)
        who = f"{item.user_name} ({item.user})" if item.user_name else _("nobody was signed in")
        ended = "" if item.outcome == "done" else _(OUTCOMES.get(item.outcome, item.outcome))
        ended = "" if ended == event_words(item.event) else ended
        chain = _("session {session}, event {seq}", session=item.session_id or 0, seq=item.seq or 0)
        step = _("action {id}", id=item.action_id) if item.action_id else ""
        return [
            safe(" · ".join((f"{full_day(at.date())} {at:%H:%M:%S}", who, item.terminal)), "strong"),
            safe(" · ".join(filter(None, (event_words(item.event), object_words(item), ended)))),
            safe(" · ".join(filter(None, (reason_words(item.reason), detail_words(item.detail))))),
            safe(" · ".join(filter(None, (chain, step))), "faint"),
        ]

    async def act(self, item: "AuditRow") -> None:
        """Narrow the list to the patient of the row, or to the person."""
        patient_id = _patient_of(item)
        if patient_id is not None and self.rows.text != str(patient_id):
            self.search(str(patient_id))
        elif item.user is not None:
            self.search(item.user)


def _patient_of(item: "AuditRow") -> int | None:
    return item.object_id if item.object_kind == "patient" else None
