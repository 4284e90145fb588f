"""Coming in and coming back: the names at the door, the PIN, the password, a one-time code, the recovery key."""

from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from assistant_tui.app_tour import TourApp
from assistant_tui.idle import Since
from assistant_tui.seats import HERE, Seat
from assistant_tui.terminal import Names
from assistant_tui.text.i18n import _, ngettext_
from assistant_tui.way_in import AtDoor, WayIn
from db.errors import CaseloadError, Refused

if TYPE_CHECKING:
    from assistant_tui.pin import Pin


@dataclass(frozen=True)
class NameAtDoor:
    """A name to pick when signing in."""

    login: str
    name: str
    note: str = ""


class WrongPin(Exception):
    """A PIN that does not open; `left` is how many more tries there are."""

    def __init__(self, left: int) -> None:
        super().__init__("wrong_pin")
        self.left = left

    def sentence(self) -> str:
        """Say what happened and what is left to do."""
        if not self.left:
            return _("Wrong PIN, and no more tries: now the password.")
        return ngettext_("Wrong PIN. {n} more try.", "Wrong PIN. {n} more tries.", self.left)


class ComingIn(TourApp):
    """Lets people in, and back to what they left."""

    way_in: "WayIn | None" = None
    at_door = AtDoor()
    owner_behind: str | None = None
    """The login of whoever locked last, where names may be shown."""

    _coming: Seat | None = None

    def on_mount(self) -> None:
        """Begin to count the time since somebody was there."""
        self.hands = Since()

    def note_event(self, seat: Seat, event: str, why: str, outcome: str = "done", *, ends: str | None = None) -> None:
        """Write an event of somebody who is not in front any more, or not yet, behind what is seen.

        ``ends`` is why the session ends with it.
        """
        self.run_worker(self._note_event(seat, event, why, outcome, ends), name=event, exclusive=False)

    def note_end(self, seat: Seat, why: str) -> None:
        """End the session of somebody who is not in front, for one of `db.audit.chain.ENDS`."""
        self.run_worker(self._note_end(seat, why), name="session_end", exclusive=False)

    async def _note_end(self, seat: Seat, why: str) -> None:
        HERE.set(None)
        with suppress(CaseloadError):
            await self.write(lambda: seat.caseload.end_session(why))

    async def _note_event(self, seat: Seat, event: str, why: str, outcome: str, ends: str | None) -> None:
        HERE.set(None)  # it does not wait for its person
        with suppress(CaseloadError):  # a full disk keeps no screen open
            await self.write(lambda: seat.caseload.record_event(event, reason=why, outcome=outcome))
        if ends is not None:
            await self._note_end(seat, ends)

    async def let_go(self, seat: Seat, why: str) -> None:
        """Take somebody out for good who is not in front any more; ``why`` is one of `db.audit.chain.ENDS`.

        What was typed stays in their drafts. Whoever may not be here loses the PIN that was kept, too.
        """
        from assistant_tui.pin import Pin

        if seat.leaving:
            return
        seat.leaving, seat.pin = True, None
        if self._coming is seat:
            self._coming = None
        drafts, caseload = seat.values.get("_drafts"), seat.caseload
        token = HERE.set(None)
        try:
            if drafts is not None:
                drafts.flush()
            with suppress(CaseloadError):  # nobody is kept here for that
                await self.write(lambda: caseload.end_session(why))
            if why in ("disabled", "rights"):
                await self.read(lambda: Pin.forget(caseload))
            await self.give_up_seat(seat)
        finally:
            HERE.reset(token)

    def names_at_door(self) -> list[NameAtDoor]:
        """Return whom to offer: who is on shift here, then who signed in this week; nobody where that is not wanted."""
        if not self.settings.sign_in_names:
            return []
        by_pin, by_word = _("here · PIN"), _("here · password")
        here = [
            NameAtDoor(seat.caseload.user.login, seat.caseload.user.short_name, by_pin if seat.pin else by_word)
            for seat in sorted(self.seats, key=lambda seat: seat.caseload.user.login != self.owner_behind)
        ]
        logins = {each.login for each in here}
        return here + [NameAtDoor(each.login, each.name) for each in self._known() if each.login not in logins]

    def _known(self) -> list[NameAtDoor]:
        names = self._names()
        return [] if names is None else [NameAtDoor(each.login, each.name) for each in names.known()]

    def _names(self) -> Names | None:
        return None if self.way_in is None else Names(self.way_in.url)

    def is_known_login(self, login: str) -> bool:
        """Tell whether somebody of this login signed in here lately."""
        return any(each.login == login for each in self.names_at_door())

    def has_pin(self, login: str) -> bool:
        """Tell whether a PIN brings somebody back."""
        seat = self.seat_of_login(login)
        return seat is not None and seat.pin is not None

    async def come_in(self, login: str, secret: str, new_password: str | None = None) -> bool:
        """Let somebody in, or back, who shows the PIN, the password, a one-time code or the recovery key.

        They are not in front before `go_in`. Tell whether a PIN is to be asked for. Raises WrongPin, CaseloadError.
        """
        from assistant_tui.pin import Pin, looks_like_pin

        seat = self.seat_of_login(login)
        if seat is not None and seat.pin is not None and looks_like_pin(secret):
            await self._by_pin(seat, seat.pin, secret)
            return False
        if seat is not None and new_password is None:
            await self._by_password(seat, secret)
        else:
            seat = await self._opened_for(login, secret, new_password)
        seat.came_by = "password"
        self._coming, caseload = seat, seat.caseload
        if seat.pin is None:
            seat.pin = await self.read(lambda: Pin.kept(caseload))
            seat.pin_lost = seat.pin is None and Pin.lies_there(caseload)
        else:
            seat.pin.wrong = 0
        return seat.pin is None

    def lost_pin_words(self) -> str:
        """Say of whoever was let in just now that the PIN kept here no longer opens; nothing where there was none."""
        lost = self._coming is not None and self._coming.pin_lost
        return _("The PIN that was kept here opens no more; the password counted. Set a PIN anew.") if lost else ""

    async def _by_password(self, seat: Seat, password: str) -> None:
        """Let somebody back who is on shift here."""
        from db.auth import confirm

        await self.write(lambda: confirm(seat.caseload, password))
        await self._still_welcome(seat)
        seat.password_typed()

    async def _still_welcome(self, seat: Seat) -> None:
        """Take somebody out who was switched off meanwhile, before anything is seen. Raises Denied."""
        from db.errors import Denied
        from db.queries.colleagues import standing

        def asked() -> None:
            seat.caseload.look_again()
            seat.caseload.ask(standing)

        try:
            await self.read(asked)
        except Denied:
            await self.let_go(seat, "disabled")
            raise

    async def _by_pin(self, seat: Seat, pin: "Pin", digits: str) -> None:
        if await self.read(lambda: pin.opens(digits)):
            await self._still_welcome(seat)
            self._coming, seat.came_by = seat, "pin"
            return
        self.note_event(seat, "pin_failed", "wrong_pin", "failed")
        if not pin.tries_left:
            from assistant_tui.pin import Pin

            seat.pin, caseload = None, seat.caseload
            await self.read(lambda: Pin.forget(caseload))
        raise WrongPin(pin.tries_left)

    async def _opened_for(self, login: str, secret: str, new_password: str | None) -> Seat:
        """Open the database for somebody by the password, a one-time code or the recovery key."""
        from db.codes import RECOVERY, read_code
        from db.errors import BadInput

        way = self.way_in
        if way is None:
            raise Refused("sign_in_first")
        try:
            read_code(RECOVERY, secret)
        except BadInput:
            caseload = await self.write(lambda: way.sign_in(login, secret, new_password))
        else:
            if new_password is None:
                raise Refused("recovery_wants_new_password")
            word = new_password
            caseload = await self.write(lambda: way.recover(secret, login, word))
        former = self.seat_of_login(login)
        if former is not None:  # somebody on shift here who was given a new password meanwhile
            await self.write(caseload.close)
            former.password_typed()
            return former
        if self.settings.sign_in_names:
            Names(way.url).note(caseload.user.login, caseload.user.short_name)
        return self.make_seat(caseload)

    async def go_in(self, new_pin: str | None = None) -> None:
        """Bring who was let in to the front, to their screens as they were, or to their first one."""
        from assistant_tui.pin import Pin

        seat, self._coming = self._coming, None
        if seat is None:
            return
        if new_pin is not None:
            digits, caseload = new_pin, seat.caseload
            pin = seat.pin = await self.read(lambda: Pin.of(digits))
            await self.read(lambda: pin.keep(caseload))
        if seat.leaving:  # switched off meanwhile
            return
        self.hands.again()
        fresh = len(self.get_stack_of(seat)) < 2
        self.bring_to_front(seat)
        if fresh:
            await self.begin_shift()
        else:
            self.note_event(seat, "unlock" if seat.caseload.session_id else "sign_in", seat.came_by)
            self.come_back()

    async def begin_shift(self) -> None:
        """Show somebody who has just signed in the first screen."""
        await self.know_the_place()
        await self.look_for_glass()
        self.show_day()
        if self.supervises_only():
            await self.show_list("workload")

    def come_back(self) -> None:
        """Read anew what somebody sees who was away."""
        from assistant_tui.app_colleagues import refresh_after_news

        for screen in self.screen_stack:
            refresh_after_news(screen, None, agreed=True)
