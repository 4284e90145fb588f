"""The form that books a visit."""

from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from assistant_tui.app_caseload import CaseloadApp
from assistant_tui.dialogs.booking_form import BookingForm
from assistant_tui.dialogs.outcome_form import Answers, Ask
from assistant_tui.text.booking import when_words
from assistant_tui.text.i18n import N_, _
from assistant_tui.visiting.fields import (
    STATE,
    before_ask,
    booked_asks,
    booking_in,
    filled,
    mode_ask,
    note_ask,
    service_ask,
    text_in,
    where_asks,
)
from assistant_tui.visiting.looking import Looking

if TYPE_CHECKING:
    from db.queries.habits import Habits
    from db.queries.lists import VisitRow


class Booking:
    """Asks for a new visit of a patient.

    With ``follows`` it is one in place of a visit that did not take place, with ``over`` one that is over already.
    """

    def __init__(
        self, app: CaseloadApp, patient_id: int, name: str, follows: "VisitRow | None" = None, *, over: bool = False
    ) -> None:
        self.app, self.patient_id, self.name, self.follows, self.over = app, patient_id, name, follows, over
        self.draft = f"visit:again:{follows.id}" if follows else f"visit:{'late' if over else 'new'}:{patient_id}"

    async def write(self) -> bool:
        """Ask until it is written or left; what was typed is kept until then."""
        from db.queries.habits import habits
        from db.queries.panel import panel
        from db.queries.people import organisations
        from db.queries.visits import patient_visits

        known = await self.app.asked(habits, self.patient_id)
        mine = await self.app.asked(patient_visits, self.patient_id)
        places = await self.app.asked(organisations)
        about = await self.app.asked(panel, self.patient_id)
        if known is None or mine is None or places is None or about is None:
            return False
        zones = {place.id: place.zone for place in places}
        looking = Looking(self.app, self.patient_id, about.zone, zones, self.follows)
        while True:
            answers = await self._ask(known, mine.coming, looking)
            if answers is None:
                return False
            if await looking.agreed(answers):
                return await self._book(answers, looking)

    async def _ask(self, known: "Habits", coming: "tuple[VisitRow, ...]", looking: Looking) -> Answers | None:
        drafts, old = self.app.drafts, self.follows
        at = Ask("at", N_("Day and time"), "moment", needed=True, past=self.over)
        before = before_ask(coming, self.app.words(), old.before_visit_id if old else None)
        asks = [
            *([] if old else [service_ask(known)]), at, *([STATE] if self.over else []), *where_asks(known, old),
            *booked_asks(), *([] if self.over else before), mode_ask(old.mode if old else "in_person"), note_ask(),
        ]  # fmt: skip
        question = _("{name}: new visit", name=self.name)
        more = ""
        if self.over:
            question = _("{name}: a visit that is over", name=self.name)
        elif old is not None:
            what = self.app.words().service(old.service, named=True)
            question = _("{name}: {what}, a new time", name=self.name, what=what)
            more = _("Was: {what}", what=when_words(old))
        form = BookingForm(
            question, filled(asks, drafts.take(self.draft) or {}), looking.now, looking.lines, more=more,
            keep=lambda texts: drafts.keep(self.draft, texts), check=lambda answers: self._wrong(answers, looking),
        )  # fmt: skip
        return await self.app.ask(form)

    def _wrong(self, answers: Answers, looking: Looking) -> str | None:
        """Return what is wrong with the time where it is meant: that of the place may be another hour."""
        at = looking.start_of(answers)
        if at is not None and self.over and at > self.app.now():
            return _("This time has not come yet: F4 books a visit.")
        if at is not None and not self.over and at < self.app.now():
            return _("This time has passed. A visit that is over is entered from the menu.")
        return None

    async def _book(self, answers: Answers, looking: Looking) -> bool:
        from db.actions.visits import book_visit

        at = looking.start_of(answers)
        service = self.follows.service if self.follows is not None else text_in(answers, "service")
        if at is None or service is None:
            return False
        booked, number = booking_in(answers)
        before = text_in(answers, "before")
        done = await self.app.done(
            book_visit, self.patient_id, service, at, organisation_id=looking.place_of(answers),
            clinician=text_in(answers, "clinician"), room=text_in(answers, "room"),
            mode=text_in(answers, "mode") or "in_person", booked_in=booked, booking_number=number,
            follows_id=self.follows.id if self.follows else None, before_visit_id=int(before) if before else None,
            note=text_in(answers, "note"), status=text_in(answers, "state") or "planned",
        )  # fmt: skip
        if done is None:
            return False
        self.app.drafts.forget(self.draft)
        self.app.say(self._said(at, booked, looking.zone_of(answers)), undo=True)
        return True

    def _said(self, at: datetime, booked: str, zone: str) -> str:
        when = self.app.words().moment(at, zone=ZoneInfo(zone))
        if self.over:
            return _("{name}: the visit is entered as it was, {when}", name=self.name, when=when)
        if booked == "booked":
            return _("{name}: booked for {when}", name=self.name, when=when)
        return _("{name}: planned for {when}; not in EMIAS yet · a task stays until it is", name=self.name, when=when)
