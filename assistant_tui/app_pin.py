"""The PIN of who is in front: set in the middle of a shift, or changed."""

from assistant_tui.app_coming_in import ComingIn
from assistant_tui.text.i18n import _
from db.errors import CaseloadError


class PinWays(ComingIn):
    """Sets a PIN after the question at the door was passed over, or another one."""

    def off_set_pin(self) -> str | None:
        """Say why there is no PIN to set."""
        return None if self.front is not None else _("Sign in first")

    def has_own_pin(self) -> bool:
        """Tell whether a PIN brings who is in front back from the lock."""
        return self.front is not None and self.front.pin is not None

    async def do_set_pin(self) -> None:
        """Ask for a PIN and set it; whoever typed no password lately shows first that it is they who sit here."""
        from assistant_tui.dialogs.set_pin import SetPinDialog
        from assistant_tui.pin import Pin

        seat = self.front
        if seat is None or not await self.confirmed():
            return
        another, caseload = seat.pin is not None, seat.caseload
        digits = await self.ask(SetPinDialog(another=another))
        if digits is None:
            return
        try:
            await self.write(lambda: caseload.record_event("set_pin"))
        except CaseloadError as error:
            self.refuse(error)
            return
        pin = await self.read(lambda: Pin.of(digits))
        await self.read(lambda: pin.keep(caseload))
        seat.pin = pin
        first = _("The PIN is set: it brings you back until your shift ends.")
        self.say(_("The PIN is changed.") if another else first)
