"""The form that moves a visit: the same in a call, on a list and on the card."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from assistant_tui.app_caseload import CaseloadApp
from assistant_tui.dialogs.booking_form import BookingForm
from assistant_tui.dialogs.outcome_form import Answers, Ask
from assistant_tui.text.booking import chain_words, visit_words
from assistant_tui.text.i18n import N_, _
from assistant_tui.visiting.fields import because_ask, booked_asks, booking_in, filled, text_in, where_asks, why_asks
from assistant_tui.visiting.looking import Looking

if TYPE_CHECKING:
    from db.queries.habits import Habits
    from db.queries.visits import VisitSheet


@dataclass(frozen=True)
class Move:
    """What a visit is moved to; without a time it is to be moved, and nobody knows when."""

    initiative: str
    because: str | None
    starts_at: datetime | None
    organisation_id: int | None
    clinician: str | None
    room: str | None
    booked_in: str | None
    booking_number: str | None


class Moving:
    """Asks for the new time of a visit; what was typed is kept until `forget()`."""

    def __init__(self, app: CaseloadApp, name: str, visit_id: int) -> None:
        self.app, self.name, self.visit_id = app, name, visit_id
        self.draft = f"visit:move:{visit_id}"

    def forget(self) -> None:
        """Forget what was typed."""
        self.app.drafts.forget(self.draft)

    async def ask(self) -> Move | None:
        """Return what the visit is moved to, None where the form was left."""
        from db.queries.habits import habits
        from db.queries.people import organisations
        from db.queries.visits import visit_sheet

        sheet = await self.app.asked(visit_sheet, self.visit_id)
        places = await self.app.asked(organisations)
        known = await self.app.asked(habits, sheet.visit.patient_id) if sheet is not None else None
        if sheet is None or known is None or places is None:
            return None
        visit = sheet.visit
        zones = {place.id: place.zone for place in places}
        looking = Looking(self.app, visit.patient_id, visit.zone, zones, visit)
        while True:
            answers = await self._form(sheet, known, looking)
            if answers is None:
                return None
            if looking.start_of(answers) is None or await looking.agreed(answers):
                return self._move(answers, looking)

    async def _form(self, sheet: "VisitSheet", known: "Habits", looking: Looking) -> Answers | None:
        drafts, visit = self.app.drafts, sheet.visit
        asks = [
            Ask("at", N_("New time"), "moment"), *why_asks(), because_ask(), *where_asks(known, visit, room=False),
            *booked_asks(),
        ]  # fmt: skip
        return await self.app.ask(BookingForm(
            _("{name} · move", name=self.name), filled(asks, drafts.take(self.draft) or {}), looking.now,
            looking.lines, more="\n".join(self._known(sheet)), keep=lambda texts: drafts.keep(self.draft, texts),
            check=lambda answers: self._wrong(answers, looking),
        ))  # fmt: skip

    def _known(self, sheet: "VisitSheet") -> list[str]:
        """Return what stands now, how often it was moved, and what must come first."""
        words, lines = self.app.words(), [_("Was: {what}", what=visit_words(sheet.visit, self.app.words()))]
        if chain := chain_words(sheet.chain):
            lines.append(chain[:1].upper() + chain[1:])
        if sheet.later is not None:
            lines.append(_("Must come BEFORE: {what}", what=visit_words(sheet.later, words)))
        lines += [_("Must come AFTER: {what}", what=visit_words(each, words)) for each in sheet.needs[:1]]
        return [*lines, _("No new time yet: leave it empty, the visit is then to be booked.")]

    def _wrong(self, answers: Answers, looking: Looking) -> str | None:
        at = looking.start_of(answers)
        passed = at is not None and at < self.app.now()
        return _("This time has passed: a visit is moved to a time ahead.") if passed else None

    def _move(self, answers: Answers, looking: Looking) -> Move:
        at = looking.start_of(answers)
        booked, number = booking_in(answers)
        place = looking.place_of(answers)
        old = looking.visit.organisation_id if looking.visit else None
        return Move(
            text_in(answers, "initiative") or "patient", text_in(answers, "because"), at,
            place if place != old else None, text_in(answers, "clinician"), text_in(answers, "room"),
            booked if at is not None else None, number if at is not None else None,
        )  # fmt: skip
