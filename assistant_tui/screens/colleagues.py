"""Colleagues: who is at work and what each has to do, what was written, who stands in for whom."""

from collections.abc import Sequence
from textwrap import wrap as wrapped
from typing import ClassVar, Final

from rich.text import Text

from assistant_tui.app_covers import CoverWays
from assistant_tui.listing.list_screen import ListScreen
from assistant_tui.listing.listed_rows import Entry
from assistant_tui.text.colleagues import (
    cover_state,
    covered_words,
    days_words,
    load_words,
    message_title,
    where_words,
)
from assistant_tui.text.dates import full_day, near_moment
from assistant_tui.text.i18n import N_, _, ngettext_
from assistant_tui.text.names import short_person
from assistant_tui.text.safe import safe
from assistant_tui.widgets.rows import Column, Row
from db.queries.colleagues import Colleague, CoverRow, MessageRow

Item = Colleague | MessageRow | CoverRow
_ABOUT_WIDTH: Final = 76
"""Cells of the lines about a row, also where the terminal is wider: the panel stands beside them."""


class ColleaguesScreen(ListScreen[Item]):
    """The people of the centre, messages to and from oneself, covers of now and of the days to come."""

    TITLE: ClassVar[str] = N_("COLLEAGUES")
    SECTIONS: ClassVar[Sequence[tuple[str, str]]] = (
        ("people", N_("Colleagues")), ("messages", N_("Messages")), ("covers", N_("Covers")),
    )  # fmt: skip
    COLUMNS: ClassVar[Sequence[Column]] = (
        Column("who", N_("Who"), 19, grow=1), Column("what", N_("What"), 20, grow=3),
        Column("when", N_("When, how much"), 23), Column("whom", N_("Patients"), 12, grow=1, priority=1),
    )  # fmt: skip
    EMPTY: ClassVar[dict[str, str]] = {
        "people": N_("Nobody else works in your centre."),
        "messages": N_("Nobody has written to you. F9 writes to a colleague about a patient."),
        "covers": N_("Nobody stands in for anybody. Enter on a colleague arranges a cover."),
    }
    ENTER: ClassVar[str] = N_("Enter WHAT TO DO  Space read")
    HELP: ClassVar[str] = N_(
        "Who is at work, how many patients each is to call today, and who stands in for whom. Enter on a colleague"
        " writes a message, arranges or ends a cover, or says that they are ill; on a message it shows it and answers;"
        " on a cover it ends it. Space notes that a message was read."
    )
    OFFERS: ClassVar[tuple[str, ...]] = (*ListScreen.LIST_OFFERS, "settle")

    @property
    def ways(self) -> CoverWays:
        """The app, as one that knows of colleagues."""
        app = self.caseload_app
        if not isinstance(app, CoverWays):
            raise TypeError(type(app).__name__)
        return app

    async def read(self) -> Sequence[Entry[Item]] | None:
        """Read the people of the centre, messages and covers."""
        from db.queries.colleagues import colleagues, covers, messages

        app = self.caseload_app
        people, written, held = await app.asked(colleagues), await app.asked(messages), await app.asked(covers)
        if people is None or written is None or held is None:
            return None
        entries: list[Entry[Item]] = [
            Entry(("user", each.id), each, None, ("people",), f"{each.name} {each.login}") for each in people
        ]
        for message in written:
            text = f"{message.from_name} {message.to_name} {message.full_name or ''} {message.text[:200]}"
            heading = _("Unread") if message.incoming and message.read_at is None else _("Before")
            entries.append(Entry(("message", message.id), message, message.patient_id, ("messages",), text, heading))
        for cover in held:
            text = f"{cover.user} {cover.by} {cover.full_name or ''}"
            entries.append(Entry(("cover", cover.id), cover, cover.patient_id, ("covers",), text))
        return entries

    def row(self, item: Item) -> Row:
        """Return who, what, when, and which patients."""
        app = self.caseload_app
        today, zone = app.today(), app.zone
        if isinstance(item, Colleague):
            name = _("{name} (you)", name=item.short_name) if item.me else item.short_name
            style = "done" if item.at_work else "soon"
            patients = ngettext_("{n} patient", "{n} patients", item.patients) if item.patients else ""
            return Row((
                safe(name, "strong"), safe(where_words(item, today, zone), style),
                safe(load_words(item), "late" if item.overdue else ""), safe(patients, "faint"),
            ))  # fmt: skip
        if isinstance(item, MessageRow):
            who = item.from_name if item.incoming else _("to {name}", name=item.to_name)
            unread = item.incoming and item.read_at is None
            return Row((
                safe(who, "strong" if unread else ""), safe(item.text, "" if unread else "faint"),
                safe(near_moment(item.at, today, zone), "faint"),
                safe(short_person(item.full_name) if item.full_name else "", "" if unread else "faint"),
            ))  # fmt: skip
        days = f"{days_words(item.first_on, item.last_on, today)}, {cover_state(item)}"
        return Row((
            safe(item.user), safe(item.by, "strong"), safe(days, "done" if item.state == "now" else ""),
            safe(covered_words(item), "faint"),
        ))  # fmt: skip

    def about(self, item: Item) -> list[Text]:
        """Return what else is known."""
        app = self.caseload_app
        today, zone = app.today(), app.zone
        if isinstance(item, Colleague):
            lines = [safe(item.name, "strong"), safe(where_words(item, today, zone)), safe(load_words(item))]
            if item.covers:
                lines.append(safe(_("stands in today for: {names}", names=", ".join(item.covers))))
            return lines
        if isinstance(item, MessageRow):
            lines = [safe(line) for line in wrapped(message_title(item, today, zone), _ABOUT_WIDTH)[:3]]
            if not item.incoming:
                read = item.read_at
                said = _("read {when}", when=near_moment(read, today, zone)) if read else _("not read yet")
                lines.append(safe(said, "faint"))
            return lines
        days = f"{full_day(item.first_on)} – {full_day(item.last_on)}"
        said = _("{by} stands in for {user}, {days}", by=item.by, user=item.user, days=days)
        return [safe(said, "strong"), safe(item.full_name or covered_words(item)), safe(item.because or "", "faint")]

    async def act(self, item: Item) -> None:
        """Ask what is to be done."""
        if isinstance(item, Colleague):
            covers = [each for entry in self.rows.entries if isinstance(each := entry.item, CoverRow)]
            await self.ways.act_on_colleague(item, covers)
        elif isinstance(item, MessageRow):
            await self.ways.act_on_message(item)
        else:
            await self.ways.act_on_cover(item)

    def off_settle(self) -> str | None:
        """Say where nothing is to be noted."""
        item = self.item_here()
        unread = isinstance(item, MessageRow) and item.incoming and item.read_at is None
        return None if unread else _("Enter asks what is to be done here")

    async def do_settle(self) -> None:
        """Note that the message was read."""
        item = self.item_here()
        if isinstance(item, MessageRow):
            await self.ways.mark_read(item)
