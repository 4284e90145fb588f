"""Leaving: by oneself, with the program, or because an administrator says so; and signs that one is still here."""

import asyncio
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, Final

from assistant_tui.app_lock import LockWays
from assistant_tui.seats import HERE, Seat
from assistant_tui.text.i18n import _
from db.errors import CaseloadError, Denied

if TYPE_CHECKING:
    from assistant_tui.screens.sign_in import SignInScreen
    from db.caseload import Caseload
    from db.work import User

_LOOK_EVERY: Final = 1.0
"""Seconds between looks whether everybody who is signed in may be here still."""
_SIGN_OF_LIFE_EVERY: Final = 60.0
"""Seconds; after five that did not come a session counts as lost."""
_SECONDS_TO_SAY_SO: Final = 0.5
"""How long a program that ends waits for the ends of its sessions to be written."""


class LeavingWays(LockWays):
    """Lets people go, and sees to it that nobody stays who may not.

    Whoever is switched off, or may less than before, is out within seconds, in front, behind the lock, or at the
    question for a PIN; what they typed stays sealed in their drafts.
    """

    _looking_who_stays = False

    def on_mount(self) -> None:
        """Begin to look who may stay, and to give signs of life."""
        self.set_interval(_LOOK_EVERY, self._look_who_stays)
        self.set_interval(_SIGN_OF_LIFE_EVERY, self._show_that_sessions_go_on)

    # By oneself.

    async def end_shift(self) -> None:
        """End the shift of who is in front: the PIN is void; a shared terminal waits for the next person."""
        seat = self.front
        if seat is None:
            self.exit(0)
            return
        caseload = seat.caseload
        with suppress(CaseloadError):  # nobody is kept here for that
            await self.write(lambda: caseload.end_session("left"))
        alone = len(self.seats) == 1 and self.settings.terminal_kind == "own"
        if alone or self.way_in is None:
            self.exit(0)
            return
        await self._leave(seat, "", "left")

    async def close_from_door(self, door: "SignInScreen") -> None:
        """Close the program from the door; where somebody is on shift still it takes a second press."""
        names = ", ".join(seat.caseload.user.short_name for seat in self.seats)
        if names and not door.asked_to_close:
            door.ask_to_close(_("Still on shift: {names} — Ctrl+Q again closes, what was typed is kept", names=names))
            return
        self.exit(0)

    # By an administrator.

    async def signed_out(self, seat: Seat, said: str, why: str = "disabled") -> None:
        """Take somebody out who may not be here any more; ``said`` stands on the frame that they see then."""
        if seat in self.seats and not seat.leaving:
            await self._leave(seat, said, why)

    async def _leave(self, seat: Seat, said: str, why: str) -> None:
        HERE.set(None)
        login, in_front = seat.caseload.user.login, self.front is seat
        if in_front:
            self._end_warning()
            self.empty_clipboard()
            self.clear_front()
            self.owner_behind = None
            self.show_door(said)
        elif self.owner_behind == login:
            self.owner_behind = None
        await self.let_go(seat, why)
        if self._door is not None and self.front is None:
            self._door.somebody_left(login, "" if in_front else said)

    def _look_who_stays(self) -> None:
        if self.seats and self.is_running and not self._looking_who_stays:
            self._looking_who_stays = True
            self.run_worker(self._see_who_stays(), name="presence", group="presence", exclusive=False)

    async def _see_who_stays(self) -> None:
        """Look at everybody who is signed in here, wherever their screens are."""
        HERE.set(None)
        try:
            for seat in list(self.seats):
                known = await self.read(seat.presence().look)
                if known is None:
                    from assistant_tui.text.errors import sentence

                    await self.signed_out(seat, sentence(Denied("signed_out")))
                elif known != seat.as_whom:
                    await self._became(seat, known)
        finally:
            self._looking_who_stays = False

    async def _became(self, seat: Seat, known: "User") -> None:
        """Let somebody whose record was changed go on, or sign in again where they may less than before."""
        from db.watching import may_less

        if known != seat.seen_as:  # what lasts is seen twice
            seat.seen_as = known
            return
        seat.caseload.look_again()
        if may_less(seat.as_whom, known):
            said = _("Your rights were changed: please sign in again. What you typed is kept.")
            await self.signed_out(seat, said, "rights")
            return
        more = known.roles != seat.as_whom.roles
        seat.as_whom = known
        if more and seat is self.front:
            from assistant_tui.text.staff import roles_words

            HERE.set(seat)
            self.say(_("Your roles are now: {roles}", roles=roles_words(sorted(known.roles))))
            HERE.set(None)

    # With the program; and while it runs.

    def _show_that_sessions_go_on(self) -> None:
        if self.seats and self.is_running:
            self.run_worker(self._give_signs(), name="signs of life", group="signs of life", exclusive=True)

    async def _give_signs(self) -> None:
        HERE.set(None)
        for seat in list(self.seats):
            with suppress(CaseloadError):  # without a network there is none
                await self.write(seat.caseload.sign_of_life)

    async def _close_all(self) -> None:
        """Say of everybody who is on shift still that the program was closed; a server that is away waits for none."""
        ends = [
            asyncio.wrap_future(self.writer.submit(partial(_end_closed, seat.caseload)))
            for seat in self.seats
            if not seat.leaving
        ]
        if ends:
            await asyncio.wait(ends, timeout=_SECONDS_TO_SAY_SO)
        await super()._close_all()


def _end_closed(caseload: "Caseload") -> None:
    with suppress(CaseloadError):
        caseload.end_session("closed")
