"""Reminders and tasks that somebody set: today, this week, later, again and again, over."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, ClassVar, Final

from rich.text import Text

from assistant_tui.app_reminders import ReminderWays, when_words
from assistant_tui.listing.covered_list import CoveredList
from assistant_tui.listing.listed_rows import Entry
from assistant_tui.text.dates import full_day
from assistant_tui.text.events import every_words
from assistant_tui.text.i18n import N_, _
from assistant_tui.text.names import short_person
from assistant_tui.text.safe import safe
from assistant_tui.text.statuses import REMINDER, status_words
from assistant_tui.widgets.rows import Column, Row

if TYPE_CHECKING:
    from db.queries.lists import ReminderRow

_WEEK: Final = 7
_OVER_DAYS: Final = 60


def sections_of(row: "ReminderRow", today: date, on: date) -> tuple[str, ...]:
    """Return the sections that a reminder stands in."""
    if row.status != "open":
        return ("over",) if today - on < timedelta(days=_OVER_DAYS) else ()
    again = ("again",) if row.recurrence else ()
    if on <= today:
        return ("today", *again)
    return ("week" if (on - today).days <= _WEEK else "later", *again)


class RemindersScreen(CoveredList["ReminderRow"]):
    """What the person wants to be reminded of, by phone or at the desk."""

    TITLE: ClassVar[str] = N_("REMINDERS")
    SECTIONS: ClassVar[Sequence[tuple[str, str]]] = (
        ("today", N_("Today")), ("week", N_("A week")), ("later", N_("Later")), ("again", N_("Recurring")),
        ("over", N_("Ended")),
    )  # fmt: skip
    COLUMNS: ClassVar[Sequence[Column]] = (
        Column("when", N_("When"), 14), Column("patient", N_("Patient"), 18, grow=1),
        Column("text", N_("What of"), 22, grow=3), Column("how", N_("How"), 11, priority=2),
        Column("every", N_("Again"), 14, priority=1),
    )  # fmt: skip
    EMPTY: ClassVar[dict[str, str]] = {
        "today": N_("No reminder is due today. F5 sets one for a patient."),
        "week": N_("No reminder is due in the coming week. F5 sets one for a patient."),
        "later": N_("No reminder is due after the coming week."),
        "again": N_("No reminder comes again and again. F5 sets one: choose how often."),
        "over": N_("No reminder has ended in the last two months."),
    }
    ENTER: ClassVar[str] = N_("Enter DONE, PUT OFF …  Space done")
    HELP: ClassVar[str] = N_(
        "Reminders of your patients, also tasks without a call. Enter asks what is to be done: done, call, put off,"
        " change, cancel. Space says that it is done. F5 sets a new one for the patient under the cursor."
    )
    OFFERS: ClassVar[tuple[str, ...]] = (*CoveredList.OFFERS, "settle")

    @property
    def ways(self) -> ReminderWays:
        """The app, as one that knows of reminders."""
        app = self.caseload_app
        if not isinstance(app, ReminderWays):
            raise TypeError(type(app).__name__)
        return app

    async def read(self) -> "Sequence[Entry[ReminderRow]] | None":
        """Read all reminders of the person's patients."""
        from db.queries.filters import WITH_COVERED
        from db.queries.lists import reminders

        app = self.caseload_app
        found, today = await app.asked(reminders, assistant=WITH_COVERED, status=None), app.today()
        if found is None:
            return None
        entries = []
        for row in found:
            sections = sections_of(row, today, row.due_at.astimezone(app.zone).date())
            if sections:
                entries.append(Entry(row.id, row, row.patient_id, sections, f"{row.full_name} {row.text}"))
        return entries

    def row(self, item: "ReminderRow") -> Row:
        """Return when, for whom, what of, how, how often."""
        app, ended = self.caseload_app, item.status != "open"
        late = not ended and item.due_at.astimezone(app.zone).date() < app.today()
        dim = "faint" if ended else ""
        how = _("by phone") if item.channel == "call" else _("without a call")
        return Row((
            safe(when_words(item, app.local_now()), "late" if late else dim),
            safe(short_person(item.full_name), dim or "strong"), safe(item.text, dim),
            safe(status_words(REMINDER, item.status) if ended else how, "faint"),
            safe(every_words(item.recurrence), "faint"),
        ))  # fmt: skip

    def about(self, item: "ReminderRow") -> list[Text]:
        """Return whose it is, the words, the rhythm and its end, who set it."""
        until = _("until {day}", day=full_day(item.until_on)) if item.until_on else ""
        how = _("by phone") if item.channel == "call" else _("without a call")
        settled = _("settled so far: {n}", n=item.done) if item.recurrence and item.done else ""
        state = status_words(REMINDER, item.status) if item.status != "open" else ""
        more = (state, how, every_words(item.recurrence), until, settled, item.user)
        return [safe(item.full_name, "strong"), safe(item.text), safe(" · ".join(filter(None, more)), "faint")]

    def owner(self, item: "ReminderRow") -> str | None:
        """Return whose patient's reminder it is."""
        return item.assistant

    async def act(self, item: "ReminderRow") -> None:
        """Ask what is to be done with it."""
        await self.ways.act_on_reminder(item)

    def off_settle(self) -> str | None:
        """Say where there is nothing to settle."""
        item = self.item_here()
        return None if item is not None and item.task_id is not None else _("Nothing is to be done here now")

    async def do_settle(self) -> None:
        """Say that it is done, without a call."""
        if (item := self.item_here()) is not None:
            await self.ways.settle_reminder(item)
