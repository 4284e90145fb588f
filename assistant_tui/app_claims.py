"""Patients in work: claimed with a call, kept by a sign of life, refused where somebody else has them, taken over."""

from typing import TYPE_CHECKING, Final

from assistant_tui.app_call_list import CallListWays
from assistant_tui.text.i18n import _
from assistant_tui.widgets.choice import Choice
from db.errors import CaseloadError, Conflict

if TYPE_CHECKING:
    from assistant_tui.screens.call import CallScreen
    from db.actions.calls import OpenedCall
    from db.caseload import Done
    from db.queries.claims import InWork

_SIGN_OF_LIFE_EVERY: Final = 15.0
"""Seconds; after four that did not come a patient is nobody's."""


class ClaimWays(CallListWays):
    """Has patients in work for the person in front; nothing is asked of the record while no call is open."""

    def on_mount(self) -> None:
        """Begin to give signs of life."""
        self.set_interval(_SIGN_OF_LIFE_EVERY, self._show_life)

    def _show_life(self) -> None:
        if self.is_open and self.is_running and self._call_in_front() is not None:
            self.run_worker(self.keep_claims(), name="claims", group="claims", exclusive=True)

    def _call_in_front(self) -> "CallScreen | None":
        """Return the call that is on the screen, under whatever dialogs."""
        from assistant_tui.screens.call import CallScreen

        return next((screen for screen in reversed(self.screen_stack) if isinstance(screen, CallScreen)), None)

    async def keep_claims(self) -> None:
        """Give a sign of life; a call that lost its patient meanwhile takes them again or says who has them now."""
        call = self._call_in_front() if self.is_open else None  # the terminal may have been locked just now
        if call is None:
            return
        try:
            held = await self.write(self.caseload.keep_claims)
        except CaseloadError:  # without a network nothing can be marked either: what is marked next says so
            return
        if call.call_id not in held:
            await call.lost()

    async def claimed(
        self, patient_id: int, *, incoming: bool = False, phone: str | None = None
    ) -> "Done[OpenedCall] | Conflict | None":  # fmt: skip
        """Open a call; return the conflict where somebody else has the patient in work, None where it is refused.

        Whoever may take the patient over is asked first.
        """
        from db.actions.calls import open_call

        try:
            return await self.tried(open_call, patient_id, incoming=incoming, phone=phone)
        except Conflict as error:
            if error.code != "in_work":
                self.refuse(error)
                return None
            if await self._takes_over(patient_id, error):
                return await self.done(open_call, patient_id)
            return error

    async def _takes_over(self, patient_id: int, error: Conflict) -> bool:
        """Ask whether to take a patient over from whoever has them; tell whether it was done."""
        from assistant_tui.dialogs.pick import PickDialog
        from assistant_tui.text.claims import held_words
        from db.actions.claims import take_over
        from db.queries.claims import in_work

        other = await self.asked(in_work, patient_id)
        if other is None or not self._may_take(other):
            self.refuse(error)
            return False
        title = f"{await self.name_of(patient_id)}: {held_words(other, self.zone)}"
        picked = await self.ask(PickDialog(title, [
            Choice("leave", _("leave them to it")),
            Choice("take", _("take over and call"), _("what is marked there is refused")),
        ]))  # fmt: skip
        if picked is None or picked.id == "leave":
            return False
        return await self.done(take_over, patient_id) is not None

    def _may_take(self, other: "InWork") -> bool:
        return other.mine or "supervisor" in self.caseload.user.roles
