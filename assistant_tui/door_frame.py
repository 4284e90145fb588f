"""What the frame at the door shows: names, fields, one question at a time, and how long a name has to wait."""

import time
from collections import Counter
from datetime import timedelta
from typing import TYPE_CHECKING, Final, cast

from rich.text import Text
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Static

from assistant_tui.commands.host import CommandScreen
from assistant_tui.text.dates import stopwatch
from assistant_tui.text.i18n import N_, _
from assistant_tui.text.safe import safe
from assistant_tui.text.slips import likely_slip
from assistant_tui.widgets.choice import Choice
from assistant_tui.widgets.choice_list import ChoiceList
from assistant_tui.widgets.field import Field
from assistant_tui.widgets.footer import KeysLine
from assistant_tui.widgets.header import TitleLine
from assistant_tui.widgets.status_line import StatusLine

if TYPE_CHECKING:
    from assistant_tui.app_leaving import LeavingWays

OTHER: Final = "\n"
"""The choice of a name that is not in the list; no login is like that."""
_STEPS: Final = ("who", "new", "pin")


class DoorFrame(CommandScreen[None]):
    """The questions under one another, one of them seen: who it is, a new password, a PIN."""

    def __init__(self) -> None:
        super().__init__()
        self.step = "who"
        self._busy = False
        self._covers = False
        self._whole = False
        self._waits: dict[str, float] = {}
        self._secret = ""
        self.asked_to_close = False

    @property
    def door(self) -> "LeavingWays":
        """The app, with its type."""
        return cast("LeavingWays", self.app)

    def compose(self) -> ComposeResult:
        """Put the frame in the middle; one of its questions is seen."""
        yield TitleLine(_("Onco-assistant"), training=self.door.at_door.training)
        with Vertical(id="middle"), Vertical(id="frame"):
            yield Static(Text(""), id="greeting")
            with Vertical(id="step-who"):
                yield ChoiceList([], id="names")  # with room for a note from the start
                yield Field(N_("Login"), id="login", max_length=80)
                yield Field(N_("Password"), secret=True, id="password", max_length=1024)
            with Vertical(id="step-new"):
                yield Field(N_("New password"), secret=True, id="new", max_length=1024)
                yield Field(N_("Password once more"), secret=True, id="again", max_length=1024)
            with Vertical(id="step-pin"):
                yield Field(N_("PIN"), secret=True, id="pin", max_length=16)
                yield Field(N_("PIN once more"), secret=True, id="pin-again", max_length=16)
            yield Static(Text(""), id="said")
        yield StatusLine()
        yield KeysLine()

    def on_mount(self) -> None:
        """Ask who is here, and count waiting down."""
        self.rebind()
        if not self.query("#said"):  # the program is closed before it was whole
            return
        self._whole = True
        self.set_interval(1.0, self._count_down)
        self.begin(covers=self._covers)

    def begin(self, said: str = "", *, covers: bool = False) -> None:
        """Ask who is here, anew; ``covers``: somebody's screens are behind it, and they are asked for first."""
        self._covers, self._secret, self._busy = covers, "", False
        self.asked_to_close = False
        if not self._whole:  # asked again once it is
            return
        self.step = "who"
        for each in self.query(Field):
            with each.prevent(Field.Changed):
                each.value = ""
            each.error = ""
        choices = self._choices()
        self.query_one("#names", ChoiceList).set_choices(choices)
        self.query_one("#names").display = bool(choices)
        owner = self.door.owner_behind if covers and choices else None
        login = self._field("login")
        with login.prevent(Field.Changed):  # else it would take away what is said
            login.value = owner or ""
        self.words_changed()
        self._say(said, "soon") if said else self._hint()
        self._focus_first(owner is not None)

    def somebody_left(self, login: str, said: str) -> None:
        """Offer somebody no more; where it was they who were asked for, say why, and ask who is here."""
        if not self._whole:
            return
        if said and self._login in ("", login):
            with self._field("login").prevent(Field.Changed):
                self._field("login").value = ""
            self.begin(said)
        else:
            self.query_one("#names", ChoiceList).set_choices(self._choices())

    def _focus_first(self, owner_known: bool) -> None:
        if owner_known:
            self._field("password").focus()
        elif self.query_one("#names").display:
            self.query_one("#names", ChoiceList).focus()
        else:
            self._field("login").focus()

    def words_changed(self) -> None:
        """Write everything in the present language."""
        self.query_one(TitleLine).show(title=_("Onco-assistant"), training=self.door.at_door.training)
        for step in _STEPS:
            self.query_one(f"#step-{step}").display = step == self.step
        greeting = {
            "who": _("The screen is locked. Who is here?") if self._covers else _("Who is here?"),
            "new": _("Choose a password of your own"),
            "pin": _("A PIN for this terminal"),
        }[self.step]
        self.query_one("#greeting", Static).update(safe(greeting, "strong"))
        self.query_one("#names", ChoiceList).set_choices(self._choices())
        self._name_the_secret()
        self._hint()

    # What is shown.

    def _field(self, name: str) -> Field:
        return self.query_one(f"#{name}", Field)

    def _value(self, name: str) -> str:
        return self._field(name).value

    @property
    def _login(self) -> str:
        return self._value("login").strip()

    def _choices(self) -> list[Choice]:
        names = self.door.names_at_door()
        if not names:
            return []
        alike = Counter(each.name for each in names)
        rows = [
            Choice(each.login, each.name, f"{each.login} {each.note}".rstrip() if alike[each.name] > 1 else each.note,
                   also=each.login)
            for each in names
        ]  # fmt: skip
        return [*rows, Choice(OTHER, _("another name …"))]

    def _name_the_secret(self) -> None:
        """Say whether the PIN serves for the name that stands there."""
        by_pin = self.door.has_pin(self._login)
        self._field("password").label = N_("PIN or password") if by_pin else N_("Password")

    def _hint(self) -> None:
        words = {
            "who": _("Enter: go on · F9: menu, language · Ctrl+Q: close"),
            "new": _("At least {n} signs, any you like; nobody can read it later. Esc: not now", n=12),
            "pin": _("6 to 8 digits bring you back from the lock until your shift ends. Esc: later (F9, “Set a PIN”)"),
        }[self.step]
        slip = likely_slip(self._login, "") if self.step == "who" and not self.door.is_known_login(self._login) else ""
        if slip:
            self._say(slip, "soon")
        else:
            self._say(words, "faint")

    def _say(self, words: str, style: str) -> None:
        said = safe(words, style)
        said.no_wrap = False
        self.query_one("#said", Static).update(said)

    def _show_step(self, step: str, field: str, said: str = "") -> None:
        self.step = step
        self.words_changed()
        if said:
            self._say(said, "soon")
        self._field(field).focus()

    # Waiting after wrong tries.

    def _seconds_left(self) -> int:
        return max(0, round(self._waits.get(self._login, 0.0) - time.monotonic()))

    def _count_down(self) -> None:
        if self.step == "who" and not self._busy and self._login in self._waits:
            left = self._seconds_left()
            if left:
                self._say_wait(left)
            else:
                del self._waits[self._login]
                self._hint()

    def _say_wait(self, seconds: int) -> None:
        left = stopwatch(timedelta(seconds=seconds))
        self._say(_("Too many wrong tries for this name: wait {left}. Others can sign in.", left=left), "late")
