"""The frame at the door: who is here, the password or the PIN; it also covers a locked terminal."""

import time
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual import events

from assistant_tui.commands.catalogue import NOBODYS_SHIFT
from assistant_tui.door_frame import OTHER, DoorFrame
from assistant_tui.text.i18n import N_, _
from assistant_tui.text.slips import likely_slip
from assistant_tui.widgets.choice_list import ChoiceList
from assistant_tui.widgets.field import Field
from db.errors import DAMAGE, CaseloadError, Refused

if TYPE_CHECKING:
    from textual.worker import WorkType


class SignInScreen(DoorFrame):
    """Ask for a name and the password, or the PIN of somebody who is on shift here; nothing of a patient.

    One sentence for every failure: whether the name or the password was wrong is not told. The name stays, the
    password is emptied. Nothing but help, menu, language, colours and leaving works here.
    """

    PRIVATE: ClassVar[bool] = True
    CSS_PATH = "sign_in.tcss"
    OFFERS: ClassVar[tuple[str, ...]] = ("help", "menu", "language", "theme", "leave", "quit")
    SAID_HERE: ClassVar = NOBODYS_SHIFT
    HELP: ClassVar[str] = N_(
        "Pick your name by its digit, or type your login; then your password. Whoever is on shift here"
        " comes back by the PIN. Forgotten the password: an administrator gives you a one-time code, which is typed in"
        " its place; without one, so is the recovery key from paper."
    )

    def on_choice_list_picked(self, event: ChoiceList.Picked) -> None:
        """Take a name from the list."""
        event.stop()
        other = event.choice.id == OTHER
        self._field("login").value = "" if other else event.choice.id
        self._field("login" if other else "password").focus()

    def on_field_changed(self, event: Field.Changed) -> None:
        """Take the sentence about the last try away; say of a name in the other layout before it is tried."""
        event.stop()
        if event.field.id == "login":
            self._name_the_secret()
        if event.field.value:
            self._hint()

    async def on_field_submitted(self, event: Field.Submitted) -> None:
        """Go on to the next field, then try."""
        event.stop()
        if self._busy:
            return
        if self.step == "who":
            self._submit_who(event.field)
        elif self.step == "new":
            self._submit_new(event.field)
        else:
            self._submit_pin(event.field)

    def _submit_who(self, field: Field) -> None:
        if not self._login:
            self._field("login").error = _("Type your login")
            self._field("login").focus()
        elif field.id == "login" or not self._value("password"):
            self._field("password").focus()
        elif left := self._seconds_left():
            self._say_wait(left)
        else:
            self._work(partial(self._try, self._login, self._value("password")))

    def _submit_new(self, field: Field) -> None:
        if field.id == "new" and self._value("new"):
            self._field("again").focus()
        elif self._value("new") != self._value("again"):
            self._field("again").error = _("The two passwords differ")
        elif self._value("new"):
            self._work(partial(self._try, self._login, self._secret, self._value("new")))

    def _submit_pin(self, field: Field) -> None:
        from assistant_tui.pin import what_is_wrong

        digits = self._value("pin")
        if wrong := what_is_wrong(digits):
            self._field("pin").error = wrong
            self._field("pin").focus()
        elif field.id == "pin":
            self._field("pin-again").focus()
        elif digits != self._value("pin-again"):
            self._field("pin-again").error = _("The two PINs differ")
        else:
            self._work(partial(self.door.go_in, digits))

    def _work(self, work: "WorkType[None]") -> None:
        self._busy = True
        self.base_app.run_worker(work, name="sign in", exclusive=False)

    async def _try(self, login: str, secret: str, new_password: str | None = None) -> None:
        from assistant_tui.app_coming_in import WrongPin

        self._say(_("One moment …"), "faint")
        try:
            wants_pin, said = await self._let_in(login, secret, new_password)
        except WrongPin as wrong:
            self._empty_password()
            self._say(wrong.sentence(), "late")
        except CaseloadError as error:
            self._failed(login, secret, error)
        else:
            if wants_pin:
                self._show_step("pin", "pin", " ".join(filter(None, (said, self.door.lost_pin_words()))))
            else:
                await self.door.go_in()
                if said:
                    self.door.say(said)
        finally:
            self._busy = False

    async def _let_in(self, login: str, secret: str, new_password: str | None) -> tuple[bool, str]:
        """Let somebody in; a record of an earlier version is brought up to date first, where they say so.

        Return whether a PIN is to be asked for, and what there is to be said. Raises WrongPin, CaseloadError.
        """
        try:
            return await self.door.come_in(login, secret, new_password), ""
        except Refused as error:
            if error.code != "older_schema":
                raise
            older, way = error, self.door.way_in
        if way is None:
            raise older
        await self.door.agrees_to_bring_up(older)
        self._say(_("Bringing the database up to date; a backup is taken first …"), "faint")
        await self.door.write(lambda: way.bring_up(login, secret))
        said = _("The database is up to date. A backup of it as it was lies among the backups.")
        return await self.door.come_in(login, secret, new_password), said

    def _failed(self, login: str, secret: str, error: CaseloadError) -> None:
        from assistant_tui.text.errors import sentence

        if error.code in {"code_wants_new_password", "recovery_wants_new_password"}:
            self._secret = secret
            self._show_step("new", "new")
            return
        if self.step == "new":  # the new password is unfit
            self._hint()
            self._field("new").error = sentence(error)
            self._field("new").focus()
            return
        self._empty_password()
        if error.code in DAMAGE:
            self.door.damage_found(error)
            return
        if error.code == "wait":
            self._waits[login] = time.monotonic() + float(error.params.get("seconds", 0))
            self._say_wait(self._seconds_left())
            return
        slip = likely_slip(login, secret) if isinstance(error, Refused) else ""
        self._say(" ".join(filter(None, (sentence(error), slip))), "late")

    def _empty_password(self) -> None:
        field = self._field("password")
        with field.prevent(Field.Changed):
            field.value = ""
        self._name_the_secret()
        field.focus()

    # Keys.

    def on_key(self, event: events.Key) -> None:
        """Go from the name to the list by ↑."""
        if event.key == "up" and self.focused is not None and self.query_one("#names").display and self.step == "who":
            event.stop()
            self.query_one("#names", ChoiceList).focus()

    def do_leave(self) -> None:
        """Go on without a PIN; leave a new password for later; go back to the names."""
        if self._busy:
            return
        if self.step == "pin":
            self._work(self.door.go_in)
        else:
            self.begin()

    async def do_quit(self) -> None:
        """Close the program; where somebody is on shift still, after a second press."""
        await self.door.close_from_door(self)

    def ask_to_close(self, said: str) -> None:
        """Say why the program is not closed by one press."""
        self.asked_to_close = True
        self._say(said, "soon")
