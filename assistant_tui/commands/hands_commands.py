"""Commands about whose patient somebody is, and whether a record is there twice."""

from assistant_tui.app_hands import HandWays
from assistant_tui.commands.host import CommandHost
from assistant_tui.text.i18n import _


class HandsCommands(CommandHost):
    """Mix-in of the commands on the patients whom `patients_here()` names."""

    def patient_here(self) -> int | None:
        """Return the patient that commands are about, or None."""
        return None

    def patients_here(self) -> tuple[int, ...]:
        """Return the patients that are meant together: those that are ticked, else the one under the cursor."""
        here = self.patient_here()
        return () if here is None else (here,)

    @property
    def hands(self) -> HandWays:
        """The app, as one that gives patients to colleagues."""
        if not isinstance(self.app, HandWays):
            raise TypeError(type(self.app).__name__)
        return self.app

    def _nobody_here(self) -> str | None:
        return None if self.patients_here() else _("First choose a patient")

    off_assign = off_wrongly_assigned = off_twins_of = _nobody_here

    def done_with(self) -> None:
        """Forget what was ticked; a screen with ticks extends it."""

    async def do_assign(self) -> None:
        """Give the patients to a colleague."""
        if await self.hands.assign_patients(self.patients_here()):
            self.done_with()

    async def do_wrongly_assigned(self) -> None:
        """Give the patients back to the centre."""
        if await self.hands.wrongly_assigned(self.patients_here()):
            self.done_with()

    def off_switch_off_user(self) -> str | None:
        """Say who may switch a user off."""
        from db.rules.permissions import Right, may

        roles = self.hands.caseload.user.roles
        return None if may(roles, Right.MANAGE_USERS) else _("Only the administrator may")

    async def do_switch_off_user(self) -> None:
        """Let a user sign in no more."""
        await self.hands.switch_off_user()

    async def do_twins_of(self) -> None:
        """Compare the patient with somebody who looks alike."""
        if here := self.patients_here():
            await self.hands.twins_of(here[0])
