"""Patients of others: why they are opened is asked, then what was wanted goes on; a broken glass stays in sight."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from textual.worker import NoActiveWorker, get_current_worker

from assistant_tui.app_confirm import ConfirmWays
from assistant_tui.seats import OfSeat
from assistant_tui.text.i18n import _
from assistant_tui.text.names import short_person
from db.errors import CaseloadError, Denied

if TYPE_CHECKING:
    from db.queries.access import AccessTo
    from db.queries.panel import Panel


@dataclass
class Glass:
    """What was opened in an emergency by the person in front: until when, by patient."""

    until: dict[int, datetime] = field(default_factory=dict)  # real time


class AccessWays(ConfirmWays):
    """Asks why a patient of somebody else is opened wherever that is needed, and does then what was wanted."""

    calls_in = OfSeat[int | None](None)
    """The patient who is on the line right now: why they are opened need not be asked."""

    _glass = OfSeat[Glass | None](None)

    async def let_in(self, error: CaseloadError) -> bool:
        """Ask for what a denied step needs: a reason, words, the password; tell whether it may be tried again.

        What was not let in is said.
        """
        if isinstance(error, Denied) and await self._asked_why(error):
            return True
        self.refuse(error)
        return False

    async def _asked_why(self, error: Denied) -> bool:
        if error.code == "signed_out":
            self._out(error)
            return False
        if error.code == "confirm_yourself":
            return await self.confirmed()
        patient_id = error.params.get("id")
        if error.code not in ("reason_needed", "break_glass_needed") or not isinstance(patient_id, int):
            return False
        try:
            get_current_worker()
        except NoActiveWorker:  # nobody asked for it: a list that reads itself anew opens nothing
            return False
        return await self._opened(patient_id)

    def _out(self, error: Denied) -> None:
        """Take somebody to the door who may not be here any more; not as work of a screen, which goes with them."""
        from assistant_tui.text.errors import sentence

        leave, seat = getattr(self, "signed_out", None), self.seat
        if callable(leave) and seat is not None:
            self.run_worker(leave(seat, sentence(error)), name="signed out", exclusive=False)

    async def _opened(self, patient_id: int) -> bool:
        from db.queries.access import access_to
        from db.rules.permissions import Access

        known = await self.asked(access_to, patient_id)
        if known is None:
            return False
        if known.access is Access.REASON_NEEDED:
            return await self._open_for_reason(known)
        return known.access is Access.BREAK_GLASS_NEEDED and await self._break_glass(known)

    async def _open_for_reason(self, known: "AccessTo") -> bool:
        from assistant_tui.dialogs.reason_needed import ReasonNeededDialog
        from db.actions.access import open_for_reason

        reason = "calling_in"
        if self.calls_in != known.patient_id:
            picked = await self.ask(ReasonNeededDialog(short_person(known.full_name), known.whose))
            if picked is None:
                return False
            reason = picked.id
        return await self.done(open_for_reason, known.patient_id, reason) is not None

    async def _break_glass(self, known: "AccessTo") -> bool:
        from assistant_tui.dialogs.reason_needed import BreakGlassDialog
        from db.actions.access import break_glass

        text = await self.ask(BreakGlassDialog(short_person(known.full_name), known.whose, known.centre))
        opened = await self.done(break_glass, known.patient_id, text) if text else None
        if opened is None:
            return False
        if opened.result.until_at is not None:
            self._glasses().until[known.patient_id] = opened.result.until_at
        return True

    async def panel_of(self, patient_id: int) -> "Panel | None":
        """Return what is shown beside a row; None, without a word, where it may not be seen."""
        from db.queries.panel import panel

        caseload = self.caseload
        try:
            return await self.read(lambda: caseload.ask(panel, patient_id))
        except CaseloadError as error:
            if not isinstance(error, Denied) or error.code == "signed_out":
                self.refuse(error)
            return None

    async def look_for_glass(self) -> None:
        """Learn which patients are open in an emergency: broken elsewhere, or before a restart, it is as here."""
        from db.queries.access import open_glass

        caseload = self.caseload
        try:
            found = await self.read(lambda: caseload.ask(open_glass))
        except CaseloadError:  # nobody asked for it: the next look may succeed
            return
        self._glasses().until.update(found)

    def _glasses(self) -> Glass:
        if self._glass is None:
            self._glass = Glass()
        return self._glass

    def glass_words(self) -> str:
        """Return what a banner says while the glass is broken for the patient in front; empty where it is whole."""
        if self._glass is None or not self.is_open:
            return ""
        screen = next((each for each in reversed(self.screen_stack) if not each.is_modal), None)
        here = getattr(screen, "patient_here", None)  # a dialog stands over the patient whom it is about
        until = self._glass.until.get(here()) if callable(here) else None
        if until is None or until <= self.caseload.clock.real():
            return ""
        return _("EMERGENCY ACCESS until {time}", time=f"{until.astimezone(self.zone):%H:%M}")
