"""All open work of the person's patients: by phone, at the desk, with the supervisor, later, silent, closed lately."""

from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, ClassVar, Final

from rich.text import Text

from assistant_tui.app_reminders import ReminderWays
from assistant_tui.listing.covered_list import CoveredList
from assistant_tui.listing.listed_rows import Entry
from assistant_tui.text.i18n import N_, _
from assistant_tui.text.names import short_person
from assistant_tui.text.safe import safe
from assistant_tui.text.work import dates_line, due_words, is_late, state_words, what_words
from assistant_tui.widgets.rows import Column, Row

if TYPE_CHECKING:
    from datetime import datetime

    from db.queries.open_work import WorkRow

_CLOSED_DAYS: Final = 3


def section_of(row: "WorkRow", tomorrow: "datetime") -> str:
    """Return the section that work stands in; ``tomorrow`` is the instant at which today ends at the desk."""
    if row.state != "open":
        return row.state
    if row.reason.audience == "supervisor":
        return "supervisor"
    if row.reason.due_from >= tomorrow:
        return "future"
    return "phone" if row.reason.channel == "call" else "desk"


class TasksScreen(CoveredList["WorkRow"]):
    """Everything that is to be done for the person's patients, whether by phone or not, now or later."""

    TITLE: ClassVar[str] = N_("WORK")
    SECTIONS: ClassVar[Sequence[tuple[str, str]]] = (
        ("phone", N_("By phone")), ("desk", N_("No call")), ("supervisor", N_("Supervisor")), ("future", N_("Ahead")),
        ("silent", N_("Gone by")), ("closed", N_("Closed")),
    )  # fmt: skip
    COLUMNS: ClassVar[Sequence[Column]] = (
        Column("due", N_("Due"), 9), Column("patient", N_("Patient"), 18, grow=1),
        Column("what", N_("What"), 26, grow=3), Column("state", N_("State"), 17, priority=1),
    )  # fmt: skip
    EMPTY: ClassVar[dict[str, str]] = {
        "phone": N_("Nobody is to be called today."),
        "desk": N_("No work without a call today. F5 sets a task for a patient."),
        "supervisor": N_("Nothing waits for the supervisor."),
        "future": N_("Nothing waits for a later day."),
        "silent": N_("Nothing has gone by unsettled."),
        "closed": N_("Nothing was closed in the last days."),
    }
    ENTER: ClassVar[str] = N_("Enter CALL OR SETTLE  Space settle")
    HELP: ClassVar[str] = N_(
        "All work for your patients. Enter calls, or asks what came of work without a call; Space settles it at once"
        " where there is one obvious way. ← and → go on to what waits for the supervisor, to later days, to what has"
        " gone by, to what was closed in the last days and why. F5 sets a task or a reminder for the patient."
    )
    OFFERS: ClassVar[tuple[str, ...]] = (*CoveredList.OFFERS, "settle")

    @property
    def ways(self) -> ReminderWays:
        """The app, as one that knows how work is settled."""
        app = self.caseload_app
        if not isinstance(app, ReminderWays):
            raise TypeError(type(app).__name__)
        return app

    async def read(self) -> "Sequence[Entry[WorkRow]] | None":
        """Read all open work, and what was closed in the last days."""
        from db.queries.filters import WITH_COVERED
        from db.queries.open_work import open_work

        app = self.caseload_app
        midnight = app.local_now().replace(hour=0, minute=0, second=0, microsecond=0)
        found = await app.asked(open_work, midnight - timedelta(days=_CLOSED_DAYS), assistant=WITH_COVERED)
        if found is None:
            return None
        words, tomorrow = app.words(), midnight + timedelta(days=1)
        return [
            Entry(row.reason.task_id, row, row.patient_id, (section_of(row, tomorrow),),
                  f"{row.full_name} {words.full(row.reason)}")
            for row in found
        ]  # fmt: skip

    def row(self, item: "WorkRow") -> Row:
        """Return when it is due, for whom, what it is and where it stands."""
        words = self.caseload_app.words()
        dim = "" if item.state == "open" else "faint"
        state = "done" if item.state == "closed" and item.closed_because == "settled" else "faint"
        return Row((
            safe(due_words(item, words), "late" if is_late(item) else dim),
            safe(short_person(item.full_name), dim or "strong"), safe(what_words(item, words), dim),
            safe(state_words(item), state),
        ))  # fmt: skip

    def about(self, item: "WorkRow") -> list[Text]:
        """Return whose it is, the whole sentence, and its dates."""
        app = self.caseload_app
        words, now = app.words(), app.now()
        lines = [safe(item.full_name, "strong"), safe(words.full(item.reason, named=True))]
        return [*lines, safe(dates_line(item, words, now), "late" if is_late(item) else "faint")]

    def owner(self, item: "WorkRow") -> str | None:
        """Return whose patient's work it is."""
        return item.assistant

    async def act(self, item: "WorkRow") -> None:
        """Call, settle, decide, or open the card of what is closed."""
        app, reason = self.ways, item.reason
        mine = reason.audience != "supervisor" or "supervisor" in app.caseload.user.roles
        if item.state != "open" or not mine:
            await app.open_card(item.patient_id)
        elif reason.channel == "call" and reason.due_from <= app.now():
            await app.open_call(item.patient_id, task_id=reason.task_id)
        else:
            await app.settle(item.patient_id, [reason])

    def off_settle(self) -> str | None:
        """Say where there is nothing to settle."""
        item = self.item_here()
        if item is None or item.state != "open":
            return _("Nothing is open here")
        if item.reason.audience == "supervisor" and "supervisor" not in self.ways.caseload.user.roles:
            return _("This waits for the supervisor")
        return None

    async def do_settle(self) -> None:
        """Settle without a call."""
        if (item := self.item_here()) is not None and self.off_settle() is None:
            await self.ways.settle_now(item.patient_id, item.reason)
