"""Locking: at a key, after idle minutes, at the end of a shift; from then on nobody's screens are seen."""

from contextvars import copy_context
from typing import TYPE_CHECKING, Final

from textual import events
from textual.screen import Screen

from assistant_tui.app_pin import PinWays
from assistant_tui.app_seats import DOOR
from assistant_tui.seats import HERE, Seat
from assistant_tui.terminal import CALL_MINUTES, SHIFT_HOURS, WARN_SECONDS, idle_seconds
from assistant_tui.text.i18n import _
from assistant_tui.way_in import AtDoor
from assistant_tui.widgets.warning_line import WarningLine

if TYPE_CHECKING:
    from typing import Any

    from assistant_tui.screens.sign_in import SignInScreen

_LOOK_EVERY: Final = 1.0
"""Seconds between looks at the clocks."""


class LockWays(PinWays):
    """Locks at a key, after idle minutes and at the end of a shift; lets people in and back.

    Whoever locks leaves everything as it is: the next person signs in beside it, and only its owner comes back to it,
    by the PIN of this shift or by the password.
    """

    _door: "SignInScreen | None" = None

    def on_mount(self) -> None:
        """Begin to look at the clocks."""
        self.set_interval(_LOOK_EVERY, self.mind_the_time)

    # Locking.

    def do_privacy(self) -> None:
        """Lock: nothing of a patient is seen any more."""
        self.lock("key")

    def lock(self, why: str, said: str = "", *, ends: str | None = None) -> None:
        """Lock the terminal for everybody; ``why`` stands in the audit, ``said`` on the frame.

        ``ends`` is why the session ends with it.
        """
        seat = self.front
        if seat is None:
            return
        self._end_warning()
        self.empty_clipboard()
        self._clipboard = ""
        self.clear_front()
        self.owner_behind = seat.caseload.user.login if self.settings.sign_in_names else None
        self.show_door(said, covers=True)
        self.note_event(seat, "lock", why, ends=ends)

    def show_door(self, said: str = "", *, covers: bool = False) -> None:
        """Show the frame where one signs in; nobody is in front."""
        context = copy_context()
        context.run(HERE.set, None)
        context.run(self._to_door, said, covers)

    def _to_door(self, said: str, covers: bool) -> None:
        from assistant_tui.screens.sign_in import SignInScreen

        if self._door is None:
            self._door = SignInScreen()
            self.add_mode(DOOR, self._made_door)
        self.switch_mode(DOOR)
        for screen in self.get_screen_stack(DOOR)[1:]:
            screen.dismiss()
        self._door.begin(said, covers=covers)

    def knows_door(self, at_door: AtDoor) -> None:
        """Show what the door says of the database."""
        self.at_door = at_door
        if self._door is not None and self._door.is_mounted:
            self._door.words_changed()

    def _made_door(self) -> "Screen[Any]":
        assert self._door is not None
        return self._door

    # Time.

    def mind_the_time(self) -> None:
        """Lock where nobody touched anything for too long, or where the shift is over; warn before."""
        if not self.is_running:
            return
        for each in self.seats:
            if each.since_password.seconds >= SHIFT_HOURS * 3600 and not each.shift_over:
                self._end_shift_of(each)
        if self.front is None:
            return
        idle, most = self.hands.seconds, self._most_idle()
        if idle >= most:
            self.lock("idle")
        elif idle >= most - WARN_SECONDS:
            self._warn(max(1, round(most - idle)))
        else:
            self._end_warning()

    def _end_shift_of(self, seat: Seat) -> None:
        """Let only the password open, in front or behind the lock, and let the session end; an open call goes on."""
        if seat is self.front:
            if self._call_open():
                return
            words = _("The shift is over after {n} hours: please sign in by the password.", n=SHIFT_HOURS)
            self.lock("shift_over", words, ends="shift_over")
        else:
            self.note_end(seat, "shift_over")
        seat.shift_over, seat.pin = True, None

    def _most_idle(self) -> int:
        most = idle_seconds(self.settings)
        return max(most, CALL_MINUTES * 60) if self._call_open() else most

    def _call_open(self) -> bool:
        """Tell whether the person in front is in a call, even where a dialog stands over it."""
        return any(type(screen).__name__ == "CallScreen" for screen in self.screen_stack)

    def _warn(self, seconds: int) -> None:
        line = next(iter(self.screen.query(WarningLine)), None)
        if line is not None:
            line.show(seconds)
        elif not self.hidden:
            self.screen.mount(WarningLine(seconds))

    def _end_warning(self) -> None:
        for screen in self.screen_stack:
            screen.query(WarningLine).remove()

    async def on_event(self, event: events.Event) -> None:
        """Note that somebody is there; a key that comes after the time was over only locks."""
        touch = isinstance(event, events.Key | events.MouseEvent | events.Paste)
        if touch and not event.is_forwarded and self.front is not None:
            if self.hands.seconds >= self._most_idle():
                self.lock("idle")
                return
            self.hands.again()
            self._end_warning()
        await super().on_event(event)
